//! The ids of a file, held for as long as a site is built: in one text, in their order.

use std::cmp::Ordering;

use crate::hash::HashSet;

/// The ids of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Ids {
    /// All of them, one behind the other.
    text: Box<str>,
    /// Where each ends.
    ends: Box<[u32]>,
}

impl Ids {
    /// Takes ids together.
    pub(super) fn new(ids: &HashSet<String>) -> Self {
        let mut ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        ids.sort_unstable();
        let mut text = String::with_capacity(ids.iter().map(|id| id.len()).sum());
        let ends = ids.iter().map(|id| {
            text.push_str(id);
            u32::try_from(text.len()).expect("a file is smaller than four gigabytes")
        });
        Self {
            ends: ends.collect(),
            text: text.into(),
        }
    }

    /// Whether an id is among them.
    pub(super) fn contains(&self, id: &str) -> bool {
        let (mut first, mut end) = (0, self.ends.len());
        while first < end {
            let middle = first.midpoint(end);
            match self.at(middle).cmp(id) {
                Ordering::Less => first = middle + 1,
                Ordering::Equal => return true,
                Ordering::Greater => end = middle,
            }
        }
        false
    }

    /// The ids in their order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).map(|at| self.at(at))
    }

    fn at(&self, at: usize) -> &str {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start as usize..self.ends[at] as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(ids: &[&str], others: &[&str]) {
        let held = Ids::new(&ids.iter().map(|id| (*id).to_owned()).collect());
        assert!(ids.iter().all(|id| held.contains(id)), "{held:?}");
        assert!(!others.iter().any(|id| held.contains(id)), "{held:?}");
        let mut sorted = ids.to_vec();
        sorted.sort_unstable();
        assert_eq!(held.iter().collect::<Vec<_>>(), sorted);
    }

    #[test]
    fn each_id_is_found_and_no_other() {
        check(&[], &["", "a"]);
        check(&["a"], &["", "aa", "b"]);
        check(
            &["설치", "b", "ab", "a", "준비-1", "준비"],
            &["", "설", "준비-", "abc", "bb", "치"],
        );
    }
}
