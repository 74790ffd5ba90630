//! Every page, address and file of the site, known before anything is rendered.
//!
//! [`assemble()`] takes the documents and files and gives the [`Site`]: which pages are published, where, in
//! which lists they stand, and who their neighbours are. [`Site::resolve`] says what a link means.

mod assemble;
mod cards;
mod generated;
pub mod links;
mod listings;
mod manifest;
mod minify;
mod outline;
pub mod palette;
pub mod pictures;
mod related;
pub mod routes;
mod style;
pub mod theme;
mod threads;
mod translations;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use crate::config::Config;
use crate::content::Document;
use crate::content::asset::Asset;
use crate::data::Date;
use crate::diagnostic::suggest::Names;
use crate::link::address::Origin;
use crate::source::unicode::nfc;
use crate::source::{SourcePath, Span};

pub use assemble::{Parts, assemble};
pub use cards::Card;
pub use generated::{
    FeedFormat, archive_route, feed_route, llms_route, series_list_route, series_route, tag_route,
    tags_route, twin_route,
};
pub use links::Resolution;
pub use pictures::{Picture, PictureStore, Pictures};
pub use routes::{Route, Routes};
pub use theme::Theme;
use theme::ThemeAsset;
pub use threads::Thread;

/// A page by its place in [`Site::pages`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PageId(pub usize);

/// The whole site.
#[derive(Clone, Debug)]
pub struct Site {
    /// What the author decided.
    pub config: Arc<Config>,
    /// Templates, styles, texts.
    pub theme: Arc<Theme>,
    /// Published pages, by the path of their files.
    pub pages: Vec<Page>,
    /// The lists of pages.
    pub listings: Vec<Listing>,
    /// Dated pages, newest first.
    pub posts: Vec<PageId>,
    /// The present moment, when it matters: posts of a later one are left out.
    pub now: Option<Date>,
    /// Files that are published as they are.
    pub assets: BTreeMap<Route, Arc<Asset>>,
    /// The pictures among them that pages show.
    pub pictures: Pictures,
    /// Former addresses and the pages they lead to.
    pub aliases: Vec<(Route, PageId)>,
    /// Every address that will be written.
    pub routes: Routes,
    /// Addresses of lists and of Recto's own files that something of the author's has taken.
    pub refused: BTreeSet<Route>,
    /// Cards that there would be, had their titles a letter that can be drawn.
    undrawn: BTreeSet<Card>,
    /// Where it is published.
    pub origin: Origin,
    /// When the first post is due that was left out because its date lies in the future.
    pub due: Option<Date>,
    /// A hash over all that one page shows of another. While it stays, a page depends on its own file alone.
    pub outline: u128,
    /// Addresses by the composed path of the file they come from.
    by_source: BTreeMap<String, Target>,
    /// Pages by their address.
    by_route: BTreeMap<Route, PageId>,
    /// For every page, its place in `posts`.
    post_places: Vec<Option<usize>>,
    /// For every page, the place in `listings` of its series.
    series_places: Vec<Option<usize>>,
    /// For every page, the posts that have most to do with it.
    related: Vec<Vec<PageId>>,
    /// For every page, itself and its translations, the original first; empty without any.
    translations: Vec<Arc<[PageId]>>,
    /// Addresses of pages that are not published.
    unpublished: BTreeMap<Route, SourcePath>,
    /// The keys of `by_source` and the routes without their last slash, for links that lead nowhere; made when
    /// first asked for.
    names: [OnceLock<Arc<Names>>; 2],
}

/// What a source file becomes.
#[derive(Clone, Debug)]
enum Target {
    Page(PageId),
    Asset(Route),
    Unpublished,
}

/// What kind of page a Markdown file makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageKind {
    /// `content/_index.md`.
    Home,
    /// An `_index.md` deeper down.
    Section,
    /// A page with a date.
    Post,
    /// A page without one.
    Page,
}

/// A published page.
#[derive(Clone, Debug)]
pub struct Page {
    /// What was read.
    pub document: Arc<Document>,
    /// What kind it is.
    pub kind: PageKind,
    /// Its address.
    pub route: Route,
    /// Its title.
    pub title: String,
    /// Its day.
    pub date: Option<Date>,
    /// Its language.
    pub language: String,
    /// The address of the list it stands in.
    pub section: Option<PageId>,
}

/// A list of pages, written as one or more pages of its own.
#[derive(Clone, Debug)]
pub struct Listing {
    /// What the list is of.
    pub kind: ListingKind,
    /// The address of its first page.
    pub route: Route,
    /// What it is called.
    pub title: String,
    /// Its pages in order.
    pub pages: Vec<PageId>,
}

/// What a list is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListingKind {
    /// All posts, on the home page; with its `_index.md` when there is one.
    Home(Option<PageId>),
    /// The pages of a folder, with its `_index.md`.
    Section(PageId),
    /// The pages with a tag.
    Tag,
    /// The posts of a series, from its oldest to its newest.
    Series,
}

impl ListingKind {
    /// The `_index.md` over the list.
    pub fn written(&self) -> Option<PageId> {
        match self {
            Self::Home(id) => *id,
            Self::Section(id) => Some(*id),
            Self::Tag | Self::Series => None,
        }
    }

    /// Whether the list has feeds of its own.
    pub fn has_feeds(&self) -> bool {
        matches!(self, Self::Tag | Self::Series)
    }
}

impl Site {
    /// A page.
    pub fn page(&self, id: PageId) -> &Page {
        &self.pages[id.0]
    }

    /// The page whose file lies at a path.
    pub fn page_of(&self, path: &SourcePath) -> Option<PageId> {
        match self.by_source.get(&*nfc(path.as_str()))? {
            Target::Page(id) => Some(*id),
            _ => None,
        }
    }

    /// The page at an address.
    pub fn page_at(&self, route: &Route) -> Option<PageId> {
        self.by_route.get(route).copied()
    }

    /// The list of all posts, when the folder of posts has an `_index.md`.
    pub fn posts_section(&self) -> Option<PageId> {
        let path = SourcePath::new(format!("content/{}/_index.md", self.config.posts));
        self.page_of(&path)
    }

    /// The lists of tags, most used first, then by name.
    pub fn tags(&self) -> Vec<&Listing> {
        let mut tags: Vec<_> = self
            .listings
            .iter()
            .filter(|listing| listing.kind == ListingKind::Tag)
            .collect();
        tags.sort_by(|a, b| {
            b.pages
                .len()
                .cmp(&a.pages.len())
                .then_with(|| a.title.cmp(&b.title))
        });
        tags
    }

    /// The lists of series, by name.
    pub fn series(&self) -> impl Iterator<Item = &Listing> {
        self.listings
            .iter()
            .filter(|listing| listing.kind == ListingKind::Series)
    }

    /// The series of a page, with the page's place in it from 1.
    pub fn series_of(&self, id: PageId) -> Option<(&Listing, usize)> {
        let listing = &self.listings[self.series_places[id.0]?];
        let position = listing.pages.iter().position(|page| *page == id)?;
        Some((listing, position + 1))
    }

    /// The posts that have most to do with a post, at most three.
    pub fn related(&self, id: PageId) -> &[PageId] {
        &self.related[id.0]
    }

    /// A page and its translations, the original first; nothing for a page in one language.
    pub fn translations(&self, id: PageId) -> &[PageId] {
        &self.translations[id.0]
    }

    /// Whether pages have diagrams, which take a script to draw.
    pub fn has_diagrams(&self) -> bool {
        self.pages.iter().any(|page| self.draws_diagrams(page))
    }

    /// Whether a page has diagrams.
    pub fn draws_diagrams(&self, page: &Page) -> bool {
        let fences = &page.document.facts.fences;
        fences
            .iter()
            .any(|fence| fence.is_diagram(self.config.markdown.mermaid))
    }

    /// The files of the theme that are published: all, but what draws diagrams only where there are some.
    pub fn theme_assets(&self) -> impl Iterator<Item = (&String, &ThemeAsset)> {
        let has_diagrams = self.has_diagrams();
        let assets = self.theme.assets.iter();
        assets.filter(move |(name, _)| has_diagrams || !theme::DRAWING.contains(&name.as_str()))
    }

    /// Whether something that no file of the author's stands for is written at its address.
    pub fn writes(&self, route: &Route) -> bool {
        self.routes.has(route) && !self.refused.contains(route)
    }

    /// The list of a tag.
    pub fn tag(&self, name: &str) -> Option<&Listing> {
        let route = tag_route(name);
        self.listings
            .iter()
            .find(|listing| listing.kind == ListingKind::Tag && listing.route == route)
    }

    /// The page with older and the page with newer posts beside a post.
    pub fn neighbours(&self, id: PageId) -> (Option<PageId>, Option<PageId>) {
        let Some(at) = self.post_places[id.0] else {
            return (None, None);
        };
        // The same in another language is no other post.
        let is_other = |other: &PageId| !self.translations(id).contains(other);
        let older = self.posts[at + 1..].iter().copied().find(is_other);
        let newer = self.posts[..at].iter().rev().copied().find(is_other);
        (older, newer)
    }

    /// How many pages a list is written as.
    pub fn page_count(&self, listing: &Listing) -> usize {
        if listing.kind == ListingKind::Series {
            return 1;
        }
        listing.pages.len().div_ceil(self.config.paginate).max(1)
    }

    /// The pages that stand on one page of a list, which counts from 1.
    pub fn slice<'a>(&self, listing: &'a Listing, number: usize) -> &'a [PageId] {
        if listing.kind == ListingKind::Series {
            return &listing.pages;
        }
        let size = self.config.paginate;
        let start = (number - 1) * size;
        let end = (start + size).min(listing.pages.len());
        listing.pages.get(start..end).unwrap_or_default()
    }
}

impl Listing {
    /// The address of one page of the list, which counts from 1.
    pub fn page_route(&self, number: usize) -> Route {
        if number == 1 {
            self.route.clone()
        } else {
            self.route.join(&format!("page/{number}/"))
        }
    }
}

impl Page {
    /// Whether its Markdown is published beside it.
    pub fn has_twin(&self) -> bool {
        matches!(self.kind, PageKind::Post | PageKind::Page)
    }

    /// Where its title stands, for findings about the page as a whole.
    pub fn title_span(&self) -> Span {
        let front_matter = &self.document.front_matter;
        front_matter
            .title
            .as_ref()
            .map_or(front_matter.span, |(_, span)| *span)
    }
}
