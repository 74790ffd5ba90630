//! Components from the outside: what authors are told of their calls, what readers and feeds get, and what is made
//! again when a template changes.

use recto::check::Decided;
use recto::content::component::{Kind, declare};
use recto::diagnostic::text;
use recto::pipeline::Builder;
use recto::source::{Content, SourceTree, Surroundings};

use super::pages::prose;
use super::site::{Built, build, build_with, options, put, sources};

const GUIDE: &str = include_str!("../../docs/content/guide/components.md");

const KBD: &str = "{# component: keys\nkeys: list\nnote: string = \"\"\n#}\n{% for key in keys %}<kbd>{{ key }}</kbd>{% endfor %}{{ note }}\n";

/// A site with one post, a component `kbd`, a picture and other files.
fn site(markdown: &str, files: &str) -> SourceTree {
    sources(&format!(
        "-- recto.toml --\ntitle = \"T\"\nbase_url = \"https://e.org/b/\"\n-- content/_index.md --\n---\ntitle: H\n---\n\
         -- content/posts/b.md --\n---\ntitle: B\ndate: 2025-01-02\n---\nNone here.\n\
         -- content/posts/a.svg --\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"4\" height=\"3\"/>\n-- static/a.webm --\nx\n\
         -- themes/recto/templates/components/kbd.html --\n{KBD}{files}\
         -- content/posts/a.md --\n---\ntitle: A\ndate: 2025-01-01\n---\n{markdown}\n"
    ))
}

fn of(markdown: &str, files: &str) -> Built {
    build(&site(markdown, files), &options())
}

fn text_of(built: &Built) -> &str {
    prose(built).trim_end_matches("</div>").trim()
}

/// The HTML of a post's text, which has nothing wrong with it.
#[track_caller]
fn shows(markdown: &str, expected: &str) {
    let built = of(markdown, "");
    assert_eq!(built.said, "", "{markdown}");
    assert_eq!(text_of(&built), expected, "{markdown}");
}

#[test]
fn a_call_is_what_its_template_makes_of_it() {
    shows(
        "Press {{ kbd(keys=[\"Ctrl\", \"<\"], note=\"*a* & b\") }}.",
        "<p>Press <kbd>Ctrl</kbd><kbd>&lt;</kbd>*a* &amp; b.</p>",
    );
    shows(
        "One\n{{ figure(src=\"./a.svg\", alt='\"x\"') }}\ntwo",
        "<p>One</p>\n<figure>\n<img src=\"/b/posts/a.svg\" alt=\"&quot;x&quot;\" width=\"4\" height=\"3\" decoding=\"async\">\n</figure>\n<p>two</p>",
    );
    shows(
        "{% figure(src=\"a.svg\", alt=\"x\") %}See [B](b.md).{% end %}",
        "<figure>\n<img src=\"/b/posts/a.svg\" alt=\"x\" width=\"4\" height=\"3\" decoding=\"async\">\n<figcaption>\n<p>See <a href=\"/b/posts/b/\">B</a>.</p>\n</figcaption>\n</figure>",
    );
    shows(
        "{{ video(src=\"/a.webm\", label=\"x\", poster=\"a.svg\", loop=true) }}",
        "<video src=\"/b/a.webm\" aria-label=\"x\" controls playsinline preload=\"none\" poster=\"/b/posts/a.svg\" width=\"4\" height=\"3\" loop></video>",
    );
    let code = of("`{{ kbd(` and\n\n    {{ kbd() }}", "");
    assert_eq!(code.said, "");
    assert!(
        prose(&code).starts_with("<p><code>{{ kbd(</code> and</p>\n"),
        "{}",
        prose(&code)
    );
    assert!(
        prose(&code).contains("<code>{{ kbd() }}\n</code>"),
        "{}",
        prose(&code)
    );
}

#[test]
fn a_body_is_part_of_the_page() {
    let built = of(
        "{% details(summary=\"More & more\") %}\n## In it\n\nA note.[^1]\n\n## And more\n{% end %}\n\n## Last\n\n[up](#in-it)\n\n[^1]: The note.\n",
        "",
    );
    assert_eq!(built.said, "");
    let html = prose(&built);
    for part in [
        "<details>\n<summary>More &amp; more</summary>\n<div class=\"heading h2\"><h2 id=\"in-it\">",
        "<sup class=\"footnote-ref\" id=\"fnref-1\">",
        "</div>\n</details>\n<div class=\"heading h2\"><h2 id=\"last\">",
    ] {
        assert!(html.contains(part), "{part}\n{html}");
    }
    assert!(
        built.text("posts/a/index.html").matches("#in-it").count() > 2,
        "it is in the contents"
    );
}

#[test]
fn feeds_have_the_html_and_twins_the_source() {
    let markdown =
        "{{ figure(src=\"a.svg\", alt=\"x\") }}\n\n{% details(summary=\"S\") %}\n[B](b.md)\n{% end %}";
    let built = of(markdown, "");
    let feed = built.text("feed.xml");
    assert!(feed.contains("&lt;img src=&quot;https://e.org/b/posts/a.svg&quot; alt=&quot;x&quot; width=&quot;4&quot; height=&quot;3&quot;&gt;"), "{feed}");
    assert!(
        feed.contains("&lt;a href=&quot;https://e.org/b/posts/b/&quot;&gt;"),
        "{feed}"
    );
    let twin = built.text("posts/a/index.md");
    assert!(
        twin.contains("{{ figure(src=\"https://e.org/b/posts/a.svg\", alt=\"x\") }}"),
        "{twin}"
    );
    assert!(
        twin.contains("{% details(summary=\"S\") %}\n[B](https://e.org/b/posts/b/)\n{% end %}"),
        "{twin}"
    );
}

/// What is said of a site, with carets.
fn told(sources: &SourceTree) -> String {
    let built = build(sources, &options());
    text::render(&built.diagnostics, sources, text::Style::Plain)
}

#[test]
fn what_is_wrong_is_shown_at_its_bytes() {
    let markdown = "글 {{ kdb(keys=[\"a\"]) }}와 {{ kbd(kesy=[\"a\"]) }}\n\n{{ kbd(keys=\"a\") }}\n\n\
        {{ figure(src=\"nowhere.png\", alt=\"x\") }}\n\n{{ kbd(keys=[\"a\") }}\n\n{% details(summary=\"S\") %}\n\n> {% end %}\n";
    insta::assert_snapshot!(told(&site(markdown, "")));
}

#[test]
fn what_is_wrong_with_a_template_is_shown_there() {
    let files = "-- themes/recto/templates/components/bad.html --\n{# component\nx: string\n#}\n<b>\n{{ x.y.z }}\n</b>\n\
        -- themes/recto/templates/components/worse.html --\n{# component\nx: sting\n#}\n{% if x %}\n";
    insta::assert_snapshot!(told(&site("a {{ bad(x=\"1\") }}\n\n{{ bad(x=\"2\") }}\n", files)));
}

#[test]
fn addresses_of_arguments_are_mended_in_place() {
    let sources = site("{{ figure(src=\"A.svg\", alt=\"x\") }}", "");
    let built = build(&sources, &options());
    let fix = built.diagnostics[0].fix.as_ref().unwrap();
    assert_eq!(built.diagnostics[0].code.id, "L008");
    let text = &sources.text("content/posts/a.md").unwrap().text;
    assert_eq!(fix.edits[0].location.span.of(text), "A.svg");
}

#[test]
fn pages_are_made_again_that_call_what_has_changed_and_no_others() {
    let builder = Builder::remembering();
    let mut sources = site("{{ kbd(keys=[\"a\"]) }}", "");
    let page = |sources: &SourceTree, path: &str| {
        let plan = builder.plan(sources, &options());
        let made = plan.render(&recto::OutputPath::new(path).unwrap()).unwrap();
        plan.finish(&recto::output::OutputTree::new()).unwrap();
        match made {
            recto::Artifact::Bytes(bytes) => bytes,
            recto::Artifact::File { .. } | recto::Artifact::Deferred(_) => panic!("a page is text"),
        }
    };
    let (with, without) = ("posts/a/index.html", "posts/b/index.html");
    let before = (page(&sources, with), page(&sources, without));
    put(
        &mut sources,
        "themes/recto/templates/components/kbd.html",
        KBD.replace("kbd>", "samp>"),
    );
    let after = (page(&sources, with), page(&sources, without));
    assert!(String::from_utf8_lossy(&after.0).contains("<samp>a</samp>"));
    assert_ne!(before.0, after.0);
    // The very same memory: it was not made again.
    assert!(std::ptr::eq(before.1.as_ptr(), after.1.as_ptr()));
    let warm = build_with(&builder, &sources, &options());
    assert!(warm == build(&sources, &options()));
}

#[test]
fn a_template_that_another_one_names_counts_as_well() {
    let builder = Builder::remembering();
    let outer = "-- themes/recto/templates/components/outer.html --\n<i>{% include \"components/part/inner.html\" %}</i>\n";
    let inner = "themes/recto/templates/components/part/inner.html";
    let mut sources = site("{{ outer() }}", outer);
    for text in ["one", "two"] {
        put(&mut sources, inner, text);
        let built = build_with(&builder, &sources, &options());
        assert_eq!(built.said, "");
        assert_eq!(text_of(&built), format!("<i>{text}</i>"));
    }
}

#[test]
fn files_of_no_site_have_calls_of_other_tools() {
    let sources = SourceTree::from_fixture(
        "-- a.md --\n{{ youtube(id=x) }}\n\n{% end %}\n\n{{ b(src=\"nowhere.png\") }}\n",
    );
    let checked = Builder::new().check_files(&sources, &Surroundings::default(), &Decided::default());
    assert_eq!(checked.diagnostics, []);
}

/// Every component of the theme is in the guide, with all it takes.
#[test]
fn every_component_is_documented() {
    let (_, own) = GUIDE.split_once("## The ones that are there").unwrap();
    let mut seen = 0;
    for file in recto::source::built_in() {
        let name = file
            .path
            .as_str()
            .strip_prefix("themes/recto/templates/components/");
        let (Some(name), Content::Text(text)) =
            (name.and_then(|name| name.strip_suffix(".html")), &file.content)
        else {
            continue;
        };
        let component = declare(name, &file.path, &text.text, 0);
        assert!(component.diagnostics.is_empty(), "{name}");
        let (_, rows) = own.split_once(&format!("| `{name}` |")).expect(name);
        for parameter in &component.value.parameters {
            let (word, _) = Kind::ALL
                .iter()
                .find(|(_, kind)| *kind == parameter.kind)
                .unwrap();
            let row = format!("`{}` | {word}", parameter.name);
            assert!(rows.contains(&row), "{name}: {row}");
        }
        seen += 1;
    }
    assert!(seen >= 3, "{seen}");
    for (word, _) in Kind::ALL {
        assert!(GUIDE.contains(&format!("| `{word}` |")), "{word}");
    }
}
