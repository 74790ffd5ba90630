//! Atom (RFC 4287).

use std::borrow::Cow;
use std::fmt::Write;

use super::{Entry, Feed};
use crate::render::html::escape;
use crate::source::find::find_where;

/// Writes a feed. A style sheet and a line in XHTML tell a reader who opens it in a browser what it is; feed readers
/// know neither.
pub(super) fn write(feed: &Feed<'_>) -> String {
    let config = &feed.site.config;
    let home = text(&feed.home);
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    if let Some(style) = feed.site.theme.assets.get("feed.css") {
        let href = config.base_url.relative(&style.route.encoded());
        let _ = writeln!(
            out,
            "<?xml-stylesheet type=\"text/css\" href=\"{}\"?>",
            text(&href)
        );
    }
    let language = escape(&config.language);
    let _ = writeln!(
        out,
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{language}\">"
    );
    let _ = writeln!(out, "<title>{}</title>", text(&feed.title));
    if !feed.about.is_empty() {
        let about = text(feed.about);
        let _ = writeln!(out, "<p xmlns=\"http://www.w3.org/1999/xhtml\">{about}</p>");
    }
    if !feed.subtitle.is_empty() {
        let _ = writeln!(out, "<subtitle>{}</subtitle>", text(feed.subtitle));
    }
    let _ = writeln!(out, "<id>{home}</id>\n<link href=\"{home}\"/>");
    let own = text(&feed.own);
    let _ = writeln!(
        out,
        "<link rel=\"self\" type=\"application/atom+xml\" href=\"{own}\"/>"
    );
    let updated = feed.entries.iter().filter_map(|entry| entry.changed).max();
    let updated = updated.map_or_else(|| "1970-01-01T00:00:00Z".to_owned(), |date| date.rfc3339());
    let _ = writeln!(out, "<updated>{updated}</updated>");
    let author = config
        .author
        .as_ref()
        .map_or(&config.title, |author| &author.name);
    let _ = writeln!(out, "<author><name>{}</name></author>", text(author));
    let _ = writeln!(out, "<generator>{}</generator>", text(feed.generator));
    for entry in &feed.entries {
        write_entry(feed, entry, &mut out);
    }
    out.push_str("</feed>\n");
    out
}

fn write_entry(feed: &Feed<'_>, entry: &Entry<'_>, out: &mut String) {
    let page = entry.page;
    let link = text(&entry.url);
    let language = if page.language == feed.site.config.language {
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
    if let Some(date) = entry.changed {
        let _ = writeln!(out, "<updated>{}</updated>", date.rfc3339());
    }
    for (tag, _) in &page.document.front_matter.tags {
        let _ = writeln!(out, "<category term=\"{}\"/>", text(tag));
    }
    if !entry.summary.is_empty() {
        let _ = writeln!(out, "<summary>{}</summary>", text(&entry.summary));
    }
    if let Some(body) = &entry.content {
        let _ = writeln!(out, "<content type=\"html\">{}</content>", text(body));
    }
    out.push_str("</entry>\n");
}

/// Escapes text for XML and drops the characters that XML 1.0 does not allow (section 2.2).
fn text(raw: &str) -> Cow<'_, str> {
    // Of what is not allowed, all but control characters begins with this byte, and little else does.
    const NONCHARACTERS: u8 = 0xef;
    let is_suspect = |byte| {
        (byte == NONCHARACTERS) | ((byte < b' ') & (byte != b'\t') & (byte != b'\n') & (byte != b'\r'))
    };
    if find_where(raw.as_bytes(), is_suspect).is_none() {
        return escape(raw);
    }
    let allowed = |character: &char| matches!(character, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    escape(&raw.chars().filter(allowed).collect::<String>())
        .into_owned()
        .into()
}
