//! The three laws, and that nothing a person can write makes Recto panic.

use std::collections::BTreeMap;
use std::time::SystemTime;

use proptest::prelude::*;
use proptest::sample::{Index, select};
use rayon::ThreadPoolBuilder;
use recto::OutputPath;
use recto::config::BaseUrl;
use recto::data::{Date, TimeZone};
use recto::output::Cache;
use recto::pipeline::{Builder, Options};
use recto::source::{Content, SourcePath, SourceTree};

use super::html::{tags, xml_fault};
use super::site::{Built, NOTES, build, build_with, built, bytes, finish, options, put, sources, twice};

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(cases)
    }
}

/// Something that happens to a site between two builds.
#[derive(Clone, Debug)]
enum Edit {
    /// A page's text is replaced.
    Rewrite(Index, String),
    /// Something is written at the end of a page.
    Append(Index, String),
    /// A line is put at the beginning of a page's front matter.
    FrontMatter(Index, String),
    /// A file goes.
    Delete(Index),
    /// A file moves, perhaps onto another one.
    Rename(Index, String),
    /// The built-in theme is overridden in one file, or the override goes.
    Theme(&'static str, Option<&'static str>),
    /// A line is put at the beginning of `recto.toml`.
    Config(&'static str),
    /// A picture changes its size.
    Picture(Index, u32),
    /// A file that code blocks show changes, or goes.
    Snippet(Option<&'static str>),
    /// The author's own schema of a provider changes, or goes.
    Schema(Option<&'static str>),
    /// The build is asked for differently.
    Options(bool, bool, Option<&'static str>, bool),
}

const PATHS: &[&str] = &[
    "content/posts/first.md",
    "content/posts/새 글.md",
    "content/posts/2025-02-30-no-day.md",
    "content/posts/묶음 글/index.md",
    "content/posts/묶음 글/구성도.svg",
    "content/tags.md",
    "content/tags/aws.md",
    "content/posts/page/2.md",
    "content/guide/index.md",
    "content/a/_index.md",
    "static/a.svg",
    "static/index.html",
    "static/feed.xml",
    "themes/mine/templates/post.html",
];

const FRONT_MATTER: &[&str] = &[
    "draft: true",
    "title: 다른 제목",
    "slug: moved",
    "slug: first",
    "tags: [eks, 새]",
    "series: 다른 연재",
    "aliases: [/old/first/, /posts/second/]",
    "date: 2024-01-01",
    "date: never",
    "updated: 2025-12-31",
    "lang: en",
    "weight: -3",
    "thumbnail: /images/me.svg",
    "comments: false",
    "comments: { term: old }",
    "pinned: true",
    "lang: ja\ntranslation_of: first.md",
    "translation_of: /posts/second/",
    "unknown: key",
    "extra: {a: 1}",
    "title: [",
];

const BODIES: &[&str] = &[
    "## 결과\n\n다시 [첫 글](first.md#끝).\n",
    "[없음](nowhere.md) ![없음](none.png) [^1]\n",
    "```hcl\na = {\n```\n",
    "```hcl\nresource \"aws_vpc\" \"a\" {}\n```\n",
    "```hcl\nlocals {\n  b = 1\n}\n```\n```tf\noutput \"o\" {\n  value = local.b\n}\n```\n",
    "```rust title=\"a.rs\"\nfn main() {}\n```\n",
    "```mermaid\nflowchart TD\n  a --> b\n```\n```mermaid diagram=false\npei\n```\n",
    "```lua\nlocal a = \"b\"\n```\n```zig mark=1\nconst a = 1;\n```\n",
    "$x^2$ $$\\frac{a}$$\n",
    "<img src=\"../images/me.svg\" alt=\"x\"><a id=\"끝\"></a>\n",
    "| a |\n|---|\n| **b**를 |\n",
    "[^1]\n\n[^1]: 각주\n",
    "```hcl file=/snippets/vpc.tf region=vpc numbers\n```\n[x](#code-1-L2)\n",
    "```tf file=../a.svg mark=1\n```\n",
    "{{ kbd(key=\"a\") }} {% end %}\n\n{{ figure(src=\"../images/me.svg\", alt=\"\") }}\n",
    "{% details(summary=\"다\") %}\n## 접은 글\n\n{{ kbd(key=\"b\", to=\"first.md\") }}\n{% end %}\n",
];

const CONFIG: &[&str] = &[
    "# a comment",
    "title = \"다른 이름\"",
    "base_url = \"https://other.example/sub/\"",
    "language = \"en\"",
    "paginate = 1",
    "date_format = \"%d.%m.%Y\"",
    "timezone = \"America/New_York\"",
    "theme = \"mine\"",
    "posts = \"guide\"",
    "cname = \"notes.example\"",
    "llms = false",
    "outdated_after = 1",
    "edit_url = \"https://example.org/{path}\"",
    "feed = { full_text = \"all\", limit = 2 }",
    "markdown = { sidenotes = true }",
    "highlight = { engine = \"syntect\" }",
    "markdown = { mermaid = false }",
    "nonsense = 1",
    "= broken",
];

const THEME: &[(&str, &[&str])] = &[
    (
        "templates/post.html",
        &["<p>{{ page.title }}</p>", "{{ page.", "{{ nothing.at.all }}"],
    ),
    ("templates/404.html", &["<p>404</p>"]),
    (
        "templates/components/kbd.html",
        &[
            "{# component\nkey: string\n#}<kbd>{{ key }}</kbd>",
            "{# component\nkey: string\nto: link = \"\"\n#}{{ key }}{{ to.x }}",
            "{# component\nkey string\n#}{% if",
            "{# component\nkey: string\nto: link = \"\"\n#}{% include \"components/part.html\" %}",
        ],
    ),
    (
        "templates/components/part.html",
        &["<i>{{ nth }}</i>", "{{ site.title }}"],
    ),
    ("assets/style.css", &["body { color: red }"]),
    ("assets/extra.js", &["1", "2"]),
    ("i18n/ko.toml", &["read = \"{n}분 걸림\"", "read = 1", "x ="]),
];

const SNIPPETS: &[&str] = &[
    "# region vpc\nresource \"aws_vpc\" \"a\" {}\n# endregion\n",
    "# region vpc\nresource \"aws_vpc\" \"a\" {\n# endregion\nlocals {}\n",
    "locals {\n  a = b.c.d\n}\n",
];

const SCHEMAS: &[&str] = &[
    "provider hashicorp/aws 99.0.0\nresource aws_vpc {\n  shape !string\n}\n",
    "provider hashicorp/aws 98.0.0\n",
    "provider\n",
];

fn edit() -> impl Strategy<Value = Edit> {
    let index = any::<Index>;
    let text = |texts: &'static [&'static str]| select(texts).prop_map(str::to_owned);
    let theme = select(THEME)
        .prop_flat_map(|(path, texts)| (Just(path), proptest::option::weighted(0.7, select(texts))));
    let base = proptest::option::of(select(&["https://a.example/", "http://localhost:4000/b/"][..]));
    prop_oneof![
        2 => (index(), text(BODIES)).prop_map(|(at, text)| Edit::Rewrite(at, format!("---\ntitle: 새로\ndate: 2025-07-07\n---\n{text}"))),
        4 => (index(), text(BODIES)).prop_map(|(at, text)| Edit::Append(at, text)),
        5 => (index(), text(FRONT_MATTER)).prop_map(|(at, line)| Edit::FrontMatter(at, line)),
        2 => index().prop_map(Edit::Delete),
        2 => (index(), text(PATHS)).prop_map(|(at, path)| Edit::Rename(at, path)),
        3 => theme.prop_map(|(path, text)| Edit::Theme(path, text)),
        3 => select(CONFIG).prop_map(Edit::Config),
        2 => (index(), 1..900_u32).prop_map(|(at, size)| Edit::Picture(at, size)),
        2 => proptest::option::weighted(0.7, select(SCHEMAS)).prop_map(Edit::Schema),
        3 => proptest::option::weighted(0.8, select(SNIPPETS)).prop_map(Edit::Snippet),
        1 => (any::<bool>(), any::<bool>(), base, any::<bool>()).prop_map(|(drafts, now, base, ads)| Edit::Options(drafts, now, base, ads)),
    ]
}

/// The path of one of the author's files with an ending.
fn pick(site: &SourceTree, at: &Index, ending: &str) -> Option<String> {
    let mine = |path: &str| path.ends_with(ending) && !path.starts_with("themes/recto/");
    let paths: Vec<String> = site
        .iter()
        .map(|file| file.path.as_str().to_owned())
        .filter(|path| mine(path))
        .collect();
    (!paths.is_empty()).then(|| at.get(&paths).clone())
}

fn text_of(site: &SourceTree, path: &str) -> String {
    site.text(path)
        .map_or_else(String::new, |text| text.text.to_string())
}

fn apply(edit: &Edit, site: &mut SourceTree, options: &mut Options) {
    match edit {
        Edit::Rewrite(at, text) => {
            if let Some(path) = pick(site, at, ".md") {
                put(site, &path, text.as_bytes());
            }
        }
        Edit::Append(at, text) => {
            if let Some(path) = pick(site, at, ".md") {
                put(site, &path, format!("{}\n{text}", text_of(site, &path)));
            }
        }
        Edit::FrontMatter(at, line) => {
            if let Some(path) = pick(site, at, ".md") {
                let text = text_of(site, &path);
                put(site, &path, text.replacen("---\n", &format!("---\n{line}\n"), 1));
            }
        }
        Edit::Delete(at) => {
            if let Some(path) = pick(site, at, "") {
                site.remove(&SourcePath::new(path));
            }
        }
        Edit::Rename(at, to) => {
            if let Some(file) = pick(site, at, "").and_then(|path| site.remove(&SourcePath::new(path))) {
                let bytes = match file.content {
                    Content::Text(text) => text.text.as_bytes().to_vec(),
                    Content::Blob(blob) => blob.head(usize::MAX),
                    Content::Unreadable(_) => Vec::new(),
                };
                put(site, to, bytes);
            }
        }
        Edit::Theme(path, Some(text)) => put(site, &format!("themes/recto/{path}"), *text),
        Edit::Theme(path, None) => {
            site.remove(&SourcePath::new(format!("themes/recto/{path}")));
            site.underlay(recto::source::built_in());
        }
        Edit::Config(line) => {
            let key = line.split(" = ").next().unwrap_or_default();
            let text = text_of(site, "recto.toml");
            let others = text
                .lines()
                .filter(|other| !other.starts_with(&format!("{key} = ")));
            let text: Vec<&str> = [*line].into_iter().chain(others).collect();
            put(site, "recto.toml", text.join("\n"));
        }
        Edit::Picture(at, size) => {
            if let Some(path) = pick(site, at, ".svg") {
                put(
                    site,
                    &path,
                    format!(
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{size}\" height=\"{size}\"></svg>"
                    ),
                );
            }
        }
        Edit::Snippet(Some(text)) => put(site, "snippets/vpc.tf", *text),
        Edit::Snippet(None) => {
            site.remove(&SourcePath::new("snippets/vpc.tf"));
        }
        Edit::Schema(Some(text)) => put(site, "schemas/aws.txt", *text),
        Edit::Schema(None) => {
            site.remove(&SourcePath::new("schemas/aws.txt"));
        }
        Edit::Options(drafts, now, base, adsense) => {
            *options = Options {
                drafts: *drafts,
                now: now.then(|| Date::parse("2025-02-15", &TimeZone::utc())).flatten(),
                base_url: base.and_then(|base| BaseUrl::parse(base).ok()),
                adsense: *adsense,
                unreached: *drafts,
                elsewhere: *drafts,
                linked_style: !*adsense,
            };
        }
    }
}

/// The first difference between two builds, in words short enough to read.
fn difference(warm: &Built, cold: &Built) -> Option<String> {
    if warm.said != cold.said {
        return Some(format!("findings differ:\n{}\n---\n{}", warm.said, cold.said));
    }
    let paths = warm.outputs.keys().chain(cold.outputs.keys());
    let different = paths
        .clone()
        .find(|path| warm.outputs.get(*path) != cold.outputs.get(*path));
    match different {
        Some(path) => Some(format!("`{path}` differs")),
        None => (warm.diagnostics != cold.diagnostics).then(|| "parts of findings differ".into()),
    }
}

proptest! {
    #![proptest_config(cases(40))]

    /// Law 1: what is remembered makes no difference, nor does what was looked at first, nor a plan that was
    /// given up for the next.
    #[test]
    fn a_build_after_edits_equals_a_build_from_nothing(
        edits in prop::collection::vec((edit(), any::<Index>(), any::<bool>()), 1..9),
    ) {
        let mut site = sources(NOTES);
        let mut options = options();
        let kept = tempfile::tempdir().unwrap();
        let cache = Cache::new(kept.path().to_owned(), SystemTime::UNIX_EPOCH);
        let builder = Builder::remembering().with_span_cache(cache.clone());
        build_with(&builder, &site, &options);
        for (edit, looked_at, given_up) in &edits {
            apply(edit, &mut site, &mut options);
            let plan = builder.plan(&site, &options);
            let paths: Vec<OutputPath> = plan.paths().collect();
            let looked_at = looked_at.get(&paths);
            let seen = plan.render(looked_at).map(bytes);
            let cold = build(&site, &options);
            prop_assert_eq!(seen.as_ref(), cold.outputs.get(looked_at.as_str()), "{} after {:?}", looked_at, edit);
            if !given_up {
                let warm = finish(&plan, &site);
                prop_assert_eq!(difference(&warm, &cold), None, "after {:?}", edit);
            }
        }
        let next = build_with(&Builder::new().with_span_cache(cache), &site, &options);
        prop_assert_eq!(difference(&next, &build(&site, &options)), None, "with what was kept");
    }

    /// Law 2: how many threads there are makes no difference.
    #[test]
    fn one_thread_and_many_give_the_same_bytes(edits in prop::collection::vec(edit(), 0..5)) {
        let mut site = sources(NOTES);
        let mut options = options();
        for edit in &edits {
            apply(edit, &mut site, &mut options);
        }
        let with = |threads| {
            let pool = ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| build(&site, &options))
        };
        let one = with(1);
        for threads in [2, 7] {
            prop_assert_eq!(difference(&with(threads), &one), None, "{} threads", threads);
        }
    }
}

/// Law 1 for what a random walk would hardly find: findings that name the folder of a theme.
#[test]
fn a_theme_that_is_renamed_is_another_theme() {
    let site = |theme: &str| {
        let broken = format!("-- themes/{theme}/templates/post.html --\n{{{{ page.\n");
        sources(&format!(
            "{}\n{broken}",
            NOTES.replace("paginate", &format!("theme = \"{theme}\"\npaginate"))
        ))
    };
    let builder = Builder::remembering();
    for theme in ["mine", "yours"] {
        let warm = build_with(&builder, &site(theme), &options());
        let cold = build(&site(theme), &options());
        assert!(
            cold.said
                .contains(&format!("themes/{theme}/templates/post.html:1:")),
            "{}",
            cold.said
        );
        assert_eq!(difference(&warm, &cold), None);
    }
}

/// Law 3: every address inside the site leads to something that is there, wherever the site is.
#[test]
fn every_internal_link_leads_somewhere() {
    let bases = [
        "https://notes.example",
        "https://notes.example/blog/",
        "https://notes.example/a%20b&c/d",
    ];
    for base in bases {
        let built = built(&NOTES.replace("https://notes.example", base));
        assert_eq!(built.said, "", "{base}");
        check_output(&built).unwrap();
    }
}

/// No two pages call themselves the same, or say the same of themselves.
#[test]
fn titles_and_descriptions_are_unique() {
    for (from, to) in [
        ("", ""),
        ("paginate = 3", "paginate = 1"),
        ("글을 모았습니다.", ""),
    ] {
        let built = built(&NOTES.replacen(from, to, 1));
        assert_eq!(built.said, "");
        let (mut titles, mut descriptions) = (BTreeMap::new(), BTreeMap::new());
        // What leads from an old address to a new one is no page.
        for (path, html) in built
            .pages()
            .filter(|(_, html)| html.contains("<body data-kind="))
        {
            let tags = tags(html);
            let title = tags
                .iter()
                .find(|tag| tag.name == "title")
                .expect("it has a title");
            assert_eq!(
                titles.insert(title.text.clone(), path),
                None,
                "{path}: {}",
                title.text
            );
            let description = tags.iter().find(|tag| tag.is("meta", "name", "description"));
            if let Some(description) = description.and_then(|tag| tag.get("content")) {
                let other = descriptions.insert(description.to_owned(), path);
                assert_eq!(other, None, "{path}: {description}");
            }
            assert!(path != "404.html" || description.is_none());
        }
        assert!(titles.len() > 15 && descriptions.len() > 12, "{descriptions:?}");
    }
    let paged = built(&NOTES.replace("paginate = 3", "paginate = 1"));
    let second = paged.text("posts/page/2/index.html");
    assert!(
        second.contains("<meta name=\"description\" content=\"글을 모았습니다. — 2/"),
        "{second}"
    );
    let bare = built(&NOTES.replace("글을 모았습니다.", ""));
    assert!(!bare.text("posts/index.html").contains("name=\"description\""));
}

/// What holds for every output of a site without errors: links lead somewhere, ids are unique, XML is XML.
fn check_output(built: &Built) -> Result<(), String> {
    let dangling = built.dangling();
    if !dangling.is_empty() {
        return Err(dangling.join("\n"));
    }
    for (path, html) in built.pages() {
        if let Some(id) = twice(html).first() {
            return Err(format!("{path}: the id `{id}` is there twice"));
        }
    }
    for path in ["feed.xml", "sitemap.xml"] {
        if let Some(fault) = xml_fault(built.text(path)) {
            return Err(format!("{path}: {fault}"));
        }
    }
    Ok(())
}

/// Pieces of Markdown that trip parsers up, and links that may or may not lead somewhere.
const PIECES: &[&str] = &[
    "# ",
    "## 제목",
    "## hcl local a\n",
    "\n",
    "\n\n",
    "    ",
    "> ",
    "- ",
    "1. ",
    "- [x] ",
    "```hcl\n",
    "```hcl,hidden\n",
    "locals {\n  a = 1\n}\n",
    "#~ locals {\n  a = 1\n#~ }\n",
    "output \"o\" {\n  value = local.a\n}\n",
    "```\n",
    "~~~rust\n",
    "`",
    "**",
    "*",
    "_",
    "~~",
    "한글",
    "(영어)",
    "를",
    "[",
    "](",
    ")",
    "](first.md)",
    "](first.md#끝)",
    "](#x)",
    "](../about.md)",
    "](/posts/)",
    "](/blog/posts/first/)",
    "](https://e.org/)",
    "![",
    "](/images/me.svg)",
    "](/images/me.svg \"t\")",
    "[^1]",
    "\n[^1]: 각주\n",
    "[ref]",
    "\n\n[ref]: first.md 'x'\n",
    "<div id=\"x\">",
    "</div>",
    "<img src=\"/images/me.svg\" alt=\"\">",
    "<a href=\"first.md\">",
    "</a>",
    "<!--",
    "-->",
    "<",
    ">",
    "&amp;",
    "&",
    "\\",
    "|",
    "\n|a|b|\n|-|-|\n|",
    "$",
    "$$",
    "x^2",
    "\\frac{",
    "}",
    "{#id}",
    "{.class}",
    "> [!NOTE]\n",
    "\t",
    "\r\n",
    "\u{feff}",
    "\u{0}",
    "\u{1}",
    "\u{202e}",
    "😀",
    "{{ x }}",
    "{% x %}",
    "{#",
    "---\n",
    "+++\n",
    "<https://e.org>",
    "{{ figure(src=\"a.png\", alt=\"x\") }}",
    "{% details(summary=\"x\") %}",
    "{% end %}",
    "{{ video(",
    "</main>",
    "<script>",
    "</script>",
    "e\u{301}",
];

fn markdown() -> impl Strategy<Value = String> {
    prop::collection::vec(select(PIECES), 0..40).prop_map(|pieces| pieces.concat())
}

/// Every place that a finding names lies in its file, on character boundaries.
fn check_places(site: &SourceTree, built: &Built) -> Result<(), String> {
    for found in &built.diagnostics {
        let fixes = found
            .fix
            .iter()
            .flat_map(|fix| fix.edits.iter().map(|edit| &edit.location));
        for location in found.labels.iter().map(|label| &label.location).chain(fixes) {
            let Some(text) = site.text(location.path.as_str()) else {
                continue;
            };
            if text.text.get(location.span.range()).is_none() {
                return Err(format!("{location:?} lies outside: {}", found.message));
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(150))]

    /// Any text at all: no panic, findings in place, and when there is nothing to complain about, law 3.
    #[test]
    fn any_markdown_is_a_page_or_a_finding(body in markdown(), noise in "\\PC{0,20}") {
        let mut site = sources(NOTES);
        put(&mut site, "content/posts/x.md", format!("---\ntitle: x\ndate: 2025-01-01\n---\n{body}{noise}"));
        let built = build(&site, &options());
        prop_assert_eq!(check_places(&site, &built), Ok(()));
        // Raw HTML goes out as it is, so it can swallow the rest of the page.
        let swallows = ["<div", "</", "<!--", "<script"].iter().any(|tag| body.contains(tag));
        if built.said.is_empty() && !swallows {
            prop_assert_eq!(check_output(&built), Ok(()));
        }
        prop_assert_eq!(xml_fault(built.text("feed.xml")), None);
    }

    #[test]
    fn any_front_matter_is_values_or_a_finding(
        mark in select(&["---", "+++"][..]),
        lines in prop::collection::vec(prop_oneof![
            "(title|date|tags|slug|aliases|draft|extra|series|weight|lang)(: | = |:)\\PC{0,12}",
            select(FRONT_MATTER).prop_map(str::to_owned),
            "[ \\-\\[\\]{}:,\"'|>&*!%#a\t가]{0,12}",
        ], 0..6),
    ) {
        let mut site = sources(NOTES);
        put(&mut site, "content/posts/x.md", format!("{mark}\n{}\n{mark}\nx", lines.join("\n")));
        let built = build(&site, &options());
        prop_assert_eq!(check_places(&site, &built), Ok(()));
        prop_assert_eq!(xml_fault(built.text("feed.xml")), None);
    }

    #[test]
    fn any_configuration_is_a_site_or_a_finding(
        lines in prop::collection::vec(prop_oneof![
            select(CONFIG).prop_map(str::to_owned),
            "(title|base_url|language|timezone|date_format|posts|theme|output|cname|menu|author) = (\\PC{0,12}|\"[a-z/:.%가 -]{0,16}\")",
            "\\[\\[?(author|menu|markdown|comments.giscus|severity|adsense|feed|extra)\\]\\]?",
            "\\PC{0,16}",
        ], 0..8),
    ) {
        let mut site = sources(NOTES);
        put(&mut site, "recto.toml", lines.join("\n"));
        let built = build(&site, &options());
        prop_assert_eq!(check_places(&site, &built), Ok(()));
    }
}
