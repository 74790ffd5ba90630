//! What the bundled grammars made of blocks of code, kept from build to build in one entry of a cache.
//!
//! The entry is read when the first block needs a grammar, and written after a build that used other blocks than those in
//! it. It has nothing of what the blocks are shown with: themes, line numbers and marks may change.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use xxhash_rust::xxh3::Xxh3;

use super::packed::{pack, push_number, take_number, unpack};
use super::{ClassSpan, Highlighted, classify, resolve, syntect};
use crate::config::Engine;
use crate::hash::HashMap;
use crate::output::Cache;

/// The entry of the cache; its number changes with the form of what is in it.
const ENTRY: &str = "spans.1";

/// How large the entry becomes at most, in bytes: the spans of some fifty thousand blocks.
const LARGEST: usize = 32 * 1024 * 1024;

/// Takes code apart, blocks in need of a bundled grammar only once.
///
/// A block is known by the hash of its code, its grammar and the version of the highlighter, which are all that its spans
/// depend on. Without a cache nothing is remembered.
#[derive(Debug)]
pub struct SpanStore {
    cache: Option<Cache>,
    /// None until a block needs a grammar.
    state: Mutex<Option<State>>,
    made: AtomicUsize,
}

#[derive(Debug, Default)]
struct State {
    entries: HashMap<u128, Entry>,
    /// How large they are in the cache at most, in bytes.
    size: usize,
    /// Whether there is a block that is not in the cache.
    has_grown: bool,
}

#[derive(Debug)]
struct Entry {
    packed: Arc<[u8]>,
    /// Whether this process has come across the block.
    is_used: bool,
}

impl SpanStore {
    /// A store over a cache.
    pub fn new(cache: Option<Cache>) -> Self {
        Self {
            cache,
            state: Mutex::default(),
            made: AtomicUsize::new(0),
        }
    }

    /// How many blocks went through a bundled grammar since the store was made.
    pub fn made(&self) -> usize {
        self.made.load(Ordering::Relaxed)
    }

    /// Classifies the pieces of `code`, as [`highlight_with`](super::highlight_with) does.
    pub fn highlight(&self, engine: Engine, language: &str, code: &str) -> Highlighted {
        let language = resolve(language);
        let grammar = language.and_then(|language| language.grammar_for(engine));
        let Some(grammar) = grammar.filter(|_| syntect::reads(code)) else {
            return classify(engine, language, code);
        };
        let make = || {
            self.made.fetch_add(1, Ordering::Relaxed);
            classify(engine, language, code)
        };
        let Some(cache) = &self.cache else { return make() };
        let key = key(grammar, code);
        if let Some(spans) = self.kept(cache, key, code) {
            return Highlighted { spans };
        }
        let made = make();
        self.keep(key, &made.spans);
        made
    }

    fn kept(&self, cache: &Cache, key: u128, code: &str) -> Option<Vec<ClassSpan>> {
        let packed = {
            let mut state = self.lock();
            let entry = state
                .get_or_insert_with(|| State::read(cache))
                .entries
                .get_mut(&key)?;
            entry.is_used = true;
            Arc::clone(&entry.packed)
        };
        unpack(&packed, code)
    }

    /// Keeps the spans of a block, in the place of any that were not of its code.
    fn keep(&self, key: u128, spans: &[ClassSpan]) {
        let packed: Arc<[u8]> = pack(spans).into();
        let Some(state) = &mut *self.lock() else { return };
        let size = written_size(&packed);
        if state.size + size > LARGEST {
            return;
        }
        state.size += size;
        state.has_grown = true;
        let entry = Entry {
            packed,
            is_used: true,
        };
        if let Some(earlier) = state.entries.insert(key, entry) {
            state.size -= written_size(&earlier.packed);
        }
    }

    /// To be called once for every build that is not given up: writes the entry when the blocks are not those in it, and
    /// forgets what this process did not use.
    pub fn next_build(&self) {
        let Some(cache) = &self.cache else { return };
        let Some(state) = &mut *self.lock() else { return };
        let before = state.entries.len();
        state.entries.retain(|_, entry| entry.is_used);
        if state.has_grown || state.entries.len() < before {
            state.has_grown = false;
            let bytes = state.to_bytes();
            state.size = bytes.len();
            cache.put(ENTRY, &bytes);
        }
    }

    /// Blocks go in whole, so a lock that was left by a panic guards good ones.
    fn lock(&self) -> MutexGuard<'_, Option<State>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// What the cache has, if it is whole.
    fn read(cache: &Cache) -> Self {
        let bytes = cache.get_within(ENTRY, LARGEST);
        bytes
            .and_then(|bytes| Self::from_bytes(&bytes))
            .unwrap_or_default()
    }

    fn from_bytes(mut bytes: &[u8]) -> Option<Self> {
        let mut state = Self {
            size: bytes.len(),
            ..Self::default()
        };
        while let Some((key, rest)) = bytes.split_first_chunk() {
            bytes = rest;
            let length = take_number(&mut bytes)?;
            let (packed, rest) = bytes.split_at_checked(length)?;
            bytes = rest;
            let entry = Entry {
                packed: packed.into(),
                is_used: false,
            };
            state.entries.insert(u128::from_le_bytes(*key), entry);
        }
        bytes.is_empty().then_some(state)
    }

    /// For each block, in the order of the keys: the key, and its packed spans after their length.
    fn to_bytes(&self) -> Vec<u8> {
        let mut entries: Vec<(&u128, &Entry)> = self.entries.iter().collect();
        entries.sort_unstable_by_key(|(key, _)| **key);
        let mut bytes = Vec::with_capacity(self.size);
        for (key, Entry { packed, .. }) in entries {
            bytes.extend_from_slice(&key.to_le_bytes());
            push_number(&mut bytes, packed.len());
            bytes.extend_from_slice(packed);
        }
        bytes
    }
}

/// What a block takes in the cache, in bytes, at most.
fn written_size(packed: &[u8]) -> usize {
    size_of::<u128>() + 4 + packed.len()
}

fn key(grammar: &str, code: &str) -> u128 {
    let mut hasher = Xxh3::new();
    hasher.update(&syntect::version().to_le_bytes());
    hasher.update(&grammar.len().to_le_bytes());
    hasher.update(grammar.as_bytes());
    hasher.update(code.as_bytes());
    hasher.digest128()
}

#[cfg(test)]
#[path = "store_tests.rs"]
mod tests;
