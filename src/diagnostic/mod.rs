//! What can be said to the author, as data.
//!
//! Every stage says what it finds as a [`Diagnostic`]; how it looks is decided by one renderer a file: [`text`]
//! and [`short`] for people, [`excerpt`] for the preview, [`json`] for programs, [`github`] and [`markdown`] for
//! pull requests, [`sarif`] and [`junit`] for services. They get the source text through [`Sources`]; those that
//! name files for somebody else get a [`Batch`].

mod batch;
pub mod catalogue;
pub mod difference;
pub mod excerpt;
pub mod github;
pub mod json;
pub mod junit;
pub mod markdown;
pub mod mend;
mod places;
pub mod record;
pub mod sarif;
pub mod short;
pub mod suggest;
pub mod text;

pub use batch::Batch;
pub use catalogue::Code;
pub use places::Columns;

use crate::source::{SourcePath, SourceTree, Span};

/// How grave a finding is. Ordered: an error is greater than a warning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; never fails a run.
    Note,
    /// Probably a mistake; fails a run only when asked to.
    Warning,
    /// Wrong; nothing is published.
    Error,
}

impl Severity {
    /// The word that is printed and put into JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A range of bytes in one of the user's files.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// The file, relative to the site's root.
    pub path: SourcePath,
    /// The bytes in it.
    pub span: Span,
}

impl Location {
    /// A place in a file.
    pub fn new(path: &SourcePath, span: Span) -> Self {
        Self {
            path: path.clone(),
            span,
        }
    }
}

/// Something said about one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label<L = Location> {
    /// The place.
    pub location: L,
    /// What is said of it; may be empty when the headline says all.
    pub message: String,
}

/// Replaces the bytes of one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit<L = Location> {
    /// What is replaced; an empty span inserts.
    pub location: L,
    /// What stands there afterwards.
    pub replacement: String,
}

/// A change of the source that mends the finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix<L = Location> {
    /// What the change does, as an imperative: "write `local.`".
    pub title: String,
    /// The edits, which do not overlap.
    pub edits: Vec<Edit<L>>,
}

/// One finding: what is wrong, where, how to mend it.
///
/// The location type `L` is [`Location`] for everything that leaves a stage; deep modules that know
/// nothing of files use their own and are translated by [`Diagnostic::map_locations`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic<L = Location> {
    /// The stable code, which `recto explain` knows.
    pub code: &'static Code,
    /// How grave it is here; starts as the code's own severity.
    pub severity: Severity,
    /// The headline: lower case, states the fact, names in backticks, no full stop.
    pub message: String,
    /// The places it is about, the main one first. Empty when it belongs to no file.
    pub labels: Vec<Label<L>>,
    /// What the author can do, each an imperative sentence without the word "help".
    pub help: Vec<String>,
    /// A change that mends it.
    pub fix: Option<Fix<L>>,
}

impl<L> Diagnostic<L> {
    /// A finding without a place.
    pub fn new(code: &'static Code, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity,
            message: message.into(),
            labels: Vec::new(),
            help: Vec::new(),
            fix: None,
        }
    }

    /// Adds a place; the first one added is the main one.
    #[must_use]
    pub fn at(mut self, location: L, message: impl Into<String>) -> Self {
        self.labels.push(Label {
            location,
            message: message.into(),
        });
        self
    }

    /// Adds advice.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// Sets the change that mends it.
    #[must_use]
    pub fn fix(mut self, title: impl Into<String>, edits: Vec<Edit<L>>) -> Self {
        self.fix = Some(Fix {
            title: title.into(),
            edits,
        });
        self
    }

    /// The same finding with every place translated.
    pub fn map_locations<M>(self, mut map: impl FnMut(L) -> M) -> Diagnostic<M> {
        Diagnostic {
            code: self.code,
            severity: self.severity,
            message: self.message,
            labels: self
                .labels
                .into_iter()
                .map(|label| Label {
                    location: map(label.location),
                    message: label.message,
                })
                .collect(),
            help: self.help,
            fix: self.fix.map(|fix| Fix {
                title: fix.title,
                edits: fix
                    .edits
                    .into_iter()
                    .map(|edit| Edit {
                        location: map(edit.location),
                        replacement: edit.replacement,
                    })
                    .collect(),
            }),
        }
    }
}

impl Diagnostic {
    /// The order in which findings are shown: file, place, code. Findings without a file come first.
    pub fn sort_key(&self) -> (Option<&Location>, &'static str, &str) {
        (
            self.labels.first().map(|label| &label.location),
            self.code.id,
            &self.message,
        )
    }
}

/// A value together with what was found while making it: parsing never fails, it reports.
#[derive(Clone, Debug, Default)]
pub struct Diagnosed<T> {
    /// The best value that could be made.
    pub value: T,
    /// What was found on the way.
    pub diagnostics: Vec<Diagnostic>,
}

impl<T> Diagnosed<T> {
    /// A value about which there is nothing to say.
    pub fn clean(value: T) -> Self {
        Self {
            value,
            diagnostics: Vec::new(),
        }
    }

    /// Moves the findings into `sink` and gives the bare value.
    pub fn drain_into(self, sink: &mut Vec<Diagnostic>) -> T {
        sink.extend(self.diagnostics);
        self.value
    }
}

/// Whether any finding is an error.
pub fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics
        .iter()
        .any(|diagnostic| diagnostic.severity == Severity::Error)
}

/// Where a renderer gets the text of a file that a finding points into.
pub trait Sources {
    /// The text of the file; `None` when it is not text or not there.
    fn text(&self, path: &SourcePath) -> Option<&str>;
}

impl Sources for SourceTree {
    fn text(&self, path: &SourcePath) -> Option<&str> {
        self.get(path.as_str())?.shown()
    }
}
