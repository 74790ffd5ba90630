//! JSON Feed 1.1 (jsonfeed.org).

use serde::Serialize;

use super::{Entry, Feed};

/// A feed; names are those of the format.
#[derive(Serialize)]
struct JsonFeed<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    authors: Option<[Author<'a>; 1]>,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    feed_url: &'a str,
    home_page_url: &'a str,
    items: Vec<Item<'a>>,
    language: &'a str,
    title: &'a str,
    version: &'a str,
}

#[derive(Serialize)]
struct Author<'a> {
    name: &'a str,
}

/// A post. An item must have one of the two forms of content.
#[derive(Serialize)]
struct Item<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    content_html: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_modified: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_published: Option<String>,
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    summary: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<&'a str>,
    title: &'a str,
    url: &'a str,
}

/// Writes a feed.
pub(super) fn write(feed: &Feed<'_>) -> String {
    let config = &feed.site.config;
    let author = config.author.as_ref();
    let written = JsonFeed {
        authors: author.map(|author| [Author { name: &author.name }]),
        description: feed.subtitle,
        feed_url: &feed.own,
        home_page_url: &feed.home,
        items: feed.entries.iter().map(|entry| item(feed, entry)).collect(),
        language: &config.language,
        title: &feed.title,
        version: "https://jsonfeed.org/version/1.1",
    };
    let mut out = serde_json::to_string(&written).expect("a feed holds only what JSON can say");
    out.push('\n');
    out
}

fn item<'a>(feed: &'a Feed<'_>, entry: &'a Entry<'_>) -> Item<'a> {
    let page = entry.page;
    let tags = page.document.front_matter.tags.iter();
    let content = entry.content.as_deref();
    Item {
        content_html: content,
        content_text: content.is_none().then_some(&*entry.summary),
        date_modified: entry.changed.map(|date| date.rfc3339()),
        date_published: page.date.as_ref().map(|date| date.rfc3339()),
        id: &entry.url,
        language: (page.language != feed.site.config.language).then_some(&*page.language),
        summary: &entry.summary,
        tags: tags.map(|(tag, _)| tag.as_str()).collect(),
        title: &page.title,
        url: &entry.url,
    }
}
