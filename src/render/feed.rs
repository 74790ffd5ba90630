//! The Atom feed (RFC 4287): the newest posts with their full text.

use std::fmt::Write;

use super::html::{self, Flavour, escape};
use crate::data::Date;
use crate::site::{PageId, Site};

/// The posts whose texts are in the feed.
pub(super) fn posts(site: &Site) -> &[PageId] {
    &site.posts[..site.posts.len().min(site.config.feed_limit)]
}

/// Writes the feed.
pub(super) fn atom(site: &Site, generator: &str) -> String {
    let config = &site.config;
    let posts = posts(site);
    let home = text(&config.base_url.absolute(""));
    let own = text(&config.base_url.absolute("feed.xml"));
    let updated = posts.iter().filter_map(|id| changed(site, *id)).max();
    let mut out = String::new();
    let _ = writeln!(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>");
    let _ = writeln!(
        out,
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">",
        escape(&config.language)
    );
    let _ = writeln!(out, "<title>{}</title>", text(&config.title));
    if !config.description.is_empty() {
        let _ = writeln!(out, "<subtitle>{}</subtitle>", text(&config.description));
    }
    let _ = writeln!(out, "<id>{home}</id>");
    let _ = writeln!(out, "<link href=\"{home}\"/>");
    let _ = writeln!(
        out,
        "<link rel=\"self\" type=\"application/atom+xml\" href=\"{own}\"/>"
    );
    let updated = updated.map_or_else(|| "1970-01-01T00:00:00Z".to_owned(), |date| date.rfc3339());
    let _ = writeln!(out, "<updated>{updated}</updated>");
    let author = config
        .author
        .as_ref()
        .map_or(&config.title, |author| &author.name);
    let _ = writeln!(out, "<author><name>{}</name></author>", text(author));
    let _ = writeln!(out, "<generator>{}</generator>", text(generator));
    for id in posts {
        entry(site, *id, &mut out);
    }
    out.push_str("</feed>\n");
    out
}

fn entry(site: &Site, id: PageId, out: &mut String) {
    let page = site.page(id);
    let front_matter = &page.document.front_matter;
    let link = text(&site.config.base_url.absolute(&page.route.encoded()));
    let language = if page.language == site.config.language {
        String::new()
    } else {
        format!(" xml:lang=\"{}\"", escape(&page.language))
    };
    let _ = writeln!(out, "<entry{language}>");
    let _ = writeln!(out, "<title>{}</title>", text(&page.title));
    let _ = writeln!(out, "<id>{link}</id>");
    let _ = writeln!(out, "<link href=\"{link}\"/>");
    if let Some(date) = &page.date {
        let _ = writeln!(out, "<published>{}</published>", date.rfc3339());
    }
    if let Some(date) = changed(site, id) {
        let _ = writeln!(out, "<updated>{}</updated>", date.rfc3339());
    }
    for (tag, _) in &front_matter.tags {
        let _ = writeln!(out, "<category term=\"{}\"/>", text(tag));
    }
    if let Some((description, _)) = &front_matter.description {
        let _ = writeln!(out, "<summary>{}</summary>", text(description));
    }
    let strings = site.theme.strings_for(&page.language);
    // What is wrong with the text has been said when the page itself was rendered.
    let body = html::body(site, id, Flavour::Feed, strings).value;
    let _ = writeln!(out, "<content type=\"html\">{}</content>\n</entry>", text(&body));
}

/// When a page was changed last.
fn changed(site: &Site, id: PageId) -> Option<&Date> {
    let page = site.page(id);
    page.document
        .front_matter
        .updated
        .as_ref()
        .max(page.date.as_ref())
}

/// Escapes text for XML and drops the characters that XML 1.0 does not allow (section 2.2).
fn text(raw: &str) -> String {
    let allowed = |character: &char| matches!(character, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    escape(&raw.chars().filter(allowed).collect::<String>()).into_owned()
}
