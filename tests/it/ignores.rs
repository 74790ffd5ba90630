//! Findings that the author accepts, told as stories: beside the text, for folders, and what is said when they
//! are accepted for nothing.

use crate::driver::{Run, Site};

fn post(text: &str) -> String {
    format!("-- content/posts/a.md --\n---\ntitle: A\ndate: 2025-07-08\n---\n{text}")
}

/// What is found in a post, a line each.
#[track_caller]
fn check(site: &str, expected: &[&str]) {
    let site = Site::configured(site);
    let run = site.run(["check", "--format", "short"]);
    let lines: Vec<&str> = run.stdout().lines().collect();
    assert_eq!(lines.len(), expected.len(), "{}", run.stdout());
    for (line, expected) in lines.iter().zip(expected) {
        assert!(line.contains(expected), "{line}\n{expected}");
    }
}

#[test]
fn a_link_that_leads_nowhere_yet() {
    let text = "<!-- recto-ignore L001: comes on Friday -->\n[b](./b.md) and\n[c](./c.md)\n\n[d](./d.md)\n";
    check(
        &post(text),
        &["posts/a.md:9:5: error[L001]: there is no page or file `./d.md`"],
    );
    let text = "[b](./b.md) <!-- recto-ignore L001: 금요일에 --> and\n[c](./c.md)\n";
    check(
        &post(text),
        &["posts/a.md:6:5: error[L001]: there is no page or file `./c.md`"],
    );
}

#[test]
fn a_block_of_code_that_is_meant() {
    let text = "<!-- recto-ignore HCL401: the mistake is the story -->\n```hcl\nlocals {\n  a = lenght([])\n}\n```\n";
    check(&post(text), &[]);
}

#[test]
fn readers_never_see_why() {
    let text = "<!-- recto-ignore L001: a secret -->\n[b](./b.md) <!-- recto-ignore L001: another -->\n";
    for raw_html in ["true", "false"] {
        let site = Site::new(&format!(
            "-- recto.toml --\ntitle = \"T\"\nbase_url = \"https://example.org\"\n[markdown]\nraw_html = {raw_html}\n{}",
            post(text)
        ));
        // The second comment holds for its line as well, so one of the two would do; neither is unused.
        site.run(["build", "-q"]).succeeds().stderr_is("");
        let page = site.read("public/posts/a/index.html");
        assert!(page.contains(">b</a>") && !page.contains("secret") && !page.contains("another"));
    }
}

#[test]
fn a_folder_that_is_kept_as_it_was() {
    let config = |rest: &str| {
        format!(
            "-- recto.toml --\ntitle = \"T\"\nbase_url = \"https://example.org\"\n{rest}\
             -- content/posts/old/a.md --\n---\ntitle: A\ndate: 2025-07-08\n---\n[b](./b.md)\n\
             -- content/posts/b.md --\n---\ntitle: B\ndate: 2025-07-08\n---\n[c](./c.md)\n"
        )
    };
    let entry = |path: &str, codes: &str| {
        config(&format!(
            "[[check.ignore]]\npath = \"{path}\"\ncodes = [{codes}]\nreason = \"an archive\"\n"
        ))
    };
    let check = |site: &str, expected: &[&str]| {
        let run = Site::new(site).run(["check", "--format", "short"]);
        let lines: Vec<&str> = run.stdout().lines().collect();
        assert_eq!(lines.len(), expected.len(), "{lines:?}");
        for (line, expected) in lines.iter().zip(expected) {
            assert!(line.starts_with(expected), "{line}\n{expected}");
        }
    };
    let other = "content/posts/b.md:5:5: error[L001]";
    check(&entry("posts/old/**", "\"L001\""), &[other]);
    check(
        &entry("content/posts/old", "\"broken-link\", \"L003\""),
        &[
            other,
            "recto.toml:5:25: warning[I001]: `L003` is ignored in `content/posts/old`, but not found there",
        ],
    );
    check(
        &entry("posts/new/**", "\"L001\""),
        &[
            other,
            "content/posts/old/a.md:5:5: error[L001]",
            "recto.toml:4:8: warning[I001]: no file matches `posts/new/**`",
        ],
    );
}

#[test]
fn a_file_beside_the_site_is_judged_when_it_is_named() {
    let ignore = |path: &str| {
        format!("[[check.ignore]]\npath = \"{path}\"\ncodes = [\"L001\"]\nreason = \"not written yet\"\n")
    };
    let site = Site::new(&format!(
        "-- recto.toml --\ntitle = \"T\"\nbase_url = \"https://example.org\"\n{}{}{}\
         -- content/posts/a.md --\n---\ntitle: A\ndate: 2025-07-08\n---\nText.\n\
         -- README.md --\n[b](b.md)\n-- docs/c.md --\n[b](b.md)\n",
        ignore("README.md"),
        ignore("docs/**"),
        ignore("READ.md")
    ));
    site.run(["check", "--format", "short"])
        .stdout_is("recto.toml:12:8: warning[I001]: no file matches `READ.md`, for which findings are ignored (help: take it out)\n");
    site.run(["check", "README.md", "docs/c.md"]).succeeds();
    let mut command = site.command(["check", "../README.md", "c.md"]);
    command.current_dir(site.path("docs"));
    Run::of(command).succeeds();
}

#[test]
fn what_is_ignored_for_nothing_is_said() {
    let unused = "posts/a.md:5:19: warning[I001]: `L001` is ignored here, but not found";
    let text = "<!-- recto-ignore L001: it was broken -->\nText.\n";
    check(&post(text), &[unused]);
    let site = Site::configured(&post(text));
    site.run(["check", "--fix"])
        .succeeds()
        .stderr_has("mended 1 finding");
    assert!(site.read("content/posts/a.md").ends_with("---\nText.\n"));
}

#[test]
fn nothing_is_said_of_what_was_not_looked_at() {
    let draft =
        post("<!-- recto-ignore L001: later -->\n[b](./b.md)\n").replace("date:", "draft: true\ndate:");
    check(&draft, &[]);
    let site = Site::empty();
    site.write(
        "README.md",
        "<!-- recto-ignore L001: not a page of this site -->\n[b](./b.md)\n\n<!-- recto-ignore M005: no -->\nA\n",
    );
    site.run(["check", "README.md", "--format", "short"])
        .succeeds()
        .stdout_is(
            "README.md:4:19: warning[I001]: `M005` is ignored here, but not found (help: take it out)\n",
        );
}

#[test]
fn severities_hold_for_every_command_and_for_mending() {
    let config = "-- recto.toml --\ntitle = \"T\"\nbase_url = \"https://example.org\"\n[check.severity]\n\
                  L001 = \"warning\"\nHCL401 = \"off\"\n";
    let text = "[b](./b.md)\n\n```hcl\nlocals {\n  a = lenght([])\n}\n```\n";
    let site = Site::new(&format!("{config}{}", post(text)));
    site.run(["check"]).succeeds().stderr_has("warning[L001]");
    site.run(["check", "--deny", "warnings"]).fails(1);
    site.run(["build"]).succeeds().stderr_has(": 1 warning\n");
    site.run(["check", "--fix"])
        .succeeds()
        .stderr_has("nothing could be mended; 1 is left");
    assert!(site.read("content/posts/a.md").contains("lenght"));
}

#[test]
fn what_is_ignored_is_not_mended() {
    let text = "<!-- recto-ignore HCL401: the mistake is the story -->\n```hcl\nlocals {\n  a = lenght([])\n}\n```\n";
    let site = Site::configured(&post(text));
    site.run(["check", "--fix"])
        .succeeds()
        .stderr_has("there is nothing to mend");
    assert!(site.read("content/posts/a.md").contains("lenght"));
}
