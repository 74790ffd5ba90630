//! `[social_cards]`: the pictures that networks show beside links to posts.

use crate::data::Fields;
use crate::source::Span;

/// How social cards are drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SocialCards {
    /// Font files by their paths from the site's root, asked before Recto's own, with their places in `recto.toml`.
    pub fonts: Vec<(String, Span)>,
}

/// Reads the table `social_cards`. There are none unless it is written: drawing one takes longer than anything else
/// that is done for a post.
pub(super) fn read(fields: &mut Fields<'_>) -> Option<SocialCards> {
    let mut table = fields.table("social_cards");
    let enabled = table.boolean("enabled").unwrap_or(true);
    let cards = SocialCards {
        fonts: table.texts("fonts").unwrap_or_default(),
    };
    let wanted = table.is_present() && enabled;
    fields.absorb(table);
    wanted.then_some(cards)
}
