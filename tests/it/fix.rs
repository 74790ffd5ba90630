//! `recto check --fix`, and `recto check` of files that belong to no site.

use super::driver::{Run, Site};

/// A post with this text.
fn post(path: &str, text: &str) -> String {
    format!("-- content/posts/{path} --\n---\ntitle: P\ndate: 2025-07-08\n---\n{text}")
}

/// What `--fix` makes of a text, and how it ends.
#[track_caller]
fn mends(text: &str, expected: &str, said: &str, status: i32) {
    let site = Site::configured("");
    let head = "\u{feff}---\r\ntitle: 글\r\ndate: 2025-07-08\r\n---\r\n";
    site.write("content/posts/a.md", format!("{head}{text}"));
    site.run(["check", "--fix"]).fails(status).stderr_has(said);
    assert_eq!(site.read("content/posts/a.md"), format!("{head}{expected}"));
    let before = site.files("");
    let again = site.run(["check", "--fix"]).fails(status);
    let nothing = ["there is nothing to mend", "nothing could be mended"];
    let said = again.stderr();
    assert!(nothing.iter().any(|nothing| said.contains(nothing)), "{said}");
    assert_eq!(site.files(""), before);
}

// fix

#[test]
fn a_fix_keeps_what_stands_round_it() {
    mends(
        "```hcl\nlocals {\n  a: 1\n}\n```\n",
        "```hcl\nlocals {\n  a = 1\n}\n```\n",
        "mended 1 finding in 1 file; none is left\nchecked 1 page",
        0,
    );
    mends(
        "1. 목록\n\n   > ```hcl\n   > locals { a = 1, b = 2 }\n   > ```\n",
        "1. 목록\n\n   > ```hcl\n   > locals {\n   >   a = 1\n   >   b = 2\n   > }\n   > ```\n",
        "mended 1 finding in 1 file; none is left\n",
        0,
    );
    mends(
        "> ```hcl\r\n> locals {\r\n>   a =\r\n>     1\r\n> }\r\n> ```\r\n",
        "> ```hcl\r\n> locals {\r\n>   a = 1\r\n> }\r\n> ```\r\n",
        "mended 1 finding in 1 file; none is left\n",
        0,
    );
}

#[test]
fn several_findings_are_mended_at_once() {
    mends(
        "```hcl\nvariable \"지역\" {}\nlocals {\n  a: 1\n  b: locals.a\n  c = 'x'\n}\n```\n",
        "```hcl\nvariable \"지역\" {}\nlocals {\n  a = 1\n  b = local.a\n  c = \"x\"\n}\n```\n",
        "in 1 file; none is left\n",
        0,
    );
}

#[test]
fn what_cannot_be_mended_is_left_and_counted() {
    mends(
        "[a](gone-for-good.md)\n\n```hcl\nlocals {\n  a: 1\n}\n```\n",
        "[a](gone-for-good.md)\n\n```hcl\nlocals {\n  a = 1\n}\n```\n",
        "mended 1 finding in 1 file; 1 is left\nchecked 1 page",
        1,
    );
    let lost = "[a](gone-for-good.md)\n";
    mends(lost, lost, "nothing could be mended; 1 is left\n", 1);
    mends("글\n", "글\n", "there is nothing to mend\n", 0);
}

#[test]
fn settings_links_and_front_matter_are_mended_too() {
    let site = Site::new(&format!(
        "-- recto.toml --\ntitle = \"T\"\r\nbase_url = \"https://example.org\"\r\nlangauge = \"ko\"\r\n{}{}",
        post("vpc.md", "글\n"),
        "-- content/posts/a.md --\n---\ntitle: P\ndate: 2025-07-08\ntgas: [x]\n---\n[글](./vcp.md)와 [글](./vcp.md)",
    ));
    site.run(["check", "--fix", "-v"])
        .succeeds()
        .stderr_has("  mended content/posts/a.md (3 findings)\n  mended recto.toml (1 finding)\n")
        .stderr_has("mended 4 findings in 2 files; none is left\n");
    assert!(site.read("recto.toml").ends_with("\r\nlanguage = \"ko\"\r\n"));
    let text = site.read("content/posts/a.md");
    assert!(
        text.ends_with("tags: [x]\n---\n[글](./vpc.md)와 [글](./vpc.md)"),
        "{text}"
    );
}

#[test]
fn a_dry_run_prints_what_would_change() {
    let site = Site::configured(&post(
        "a.md",
        "1\n\n> ```hcl\n> locals {\n>   a: 1\n> }\n> ```\n\n[x](nowhere-at-all.md)\n",
    ));
    let before = site.files("");
    let run = site.run(["check", "--fix", "--dry-run"]).fails(1).stdout_is(
        "\
--- a/content/posts/a.md
+++ b/content/posts/a.md
@@ -6,7 +6,7 @@
 
 > ```hcl
 > locals {
->   a: 1
+>   a = 1
 > }
 > ```
 
",
    );
    let said = run.stderr();
    assert!(
        said.starts_with("error[L001]: there is no page or file `nowhere-at-all.md`\n"),
        "{said}"
    );
    assert!(
        said.contains("would mend 1 finding in 1 file; 1 would be left\n"),
        "{said}"
    );
    assert_eq!(site.files(""), before);
    for args in [
        &["check", "--dry-run"][..],
        &["check", "--style"],
        &["check", "--fix", "--dry-run", "--format", "json"],
    ] {
        site.run(args.iter().copied()).fails(2);
    }
}

#[test]
fn style_is_mended_when_asked_for() {
    let text = "> ```hcl\r\n> locals {\r\n>   a: 1\r\n>   long = \"${local.a}\"\r\n> }\r\n> ```\r\n";
    let site = Site::configured(&post("a.md", text));
    site.run(["check", "--fix"])
        .succeeds()
        .stderr_has("mended 1 finding in 1 file; ");
    let mended = site.read("content/posts/a.md");
    assert!(
        mended.contains(">   a = 1\r\n>   long = \"${local.a}\"\r\n> }\r\n"),
        "{mended}"
    );
    site.run(["check", "--fix", "--style"])
        .succeeds()
        .stderr_has("; none is left\n");
    let formatted = site.read("content/posts/a.md");
    assert!(
        formatted.contains(">   a    = 1\r\n>   long = local.a\r\n> }\r\n"),
        "{formatted}"
    );
}

#[test]
fn what_is_left_is_reported_in_the_mended_text() {
    let site = Site::configured(&post(
        "a.md",
        "```hcl\nlocals { a = 1, b = 2 }\n```\n\n[x](nowhere-at-all.md)\n",
    ));
    site.run(["check", "--fix", "--format", "short"])
        .fails(1)
        .stdout_has("content/posts/a.md:12:5: error[L001]");
}

#[cfg(unix)]
#[test]
fn a_file_that_changed_meanwhile_is_left_alone() {
    use std::os::unix::fs::symlink;
    let site = Site::configured(&format!(
        "{}{}{}",
        "-- content/x/vpc.md --\n---\ntitle: V\ndate: 2025-07-08\n---\n",
        "-- content/y/vcps.md --\n---\ntitle: V\ndate: 2025-07-08\n---\n",
        "-- content/x/a.md --\n---\ntitle: A\ndate: 2025-07-08\n---\n[x](./vcp.md)\n",
    ));
    // One file with two names, in each of which the link means something else.
    symlink("../x/a.md", site.path("content/y/a.md")).unwrap();
    site.run(["check", "--fix"])
        .fails(2)
        .stderr_has("mended 1 finding in 1 file; 1 is left\n")
        .stderr_has(
            "error: `content/y/a.md` was changed by somebody else meanwhile, and not mended\n\
             help: run the command again\n",
        );
    assert!(site.read("content/x/a.md").ends_with("[x](./vpc.md)\n"));
}

// files

const HUGO: &str = "\
-- blog/config.toml --
baseURL = 'https://example.org'
-- blog/content/post/a.md --
---
title: \"{{ .Title }}\"
date: 2025-07-08T00:00:00Z
categories: [a]
weight: heavy
menu: {main: {parent: x}}
---
{{< figure src=\"/a_b_*.png\" title=\"**x\" >}}

[글]({{< ref \"b.md\" >}}) ![](/gone.png) $x^2$

{{% notice %}}
> ```terraform
> locals { a = 1, b = 2 }
> ```
{{% /notice %}}
-- blog/content/post/b.markdown --
+++
title = 1
[params]
x = 2
+++
**VPC(네트워크)**를 쓴다.[^1] $\\nosuch$
-- blog/content/post/.hidden.md --
[^1]
-- blog/node_modules/x/README.md --
[^1]
";

#[test]
fn posts_of_any_blog_are_checked() {
    let site = Site::new(HUGO);
    let run = site.run(["check", "blog", "--format", "short"]).fails(1);
    let found: Vec<(&str, &str)> = run
        .stdout()
        .lines()
        .filter_map(|line| line.split_once(": "))
        .map(|(place, rest)| (place, rest.split(':').next().unwrap_or_default()))
        .collect();
    assert_eq!(
        found,
        [
            ("blog/content/post/a.md:14:19", "error[HCL108]"),
            ("blog/content/post/b.markdown:6:19", "warning[M005]"),
            ("blog/content/post/b.markdown:6:25", "error[M003]"),
        ]
    );
    run.stderr_has("checked 2 files in ")
        .stderr_has(": 2 errors, 1 warning\n");
    site.run_in("blog/content", ["check", "--fix", "post/a.md"])
        .succeeds()
        .stderr_has("mended 1 finding in 1 file; none is left\nchecked 1 file in ");
    let mended = site.read("blog/content/post/a.md");
    assert!(
        mended.contains("> locals {\n>   a = 1\n>   b = 2\n> }\n"),
        "{mended}"
    );
}

#[test]
fn code_of_any_post_has_its_context_beside_it() {
    let site = Site::new(
        "-- a.md --\n---\nhcl: {complete: true, context: [vpc.tf]}\n---\n```hcl\noutput \"x\" {\n  value = local.b\n}\n```\n\
         -- vpc.tf --\nlocals {\n  a = 1\n}\n",
    );
    let whole = site.path("a.md");
    let names = ["a.md", "./a.md", whole.to_str().unwrap()];
    for name in names {
        site.run(["check", name])
            .fails(1)
            .stderr_has("error[HCL303]: `local.b` is not declared");
    }
    site.write("vpc.tf", "locals {\n  b = 1\n}\n");
    for name in names {
        site.run(["check", name]).succeeds();
    }
    Site::empty().run(["check", whole.to_str().unwrap()]).succeeds();
}

#[test]
fn a_file_of_a_site_is_checked_as_a_part_of_it() {
    let site = Site::configured(&format!(
        "{}{}-- README.md --\n[a](gone.md) [^1]\n",
        post("a.md", "[b](b.md) [c](nowhere-at-all.md)\n"),
        post("b.md", "[gone](not-there-either.md)\n"),
    ));
    let a = "content/posts/a.md:5:15: error[L001]: there is no page or file `nowhere-at-all.md`";
    let run = site
        .run(["check", "content/posts/a.md", "--format", "short"])
        .fails(1)
        .stdout_has(a);
    assert_eq!(run.stdout().lines().count(), 1);
    run.stderr_has("checked 1 file in ");
    let names = [
        "check",
        "posts/a.md",
        "../README.md",
        "posts",
        "--format",
        "short",
    ];
    site.run_in("content", names)
        .fails(1)
        .stdout_has(a)
        .stdout_has("content/posts/b.md:5:")
        .stdout_has("README.md:1:14: warning[M005]")
        .stderr_has("checked 3 files in ");
    site.run(["check", "README.md", "--deny", "warnings"]).fails(1);
    site.run(["check", "README.md"])
        .fails(1)
        .stderr_has("error[L001]: there is no page or file `gone.md`");
}

#[test]
fn only_files_that_are_named_are_mended() {
    let text = "```hcl\nlocals {\n  a: 1\n}\n```\n";
    let site = Site::configured(&(post("a.md", text) + &post("b.md", text)));
    site.run(["check", "--fix", "content/posts/b.md"])
        .succeeds()
        .stderr_has("mended 1 finding in 1 file; none is left\n");
    assert!(site.read("content/posts/a.md").contains("a: 1"));
    assert!(site.read("content/posts/b.md").contains("a = 1"));
}

#[test]
fn what_cannot_be_checked_is_said() {
    let site = Site::new("-- a.txt --\nx\n-- empty/x.txt --\nx\n");
    site.run(["check", "gone.md"])
        .fails(2)
        .stderr_is("error: cannot read `gone.md`: there is no such file or folder\n");
    site.run(["check", "../gone.md"]).fails(2);
    site.run(["check", "a.txt"])
        .fails(2)
        .stderr_has("error: `a.txt` is no Markdown file\nhelp: name files that end with `.md`");
    site.run(["check", "empty"])
        .succeeds()
        .stderr_has("checked 0 files in ");
    site.write("bad.md", b"a\xffb ```");
    site.run(["check", "--fix", "bad.md"])
        .fails(1)
        .stderr_has("error[S002]");
    assert_eq!(site.files("").len(), 3);
}

#[test]
fn outside_of_a_site_only_the_hcl_of_front_matter_is_ours() {
    let site = Site::new(
        "-- a.md --\n---\nlayout: any\ndate: someday\nhcl.complete: true\nhcl:\n  cotext: []\n---\n",
    );
    let run = site.run(["check", "--format", "short", "a.md"]).fails(1);
    let found: Vec<&str> = run.stdout().lines().collect();
    assert_eq!(
        found,
        [
            "a.md:4:1: error[F002]: unknown key `hcl.complete` (help: write `complete` in a line of its own below `hcl:`, indented)",
            "a.md:6:3: error[F002]: unknown key `cotext` in `[hcl]` (help: did you mean `context`?)",
        ]
    );
}

#[cfg(unix)]
#[test]
fn a_folder_of_posts_may_be_a_link() {
    use std::os::unix::fs::symlink;
    let text = "-- posts/a.md --\n---\ntitle: A\ndate: 2025-07-08\n---\n[x](nowhere-at-all.md)\n";
    let (notes, site) = (Site::new(text), Site::configured(""));
    symlink(notes.path(""), site.path("content")).unwrap();
    site.run(["check", "content/posts/a.md"])
        .fails(1)
        .stderr_has("error[L001]: there is no page or file `nowhere-at-all.md`");
    let run = Run::of(notes.command(["check", "posts/a.md"])).fails(1);
    run.stderr_has("checked 1 file in ");
}
