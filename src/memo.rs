//! Remembering work between the builds of one process.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

/// A cache from everything a result depends on to the result.
///
/// Correct as long as the key holds every input of the computation: content hashes, options, versions. Values
/// are cheap to clone (an `Arc`); a value that was found with messages keeps them, so that they are said again
/// on a hit. Entries that two builds in a row did not use are dropped, so it cannot grow beyond two sites.
#[derive(Debug)]
pub struct Memo<K, V> {
    entries: Mutex<HashMap<K, Entry<V>>>,
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
            entries: Mutex::default(),
        }
    }
}

impl<K: Hash + Eq, V: Clone> Memo<K, V> {
    /// The remembered value, or the one made now. Two threads may make one value twice; the results are equal.
    pub fn get_or_make(&self, key: K, make: impl FnOnce() -> V) -> V {
        if let Some(entry) = self.lock().get_mut(&key) {
            entry.age = 0;
            return entry.value.clone();
        }
        let value = make();
        let entry = Entry {
            value: value.clone(),
            age: 0,
        };
        self.lock().insert(key, entry);
        value
    }

    /// To be called when a build begins: forgets what the last two did not use.
    pub fn next_build(&self) {
        self.lock().retain(|_, entry| {
            entry.age += 1;
            entry.age <= 2
        });
    }

    /// How many values are remembered.
    pub fn len(&self) -> usize {
        self.lock().len()
    }

    /// Whether nothing is remembered.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<K, Entry<V>>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_two_builds_did_not_use_is_forgotten() {
        let memo = Memo::default();
        memo.next_build();
        assert_eq!(memo.get_or_make("a", || 1), 1);
        assert_eq!(memo.get_or_make("a", || 2), 1);
        memo.next_build();
        assert_eq!(memo.get_or_make("b", || 3), 3);
        memo.next_build();
        assert_eq!(memo.len(), 2);
        memo.next_build();
        assert_eq!(memo.get_or_make("a", || 4), 4);
    }
}
