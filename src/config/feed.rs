//! `[feed]`: what feeds have.

use super::count;
use crate::data::Fields;

/// The feeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Feed {
    /// How many posts a feed has at most.
    pub limit: usize,
    /// Which feeds have the whole text of posts.
    pub full_text: FullText,
}

/// Which feeds have the whole text of posts; the others have their descriptions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FullText {
    /// Those of the site.
    Site,
    /// Those of tags and series as well.
    All,
    /// None.
    None,
}

impl Default for Feed {
    fn default() -> Self {
        Self {
            limit: 20,
            full_text: FullText::Site,
        }
    }
}

/// Reads the table `feed`.
pub(super) fn read(fields: &mut Fields<'_>) -> Feed {
    let default = Feed::default();
    let mut table = fields.table("feed");
    let choices = [
        ("site", FullText::Site),
        ("all", FullText::All),
        ("none", FullText::None),
    ];
    let feed = Feed {
        limit: count(&mut table, "limit").unwrap_or(default.limit),
        full_text: table.choice("full_text", &choices).unwrap_or(default.full_text),
    };
    fields.absorb(table);
    feed
}
