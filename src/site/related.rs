//! Which posts have most to do with one another.

use super::{Listing, ListingKind, Page, PageId};
use crate::hash::HashMap;

/// How many posts are named.
const MOST: usize = 3;

/// How many posts on either side of a post are looked at in the list of a tag: with every post of a large site
/// under one tag, the work stays in proportion to the number of posts.
const REACH: usize = 16;

/// For every page the posts that share tags with it, at most three. A tag that few posts have says more than one
/// that many have; among equals the newer post comes first. Posts of the same series and posts in another language
/// are left out, since readers are led to them already or cannot read them.
pub(super) fn of(pages: &[Page], listings: &[Listing], series: &[Option<usize>]) -> Vec<Vec<PageId>> {
    let mut scores: Vec<HashMap<PageId, f64>> = vec![HashMap::default(); pages.len()];
    for listing in listings.iter().filter(|listing| listing.kind == ListingKind::Tag) {
        let weight = 1.0 / listing.pages.len() as f64;
        for (at, id) in listing.pages.iter().enumerate() {
            let near = &listing.pages[at.saturating_sub(REACH)..(at + REACH + 1).min(listing.pages.len())];
            for other in near.iter().filter(|other| fits(pages, series, *id, **other)) {
                *scores[id.0].entry(*other).or_default() += weight;
            }
        }
    }
    scores.into_iter().map(|scores| best(pages, scores)).collect()
}

fn fits(pages: &[Page], series: &[Option<usize>], id: PageId, other: PageId) -> bool {
    let (page, candidate) = (&pages[id.0], &pages[other.0]);
    let in_one_series = series[id.0].is_some() && series[id.0] == series[other.0];
    id != other
        && page.date.is_some()
        && candidate.date.is_some()
        && page.language == candidate.language
        && !in_one_series
}

fn best(pages: &[Page], scores: HashMap<PageId, f64>) -> Vec<PageId> {
    let mut found: Vec<(PageId, f64)> = scores.into_iter().collect();
    found.sort_by(|(a, score_of_a), (b, score_of_b)| {
        let (page_a, page_b) = (&pages[a.0], &pages[b.0]);
        score_of_b
            .total_cmp(score_of_a)
            .then_with(|| page_b.date.cmp(&page_a.date))
            .then_with(|| page_a.document.path.cmp(&page_b.document.path))
    });
    // Not `into_iter`, which would have the names in the memory of all candidates.
    found.iter().take(MOST).map(|(id, _)| *id).collect()
}
