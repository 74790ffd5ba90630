//! What is kept of a publish so that the same build need not be made again: from what it was made, what was said
//! of it, and how each of its files lay on the disk when it was over.

use std::fmt::Write;

use super::disk;
use super::journal::{sealed, unsealed};
use super::path::OutputPath;
use super::target::Target;
use crate::source::Stamp;

const HEADLINE: &str = "recto seal 1\n";

/// The seal on a published site. It holds as long as nobody touches a file of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Seal {
    /// A hash of everything the site was made from.
    pub(super) key: u128,
    /// One line, which is the caller's.
    pub(super) note: String,
    /// The outputs.
    pub(super) files: Vec<(OutputPath, Stamp)>,
}

impl Seal {
    /// A seal on outputs that lie in their places; `None` when one does not.
    pub(super) fn on(
        target: &Target,
        key: u128,
        note: &str,
        paths: impl Iterator<Item = OutputPath>,
    ) -> Option<Self> {
        let stamped = |path: OutputPath| {
            let stamp = disk::stamp(&target.place(&path)).ok()??;
            Some((path, stamp))
        };
        Some(Self {
            key,
            note: note.to_owned(),
            files: paths.map(stamped).collect::<Option<_>>()?,
        })
    }

    /// Whether every output lies where it was put, as it was put there.
    pub(super) fn holds(&self, target: &Target) -> bool {
        self.files.iter().all(|(path, stamp)| {
            let found = disk::stamp(&target.place(path));
            matches!(found, Ok(Some(found)) if found == *stamp)
        })
    }

    /// The seal as it is kept on the disk.
    pub(super) fn to_text(&self) -> String {
        let mut text = format!("{HEADLINE}{:032x}\n{}\n", self.key, self.note);
        for (path, stamp) in &self.files {
            let _ = writeln!(text, "{stamp} {path}");
        }
        sealed(text)
    }

    /// The seal a text holds, if it is whole.
    pub(super) fn from_text(text: &[u8]) -> Option<Self> {
        let mut lines = unsealed(HEADLINE, text)?.lines();
        let key = u128::from_str_radix(lines.next()?, 16).ok()?;
        let note = lines.next()?.to_owned();
        let file = |line: &str| {
            let (at, _) = line.match_indices(' ').nth(3)?;
            let path = OutputPath::new(&line[at + 1..]).ok()?;
            Some((path, line[..at].parse().ok()?))
        };
        let files = lines.map(file).collect::<Option<_>>()?;
        Some(Self { key, note, files })
    }
}
