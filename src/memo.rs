//! Remembering work between the builds of one process.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A cache from everything a result depends on to the result.
///
/// Correct as long as the key holds every input of the computation: content hashes, options, versions. Values
/// are cheap to clone (an `Arc`); a value that was found with messages keeps them, so that they are said again
/// on a hit. Entries that two builds in a row did not use are dropped, so it cannot grow beyond two sites.
///
/// One that is made by [`Memo::forgetful`] remembers nothing and never asks for a key.
#[derive(Debug)]
pub struct Memo<K, V> {
    entries: Option<Mutex<HashMap<K, Entry<V>>>>,
}

#[derive(Debug)]
struct Entry<V> {
    value: V,
    /// How many builds ago it was used.
    age: u8,
}

impl<K, V> Default for Memo<K, V> {
    fn default() -> Self {
        Self {
            entries: Some(Mutex::default()),
        }
    }
}

impl<K, V> Memo<K, V> {
    /// For a single build.
    pub fn forgetful() -> Self {
        Self { entries: None }
    }

    /// Whether keys are worth making.
    pub fn remembers(&self) -> bool {
        self.entries.is_some()
    }
}

impl<K: Hash + Eq, V: Clone> Memo<K, V> {
    /// The remembered value, or the one made now. Of a value that two threads make at once both get the first
    /// that was done, so that a value of one key is one value.
    pub fn get_or_make(&self, key: impl FnOnce() -> K, make: impl FnOnce() -> V) -> V {
        let Some(entries) = &self.entries else {
            return make();
        };
        let key = key();
        if let Some(entry) = lock(entries).get_mut(&key) {
            entry.age = 0;
            return entry.value.clone();
        }
        let value = make();
        let entry = || Entry { value, age: 0 };
        lock(entries).entry(key).or_insert_with(entry).value.clone()
    }

    /// Uses a value without looking at it, so that it is not forgotten.
    pub fn keep(&self, key: &K) {
        let Some(entries) = &self.entries else { return };
        if let Some(entry) = lock(entries).get_mut(key) {
            entry.age = 0;
        }
    }

    /// To be called once for every build that is not given up: forgets what the last two did not use.
    pub fn next_build(&self) {
        let Some(entries) = &self.entries else { return };
        lock(entries).retain(|_, entry| {
            entry.age += 1;
            entry.age <= 2
        });
    }

    /// How many values are remembered.
    pub fn len(&self) -> usize {
        self.entries.as_ref().map_or(0, |entries| lock(entries).len())
    }

    /// Whether nothing is remembered.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// An entry goes in whole, so a lock that was left by a panic guards a good map.
fn lock<T>(entries: &Mutex<T>) -> MutexGuard<'_, T> {
    entries.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_two_builds_did_not_use_is_forgotten() {
        let memo = Memo::default();
        memo.next_build();
        assert_eq!(memo.get_or_make(|| "a", || 1), 1);
        assert_eq!(memo.get_or_make(|| "a", || 2), 1);
        memo.next_build();
        assert_eq!(memo.get_or_make(|| "b", || 3), 3);
        memo.next_build();
        assert_eq!(memo.len(), 2);
        memo.next_build();
        assert_eq!(memo.get_or_make(|| "a", || 4), 4);
    }

    #[test]
    fn a_forgetful_one_makes_everything_again() {
        let memo = Memo::<&str, i32>::forgetful();
        assert_eq!(memo.get_or_make(|| unreachable!("no key is needed"), || 1), 1);
        assert!(memo.is_empty());
    }
}
