//! Every command, and every way in which it can fail.

use std::io::Read;
use std::process::Stdio;

use super::driver::{Run, Site};

const POST: &str = "-- content/posts/a.md --\n---\ntitle: A\ndate: 2025-07-08\n---\ntext\n";

/// What is wrong with a site, a line for each finding.
#[track_caller]
fn check(site: &Site, expected: &[&str]) {
    let run = site.run(["check", "--format", "short"]);
    let lines: Vec<&str> = run.stdout().lines().collect();
    assert_eq!(lines, expected);
    run.fails(1);
}

// init

#[test]
fn a_new_site_builds_without_a_finding() {
    for language in ["en", "ko"] {
        let site = Site::empty();
        site.run(["init", "blog", "--lang", language])
            .succeeds()
            .stdout_is("")
            .stderr_has("made a site of 8 files in `blog`");
        for command in [
            &["check", "--deny", "warnings"][..],
            &["check", "--drafts", "--future"],
        ] {
            site.run_in("blog", command.iter().copied())
                .succeeds()
                .stderr_has("checked 4 pages")
                .stderr_has(": no findings\n");
        }
        site.run_in("blog", ["build", "--deny", "warnings"])
            .succeeds()
            .stderr_has("published 28 files to `public` (28 written)");
        site.run_in("blog", ["build"])
            .succeeds()
            .stderr_has("published 28 files to `public` (28 unchanged)");
        let page = site.read("blog/public/posts/first-post/index.html");
        assert!(page.contains(&format!("<html lang=\"{language}\">")));
        let workflow = site.read("blog/.github/workflows/pages.yml");
        assert!(workflow.contains("path: .recto/cache\n"), "{workflow}");
        assert!(
            !site
                .read("blog/.github/workflows/pages.yml")
                .contains("@VERSION@")
        );
    }
}

#[test]
fn a_new_site_takes_any_title_and_address() {
    let site = Site::empty();
    let title = r#"제 "글" \ 모음 @TODAY@"#;
    site.run([
        "init",
        "--title",
        title,
        "--base-url",
        "https://me.github.io/notes",
    ])
    .succeeds();
    let config = site.read("recto.toml");
    assert!(
        config.contains(r#"title = "제 \"글\" \\ 모음 @TODAY@""#),
        "{config}"
    );
    assert!(config.contains(r#"base_url = "https://me.github.io/notes/""#));
    site.run(["check", "--deny", "warnings"]).succeeds();
    // Giscus will answer there, and in a preview.
    assert_eq!(
        site.read("giscus.json"),
        "{\n  \"origins\": [\"https://me.github.io\"],\n  \"originsRegex\": [\"http://localhost:[0-9]+\"]\n}\n"
    );
    let comments = "[comments.giscus]\nrepo = \"o/r\"\nrepo_id = \"R_kgDOABCDEF\"\ncategory = \"C\"\n\
                    category_id = \"DIC_kwDOABCDEF\"\n";
    site.write("recto.toml", format!("{config}{comments}"));
    site.run(["check", "--deny", "warnings"]).succeeds();
}

#[test]
fn a_folder_with_things_in_it_is_not_made_a_site() {
    let site = Site::new("-- .git/HEAD --\n-- notes.txt --\nmine\n");
    let before = site.files("");
    site.run(["init"])
        .fails(2)
        .stderr_has("error: `.` is not empty: there is `notes.txt`\nhelp: choose a new folder");
    site.run(["init", "notes.txt"])
        .fails(2)
        .stderr_has("error: cannot read `notes.txt`: a file is in the way");
    assert_eq!(site.files(""), before);
    site.remove("notes.txt");
    site.run(["init"]).succeeds();
    site.run(["check"]).succeeds();
}

// new

#[test]
fn a_new_post_has_its_title_and_day() {
    let site = Site::configured("timezone = \"Asia/Seoul\"\n");
    let begin = |args: &[&str], path: &str, text: &str| {
        site.run(["new"].iter().chain(args).copied())
            .succeeds()
            .stdout_is(&format!("{path}\n"))
            .stderr_is("");
        assert_eq!(site.read(path), text);
    };
    let text = |title: &str| format!("---\ntitle: \"{title}\"\ndate: 2025-07-08\ndraft: true\n---\n\n");
    let day = ["--date", "2025-07-08"];
    begin(
        &["posts/my-post", day[0], day[1]],
        "content/posts/my-post.md",
        &text("My post"),
    );
    begin(
        &["posts/쿠버네티스 입문", day[0], day[1]],
        "content/posts/쿠버네티스-입문.md",
        &text("쿠버네티스 입문"),
    );
    begin(
        &["posts/2025-07-08-day-one", "--bundle"],
        "content/posts/2025-07-08-day-one/index.md",
        &text("Day one"),
    );
    begin(
        &["content/New Notes/c.md", "--title", "C \"is\"", day[0], day[1]],
        "content/new-notes/c.md",
        &text("C \\\"is\\\""),
    );
    begin(
        &["about"],
        "content/about.md",
        "---\ntitle: \"About\"\ndraft: true\n---\n\n",
    );
    site.run(["check", "--drafts", "--deny", "warnings"]).succeeds();
}

#[test]
fn a_new_post_is_dated_today() {
    let site = Site::configured("");
    site.run(["new", "posts/today"]).succeeds();
    site.run(["check", "--drafts"])
        .succeeds()
        .stderr_has("checked 1 page ");
}

#[test]
fn a_new_post_replaces_nothing() {
    let site = Site::configured(POST);
    let before = site.files("content");
    for args in [&["new", "posts/a"][..], &["new", "posts/A", "--bundle"]] {
        site.run(args.iter().copied()).fails(2).stderr_is(
            "error: `content/posts/a.md` is there already\nhelp: choose another name, or edit the file\n",
        );
    }
    for path in ["../x", "/x", "posts/", "", "posts/.x"] {
        site.run(["new", path]).fails(2).stderr_has("help: name a page");
    }
    site.run(["new", "posts/b", "--date", "soon"])
        .fails(2)
        .stderr_has("error: `soon` is not a date\nhelp: write a date such as");
    assert_eq!(site.files("content"), before);
}

// build

#[test]
fn nothing_is_published_while_there_are_errors() {
    let site = Site::configured(POST);
    site.run(["build"]).succeeds();
    let before = site.files("public");
    site.write("content/posts/b.md", "---\ntitle: B\ndaet: 2025-07-08\n---\n");
    site.write(
        "content/posts/a.md",
        "---\ntitle: Changed\ndate: 2025-07-08\n---\n",
    );
    site.run(["build"])
        .fails(1)
        .stdout_is("")
        .stderr_has("error[F002]: unknown key `daet`\n --> content/posts/b.md:3:1\n")
        .stderr_has("nothing was published: 2 errors\n");
    assert_eq!(site.files("public"), before);
    site.remove("content/posts/b.md");
    site.run(["build"]).succeeds();
    assert_ne!(site.files("public"), before);
}

#[test]
fn a_build_tells_what_it_did() {
    let site = Site::configured(POST);
    site.run(["build"]).succeeds().stderr_has(" written) in ");
    site.write(
        "content/posts/b.md",
        "---\ntitle: B\ndate: 2025-07-09\ntags: [x]\n---\n",
    );
    site.remove("content/posts/a.md");
    site.run(["build", "-v"])
        .succeeds()
        .stdout_is("")
        .stderr_has("  written posts/b/index.html\n")
        .stderr_has("  removed posts/a/index.html\n")
        .stderr_has(" unchanged, 2 removed) in ");
    site.run(["build", "-q"]).succeeds().stdout_is("").stderr_is("");
}

#[test]
fn the_output_folder_can_be_chosen() {
    let site = Site::configured(POST);
    site.run_in("content", ["build", "--output", "../out", "-v"])
        .succeeds()
        .stderr_has("/out` (");
    assert!(site.has("out/posts/a/index.html") && !site.has("public"));
    site.run(["build", "--output", "content/x"])
        .fails(2)
        .stderr_has("from which the site is made\nhelp: choose a folder of its own");
    site.run(["build", "--output", "."])
        .fails(2)
        .stderr_has("from which the site is made\n");
    assert!(!site.has("content/x"));
}

#[test]
fn files_of_others_are_replaced_only_when_asked() {
    let site = Site::configured(POST);
    site.write("public/index.html", "mine");
    site.write("public/mine.txt", "mine");
    let before = site.files("public");
    site.run(["build"])
        .fails(2)
        .stderr_has("public/index.html` is in the way and was not written by Recto\n")
        .stderr_has("`--force`");
    assert_eq!(site.files("public"), before);
    site.run(["build", "--force"])
        .succeeds()
        .stderr_has("  replaced index.html, which Recto had not written\n");
    assert_eq!(site.read("public/mine.txt"), "mine");
    assert_ne!(site.read("public/index.html"), "mine");
}

#[test]
fn the_address_can_be_chosen() {
    let site = Site::configured(POST);
    site.run(["build", "--base-url", "https://me.github.io/blog"])
        .succeeds();
    let page = site.read("public/posts/a/index.html");
    assert!(page.contains("<link rel=\"canonical\" href=\"https://me.github.io/blog/posts/a/\">"));
    site.run(["check", "--base-url", "me.github.io"])
        .fails(2)
        .stderr_has("it must begin with `https://` or `http://`");
}

#[test]
fn drafts_and_the_future_wait() {
    let site = Site::configured(
        "-- content/posts/draft.md --\n---\ntitle: D\ndate: 2025-07-08\ndraft: true\n---\n\
         -- content/posts/later.md --\n---\ntitle: L\ndate: 2999-01-01\n---\n",
    );
    let pages = |args: &[&str], expected: &[bool; 2]| {
        site.run(["build"].iter().chain(args).copied()).succeeds();
        let has = ["draft", "later"].map(|name| site.has(&format!("public/posts/{name}/index.html")));
        assert_eq!(&has, expected, "{args:?}");
    };
    pages(&[], &[false, false]);
    pages(&["--drafts"], &[true, false]);
    pages(&["--future"], &[false, true]);
    pages(&["--now", "2999-01-01"], &[false, true]);
    pages(&["--now", "2998-12-31T23:59:59Z"], &[false, false]);
    site.run(["build", "--now", "later"]).fails(2);
}

#[test]
fn advertisements_are_for_readers() {
    let site = Site::configured("[adsense]\nclient = \"ca-pub-1234567890123456\"\n");
    site.write("content/posts/a.md", "---\ntitle: A\ndate: 2025-07-08\n---\n");
    site.run(["build"]).succeeds();
    assert!(
        site.read("public/posts/a/index.html")
            .contains("ca-pub-1234567890123456")
    );
}

// check

#[test]
fn a_finding_has_three_looks() {
    let site = Site::configured("-- content/posts/가.md --\n---\ntitle: [x]\ndate: 2025-07-08\n---\n");
    site.run(["check"]).fails(1).stdout_is("").stderr_has(
        "error[F003]: `title` is a list, but must be text\n --> content/posts/가.md:2:8\n  |\n2 | title: [x]\n",
    );
    site.run(["check", "--format", "short"])
        .fails(1)
        .stdout_has("content/posts/가.md:2:8: error[F003]: `title` is a list, but must be text")
        .stderr_has("1 error\n");
    let run = site
        .run(["check", "--format", "json", "-q"])
        .fails(1)
        .stderr_is("");
    let document: serde_json::Value = serde_json::from_str(run.stdout()).unwrap();
    let findings = document["findings"].as_array().unwrap();
    let found = findings.iter().find(|found| found["code"] == "F003").unwrap();
    assert_eq!(found["file"], "content/posts/가.md");
    assert_eq!((&found["line"], &found["column"]), (&2.into(), &8.into()));
    assert_eq!(found["severity"], "error");
}

#[test]
fn a_broken_fence_is_pointed_at() {
    let site = Site::configured(
        "-- content/posts/a.md --\n---\ntitle: A\ndate: 2025-07-08\n---\n- 목록 안의 코드\n\n  ```hcl\n  \
         resource \"aws_vpc\" \"main\" {\n    cidr_block \"10.0.0.0/16\"\n  }\n  ```\n",
    );
    let run = site.run(["check", "--format", "short"]).fails(1);
    let place = "content/posts/a.md:9:15: error[HCL103]: ";
    assert!(run.stdout().starts_with(place), "{}", run.stdout());
    site.run(["build"]).fails(1);
    assert!(!site.has("public"));
}

#[test]
fn warnings_fail_only_when_denied() {
    let site = Site::configured(POST);
    site.write(
        "static/p.svg",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\"/>",
    );
    site.write(
        "content/posts/a.md",
        "---\ntitle: A\ndate: 2025-07-08\n---\n![](/p.svg)\n",
    );
    site.run(["check"])
        .succeeds()
        .stderr_has("warning[L004]")
        .stderr_has(": 1 warning\n");
    site.run(["check", "-q"]).succeeds().stderr_is("");
    site.run(["check", "--deny", "warnings"])
        .fails(1)
        .stderr_has(": 1 warning, which `--deny warnings` forbids\n");
    site.run(["build", "-q", "--deny", "warnings"])
        .fails(1)
        .stderr_has("warning[L004]");
    assert!(!site.has("public"));
    site.run(["build"]).succeeds().stderr_has(": 1 warning\n");
}

#[test]
fn colours_are_for_terminals_or_by_request() {
    let site = Site::configured("-- content/posts/a.md --\n---\ntitel: A\n---\n");
    let coloured = |variables: &[(&str, &str)]| {
        let mut command = site.command(["check"]);
        command.envs(variables.iter().copied());
        Run::of(command).stderr().contains('\u{1b}')
    };
    assert!(!coloured(&[]));
    assert!(coloured(&[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured(&[("CLICOLOR_FORCE", "0")]));
    assert!(!coloured(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
}

#[test]
fn a_reader_that_stops_reading_is_no_failure() {
    let site = Site::configured("");
    for number in 0..300 {
        site.write(
            &format!("content/posts/{number}.md"),
            "---\ntitel: A\ndaet: B\n---\n",
        );
    }
    let mut command = site.command(["check", "--format", "json"]);
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(1), "{said}");
    assert!(said.starts_with("checked "), "{said}");
}

#[test]
fn a_site_is_found_from_within() {
    let site = Site::configured(POST);
    site.run_in("content/posts", ["check"]).succeeds();
    let root = site.path("content");
    let elsewhere = Site::empty();
    elsewhere
        .run(["check", "--root", root.to_str().unwrap()])
        .succeeds();
}

// bad input

#[test]
fn without_a_site_nothing_can_be_done() {
    let site = Site::empty();
    for command in ["build", "check", "serve"] {
        site.run([command])
            .fails(2)
            .stdout_is("")
            .stderr_has("error: no `recto.toml` in `")
            .stderr_has(
                "help: run the command in a folder with a `recto.toml`, or make one with `recto init`\n",
            );
    }
    site.run(["check", "--root", "nowhere"])
        .fails(2)
        .stderr_is("error: cannot read `nowhere`: there is no such file or folder\n");
}

#[test]
fn wrong_arguments_are_explained() {
    let site = Site::empty();
    site.run(["chekc"])
        .fails(2)
        .stderr_has("similar subcommands exist: ")
        .stderr_has("'check'");
    site.run(["check", "--draft"]).fails(2).stderr_has("'--drafts'");
    site.run(["build", "-q", "-v"]).fails(2);
    site.run([]).fails(2).stderr_has("Usage: recto");
}

#[test]
fn a_site_without_content_is_a_site() {
    let site = Site::configured("");
    site.run(["check", "--deny", "warnings"])
        .succeeds()
        .stderr_has("checked 0 pages");
    site.run(["build"]).succeeds();
    assert!(site.has("public/index.html"));
    let site = Site::new("-- recto.toml --\n");
    check(
        &site,
        &[
            "recto.toml:1:1: error[C004]: `base_url` is missing (help: add a line such as \
             `base_url = \"https://example.org\"`)",
            "recto.toml:1:1: error[C004]: `title` is missing (help: add a line such as `title = \"My notes\"`)",
        ],
    );
}

#[test]
fn everything_is_reported_in_one_run() {
    let site = Site::configured(
        "-- content/posts/picture.md --\n---\ntitle: P\ndate: 2025-07-08\n---\n![x](gone.png) [y](gone.md)\n\
         -- content/posts/one.md --\n---\ntitle: One\ndate: 2025-07-08\nslug: same\n---\n\
         -- content/posts/two.md --\n---\ntitle: Two\ndate: 2025-07-08\nslug: same\n---\n\
         -- content/posts/open.md --\n---\ntitle: Open\n\
         -- content/posts/undated.md --\n---\ntitle: U\n---\n\
         -- content/posts/yaml.md --\n---\ntitle: \"x\ndate: 2025-07-08\n---\n\
         -- themes/recto/templates/post.html --\n{% if %}\n",
    );
    site.write(
        "content/posts/latin.md",
        b"---\ntitle: L\ndate: 2025-07-08\n---\ncaf\xe9\n",
    );
    let run = site.run(["check", "--format", "short"]).fails(1);
    for expected in [
        "content/posts/latin.md:5:4: error[S002]: `content/posts/latin.md` is not UTF-8",
        "content/posts/open.md:1:1: error[F001]: front matter is not closed",
        "content/posts/picture.md:5:6: error[L003]: there is no file `gone.png`",
        "content/posts/picture.md:5:20: error[L001]: there is no page or file `gone.md`",
        "error[R001]:",
        "content/posts/undated.md:1:1: error[F005]: a post needs a date",
        "content/posts/yaml.md:2:8: error[F001]:",
        "themes/recto/templates/post.html:1:",
    ] {
        assert!(
            run.stdout().lines().any(|line| line.starts_with(expected)
                || (expected.starts_with("error[") && line.contains(expected))),
            "no {expected} in\n{}",
            run.stdout()
        );
    }
    site.run(["build"]).fails(1);
    assert!(!site.has("public"));
}

#[cfg(unix)]
#[test]
fn links_that_lead_nowhere_are_findings() {
    use std::os::unix::fs::symlink;
    let site = Site::configured(POST);
    symlink(site.path("gone.md"), site.path("content/posts/b.md")).unwrap();
    symlink(site.path("content"), site.path("content/posts/loop")).unwrap();
    check(
        &site,
        &[
            "content/posts/b.md: error[S001]: `content/posts/b.md` cannot be read: no such file or directory \
             (help: check the file's permissions, or remove it)",
            "content/posts/loop: error[S003]: the link `content/posts/loop` leads back to `content` \
             (help: remove the link)",
        ],
    );
}

#[cfg(unix)]
#[test]
fn links_out_of_the_site_are_not_followed() {
    use std::os::unix::fs::symlink;
    let site = Site::configured(POST);
    site.write(
        "content/posts/links.md",
        "---\ntitle: Links\ndate: 2025-07-08\n---\n[own](/own.txt), [inside](/inside.txt)\n",
    );
    let elsewhere = tempfile::tempdir().unwrap();
    let target = elsewhere.path().canonicalize().unwrap();
    std::fs::create_dir(target.join("secret")).unwrap();
    site.write("static/own.txt", "mine");
    symlink(&target, site.path("static/folder")).unwrap();
    symlink(target.join("secret"), site.path("static/file")).unwrap();
    symlink(site.path("static/own.txt"), site.path("static/inside.txt")).unwrap();
    let said = |link: &str, target: &std::path::Path| {
        format!(
            "static/{link}: error[S004]: the link `static/{link}` leads out of the site, to `{}` \
             (help: copy into the site what should be published)",
            target.display()
        )
    };
    let expected = [said("file", &target.join("secret")), said("folder", &target)];
    check(&site, &expected.each_ref().map(String::as_str));
}

#[test]
fn a_post_of_ten_megabytes_is_a_post() {
    let site = Site::configured(POST);
    let mut text = String::from("---\ntitle: Long\ndate: 2025-07-08\n---\n");
    while text.len() < 10_000_000 {
        text.push_str("낱말 *word* `code` [link](a.md) and so on, in sentences that never end.\n\n");
    }
    site.write("content/posts/long.md", &text);
    site.run(["check"]).succeeds();
}

// explain

#[test]
fn codes_are_explained() {
    let site = Site::empty();
    let list = site.run(["explain"]).succeeds();
    assert!(
        list.stdout()
            .lines()
            .any(|line| { line.split_whitespace().collect::<Vec<_>>() == ["L001", "broken-link", "error"] })
    );
    for name in ["L001", "l001", "broken-link"] {
        site.run(["explain", name])
            .succeeds()
            .stdout_has("L001 broken-link (error)\n");
    }
    site.run(["explain", "broken-lnik"])
        .fails(2)
        .stderr_is("error: there is no code `broken-lnik`\nhelp: did you mean `broken-link`?\n");
    site.run(["explain", "없음"])
        .fails(2)
        .stderr_has("help: see `recto explain` for all codes\n");
}

// help

#[test]
fn help_is_as_documented() {
    let site = Site::empty();
    let mut pages = String::new();
    for command in [
        "",
        "build",
        "check",
        "serve",
        "new",
        "init",
        "explain",
        "schema",
        "schema add",
        "schema list",
    ] {
        let args = command.split_whitespace().chain(["--help"]);
        let run = site.run(args).succeeds().stderr_is("");
        pages.push_str(&format!("# recto {command}\n\n{}\n", run.stdout()));
    }
    insta::assert_snapshot!("help", pages);
}

#[test]
fn the_version_is_told() {
    let version = format!("recto {}\n", env!("CARGO_PKG_VERSION"));
    Site::empty().run(["--version"]).succeeds().stdout_is(&version);
}
