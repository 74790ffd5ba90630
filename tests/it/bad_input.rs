//! What is wrong in an author's files is said at its place, all in one run, and never a panic.

use super::site::{NOTES, build, built, options, put, sources};

const CONFIG: &str = "-- recto.toml --\ntitle = \"T\"\nbase_url = \"https://e.org\"\n";

/// Builds a site with a good configuration and compares what is said.
#[track_caller]
fn check(files: &str, expected: &[&str]) {
    check_site(&format!("{CONFIG}{files}"), expected);
}

#[track_caller]
fn check_site(fixture: &str, expected: &[&str]) {
    let said = built(fixture).said;
    let said: Vec<&str> = said
        .lines()
        .map(|line| line.split(" (help: ").next().unwrap_or(line))
        .collect();
    assert_eq!(said, expected);
}

#[test]
fn an_empty_site_is_told_what_it_lacks() {
    check_site("", &["error[C004]: there is no `recto.toml`"]);
    check_site(
        "-- recto.toml --\n",
        &[
            "recto.toml:1:1: error[C004]: `base_url` is missing",
            "recto.toml:1:1: error[C004]: `title` is missing",
        ],
    );
    let empty = built(CONFIG);
    assert_eq!(empty.said, "");
    assert!(empty.has("index.html") && empty.has("404.html") && empty.has("feed.xml"));
    assert_eq!(empty.dangling(), [""; 0]);
}

#[test]
fn everything_is_said_in_one_run() {
    let site = "\
-- recto.toml --
title = \"T\"
base_url = \"example.org\"
langauge = \"ko\"
[[menu]]
label = \"x\"
url = \"/nowhere/\"
-- content/posts/a.md --
---
title: A
date: soon
---
[없는 글](none.md)과 ![그림](x.png)

```hcl
a = {
```
-- content/posts/b.md --
+++
title = \"B
+++
-- content/posts/c.md --
---
title: C
date: 2025-01-01
tags: [a
---
-- themes/recto/templates/404.html --
<p>
{{ page.title
</p>
-- themes/recto/i18n/ko.toml --
read = \"{n}\"
raed = \"{n}\"
";
    let said = built(site).said;
    for expected in [
        "recto.toml:2:12: error[C003]: `base_url` cannot be used",
        "recto.toml:3:1: error[C002]: unknown key `langauge` (help: did you mean `language`?",
        "recto.toml:6:7: error[L001]: there is no page `/nowhere/`",
        "content/posts/a.md:3:7: error[F003]: `date` is not a date: `soon`",
        "content/posts/a.md:5:8: error[L001]: there is no page or file `none.md`",
        "content/posts/a.md:5:24: error[L003]: there is no file `x.png`",
        "content/posts/a.md:8:6: error[HCL101]",
        "content/posts/b.md:2:",
        "content/posts/c.md:",
        "themes/recto/templates/404.html:",
        "themes/recto/i18n/ko.toml:2:1: error[T004]: no page uses the text `raed` (help: did you mean `read`?",
    ] {
        assert!(said.contains(expected), "{expected}\n---\n{said}");
    }
}

#[test]
fn front_matter_is_read_as_far_as_it_can_be() {
    check(
        "-- content/posts/a.md --\n---\ntitle: A\ndate: 2025-01-01\n",
        &["content/posts/a.md:1:1: error[F001]: front matter is not closed"],
    );
    check(
        "-- content/posts/a.md --\n---\ntitle: 가나다\ndate: 2025-01-01\ndraft: maybe\n---\n",
        &["content/posts/a.md:4:8: error[F003]: `draft` is text, but must be `true` or `false`"],
    );
    check(
        "-- content/posts/a.md --\n+++\ntitle = \"A\"\ndate = 2025-01-01\ntags = \"x\"\nslug = \"a/b\"\n+++\n",
        &["content/posts/a.md:5:8: error[R002]: `a/b` cannot be part of an address"],
    );
    check(
        "-- content/posts/a.md --\njust text\n",
        &[
            "content/posts/a.md:1:1: error[F004]: the page has no title",
            "content/posts/a.md:1:1: error[F005]: a post needs a date",
        ],
    );
}

#[test]
fn two_posts_with_one_address_are_both_named() {
    let site = "-- content/posts/a.md --\n---\ntitle: A\ndate: 2025-01-01\nslug: same\n---\n\
                -- content/posts/b.md --\n---\ntitle: B\ndate: 2025-01-01\nslug: same\n---\n";
    let same = "the page `content/posts/a.md` and the page `content/posts/b.md` would be written to the same address `/posts/same/`";
    check(site, &[&format!("content/posts/b.md:4:7: error[R001]: {same}")]);
}

#[test]
fn an_address_of_rectos_own_can_be_taken_by_mistake() {
    let page = |path: &str| format!("-- {path} --\n---\ntitle: A\ntags: [x]\n---\n");
    let clash = |path: &str, other: &str, how: &str| {
        let message = format!("{path}:1:1: error[R001]: the page `{path}` and {other} would {how}");
        check(&page(path), &[&message]);
    };
    clash(
        "content/tags.md",
        "the list of tags",
        "be written to the same address `/tags/`",
    );
    clash(
        "content/tags/x.md",
        "page 1 of the list `x`",
        "be written to the same address `/tags/x/`",
    );
    check("-- content/tags.md --\n---\ntitle: no tags\n---\n", &[]);
    check(
        "-- static/index.html --\n",
        &[
            "static/index.html:1:1: error[R001]: page 1 of the list `T` and the file `static/index.html` would be written to the same address `/index.html`",
        ],
    );
    check(
        "-- content/a.md --\n---\ntitle: A\nslug: feed.xml\n---\n",
        &[
            "content/a.md:3:7: error[R001]: the page `content/a.md` and Recto's own `feed.xml` would need one name for a file and a folder `/feed.xml`",
        ],
    );
    let pager = "-- content/posts/page/2.md --\n---\ntitle: A\ndate: 2025-01-01\n---\n-- content/posts/_index.md --\n---\ntitle: P\n---\n";
    let posts: String = (0..11)
        .map(|at| format!("-- content/posts/p{at}.md --\n---\ntitle: P\ndate: 2025-01-01\n---\n"))
        .collect();
    check(
        &format!("{pager}{posts}"),
        &[
            "content/posts/page/2.md:1:1: error[R001]: the page `content/posts/page/2.md` and page 2 of the list `P` would be written to the same address `/posts/page/2/`",
        ],
    );
}

#[test]
fn links_of_the_configuration_are_proved() {
    let config = "[author]\nname = \"K\"\navatar = \"/no.png\"\nlinks = [{ label = \"a\", url = \"/no/\" }]\n\
                  [[menu]]\nlabel = \"b\"\nurl = \"/draft/\"\n-- content/draft.md --\n---\ntitle: D\ndraft: true\n---\n";
    check(
        config,
        &[
            "recto.toml:5:10: error[L003]: there is no picture `/no.png`",
            "recto.toml:6:31: error[L001]: there is no page `/no/`",
            "recto.toml:9:7: error[L005]: `/draft/` is not published",
        ],
    );
}

#[test]
fn a_link_to_a_draft_or_into_its_bundle_is_an_error() {
    let notes = NOTES.replace("시작합니다.", "[초고](draft/index.md) ![비밀](draft/secret.svg)");
    check_site(
        &notes,
        &[
            "content/posts/first.md:8:6: error[L005]: `draft/index.md` is not published",
            "content/posts/first.md:8:28: error[L005]: `draft/secret.svg` is not published",
        ],
    );
}

#[test]
fn a_broken_template_is_named_with_its_line() {
    let page = "-- themes/recto/templates/404.html --\n<p>가\n{{ page.title }\n</p>\n";
    let list = "-- themes/recto/templates/term.html --\n{% if %}\n";
    let said = built(&format!("{CONFIG}{page}{list}")).said;
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines.len(), 2, "{said}");
    assert!(
        lines[0].starts_with("themes/recto/templates/404.html:2:15: error[T001]: "),
        "{said}"
    );
    assert!(
        lines[1].starts_with("themes/recto/templates/term.html:1:7: error[T001]: "),
        "{said}"
    );
}

#[test]
fn pages_that_could_not_be_made_are_not_called_unreached() {
    let options = recto::pipeline::Options {
        unreached: true,
        ..options()
    };
    let file = "-- static/plan.txt --\nx\n-- content/posts/a.md --\n---\ntitle: A\ndate: 2025-01-01\n---\n[Plan](/plan.txt)\n";
    let broken = "-- themes/recto/templates/post.html --\n{% if %}\n";
    let said = build(&sources(&format!("{CONFIG}{file}{broken}")), &options).said;
    assert!(
        said.starts_with("themes/recto/templates/post.html:1:7: error[T001]: "),
        "{said}"
    );
    assert_eq!(said.lines().count(), 1, "{said}");
    assert_eq!(build(&sources(&format!("{CONFIG}{file}")), &options).said, "");
}

#[test]
fn a_broken_base_template_is_the_one_finding() {
    let base = |text: &str| format!("{CONFIG}-- themes/recto/templates/base.html --\n{text}\n");
    let said = built(&base("{% if %}")).said;
    assert!(
        said.starts_with("themes/recto/templates/base.html:1:7: error[T001]: "),
        "{said}"
    );
    assert_eq!(said.lines().count(), 1, "{said}");
    let term = "-- themes/recto/templates/term.html --\n{% extends \"base.html\" %}\n{% block nope %}{% endblock nope %}\n";
    let said = built(&format!("{CONFIG}{term}")).said;
    assert!(said.starts_with("themes/recto/templates/term.html:2:"), "{said}");
    assert!(!said.contains("error: "), "{said}");
}

#[test]
fn a_theme_that_does_not_exist_is_shown_where_it_is_named() {
    let said = built(&CONFIG.replacen("title", "theme = \"none\"\ntitle", 1)).said;
    assert!(
        said.starts_with("recto.toml:1:9: error[T003]: there is no theme `none`"),
        "{said}"
    );
}

#[test]
fn a_template_that_fails_on_a_page_is_named_with_its_line() {
    let said = built(&format!(
        "{CONFIG}-- themes/recto/templates/404.html --\n<p>가\n{{{{ page.titel | upper }}}}\n</p>\n"
    ))
    .said;
    assert!(
        said.starts_with("themes/recto/templates/404.html:2:4: error[T002]: "),
        "{said}"
    );
    assert_eq!(said.lines().count(), 1, "{said}");
}

#[test]
fn bytes_that_are_no_text_are_shown_as_such() {
    let mut site = sources(CONFIG);
    put(
        &mut site,
        "content/posts/a.md",
        b"---\ntitle: A\ndate: 2025-01-01\n---\n\xea\xb0\xea\xb0\x80 x\xff\n".as_slice(),
    );
    let built = build(&site, &options());
    assert!(built.text("posts/a/index.html").contains("\u{fffd}가 x\u{fffd}"));
}

#[test]
fn deep_nesting_is_cut_off_with_a_finding() {
    let depths = [
        ("> ".repeat(3000), "error[M006]"),
        (format!("{}x", "- ".repeat(3000)), "error[M006]"),
        (format!("{}x{}", "*a ".repeat(3000), "*".repeat(3000)), ""),
        (format!("{}x{}", "[".repeat(5000), "](b)".repeat(5000)), ""),
        (
            format!("```hcl\na = {}1{}\n```", "[".repeat(5000), "]".repeat(5000)),
            "error[HCL115]",
        ),
        (format!("${}x{}$", "{".repeat(5000), "}".repeat(5000)), ""),
        (
            format!("${}x{}$", "\\sqrt{".repeat(2000), "}".repeat(2000)),
            "error[M003]",
        ),
        (format!("{}x{}", "<div>".repeat(5000), "</div>".repeat(5000)), ""),
    ];
    for (body, code) in depths {
        let said = built(&format!(
            "{CONFIG}-- content/a.md --\n---\ntitle: A\n---\n{body}\n"
        ))
        .said;
        assert!(said.contains(code), "{code} for {body:.30}: {said:.300}");
    }
    for value in [
        "[".repeat(5000),
        format!("{}1", "{a: ".repeat(5000)),
        format!("{}1", "- ".repeat(5000)),
    ] {
        let said = built(&format!(
            "{CONFIG}-- content/a.md --\n---\ntitle: A\nextra: {value}\n---\n"
        ))
        .said;
        assert!(
            said.contains("error[F001]") || said.contains("error[F003]"),
            "{value:.20}: {said:.300}"
        );
    }
    let toml = format!(
        "-- recto.toml --\ntitle = \"T\"\nbase_url = \"https://e.org\"\nextra.a = {}\n",
        "[".repeat(5000)
    );
    assert!(
        built(&toml).said.contains("recto.toml:3:91: error[C001]"),
        "{:.300}",
        built(&toml).said
    );
}

#[test]
fn a_post_of_ten_megabytes_is_built() {
    let paragraph = "긴 글의 **한 문단**과 `코드` 그리고 [링크](a.md).\n\n";
    let body = paragraph.repeat(10_000_000 / paragraph.len());
    let built = built(&format!("{CONFIG}-- content/a.md --\n---\ntitle: A\n---\n{body}"));
    assert_eq!(built.said, "");
    assert!(built.text("a/index.html").len() > body.len());
}
