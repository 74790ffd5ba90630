//! JSON Feed 1.1 (jsonfeed.org).

use serde_json::{Value, json};

use super::{Entry, Feed};

/// Writes a feed.
pub(super) fn write(feed: &Feed<'_>) -> String {
    let config = &feed.site.config;
    let mut value = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.own,
        "language": config.language,
        "items": feed.entries.iter().map(|entry| item(feed, entry)).collect::<Vec<_>>(),
    });
    if !feed.subtitle.is_empty() {
        value["description"] = json!(feed.subtitle);
    }
    if let Some(author) = &config.author {
        value["authors"] = json!([{"name": author.name}]);
    }
    format!("{value}\n")
}

fn item(feed: &Feed<'_>, entry: &Entry<'_>) -> Value {
    let page = entry.page;
    let mut item = json!({"id": entry.url, "url": entry.url, "title": page.title});
    // An item must have one of the two forms of content.
    match &entry.content {
        Some(body) => item["content_html"] = json!(body),
        None => item["content_text"] = json!(entry.summary),
    }
    if !entry.summary.is_empty() {
        item["summary"] = json!(entry.summary);
    }
    if let Some(date) = &page.date {
        item["date_published"] = json!(date.rfc3339());
    }
    if let Some(date) = entry.changed {
        item["date_modified"] = json!(date.rfc3339());
    }
    let tags: Vec<&str> = page
        .document
        .front_matter
        .tags
        .iter()
        .map(|(tag, _)| tag.as_str())
        .collect();
    if !tags.is_empty() {
        item["tags"] = json!(tags);
    }
    if page.language != feed.site.config.language {
        item["language"] = json!(page.language);
    }
    item
}
