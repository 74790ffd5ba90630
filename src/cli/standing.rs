//! A build that need not be made: the site stands as it was published, from what it would be made from now.

use std::env;
use std::time::SystemTime;

use recto::data::Date;
use recto::diagnostic::{Diagnostic, record};
use recto::output::{Published, Staging};
use recto::pipeline::{Build, Options};
use recto::source::SourceTree;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_128;

use super::site;

/// By what a publish is known again: a hash of all a build depends on but the moment.
#[derive(Debug)]
pub(super) struct Inputs {
    /// `None` when something may have changed without a trace.
    key: Option<u128>,
    /// In seconds since 1970.
    now: Option<i64>,
}

/// What is kept with a publish.
#[derive(Debug, Serialize, Deserialize)]
struct Note {
    /// The moment of the build, in seconds since 1970; `None` when posts of the future were published.
    made: Option<i64>,
    /// When the first post is due that was left out.
    due: Option<i64>,
    /// What was found.
    found: String,
}

impl Inputs {
    /// What a build of the files depends on.
    pub(super) fn of(sources: &SourceTree, options: &Options) -> Self {
        let timeless = Options {
            now: None,
            ..options.clone()
        };
        let files = sources.fingerprint(site::moment());
        // Whether a post is out of date is told in months.
        let month = options.now.as_ref().map(Date::months);
        let key = files.zip(program());
        let key = key.map(|inputs| format!("{inputs:?} {timeless:?} {month:?}"));
        Self {
            key: key.map(|key| xxh3_128(key.as_bytes())),
            now: options.now.as_ref().map(Date::unix),
        }
    }

    /// What the publish would come to and what was found, when it is there already.
    pub(super) fn standing(&self, staging: &Staging) -> Option<(Published, Vec<Diagnostic>)> {
        let (published, note) = staging.standing(self.key?)?;
        let note: Note = serde_json::from_str(&note).ok()?;
        let is_of_now = match (note.made, self.now) {
            (None, None) => true,
            (Some(made), Some(now)) => made <= now && note.due.is_none_or(|due| now < due),
            _ => false,
        };
        is_of_now
            .then(|| record::from_text(&note.found))
            .flatten()
            .map(|found| (published, found))
    }

    /// Publishes a build so that it is known again.
    pub(super) fn publish(&self, staging: Staging, build: &Build) -> Result<Published, recto::Error> {
        let note = Note {
            made: self.now,
            due: build.site.due.as_ref().map(Date::unix),
            found: record::to_text(&build.diagnostics),
        };
        let note = serde_json::to_string(&note).unwrap_or_default();
        staging.commit(self.key.map(|key| (key, &*note)))
    }
}

/// The length and the time of this program's file, of which another build of it has others.
fn program() -> Option<(u64, SystemTime)> {
    let metadata = env::current_exe().ok()?.metadata().ok()?;
    Some((metadata.len(), metadata.modified().ok()?))
}
