//! What a JSON feed refers to (jsonfeed.org, version 1.1), and the list of pages in `llms.txt`.

use serde_json::Value;

use super::html;
use super::{Contents, Kind, Reference};

/// The addresses of a feed, of its entries, and of the text of entries.
pub fn feed(text: &str) -> Contents {
    let mut contents = Contents::default();
    if let Ok(feed) = serde_json::from_str::<Value>(text) {
        addresses(&feed, text.len(), &mut contents.references);
        for item in feed.get("items").and_then(Value::as_array).into_iter().flatten() {
            addresses(item, text.len(), &mut contents.references);
            if let Some(markup) = item.get("content_html").and_then(Value::as_str) {
                let inner = html::quoted(markup);
                contents.references.extend(inner.map(|reference| Reference {
                    range: 0..text.len(),
                    ..reference
                }));
            }
        }
    }
    contents
}

fn addresses(value: &Value, length: usize, references: &mut Vec<Reference>) {
    const KEYS: [&str; 8] = [
        "home_page_url",
        "feed_url",
        "next_url",
        "icon",
        "favicon",
        "url",
        "image",
        "banner_image",
    ];
    for url in KEYS.iter().filter_map(|key| value.get(key)?.as_str()) {
        references.push(Reference {
            kind: Kind::Machine,
            url: url.to_owned(),
            range: 0..length,
        });
    }
}

/// The destinations of the links of a Markdown list.
pub fn links(text: &str) -> Contents {
    let found = text.match_indices("](").filter_map(|(at, mark)| {
        let start = at + mark.len();
        let end = start + text[start..].find([')', ' ', '\n'])?;
        Some(Reference {
            kind: Kind::Machine,
            url: text[start..end].to_owned(),
            range: start..end,
        })
    });
    Contents {
        references: found.collect(),
        ..Contents::default()
    }
}

#[cfg(test)]
mod tests {
    use super::{Contents, feed, links};

    fn urls(contents: Contents) -> Vec<String> {
        contents
            .references
            .into_iter()
            .map(|reference| reference.url)
            .collect()
    }

    #[test]
    fn a_feed_names_itself_its_entries_and_what_they_show() {
        let text = r#"{"feed_url": "/feed.json", "items": [{"url": "/a/", "content_html": "<img src='b.png'>"}, 3]}"#;
        assert_eq!(urls(feed(text)), ["/feed.json", "/a/", "b.png"]);
        assert_eq!(urls(feed("{")), [""; 0]);
        assert_eq!(urls(feed("[]")), [""; 0]);
    }

    #[test]
    fn an_overview_names_its_pages() {
        assert_eq!(
            urls(links("# A\n\n- [b](https://e.org/b/index.md): text\n- [c](/c/")),
            ["https://e.org/b/index.md"]
        );
    }
}
