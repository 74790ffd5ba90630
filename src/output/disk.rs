//! The door through which outputs reach the disk: single operations, none of which knows of a site.
//!
//! In tests every operation that changes something can be made to fail (see [`fault`]), which is how a
//! crash at any point of a publish is played.
#![expect(
    clippy::disallowed_methods,
    reason = "this file and `source/walk.rs` are the only ones that touch the disk"
)]

use std::fs::{self, File, TryLockError};
use std::io::{self, BufRead, BufReader, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use super::tree::Artifact;
use crate::error::Error;
use crate::source::Stamp;

/// How much of a file is compared at a time, in bytes.
const CHUNK: usize = 64 * 1024;

/// What a path leads to; a symbolic link is not followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    Absent,
    File {
        len: u64,
    },
    Folder,
    /// A symbolic link, a device, a pipe.
    Other,
}

/// What lies at a path, without following a link in its last part.
pub(super) fn entry(path: &Path) -> io::Result<Entry> {
    match fs::symlink_metadata(path) {
        Ok(data) if data.is_file() => Ok(Entry::File { len: data.len() }),
        Ok(data) if data.is_dir() => Ok(Entry::Folder),
        Ok(_) => Ok(Entry::Other),
        Err(error) if is_absence(&error) => Ok(Entry::Absent),
        Err(error) => Err(error),
    }
}

/// The stamp of the ordinary file at a path; nothing when there is none.
pub(super) fn stamp(path: &Path) -> io::Result<Option<Stamp>> {
    match fs::symlink_metadata(path) {
        Ok(data) => Ok(data.is_file().then(|| Stamp::of(&data))),
        Err(error) if is_absence(&error) => Ok(None),
        Err(error) => Err(error),
    }
}

/// A path below a file is absent, like one in a folder without such a name.
fn is_absence(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

/// The path with links followed as far as it exists, and what does not exist yet behind it.
pub(super) fn resolve(path: &Path) -> io::Result<PathBuf> {
    match fs::canonicalize(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => match (path.parent(), path.file_name()) {
            (Some(parent), Some(name)) if parent.as_os_str().is_empty() => {
                Ok(resolve(Path::new("."))?.join(name))
            }
            (Some(parent), Some(name)) => Ok(resolve(parent)?.join(name)),
            _ => Err(error),
        },
        other => other,
    }
}

/// The content of a small file, when there is one.
pub(super) fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

impl Artifact {
    /// Reads the bytes from the beginning, a file without ever holding it whole.
    pub fn reader(&self) -> Result<Box<dyn BufRead + Send + '_>, Error> {
        match self {
            Self::Bytes(bytes) => Ok(Box::new(&**bytes)),
            Self::Deferred(deferred) => Ok(Box::new(io::Cursor::new(
                deferred.make()?.unwrap_or_else(|| Arc::from([])),
            ))),
            Self::File { path, .. } => {
                let file = File::open(path).map_err(|error| Error::read(path, error))?;
                Ok(Box::new(BufReader::with_capacity(CHUNK, file)))
            }
        }
    }
}

/// Whether a file has these bytes, read side by side.
pub(super) fn has_bytes(path: &Path, expected: &Artifact) -> Result<bool, Error> {
    let file = File::open(path).map_err(|error| Error::read(path, error))?;
    let mut found = BufReader::with_capacity(CHUNK, file);
    let mut expected = expected.reader()?;
    same_bytes(&mut found, &mut *expected).map_err(|error| Error::read(path, error))
}

fn same_bytes(left: &mut dyn BufRead, right: &mut dyn BufRead) -> io::Result<bool> {
    loop {
        let (one, other) = (left.fill_buf()?, right.fill_buf()?);
        if one.is_empty() || other.is_empty() {
            return Ok(one.is_empty() && other.is_empty());
        }
        let length = one.len().min(other.len());
        if one[..length] != other[..length] {
            return Ok(false);
        }
        left.consume(length);
        right.consume(length);
    }
}

/// Whether two spellings name one file, as they do where upper and lower case are not told apart.
#[cfg(unix)]
pub(super) fn is_same_file(one: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let identity = |path| fs::symlink_metadata(path).map(|data| (data.dev(), data.ino()));
    matches!((identity(one), identity(other)), (Ok(one), Ok(other)) if one == other)
}

/// Whether two spellings name one file, as they do where upper and lower case are not told apart.
#[cfg(not(unix))]
pub(super) fn is_same_file(one: &Path, other: &Path) -> bool {
    matches!((fs::canonicalize(one), fs::canonicalize(other)), (Ok(one), Ok(other)) if one == other)
}

/// Every path below a folder that is not itself a folder, as far as it can be listed.
pub(super) fn files_below(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let found = if entry.file_type()?.is_dir() {
                &mut folders
            } else {
                &mut files
            };
            found.push(entry.path());
        }
    }
    files.sort();
    Ok(files)
}

/// Writes an artifact into a file that nobody else looks at yet, making folders as needed; returns how many bytes it
/// has. Errors speak of `place`, to which the file will be moved.
///
/// A copy of a user's file neither inherits its permissions nor passes through memory.
pub(super) fn write_artifact(path: &Path, artifact: &Artifact, place: &Path) -> Result<u64, Error> {
    let source = match artifact {
        Artifact::Bytes(_) | Artifact::Deferred(_) => None,
        Artifact::File { path, .. } => Some(File::open(path).map_err(|error| Error::read(path, error))?),
    };
    let written = || -> io::Result<u64> {
        let mut file = match create(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                create_folders(path.parent().unwrap_or(Path::new("")))?;
                create(path)?
            }
            created => created?,
        };
        match (artifact, source) {
            (_, Some(mut source)) => io::copy(&mut source, &mut file),
            (Artifact::Bytes(bytes), None) => file.write_all(bytes).map(|()| bytes.len() as u64),
            // What is deferred has been made before.
            (Artifact::File { .. } | Artifact::Deferred(_), None) => Ok(0),
        }
    };
    written().map_err(|error| Error::write(place, error))
}

fn create(path: &Path) -> io::Result<File> {
    fault::point()?;
    let file = File::create(path)?;
    allow(|permissions| file.set_permissions(permissions), 0o644);
    fault::point()?;
    Ok(file)
}

/// Sets what a web server needs to be allowed, whatever the user's mask is. Some file systems know no
/// permissions and say so; a site on them is served all the same.
#[cfg(unix)]
fn allow(set: impl FnOnce(fs::Permissions) -> io::Result<()>, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    let _ = set(fs::Permissions::from_mode(mode));
}

#[cfg(not(unix))]
fn allow(_: impl FnOnce(fs::Permissions) -> io::Result<()>, _: u32) {}

/// Writes a small file so that it is there whole or not at all, even when the power fails.
pub(super) fn write_durably(path: &Path, text: &str) -> io::Result<()> {
    let mut new = path.as_os_str().to_owned();
    new.push(".new");
    let new = PathBuf::from(new);
    let mut file = create(&new)?;
    file.write_all(text.as_bytes())?;
    force(&file)?;
    rename(&new, path)?;
    sync_folder(path)
}

/// Writes a small file that can be done without: whoever reads it sees by itself whether it is whole.
pub(super) fn write_loosely(path: &Path, text: &str) -> io::Result<()> {
    create(path)?.write_all(text.as_bytes())
}

/// Makes a rename in the folder of `path` last. Where a folder cannot be opened the system sees to it.
fn sync_folder(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(folder) if cfg!(unix) => force(&File::open(folder)?),
        _ => Ok(()),
    }
}

/// Waits until a file is on the disk. No test can cut the power, and they publish thousands of times.
fn force(file: &File) -> io::Result<()> {
    if cfg!(test) { Ok(()) } else { file.sync_all() }
}

/// Writes a file of a cache: whole or not at all for whoever reads it meanwhile, but not forced to the disk.
pub(super) fn write_entry(path: &Path, bytes: &[u8]) -> io::Result<()> {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let mut new = path.as_os_str().to_owned();
    new.push(format!(".{}-{number}.new", std::process::id()));
    let new = PathBuf::from(new);
    let folder = path.parent().unwrap_or(Path::new(""));
    let written = || -> io::Result<()> {
        if !folder.is_dir() {
            create_folders(folder)?;
        }
        create(&new)?.write_all(bytes)?;
        rename(&new, path)
    };
    written().inspect_err(|_| drop(fs::remove_file(&new)))
}

/// When a file was changed.
pub(super) fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).ok()?.modified().ok()
}

/// Sets when a file was changed, where the system allows it.
pub(super) fn set_modified(path: &Path, to: SystemTime) {
    let set = || File::options().write(true).open(path)?.set_modified(to);
    let _ = set();
}

fn rename(from: &Path, to: &Path) -> io::Result<()> {
    fault::point()?;
    fs::rename(from, to)
}

/// Moves a folder to where nothing is yet, on the same disk.
pub(super) fn move_folder(from: &Path, to: &Path) -> io::Result<()> {
    rename(from, to)
}

/// Moves a file over whatever file is there, making folders as needed.
///
/// Where the two lie on different disks (an output folder that is a mount point), the file is copied to
/// `aside`, on the disk of `to`, and moved from there: whoever reads `to` never sees half of it.
pub(super) fn move_file(from: &Path, to: &Path, aside: &Path) -> io::Result<()> {
    let moved = match fault::crossing().and_then(|()| rename(from, to)) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            create_folders(to.parent().unwrap_or(Path::new("")))?;
            rename(from, to)
        }
        moved => moved,
    };
    match moved {
        Err(error) if error.kind() == ErrorKind::CrossesDevices => {
            create_folders(to.parent().unwrap_or(Path::new("")))?;
            io::copy(&mut File::open(from)?, &mut create(aside)?)?;
            rename(aside, to)?;
            remove_file(from)
        }
        moved => moved,
    }
}

/// Makes a folder and those above it.
pub(super) fn create_folders(path: &Path) -> io::Result<()> {
    fault::point()?;
    match fs::create_dir(path) {
        Ok(()) => {
            allow(|permissions| fs::set_permissions(path, permissions), 0o755);
            Ok(())
        }
        Err(error) if error.kind() == ErrorKind::NotFound => match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => {
                create_folders(parent)?;
                create_folders(path)
            }
            _ => Err(error),
        },
        Err(error) if error.kind() == ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
        Err(error) => Err(error),
    }
}

/// Removes a file, if it is there.
pub(super) fn remove_file(path: &Path) -> io::Result<()> {
    fault::point()?;
    match fs::remove_file(path) {
        Err(error) if is_absence(&error) => Ok(()),
        other => other,
    }
}

/// Removes a folder that has nothing in it; tells whether it is gone. One that stays harms nobody, so
/// there is no error.
pub(super) fn remove_empty_folder(path: &Path) -> bool {
    let removed = fault::point().and_then(|()| fs::remove_dir(path));
    removed.is_ok() || matches!(entry(path), Ok(Entry::Absent))
}

/// Removes a folder that has nothing but folders in it; one with a file in it stays.
pub(super) fn remove_hollow_folder(path: &Path) {
    for entry in fs::read_dir(path).into_iter().flatten().flatten() {
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            remove_hollow_folder(&entry.path());
        }
    }
    remove_empty_folder(path);
}

/// Removes a folder of ours and everything in it, if it is there.
pub(super) fn remove_folder(path: &Path) -> io::Result<()> {
    fault::point()?;
    match fs::remove_dir_all(path) {
        Err(error) if is_absence(&error) => Ok(()),
        other => other,
    }
}

/// A lock on a file, held until it is dropped or the process ends, however it ends.
#[derive(Debug)]
pub(super) struct Lock(#[expect(dead_code, reason = "the open file is the lock")] File);

/// Locks a file, which is made if need be and never removed; nothing when another has locked it.
///
/// On a file system without locks everyone gets one: publishing there is better than refusing to.
pub(super) fn lock(path: &Path) -> io::Result<Option<Lock>> {
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(Lock(file))),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => Ok(Some(Lock(file))),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

#[cfg(not(test))]
mod fault {
    use std::io;

    pub(super) fn point() -> io::Result<()> {
        Ok(())
    }

    pub(super) fn crossing() -> io::Result<()> {
        Ok(())
    }
}

/// Failures on demand, for the operations of this thread.
#[cfg(test)]
pub(super) mod fault {
    use std::cell::Cell;
    use std::io;

    /// What goes wrong.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub(in crate::output) enum Fault {
        /// Everything that would change the disk after this many operations fails: to the disk that is
        /// a process that died.
        CrashAfter(usize),
        /// One operation fails, after this many, and those behind it work again.
        FailOnceAfter(usize),
    }

    thread_local! {
        static FAULT: Cell<Option<Fault>> = const { Cell::new(None) };
        static STRUCK: Cell<bool> = const { Cell::new(false) };
        static CROSSING: Cell<bool> = const { Cell::new(false) };
    }

    /// Runs something under a fault; tells its result and whether the fault struck.
    pub(in crate::output) fn under<T>(fault: Fault, run: impl FnOnce() -> T) -> (T, bool) {
        FAULT.set(Some(fault));
        STRUCK.set(false);
        let result = run();
        FAULT.set(None);
        (result, STRUCK.get())
    }

    /// Runs something as if staging and output folder lay on different disks.
    pub(in crate::output) fn across_disks<T>(run: impl FnOnce() -> T) -> T {
        CROSSING.set(true);
        let result = run();
        CROSSING.set(false);
        result
    }

    pub(super) fn point() -> io::Result<()> {
        let (fails, next) = match FAULT.get() {
            None => (false, None),
            Some(Fault::CrashAfter(0)) => (true, Some(Fault::CrashAfter(0))),
            Some(Fault::CrashAfter(left)) => (false, Some(Fault::CrashAfter(left - 1))),
            Some(Fault::FailOnceAfter(0)) => (true, None),
            Some(Fault::FailOnceAfter(left)) => (false, Some(Fault::FailOnceAfter(left - 1))),
        };
        FAULT.set(next);
        if fails {
            STRUCK.set(true);
            return Err(io::ErrorKind::StorageFull.into());
        }
        Ok(())
    }

    pub(super) fn crossing() -> io::Result<()> {
        match CROSSING.get() {
            true => Err(io::ErrorKind::CrossesDevices.into()),
            false => Ok(()),
        }
    }
}
