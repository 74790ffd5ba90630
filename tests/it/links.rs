//! Links of finished outputs: what templates, raw HTML, style sheets and feeds refer to must be there, and a
//! finding stands where the author can mend it. The same of a folder that any generator has made.

use recto::diagnostic::short;
use recto::source::{SourceFile, SourcePath, SourceTree};
use recto::{Options, pipeline};

use super::documents::findings_with;
use super::driver::Site;

const CONFIG: &str = "-- recto.toml --\ntitle = \"Notes\"\nbase_url = \"https://example.org/blog/\"\n\
    -- content/_index.md --\n---\ntitle: Notes\n---\n";

fn post(text: &str) -> String {
    format!("-- content/posts/a.md --\n---\ntitle: A\ndate: 2025-07-08\n---\n{text}\n")
}

/// Builds a site and compares what is said, a line each.
#[track_caller]
fn check(fixture: &str, expected: &[&str]) {
    let mut sources = SourceTree::from_fixture(&format!("{CONFIG}{fixture}"));
    sources.underlay(recto::source::built_in());
    let (found, _) = findings_with(&sources, &Options::default());
    compare(&short::render(&found, &sources), expected);
}

#[track_caller]
fn compare(said: &str, expected: &[&str]) {
    let without_help = |line: &str| line.split(" (help:").next().unwrap_or_default().to_owned();
    let said: Vec<String> = said.lines().map(without_help).collect();
    assert_eq!(said, expected);
}

#[test]
fn a_template_is_named_that_leads_nowhere() {
    let footer = "-- themes/recto/templates/404.html --\n<!doctype html><title>404</title>\n\
        <a href=\"/blog/gone/\">gone</a> <a href=\"/posts/a/\">a</a> <a href=\"{{ site.base_path }}\">home</a>\n";
    check(
        &format!("{}{footer}", post("Hello.")),
        &[
            "themes/recto/templates/404.html:2:10: error[L001]: there is no page or file `/blog/gone/`",
            "themes/recto/templates/404.html:2:41: error[L007]: `/posts/a/` lacks the path at which the site is published",
        ],
    );
}

#[test]
fn a_style_sheet_is_read_and_its_own_bytes_are_named() {
    let text = post(
        "<link rel=\"stylesheet\" href=\"/x.css\">\n\n<div style=\"background:url(/blog/none.png)\">x</div>",
    );
    let files = "-- static/x.css --\n@import 'y.css';\nbody { background: url(/p.png) url(p.png) url(/blog/p.png) }\n\
        -- static/p.png --\n(a picture)\n";
    check(
        &format!("{text}{files}"),
        &[
            "content/posts/a.md:7:28: error[L003]: there is no file `/blog/none.png`",
            "static/x.css:1:10: error[L003]: there is no file `y.css`",
            "static/x.css:2:24: error[L007]: `/p.png` lacks the path at which the site is published",
        ],
    );
}

#[test]
fn an_address_of_the_own_host_is_a_link_into_the_site() {
    check(
        &post(
            "[a](https://example.org/blog/posts/a/) [b](//example.org/blog/posts/b/) [c](https://example.org/shop/)",
        ),
        &["content/posts/a.md:5:44: error[L001]: there is no page or file `//example.org/blog/posts/b/`"],
    );
}

#[test]
fn anchors_of_pages_lists_and_drawings_are_known() {
    let text = post(
        "## 개요\n\n[a](#개요) [b](/posts/#recto.main) [c](/posts/#nowhere)\n\n\
         <svg><use href=\"/s.svg#in\"/><use href=\"/s.svg#out\"/></svg>",
    );
    let drawing = "-- static/s.svg --\n<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"><symbol id=\"in\"/></svg>\n\
        -- content/posts/_index.md --\n---\ntitle: Posts\n---\n";
    check(
        &format!("{text}{drawing}"),
        &[
            "content/posts/a.md:7:38: error[L002]: `/posts/` has nothing with the id `nowhere`",
            "content/posts/a.md:9:40: error[L002]: `/s.svg` has nothing with the id `out`",
        ],
    );
}

#[test]
fn what_only_works_here_is_told_in_markdown_and_in_raw_html() {
    check(
        &post(
            "[a](http://localhost:3000/) <a href=\"file:///tmp/x\">b</a> [c](htps://x.org) [d](mailto:me) [e](tel:+82-2-1)",
        ),
        &[
            "content/posts/a.md:5:5: error[L010]: `http://localhost:3000/` answers on your own machine only",
            "content/posts/a.md:5:38: error[L010]: `file:///tmp/x` answers on your own machine only",
            "content/posts/a.md:5:63: error[L011]: `htps:` is not known",
            "content/posts/a.md:5:81: error[L011]: `mailto:me` is no address of mail",
        ],
    );
}

#[test]
fn a_broken_link_is_said_once_however_often_it_stands_there() {
    let section = "-- content/posts/_index.md --\n---\ntitle: Posts\n---\n";
    check(
        &format!("{}{section}", post("[x](./gone.md)")),
        &["content/posts/a.md:5:5: error[L001]: there is no page or file `./gone.md`"],
    );
}

#[test]
fn a_missing_anchor_is_said_once_though_the_feed_repeats_it() {
    check(
        &post("## Title\n\n[x](#titel) [y](#제목)"),
        &[
            "content/posts/a.md:7:5: error[L002]: this page has nothing with the id `titel`",
            "content/posts/a.md:7:17: error[L002]: this page has nothing with the id `제목`",
        ],
    );
}

fn built(files: &[(&str, &str)]) -> String {
    let tree = SourceTree::new(
        files
            .iter()
            .map(|(path, text)| SourceFile::text(SourcePath::new(path), text.as_bytes().to_vec())),
    );
    let found = pipeline::check_built(&tree, "out", "https://me.github.io/notes/").diagnostics;
    short::render(&found, &tree)
}

#[test]
fn a_folder_of_any_generator_is_proved() {
    let said = built(&[
        (
            "out/index.html",
            "<a href=a/>a</a>\n<a href=/notes/b>b</a>\n<a href=/a/>c</a>\n<img src=I.png>\n<p id=x><p id=x>\n\
             <a href=https://me.github.io/other/>d</a>\n<noscript><img src=j.png></noscript>",
        ),
        (
            "out/a/index.html",
            "<a href=../#x>up</a><a href=../../../../notes/>root</a><a href=../#y>no</a>",
        ),
        ("out/lone.html", "<base href=a/>\n<a href=../>up</a>"),
        ("out/i.png", ""),
        ("out/404.html", "<a href=/notes/>home</a>"),
    ]);
    compare(
        &said,
        &[
            "out/a/index.html:1:64: error[L002]: `/` has nothing with the id `y`",
            "out/i.png:1:1: note[L014]: nothing refers to this file",
            "out/index.html:2:9: error[L001]: there is no page or file `/notes/b`",
            "out/index.html:3:9: error[L007]: `/a/` lacks the path at which the site is published",
            "out/index.html:4:10: error[L008]: nothing answers at `I.png`, which is there in other upper and lower case",
            "out/index.html:5:15: warning[M004]: the id `x` is there twice",
            "out/index.html:7:20: error[L003]: there is no file `j.png`",
            "out/lone.html:1:1: note[L013]: no other page has a link to this one",
        ],
    );
}

#[test]
fn a_link_of_a_template_is_not_repeated_for_every_page() {
    let pages: Vec<(String, &str)> = (0..50)
        .map(|at| (format!("out/{at}.html"), "<a href=/notes/gone/>x</a>"))
        .collect();
    let mut files: Vec<(&str, &str)> = pages.iter().map(|(path, text)| (path.as_str(), *text)).collect();
    let index: String = (0..50).map(|at| format!("<a href={at}.html>x</a>")).collect();
    files.push(("out/index.html", &index));
    compare(
        &built(&files),
        &["out/0.html:1:9: error[L001]: there is no page or file `/notes/gone/`"],
    );
}

/// The remedies that are told, in their order.
fn helps(fixture: &str) -> Vec<String> {
    let mut sources = SourceTree::from_fixture(&format!("{CONFIG}{fixture}"));
    sources.underlay(recto::source::built_in());
    let (found, _) = findings_with(&sources, &Options::default());
    found.into_iter().flat_map(|found| found.help).collect()
}

/// What `--fix` would write at the findings of a site, in their order.
fn fixes(fixture: &str) -> Vec<String> {
    let mut sources = SourceTree::from_fixture(&format!("{CONFIG}{fixture}"));
    sources.underlay(recto::source::built_in());
    let (found, _) = findings_with(&sources, &Options::default());
    let edits = found
        .iter()
        .flat_map(|found| &found.fix)
        .flat_map(|fix| &fix.edits);
    edits.map(|edit| edit.replacement.clone()).collect()
}

#[test]
fn a_broken_anchor_of_another_page_is_said_at_each_place_and_mended_as_it_is_written() {
    let text = post(
        "[a](./u.md#sectoin)\n[b](./u.md#sectoin)\n[c](/posts/u/#sectoin)\n<a href=\"/posts/u/#sectoin\">d</a>\n\
         <a href=\"/blog/posts/u/#sectoin\">e</a> `/blog/posts/u/#sectoin`",
    );
    let other = "-- content/posts/u.md --\n---\ntitle: U\ndate: 2025-07-08\n---\n## Section\n";
    let said = |at: &str| {
        format!("content/posts/a.md:{at}: error[L002]: `/posts/u/` has nothing with the id `sectoin`")
    };
    let expected = ["5:5", "6:5", "7:5", "8:10", "9:10"].map(said);
    check(
        &format!("{text}{other}"),
        &expected.each_ref().map(String::as_str),
    );
    assert_eq!(
        fixes(&format!("{text}{other}")),
        [
            "./u.md#section",
            "./u.md#section",
            "/posts/u/#section",
            "/posts/u/#section",
            "/blog/posts/u/#section",
        ]
    );
}

#[test]
fn the_path_of_the_site_may_be_written_out() {
    let text = post(
        "<a href=\"/blog/posts/A/\">a</a>\n[b](/blog/posts/draft/)\n<img src=\"/blog/pic@3x.svg\" alt=\"x\">\n[c](/blog/posts/a/)",
    );
    let files = "-- content/posts/draft.md --\n---\ntitle: D\ndate: 2025-07-08\ndraft: true\n---\n\
        -- static/pic@2x.svg --\n<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"/>\n";
    let site = format!("{text}{files}");
    check(
        &site,
        &[
            "content/posts/a.md:5:10: error[L008]: nothing answers at `/blog/posts/A/`, which is there in other upper and lower case",
            "content/posts/a.md:6:5: error[L005]: `/blog/posts/draft/` is not published",
            "content/posts/a.md:7:11: error[L003]: there is no file `/blog/pic@3x.svg`",
        ],
    );
    assert_eq!(fixes(&site), ["/posts/a/", "/pic@2x.svg"]);
}

#[test]
fn an_address_from_the_page_is_judged_as_one_from_the_root() {
    let text =
        post("[a](../Second/#x) <a href=\"../secnd/\">b</a> [c](../draft/) [d](../A/) [e](../second/)");
    let files = "-- content/posts/draft.md --\n---\ntitle: D\ndate: 2025-07-08\ndraft: true\n---\n\
        -- content/posts/second.md --\n---\ntitle: S\ndate: 2025-07-08\n---\n";
    let site = format!("{text}{files}");
    check(
        &site,
        &[
            "content/posts/a.md:5:5: error[L008]: nothing answers at `../Second/#x`, which is there in other upper and lower case",
            "content/posts/a.md:5:28: error[L001]: there is no page or file `../secnd/`",
            "content/posts/a.md:5:49: error[L005]: `../draft/` is not published",
            "content/posts/a.md:5:64: error[L008]: nothing answers at `../A/`, which is there in other upper and lower case",
        ],
    );
    assert_eq!(fixes(&site), ["/posts/second/#x", "/posts/second/", "/posts/a/"]);
}

#[test]
fn a_drawing_is_painted_with_what_its_page_has() {
    check(
        &post(
            "<svg><symbol id=\"s\"/><use href=\"#s\"/><linearGradient id=\"y\"/><rect fill=\"url(#y)\" stroke=\"url(#none)\"/></svg>",
        ),
        &["content/posts/a.md:5:95: error[L002]: this page has nothing with the id `none`"],
    );
}

#[test]
fn a_name_is_mended_where_it_has_another_unicode_form() {
    let apart = "\u{1100}\u{1173}\u{1105}\u{1175}\u{11b7}";
    let composed = "\u{adf8}\u{b9bc}";
    let file =
        |name: &str| format!("-- static/z.html --\n<!doctype html><img src=\"/blog/{name}.png\" alt=x>\n");
    let site = format!(
        "{}-- static/{composed}.png --\n(a picture)\n{}",
        post("x"),
        file(apart)
    );
    assert_eq!(fixes(&site), ["/blog/%EA%B7%B8%EB%A6%BC.png"]);
    assert!(
        helps(&site)
            .iter()
            .any(|help| help.starts_with("write composed letters")),
        "{:?}",
        helps(&site)
    );
}

#[test]
fn dots_above_the_root_lead_where_they_lead_in_a_browser() {
    let up = "../".repeat(6);
    let site = post(&format!(
        "<a href=\"{up}blog/posts/a/\">a</a>\n[b]({up}blog/posts/a/)\n<a href=\"{up}posts/a/#x\">c</a>\n[d]({up}posts/none/)"
    ));
    check(
        &site,
        &[
            "content/posts/a.md:7:10: error[L007]: `../../../../../../posts/a/#x` lacks the path at which the site is published",
            "content/posts/a.md:8:5: error[L001]: there is no page or file `../../../../../../posts/none/`",
        ],
    );
    assert_eq!(fixes(&site), ["/posts/a/#x"]);
}

#[test]
fn an_empty_id_is_said_as_one_that_is_there_twice() {
    check(
        &post("<p id=\"\">x</p>\n\n<p id=\"a\">y</p>\n<p id=\"a\">z</p>"),
        &[
            "content/posts/a.md:5:8: warning[M004]: the id is empty",
            "content/posts/a.md:8:8: warning[M004]: the id `a` is taken already",
        ],
    );
}

#[test]
fn an_address_in_a_style_with_character_references_has_its_line() {
    let text = post(
        "> <p style=\"background:url(&quot;/blog/noq.png&quot;)\">x</p>\n>\n> <p style=\"background:url(/blog/p.PNG)\">y</p>\n> <p style='background:url(&quot;/blog/q.PNG&quot;)'>y</p>",
    );
    let site = format!("{text}-- static/p.png --\n(a picture)\n-- static/q.png --\n(a picture)\n");
    check(
        &site,
        &[
            "content/posts/a.md:5:34: error[L003]: there is no file `/blog/noq.png`",
            "content/posts/a.md:7:28: error[L008]: nothing answers at `/blog/p.PNG`, which is there in other upper and lower case",
            "content/posts/a.md:8:34: error[L008]: nothing answers at `/blog/q.PNG`, which is there in other upper and lower case",
        ],
    );
    assert_eq!(fixes(&site), ["../../p.png", "../../q.png"]);
}

#[test]
fn files_that_are_passed_on_are_mended_too() {
    let site = Site::new(&format!(
        "{CONFIG}{}-- static/other.css --\nbody {{ background: url(/bg.svg) }}\n-- static/bg.svg --\n<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"/>\n",
        post("x")
    ));
    site.run(["check", "--fix"]).succeeds();
    assert_eq!(
        site.read("static/other.css"),
        "body { background: url(/blog/bg.svg) }\n"
    );
    site.run(["build"]).succeeds();
    assert_eq!(
        site.read("public/bg.svg"),
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"/>\n"
    );
}

#[test]
fn what_the_author_decides_holds_for_the_site_of_another_tool() {
    let site = Site::new(
        "-- recto.toml --\n[check.severity]\nL001 = \"warning\"\n[[check.ignore]]\npath = \"out/old/**\"\ncodes = [\"L001\"]\nreason = \"old\"\n\
         -- out/index.html --\n<a href=gone/>x</a><a href=old/>y</a>\n-- out/old/index.html --\n<a href=gone/>x</a>\n",
    );
    site.run(["check", "--site", "out", "--format", "short"])
        .succeeds()
        .stdout_is("out/index.html:1:9: warning[L001]: there is no page or file `gone/` (help: correct the address, or take the link out)\n");
}

#[test]
fn a_setting_that_is_none_is_told_beside_the_site_of_another_tool() {
    let site =
        Site::new("-- recto.toml --\n[check.severity]\nL001 = \"mild\"\n-- out/index.html --\n<p>x</p>\n");
    site.run(["check", "--site", "out", "--format", "short"])
        .stdout_has("recto.toml:2:8: ");
}

#[test]
fn an_id_has_one_unicode_form() {
    let apart = "\u{1100}\u{1173}\u{1105}\u{1175}\u{11b7}";
    let composed = "\u{adf8}\u{b9bc}";
    let check = |site: &Site, args: &[&str], times: usize| {
        let said = site.run(args.iter().copied()).stdout().to_owned();
        assert_eq!(said.matches("error[L009]").count(), times, "{said}");
        assert!(!said.contains("L002"), "{said}");
    };
    let markdown = Site::new(&format!(
        "{CONFIG}{}",
        post(&format!("## {composed}\n\n[a](#{apart}) [b](./a.md#{apart})\n"))
    ));
    check(&markdown, &["check", "--format", "short"], 2);
    markdown.run(["check", "--fix"]).succeeds();
    let built = Site::new(&format!(
        "-- out/index.html --\n<a href=\"#{apart}\">a</a><a href=\"b.html#{apart}\">b</a><h2 id=\"{composed}\">x</h2>\n\
         -- out/b.html --\n<h2 id=\"{composed}\">x</h2><a href=\"/\">x</a>\n"
    ));
    check(&built, &["check", "--site", "out", "--format", "short"], 2);
}

#[test]
fn an_address_that_cannot_be_and_a_slash_too_many_are_told() {
    let site = Site::new(
        "-- out/index.html --\n<a href=\"http:://x.com\">a</a>\n<a href=\"https:://x.com\">b</a>\n\
         <a href=\"https://exa mple.org/\">c</a>\n<a href=\"a//\">d</a><a href=\"b.html/\">e</a>\n<a href=\"a/\">f</a>\n\
         -- out/a/index.html --\n<a href=\"/\">x</a>\n-- out/b.html --\n<a href=\"/\">x</a><a href=\"/b.html\">x</a>\n",
    );
    let run = site.run(["check", "--site", "out", "--format", "short"]);
    let said: Vec<&str> = run
        .stdout()
        .lines()
        .filter(|line| line.contains("error["))
        .map(|line| line.split(" (help:").next().unwrap_or_default())
        .collect();
    assert_eq!(
        said,
        [
            "out/index.html:1:10: error[L011]: `http:://x.com` names a host that cannot be",
            "out/index.html:2:10: error[L011]: `https:://x.com` names a host that cannot be",
            "out/index.html:3:10: error[L011]: `https://exa mple.org/` names a host that cannot be",
            "out/index.html:4:10: error[L001]: nothing answers at `a//`, because it ends with more than one slash",
            "out/index.html:4:29: error[L001]: nothing answers at `b.html/`, because it is a file and no folder",
        ]
    );
}

#[test]
fn a_folder_without_a_page_is_no_built_site() {
    let site = Site::new("-- out/notes.txt --\nx\n");
    site.run(["check", "--site", "out"])
        .fails(2)
        .stderr_has("there is no HTML file in `out`");
}

#[test]
fn a_line_alone_names_what_to_write() {
    let site = Site::new(
        "-- out/index.html --\n<a href=\"/About.html\">a</a><a href=\"/blog/About.html\">b</a>\n\
         -- out/about.html --\n<a href=\"/blog/\">x</a>\n",
    );
    let args = [
        "check",
        "--site",
        "out",
        "--base-url",
        "https://me.example/blog/",
        "--format",
        "short",
    ];
    site.run(args)
        .stdout_has("(help: write `/blog/about.html`; write upper and lower case as the file has them");
    site.write("out/index.html", "<a href=\"/about.html\">a</a>\n");
    site.run(args).stdout_has("(help: write `/blog/about.html`)");
}
