//! The addresses of everything that no single file of the author's stands for.

use super::routes::Route;
use super::{Card, Listing, ListingKind, Site};
use crate::content::slug::slug;

/// The two forms of a feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FeedFormat {
    /// Atom (RFC 4287).
    Atom,
    /// JSON Feed 1.1.
    Json,
}

impl FeedFormat {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Atom, Self::Json];

    /// The name of the file.
    fn file(self) -> &'static str {
        match self {
            Self::Atom => "feed.xml",
            Self::Json => "feed.json",
        }
    }
}

/// The address of a tag's list.
pub fn tag_route(name: &str) -> Route {
    Route::new(&format!("tags/{}/", slug(name)))
}

/// The address of the list of tags.
pub fn tags_route() -> Route {
    Route::new("tags/")
}

/// The address of a series.
pub fn series_route(name: &str) -> Route {
    Route::new(&format!("series/{}/", slug(name)))
}

/// The address of the list of series.
pub fn series_list_route() -> Route {
    Route::new("series/")
}

/// The address of the page with all posts.
pub fn archive_route() -> Route {
    Route::new("archive/")
}

/// The address of a feed: that of a list, or of the whole site.
pub fn feed_route(listing: Option<&Listing>, format: FeedFormat) -> Route {
    listing
        .map_or_else(Route::default, |listing| listing.route.clone())
        .join(format.file())
}

/// The address of the overview for language models.
pub fn llms_route() -> Route {
    Route::new("llms.txt")
}

/// The address of a page's Markdown.
pub fn twin_route(page: &Route) -> Route {
    page.join("index.md")
}

/// The address of the site's own social card.
pub(super) fn site_card_route() -> Route {
    Route::new("og.png")
}

/// The address of a post's social card.
pub(super) fn card_route(page: &Route) -> Route {
    page.join("og.png")
}

/// What is written of itself, with what it is called in messages.
#[derive(Debug)]
pub(super) struct Generated {
    pub(super) route: Route,
    pub(super) what: String,
    /// Whether a page or file of the author's at the address takes its place without a word.
    pub(super) gives_way: bool,
}

/// Everything that is written of itself.
pub(super) fn all(site: &Site) -> Vec<Generated> {
    let mut found = Vec::new();
    lists(site, &mut found);
    overviews(site, &mut found);
    for file in ["404.html", "sitemap.xml", "robots.txt", ".nojekyll"] {
        found.push(must(Route::new(file), format!("Recto's own `{file}`")));
    }
    if site.config.cname.is_some() {
        found.push(must(Route::new("CNAME"), "the `cname` of `recto.toml`".into()));
    }
    for (name, asset) in site.theme_assets() {
        found.push(must(asset.route.clone(), format!("the theme's `{name}`")));
    }
    found
}

fn must(route: Route, what: String) -> Generated {
    Generated {
        route,
        what,
        gives_way: false,
    }
}

fn may(route: Route, what: String) -> Generated {
    Generated {
        route,
        what,
        gives_way: true,
    }
}

/// The pages of lists, and their feeds.
fn lists(site: &Site, found: &mut Vec<Generated>) {
    for listing in &site.listings {
        let written = listing.kind.written().is_some();
        for number in 1..=site.page_count(listing) {
            if number > 1 || !written {
                let what = format!("page {number} of the list `{}`", listing.title);
                found.push(Generated {
                    route: listing.page_route(number),
                    what,
                    gives_way: listing.kind == ListingKind::Series,
                });
            }
        }
        if listing.kind.has_feeds() {
            let what = format!("the feed of the list `{}`", listing.title);
            let feeds = FeedFormat::ALL.map(|format| may(feed_route(Some(listing), format), what.clone()));
            found.extend(feeds);
        }
    }
}

/// What is of the whole site.
fn overviews(site: &Site, found: &mut Vec<Generated>) {
    let has = |kind: ListingKind| site.listings.iter().any(|listing| listing.kind == kind);
    if has(ListingKind::Tag) {
        found.push(must(tags_route(), "the list of tags".into()));
    }
    if has(ListingKind::Series) {
        found.push(may(series_list_route(), "the list of series".into()));
    }
    if !site.posts.is_empty() {
        found.push(may(archive_route(), "the page with all posts".into()));
    }
    found.push(must(
        feed_route(None, FeedFormat::Atom),
        "Recto's own `feed.xml`".into(),
    ));
    found.push(may(
        feed_route(None, FeedFormat::Json),
        "Recto's own `feed.json`".into(),
    ));
    for card in site.cards() {
        let what = match card {
            Card::Site => "the site's social card".to_owned(),
            Card::Post(id) => format!("the social card of `{}`", site.page(id).document.path),
        };
        found.push(may(site.card_route(card), what));
    }
    if site.config.llms {
        found.push(may(llms_route(), "Recto's own `llms.txt`".into()));
        for page in site.pages.iter().filter(|page| page.has_twin()) {
            let what = format!("the Markdown of `{}`", page.document.path);
            found.push(may(twin_route(&page.route), what));
        }
    }
}
