//! What is told of changes.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What has changed since the last build.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Files and folders that were made, written, renamed or removed; absolute, by the names under which they
    /// are to be watched, links in them not resolved. A new or vanished folder stands for all below it.
    pub paths: BTreeSet<PathBuf>,
    /// Whether anything may have changed, so that the paths do not tell all.
    pub everything: bool,
}

/// Whether files may have changed since a build began.
#[derive(Clone, Debug, Default)]
pub struct Overtaken(pub(super) Option<Arc<AtomicBool>>);

impl Changes {
    /// Whether there are any.
    pub fn is_any(&self) -> bool {
        self.everything || !self.paths.is_empty()
    }

    /// Adds later changes.
    pub(in crate::serve) fn add(&mut self, later: Self) {
        self.paths.extend(later.paths);
        self.everything |= later.everything;
    }

    /// The changes before the first build.
    pub fn everything() -> Self {
        Self {
            everything: true,
            ..Self::default()
        }
    }
}

impl Overtaken {
    /// Whether they may.
    pub fn is_so(&self) -> bool {
        let stirred = self.0.as_ref();
        stirred.is_some_and(|stirred| stirred.load(Ordering::Relaxed))
    }
}
