//! `[comments.giscus]`, checked as far as can be told without a network.
//! Source: the attributes of Giscus' own script and its advanced usage page.

use crate::data::Fields;
use crate::diagnostic::suggest::nearest;
use crate::source::Span;

/// Comments by Giscus.
#[derive(Clone, Debug)]
pub struct Giscus {
    /// The server.
    pub origin: String,
    /// `owner/name`.
    pub repo: String,
    /// The repository's identifier.
    pub repo_id: String,
    /// The discussion category.
    pub category: String,
    /// The category's identifier.
    pub category_id: String,
    /// How a page finds its discussion.
    pub mapping: Mapping,
    /// Where `mapping` is written.
    pub mapping_span: Span,
    /// How a term is made of a page's address.
    pub term_style: TermStyle,
    /// Whether the title of the discussion must match exactly.
    pub strict: bool,
    /// Whether reactions to the main post are shown.
    pub reactions: bool,
    /// Whether the page is told about the discussion.
    pub metadata: bool,
    /// `top` or `bottom`.
    pub input_position: &'static str,
    /// The theme until the reader chooses.
    pub theme: String,
    /// The theme for light pages.
    pub theme_light: String,
    /// The theme for dark pages.
    pub theme_dark: String,
    /// The widget's language; the page's own when not set.
    pub lang: Option<String>,
    /// Whether the frame is loaded only when it comes near.
    pub lazy: bool,
}

/// How a page finds its discussion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mapping {
    /// Recto works the term out: the page's path without base, slashes and extension.
    Auto,
    /// Giscus works it out in the browser: `pathname`, `url`, `title` or `og:title`.
    Browser(&'static str),
    /// One term for all pages.
    Specific(String),
    /// One discussion for all pages.
    Number(String),
}

/// How a term is made of a page's address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TermStyle {
    /// The path without base, slashes and extension, as it is read.
    Path,
    /// What Giscus itself makes of the browser's address with `mapping = "pathname"`, byte for byte.
    Pathname,
}

/// The languages Giscus has.
const LANGUAGES: [&str; 35] = [
    "ar", "be", "bg", "ca", "cs", "da", "de", "en", "eo", "es", "eu", "fa", "fr", "gr", "gsw", "hbs", "he",
    "hu", "id", "it", "ja", "kh", "ko", "nl", "pl", "pt", "ro", "ru", "th", "tr", "uk", "uz", "vi", "zh-CN",
    "zh-TW",
];

/// The themes Giscus has; an address of a style sheet may stand in their place.
const THEMES: [&str; 24] = [
    "light",
    "light_high_contrast",
    "light_protanopia",
    "light_tritanopia",
    "dark",
    "dark_high_contrast",
    "dark_protanopia",
    "dark_tritanopia",
    "dark_dimmed",
    "preferred_color_scheme",
    "transparent_dark",
    "noborder_light",
    "noborder_dark",
    "noborder_gray",
    "cobalt",
    "purple_dark",
    "gruvbox",
    "gruvbox_dark",
    "gruvbox_light",
    "catppuccin_latte",
    "catppuccin_frappe",
    "catppuccin_macchiato",
    "catppuccin_mocha",
    "fro",
];

/// Reads the table `giscus` below `[comments]`. What is wrong in it is kept: a site with errors is not published,
/// and a preview shows what would be asked for.
pub(super) fn read(comments: &mut Fields<'_>) -> Option<Giscus> {
    let mut fields = comments.table("giscus");
    let giscus = fields.is_present().then(|| giscus(&mut fields));
    comments.absorb(fields);
    giscus
}

fn giscus(fields: &mut Fields<'_>) -> Giscus {
    let repo = required(fields, "repo", is_repo, "the repository as `owner/name`");
    let repo_id = required(
        fields,
        "repo_id",
        is_repo_id,
        "the value of `data-repo-id` from giscus.app",
    );
    let category = required(fields, "category", |text| !text.is_empty(), "the category's name");
    let category_id = required(
        fields,
        "category_id",
        is_category_id,
        "the value of `data-category-id` from giscus.app",
    );
    Giscus {
        origin: origin(fields),
        repo,
        repo_id,
        category,
        category_id,
        mapping: mapping(fields),
        mapping_span: fields
            .entry("mapping")
            .map_or(Span::default(), |entry| entry.value.span),
        term_style: fields
            .choice(
                "term_style",
                &[("path", TermStyle::Path), ("pathname", TermStyle::Pathname)],
            )
            .unwrap_or(TermStyle::Path),
        strict: fields.boolean("strict").unwrap_or(true),
        reactions: fields.boolean("reactions_enabled").unwrap_or(true),
        metadata: fields.boolean("emit_metadata").unwrap_or(false),
        input_position: fields
            .choice("input_position", &[("top", "top"), ("bottom", "bottom")])
            .unwrap_or("bottom"),
        theme: theme(fields, "theme", "preferred_color_scheme"),
        theme_light: theme(fields, "theme_light", "light"),
        theme_dark: theme(fields, "theme_dark", "dark"),
        lang: language(fields),
        lazy: fields
            .choice("loading", &[("lazy", true), ("eager", false)])
            .unwrap_or(true),
    }
}

fn required(fields: &mut Fields<'_>, key: &'static str, good: impl Fn(&str) -> bool, wanted: &str) -> String {
    let Some((text, span)) = fields.text(key) else {
        let place = fields
            .entries()
            .first()
            .map_or(Span::default(), |entry| entry.key_span);
        fields.reject(
            place,
            format!("comments need `{key}`"),
            &format!("write {wanted}"),
        );
        return String::new();
    };
    if good(&text) {
        return text;
    }
    let swapped = (key == "repo_id" && is_category_id(&text)) || (key == "category_id" && is_repo_id(&text));
    let message = if swapped {
        format!("`{key}` holds the other identifier")
    } else {
        format!("`{key}` does not look right: `{text}`")
    };
    let help = if swapped {
        "swap `repo_id` and `category_id`".to_owned()
    } else {
        format!("write {wanted}")
    };
    fields.reject(span, message, &help);
    text
}

fn is_repo(text: &str) -> bool {
    let name = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    };
    text.split_once('/')
        .is_some_and(|(owner, repo)| name(owner) && name(repo))
}

fn is_repo_id(text: &str) -> bool {
    is_node_id(text, "R_") || is_old_id(text, "010:Repository")
}

fn is_category_id(text: &str) -> bool {
    is_node_id(text, "DIC_") || is_old_id(text, "018:DiscussionCategory")
}

/// GitHub's present form of identifiers.
fn is_node_id(text: &str, prefix: &str) -> bool {
    text.strip_prefix(prefix).is_some_and(|rest| {
        rest.len() >= 8
            && rest
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    })
}

/// GitHub's former form: Base64 of a type and a number.
fn is_old_id(text: &str, prefix: &str) -> bool {
    decode_base64(text).is_some_and(|decoded| {
        decoded
            .strip_prefix(prefix.as_bytes())
            .is_some_and(|digits| !digits.is_empty() && digits.iter().all(u8::is_ascii_digit))
    })
}

/// Base64 of RFC 4648 section 4, for texts of a few dozen bytes.
fn decode_base64(text: &str) -> Option<Vec<u8>> {
    let digits = text.trim_end_matches('=');
    let mut bytes = Vec::new();
    let (mut bits, mut held) = (0u32, 0u32);
    for byte in digits.bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = (bits << 6 | u32::from(value)) & 0xffff;
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held & 0xff) as u8);
        }
    }
    Some(bytes)
}

fn origin(fields: &mut Fields<'_>) -> String {
    let default = "https://giscus.app";
    let Some((origin, span)) = fields.text("origin") else {
        return default.into();
    };
    if origin.starts_with("https://") && !origin.ends_with('/') {
        return origin;
    }
    fields.reject(
        span,
        "`origin` must be an `https://` address without a slash at its end".into(),
        "write the server's address, or leave the key out for giscus.app",
    );
    default.into()
}

fn mapping(fields: &mut Fields<'_>) -> Mapping {
    let kind = fields.choice(
        "mapping",
        &[
            ("auto", "auto"),
            ("pathname", "pathname"),
            ("url", "url"),
            ("title", "title"),
            ("og:title", "og:title"),
            ("specific", "specific"),
            ("number", "number"),
        ],
    );
    let term = fields.string("term");
    match (kind.unwrap_or("auto"), term) {
        ("auto", _) => Mapping::Auto,
        ("specific", Some(term)) => Mapping::Specific(term),
        ("number", Some(term)) => Mapping::Number(term),
        (kind @ ("specific" | "number"), None) => {
            let place = fields
                .entries()
                .first()
                .map_or(Span::default(), |entry| entry.key_span);
            fields.reject(
                place,
                format!("`mapping = \"{kind}\"` needs `term`"),
                "add `term`",
            );
            Mapping::Auto
        }
        (kind, _) => Mapping::Browser(kind),
    }
}

fn theme(fields: &mut Fields<'_>, key: &'static str, default: &str) -> String {
    let Some((theme, span)) = fields.text(key) else {
        return default.into();
    };
    if THEMES.contains(&theme.as_str()) || theme.starts_with("https://") || theme.starts_with('/') {
        return theme;
    }
    let help = nearest(&theme, THEMES).map_or_else(
        || "write a theme of Giscus or the `https://` address of a style sheet".to_owned(),
        |near| format!("did you mean `{near}`?"),
    );
    fields.reject(span, format!("Giscus has no theme `{theme}`"), &help);
    default.into()
}

fn language(fields: &mut Fields<'_>) -> Option<String> {
    let (tag, span) = fields.text("lang")?;
    if LANGUAGES.contains(&tag.as_str()) {
        return Some(tag);
    }
    let help = nearest(&tag, LANGUAGES).map_or_else(
        || "leave `lang` out to use the page's language".to_owned(),
        |near| format!("did you mean `{near}`?"),
    );
    fields.reject(span, format!("Giscus does not speak `{tag}`"), &help);
    None
}

/// The language of the widget for pages in `language`: the same if Giscus has it, English otherwise.
pub fn widget_language(language: &str) -> &'static str {
    let base = language.split('-').next().unwrap_or_default();
    LANGUAGES
        .into_iter()
        .find(|known| known.eq_ignore_ascii_case(language))
        .or_else(|| LANGUAGES.into_iter().find(|known| *known == base))
        .unwrap_or("en")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_recognised_in_both_forms() {
        assert!(is_repo_id("MDEwOlJlcG9zaXRvcnkzNjI0MjQ3NDk="));
        assert!(is_category_id("MDE4OkRpc2N1c3Npb25DYXRlZ29yeTMyOTQ4OTYw"));
        assert!(is_repo_id("R_kgDOABCDEF"));
        assert!(is_category_id("DIC_kwDOABCDEF4CAbcd"));
        assert!(!is_repo_id("MDE4OkRpc2N1c3Npb25DYXRlZ29yeTMyOTQ4OTYw"));
        assert!(!is_repo_id("362424749"));
    }

    #[test]
    fn mistakes_are_named() {
        let check = |lines: &str, expected: &[&str]| {
            let sources = crate::source::SourceTree::from_fixture(&format!(
                "-- recto.toml --\ntitle = \"T\"\nbase_url = \"https://e.org\"\n[comments.giscus]\n{lines}\n"
            ));
            let loaded = super::super::load(&sources);
            let messages: Vec<_> = loaded
                .diagnostics
                .iter()
                .map(|found| found.message.as_str())
                .collect();
            assert_eq!(messages, expected, "{lines}");
            assert!(loaded.value.giscus.is_some(), "a preview shows it");
        };
        let good = "repo = \"a/b\"\nrepo_id = \"R_kgDOABCDEF\"\ncategory = \"General\"\ncategory_id = \"DIC_kwDOABCDEF\"\n";
        check(good, &[]);
        check(
            &format!("{good}strict = 0\nlang = \"ko\"\nmapping = \"pathname\""),
            &[],
        );
        check(
            &format!("{good}theme = \"drak\""),
            &["Giscus has no theme `drak`"],
        );
        check(&format!("{good}lang = \"zh\""), &["Giscus does not speak `zh`"]);
        check(
            &good.replace("R_kgDOABCDEF", "DIC_kwDOABCDEF"),
            &["`repo_id` holds the other identifier"],
        );
        check(
            "repo = \"ab\"",
            &[
                "`repo` does not look right: `ab`",
                "comments need `repo_id`",
                "comments need `category`",
                "comments need `category_id`",
            ],
        );
        check(
            &format!("{good}mapping = \"specific\""),
            &["`mapping = \"specific\"` needs `term`"],
        );
    }
}
