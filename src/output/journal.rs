//! The two files in which a publish is written down: the journal of one under way, and the manifest of
//! the last one.
//!
//! Both are lines of text between a headline and a checksum, so that a damaged one is known for what it
//! is: a path that lost its end could otherwise name a file that is not ours.

use std::collections::BTreeSet;
use std::fmt::Write;

use xxhash_rust::xxh3::xxh3_64;

use super::disk::{self, Entry};
use super::path::OutputPath;
use super::target::Target;
use crate::error::Error;

const MANIFEST: &str = "recto manifest 1\n";
const JOURNAL: &str = "recto journal 1\n";

/// Everything that remains to be done when the whole build has succeeded and every file that differs
/// waits in the staging folder. Each step can be done twice without harm.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Journal {
    /// Outputs that are in their place already.
    pub(super) keep: Vec<OutputPath>,
    /// What must go first because a file is to be a folder, or the other way round.
    pub(super) clear: Vec<OutputPath>,
    /// What is moved in, so that the site is complete before anything old disappears.
    pub(super) moves: Vec<Move>,
    /// What an earlier build wrote and this one did not.
    pub(super) prune: Vec<OutputPath>,
}

/// A staged file on its way to its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Move {
    /// Its name in the staging folder.
    pub(super) number: u64,
    /// Its size in bytes, by which a file is recognised that a power failure has emptied.
    pub(super) len: u64,
    pub(super) path: OutputPath,
}

impl Journal {
    /// Whether there is nothing to do.
    pub(super) fn is_idle(&self) -> bool {
        self.clear.is_empty() && self.moves.is_empty() && self.prune.is_empty()
    }

    /// The outputs that are in their place when everything is done.
    pub(super) fn outputs(&self) -> BTreeSet<OutputPath> {
        let moved = self.moves.iter().map(|step| &step.path);
        self.keep.iter().chain(moved).cloned().collect()
    }

    /// Does everything, stopping at the first failure.
    pub(super) fn carry_out(&self, target: &Target) -> Result<(), Error> {
        self.clear.iter().try_for_each(|path| target.clear(path))?;
        self.moves
            .iter()
            .try_for_each(|step| target.bring_in(step.number, &step.path))?;
        self.prune.iter().try_for_each(|path| target.prune(path))
    }

    /// Does what an interrupted [`carry_out`](Self::carry_out) left; tells whether all could be done.
    ///
    /// Nothing is moved before everything is cleared, so a missing staged file shows that the clearing is
    /// over. It must not be done again: where case is not told apart, the new file may answer to the name
    /// of the one that was cleared.
    pub(super) fn carry_on(&self, target: &Target) -> bool {
        let waits = |step: &Move| match disk::entry(&target.staged(step.number)) {
            Ok(Entry::File { len }) => Some(len == step.len),
            _ => None,
        };
        let mut complete = true;
        if self.moves.iter().all(|step| waits(step).is_some()) {
            for path in &self.clear {
                complete &= target.clear(path).is_ok();
            }
        }
        for step in &self.moves {
            complete &= match waits(step) {
                Some(whole) => whole && target.bring_in(step.number, &step.path).is_ok(),
                None => true,
            };
        }
        for path in &self.prune {
            complete &= target.prune(path).is_ok();
        }
        complete
    }

    /// The journal as it is kept on the disk.
    pub(super) fn to_text(&self) -> String {
        let mut text = String::from(JOURNAL);
        let mut line = |arguments: std::fmt::Arguments<'_>| {
            text.write_fmt(arguments).expect("a string can be written to");
        };
        self.keep
            .iter()
            .for_each(|path| line(format_args!("keep {path}\n")));
        self.clear
            .iter()
            .for_each(|path| line(format_args!("clear {path}\n")));
        for Move { number, len, path } in &self.moves {
            line(format_args!("move {number} {len} {path}\n"));
        }
        self.prune
            .iter()
            .for_each(|path| line(format_args!("prune {path}\n")));
        sealed(text)
    }

    /// The journal a text holds, if it is whole.
    pub(super) fn from_text(text: &[u8]) -> Option<Self> {
        let mut journal = Self::default();
        for line in unsealed(JOURNAL, text)?.lines() {
            let (step, rest) = line.split_once(' ')?;
            match step {
                "keep" => journal.keep.push(OutputPath::new(rest).ok()?),
                "clear" => journal.clear.push(OutputPath::new(rest).ok()?),
                "prune" => journal.prune.push(OutputPath::new(rest).ok()?),
                "move" => journal.moves.push(Move::from_text(rest)?),
                _ => return None,
            }
        }
        Some(journal)
    }
}

impl Move {
    fn from_text(text: &str) -> Option<Self> {
        let (number, rest) = text.split_once(' ')?;
        let (len, path) = rest.split_once(' ')?;
        Some(Self {
            number: number.parse().ok()?,
            len: len.parse().ok()?,
            path: OutputPath::new(path).ok()?,
        })
    }
}

/// The list of our outputs as it is kept on the disk.
pub(super) fn manifest_to_text(outputs: &BTreeSet<OutputPath>) -> String {
    let mut text = String::from(MANIFEST);
    for path in outputs {
        text.push_str(path.as_str());
        text.push('\n');
    }
    sealed(text)
}

/// The list of our outputs a text holds, if it is whole.
pub(super) fn manifest_from_text(text: &[u8]) -> Option<BTreeSet<OutputPath>> {
    let lines = unsealed(MANIFEST, text)?.lines();
    lines.map(|line| OutputPath::new(line).ok()).collect()
}

/// The text with its checksum at the end.
pub(super) fn sealed(mut text: String) -> String {
    let checksum = xxh3_64(text.as_bytes());
    text.push_str(&format!("end {checksum:016x}\n"));
    text
}

/// The lines between headline and checksum, when both are right.
pub(super) fn unsealed<'a>(headline: &str, text: &'a [u8]) -> Option<&'a str> {
    let text = str::from_utf8(text).ok()?;
    let end = text.len().checked_sub("end 0123456789abcdef\n".len())?;
    let (content, seal) = text.split_at_checked(end)?;
    let checksum = format!("end {:016x}\n", xxh3_64(content.as_bytes()));
    content.strip_prefix(headline).filter(|_| seal == checksum)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn paths() -> impl Strategy<Value = Vec<OutputPath>> {
        let path = "[a-c글 .]{1,6}(/[a-c글 .]{1,6})?";
        let path = path.prop_filter_map("a bad path", |path| OutputPath::new(&path).ok());
        prop::collection::vec(path, 0..4)
    }

    fn journal() -> impl Strategy<Value = Journal> {
        let lists = (paths(), paths(), paths(), paths());
        (lists, any::<u64>()).prop_map(|((keep, clear, moved, prune), number)| Journal {
            keep,
            clear,
            moves: moved
                .into_iter()
                .map(|path| Move {
                    number,
                    len: number / 3,
                    path,
                })
                .collect(),
            prune,
        })
    }

    proptest! {
        #[test]
        fn a_journal_comes_back_as_it_was(journal in journal()) {
            prop_assert_eq!(Journal::from_text(journal.to_text().as_bytes()), Some(journal));
        }

        #[test]
        fn a_damaged_journal_is_none(journal in journal(), at in any::<prop::sample::Index>(), bit in 0..8_u8) {
            let whole = journal.to_text().into_bytes();
            let mut damaged = whole.clone();
            damaged[at.index(whole.len())] ^= 1_u8 << bit;
            prop_assert_eq!(Journal::from_text(&damaged), None);
            prop_assert_eq!(Journal::from_text(&whole[..at.index(whole.len())]), None);
        }

        #[test]
        fn a_manifest_comes_back_as_it_was(paths in paths()) {
            let paths: BTreeSet<_> = paths.into_iter().collect();
            let text = manifest_to_text(&paths);
            prop_assert_eq!(Journal::from_text(text.as_bytes()), None);
            prop_assert_eq!(manifest_from_text(text.as_bytes()), Some(paths));
        }
    }

    #[test]
    fn a_manifest_reads_as_a_list() {
        let paths = ["b", "a/index.html"].map(|path| OutputPath::new(path).unwrap());
        let text = manifest_to_text(&paths.into_iter().collect());
        assert_eq!(text, "recto manifest 1\na/index.html\nb\nend d146cd19c600427c\n");
    }
}
