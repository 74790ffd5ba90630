//! Finding and reading files. The only file that imports `walkdir`, and, beside `output/`, that reads a disk.
#![expect(
    clippy::disallowed_methods,
    reason = "the door through which the user's files are read"
)]

use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use walkdir::WalkDir;

use super::{Blob, Content, SourceFile, SourcePath, Text, is_text};

/// The folders of a site that are looked into.
const FOLDERS: [&str; 4] = ["content", "static", "themes", "schemas"];

/// A file that was found and not read yet.
#[derive(Clone, Debug)]
pub struct Entry {
    path: SourcePath,
    disk: PathBuf,
    len: u64,
    modified: u128,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    /// The files, in no particular order.
    pub entries: Vec<Entry>,
    /// What could not be looked into.
    pub problems: Vec<Problem>,
}

/// A path that could not be looked into.
#[derive(Clone, Debug)]
pub struct Problem {
    /// The path.
    pub path: SourcePath,
    /// Why.
    pub kind: ProblemKind,
}

/// Why a path could not be looked into.
#[derive(Clone, Debug)]
pub enum ProblemKind {
    /// A symbolic link leads back to the folder named here.
    Loop(String),
    /// The system's own words.
    Unreadable(String),
    /// The name is not Unicode, so that no address could name it.
    NotUnicode,
}

/// The nearest folder from `start` upwards that has a `recto.toml`.
pub fn find_root(start: &Path) -> Option<PathBuf> {
    start
        .ancestors()
        .find(|folder| folder.join("recto.toml").is_file())
        .map(Path::to_path_buf)
}

/// Lists the files of the site at `root`: `recto.toml` and what lies in `content`, `static`, `themes` and
/// `schemas`.
/// Symbolic links are followed. Hidden files count in `static` (`.well-known`) and nowhere else.
pub fn list(root: &Path) -> Listing {
    let mut listing = Listing::default();
    let config = root.join("recto.toml");
    if let Ok(metadata) = config.metadata() {
        listing.entries.push(Entry {
            path: SourcePath::new("recto.toml"),
            disk: config,
            len: metadata.len(),
            modified: modified(&metadata),
        });
    }
    for folder in FOLDERS {
        let top = root.join(folder);
        if !top.is_dir() {
            continue;
        }
        let hidden = |entry: &walkdir::DirEntry| {
            let name = entry.file_name().to_string_lossy();
            let litter = name == ".git" || name == ".DS_Store" || name.ends_with('~');
            entry.depth() == 0 || !(litter || (folder != "static" && name.starts_with('.')))
        };
        for found in WalkDir::new(&top)
            .follow_links(true)
            .into_iter()
            .filter_entry(hidden)
        {
            add(root, found, &mut listing);
        }
    }
    listing
}

fn add(root: &Path, found: walkdir::Result<walkdir::DirEntry>, listing: &mut Listing) {
    match found {
        Ok(entry) if entry.file_type().is_dir() => {}
        Ok(entry) => {
            let Some(path) = relative(root, entry.path()) else {
                listing.problems.push(Problem {
                    path: lossy(root, entry.path()),
                    kind: ProblemKind::NotUnicode,
                });
                return;
            };
            match entry.metadata() {
                Ok(metadata) if metadata.is_file() => listing.entries.push(Entry {
                    path,
                    len: metadata.len(),
                    modified: modified(&metadata),
                    disk: entry.into_path(),
                }),
                Ok(_) => listing.problems.push(Problem {
                    path,
                    kind: ProblemKind::Unreadable("not a regular file".into()),
                }),
                Err(error) => listing.problems.push(problem(root, &error)),
            }
        }
        Err(error) => listing.problems.push(problem(root, &error)),
    }
}

fn problem(root: &Path, error: &walkdir::Error) -> Problem {
    let kind = match (error.loop_ancestor(), error.io_error()) {
        (Some(ancestor), _) => ProblemKind::Loop(lossy(root, ancestor).as_str().to_owned()),
        (None, Some(cause)) => ProblemKind::Unreadable(say(cause)),
        (None, None) => ProblemKind::Unreadable("it cannot be opened".into()),
    };
    Problem {
        path: lossy(root, error.path().unwrap_or(root)),
        kind,
    }
}

fn relative(root: &Path, path: &Path) -> Option<SourcePath> {
    let relative = path.strip_prefix(root).ok()?;
    let parts: Option<Vec<_>> = relative.iter().map(|part| part.to_str()).collect();
    Some(SourcePath::new(parts?.join("/")))
}

fn lossy(root: &Path, path: &Path) -> SourcePath {
    let relative = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
    SourcePath::new(parts.join("/"))
}

fn modified(metadata: &std::fs::Metadata) -> u128 {
    metadata
        .modified()
        .ok()
        .and_then(|time| time.duration_since(UNIX_EPOCH).ok())
        .map_or(0, |duration| duration.as_nanos())
}

/// The system's words without its error number.
fn say(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    text.to_lowercase()
}

impl Entry {
    /// Where the file lies in the site.
    pub fn path(&self) -> &SourcePath {
        &self.path
    }

    /// Reads the file when it is text, and only notes where it is when it is not.
    pub fn read(&self) -> SourceFile {
        let content = if is_text(self.path.as_str()) {
            match std::fs::read(&self.disk) {
                Ok(bytes) => Content::Text(Text::new(bytes)),
                Err(error) => Content::Unreadable(say(&error)),
            }
        } else {
            match std::fs::File::open(&self.disk) {
                Ok(_) => Content::Blob(Blob::Disk {
                    path: self.disk.clone(),
                    len: self.len,
                    modified: self.modified,
                }),
                Err(error) => Content::Unreadable(say(&error)),
            }
        };
        SourceFile {
            path: self.path.clone(),
            content,
        }
    }
}

impl Blob {
    /// Up to `limit` bytes from the file's beginning; empty when it cannot be read any more.
    pub fn head(&self, limit: usize) -> Vec<u8> {
        match self {
            Self::Memory(bytes) => bytes[..bytes.len().min(limit)].to_vec(),
            Self::Disk { path, .. } => {
                use io::Read;
                let mut bytes = Vec::new();
                let read = std::fs::File::open(path)
                    .and_then(|file| file.take(limit as u64).read_to_end(&mut bytes));
                if read.is_err() {
                    bytes.clear();
                }
                bytes
            }
        }
    }
}
