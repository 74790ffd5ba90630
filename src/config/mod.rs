//! `recto.toml`: what the author decides for the whole site.
//!
//! Loading never fails: what cannot be used is reported at its place and replaced by its default, so that one
//! run shows every problem.

mod external;
mod feed;
mod findings;
mod giscus;
mod highlight;
mod images;
mod markdown;
mod pattern;
mod security;
mod serve;
mod social_cards;
mod style;

pub use external::{Accept, External, UrlPattern, UrlRule};
pub use feed::{Feed, FullText};
pub use findings::{Findings, PathIgnore};
pub use giscus::{Giscus, Mapping, TermStyle, widget_language};
pub use highlight::{Engine, Highlight};
pub use images::Images;
pub use markdown::Markdown;
pub use pattern::Pattern;
pub use security::Security;
pub use serve::{Editor, Serve};
pub use social_cards::SocialCards;
pub use style::{Style, StyleProperty, StyleValue};

use crate::data::{Codes, Date, Fields, TimeZone, Value, ValueKind, toml};
use crate::diagnostic::{Diagnosed, Diagnostic, Location, catalogue, has_errors};
use crate::source::{SourcePath, SourceTree, Span};

/// Where the configuration lies.
pub const PATH: &str = "recto.toml";

/// The file in the root in which Giscus looks for who may show the discussions of the repository.
pub const GISCUS_PATH: &str = "giscus.json";

/// What the author decides for the whole site.
#[derive(Clone, Debug)]
pub struct Config {
    /// The site's name.
    pub title: String,
    /// Where the site will be.
    pub base_url: BaseUrl,
    /// The main language, a BCP 47 tag.
    pub language: String,
    /// One or two sentences about the site.
    pub description: String,
    /// Keywords of pages that have none of their own.
    pub keywords: Vec<String>,
    /// The zone in which bare days are meant and "today" is decided.
    pub time_zone: TimeZone,
    /// How days are shown, a pattern of `strftime`.
    pub date_format: String,
    /// The name of the theme, a folder of `themes/`.
    pub theme: String,
    /// Custom properties of the theme.
    pub style: Style,
    /// How many posts stand on one page of a list.
    pub paginate: usize,
    /// The folder of `content/` with the posts.
    pub posts: String,
    /// The person behind the site.
    pub author: Option<Author>,
    /// The navigation; made from the site's sections when empty.
    pub menu: Vec<MenuEntry>,
    /// Comments.
    pub giscus: Option<Giscus>,
    /// How Markdown is read and written.
    pub markdown: Markdown,
    /// In which forms pages offer pictures.
    pub images: Images,
    /// How social cards are drawn; none are without it.
    pub social_cards: Option<SocialCards>,
    /// The colours of code.
    pub highlight: Highlight,
    /// The feeds.
    pub feed: Feed,
    /// Whether `llms.txt` and the Markdown of pages are published.
    pub llms: bool,
    /// Where a page's file is edited: an address with `{path}` in it.
    pub edit_url: Option<String>,
    /// After how many years a post says that it is old.
    pub outdated_after: Option<i32>,
    /// The custom domain for `CNAME`.
    pub cname: Option<String>,
    /// The folder that is published into, relative to the site's root.
    pub output: String,
    /// The AdSense client identifier.
    pub adsense: Option<String>,
    /// What browsers may load and run.
    pub security: Security,
    /// The live preview.
    pub serve: Serve,
    /// What the author decides about findings.
    pub findings: Findings,
    /// Anything a theme wants.
    pub extra: Value,
}

/// The person behind the site.
#[derive(Clone, Debug)]
pub struct Author {
    /// The name.
    pub name: String,
    /// A sentence about them.
    pub bio: Option<String>,
    /// The root path of their picture and where it stands.
    pub avatar: Option<(String, Span)>,
    /// Their places elsewhere: label and address.
    pub links: Vec<MenuEntry>,
}

/// A link of the navigation.
#[derive(Clone, Debug)]
pub struct MenuEntry {
    /// The text.
    pub label: String,
    /// The address: a root path of the site, or absolute.
    pub url: String,
    /// Where the address stands.
    pub span: Span,
}

/// The address of the site's root.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BaseUrl {
    /// Scheme and host: `https://example.org`.
    origin: String,
    /// The path: `/` or `/blog/`.
    path: String,
}

impl BaseUrl {
    /// Reads an address; the path gets its slash at the end.
    ///
    /// # Errors
    /// A sentence for the author when it is not an absolute `http` or `https` address, or has a query or fragment.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let (scheme, rest) = text
            .split_once("://")
            .filter(|(scheme, _)| matches!(*scheme, "http" | "https"))
            .ok_or("it must begin with `https://` or `http://`")?;
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        let host_byte = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
        if host.is_empty() || !host.bytes().all(host_byte) {
            return Err(format!("`{host}` is not the name of a host"));
        }
        if path.contains(['?', '#']) {
            return Err("it must not have a query or a fragment".into());
        }
        if path.split('/').any(|part| part == "." || part == "..") || path.contains("//") {
            return Err("its path must not have `.`, `..` or empty parts".into());
        }
        let path_byte = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~%!$&'()*+,;=:@".contains(&byte);
        if !path.bytes().all(path_byte) {
            return Err("its path must be percent-encoded".into());
        }
        let path = path.trim_matches('/');
        Ok(Self {
            origin: format!("{scheme}://{}", host.to_ascii_lowercase()),
            path: if path.is_empty() {
                "/".into()
            } else {
                format!("/{path}/")
            },
        })
    }

    /// Scheme and host, without a slash at the end.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The host, with its port when it has one.
    pub fn host(&self) -> &str {
        self.origin.split_once("://").map_or("", |(_, host)| host)
    }

    /// The path, with a slash at both ends.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The address relative to the host, of an encoded path below the root without a slash at its beginning.
    pub fn relative(&self, path: &str) -> String {
        format!("{}{path}", self.path)
    }

    /// The absolute address of the same.
    pub fn absolute(&self, path: &str) -> String {
        format!("{}{}{path}", self.origin, self.path)
    }
}

impl std::fmt::Display for BaseUrl {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}{}", self.origin, self.path)
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            title: String::new(),
            base_url: BaseUrl {
                origin: "http://localhost".into(),
                path: "/".into(),
            },
            language: "en".into(),
            description: String::new(),
            keywords: Vec::new(),
            time_zone: TimeZone::utc(),
            date_format: "%Y-%m-%d".into(),
            theme: "recto".into(),
            style: Style::default(),
            paginate: 10,
            posts: "posts".into(),
            author: None,
            menu: Vec::new(),
            giscus: None,
            markdown: Markdown::default(),
            images: Images::default(),
            social_cards: None,
            highlight: Highlight::default(),
            feed: Feed::default(),
            llms: true,
            edit_url: None,
            outdated_after: None,
            cname: None,
            output: "public".into(),
            adsense: None,
            security: Security::default(),
            serve: Serve::default(),
            findings: Findings::default(),
            extra: Value {
                kind: ValueKind::Table(crate::data::Table::default()),
                span: Span::default(),
            },
        }
    }
}

const CODES: Codes = Codes {
    unknown_key: &catalogue::CONFIG_UNKNOWN_KEY,
    bad_value: &catalogue::CONFIG_BAD_VALUE,
};

/// Reads `recto.toml`. A site without one gets the defaults and a finding.
pub fn load(sources: &SourceTree) -> Diagnosed<Config> {
    let path = SourcePath::new(PATH);
    let Some(source) = sources.text(PATH) else {
        if sources.get(PATH).is_some() {
            // That it cannot be read has been reported.
            return Diagnosed::clean(Config::default());
        }
        let missing = Diagnostic::new(&catalogue::CONFIG_MISSING_KEY, "there is no `recto.toml`")
            .help("write one, or make a new site with `recto init`");
        return Diagnosed {
            value: Config::default(),
            diagnostics: vec![missing],
        };
    };
    let text = &*source.text;
    let (table, errors) = toml::parse(text, Span::new(bom(text), text.len()));
    let mut diagnostics: Vec<_> = errors
        .into_iter()
        .map(|error| {
            let found = Diagnostic::new(&catalogue::CONFIG_SYNTAX, error.message)
                .at(Location::new(&path, error.span), "");
            match error.help {
                Some(help) => found.help(help),
                None => found,
            }
        })
        .collect();
    let mut fields = Fields::new(&path, text, &table, CODES);
    let broken = !diagnostics.is_empty();
    let value = read(&mut fields, &path, broken);
    diagnostics.extend(fields.finish());
    Diagnosed { value, diagnostics }
}

/// Where the value of a key stands in `recto.toml`.
pub fn place(sources: &SourceTree, key: &str) -> Option<Location> {
    let text = &*sources.text(PATH)?.text;
    let (table, _) = toml::parse(text, Span::new(bom(text), text.len()));
    let span = table.get(key)?.value.span;
    Some(Location::new(&SourcePath::new(PATH), span))
}

/// Whether the settings say where pages are, so that they are the author's site whatever else is wrong: the file
/// is there, it is TOML, and `base_url` can be used.
pub fn says_where(sources: &SourceTree) -> bool {
    if sources.text(PATH).is_none() {
        return false;
    }
    let Diagnosed { value, diagnostics } = load(sources);
    let is_syntax = |found: &Diagnostic| found.code.id == catalogue::CONFIG_SYNTAX.id;
    let is_default = value.base_url == Config::default().base_url;
    let is_nowhere = is_default && has_errors(&diagnostics);
    !is_nowhere && !diagnostics.iter().any(is_syntax)
}

/// The length of a byte order mark at the beginning of a file.
fn bom(text: &str) -> usize {
    if text.starts_with('\u{feff}') { 3 } else { 0 }
}

fn read(fields: &mut Fields<'_>, path: &SourcePath, broken: bool) -> Config {
    let default = Config::default();
    let require = |fields: &mut Fields<'_>, key: &'static str, example: &str| {
        let value = fields.text(key);
        if value.is_none() && !broken && fields.entries().iter().all(|entry| entry.key != key) {
            fields.report(
                Diagnostic::new(&catalogue::CONFIG_MISSING_KEY, format!("`{key}` is missing"))
                    .at(Location::new(path, Span::at(0)), "")
                    .help(format!("add a line such as `{key} = \"{example}\"`")),
            );
        }
        value
    };
    let title = require(fields, "title", "My notes");
    let base_url = require(fields, "base_url", "https://example.org");
    let language = fields.text("language");
    let adsense = adsense(fields);
    let has_adsense = adsense.is_some();
    Config {
        title: title.map_or(default.title, |(title, _)| title),
        base_url: base_url
            .and_then(|(url, span)| accept(fields, span, "base_url", BaseUrl::parse(&url)))
            .unwrap_or(default.base_url),
        language: language
            .and_then(|(tag, span)| accept(fields, span, "language", language_tag(tag)))
            .unwrap_or(default.language),
        description: fields.string("description").unwrap_or_default(),
        keywords: texts(fields, "keywords"),
        time_zone: time_zone(fields).unwrap_or(default.time_zone),
        date_format: date_format(fields).unwrap_or(default.date_format),
        theme: fields
            .text("theme")
            .and_then(|(name, span)| accept(fields, span, "theme", folder_name(name)))
            .unwrap_or(default.theme),
        style: style::read(fields),
        paginate: count(fields, "paginate").unwrap_or(default.paginate),
        posts: fields
            .text("posts")
            .and_then(|(name, span)| accept(fields, span, "posts", folder_name(name)))
            .unwrap_or(default.posts),
        author: author(fields),
        menu: links(fields, "menu"),
        giscus: comments(fields),
        markdown: markdown::read(fields),
        images: images::read(fields),
        social_cards: social_cards::read(fields),
        highlight: highlight::read(fields),
        feed: feed::read(fields),
        llms: fields.boolean("llms").unwrap_or(default.llms),
        edit_url: edit_url(fields),
        outdated_after: fields
            .integer("outdated_after", 1, 100)
            .and_then(|years| i32::try_from(years).ok()),
        cname: cname(fields),
        output: output(fields).unwrap_or(default.output),
        security: security::read(fields, has_adsense),
        adsense,
        serve: serve::read(fields),
        findings: findings::read(fields),
        extra: extra(fields).unwrap_or(default.extra),
    }
}

/// The value, or a finding at its place.
fn accept<T>(fields: &mut Fields<'_>, span: Span, key: &str, value: Result<T, String>) -> Option<T> {
    value
        .map_err(|reason| {
            let message = format!("`{key}` cannot be used: {reason}");
            fields.reject(span, message, "change the value");
        })
        .ok()
}

/// Checks a BCP 47 language tag by its shape.
///
/// # Errors
/// A sentence for the author.
pub fn language_tag(tag: String) -> Result<String, String> {
    let good = !tag.is_empty()
        && tag.split('-').all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        });
    good.then_some(tag)
        .ok_or_else(|| "it must be a language tag such as `ko` or `en-GB`".into())
}

fn folder_name(name: String) -> Result<String, String> {
    let good = !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\']);
    good.then_some(name)
        .ok_or_else(|| "it must be the name of one folder".into())
}

fn texts(fields: &mut Fields<'_>, key: &'static str) -> Vec<String> {
    let texts = fields.texts(key).unwrap_or_default();
    texts.into_iter().map(|(text, _)| text).collect()
}

fn count(fields: &mut Fields<'_>, key: &'static str) -> Option<usize> {
    fields
        .integer(key, 1, 10_000)
        .and_then(|count| usize::try_from(count).ok())
}

fn time_zone(fields: &mut Fields<'_>) -> Option<TimeZone> {
    let (name, span) = fields.text("timezone")?;
    let zone = TimeZone::named(&name);
    if zone.is_none() {
        let message = format!("there is no time zone `{name}`");
        fields.reject(span, message, "write an IANA name such as `Asia/Seoul` or `UTC`");
    }
    zone
}

fn date_format(fields: &mut Fields<'_>) -> Option<String> {
    let (pattern, span) = fields.text("date_format")?;
    let checked = Date::check_pattern(&pattern).map(|()| pattern);
    accept(fields, span, "date_format", checked)
}

fn author(fields: &mut Fields<'_>) -> Option<Author> {
    let mut table = fields.table("author");
    let author = table.is_present().then(|| Author {
        name: author_name(&mut table),
        bio: table.string("bio"),
        avatar: table.text("avatar"),
        links: links(&mut table, "links"),
    });
    fields.absorb(table);
    author
}

fn author_name(table: &mut Fields<'_>) -> String {
    let name = table.string("name");
    if name.is_none() {
        let place = table
            .entries()
            .first()
            .map_or(Span::default(), |entry| entry.key_span);
        table.reject(
            place,
            "an author needs `name`".into(),
            "write who writes the site",
        );
    }
    name.unwrap_or_default()
}

fn links(fields: &mut Fields<'_>, key: &'static str) -> Vec<MenuEntry> {
    let mut links = Vec::new();
    for mut table in fields.tables(key) {
        let label = table.string("label");
        let url = table.text("url");
        match (label, url) {
            (Some(label), Some((url, span))) => links.push(MenuEntry { label, url, span }),
            _ => {
                if let Some(entry) = table.entries().first() {
                    let message = format!("an entry of `{key}` needs `label` and `url`");
                    table.reject(entry.key_span, message, "write both");
                }
            }
        }
        fields.absorb(table);
    }
    links
}

fn comments(fields: &mut Fields<'_>) -> Option<Giscus> {
    let mut table = fields.table("comments");
    let giscus = giscus::read(&mut table);
    fields.absorb(table);
    giscus
}

/// An address with `{path}` in it, which stands for the path of a file in the site.
fn edit_url(fields: &mut Fields<'_>) -> Option<String> {
    let (url, span) = fields.text("edit_url")?;
    let good = url.starts_with("https://") && url.contains("{path}") && !url.contains(char::is_whitespace);
    let checked = good.then_some(url).ok_or_else(|| {
        "it must be like `https://github.com/owner/name/edit/main/{path}`, with `{path}` in it".into()
    });
    accept(fields, span, "edit_url", checked)
}

fn cname(fields: &mut Fields<'_>) -> Option<String> {
    let (name, span) = fields.text("cname")?;
    let good = !name.is_empty()
        && name.contains('.')
        && name
            .split('.')
            .all(|part| !part.is_empty() && !part.starts_with('-') && !part.ends_with('-'))
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte));
    let checked = good
        .then_some(name)
        .ok_or_else(|| "it must be a bare domain such as `blog.example.org`".into());
    accept(fields, span, "cname", checked)
}

/// The output must be a folder of its own below the root, so that publishing never touches sources.
fn output(fields: &mut Fields<'_>) -> Option<String> {
    let (folder, span) = fields.text("output")?;
    let inside = !folder.is_empty()
        && !folder.starts_with('/')
        && folder.split('/').all(|part| !matches!(part, "" | "." | ".."));
    let first = folder.split('/').next().unwrap_or_default();
    let free = !matches!(
        first,
        "content" | "static" | "snippets" | "themes" | "schemas" | "fonts" | ".git" | ".recto"
    );
    let checked = (inside && free)
        .then_some(folder)
        .ok_or_else(|| "it must be a folder inside the site that holds no sources".into());
    accept(fields, span, "output", checked)
}

fn adsense(fields: &mut Fields<'_>) -> Option<String> {
    let mut table = fields.table("adsense");
    let client = table.text("client").and_then(|(client, span)| {
        let digits = client.strip_prefix("ca-pub-").unwrap_or_default();
        let good = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let checked = good
            .then_some(client)
            .ok_or_else(|| "it must look like `ca-pub-1234567890123456`".into());
        accept(&mut table, span, "client", checked)
    });
    fields.absorb(table);
    client
}

fn extra(fields: &mut Fields<'_>) -> Option<Value> {
    let table = fields.table("extra");
    let present = table.is_present();
    let entry = fields.entries().iter().find(|entry| entry.key == "extra")?;
    present.then(|| entry.value.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_key_is_named_once() {
        let sources = SourceTree::from_fixture("-- recto.toml --\nzzzzzzzzzz = 1\n");
        let found = load(&sources).diagnostics;
        let help = found.iter().flat_map(|found| &found.help);
        let keys: Vec<&String> = help.filter(|help| help.starts_with("known keys")).collect();
        assert_eq!(keys.len(), 1, "{found:?}");
        assert_eq!(keys[0].matches("`extra`").count(), 1, "{}", keys[0]);
    }

    fn check(toml: &str, expected: &[&str]) -> Config {
        let sources = SourceTree::from_fixture(&format!(
            "-- recto.toml --\ntitle = \"T\"\nbase_url = \"https://example.org\"\n{toml}\n"
        ));
        let loaded = load(&sources);
        let messages: Vec<_> = loaded
            .diagnostics
            .iter()
            .map(|found| format!("{}: {}", found.code.id, found.message))
            .collect();
        assert_eq!(messages, expected, "{toml}");
        loaded.value
    }

    #[test]
    fn a_site_is_where_it_is_whatever_else_is_wrong() {
        let check = |toml: &str, expected: bool| {
            let sources = SourceTree::from_fixture(&format!("-- recto.toml --\n{toml}\n"));
            assert_eq!(says_where(&sources), expected, "{toml}");
        };
        let good = "base_url = \"https://example.org\"\n";
        check(&format!("title = \"T\"\n{good}"), true);
        check(&format!("{good}paginate = \"x\"\n[bogus]\n"), true);
        check(&format!("{good}title = \"T"), false);
        check("title = \"T\"", false);
        check("title = \"T\"\nbase_url = \"nowhere\"", false);
        assert!(!says_where(&SourceTree::default()));
    }

    #[test]
    fn a_base_url_has_a_path() {
        let check = |text: &str, expected: &str| {
            let shown = BaseUrl::parse(text).map_or_else(|error| error, |url| url.to_string());
            assert_eq!(shown, expected, "{text}");
        };
        check("https://Example.org", "https://example.org/");
        check("https://example.org/blog", "https://example.org/blog/");
        check("http://localhost:8080/a/b/", "http://localhost:8080/a/b/");
        check("example.org", "it must begin with `https://` or `http://`");
        check("https://", "`` is not the name of a host");
        check("https://a b/", "`a b` is not the name of a host");
        check("https://example.org/?x", "it must not have a query or a fragment");
        check(
            "https://example.org/../x",
            "its path must not have `.`, `..` or empty parts",
        );
        check("https://example.org/블로그", "its path must be percent-encoded");
    }

    #[test]
    fn mistakes_are_named() {
        check("languge = \"ko\"", &["C002: unknown key `languge`"]);
        check(
            "timezone = \"Asia/Soul\"",
            &["C003: there is no time zone `Asia/Soul`"],
        );
        check(
            "paginate = 0",
            &["C003: `paginate` is a whole number, but must be a whole number from 1 to 10000"],
        );
        check(
            "output = \"../x\"",
            &["C003: `output` cannot be used: it must be a folder inside the site that holds no sources"],
        );
        check(
            "[author]\nnmae = \"x\"",
            &[
                "C003: an author needs `name`",
                "C002: unknown key `nmae` in `[author]`",
            ],
        );
        check("[check.severity]\nL001 = \"off\"\nbroken-anchor = \"note\"", &[]);
        check(
            "[check.severity]\nL0001 = \"off\"",
            &["C003: there is no diagnostic `L0001`"],
        );
        check(
            "[check.severity]\nHCL101 = \"off\"\nHCL102 = \"note\"\nL002 = \"fatal\"",
            &[
                "C003: `HCL101` cannot be switched off",
                "C003: the severity of `L002` cannot be used",
            ],
        );
        check("[extra]\nanything = [1]", &[]);
    }

    #[test]
    fn findings_are_ignored_with_a_reason() {
        let read = |entry: &str, expected: &[&str]| {
            let config = check(&format!("[[check.ignore]]\n{entry}"), expected);
            config.findings.ignores.len()
        };
        let whole = "path = \"posts/old/**\"\ncodes = [\"L001\", \"missing-alt\"]\nreason = \"an archive\"";
        assert_eq!(read(whole, &[]), 1);
        assert_eq!(read("path = \"a\"\ncodes = \"L001\"\nreason = \"한 글\"", &[]), 1);
        let missing = |key: &str| format!("C004: `{key}` is missing in `[[check.ignore]]`");
        let without_reason = "path = \"a\"\ncodes = [\"L001\"]";
        assert_eq!(read(without_reason, &[&missing("reason")]), 0);
        assert_eq!(read("reason = \"x\"", &[&missing("path"), &missing("codes")]), 0);
        assert_eq!(
            read(
                "path = \"../a\"\ncodes = [\"L1\"]\nreason = \" \"",
                &[
                    "C003: there is no diagnostic `L1`",
                    "C003: `path` cannot be used: it must not have `.`, `..` or empty parts",
                ],
            ),
            0
        );
        assert_eq!(
            read(
                "path = \"a\"\ncodes = [\"L001\"]\nreason = \" \"",
                &["C003: `reason` does not say why the findings are ignored"],
            ),
            0
        );
    }

    #[test]
    fn a_site_needs_a_title_and_an_address() {
        let loaded = load(&SourceTree::from_fixture("-- recto.toml --\nlanguage = \"ko\"\n"));
        let messages: Vec<_> = loaded
            .diagnostics
            .iter()
            .map(|found| found.message.as_str())
            .collect();
        assert_eq!(messages, ["`title` is missing", "`base_url` is missing"]);
        assert_eq!(loaded.value.language, "ko");
    }
}
