//! Feeds: the newest posts of the site, of a tag, of a series; as Atom or as JSON Feed.

mod atom;
mod json;

use std::borrow::Cow;

use super::html::{self, Components, Flavour};
use crate::config::FullText;
use crate::data::Date;
use crate::site::{FeedFormat, Listing, ListingKind, Page, PageId, Site, feed_route};

/// What both formats say.
struct Feed<'a> {
    site: &'a Site,
    title: String,
    subtitle: &'a str,
    /// The absolute address of the page it is the feed of.
    home: String,
    /// Its own absolute address.
    own: String,
    generator: &'a str,
    /// What a feed is, in the language of the site, for a reader who opens it in a browser.
    about: &'a str,
    entries: Vec<Entry<'a>>,
}

/// A post in a feed.
struct Entry<'a> {
    page: &'a Page,
    /// Its absolute address, which is its identity.
    url: String,
    changed: Option<&'a Date>,
    summary: Cow<'a, str>,
    /// Its whole text as HTML; without it the feed has the summary alone.
    content: Option<String>,
}

/// The posts whose texts are in a feed.
pub(super) fn shown_in_full(site: &Site, listing: Option<usize>) -> Vec<PageId> {
    if has_texts(site, listing) {
        posts(site, listing)
    } else {
        Vec::new()
    }
}

/// Texts are in the feeds of the site alone unless more is wished for: a post with four tags would be published nine
/// times.
fn has_texts(site: &Site, listing: Option<usize>) -> bool {
    match site.config.feed.full_text {
        FullText::All => true,
        FullText::Site => listing.is_none(),
        FullText::None => false,
    }
}

/// The posts of a feed, newest first.
fn posts(site: &Site, listing: Option<usize>) -> Vec<PageId> {
    let limit = site.config.feed.limit;
    match listing.map(|at| &site.listings[at]) {
        None => site.posts.iter().copied().take(limit).collect(),
        Some(list) if list.kind == ListingKind::Series => {
            list.pages.iter().rev().copied().take(limit).collect()
        }
        Some(list) => {
            let is_post = |id: &PageId| site.page(*id).date.is_some();
            list.pages.iter().copied().filter(is_post).take(limit).collect()
        }
    }
}

/// Writes a feed.
pub(super) fn feed(
    site: &Site,
    listing: Option<usize>,
    format: FeedFormat,
    generator: &str,
    components: Components<'_>,
) -> String {
    let config = &site.config;
    let list = listing.map(|at| &site.listings[at]);
    let strings = site.theme.strings_for(&config.language);
    let full = has_texts(site, listing);
    let feed = Feed {
        site,
        title: title(site, list),
        subtitle: if list.is_some() { "" } else { &config.description },
        home: config
            .base_url
            .absolute(&list.map_or_else(String::new, |list| list.route.encoded())),
        own: config.base_url.absolute(&feed_route(list, format).encoded()),
        generator,
        about: strings.get("feed_about").map_or("", String::as_str),
        entries: posts(site, listing)
            .into_iter()
            .map(|id| entry(site, id, full, components))
            .collect(),
    };
    match format {
        FeedFormat::Atom => atom::write(&feed),
        FeedFormat::Json => json::write(&feed),
    }
}

fn title(site: &Site, listing: Option<&Listing>) -> String {
    let site_title = &site.config.title;
    let Some(list) = listing else {
        return site_title.clone();
    };
    let key = if list.kind == ListingKind::Series {
        "series_of"
    } else {
        "tagged"
    };
    let strings = site.theme.strings_for(&site.config.language);
    let pattern = strings.get(key).map_or("{name}", String::as_str);
    format!("{} — {site_title}", html::fill(pattern, &[("name", &list.title)]))
}

fn entry<'a>(site: &'a Site, id: PageId, full: bool, components: Components<'_>) -> Entry<'a> {
    let page = site.page(id);
    let front_matter = &page.document.front_matter;
    let written = front_matter.description.as_ref().map(|(text, _)| text.as_str());
    // What is wrong with the text has been said when the page itself was rendered.
    let strings = site.theme.strings_for(&page.language);
    let content = full.then(|| {
        html::body(site, id, Flavour::Feed, strings, components, None)
            .value
            .html
    });
    Entry {
        page,
        url: site.config.base_url.absolute(&page.route.encoded()),
        changed: front_matter.updated.as_ref().max(page.date.as_ref()),
        // The beginning of a text that is there in full says nothing more.
        summary: match written {
            Some(written) => written.into(),
            None if full => "".into(),
            None => page.document.summary().into(),
        },
        content,
    }
}
