//! The lists of pages.

use std::collections::BTreeMap;

use super::routes::Route;
use super::{Listing, ListingKind, Page, PageId, PageKind, series_route, tag_route};
use crate::content::FrontMatter;
use crate::diagnostic::{Diagnostic, catalogue};
use crate::source::Span;

/// The lists of a site.
#[derive(Debug)]
pub(super) struct Lists {
    /// Dated pages, newest first.
    pub(super) posts: Vec<PageId>,
    /// The list of all posts, those of folders, of tags and of series.
    pub(super) listings: Vec<Listing>,
}

/// Works out every list.
pub(super) fn of(pages: &[Page], title: &str, diagnostics: &mut Vec<Diagnostic>) -> Lists {
    let ids = || (0..pages.len()).map(PageId);
    let mut posts: Vec<_> = ids().filter(|id| pages[id.0].kind == PageKind::Post).collect();
    posts.sort_by(|a, b| {
        let (a, b) = (&pages[a.0], &pages[b.0]);
        b.date
            .cmp(&a.date)
            .then_with(|| a.document.path.cmp(&b.document.path))
    });
    let home = ids().find(|id| pages[id.0].kind == PageKind::Home);
    let mut listings = vec![Listing {
        kind: ListingKind::Home(home),
        route: Route::default(),
        title: title.to_owned(),
        pages: pinned_first(pages, &posts),
    }];
    for section in ids().filter(|id| pages[id.0].kind == PageKind::Section) {
        listings.push(Listing {
            kind: ListingKind::Section(section),
            route: pages[section.0].route.clone(),
            title: pages[section.0].title.clone(),
            pages: section_pages(pages, section),
        });
    }
    let undated = ids().filter(|id| pages[id.0].kind == PageKind::Page);
    let tagged: Vec<_> = posts.iter().copied().chain(undated).collect();
    listings.extend(tags(pages, &tagged, diagnostics));
    listings.extend(series(pages, &posts, diagnostics));
    Lists { posts, listings }
}

fn pinned_first(pages: &[Page], posts: &[PageId]) -> Vec<PageId> {
    let is_pinned = |id: &&PageId| pages[id.0].document.front_matter.pinned;
    let pinned = posts.iter().filter(is_pinned);
    pinned
        .chain(posts.iter().filter(|id| !is_pinned(id)))
        .copied()
        .collect()
}

/// Dated pages first, newest first; then undated ones by weight and title.
fn section_pages(pages: &[Page], section: PageId) -> Vec<PageId> {
    let mut listed: Vec<_> = (0..pages.len())
        .map(PageId)
        .filter(|id| pages[id.0].section == Some(section) && pages[id.0].kind != PageKind::Section)
        .collect();
    listed.sort_by(|a, b| {
        let (a, b) = (&pages[a.0], &pages[b.0]);
        let weight = |page: &Page| page.document.front_matter.weight.unwrap_or(i64::MAX);
        b.date
            .cmp(&a.date)
            .then_with(|| weight(a).cmp(&weight(b)))
            .then_with(|| a.title.cmp(&b.title))
            .then_with(|| a.document.path.cmp(&b.document.path))
    });
    listed
}

fn tags(pages: &[Page], tagged: &[PageId], diagnostics: &mut Vec<Diagnostic>) -> Vec<Listing> {
    let kind = TermKind {
        kind: ListingKind::Tag,
        route: tag_route,
        terms: |front_matter| &front_matter.tags,
        many: "tags",
    };
    term_listings(pages, tagged, &kind, diagnostics)
}

fn series(pages: &[Page], posts: &[PageId], diagnostics: &mut Vec<Diagnostic>) -> Vec<Listing> {
    let kind = TermKind {
        kind: ListingKind::Series,
        route: series_route,
        terms: |front_matter| front_matter.series.as_slice(),
        many: "series",
    };
    let mut listings = term_listings(pages, posts, &kind, diagnostics);
    for listing in &mut listings {
        listing.pages.reverse();
    }
    listings
}

/// What lists of terms are made of.
struct TermKind {
    kind: ListingKind,
    route: fn(&str) -> Route,
    terms: fn(&FrontMatter) -> &[(String, Span)],
    /// What several of them are called in messages.
    many: &'static str,
}

/// Terms that make the same address are one, written as its newest page writes it.
fn term_listings(
    pages: &[Page],
    ids: &[PageId],
    kind: &TermKind,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Listing> {
    let mut listings: BTreeMap<Route, Listing> = BTreeMap::new();
    for id in ids {
        let document = &pages[id.0].document;
        for (term, span) in (kind.terms)(&document.front_matter) {
            let term = term.trim();
            let route = (kind.route)(term);
            let listing = listings.entry(route.clone()).or_insert_with(|| Listing {
                kind: kind.kind.clone(),
                route,
                title: term.to_owned(),
                pages: Vec::new(),
            });
            if listing.title.to_lowercase() != term.to_lowercase() {
                let many = kind.many;
                let message = format!(
                    "the {many} `{}` and `{term}` would have one address",
                    listing.title
                );
                diagnostics.push(
                    Diagnostic::new(&catalogue::DUPLICATE_ROUTE, message)
                        .at(document.location(*span), "")
                        .help("write both alike, or make them differ in more than punctuation"),
                );
            }
            if listing.pages.last() != Some(id) {
                listing.pages.push(*id);
            }
        }
    }
    listings.into_values().collect()
}
