//! Links of Markdown files that belong to no site: what is sure is said, and of the ways of other tools nothing.

use super::driver::Site;

/// Checks a folder and compares what is said, a line each.
#[track_caller]
fn check(fixture: &str, expected: &[&str]) {
    let site = Site::new(fixture);
    let run = site.run(["check", "--format", "short", "."]);
    let said = run.stdout();
    let without_help = |line: &str| line.split(" (help:").next().unwrap_or_default().to_owned();
    let said: Vec<String> = said.lines().map(without_help).collect();
    assert_eq!(said, expected);
}

#[test]
fn files_and_ids_are_looked_for() {
    check(
        "-- docs/a.md --\n# 한글 제목\n\n[a](b.md) [b](./B.md#x) [c](c.md) [d](b.md#gone) [e](b.md#개요-둘) [f](#한글-제목) [g](#none)\n\
         ![h](pic.png) ![i](pics.png) [j](../README.md) [k](www.example.org) <img src=\"Pic.png\" alt=\"x\">\n\
         -- docs/b.md --\n## 개요 둘\n\n<p id=\"here\">x</p>\n\n[z](a.md)\n\
         -- docs/pic.png --\nx\n-- README.md --\n[a](docs/a.md)\n",
        &[
            "docs/a.md:3:15: error[L008]: nothing answers at `./B.md#x`, which is there in other upper and lower case",
            "docs/a.md:3:29: error[L001]: there is no page or file `c.md`",
            "docs/a.md:3:39: error[L002]: `b.md` has nothing with the id `gone`",
            "docs/a.md:3:81: error[L002]: this page has nothing with the id `none`",
            "docs/a.md:4:20: error[L003]: there is no file `pics.png`",
            "docs/a.md:4:52: error[L001]: there is no page or file `www.example.org`",
            "docs/a.md:4:79: error[L008]: nothing answers at `Pic.png`, which is there in other upper and lower case",
        ],
    );
}

#[test]
fn what_only_works_here_and_slips_are_told() {
    check(
        "-- a.md --\n[a](http://127.1/) [b](file:///x) [c](htps://x.example) [d](mailto:me) [e](htttp:example.com)\n\
         -- post.md --\n---\ntitle: A\n---\n[a](http://127.1/)\n",
        &[
            "a.md:1:24: error[L010]: `file:///x` answers on your own machine only",
            "a.md:1:39: error[L011]: `htps:` is not known",
            "a.md:1:61: error[L011]: `mailto:me` is no address of mail",
            "a.md:1:76: error[L011]: `htttp:` is not known",
            "post.md:4:5: error[L010]: `http://127.1/` answers on your own machine only",
        ],
    );
}

#[test]
fn the_ways_of_other_tools_are_left_alone() {
    check(
        "-- hugo.toml --\ntitle = 'T'\n-- content/posts/a.md --\n# 1. Mein Ziel\n\n\
         [a]({{< ref \"b.md\" >}}) [b]({% link _posts/x.md %}) [c](@/posts/x.md) [d](/absolute/x.png) [e](../other-post/)\n\
         [f](../other-post) [g](other.html) [h](#mein-ziel) [i](@site/docs/x.md) [j](pathname:///x.pdf) [k](images/p.png)\n\
         [l](q.png) [m](posts/b.md) [n](#fn:1)\n\
         -- content/posts/b.md --\nx\n-- static/images/p.png --\nx\n-- static/posts/a/q.png --\nx\n",
        &[],
    );
}

#[test]
fn what_is_sure_is_mended() {
    let site = Site::new(
        "-- a.md --\n## Section\n\n[a](./Other.md#x) [b](othr.md) [e](x.md) [c](#sectoin) [d](htttp:example.com)\n-- other.md --\n# X\n",
    );
    // Not every short name is meant by another.
    site.run(["check", "--fix", "a.md"])
        .fails(1)
        .stderr_has("there is no page or file `x.md`");
    assert_eq!(
        site.read("a.md"),
        "## Section\n\n[a](./other.md#x) [b](other.md) [e](x.md) [c](#section) [d](http://example.com)\n"
    );
}

#[test]
fn lines_of_a_file_are_githubs_to_show() {
    check(
        "-- a.md --\n[a](README.md?plain=1#L5) [b](README.md#L5-L9) [c](README.md?plain=1#L5C1) [d](#L7) [e](README.md#Lx)\n\
         -- README.md --\n# R\n",
        &["a.md:1:89: error[L002]: `README.md` has nothing with the id `Lx`"],
    );
}

#[test]
fn nothing_is_said_of_what_another_tool_puts_in() {
    check(
        "-- a.md --\n[q]({{ site.baseurl }}/a.md) ![z]({{ site.url }}/img/q.png) [t]({% link a.md %}) [s](my file.md)\n",
        &["a.md:1:86: warning[M008]: the address `my file.md` has a space in it, so the link stays text"],
    );
}

#[test]
fn an_id_in_another_unicode_form_is_mended() {
    let apart = "\u{1100}\u{1173}\u{1105}\u{1175}\u{11b7}";
    let site = Site::new(&format!(
        "-- a.md --\n## \u{adf8}\u{b9bc}\n\n[a](#{apart}) [b](b.md#{apart})\n-- b.md --\n## \u{adf8}\u{b9bc}\n"
    ));
    let run = site.run(["check", "--format", "short", "."]);
    assert_eq!(run.stdout().matches("error[L009]").count(), 2, "{}", run.stdout());
    assert!(!run.stdout().contains("L002"), "{}", run.stdout());
    site.run(["check", "--fix", "."]).succeeds();
    assert!(
        site.read("a.md")
            .ends_with("[a](#\u{adf8}\u{b9bc}) [b](b.md#\u{adf8}\u{b9bc})\n")
    );
}

#[test]
fn what_the_author_decides_holds_for_files_without_a_site() {
    let site = Site::new(
        "-- recto.toml --\n[check.severity]\nL003 = \"off\"\nL001 = \"warning\"\n\
         [[check.ignore]]\npath = \"docs/old\"\ncodes = [\"L001\"]\nreason = \"old\"\n\
         -- README.md --\n[a](gone.md) ![b](gone.png)\n-- docs/old/x.md --\n[a](gone.md)\n",
    );
    let said = "README.md:1:5: warning[L001]: there is no page or file `gone.md` (help: correct the path, or take the link out)\n";
    site.run(["check", "--format", "short", "README.md", "docs"])
        .succeeds()
        .stdout_is(said);
}
