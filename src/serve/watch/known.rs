//! What the watched files hold, so that an event without a change is told from a change.
#![expect(
    clippy::disallowed_methods,
    reason = "files are compared with what they were when the system says they were written"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, Metadata};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use xxhash_rust::xxh3::xxh3_64;

use super::events::is_litter;

/// Larger files, in bytes, are told apart by their time: reading a film takes longer than building for nothing.
const LARGEST_READ: u64 = 4 << 20;

/// How far the times of files are behind the clock, at most.
const BEHIND: Duration = Duration::from_millis(20);

/// The files below the watched folders, by the names under which they are told.
#[derive(Debug, Default)]
pub(super) struct Known {
    files: BTreeMap<PathBuf, Print>,
    /// The files and folders that are there and could not be read.
    unread: BTreeSet<PathBuf>,
}

/// What tells contents from other contents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Print {
    Hash(u64),
    Stat {
        len: u64,
        modified: Option<SystemTime>,
    },
    /// There is a file, and what a build has read of it is not known: any contents may be other ones.
    Unknown,
}

/// A symbolic link and where it leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Link {
    pub(super) at: PathBuf,
    /// With all links resolved.
    pub(super) target: PathBuf,
}

/// How far symbolic links are followed: not out of these folders. A link can lead to the whole disk.
#[derive(Clone, Debug, Default)]
pub(super) struct Bounds(pub(super) Vec<PathBuf>);

/// A walk through folders.
struct Walk<'a> {
    bounds: &'a Bounds,
    /// The targets of the links that were followed to come here.
    through: Vec<PathBuf>,
    files: Vec<PathBuf>,
    /// The folders that are there and could not be read.
    unread: Vec<PathBuf>,
    links: Vec<Link>,
}

impl Known {
    /// Learns what is at a path and below it now. What has changed since a moment is known to be there only: what
    /// was built may have been read before that. Gives the links that were met.
    pub(super) fn learn(&mut self, path: &Path, bounds: &Bounds, before: SystemTime) -> Vec<Link> {
        let walk = walk(path, bounds);
        self.unread.extend(walk.unread);
        for file in walk.files {
            let stat = fs::metadata(&file).ok();
            let is_old = stat.is_some_and(|stat| changed(&stat) + BEHIND < before);
            if let Some(print) = self.read(&file) {
                self.files
                    .insert(file, if is_old { print } else { Print::Unknown });
            }
        }
        walk.links
    }

    /// Whether anything at a path or below it is not what it was when it was last looked at; gives the links
    /// that were met as well.
    pub(super) fn update(&mut self, path: &Path, bounds: &Bounds) -> (bool, Vec<Link>) {
        let Walk {
            files, unread, links, ..
        } = walk(path, bounds);
        let is_gone = |known: &&PathBuf| {
            // What lies in a folder that cannot be read now is not gone for that.
            files.binary_search(known).is_err() && !unread.iter().any(|folder| known.starts_with(folder))
        };
        let gone: Vec<PathBuf> = self.below(path).filter(is_gone).cloned().collect();
        let mut is_different = !gone.is_empty() || !unread.is_empty();
        for file in gone {
            self.files.remove(&file);
        }
        self.unread.extend(unread);
        for file in files {
            if let Some(print) = self.read(&file) {
                let before = self.files.insert(file, print);
                is_different |= print == Print::Unknown || before != Some(print);
            }
        }
        (is_different, links)
    }

    /// What is in a file; nothing when there is none any more.
    fn read(&mut self, file: &Path) -> Option<Print> {
        match Print::of(file) {
            Ok(print) => Some(print),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(_) => {
                self.unread.insert(file.to_path_buf());
                Some(Print::Unknown)
            }
        }
    }

    /// Whether something could not be read when it was looked at.
    pub(super) fn is_in_doubt(&self) -> bool {
        !self.unread.is_empty()
    }

    /// What could not be read and can be now, or is gone. It is told once.
    pub(super) fn cleared(&mut self) -> BTreeSet<PathBuf> {
        let is_readable = |path: &PathBuf| {
            let read = if path.is_dir() {
                fs::read_dir(path).map(drop)
            } else {
                fs::File::open(path).map(drop)
            };
            read.map_or_else(|error| error.kind() == ErrorKind::NotFound, |()| true)
        };
        let (cleared, unread) = std::mem::take(&mut self.unread)
            .into_iter()
            .partition(is_readable);
        self.unread = unread;
        cleared
    }

    /// Whether there was something at a path.
    pub(super) fn has(&self, path: &Path) -> bool {
        self.below(path).next().is_some()
    }

    fn below(&self, path: &Path) -> impl Iterator<Item = &PathBuf> {
        let files = self.files.range(path.to_path_buf()..).map(|(file, _)| file);
        files.take_while(move |file| file.starts_with(path))
    }
}

impl Print {
    fn of(path: &Path) -> io::Result<Self> {
        let stat = fs::metadata(path)?;
        if stat.len() <= LARGEST_READ {
            return fs::read(path).map(|bytes| Self::Hash(xxh3_64(&bytes)));
        }
        Ok(Self::Stat {
            len: stat.len(),
            modified: stat.modified().ok(),
        })
    }
}

/// When anything about a file was last changed. The time of its contents can be set to any, the other not.
#[cfg(unix)]
fn changed(stat: &Metadata) -> SystemTime {
    use std::os::unix::fs::MetadataExt;
    let seconds = u64::try_from(stat.ctime()).unwrap_or_default();
    let nanoseconds = u64::try_from(stat.ctime_nsec()).unwrap_or_default();
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds) + Duration::from_nanos(nanoseconds)
}

/// When a file was last changed.
#[cfg(not(unix))]
fn changed(stat: &Metadata) -> SystemTime {
    stat.modified().unwrap_or(SystemTime::UNIX_EPOCH)
}

/// The files at a path and below it, sorted, and the links that were met.
fn walk<'a>(path: &Path, bounds: &'a Bounds) -> Walk<'a> {
    let mut walk = Walk {
        bounds,
        through: Vec::new(),
        files: Vec::new(),
        unread: Vec::new(),
        links: Vec::new(),
    };
    let real = path.parent().and_then(|above| above.canonicalize().ok());
    walk.visit(path, &real.unwrap_or_default());
    walk.files.sort();
    walk
}

impl Walk<'_> {
    /// Visits what is at a path, which lies in the folder `above` when all links are resolved.
    fn visit(&mut self, path: &Path, above: &Path) {
        let Ok(stat) = fs::symlink_metadata(path) else {
            return;
        };
        if stat.is_symlink() {
            self.visit_link(path, above);
        } else if stat.is_dir() {
            let real = path
                .file_name()
                .map_or_else(|| above.to_path_buf(), |name| above.join(name));
            self.visit_folder(path, &real);
        } else if stat.is_file() {
            self.files.push(path.to_path_buf());
        }
    }

    fn visit_link(&mut self, path: &Path, above: &Path) {
        let Ok(target) = path.canonicalize() else { return };
        let is_loop = above.starts_with(&target) || self.through.contains(&target);
        if is_loop || !self.bounds.0.iter().any(|bound| target.starts_with(bound)) {
            return;
        }
        self.links.push(Link {
            at: path.to_path_buf(),
            target: target.clone(),
        });
        if target.is_file() {
            self.files.push(path.to_path_buf());
        } else if target.is_dir() {
            self.through.push(target.clone());
            self.visit_folder(path, &target);
            self.through.pop();
        }
    }

    fn visit_folder(&mut self, path: &Path, real: &Path) {
        let entries = match fs::read_dir(path) {
            Ok(entries) => entries,
            Err(error) => {
                if error.kind() != ErrorKind::NotFound {
                    self.unread.push(path.to_path_buf());
                }
                return;
            }
        };
        for entry in entries.flatten() {
            if !is_litter(&entry.file_name()) {
                self.visit(&entry.path(), real);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::serve::tests::write;

    fn tomorrow() -> SystemTime {
        SystemTime::now() + Duration::from_secs(86_400)
    }

    #[test]
    fn only_other_contents_are_a_change() {
        let folder = tempfile::tempdir().unwrap();
        let (file, bounds) = (folder.path().join("x/a.md"), Bounds::default());
        write(&file, "one");
        let mut known = Known::default();
        known.learn(folder.path(), &bounds, tomorrow());
        write(&file, "one");
        assert!(!known.update(&file, &bounds).0);
        write(&file, "two");
        assert!(known.update(&file, &bounds).0);
        assert!(!known.update(folder.path(), &bounds).0);
        write(&folder.path().join("x/y/b.md"), "new");
        assert!(known.update(&folder.path().join("x/y"), &bounds).0);
        fs::remove_dir_all(folder.path().join("x")).unwrap();
        assert!(known.has(&folder.path().join("x")));
        assert!(known.update(&folder.path().join("x"), &bounds).0);
        assert!(!known.update(&folder.path().join("x"), &bounds).0);
        fs::create_dir(folder.path().join("empty")).unwrap();
        assert!(!known.update(&folder.path().join("empty"), &bounds).0);
    }

    #[test]
    fn what_was_written_since_is_not_believed() {
        let folder = tempfile::tempdir().unwrap();
        let (file, bounds) = (folder.path().join("a.md"), Bounds::default());
        write(&file, "one");
        let mut known = Known::default();
        known.learn(folder.path(), &bounds, SystemTime::UNIX_EPOCH);
        assert!(known.update(&file, &bounds).0);
    }

    #[test]
    fn what_was_written_since_and_then_removed_is_a_change() {
        let folder = tempfile::tempdir().unwrap();
        let (file, bounds) = (folder.path().join("a.md"), Bounds::default());
        write(&file, "one");
        let mut known = Known::default();
        known.learn(folder.path(), &bounds, SystemTime::UNIX_EPOCH);
        fs::remove_file(&file).unwrap();
        assert!(known.has(&file));
        assert!(known.update(&file, &bounds).0);
        assert!(!known.update(&file, &bounds).0);
    }

    /// Whether rights mean nothing here, as they do to the administrator.
    #[cfg(unix)]
    fn close(path: &Path, mode: u32) -> bool {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        mode == 0 && (fs::read(path).is_ok() || fs::read_dir(path).is_ok())
    }

    #[cfg(unix)]
    #[test]
    fn what_cannot_be_read_is_in_doubt_until_it_can() {
        let folder = tempfile::tempdir().unwrap();
        let (below, bounds) = (folder.path().join("x"), Bounds::default());
        write(&below.join("a.md"), "one");
        let mut known = Known::default();
        known.learn(folder.path(), &bounds, tomorrow());
        for path in [below.join("a.md"), below.clone()] {
            let is_powerless = close(&path, 0);
            if is_powerless {
                close(&path, 0o755);
                return;
            }
            known.update(folder.path(), &bounds);
            assert!(known.is_in_doubt() && known.cleared().is_empty());
            assert!(known.has(&below.join("a.md")), "it is not gone");
            close(&path, 0o755);
            assert_eq!(known.cleared(), BTreeSet::from([path]));
            assert!(!known.is_in_doubt());
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_within_bounds_and_not_in_circles() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        write(&root.join("site/shared/a.md"), "a");
        write(&root.join("site/content/b.md"), "b");
        write(&root.join("outside/c.md"), "c");
        for (target, link) in [
            ("shared", "content/in"),
            ("content", "content/round"),
            ("content", "shared/back"),
            ("../outside", "content/out"),
            ("nowhere", "content/dead"),
            ("shared/a.md", "content/file.md"),
        ] {
            symlink(root.join("site").join(target), root.join("site").join(link)).unwrap();
        }
        let bounds = Bounds(vec![root.join("site")]);
        let Walk { files, links, .. } = walk(&root.join("site/content"), &bounds);
        let names = |paths: Vec<&PathBuf>| {
            let name = |path: &PathBuf| path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
            let mut names: Vec<_> = paths.into_iter().map(name).collect();
            names.sort();
            names
        };
        let files = names(files.iter().collect());
        assert!(files.contains(&"site/content/in/a.md".to_owned()), "{files:?}");
        assert!(files.contains(&"site/content/file.md".to_owned()), "{files:?}");
        assert!(!files.iter().any(|file| file.contains("out/")), "{files:?}");
        let links = names(links.iter().map(|link| &link.at).collect());
        assert!(links.contains(&"site/content/in".to_owned()), "{links:?}");
    }
}
