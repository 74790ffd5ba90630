//! What pages know of one another, as one number.

use std::collections::BTreeSet;

use xxhash_rust::xxh3::Xxh3;

use super::{Card, Site, Target};
use crate::content::{Document, asset::Asset};
use crate::data::Date;
use crate::source::Blob;

/// A hash over all of a site but the texts of its pages: while it stays the same, whatever is shown of a page
/// depends on that page's own file alone.
///
/// It holds what everything else is worked out from (configuration, theme, front matter, which files there
/// are) and not what came out, so a list or link of a new kind needs no line here. What a page may know of
/// the *text* of another is its beginning and its length.
pub(super) fn of(site: &Site) -> u128 {
    let mut hasher = Xxh3::new();
    // A configuration is only text, numbers and their places, and its debug form leaves nothing out.
    add(&mut hasher, format!("{:?}", site.config).as_bytes());
    add(&mut hasher, &site.theme.hash.to_le_bytes());
    for asset in site.theme.assets.values() {
        add(&mut hasher, asset.route.as_str().as_bytes());
    }
    // Only notices about old posts depend on the day, and only on its year and month.
    let months = site.config.outdated_after.and(site.now.as_ref());
    add(&mut hasher, &months.map_or(0, Date::months).to_le_bytes());
    for page in &site.pages {
        add_document(&mut hasher, &page.document);
    }
    for (source, target) in &site.by_source {
        add(&mut hasher, source.as_bytes());
        add(&mut hasher, &[u8::from(matches!(target, Target::Unpublished))]);
    }
    for (route, path) in &site.unpublished {
        add(&mut hasher, route.as_str().as_bytes());
        add(&mut hasher, path.as_str().as_bytes());
    }
    for (route, asset) in &site.assets {
        add(&mut hasher, route.as_str().as_bytes());
        add_asset(&mut hasher, asset);
    }
    hasher.digest128()
}

/// The outline of a site in which some cards are unlike the others.
pub(super) fn with_cards(outline: u128, cards: &BTreeSet<Card>) -> u128 {
    let mut hasher = Xxh3::new();
    add(&mut hasher, &outline.to_le_bytes());
    for card in cards {
        add(&mut hasher, format!("{card:?}").as_bytes());
    }
    hasher.digest128()
}

fn add_document(hasher: &mut Xxh3, document: &Document) {
    add(hasher, document.path.as_str().as_bytes());
    add(hasher, document.front_matter.span.of(&document.text).as_bytes());
    let facts = &document.facts;
    add(hasher, document.summary().as_bytes());
    add(hasher, &facts.length.minutes().to_le_bytes());
}

fn add_asset(hasher: &mut Xxh3, asset: &Asset) {
    add(hasher, asset.path.as_str().as_bytes());
    match &asset.blob {
        Blob::Disk { len, modified, .. } => {
            add(hasher, &len.to_le_bytes());
            add(hasher, &modified.to_le_bytes());
        }
        Blob::Memory(bytes) => add(hasher, bytes),
    }
}

/// Adds a part with its length, so that no two lists of parts are alike.
fn add(hasher: &mut Xxh3, bytes: &[u8]) {
    hasher.update(&bytes.len().to_le_bytes());
    hasher.update(bytes);
}
