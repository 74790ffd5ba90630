//! What a feed or a sitemap refers to (RFC 4287, RSS 2.0, the sitemap protocol).

use std::borrow::Cow;

use super::html::{self, decode};
use super::markup::{Tag, Tags, trimmed};
use super::{Contents, Kind, Reference};

/// The addresses of entries, of pictures, and of the text of entries. Ids of XML are not meant to be linked
/// to, so there are none.
pub fn contents(text: &str) -> Contents {
    let mut references = Vec::new();
    let mut tags = Tags::new(text);
    let mut tag = Tag::default();
    while tags.next_into(&mut tag) {
        let name = tag.name.rsplit_once(':').map_or(tag.name, |(_, name)| name);
        let attribute = match name {
            "link" => tag.value("href"),
            "enclosure" | "thumbnail" => tag.value("url"),
            "content" => tag.value("src"),
            _ => None,
        };
        let body = || Some(tags.text_behind()).filter(|range| !text[range.clone()].trim().is_empty());
        if let Some(range) =
            attribute.or_else(|| body().filter(|_| matches!(name, "loc" | "link" | "logo" | "icon")))
        {
            let range = trimmed(text, &range);
            references.push(Reference {
                kind: Kind::Machine,
                url: decode(&text[range.clone()]).into_owned(),
                range,
            });
        } else if matches!(name, "content" | "summary" | "description" | "encoded") {
            let (range, markup) = match tags.cdata_behind() {
                Some(range) => (range.clone(), Cow::Borrowed(&text[range])),
                None => {
                    let range = tags.text_behind();
                    (range.clone(), decode(&text[range]))
                }
            };
            references.extend(html::quoted(&markup).map(|reference| Reference {
                range: range.clone(),
                ..reference
            }));
        }
    }
    references.extend(style_sheet(text));
    Contents {
        references,
        ..Contents::default()
    }
}

/// The style sheet in the head of the file (Associating Style Sheets with XML documents 1.0).
fn style_sheet(text: &str) -> Option<Reference> {
    let at = text.find("<?xml-stylesheet ")?;
    let end = at + text[at..].find("?>")?;
    let start = at + text[at..end].find("href=\"")? + "href=\"".len();
    let range = start..start + text[start..end].find('"')?;
    Some(Reference {
        kind: Kind::Resource,
        url: decode(&text[range.clone()]).into_owned(),
        range,
    })
}

#[cfg(test)]
mod tests {
    use super::contents;

    fn urls(text: &str) -> Vec<String> {
        contents(text)
            .references
            .into_iter()
            .map(|reference| reference.url)
            .collect()
    }

    #[test]
    fn a_style_sheet_is_named_before_the_feed() {
        let feed = "<?xml version=\"1.0\"?><?xml-stylesheet type=\"text/css\" href=\"/a.css\"?><feed/>";
        assert_eq!(urls(feed), ["/a.css"]);
        assert_eq!(urls("<?xml-stylesheet href=\"/a.css"), [""; 0]);
    }

    #[test]
    fn a_sitemap_names_its_pages() {
        let map = "<urlset><url><loc>\n https://e.org/a/?b&amp;c </loc></url></urlset>";
        assert_eq!(urls(map), ["https://e.org/a/?b&c"]);
    }

    #[test]
    fn a_feed_names_its_entries_and_what_they_show() {
        let atom = "<feed><title><b></title><link rel=\"self\" href=\"/feed.xml\"/><entry>\
            <link href=\"/posts/a/\"/><content type=\"html\">&lt;img src=\"/a.png\"&gt;</content></entry></feed>";
        assert_eq!(urls(atom), ["/feed.xml", "/posts/a/", "/a.png"]);
        let rss = "<rss><channel><link>https://e.org/</link><item><description><![CDATA[<a href=\"/b/\">b</a>]]>\
            </description><enclosure url=\"/c.mp3\"/></item></channel></rss>";
        assert_eq!(urls(rss), ["https://e.org/", "/b/", "/c.mp3"]);
    }
}
