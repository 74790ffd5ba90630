//! Which social cards a site has.

use std::collections::BTreeSet;

use super::generated::{card_route, site_card_route};
use super::{Page, PageId, PageKind, Route, Site, outline};

/// A social card, by what it is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Card {
    /// The site: for every page without a picture of its own.
    Site,
    /// A post.
    Post(PageId),
}

impl Site {
    /// The cards that the site is to have, drawn by Recto or put there by the author: its own, and one for each post
    /// without a picture.
    pub fn cards(&self) -> impl Iterator<Item = Card> {
        let posts = (0..self.pages.len()).map(PageId);
        let posts = posts.filter(|id| wants_card(self.page(*id))).map(Card::Post);
        let all = [Card::Site].into_iter().chain(posts);
        all.filter(|_| self.config.social_cards.is_some())
    }

    /// Whether the site is to have a card.
    pub fn has_card(&self, card: Card) -> bool {
        self.config.social_cards.is_some()
            && match card {
                Card::Site => true,
                Card::Post(id) => wants_card(self.page(id)),
            }
    }

    /// Whether a card that the site is to have can be drawn.
    pub fn draws_card(&self, card: Card) -> bool {
        !self.undrawn.contains(&card)
    }

    /// The address of a card.
    pub fn card_route(&self, card: Card) -> Route {
        match card {
            Card::Site => site_card_route(),
            Card::Post(id) => card_route(&self.page(id).route),
        }
    }

    /// The title on a card.
    pub fn card_title(&self, card: Card) -> &str {
        match card {
            Card::Site => &self.config.title,
            Card::Post(id) => &self.page(id).title,
        }
    }

    /// Notes the cards of which nothing can be drawn. Pages know of them by this alone.
    pub fn leave_out_cards(&mut self, cards: BTreeSet<Card>) {
        if !cards.is_empty() {
            self.outline = outline::with_cards(self.outline, &cards);
            self.undrawn = cards;
        }
    }
}

/// Whether a page is a post without a picture of its own.
fn wants_card(page: &Page) -> bool {
    page.kind == PageKind::Post && page.document.front_matter.thumbnail.is_none()
}
