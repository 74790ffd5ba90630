//! Files that need not be read again.

use std::collections::HashMap;
use std::path::PathBuf;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::walk::Stamp;
use super::{Content, Entry, Listing, SourceFile, SourcePath};

/// Two changes of a file within this time may leave it with one stamp: the times of FAT have two seconds,
/// those of other systems some milliseconds.
const TICK: Duration = Duration::from_secs(2);

/// The files of a site as they were read last.
///
/// A file is taken from here when its length, times and number in the file system are what they were *and* it
/// had not changed for a while when it was read: what is written into a file after that gives it another
/// time. A file that was just written is read again, which costs nothing for the few there are.
#[derive(Debug, Default)]
pub struct Recall {
    known: HashMap<SourcePath, (Stamp, SourceFile)>,
}

impl Recall {
    /// The file as it was read last, when it is sure to be the same. Those at or below a path of `changed` are
    /// not.
    pub fn get(&self, entry: &Entry, changed: &[PathBuf]) -> Option<SourceFile> {
        let (stamp, file) = self.known.get(entry.path())?;
        let is_named = || changed.iter().any(|path| entry.disk().starts_with(path));
        (stamp == entry.stamp() && !is_named()).then(|| file.clone())
    }

    /// Keeps the files of a listing, in its order, which was made after `now`.
    pub fn keep(&mut self, listing: &Listing, files: &[SourceFile], now: SystemTime) {
        let now = now.duration_since(UNIX_EPOCH).unwrap_or_default();
        let is_settled = |entry: &Entry| entry.stamp().latest() + TICK.as_nanos() <= now.as_nanos();
        let is_readable = |file: &SourceFile| !matches!(file.content, Content::Unreadable(_));
        let settled = listing.entries.iter().zip(files);
        self.known = settled
            .filter(|(entry, file)| is_settled(entry) && is_readable(file))
            .map(|(entry, file)| (entry.path().clone(), (entry.stamp().clone(), file.clone())))
            .collect();
    }
}
