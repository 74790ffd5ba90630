//! "Did you mean": the nearest known name. The only file that imports `strsim`.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};

/// The candidate nearest to `name`, when it is near enough to be meant: at most a third of its
/// characters differ, counting a swap of two neighbours once. A name of one or two characters is near only
/// to one that differs in upper and lower case.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    within(name, name.chars().count() / 3, candidates)
}

/// The path nearest to `path`. Only the last name counts for how much may differ: two files are not alike
/// because they lie in one folder.
pub fn nearest_path<'a>(path: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    within(path, allowed_of_path(path), candidates)
}

fn allowed_of_path(path: &str) -> usize {
    let name = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    stem.chars().count() / 3
}

/// Known names, to be asked for again and again: what is asked with [`nearest`] and [`nearest_path`] of the same
/// names in the same order has the same answers.
///
/// A question that was asked before costs a look-up. Another costs a few instructions for each name of about its
/// length, and a comparison only with those that have most of its letters: a site of thousands of pages, all with
/// broken links, is proved in a second or so.
#[derive(Debug, Default)]
pub struct Names {
    names: Vec<String>,
    /// By the number of letters.
    entries: BTreeMap<usize, Vec<Entry>>,
    /// What was asked for, how much might differ, and the answer.
    asked: Mutex<HashMap<(String, usize), Option<usize>>>,
}

#[derive(Debug)]
struct Entry {
    /// The name in lower case.
    folded: String,
    letters: Letters,
    /// Its place among all names.
    place: usize,
}

impl Names {
    /// Takes the names in their order, of which the earlier is preferred where two are equally near.
    pub fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut known = Self::default();
        for (place, name) in names.into_iter().enumerate() {
            let folded = name.to_lowercase();
            let entry = Entry {
                letters: Letters::of(&folded),
                folded,
                place,
            };
            known.names.push(name.to_owned());
            known
                .entries
                .entry(entry.folded.chars().count())
                .or_default()
                .push(entry);
        }
        known
    }

    /// The name nearest to `name`, as [`nearest`] would choose it.
    pub fn nearest(&self, name: &str) -> Option<&str> {
        self.within(name, name.chars().count() / 3)
    }

    /// The path nearest to `path`, as [`nearest_path`] would choose it.
    pub fn nearest_path(&self, path: &str) -> Option<&str> {
        self.within(path, allowed_of_path(path))
    }

    fn within(&self, name: &str, allowed: usize) -> Option<&str> {
        let question = (name.to_lowercase(), allowed);
        let asked = || self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let known = asked().get(&question).copied();
        let place = known.unwrap_or_else(|| {
            let found = self.search(&question.0, allowed);
            asked().insert(question, found);
            found
        });
        place.map(|place| self.names[place].as_str())
    }

    /// The place of the nearest name, the earliest of several.
    fn search(&self, folded: &str, allowed: usize) -> Option<usize> {
        let length = folded.chars().count();
        let letters = Letters::of(folded);
        let mut best: Option<(usize, usize)> = None;
        let near_length = length.saturating_sub(allowed)..=length + allowed;
        for entry in self.entries.range(near_length).flat_map(|(_, entries)| entries) {
            let worst = best.map_or(allowed, |(distance, _)| distance);
            if letters.least_distance(entry.letters) > worst {
                continue;
            }
            let found = (distance_of_folded(folded, &entry.folded), entry.place);
            if found.0 <= allowed && best.is_none_or(|best| found < best) {
                best = Some(found);
            }
        }
        best.map(|(_, place)| place)
    }
}

/// Which letters a name has, one bit for several of them.
#[derive(Clone, Copy, Debug)]
struct Letters(u64);

impl Letters {
    fn of(name: &str) -> Self {
        Self(
            name.chars()
                .fold(0, |bits, letter| bits | 1 << (u32::from(letter) % 64)),
        )
    }

    /// How many slips there are at least: one brings in one letter at most, and takes one out.
    fn least_distance(self, other: Self) -> usize {
        let missing = |a: u64, b: u64| (a & !b).count_ones() as usize;
        missing(self.0, other.0).max(missing(other.0, self.0))
    }
}

/// The distance of two names in lower case. What they begin and end with alike makes none.
fn distance_of_folded(a: &str, b: &str) -> usize {
    let same = |(a, b): &(char, char)| a == b;
    let length = |(letter, _): (char, char)| letter.len_utf8();
    let start: usize = a.chars().zip(b.chars()).take_while(same).map(length).sum();
    let (a, b) = (&a[start..], &b[start..]);
    let backwards = a.chars().rev().zip(b.chars().rev());
    let end: usize = backwards.take_while(same).map(length).sum();
    strsim::osa_distance(&a[..a.len() - end], &b[..b.len() - end])
}

fn within<'a>(name: &str, allowed: usize, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = name.to_lowercase();
    let length = folded.chars().count();
    candidates
        .into_iter()
        .map(|candidate| (candidate.to_lowercase(), candidate))
        .filter(|(known, _)| known.chars().count().abs_diff(length) <= allowed)
        .map(|(known, candidate)| (distance_of_folded(&folded, &known), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// How many slips lie between two names, in lower case: letters added, left out, replaced or swapped.
pub fn distance(a: &str, b: &str) -> usize {
    strsim::osa_distance(&a.to_lowercase(), &b.to_lowercase())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Names, distance, distance_of_folded, nearest, nearest_path};

    fn name() -> impl Strategy<Value = String> {
        let pieces = ["a", "b", "-", "/", "가", "나", "Ä", "İ", "ß", ".md", "post", "1"];
        prop::collection::vec(prop::sample::select(pieces.to_vec()), 0..8).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn names_answer_as_a_search_does(known in prop::collection::vec(name(), 0..30), asked in name()) {
            let candidates = || known.iter().map(String::as_str);
            let names = Names::new(candidates());
            for _ in 0..2 {
                prop_assert_eq!(names.nearest(&asked), nearest(&asked, candidates()));
                prop_assert_eq!(names.nearest_path(&asked), nearest_path(&asked, candidates()));
            }
        }

        #[test]
        fn what_two_names_share_at_their_ends_makes_no_distance(a in name(), b in name()) {
            prop_assert_eq!(distance_of_folded(&a.to_lowercase(), &b.to_lowercase()), distance(&a, &b));
        }
    }

    #[test]
    fn a_shared_folder_makes_no_two_paths_alike() {
        let known = ["content/posts/y.svg", "content/posts/eks-network.md"];
        assert_eq!(nearest_path("content/posts/x.png", known), None);
        assert_eq!(nearest_path("content/posts/eks-netwrk.md", known), Some(known[1]));
        assert_eq!(nearest_path("content/post/eks-network.md", known), Some(known[1]));
    }

    #[test]
    fn a_near_name_is_suggested_and_a_far_one_is_not() {
        let known = ["title", "date", "description"];
        assert_eq!(nearest("titel", known), Some("title"));
        assert_eq!(nearest("Date", known), Some("date"));
        assert_eq!(nearest("descripton", known), Some("description"));
        assert_eq!(nearest("colour", known), None);
        assert_eq!(nearest("x", ["y", "X"]), Some("X"));
    }
}
