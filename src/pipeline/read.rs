//! From the disk to a snapshot.

use std::path::PathBuf;
use std::time::SystemTime;

use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};

use crate::source::{self, Entry, Listing, Recall, SourceFile, SourceTree};

/// Reads a site again and again. A file that did not change is not read twice.
#[derive(Debug)]
pub struct Reader {
    root: PathBuf,
    recall: Recall,
}

impl Reader {
    /// A reader of the site at a root.
    pub fn new(root: PathBuf) -> Self {
        Self {
            root,
            recall: Recall::default(),
        }
    }

    /// Reads the site, in parallel, with the built-in theme beneath it. `now` is a moment before the call, and
    /// what lies at or below the absolute paths of `changed` is read whatever the file system says of it.
    pub fn read(&mut self, changed: &[PathBuf], now: SystemTime) -> SourceTree {
        let listing = source::list(&self.root);
        let read = |entry: &Entry| self.recall.get(entry, changed).unwrap_or_else(|| entry.read());
        let files: Vec<SourceFile> = listing.entries.par_iter().map(read).collect();
        self.recall.keep(&listing, &files, now);
        let mut sources = SourceTree::new(files)
            .with_problems(&listing.problems)
            .with_beside(&listing.beside);
        sources.underlay(source::built_in());
        sources
    }
}

/// Reads the files of a site, in parallel, and lays the built-in theme beneath them.
pub fn read(listing: &Listing) -> SourceTree {
    let mut sources = read_files(listing);
    sources.underlay(source::built_in());
    sources
}

/// Reads files that belong to no site, in parallel.
pub fn read_files(listing: &Listing) -> SourceTree {
    let files: Vec<SourceFile> = listing.entries.par_iter().map(Entry::read).collect();
    SourceTree::new(files)
        .with_problems(&listing.problems)
        .with_beside(&listing.beside)
}
