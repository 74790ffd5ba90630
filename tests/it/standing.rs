//! A site that stands as it was published is not made again, and one that does not is.

use std::fs;
use std::time::SystemTime;

use super::driver::Site;

const POSTS: &str = "\
-- content/posts/a.md --
---
title: A
date: 2025-01-01
---
[B](b.md)

> [!NOTTE]
> Text.
-- content/posts/b.md --
---
title: B
date: 2025-01-02
---
B.
";

/// A site that has been published. It has no files that are told by their time alone: such a file must not be younger
/// than a moment when it is sealed.
fn published() -> Site {
    let site = Site::configured(POSTS);
    site.run(["build"]).succeeds().stderr_has(" written)");
    site
}

fn modified(site: &Site, path: &str) -> SystemTime {
    fs::metadata(site.path(path)).unwrap().modified().unwrap()
}

/// Whether a build now makes the site again; only then is the seal written.
fn is_made_again(site: &Site, args: &[&str]) -> bool {
    let before = modified(site, ".public.recto/seal");
    let mut all = vec!["build"];
    all.extend(args);
    site.run(all).succeeds();
    modified(site, ".public.recto/seal") != before
}

#[test]
fn nothing_is_made_again_when_nothing_has_changed() {
    let site = published();
    let before = site.files("public");
    let seen = modified(&site, "public/index.html");
    let again = site.run(["build"]).succeeds();
    again
        .stderr_has(" unchanged)")
        .stderr_has("warning[M009]")
        .stderr_has("content/posts/a.md:7:5");
    assert!(!is_made_again(&site, &[]));
    assert_eq!(site.files("public"), before);
    assert_eq!(modified(&site, "public/index.html"), seen);
}

#[test]
fn what_was_found_is_said_again_in_every_form() {
    let site = published();
    let first = site.run(["build", "--format", "short", "--drafts"]);
    let again = site.run(["build", "--format", "short", "--drafts"]);
    assert!(first.stdout().contains("[M009]"), "{}", first.stdout());
    assert_eq!(first.stdout(), again.stdout());
}

#[test]
fn a_source_that_changed_is_seen() {
    let site = published();
    site.write("content/posts/b.md", "---\ntitle: B\ndate: 2025-01-02\n---\nC.\n");
    assert!(is_made_again(&site, &[]));
    assert!(site.read("public/posts/b/index.html").contains("<p>C.</p>"));
    site.write("themes/recto/assets/user.css", "p { margin: 1px }");
    assert!(is_made_again(&site, &[]));
    site.remove("content/posts/b.md");
    site.run(["build"]).fails(1).stderr_has("error[L001]");
}

#[test]
fn an_output_that_was_touched_is_mended() {
    let site = published();
    let good = site.read("public/index.html");
    site.write("public/index.html", "edited");
    assert!(is_made_again(&site, &[]));
    assert_eq!(site.read("public/index.html"), good);
    site.remove("public/posts/a/index.html");
    assert!(is_made_again(&site, &[]));
    assert!(site.has("public/posts/a/index.html"));
}

#[test]
fn other_options_are_another_site() {
    let site = published();
    assert!(is_made_again(&site, &["--base-url", "https://example.org/b/"]));
    assert!(!is_made_again(&site, &["--base-url", "https://example.org/b/"]));
    assert!(is_made_again(&site, &[]));
}

#[test]
fn a_post_that_is_due_appears() {
    let site = published();
    site.write(
        "content/posts/c.md",
        "---\ntitle: C\ndate: 2026-03-10\n---\nSoon.\n",
    );
    assert!(is_made_again(&site, &["--now", "2026-03-01"]));
    assert!(!site.has("public/posts/c/index.html"));
    assert!(!is_made_again(&site, &["--now", "2026-03-02"]));
    assert!(is_made_again(&site, &["--now", "2026-03-10"]));
    assert!(site.has("public/posts/c/index.html"));
}
