//! What is served.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::UNIX_EPOCH;

use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use super::respond;
use crate::source::unicode::nfc;

/// One output of a build.
#[derive(Clone, Debug)]
pub enum Served {
    /// Bytes the build made.
    Bytes(Arc<[u8]>),
    /// A page in the place of one that cannot be made, which is answered as an error.
    Notice(Arc<[u8]>),
    /// A file that is published as it is; read when it is asked for.
    File(PathBuf),
    /// What is made when it is asked for first.
    Later(Later),
}

/// Makes one output; nothing when it cannot be made.
#[derive(Clone)]
pub struct Later(Arc<dyn Fn() -> Option<Served> + Send + Sync>);

impl Later {
    /// Takes what makes the output. It may be called from any thread.
    pub fn new(make: impl Fn() -> Option<Served> + Send + Sync + 'static) -> Self {
        Self(Arc::new(make))
    }
}

impl fmt::Debug for Later {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Later")
    }
}

/// The outputs of one build: immutable, and comparable with the next one's page by page.
#[derive(Clone, Debug)]
pub struct Snapshot {
    base_path: String,
    files: BTreeMap<String, Entry>,
}

/// An output and a number that changes with its contents, both when they are wanted.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    served: Served,
    made: OnceLock<Option<Served>>,
    hash: OnceLock<u64>,
}

impl Snapshot {
    /// Takes the outputs by their paths (`posts/x/index.html`: `/` between the parts and none in front),
    /// and the path the site has under its host: `/`, or `/blog/` for `https://example.org/blog/`.
    pub fn new(base_path: &str, files: impl IntoIterator<Item = (String, Served)>) -> Self {
        Self::after(None, base_path, files)
    }

    /// The same, for outputs of which many may be those of an earlier build.
    pub fn after(
        before: Option<&Self>,
        base_path: &str,
        files: impl IntoIterator<Item = (String, Served)>,
    ) -> Self {
        let entry = |path: &str, served: Served| {
            let known = before.and_then(|before| before.get(path));
            match known {
                Some(known) if known.is_same(&served) => known.clone(),
                _ => Entry::new(served),
            }
        };
        let files = files
            .into_iter()
            .map(|(path, served)| {
                let path = nfc(&path).into_owned();
                let entry = entry(&path, served);
                (path, entry)
            })
            .collect();
        Self {
            base_path: with_slashes(base_path),
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

    /// What is served at an output path.
    pub fn served(&self, path: &str) -> Option<&Served> {
        self.files.get(path)?.served()
    }

    /// Whether something is served at an output path.
    pub fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// The outputs in the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Served)> {
        self.files
            .iter()
            .map(|(path, entry)| (path.as_str(), &entry.served))
    }

    /// The outputs that shape pages without being one (style sheets, scripts, pictures, fonts) and are not
    /// what they were before, with a number that changes with the contents; 0 for what is gone.
    pub(super) fn changed_assets<'a>(&'a self, before: &'a Self) -> impl Iterator<Item = (&'a str, u64)> {
        let here = self.files.iter().filter(|(path, entry)| {
            let known = before.files.get(*path);
            respond::is_asset(path)
                && known.is_none_or(|known| known.was_seen() && known.hash() != entry.hash())
        });
        let gone = before
            .files
            .keys()
            .filter(|path| respond::is_asset(path) && !self.files.contains_key(*path));
        here.map(|(path, entry)| (path.as_str(), entry.hash()))
            .chain(gone.map(|path| (path.as_str(), 0)))
    }
}

impl Entry {
    fn new(served: Served) -> Self {
        let hash = match &served {
            // Another time of the same file is another content, so this one is read now.
            Served::File(path) => OnceLock::from(hash_stat(path)),
            _ => OnceLock::new(),
        };
        Self {
            served,
            made: OnceLock::new(),
            hash,
        }
    }

    /// What is served; nothing when it cannot be made.
    pub(super) fn served(&self) -> Option<&Served> {
        match &self.served {
            Served::Later(Later(make)) => self.made.get_or_init(|| make()).as_ref(),
            served => Some(served),
        }
    }

    /// A number that changes with the contents.
    pub(super) fn hash(&self) -> u64 {
        *self.hash.get_or_init(|| match self.served() {
            Some(Served::Bytes(bytes) | Served::Notice(bytes)) => xxh3_64(bytes),
            Some(Served::File(path)) => hash_stat(path),
            Some(Served::Later(_)) | None => 0,
        })
    }

    /// Whether a browser may have it.
    fn was_seen(&self) -> bool {
        !matches!(self.served, Served::Later(_)) || self.made.get().is_some()
    }

    /// Whether it surely is what is served now. Files on the disk are looked at again.
    fn is_same(&self, served: &Served) -> bool {
        match (&self.served, served) {
            (Served::Bytes(known), Served::Bytes(bytes)) => Arc::ptr_eq(known, bytes),
            _ => false,
        }
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

    fn snapshot(files: &[(&str, &str)]) -> Snapshot {
        let served = |text: &str| Served::Bytes(Arc::from(text.as_bytes()));
        let files = files
            .iter()
            .map(|(path, text)| ((*path).to_owned(), served(text)));
        Snapshot::new("/", files)
    }

    #[test]
    fn only_what_shapes_pages_counts_as_an_asset() {
        let changed = |path: &str| {
            let (one, two) = (snapshot(&[(path, "1")]), snapshot(&[(path, "2")]));
            two.changed_assets(&one).count()
        };
        assert_eq!((changed("a.css"), changed("a.png"), changed("a.js")), (1, 1, 1));
        for path in ["a.html", "feed.xml", "search.json", "robots.txt", "404.html"] {
            assert_eq!(changed(path), 0, "{path}");
        }
        let (one, two) = (snapshot(&[("a.png", "1")]), snapshot(&[("b.png", "1")]));
        let paths: Vec<_> = two.changed_assets(&one).map(|(path, _)| path).collect();
        assert_eq!(paths, ["b.png", "a.png"]);
        assert_eq!(one.changed_assets(&one.clone()).count(), 0);
    }

    #[test]
    fn a_file_on_disk_changes_its_number() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.png");
        let now = || Snapshot::new("/", [("a.png".to_owned(), Served::File(path.clone()))]);
        let absent = now();
        crate::serve::tests::write(&path, "one");
        let one = now();
        crate::serve::tests::write(&path, "three");
        assert_eq!(one.changed_assets(&absent).count(), 1);
        assert_eq!(now().changed_assets(&one).count(), 1);
    }
}
