//! Cards that were drawn: in a cache on the disk if there is one, and in memory otherwise.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use xxhash_rust::xxh3::Xxh3;

use crate::card::{self, Fonts};
use crate::error::{Action, Error};
use crate::memo::Memo;
use crate::output::Cache;
use crate::site::theme::CARD_TEMPLATE;

/// Cards by all that their bytes depend on: the SVG, the fonts, and how Recto draws.
#[derive(Debug)]
pub struct CardStore {
    cache: Option<Cache>,
    entries: Memo<u128, Arc<Entry>>,
    drawn: AtomicUsize,
}

/// The lock is held while a card is drawn, so that nobody draws it at the same time. There are bytes in it only when no
/// cache keeps them.
type Entry = Mutex<Option<Arc<[u8]>>>;

impl CardStore {
    /// A store over a cache.
    pub fn new(cache: Option<Cache>) -> Self {
        Self {
            cache,
            entries: Memo::default(),
            drawn: AtomicUsize::new(0),
        }
    }

    /// How many cards were drawn since the store was made.
    pub fn drawn(&self) -> usize {
        self.drawn.load(Ordering::Relaxed)
    }

    /// To be called once for every build that is not given up.
    pub fn next_build(&self) {
        self.entries.next_build();
    }

    /// The card of an SVG: remembered, from the cache, or drawn.
    ///
    /// # Errors
    /// When it cannot be drawn.
    pub(super) fn bytes(&self, svg: &str, fonts: &Arc<Fonts>) -> Result<Arc<[u8]>, Error> {
        let mut hasher = Xxh3::new();
        hasher.update(&fonts.hash().to_le_bytes());
        hasher.update(svg.as_bytes());
        let key = hasher.digest128();
        let entry = self.entries.get_or_make(|| key, Arc::default);
        // Whatever a panic has left is whole.
        let mut kept = entry.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bytes) = &*kept {
            return Ok(Arc::clone(bytes));
        }
        let name = format!("{key:032x}.png");
        let cache = self.cache.as_ref();
        if let Some(bytes) = cache.and_then(|cache| cache.get(&name)) {
            return Ok(bytes.into());
        }
        let bytes: Arc<[u8]> = card::draw(svg, fonts).map_err(failure)?.into();
        self.drawn.fetch_add(1, Ordering::Relaxed);
        if !cache.is_some_and(|cache| cache.put(&name, &bytes)) {
            *kept = Some(Arc::clone(&bytes));
        }
        Ok(bytes)
    }
}

fn failure(reason: String) -> Error {
    Error::Io {
        action: Action::Read,
        path: CARD_TEMPLATE.into(),
        source: io::Error::other(reason),
    }
}
