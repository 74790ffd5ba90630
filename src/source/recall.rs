//! Files that need not be read again.

use std::collections::HashMap;
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use super::stamp::{Stamp, TICK};
use super::{Content, Entry, Listing, SourceFile, SourcePath};

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

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "these tests write a site")]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::source::list;

    /// Whether the only file of a site is known when it is listed again, having been read so long after it was
    /// written and changed like this since.
    #[track_caller]
    fn check(after: Duration, change: impl Fn(&std::path::Path) -> Vec<PathBuf>, known: bool) {
        let site = tempfile::tempdir().unwrap();
        let path = site.path().join("recto.toml");
        std::fs::write(&path, "title = \"A\"").unwrap();
        let read = list(site.path());
        let files: Vec<SourceFile> = read.entries.iter().map(Entry::read).collect();
        let written = path.metadata().unwrap().modified().unwrap();
        let mut recall = Recall::default();
        recall.keep(&read, &files, written + after);
        let changed = change(&path);
        let again = list(site.path());
        assert_eq!(recall.get(&again.entries[0], &changed).is_some(), known);
    }

    #[test]
    fn a_file_that_lay_still_is_not_read_again() {
        let lay_still = Duration::from_secs(60);
        check(lay_still, |_| Vec::new(), true);
        check(lay_still, |path| vec![path.with_file_name("other.toml")], true);
    }

    #[test]
    fn a_file_that_may_have_changed_is_read_again() {
        let lay_still = Duration::from_secs(60);
        check(Duration::from_millis(1), |_| Vec::new(), false);
        check(lay_still, |path| vec![path.to_owned()], false);
        check(
            lay_still,
            |path| path.parent().map(PathBuf::from).into_iter().collect(),
            false,
        );
        let rewrite = |path: &std::path::Path| {
            std::fs::write(path, "title = \"Another\"").unwrap();
            Vec::new()
        };
        check(lay_still, rewrite, false);
        let replace = |path: &std::path::Path| {
            let new = path.with_file_name("new");
            std::fs::write(&new, "title = \"B\"").unwrap();
            std::fs::rename(&new, path).unwrap();
            Vec::new()
        };
        check(lay_still, replace, false);
    }
}
