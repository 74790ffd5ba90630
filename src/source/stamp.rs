//! What the file system says of a file without reading it.

use std::fmt;
use std::fs::Metadata;
use std::str::FromStr;
use std::time::{Duration, UNIX_EPOCH};

/// Two changes of a file within this time may leave it with one stamp: the times of FAT have two seconds,
/// those of other systems some milliseconds.
pub(super) const TICK: Duration = Duration::from_secs(2);

/// By what a file is known that has not been touched. Times are in nanoseconds since 1970, 0 when the system does
/// not tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    len: u64,
    modified: u128,
    /// When anything about the file was changed, be it the time above.
    changed: u128,
    /// Another file under the same name has another one.
    inode: u64,
}

impl Stamp {
    /// The stamp in a file's metadata.
    pub fn of(metadata: &Metadata) -> Self {
        let (changed, inode) = change(metadata);
        let modified = metadata.modified().ok();
        let modified = modified.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        Self {
            len: metadata.len(),
            modified: modified.unwrap_or_default().as_nanos(),
            changed,
            inode,
        }
    }

    /// The length of the file in bytes.
    pub fn size(&self) -> u64 {
        self.len
    }

    /// When the file was modified.
    pub(super) fn modified(&self) -> u128 {
        self.modified
    }

    /// The later of its times.
    pub(super) fn latest(&self) -> u128 {
        self.modified.max(self.changed)
    }
}

#[cfg(unix)]
fn change(metadata: &Metadata) -> (u128, u64) {
    use std::os::unix::fs::MetadataExt;
    let seconds = u128::try_from(metadata.ctime()).unwrap_or_default();
    let nanoseconds = u128::try_from(metadata.ctime_nsec()).unwrap_or_default();
    (seconds * 1_000_000_000 + nanoseconds, metadata.ino())
}

#[cfg(not(unix))]
fn change(_: &Metadata) -> (u128, u64) {
    (0, 0)
}

/// Four numbers between blanks.
impl fmt::Display for Stamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            len,
            modified,
            changed,
            inode,
        } = self;
        write!(formatter, "{len} {modified} {changed} {inode}")
    }
}

/// What [`Display`](fmt::Display) writes.
impl FromStr for Stamp {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut numbers = text.splitn(4, ' ');
        let mut next = || numbers.next().unwrap_or_default();
        Ok(Self {
            len: next().parse()?,
            modified: next().parse()?,
            changed: next().parse()?,
            inode: next().parse()?,
        })
    }
}
