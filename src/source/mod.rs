//! The only reader of the user's files.
//!
//! [`list`] finds the files of a site, [`Entry::read`] reads one, and a [`SourceTree`] is the snapshot that
//! every later stage works on: text is held in memory, pictures and other files stay on the disk and are
//! known by path and length. The theme's built-in files lie under the user's own ([`SourceTree::underlay`]).

pub mod find;
mod path;
mod recall;
mod span;
mod stamp;
mod surroundings;
pub mod unicode;
mod walk;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::{SystemTime, UNIX_EPOCH};

use stamp::TICK;
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

pub use path::{SourcePath, join};
pub use recall::Recall;
pub use span::{LineColumn, LineIndex, Span};
pub use stamp::Stamp;
pub use surroundings::Surroundings;
pub use walk::{
    Entry, FILES, FOLDERS, Listing, Problem, ProblemKind, find_root, is_markdown, list, list_built,
    list_files, markdown_files,
};

/// How much of a file that is passed on is read to find the line of a finding, in bytes.
const LARGEST_SHOWN: usize = 16 * 1024 * 1024;

/// The longest file that code is taken from, in bytes.
const LARGEST_CODE: usize = 1024 * 1024;

/// A file of the site as it was when the build began.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Where it lies, relative to the site's root.
    pub path: SourcePath,
    /// What is in it.
    pub content: Content,
    /// The text of a file that is passed on, read when a finding points into it.
    shown: OnceLock<Option<Arc<str>>>,
    /// The text of a file that is passed on, read when code of it is shown.
    included: OnceLock<Option<Text>>,
}

/// What is in a file.
#[derive(Clone, Debug)]
pub enum Content {
    /// A text that stages read.
    Text(Text),
    /// A file that is passed on as it is.
    Blob(Blob),
    /// A file that could not be read, and why.
    Unreadable(String),
}

/// A text with its hash.
#[derive(Clone, Debug)]
pub struct Text {
    /// The text. When the file is not UTF-8, the bytes that are not are replaced by U+FFFD.
    pub text: Arc<str>,
    /// 128-bit XXH3 of the bytes.
    pub hash: u128,
    /// The offset of the first byte that is not UTF-8; up to there `text` has the file's own bytes.
    pub invalid_at: Option<usize>,
}

/// A file that is not read into memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Blob {
    /// On the disk.
    Disk {
        /// Its absolute path.
        path: PathBuf,
        /// Its length in bytes.
        len: u64,
        /// When it was changed, in nanoseconds since 1970; 0 when the system does not tell.
        modified: u128,
    },
    /// In memory: built-in files and tests.
    Memory(Arc<[u8]>),
}

impl Text {
    /// Takes bytes as they were read.
    pub fn new(bytes: Vec<u8>) -> Self {
        let hash = xxh3_128(&bytes);
        let (text, invalid_at) = match String::from_utf8(bytes) {
            Ok(text) => (text, None),
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                (String::from_utf8_lossy(error.as_bytes()).into_owned(), Some(at))
            }
        };
        Self {
            text: text.into(),
            hash,
            invalid_at,
        }
    }
}

/// A snapshot of the files of a site. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct SourceTree {
    files: Arc<BTreeMap<SourcePath, SourceFile>>,
    problems: Vec<Problem>,
    beside: Arc<BTreeSet<String>>,
}

impl SourceTree {
    /// A snapshot of the files given; of two with one path the later wins.
    pub fn new(files: impl IntoIterator<Item = SourceFile>) -> Self {
        let files: BTreeMap<_, _> = files.into_iter().map(|file| (file.path.clone(), file)).collect();
        Self {
            files: Arc::new(files),
            problems: Vec::new(),
            beside: Arc::default(),
        }
    }

    /// A site written as one text: `-- path --` lines, each followed by the file's text.
    /// Meant for tests and examples; what stands before the first such line is left out.
    pub fn from_fixture(fixture: &str) -> Self {
        let mut files: Vec<(SourcePath, String)> = Vec::new();
        for line in fixture.split_inclusive('\n') {
            let header = line
                .trim_end()
                .strip_prefix("-- ")
                .and_then(|rest| rest.strip_suffix(" --"));
            match (header, files.last_mut()) {
                (Some(path), _) => files.push((SourcePath::new(path), String::new())),
                (None, Some((_, text))) => text.push_str(line),
                (None, None) => {}
            }
        }
        Self::new(
            files
                .into_iter()
                .map(|(path, text)| SourceFile::from_memory(path, text.into_bytes())),
        )
    }

    /// Notes what could not be looked into.
    #[must_use]
    pub fn with_problems(mut self, problems: &[Problem]) -> Self {
        self.problems.extend_from_slice(problems);
        self
    }

    /// Notes the names of what lies in the root and is not of the site.
    #[must_use]
    pub fn with_beside(mut self, names: &BTreeSet<String>) -> Self {
        self.beside = Arc::new(names.clone());
        self
    }

    /// The names of what lies in the root and is not of the site, such as `README.md`.
    pub fn beside(&self) -> &BTreeSet<String> {
        &self.beside
    }

    /// What could not be looked into.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// Adds files beneath the ones that are there: a path that is taken keeps its file.
    pub fn underlay(&mut self, files: impl IntoIterator<Item = SourceFile>) {
        let taken = Arc::make_mut(&mut self.files);
        for file in files {
            taken.entry(file.path.clone()).or_insert(file);
        }
    }

    /// Sets or replaces a file.
    pub fn insert(&mut self, file: SourceFile) {
        Arc::make_mut(&mut self.files).insert(file.path.clone(), file);
    }

    /// Takes a file out.
    pub fn remove(&mut self, path: &SourcePath) -> Option<SourceFile> {
        Arc::make_mut(&mut self.files).remove(path)
    }

    /// The file at a path.
    pub fn get(&self, path: &str) -> Option<&SourceFile> {
        self.files.get(&SourcePath::new(path))
    }

    /// The text of a file, when it is one.
    pub fn text(&self, path: &str) -> Option<&Text> {
        match &self.get(path)?.content {
            Content::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A hash of everything a build can see of the files; `None` when one of them may have been changed since it
    /// was read without a trace, having been written less than two seconds before `now`.
    pub fn fingerprint(&self, now: SystemTime) -> Option<u128> {
        let settled = now.duration_since(UNIX_EPOCH).unwrap_or_default();
        let settled = settled.saturating_sub(TICK).as_nanos();
        let mut hash = Xxh3::new();
        for file in self.iter() {
            hash.update(file.path.as_str().as_bytes());
            let (kind, content) = match &file.content {
                Content::Text(text) => (b't', text.hash),
                Content::Blob(Blob::Disk { modified, .. }) if *modified > settled => return None,
                Content::Blob(Blob::Disk { len, modified, .. }) => {
                    (b'd', (u128::from(*len) << 64) ^ modified)
                }
                Content::Blob(Blob::Memory(bytes)) => (b'm', xxh3_128(bytes)),
                Content::Unreadable(why) => (b'u', xxh3_128(why.as_bytes())),
            };
            hash.update(&[0, kind]);
            hash.update(&content.to_le_bytes());
        }
        hash.update(format!("{:?}", self.problems).as_bytes());
        Some(hash.digest128())
    }

    /// All files, by path.
    pub fn iter(&self) -> impl Iterator<Item = &SourceFile> {
        self.files.values()
    }

    /// The files below a folder, by path, with the rest of their paths.
    pub fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (&'a str, &'a SourceFile)> {
        self.files
            .range(SourcePath::new(format!("{folder}/"))..)
            .map_while(move |(path, file)| Some((path.strip_folder(folder)?, file)))
    }
}

impl SourceFile {
    fn new(path: SourcePath, content: Content) -> Self {
        Self {
            path,
            content,
            shown: OnceLock::new(),
            included: OnceLock::new(),
        }
    }

    /// A text, whatever its name.
    pub fn text(path: SourcePath, bytes: Vec<u8>) -> Self {
        Self::new(path, Content::Text(Text::new(bytes)))
    }

    /// The text that findings point into; of files that are passed on, those that refer to others have one.
    pub fn shown(&self) -> Option<&str> {
        match &self.content {
            Content::Text(text) => Some(&text.text),
            Content::Blob(_) if self.included.get().is_some_and(Option::is_some) => {
                Some(&self.included.get()?.as_ref()?.text)
            }
            Content::Blob(blob)
                if matches!(self.path.extension(), "css" | "htm" | "html" | "svg" | "xml") =>
            {
                self.shown
                    .get_or_init(|| Some(String::from_utf8_lossy(&blob.head(LARGEST_SHOWN)).into()))
                    .as_deref()
            }
            Content::Blob(_) | Content::Unreadable(_) => None,
        }
    }

    /// The text of a file that code is taken from, whatever its kind; `None` when it is no text, too long to be
    /// shown or cannot be read.
    pub fn code(&self) -> Option<&Text> {
        let is_text = |text: &&Text| text.invalid_at.is_none() && text.text.len() <= LARGEST_CODE;
        match &self.content {
            Content::Text(text) => Some(text).filter(is_text),
            Content::Blob(blob) => {
                let read = || Some(Text::new(blob.head(LARGEST_CODE + 1))).filter(|text| is_text(&text));
                self.included.get_or_init(read).as_ref()
            }
            Content::Unreadable(_) => None,
        }
    }

    /// A file that was never on a disk; text when [`is_text`] says so.
    pub fn from_memory(path: SourcePath, bytes: Vec<u8>) -> Self {
        let content = if is_text(path.as_str()) {
            Content::Text(Text::new(bytes))
        } else {
            Content::Blob(Blob::Memory(bytes.into()))
        };
        Self::new(path, content)
    }
}

/// The files of the default theme, which lie in the binary.
pub fn built_in() -> impl Iterator<Item = SourceFile> {
    const FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/theme.rs"));
    FILES
        .iter()
        .map(|(path, bytes)| SourceFile::from_memory(SourcePath::new(path), bytes.to_vec()))
}

/// Whether stages read the file as text: those of the root, Markdown, HCL beside it, schemas of providers, and
/// all of a theme but its pictures.
pub fn is_text(path: &str) -> bool {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    let theme = path.starts_with("themes/")
        && matches!(
            extension,
            "html" | "xml" | "toml" | "css" | "js" | "json" | "txt" | "svg"
        );
    let schema = path.starts_with("schemas/") && extension == "txt";
    let content = path.starts_with("content/") && matches!(extension, "md" | "tf");
    theme || schema || content || FILES.contains(&path)
}
