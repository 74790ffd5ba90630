//! What is kept on the disk between builds because it is costly to make: a folder of entries by name.
//!
//! A name stands for all that its content depends on, or the content is many things that each stand under such a name,
//! so an entry is never out of date, and the folder may be removed at any time. Each entry begins with a hash of the
//! rest; one that does not hold is as good as none. An entry comes in by a rename, so builds may share the folder.
//! Failing to keep something fails nothing.

use std::fmt;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use xxhash_rust::xxh3::xxh3_64;

use super::disk;

/// The hash before the content.
const HEADER: usize = size_of::<u64>();

/// How long an entry stays that no build uses.
const KEPT: Duration = Duration::from_secs(60 * 24 * 60 * 60);

/// How old an entry is told to be at most when it is used.
const FRESH: Duration = Duration::from_secs(24 * 60 * 60);

/// A folder of entries.
#[derive(Clone)]
pub struct Cache {
    folder: PathBuf,
    /// When the command began: entries that it uses are marked with it.
    now: SystemTime,
}

impl fmt::Debug for Cache {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Cache").field(&self.folder).finish()
    }
}

impl Cache {
    /// The cache in a folder, which need not exist. `now` tells entries that are used from those that are not;
    /// nothing that is made depends on it.
    pub fn new(folder: PathBuf, now: SystemTime) -> Self {
        Self { folder, now }
    }

    /// The content of an entry, whole and as it was kept.
    pub fn get(&self, name: &str) -> Option<Vec<u8>> {
        let path = self.folder.join(name);
        let mut bytes = disk::read(&path).ok()??;
        let (header, content) = bytes.split_at_checked(HEADER)?;
        if header != xxh3_64(content).to_le_bytes() {
            return None;
        }
        self.mark(&path);
        bytes.drain(..HEADER);
        Some(bytes)
    }

    /// The same of an entry with at most so many bytes; one that is larger is not even read.
    pub fn get_within(&self, name: &str, most: usize) -> Option<Vec<u8>> {
        let entry = disk::entry(&self.folder.join(name));
        let fits = |len| len <= (HEADER + most) as u64;
        matches!(entry, Ok(disk::Entry::File { len }) if fits(len)).then(|| self.get(name))?
    }

    /// Whether there is an entry of that name, which may be broken all the same.
    pub fn has(&self, name: &str) -> bool {
        matches!(disk::entry(&self.folder.join(name)), Ok(disk::Entry::File { len }) if len >= HEADER as u64)
    }

    /// Keeps an entry; tells whether that was possible.
    pub fn put(&self, name: &str, content: &[u8]) -> bool {
        let mut bytes = xxh3_64(content).to_le_bytes().to_vec();
        bytes.extend_from_slice(content);
        disk::write_entry(&self.folder.join(name), &bytes).is_ok()
    }

    /// Removes the entries that no build has used for two months. What cannot be removed stays.
    pub fn prune(&self) {
        for path in disk::files_below(&self.folder).unwrap_or_default() {
            if self.is_older(&path, KEPT) {
                let _ = disk::remove_file(&path);
            }
        }
    }

    fn mark(&self, path: &std::path::Path) {
        if self.is_older(path, FRESH) {
            disk::set_modified(path, self.now);
        }
    }

    fn is_older(&self, path: &std::path::Path, age: Duration) -> bool {
        let since = disk::modified(path).and_then(|modified| self.now.duration_since(modified).ok());
        since.is_some_and(|since| since > age)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(days: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs((20_000 + days) * 24 * 60 * 60)
    }

    #[test]
    fn an_entry_is_whole_or_none() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::new(folder.path().join("a/b"), moment(0));
        assert!(!cache.has("x") && cache.get("x").is_none());
        assert!(cache.put("x", b"content") && cache.has("x"));
        assert_eq!(cache.get("x").as_deref(), Some(&b"content"[..]));
        assert!(cache.put("x", b"other"));
        assert_eq!(cache.get("x").as_deref(), Some(&b"other"[..]));
        let path = folder.path().join("a/b/x");
        for broken in [&b""[..], b"short", b"12345678other"] {
            disk::write_entry(&path, broken).unwrap();
            assert_eq!(cache.get("x"), None);
        }
        assert_eq!(disk::files_below(folder.path()).unwrap(), [path]);
    }

    #[test]
    fn an_entry_that_is_too_large_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::new(folder.path().to_owned(), moment(0));
        assert_eq!(cache.get_within("x", 7), None);
        assert!(cache.put("x", b"content"));
        assert_eq!(cache.get_within("x", 7).as_deref(), Some(&b"content"[..]));
        assert_eq!(cache.get_within("x", 6), None);
        disk::create_folders(&folder.path().join("y")).unwrap();
        assert_eq!(cache.get_within("y", usize::MAX >> 1), None);
    }

    #[test]
    fn what_nobody_uses_goes() {
        let folder = tempfile::tempdir().unwrap();
        let at = |days| Cache::new(folder.path().to_owned(), moment(days));
        for name in ["used", "unused"] {
            assert!(at(0).put(name, b""));
            disk::set_modified(&folder.path().join(name), moment(0));
        }
        at(59).prune();
        assert!(at(59).get("used").is_some() && at(59).has("unused"));
        at(61).prune();
        assert!(at(61).has("used") && !at(61).has("unused"));
    }

    #[test]
    fn a_folder_that_cannot_be_is_no_failure() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let cache = Cache::new(file.path().join("below"), moment(0));
        assert!(!cache.put("x", b"") && cache.get("x").is_none());
        cache.prune();
    }
}
