//! The page of the documentation on what templates see is made from the types that they are handed.
#![expect(
    clippy::disallowed_methods,
    reason = "a page of the documentation is read, and written when asked for"
)]

use std::fmt::Write as _;
use std::{env, fs};

const VIEWS: &str = "src/render/view.rs";
const PAGE: &str = "docs/content/guide/template-variables.md";

const PREAMBLE: &str = "\
---
title: What templates see
description: Every variable of the templates of a theme.
weight: 6
---

Every template sees `site`, `t`, `lang` and the variables of the first table; nothing else: no function reads files or
other pages. `t` has the texts of the interface in the page's language, by the keys of `i18n/en.toml`. `lang` has
attributes for the elements they stand in, as in `<p{{ lang.texts }}>{{ t.toc }}</p>`: `lang.texts` says their
language where the theme has none of the page's language, `lang.site` that of the site where the page's is another.

Addresses are ready to be written: they have the site's path, are encoded, and lead to something that is really
published. `url` is relative to the host (`/blog/posts/x/`), `permalink` is absolute. What a table says is written with
`| safe` is finished HTML, CSS or JSON; everything else is escaped.

A filter is added to those of [Tera](https://keats.github.io/tera/): `{{ t.page_of | fill(i=2, n=5) }}` puts values into
the `{i}` and `{n}` of a text. How to change templates stands in [Themes](themes.md).
";

/// A type that templates are handed.
struct View {
    name: String,
    about: String,
    fields: Vec<(String, String, String)>,
}

/// Reads the types of the file. It is formatted by rustfmt, so a declaration is a line.
fn views(source: &str) -> Vec<View> {
    let mut views: Vec<View> = Vec::new();
    let mut about = String::new();
    let mut is_open = false;
    for line in source.lines() {
        let text = line.trim();
        if let Some(words) = text.strip_prefix("/// ") {
            let space = if about.is_empty() { "" } else { " " };
            about = format!("{about}{space}{words}");
        } else if let Some(rest) = line.strip_prefix("pub struct ") {
            let name = rest.split(['<', ' ']).next().unwrap().to_owned();
            let about = std::mem::take(&mut about);
            let fields = Vec::new();
            views.push(View { name, about, fields });
            is_open = true;
        } else if line == "}" {
            is_open = false;
        } else if let Some((name, kind)) = text.strip_prefix("pub ").and_then(|field| field.split_once(": "))
            && is_open
        {
            let kind = kind.strip_suffix(',').unwrap().to_owned();
            let view = views.last_mut().unwrap();
            view.fields
                .push((name.to_owned(), kind, std::mem::take(&mut about)));
        } else if !text.starts_with("#[") {
            about.clear();
        }
    }
    views
}

/// What a type is called in the documentation.
fn shown(view: &str) -> String {
    match view {
        "HeadView" => "page".into(),
        "ImageView" => "picture".into(),
        "SocialCardView" => "social-card".into(),
        view => view.trim_end_matches("View").to_lowercase(),
    }
}

/// A type in words.
fn words(kind: &str) -> String {
    let inside = |name: &str| kind.strip_prefix(name)?.strip_suffix('>');
    if let Some(inner) = inside("Option<") {
        return format!("{}, or none", words(inner));
    }
    if let Some(inner) = inside("Vec<") {
        return format!("list of {}", words(inner));
    }
    match kind {
        "String" | "&'a str" | "&'static str" | "Cow<'a, str>" => "text".into(),
        "usize" | "u8" | "u32" | "i16" => "number".into(),
        "bool" => "boolean".into(),
        "&'a Value" => "as written".into(),
        "BTreeMap<String, String>" | "&'a BTreeMap<String, String>" | "BTreeMap<&'a str, &'a str>" => {
            "texts by name".into()
        }
        "PageKind" => "text".into(),
        "Cards<'a>" => words("Vec<CardView<'a>>"),
        "Entries<'a>" => words("Vec<EntryView<'a>>"),
        view => {
            let name = view.split('<').next().unwrap();
            assert!(name.ends_with("View"), "`{kind}` has no words");
            let name = shown(name);
            format!("[{name}](#{name})")
        }
    }
}

fn page(source: &str) -> String {
    let mut page = PREAMBLE.to_owned();
    for view in views(source) {
        if view.name == "PageView" {
            page.push_str("\n## Variables\n\n");
        } else {
            let _ = write!(page, "\n## {}\n\n{}\n\n", shown(&view.name), view.about);
        }
        page.push_str("| Name | Type | Meaning |\n| --- | --- | --- |\n");
        if view.name == "PageView" {
            page.push_str("| `site` | [site](#site) | What all pages share. |\n");
            page.push_str("| `t` | texts by name | The texts of the interface. |\n");
            page.push_str("| `lang` | attributes by name | `texts`, `site`: ` lang=\"…\"`, or nothing where that is the page's. |\n");
        }
        for (name, kind, about) in &view.fields {
            let about = about.replace('|', "\\|");
            let _ = writeln!(page, "| `{name}` | {} | {about} |", words(kind));
        }
    }
    page
}

#[test]
fn the_list_of_variables_is_that_of_the_types() {
    let source = fs::read_to_string(VIEWS).unwrap();
    let expected = page(&source);
    if env::var_os("RECTO_WRITE_DOCS").is_some() {
        fs::write(PAGE, &expected).unwrap();
    }
    let written = fs::read_to_string(PAGE).unwrap_or_default();
    assert!(
        written == expected,
        "`{VIEWS}` has changed: run the test with `RECTO_WRITE_DOCS=1` and look at `{PAGE}`"
    );
    // A field that is called otherwise in templates would be documented under a wrong name.
    let renamed = source.matches("#[serde(").count();
    assert_eq!(
        renamed, 1,
        "of the types only the enumeration of kinds is renamed"
    );
}

#[test]
fn types_are_told_in_words() {
    let source = "/// A b\n/// c.\n#[derive(Debug)]\npub struct LinkView<'a> {\n    /// One | two.\n    pub label: Option<Vec<Cow<'a, str>>>,\n    /// Far.\n    pub to: ImageView<'a>,\n}\n";
    assert_eq!(
        page(source).strip_prefix(PREAMBLE).unwrap(),
        "\n## link\n\nA b c.\n\n| Name | Type | Meaning |\n| --- | --- | --- |\n\
         | `label` | list of text, or none | One \\| two. |\n| `to` | [picture](#picture) | Far. |\n"
    );
}
