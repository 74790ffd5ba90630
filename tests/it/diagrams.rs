//! Mermaid diagrams from the outside: what readers, feeds and programs get, and what the author is told.

use recto::diagram::{DRAWN, LEFT_OUT};
use recto::pipeline::{Builder, Options};

use super::html::{Tag, tags};
use super::site::{Built, build, build_with, built, options, put, sources};

const DIAGRAM: &str = "```mermaid\nflowchart TD\n  a-->b\n```\n";

/// A site below `/b/` with these lines of configuration, one post and other files.
fn site(config: &str, markdown: &str, files: &str) -> String {
    format!(
        "-- recto.toml --\ntitle = \"T\"\nbase_url = \"https://e.org/b/\"\n{config}\n-- content/_index.md --\n---\ntitle: H\n---\n\
         -- content/posts/a.md --\n---\ntitle: A\ndate: 2025-01-01\n---\n{markdown}\n{files}"
    )
}

/// The outputs that there are for diagrams alone.
fn drawing(built: &Built) -> Vec<String> {
    let is_drawing = |path: &&String| path.contains("diagrams") || path.contains("mermaid");
    built.outputs.keys().filter(is_drawing).cloned().collect()
}

/// The tag of the script that draws, on a page.
fn loader(html: &str) -> Option<Tag> {
    tags(html).into_iter().find(|tag| tag.get("data-src").is_some())
}

fn is_drawn(built: &Built) -> bool {
    let html = built.text("posts/a/index.html");
    let blocks = tags(html).iter().any(|tag| tag.get("data-diagram").is_some());
    assert_eq!(
        blocks,
        loader(html).is_some(),
        "a page with diagrams has what draws them"
    );
    blocks
}

#[test]
fn what_draws_is_published_for_the_pages_with_diagrams_alone() {
    let built = built(&site("", DIAGRAM, "-- content/b.md --\n---\ntitle: B\n---\nb\n"));
    assert_eq!(built.said, "");
    let found = drawing(&built);
    assert_eq!(found.len(), 3, "{found:?}");
    let of = |start: &str, end: &str| {
        let is_it = |path: &&String| path.starts_with(start) && path.ends_with(end);
        found.iter().find(is_it).expect(start)
    };
    let (js, script) = (of("assets/diagrams.", ".js"), of("assets/mermaid.", ".js"));
    of("assets/diagrams.", ".css");
    assert!(built.text(script).starts_with("/*! Mermaid "), "{script}");
    let loader = loader(built.text("posts/a/index.html")).unwrap();
    assert_eq!(loader.get("src").unwrap(), format!("/b/{js}"));
    assert_eq!(loader.get("data-src").unwrap(), format!("/b/{script}"));
    for name in ["data-name", "data-code", "data-whole", "data-failed"] {
        assert!(!loader.get(name).unwrap().is_empty(), "{name}");
    }
    for (path, html) in built.pages().filter(|(path, _)| *path != "posts/a/index.html") {
        assert!(!html.contains("iagram") && !html.contains("ermaid"), "{path}");
    }
}

#[test]
fn a_site_without_diagrams_is_what_it_would_be_if_there_were_none() {
    let code = "```js\na\n```\n";
    let built_with = |config: &str| built(&site(config, code, ""));
    let built = built_with("");
    assert_eq!(drawing(&built), [""; 0]);
    assert_eq!(built, built_with("[markdown]\nmermaid = false"));
    assert!(!built.text("posts/a/index.html").contains("iagram"));
}

#[test]
fn the_block_has_the_last_word_on_whether_it_is_drawn() {
    let off = "[markdown]\nmermaid = false";
    let word = |attributes: &str| format!("```mermaid {attributes}\npie\n```\n");
    for (config, attributes, expected) in [
        ("", "", true),
        ("", "diagram=false", false),
        ("", "diagram=true", true),
        ("", "title=\"x\" numbers", true),
        (off, "", false),
        (off, "diagram", true),
        (off, "diagram=false", false),
    ] {
        let built = built(&site(config, &word(attributes), ""));
        assert_eq!(built.said, "", "{attributes}");
        assert_eq!(is_drawn(&built), expected, "{config} {attributes}");
        assert_eq!(drawing(&built).len(), if expected { 3 } else { 0 });
    }
    let other = built(&site(
        "",
        "```js diagram\npie\n```\n```mermaid diagram=maybe\npie\n```\n",
        "",
    ));
    assert_eq!(
        other.said,
        "content/posts/a.md:5:7: warning[M002]: `diagram` has no effect here (help: it says whether a block of `mermaid` is drawn)\n\
         content/posts/a.md:8:20: warning[M010]: `diagram` cannot be `maybe` (help: write `true` or `false`)\n"
    );
    let slip = built(&site("[markdown]\nmermade = false", DIAGRAM, ""));
    assert!(slip.said.contains("did you mean `mermaid`?"), "{}", slip.said);
}

#[test]
fn feeds_and_the_twin_have_the_code() {
    let built = built(&site("", DIAGRAM, ""));
    assert!(
        built
            .text("feed.xml")
            .contains("&lt;pre&gt;&lt;code&gt;flowchart TD")
    );
    assert!(built.text("posts/a/index.md").contains(DIAGRAM));
    let html = built.text("posts/a/index.html");
    assert!(
        html.contains("<code class=\"language-mermaid\">flowchart TD"),
        "{html}"
    );
}

#[test]
fn room_is_left_for_what_will_be_higher_than_its_code() {
    let room = |code: &str| {
        let built = built(&site("", &format!("```mermaid\n{code}\n```\n"), ""));
        let tags = tags(built.text("posts/a/index.html"));
        let block = tags.iter().find(|tag| tag.get("data-diagram").is_some()).unwrap();
        block.get("style").map(str::to_owned)
    };
    assert_eq!(room("flowchart TD\n  a-->b").as_deref(), Some("--tall:180px"));
    assert_eq!(room("flowchart LR\n  a-->b"), None);
}

#[test]
fn a_script_of_the_authors_takes_the_place_of_the_one_in_the_program() {
    let own = "-- themes/recto/assets/mermaid.js --\n// mine\nlet a = 1;\n";
    let mindmap = "```mermaid\nmindmap\n  a\n```\n```mermaid\nnewest\n```\n";
    let built_own = built(&site("", mindmap, own));
    assert_eq!(built_own.said, "", "it may know more types");
    let script = drawing(&built_own).pop().unwrap();
    assert_eq!(
        built_own.text(&script).trim_end(),
        "// mine\nlet a = 1;",
        "as it is"
    );
    let near = built(&site("", "```mermaid\nflowchrt\n```\n", own));
    assert!(near.said.contains("did you mean `flowchart`?"), "{}", near.said);
    let unused = built(&site("", "x", own));
    assert_eq!(drawing(&unused), [""; 0]);
}

#[test]
fn a_diagram_of_an_unknown_type_is_told_at_its_first_word() {
    let check = |block: &str, expected: &str| {
        let built = built(&site("", block, ""));
        let said = built.said.strip_prefix("content/posts/a.md:").unwrap_or_default();
        assert_eq!(said.trim_end(), expected, "{block}");
    };
    check(
        "```mermaid\n---\ntitle: x\n---\n%%{init: {}}%%\n%% c\n  flowchrt LR\n```\n",
        "11:3: warning[M015]: there is no type of diagram `flowchrt` (help: did you mean `flowchart`?)",
    );
    check(
        "> ```mermaid\n> Graph TD\n> ```\n",
        "6:3: warning[M015]: there is no type of diagram `Graph` (help: did you mean `graph`?)",
    );
    check(
        "```mermaid title=x\n\n```\n",
        "5:4: warning[M015]: the diagram is empty (help: write one that begins with its type, such as `flowchart LR`)",
    );
    check(
        "```mermaid\na --> b\n```\n",
        "6:1: warning[M015]: there is no type of diagram `a` (help: begin with a type, such as `flowchart LR`; with `diagram=false` behind `mermaid` the block is shown as code)",
    );
    check(
        "```mermaid\n---\ntitle: x\npie\n```\n",
        "6:1: warning[M015]: the front matter of the diagram is not closed (help: end it with a line `---`, indented like the first)",
    );
    check(
        "```mermaid\nmindmap\n```\n",
        "6:1: warning[M015]: the script that draws diagrams does not know `mindmap` (help: put Mermaid's whole script into the theme as `assets/mermaid.js`, or write `diagram=false` behind `mermaid`)",
    );
    check("```mermaid diagram=false\nflowchrt LR\n```\n", "");
    check("````text\n```mermaid\nflowchrt\n```\n````\n", "");
    check(
        &DRAWN.map(|kind| format!("```mermaid\n{kind}\n```\n\n")).concat(),
        "",
    );
}

#[test]
fn a_diagram_in_a_file_is_judged_there() {
    let files = "-- snippets/x.mmd --\n%% c\nflowchrt LR\n";
    let built = built(&site("", "```mermaid file=/snippets/x.mmd\n```\n", files));
    assert_eq!(
        built.said,
        "snippets/x.mmd:2:1: warning[M015]: there is no type of diagram `flowchrt` (help: did you mean `flowchart`?)\n"
    );
}

#[test]
fn diagrams_that_come_and_go_take_what_draws_them_along() {
    let builder = Builder::remembering();
    let files = site(
        "",
        "x",
        "-- content/draft.md --\n---\ntitle: D\ndraft: true\n---\n```mermaid\npie\n```\n",
    );
    let mut now = sources(&files);
    let drafts = Options {
        drafts: true,
        ..options()
    };
    for (text, options) in [
        ("x", options()),
        (DIAGRAM, options()),
        ("x", drafts),
        ("y", options()),
        (DIAGRAM, options()),
    ] {
        put(
            &mut now,
            "content/posts/a.md",
            format!("---\ntitle: A\ndate: 2025-01-01\n---\n{text}"),
        );
        let again = build_with(&builder, &now, &options);
        assert_eq!(again, build(&now, &options), "{text}");
        assert_eq!(
            drawing(&again).is_empty(),
            text != DIAGRAM && !options.drafts,
            "{text}"
        );
    }
}

#[test]
fn the_page_of_the_code_lists_all_types() {
    let page = include_str!("../../docs/content/codes/M015.md");
    let listed = page
        .split_once("The types are ")
        .unwrap()
        .1
        .split_once(".\n\n")
        .unwrap();
    let words = |text: &str| -> Vec<String> {
        let parts = text.split('`').skip(1).step_by(2);
        parts.map(str::to_owned).collect()
    };
    assert_eq!(words(listed.0), DRAWN);
    assert_eq!(words(listed.1.split_once(". ").unwrap().0), LEFT_OUT);
}
