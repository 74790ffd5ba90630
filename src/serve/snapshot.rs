//! What is served.

use crate::source::unicode::nfc;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use super::respond;

/// One output of a build.
#[derive(Clone, Debug)]
pub enum Served {
    /// Bytes the build made.
    Bytes(Arc<[u8]>),
    /// A file that is published as it is; read when it is asked for.
    File(PathBuf),
}

/// The outputs of one build: immutable, and comparable with the next one's page by page.
#[derive(Clone, Debug)]
pub struct Snapshot {
    base_path: String,
    files: BTreeMap<String, Entry>,
    assets: u64,
}

/// An output and a number that changes with its contents.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) served: Served,
    pub(super) hash: u64,
}

impl Snapshot {
    /// Takes the outputs by their paths (`posts/x/index.html`: `/` between the parts and none in front),
    /// and the path the site has under its host: `/`, or `/blog/` for `https://example.org/blog/`.
    pub fn new(base_path: &str, files: impl IntoIterator<Item = (String, Served)>) -> Self {
        let files: BTreeMap<_, _> = files
            .into_iter()
            .map(|(path, served)| (nfc(&path).into_owned(), Entry::new(served)))
            .collect();
        Self {
            base_path: with_slashes(base_path),
            assets: hash_assets(&files),
            files,
        }
    }

    /// The path of the site under its host, with a `/` at both ends; not percent-encoded.
    pub fn base_path(&self) -> &str {
        &self.base_path
    }

    pub(super) fn get(&self, path: &str) -> Option<&Entry> {
        self.files.get(path)
    }

    /// A number that changes whenever anything does that may change how pages look: a style sheet, a
    /// script, a picture, a font. Feeds and search indexes change with every post and are left out.
    pub(super) fn assets(&self) -> u64 {
        self.assets
    }
}

impl Entry {
    fn new(served: Served) -> Self {
        let hash = match &served {
            Served::Bytes(bytes) => xxh3_64(bytes),
            Served::File(path) => hash_stat(path),
        };
        Self { served, hash }
    }
}

/// The length and the time of a file stand for its contents: a film need not be read to be served.
fn hash_stat(path: &Path) -> u64 {
    let Ok(stat) = fs::metadata(path) else { return 0 };
    let since = stat
        .modified()
        .ok()
        .and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    let nanoseconds = since.map_or(0, |since| since.as_nanos());
    let mut hasher = Xxh3::new();
    hasher.update(&stat.len().to_le_bytes());
    hasher.update(&nanoseconds.to_le_bytes());
    hasher.digest()
}

fn hash_assets(files: &BTreeMap<String, Entry>) -> u64 {
    let mut hasher = Xxh3::new();
    for (path, entry) in files.iter().filter(|(path, _)| respond::is_asset(path)) {
        hasher.update(path.as_bytes());
        hasher.update(&[0]);
        hasher.update(&entry.hash.to_le_bytes());
    }
    hasher.digest()
}

fn with_slashes(base_path: &str) -> String {
    let inner = base_path.trim_matches('/');
    let decoded = respond::decode(inner).unwrap_or_else(|| inner.to_owned());
    if decoded.is_empty() {
        return "/".to_owned();
    }
    format!("/{decoded}/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_path_gets_its_slashes() {
        let base = |text| Snapshot::new(text, []).base_path().to_owned();
        assert_eq!(base(""), "/");
        assert_eq!(base("/"), "/");
        assert_eq!(base("blog"), "/blog/");
        assert_eq!(base("/a/b"), "/a/b/");
        assert_eq!(base("/%EA%B8%80/"), "/글/");
    }

    #[test]
    fn only_what_shapes_pages_counts_as_an_asset() {
        let assets = |path: &str, text: &str| {
            let served = Served::Bytes(Arc::from(text.as_bytes()));
            Snapshot::new("/", [(path.to_owned(), served)]).assets()
        };
        assert_ne!(assets("a.css", "1"), assets("a.css", "2"));
        assert_ne!(assets("a.png", "1"), assets("b.png", "1"));
        for path in ["a.html", "feed.xml", "search.json", "robots.txt", "404.html"] {
            assert_eq!(assets(path, "1"), assets(path, "2"), "{path}");
        }
    }

    #[test]
    fn a_file_on_disk_changes_its_number() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.png");
        let number = || Snapshot::new("/", [("a.png".to_owned(), Served::File(path.clone()))]).assets();
        let absent = number();
        crate::serve::tests::write(&path, "one");
        let one = number();
        crate::serve::tests::write(&path, "three");
        assert_ne!(absent, one);
        assert_ne!(one, number());
    }
}
