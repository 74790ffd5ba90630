//! What a build produces, and where it goes.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;
use std::ops::Bound;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::path::OutputPath;
use crate::error::Error;

/// One output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Artifact {
    /// Bytes that were made.
    Bytes(Arc<[u8]>),
    /// A file of the user's that is published as it is; read when it is published or asked for, so that
    /// the pictures of a site are never in memory together.
    File {
        /// Where it lies.
        path: PathBuf,
        /// Its size in bytes when the site was read.
        len: u64,
    },
    /// What is made when its bytes are asked for.
    Deferred(Deferred),
}

/// Bytes that are made when they are asked for, from any thread and perhaps more than once: the same each time.
#[derive(Clone)]
pub struct Deferred(Arc<MakeBytes>);

type MakeBytes = dyn Fn() -> Result<Option<Arc<[u8]>>, Error> + Send + Sync;

impl Deferred {
    /// Takes what makes the bytes. It gives none when they cannot be made for a reason that is reported as a
    /// finding.
    pub fn new(make: impl Fn() -> Result<Option<Arc<[u8]>>, Error> + Send + Sync + 'static) -> Self {
        Self(Arc::new(make))
    }

    /// Makes the bytes.
    ///
    /// # Errors
    /// When the machine fails.
    pub fn make(&self) -> Result<Option<Arc<[u8]>>, Error> {
        (self.0)()
    }
}

impl fmt::Debug for Deferred {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Deferred")
    }
}

impl PartialEq for Deferred {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Deferred {}

impl Artifact {
    /// The size in bytes: for a file, when the site was read; 0 for what is not made yet.
    pub fn size(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::File { len, .. } => *len,
            Self::Deferred(_) => 0,
        }
    }
}

impl From<Vec<u8>> for Artifact {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes.into())
    }
}

impl From<String> for Artifact {
    fn from(text: String) -> Self {
        Self::from(text.into_bytes())
    }
}

/// Takes what a build produces.
///
/// Called from several threads at once, in no order. Two outputs that cannot both be published, because
/// they have the same path or one is a folder for the other, are an [`Error::Collision`], here or at the
/// latest when everything has been taken.
pub trait Sink: Sync {
    /// Takes one output.
    fn accept(&self, path: OutputPath, artifact: Artifact) -> Result<(), Error>;

    /// Whether the bytes of every output will be asked for, so that it is worth making several of them in one go.
    fn wants_all(&self) -> bool {
        false
    }

    /// Whether outputs are wanted still, asked before work that gives none: [`Error::GivenUp`] when they are not.
    fn goes_on(&self) -> Result<(), Error> {
        Ok(())
    }
}

/// Everything a build produced, in memory and in the order of the paths.
#[derive(Debug, Default)]
pub struct OutputTree {
    artifacts: Mutex<BTreeMap<OutputPath, Artifact>>,
}

impl OutputTree {
    /// A tree without outputs.
    pub fn new() -> Self {
        Self::default()
    }

    /// The output with this path.
    pub fn get(&self, path: &str) -> Option<Artifact> {
        self.lock().get(path).cloned()
    }

    /// The outputs of this moment, in order.
    pub fn iter(&self) -> impl Iterator<Item = (OutputPath, Artifact)> + use<> {
        self.lock().clone().into_iter()
    }

    /// How many outputs there are.
    pub fn len(&self) -> usize {
        self.lock().len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A map that a panic elsewhere left locked is whole all the same: an entry goes in at once.
    fn lock(&self) -> MutexGuard<'_, BTreeMap<OutputPath, Artifact>> {
        self.artifacts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sink for OutputTree {
    fn accept(&self, path: OutputPath, artifact: Artifact) -> Result<(), Error> {
        claim(&mut self.lock(), path, artifact)
    }
}

/// Enters an output, unless it collides with one that is already there.
pub(super) fn claim<V>(
    outputs: &mut BTreeMap<OutputPath, V>,
    path: OutputPath,
    value: V,
) -> Result<(), Error> {
    if let Some(other) = entangled(outputs, &path) {
        return Err(collision(&path, other));
    }
    match outputs.entry(path) {
        Entry::Vacant(entry) => {
            entry.insert(value);
            Ok(())
        }
        Entry::Occupied(entry) => Err(collision(entry.key(), entry.key())),
    }
}

/// The output that needs a folder where `path` is a file, or is a file where `path` needs a folder.
pub(super) fn entangled<'a, V>(
    outputs: &'a BTreeMap<OutputPath, V>,
    path: &OutputPath,
) -> Option<&'a OutputPath> {
    let above = path.folders().find_map(|folder| outputs.get_key_value(folder));
    let below = || {
        let folder = format!("{path}/");
        let from = (Bound::Included(folder.as_str()), Bound::Unbounded);
        let next = outputs.range::<str, _>(from).next();
        next.filter(|(other, _)| other.as_str().starts_with(&folder))
    };
    above.or_else(below).map(|(other, _)| other)
}

fn collision(one: &OutputPath, other: &OutputPath) -> Error {
    Error::Collision {
        first: one.min(other).to_string(),
        second: one.max(other).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> OutputPath {
        OutputPath::new(text).unwrap()
    }

    fn tree(paths: &[&str]) -> Result<OutputTree, Error> {
        let tree = OutputTree::new();
        for text in paths {
            tree.accept(path(text), Artifact::from((*text).to_owned()))?;
        }
        Ok(tree)
    }

    fn check_collision(paths: &[&str], message: &str) {
        assert_eq!(tree(paths).unwrap_err().to_string(), message);
    }

    #[test]
    fn outputs_come_back_in_order() {
        let tree = tree(&["b.html", "a/index.html", "a.html"]).unwrap();
        let paths: Vec<_> = tree.iter().map(|(path, _)| path.to_string()).collect();
        assert_eq!(paths, ["a.html", "a/index.html", "b.html"]);
        assert_eq!(tree.len(), 3);
        assert_eq!(tree.get("b.html"), Some(Artifact::from("b.html".to_owned())));
        assert_eq!(tree.get("c.html"), None);
    }

    #[test]
    fn threads_can_fill_a_tree() {
        let tree = OutputTree::new();
        std::thread::scope(|scope| {
            for thread in 0..4 {
                let tree = &tree;
                scope.spawn(move || {
                    for page in 0..100 {
                        let path = path(&format!("{thread}/{page}.html"));
                        tree.accept(path, Artifact::from(vec![0; page])).unwrap();
                    }
                });
            }
        });
        assert_eq!(tree.len(), 400);
        assert_eq!(tree.get("3/99.html").map(|artifact| artifact.size()), Some(99));
    }

    #[test]
    fn two_outputs_cannot_have_one_path() {
        check_collision(&["a", "a"], "two outputs want the path `a`");
    }

    #[test]
    fn a_file_cannot_be_a_folder_as_well() {
        let message = "`a` and `a/b/c` cannot both be published";
        check_collision(&["a", "a.html", "a/b/c"], message);
        check_collision(&["a/b/c", "a.html", "a"], message);
        assert!(tree(&["a.html", "a/b", "a-b", "ab/c"]).is_ok());
    }
}
