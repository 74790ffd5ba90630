//! What was made of pictures: in memory, and in a cache on the disk if there is one.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::room::{Part, Room};
use super::{Format, Picture, Recipe};
use crate::content::asset::Asset;
use crate::error::{Action, Error};
use crate::memo::Memo;
use crate::output::Cache;
use crate::picture::{self, Facts, Flaw, Pixels};
use crate::source::Blob;

/// What was made of pictures, by the hash of their bytes: each thing once.
#[derive(Debug)]
pub struct PictureStore {
    cache: Option<Cache>,
    entries: Memo<u128, Arc<Entry>>,
    room: Room,
    decoded: AtomicUsize,
}

/// What is known of the picture with one hash. The lock is held while something is made of it, so that nobody
/// makes it at the same time.
#[derive(Debug, Default)]
pub(super) struct Entry(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    facts: Option<Result<Facts, Flaw>>,
    /// What no cache keeps, by the keys of the recipes.
    sets: BTreeMap<u128, Vec<Arc<[u8]>>>,
}

impl Entry {
    /// Whatever a panic has left is as good as what was there: each part goes in whole.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl PictureStore {
    /// A store over a cache.
    pub fn new(cache: Option<Cache>) -> Self {
        Self {
            cache,
            entries: Memo::default(),
            room: Room::default(),
            decoded: AtomicUsize::new(0),
        }
    }

    /// How many pictures were decoded since the store was made.
    pub fn decoded(&self) -> usize {
        self.decoded.load(Ordering::Relaxed)
    }

    /// To be called once for every build that is not given up.
    pub fn next_build(&self) {
        self.entries.next_build();
    }

    pub(super) fn entry(&self, hash: u128) -> Arc<Entry> {
        self.entries.get_or_make(|| hash, Arc::default)
    }

    pub(super) fn facts(&self, picture: &Picture) -> Result<Facts, Flaw> {
        let mut state = picture.entry.lock();
        if let Some(facts) = self.known_facts(picture, &mut state) {
            return facts;
        }
        match self.decode(picture, &mut state) {
            Ok(decoded) => Ok(decoded.pixels.facts()),
            Err(Trouble::Flaw(flaw)) => Err(flaw),
            Err(Trouble::Failure(error)) => Err(Flaw::Broken(error.to_string())),
        }
    }

    pub(super) fn bytes(
        &self,
        picture: &Picture,
        recipe: &Recipe,
        at: usize,
    ) -> Result<Option<Arc<[u8]>>, Error> {
        let mut state = picture.entry.lock();
        if let Some(bytes) = state.sets.get(&recipe.key).and_then(|set| set.get(at)) {
            return Ok(Some(Arc::clone(bytes)));
        }
        let cache = self.cache.as_ref();
        if let Some(bytes) = cache.and_then(|cache| cache.get(&name(recipe, at))) {
            return Ok(Some(bytes.into()));
        }
        let made = self
            .decode(picture, &mut state)
            .and_then(|decoded| self.make(picture, recipe, &decoded, &mut state));
        match made {
            Ok(set) => Ok(set.get(at).cloned()),
            Err(Trouble::Flaw(_)) => Ok(None),
            Err(Trouble::Failure(error)) => Err(error),
        }
    }

    pub(super) fn make_all(&self, picture: &Picture) {
        let mut state = picture.entry.lock();
        let lacking: Vec<&Recipe> = picture
            .recipes
            .iter()
            .filter(|recipe| !self.has(recipe, &state))
            .collect();
        let is_broken = matches!(self.known_facts(picture, &mut state), Some(Err(_)));
        if is_broken || lacking.is_empty() {
            return;
        }
        if let Ok(decoded) = self.decode(picture, &mut state) {
            for recipe in lacking {
                // What cannot be made now is tried again, and told, by whoever asks for it.
                let _ = self.make(picture, recipe, &decoded, &mut state);
            }
        }
    }

    fn has(&self, recipe: &Recipe, state: &State) -> bool {
        let kept = |cache: &Cache| (0..recipe.widths.len()).all(|at| cache.has(&name(recipe, at)));
        state.sets.contains_key(&recipe.key) || self.cache.as_ref().is_some_and(kept)
    }

    fn known_facts(&self, picture: &Picture, state: &mut State) -> Option<Result<Facts, Flaw>> {
        if state.facts.is_none() {
            let kept = self.cache.as_ref()?.get(&facts_name(picture.hash()))?;
            state.facts = Some(facts_from(&kept)?);
        }
        state.facts.clone()
    }

    /// Decodes a picture, and notes what pages know of it. One that has changed since the site was read is
    /// decoded as it is, and what is made of it is not kept: the next build will see it.
    fn decode(&self, picture: &Picture, state: &mut State) -> Result<Decoded<'_>, Trouble> {
        if let Some(Err(flaw)) = &state.facts {
            return Err(Trouble::Flaw(flaw.clone()));
        }
        let inspection = &picture.inspection;
        let room = self
            .room
            .take(u64::from(inspection.width) * u64::from(inspection.height));
        let original = read(&picture.asset)?;
        self.decoded.fetch_add(1, Ordering::Relaxed);
        let decoded = Pixels::decode(&original, inspection);
        let facts = decoded.as_ref().map(Pixels::facts).map_err(Clone::clone);
        if is_as_read(picture, &original) {
            if let Some(cache) = &self.cache {
                cache.put(&facts_name(picture.hash()), &facts_to(&facts));
            }
            state.facts = Some(facts);
        }
        Ok(Decoded {
            original,
            pixels: decoded.map_err(Trouble::Flaw)?,
            _room: room,
        })
    }

    fn make(
        &self,
        picture: &Picture,
        recipe: &Recipe,
        decoded: &Decoded<'_>,
        state: &mut State,
    ) -> Result<Vec<Arc<[u8]>>, Trouble> {
        let Recipe { widths, quality, .. } = recipe;
        let Decoded { original, pixels, .. } = decoded;
        let set = match recipe.format {
            Format::Webp => picture::webp_set(original, &picture.inspection, pixels, widths, *quality),
            Format::Avif => picture::avif_set(&picture.inspection, pixels, widths, *quality),
        };
        let set = set.map_err(|flaw| {
            let reason = match flaw {
                Flaw::Broken(reason) => reason,
                Flaw::TooLarge(_) => "it is too large".to_owned(),
            };
            Trouble::Failure(failure(&picture.asset, std::io::Error::other(reason)))
        })?;
        if is_as_read(picture, original) {
            let put = |cache: &Cache| {
                let mut entries = set.iter().enumerate();
                entries.all(|(at, bytes)| cache.put(&name(recipe, at), bytes))
            };
            if !self.cache.as_ref().is_some_and(put) {
                state.sets.insert(recipe.key, set.clone());
            }
        }
        Ok(set)
    }
}

/// A picture in work.
struct Decoded<'a> {
    original: Arc<[u8]>,
    pixels: Pixels,
    _room: Part<'a>,
}

/// Why there is nothing.
enum Trouble {
    /// The author's to mend.
    Flaw(Flaw),
    /// The machine's.
    Failure(Error),
}

fn read(asset: &Asset) -> Result<Arc<[u8]>, Trouble> {
    asset
        .blob
        .read()
        .map_err(|error| Trouble::Failure(failure(asset, error)))
}

fn failure(asset: &Asset, source: std::io::Error) -> Error {
    Error::Io {
        action: Action::Read,
        path: match &asset.blob {
            Blob::Disk { path, .. } => path.clone(),
            Blob::Memory(_) => asset.path.as_str().into(),
        },
        source,
    }
}

fn is_as_read(picture: &Picture, bytes: &[u8]) -> bool {
    xxhash_rust::xxh3::xxh3_128(bytes) == picture.hash()
}

/// The name of a size in the cache.
fn name(recipe: &Recipe, at: usize) -> String {
    let (width, end) = (recipe.widths[at], recipe.format.extension());
    format!("{:032x}.{width}.{end}", recipe.key)
}

fn facts_name(hash: u128) -> String {
    format!("{hash:032x}.{}.facts", picture::VERSION)
}

fn facts_to(facts: &Result<Facts, Flaw>) -> Vec<u8> {
    match facts {
        Ok(Facts {
            color: Some([red, green, blue]),
        }) => format!("color {red} {green} {blue}").into_bytes(),
        Ok(Facts { color: None }) => b"clear".to_vec(),
        Err(Flaw::Broken(reason)) => format!("broken {reason}").into_bytes(),
        Err(Flaw::TooLarge(pixels)) => format!("large {pixels}").into_bytes(),
    }
}

fn facts_from(kept: &[u8]) -> Option<Result<Facts, Flaw>> {
    let text = std::str::from_utf8(kept).ok()?;
    let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
    Some(match word {
        "color" => {
            let parts: Vec<u8> = rest.split(' ').map_while(|part| part.parse().ok()).collect();
            Ok(Facts {
                color: Some(parts.try_into().ok()?),
            })
        }
        "clear" => Ok(Facts::default()),
        "broken" => Err(Flaw::Broken(rest.to_owned())),
        "large" => Err(Flaw::TooLarge(rest.parse().ok()?)),
        _ => return None,
    })
}
