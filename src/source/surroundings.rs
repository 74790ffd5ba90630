//! What lies around files that belong to no site: the names in folders, and the texts of other Markdown files. Each
//! is looked at once, when it is first asked for, and is the same from then on.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::{SourcePath, Text, walk};

/// The names of the files and folders in a folder; nothing when it cannot be looked into.
type Names = Option<Arc<Vec<String>>>;

/// What lies around files that belong to no site.
#[derive(Debug, Default)]
pub struct Surroundings {
    root: PathBuf,
    folders: Mutex<HashMap<PathBuf, Names>>,
}

impl Surroundings {
    /// The surroundings of files whose paths begin in the folder `root`.
    pub fn new(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
            folders: Mutex::default(),
        }
    }

    /// Where a file lies on the disk.
    pub fn place(&self, path: &SourcePath) -> PathBuf {
        self.root.join(path.as_str())
    }

    /// What is in a folder; `None` when it cannot be looked into.
    pub fn names(&self, folder: &Path) -> Option<Arc<Vec<String>>> {
        let mut folders = self.folders.lock().unwrap_or_else(PoisonError::into_inner);
        let known = folders.entry(folder.to_owned());
        known.or_insert_with(|| walk::names(folder).map(Arc::new)).clone()
    }

    /// The text of a Markdown file; `None` when it cannot be read.
    pub fn markdown(&self, file: &Path) -> Option<Text> {
        walk::is_markdown(file).then(|| walk::text(file))?
    }
}
