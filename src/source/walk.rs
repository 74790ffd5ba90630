//! Finding and reading files. The only file that imports `walkdir`, and, beside `output/`, that reads a disk.
#![expect(
    clippy::disallowed_methods,
    reason = "the door through which the user's files are read"
)]

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use walkdir::{DirEntry, WalkDir};

use super::{Blob, Content, SourceFile, SourcePath, Stamp, Text, is_text};

/// The folders of a site that are looked into.
pub const FOLDERS: [&str; 6] = ["content", "static", "snippets", "themes", "schemas", "fonts"];

/// The files in the root of a site that are read.
pub const FILES: [&str; 2] = ["recto.toml", "giscus.json"];

/// A file that was found and not read yet.
#[derive(Clone, Debug)]
pub struct Entry {
    path: SourcePath,
    disk: PathBuf,
    stamp: Stamp,
    is_text: bool,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    /// The files, in no particular order.
    pub entries: Vec<Entry>,
    /// What could not be looked into.
    pub problems: Vec<Problem>,
    /// The names of what lies in the root beside what the site is made from, such as `README.md`.
    pub beside: BTreeSet<String>,
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
    /// A symbolic link leads out of the site, to the path named here.
    Outside(String),
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

/// Lists the files of the site at `root`: [`FILES`] and what lies in [`FOLDERS`].
/// Symbolic links are followed as long as they stay in the site: what lies elsewhere is not the author's to
/// publish, and could be the whole disk. Hidden files count in `static` (`.well-known`) and nowhere else.
pub fn list(root: &Path) -> Listing {
    let mut listing = Listing::default();
    let real_root = root.canonicalize().unwrap_or_else(|_| root.to_path_buf());
    for name in FILES {
        let disk = root.join(name);
        if let Ok(metadata) = disk.metadata() {
            let entry = Entry::new(SourcePath::new(name), disk, &metadata);
            listing.entries.push(entry);
        }
    }
    listing.beside = beside(root);
    for folder in FOLDERS {
        let top = root.join(folder);
        if !top.is_dir() {
            continue;
        }
        let is_litter = |entry: &DirEntry| {
            let name = entry.file_name().to_string_lossy();
            let litter = name == ".git" || name == ".DS_Store" || name.ends_with('~');
            entry.depth() > 0 && (litter || (folder != "static" && name.starts_with('.')))
        };
        let real_top = top.canonicalize().unwrap_or_else(|_| top.clone());
        let mut outside = Vec::new();
        let wanted = |entry: &DirEntry| {
            let leaves = leaves(entry, [&real_root, &real_top]);
            outside.extend(leaves.as_deref().map(|target| Problem {
                path: lossy(root, entry.path()),
                kind: ProblemKind::Outside(target.display().to_string()),
            }));
            leaves.is_none() && !is_litter(entry)
        };
        for found in WalkDir::new(&top)
            .follow_links(true)
            .into_iter()
            .filter_entry(wanted)
        {
            add(root, found, &mut listing);
        }
        listing.problems.append(&mut outside);
    }
    listing
}

/// The names in the root that are not of the site.
fn beside(root: &Path) -> BTreeSet<String> {
    let names = names(root).unwrap_or_default();
    names
        .into_iter()
        .filter(|name| !FILES.contains(&name.as_str()) && !FOLDERS.contains(&name.as_str()))
        .collect()
}

/// Where a symbolic link leads, when that is not in the site. One of the site's own folders may lie elsewhere,
/// and is then part of the site, unless the site itself lies in it.
fn leaves(entry: &DirEntry, [root, top]: [&Path; 2]) -> Option<PathBuf> {
    if !entry.path_is_symlink() {
        return None;
    }
    let target = entry.path().canonicalize().ok()?;
    let inside = if entry.depth() == 0 {
        !root.starts_with(&target)
    } else {
        target.starts_with(root) || target.starts_with(top)
    };
    (!inside).then_some(target)
}

fn add(root: &Path, found: walkdir::Result<DirEntry>, listing: &mut Listing) {
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
                Ok(metadata) if metadata.is_file() => {
                    listing
                        .entries
                        .push(Entry::new(path, entry.into_path(), &metadata));
                }
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

/// The system's words without its error number.
fn say(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    text.to_lowercase()
}

/// The Markdown files that a path names: the file itself, or those below a folder, in order. Hidden ones,
/// those in `node_modules` and folders behind links are left out.
///
/// # Errors
/// When there is nothing at the path, or a folder cannot be looked into.
pub fn markdown_files(path: &Path) -> io::Result<Vec<PathBuf>> {
    if path.metadata()?.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let wanted = |entry: &DirEntry| {
        let name = entry.file_name().to_string_lossy();
        entry.depth() == 0 || !(name.starts_with('.') || name == "node_modules")
    };
    let mut files = Vec::new();
    // A folder that is named itself may be a link, whatever it is called.
    let top = path.canonicalize()?;
    for entry in WalkDir::new(&top)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(wanted)
    {
        let entry = entry?;
        if is_markdown(entry.path()) && entry.path().is_file() {
            let below = entry.path().strip_prefix(&top).unwrap_or(entry.path());
            files.push(path.join(below));
        }
    }
    Ok(files)
}

/// The names in a folder, in order.
pub(super) fn names(folder: &Path) -> Option<Vec<String>> {
    let entries = std::fs::read_dir(folder).ok()?;
    let mut names: Vec<String> = entries
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    names.sort_unstable();
    Some(names)
}

/// The text of a file.
pub(super) fn text(file: &Path) -> Option<Text> {
    std::fs::read(file).ok().map(Text::new)
}

/// Whether a file is Markdown by its name.
pub fn is_markdown(path: &Path) -> bool {
    let extension = path.extension().unwrap_or_default();
    ["md", "markdown"]
        .iter()
        .any(|known| extension.eq_ignore_ascii_case(known))
}

/// Lists texts that belong to no site, under the names given, and the HCL files that lie beside them.
pub fn list_files(files: &[(SourcePath, PathBuf)]) -> Listing {
    let mut listing = Listing::default();
    let mut folders = BTreeSet::new();
    for (name, disk) in files {
        listing.add_text(name.clone(), disk.clone());
        if let Some(folder) = disk.parent() {
            folders.insert((name.parent(), folder));
        }
    }
    for (name, folder) in folders {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let Some(file) = path.file_name().and_then(|file| file.to_str()) else {
                continue;
            };
            if file.ends_with(".tf") && path.is_file() {
                let separator = if name.is_empty() { "" } else { "/" };
                listing.add_text(SourcePath::new(format!("{name}{separator}{file}")), path.clone());
            }
        }
    }
    listing
}

/// Lists the files of a folder that a generator has made, under `name` and their paths in the folder. Files that
/// can refer to others are texts.
pub fn list_built(name: &str, folder: &Path) -> Listing {
    let mut listing = Listing::default();
    let top = folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf());
    for found in WalkDir::new(&top).follow_links(true) {
        add(&top, found, &mut listing);
    }
    for entry in &mut listing.entries {
        entry.is_text = matches!(entry.path.extension(), "html" | "htm" | "svg" | "css" | "xml");
        if !name.is_empty() {
            entry.path = SourcePath::new(format!("{name}/{}", entry.path));
        }
    }
    listing
}

impl Listing {
    fn add_text(&mut self, path: SourcePath, disk: PathBuf) {
        match disk.metadata() {
            Ok(metadata) => self.entries.push(Entry {
                is_text: true,
                ..Entry::new(path, disk, &metadata)
            }),
            Err(error) => self.problems.push(Problem {
                path,
                kind: ProblemKind::Unreadable(say(&error)),
            }),
        }
    }
}

impl Entry {
    fn new(path: SourcePath, disk: PathBuf, metadata: &std::fs::Metadata) -> Self {
        Self {
            is_text: is_text(path.as_str()),
            path,
            disk,
            stamp: Stamp::of(metadata),
        }
    }

    /// Where the file lies in the site.
    pub fn path(&self) -> &SourcePath {
        &self.path
    }

    /// Where the file lies on the disk.
    pub fn disk(&self) -> &Path {
        &self.disk
    }

    pub(super) fn stamp(&self) -> &Stamp {
        &self.stamp
    }

    /// Reads the file when it is text, and only notes where it is when it is not.
    pub fn read(&self) -> SourceFile {
        let content = if self.is_text {
            match std::fs::read(&self.disk) {
                Ok(bytes) => Content::Text(Text::new(bytes)),
                Err(error) => Content::Unreadable(say(&error)),
            }
        } else {
            match std::fs::File::open(&self.disk) {
                Ok(_) => Content::Blob(Blob::Disk {
                    path: self.disk.clone(),
                    len: self.stamp.size(),
                    modified: self.stamp.modified(),
                }),
                Err(error) => Content::Unreadable(say(&error)),
            }
        };
        SourceFile::new(self.path.clone(), content)
    }
}

impl Blob {
    /// The whole file.
    ///
    /// # Errors
    /// When it cannot be read any more.
    pub fn read(&self) -> io::Result<Arc<[u8]>> {
        match self {
            Self::Memory(bytes) => Ok(Arc::clone(bytes)),
            Self::Disk { path, .. } => std::fs::read(path).map(Arc::from),
        }
    }

    /// How many bytes there are.
    pub fn size(&self) -> u64 {
        match self {
            Self::Memory(bytes) => bytes.len() as u64,
            Self::Disk { len, .. } => *len,
        }
    }

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
