//! Builds sites in memory and follows every link of what comes out.

use std::collections::{BTreeMap, BTreeSet};

use recto::data::{Date, TimeZone};
use recto::diagnostic::{Diagnostic, short};
use recto::output::{Artifact, OutputTree};
use recto::pipeline::{Builder, Options, Plan};
use recto::site::routes::decode;
use recto::source::{SourceFile, SourcePath, SourceTree};

use super::html::{Tag, tags, unescape};

/// A blog with a bit of everything.
pub(crate) const NOTES: &str = include_str!("../sites/notes.txt");

/// A site written as one text, with the built-in theme beneath it.
pub(crate) fn sources(fixture: &str) -> SourceTree {
    let mut sources = SourceTree::from_fixture(fixture);
    sources.underlay(recto::source::built_in());
    sources
}

/// Puts a file into a site.
pub(crate) fn put(sources: &mut SourceTree, path: &str, bytes: impl Into<Vec<u8>>) {
    sources.insert(SourceFile::from_memory(SourcePath::new(path), bytes.into()));
}

/// The options of a build on a day in 2026.
pub(crate) fn options() -> Options {
    Options {
        now: Date::parse("2026-01-01", &TimeZone::utc()),
        ..Options::default()
    }
}

/// What came out of a build.
#[derive(Debug, PartialEq)]
pub(crate) struct Built {
    pub(crate) outputs: BTreeMap<String, Vec<u8>>,
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// The findings, a line each.
    pub(crate) said: String,
    /// Origin and path of the site.
    pub(crate) base: String,
}

/// Builds once with a builder.
pub(crate) fn build_with(builder: &Builder, sources: &SourceTree, options: &Options) -> Built {
    finish(&builder.plan(sources, options), sources)
}

/// The bytes of an output.
pub(crate) fn bytes(artifact: Artifact) -> Vec<u8> {
    match artifact {
        Artifact::Bytes(bytes) => bytes.to_vec(),
        Artifact::File { path, .. } => path.to_string_lossy().into_owned().into_bytes(),
        Artifact::Deferred(deferred) => {
            let made = deferred.make().expect("the files can be read");
            made.map_or_else(Vec::new, |bytes| bytes.to_vec())
        }
    }
}

/// Makes all of a site that was planned.
pub(crate) fn finish(plan: &Plan, sources: &SourceTree) -> Built {
    let tree = OutputTree::new();
    let build = plan.finish(&tree).expect("no two outputs collide");
    Built {
        outputs: tree
            .iter()
            .map(|(path, artifact)| (path.to_string(), bytes(artifact)))
            .collect(),
        said: short::render(&build.diagnostics, sources),
        diagnostics: build.diagnostics,
        base: build.site.config.base_url.to_string(),
    }
}

/// Builds a site from nothing.
pub(crate) fn build(sources: &SourceTree, options: &Options) -> Built {
    build_with(&Builder::new(), sources, options)
}

/// Builds a site written as one text.
pub(crate) fn built(fixture: &str) -> Built {
    build(&sources(fixture), &options())
}

impl Built {
    /// The text of an output.
    pub(crate) fn text(&self, path: &str) -> &str {
        let bytes = self.outputs.get(path);
        let bytes = bytes.unwrap_or_else(|| panic!("there is no `{path}` in {:?}", self.outputs.keys()));
        std::str::from_utf8(bytes).expect("it is text")
    }

    pub(crate) fn has(&self, path: &str) -> bool {
        self.outputs.contains_key(path)
    }

    /// The file with which GitHub Pages answers for a decoded path below the base.
    fn answer(&self, path: &str) -> Option<String> {
        let folder = path.trim_end_matches('/');
        let index = if folder.is_empty() {
            "index.html".to_owned()
        } else {
            format!("{folder}/index.html")
        };
        let candidates = if path.is_empty() || path.ends_with('/') {
            vec![index]
        } else {
            vec![path.to_owned(), format!("{path}.html"), index]
        };
        candidates.into_iter().find(|candidate| self.has(candidate))
    }

    /// Every address inside the site that leads nowhere, with the output it stands in.
    pub(crate) fn dangling(&self) -> Vec<String> {
        let ids: BTreeMap<&str, BTreeSet<String>> =
            self.pages().map(|(path, html)| (path, ids(html))).collect();
        let mut faults = Vec::new();
        for (path, bytes) in &self.outputs {
            let Ok(text) = std::str::from_utf8(bytes) else {
                continue;
            };
            for address in addresses(path, text) {
                if let Some(fault) = self.fault(path, &address, &ids) {
                    faults.push(format!("{path}: `{address}` {fault}"));
                }
            }
        }
        faults
    }

    /// The HTML outputs.
    pub(crate) fn pages(&self) -> impl Iterator<Item = (&str, &str)> {
        self.outputs
            .iter()
            .filter(|(path, _)| path.ends_with(".html"))
            .map(|(path, bytes)| (path.as_str(), std::str::from_utf8(bytes).expect("HTML is text")))
    }

    fn fault(&self, from: &str, address: &str, ids: &BTreeMap<&str, BTreeSet<String>>) -> Option<String> {
        let (origin, base) = split_base(&self.base);
        let (address, fragment) = match address.split_once('#') {
            Some((address, fragment)) => (address, Some(fragment)),
            None => (address, None),
        };
        let path = address.split('?').next().unwrap_or_default();
        let rooted = match path.strip_prefix(origin) {
            Some(rest) => rest.to_owned(),
            None if recto::site::links::is_external(path) => return None,
            None if from.ends_with(".xml") || from.ends_with("feed.json") || from.ends_with("llms.txt") => {
                return Some("is not absolute".into());
            }
            None => from_page(base, from, path),
        };
        let Some(below) = rooted.strip_prefix(base) else {
            return Some(format!("leads out of {base}"));
        };
        let target = decode(below).and_then(|below| self.answer(&below));
        let Some(target) = target else {
            return Some("leads nowhere".into());
        };
        let fragment = fragment
            .and_then(decode)
            .filter(|id| !id.is_empty() && id != "top")?;
        let found = ids
            .get(target.as_str())
            .is_some_and(|ids| ids.contains(&fragment));
        (!found).then(|| format!("finds no such id in {target}"))
    }
}

/// Origin and path of a base address.
fn split_base(base: &str) -> (&str, &str) {
    let host = base.find("://").expect("it is absolute") + 3;
    base.split_at(host + base[host..].find('/').expect("it has a path"))
}

/// A path as a browser works it out on a page.
fn from_page(base: &str, page: &str, path: &str) -> String {
    if path.starts_with('/') {
        return path.to_owned();
    }
    let page = format!("{base}{}", page.strip_suffix("index.html").unwrap_or(page));
    if path.is_empty() {
        return page;
    }
    let (folder, _) = page.rsplit_once('/').expect("the base has a slash");
    let mut parts: Vec<&str> = folder.split('/').collect();
    let slash = if path.ends_with('/') || path.ends_with("..") {
        "/"
    } else {
        ""
    };
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/") + slash
}

/// The ids of a page.
pub(crate) fn ids(html: &str) -> BTreeSet<String> {
    tags(html)
        .iter()
        .flat_map(|tag| [tag.get("id"), tag.get("name").filter(|_| tag.name == "a")])
        .flatten()
        .map(str::to_owned)
        .collect()
}

/// Ids that a page has more than once.
pub(crate) fn twice(html: &str) -> Vec<String> {
    let mut seen = BTreeSet::new();
    tags(html)
        .iter()
        .filter_map(|tag| tag.get("id").map(str::to_owned))
        .filter(|id| !seen.insert(id.clone()))
        .collect()
}

/// Every address in an output.
fn addresses(path: &str, text: &str) -> Vec<String> {
    match path.rsplit('.').next() {
        Some("html") => tags(text).iter().flat_map(tag_addresses).collect(),
        Some("css") => css_addresses(text),
        Some("xml") => xml_addresses(text),
        Some("json") if path.ends_with("feed.json") => {
            let feed = serde_json::from_str(text).expect("a feed is JSON");
            let mut found = Vec::new();
            feed_addresses(&feed, &mut found);
            found
        }
        Some("txt") if path == "llms.txt" => text
            .split("](")
            .skip(1)
            .filter_map(|rest| Some(rest.split_once(')')?.0.to_owned()))
            .collect(),
        _ if path == "robots.txt" => text
            .lines()
            .filter_map(|line| line.strip_prefix("Sitemap: "))
            .map(str::to_owned)
            .collect(),
        _ => Vec::new(),
    }
}

fn tag_addresses(tag: &Tag) -> Vec<String> {
    let mut found: Vec<String> = ["href", "src", "poster", "data", "action"]
        .into_iter()
        .filter_map(|name| tag.get(name))
        .map(|address| address.trim().to_owned())
        .collect();
    let candidates = tag.get("srcset").unwrap_or_default().split(", ");
    found.extend(
        candidates
            .filter_map(|one| one.split_whitespace().next())
            .map(str::to_owned),
    );
    if let Some(content) = tag.get("content").filter(|_| tag.name == "meta") {
        found.extend(content.strip_prefix("0; url=").map(str::to_owned));
        found.extend(content.starts_with("http").then(|| content.to_owned()));
    }
    if tag.is("script", "type", "application/ld+json") {
        json_addresses(
            &serde_json::from_str(&tag.text).expect("JSON-LD is JSON"),
            &mut found,
        );
    }
    found
}

fn json_addresses(value: &serde_json::Value, found: &mut Vec<String>) {
    match value {
        serde_json::Value::Object(object) => {
            for (key, value) in object {
                match value.as_str() {
                    Some(address)
                        if matches!(key.as_str(), "url" | "item" | "image" | "mainEntityOfPage") =>
                    {
                        let absolute = recto::site::links::is_external(address);
                        found.push(if absolute {
                            address.to_owned()
                        } else {
                            format!("//not-absolute{address}")
                        });
                    }
                    _ => json_addresses(value, found),
                }
            }
        }
        serde_json::Value::Array(values) => values.iter().for_each(|value| json_addresses(value, found)),
        _ => {}
    }
}

fn feed_addresses(value: &serde_json::Value, found: &mut Vec<String>) {
    match value {
        serde_json::Value::Object(object) => {
            for (key, value) in object {
                match (key.as_str(), value.as_str()) {
                    ("id" | "url" | "home_page_url" | "feed_url", Some(address)) => {
                        found.push(address.to_owned());
                    }
                    ("content_html", Some(markup)) => {
                        found.extend(tags(markup).iter().flat_map(tag_addresses));
                    }
                    _ => feed_addresses(value, found),
                }
            }
        }
        serde_json::Value::Array(values) => values.iter().for_each(|value| feed_addresses(value, found)),
        _ => {}
    }
}

fn css_addresses(css: &str) -> Vec<String> {
    let inside = css
        .split("url(")
        .skip(1)
        .filter_map(|rest| rest.split(')').next());
    inside
        .map(|address| address.trim().trim_matches(['"', '\'']).to_owned())
        .collect()
}

fn xml_addresses(xml: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for tag in tags(xml) {
        match tag.name.as_str() {
            "loc" | "id" => found.push(tag.text),
            "link" => found.extend(tag.get("href").map(str::to_owned)),
            "content" => found.extend(tags(&tag.text).iter().flat_map(tag_addresses)),
            _ => {}
        }
    }
    found
}

#[test]
fn a_dead_link_is_seen() {
    let built = |html: &str| Built {
        outputs: BTreeMap::from([
            ("a/index.html".to_owned(), html.as_bytes().to_vec()),
            ("b.html".to_owned(), b"<p id=\"x\">".to_vec()),
            ("c d.png".to_owned(), Vec::new()),
        ]),
        diagnostics: Vec::new(),
        said: String::new(),
        base: "https://e.org/blog/".into(),
    };
    let check = |html: &str, faults: usize| assert_eq!(built(html).dangling().len(), faults, "{html}");
    check("<a href=\"../b\">", 0);
    check("<a href=\"/blog/b.html#x\">", 0);
    check("<img src=\"../c%20d.png\">", 0);
    check("<a href=\"/blog/a\">", 0);
    check("<a href=\"https://e.org/blog/a/\">", 0);
    check("<a href=\"https://other.org/\">", 0);
    check("<a href=\"/blog/b.html#y\">", 1);
    check("<a href=\"/a/\">", 1);
    check("<a href=\"https://e.org/a/\">", 1);
    check("<img src=\"b.png\">", 1);
    check("<img srcset=\"../c%20d.png 1x, no.png 2x\">", 1);
    check("<meta http-equiv=\"refresh\" content=\"0; url=/blog/no/\">", 1);
    check("<a href=\"#y\">", 1);
    assert_eq!(css_addresses("a{b:url( 'c.png' )}"), ["c.png"]);
    assert_eq!(twice("<p id=a><p id=b><p id=a>"), ["a"]);
    assert_eq!(unescape("&#39;&amp;"), "'&");
}
