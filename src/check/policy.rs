//! What the author decides about findings: which are accepted where, and how grave the others are.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use crate::config::{Config, Findings};
use crate::content::{Document, Ignore};
use crate::diagnostic::{Code, Diagnostic, Edit, Location, catalogue};
use crate::source::{SourcePath, SourceTree, Surroundings};

/// Codes that no build finds, but what is asked for besides. That they are accepted for nothing cannot be said.
const FOUND_ELSEWHERE: &[&Code] = &[
    &catalogue::HCL_ENGINE,
    &catalogue::DEAD_LINK,
    &catalogue::UNPROVEN_LINK,
    &catalogue::MOVED_LINK,
    &catalogue::DEAD_ANCHOR,
];

/// What the author decides about findings, in `recto.toml` and beside the text.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    findings: Findings,
    comments: Vec<Comment>,
    /// What files are called in patterns, where that is not their path.
    names: BTreeMap<SourcePath, String>,
    /// Whether it is reported that a pattern accepts nothing.
    is_whole: bool,
}

/// What the author has decided for files that belong to no site.
#[derive(Clone, Debug, Default)]
pub struct Decided {
    /// What `recto.toml` says of findings.
    pub findings: Findings,
    /// The folder in which it lies, and in which its patterns begin.
    pub root: PathBuf,
}

/// Findings that comments of one file accept.
#[derive(Clone, Debug)]
struct Comment {
    path: SourcePath,
    ignore: Ignore,
    /// Whether it is reported when it accepts nothing.
    must_be_used: bool,
}

/// Which of what is accepted has been found, by its place in the lists.
#[derive(Debug, Default)]
struct Used {
    comments: BTreeSet<usize>,
    /// The entry, and the code in it.
    paths: BTreeSet<(usize, usize)>,
}

impl Policy {
    /// The policy of a site. Much of a document that is not published cannot be found, so nothing is said of what
    /// is accepted there.
    pub fn of_site(config: &Config, documents: &[Arc<Document>], published: &BTreeSet<&SourcePath>) -> Self {
        Self {
            findings: config.findings.clone(),
            comments: comments(documents, |document, _| published.contains(&document.path)),
            names: BTreeMap::new(),
            is_whole: true,
        }
    }

    /// The policy of files without comments of an author's, such as HTML that a tool has made.
    pub fn of_findings(findings: Findings) -> Self {
        Self {
            findings,
            ..Self::default()
        }
    }

    /// The policy of files that belong to no site. Much of their links cannot be proved.
    pub fn of_files(documents: &[Arc<Document>], decided: &Decided, surroundings: &Surroundings) -> Self {
        let name = |document: &Arc<Document>| {
            let place = surroundings.place(&document.path);
            let below = place.strip_prefix(&decided.root).ok()?;
            let parts: Option<Vec<&str>> = below.iter().map(|part| part.to_str()).collect();
            Some((document.path.clone(), parts?.join("/")))
        };
        Self {
            findings: decided.findings.clone(),
            names: documents.iter().filter_map(name).collect(),
            is_whole: false,
            comments: comments(documents, |_, code| {
                code.id.starts_with('M') || code.id.starts_with("HCL")
            }),
        }
    }

    /// Takes out what is accepted, and gives what is left the severities that the author wants. Reports what is
    /// accepted for nothing; `sources` are the files that patterns are held against.
    pub fn apply(&self, found: &mut Vec<Diagnostic>, sources: &SourceTree) {
        let used = self.take_accepted(found);
        found.extend(self.unused_comments(&used));
        if self.is_whole {
            found.extend(self.unused_paths(&used, sources));
        }
        self.set_severities(found);
    }

    /// The same for findings that were made after a build, of which nothing is reported.
    pub fn apply_later(&self, found: &mut Vec<Diagnostic>) {
        self.take_accepted(found);
        self.set_severities(found);
    }

    fn take_accepted(&self, found: &mut Vec<Diagnostic>) -> Used {
        let mut used = Used::default();
        if self.comments.is_empty() && self.findings.ignores.is_empty() {
            return used;
        }
        found.retain(|finding| {
            let Some(label) = finding.labels.first() else {
                return true;
            };
            let by_comment = self.accept_by_comment(finding.code, &label.location, &mut used);
            let by_path = self.accept_by_path(finding.code, &label.location.path, &mut used);
            !by_comment && !by_path
        });
        used
    }

    fn accept_by_comment(&self, code: &Code, place: &Location, used: &mut Used) -> bool {
        // In the order of the files, as the documents are.
        let first = self.comments.partition_point(|comment| comment.path < place.path);
        let mut accepted = false;
        for (at, comment) in self.comments.iter().enumerate().skip(first) {
            if comment.path != place.path {
                break;
            }
            let lines = comment.ignore.holds_for;
            let is_there = lines.start <= place.span.start && place.span.start <= lines.end;
            if comment.ignore.code == code && is_there {
                used.comments.insert(at);
                accepted = true;
            }
        }
        accepted
    }

    fn accept_by_path(&self, code: &Code, path: &SourcePath, used: &mut Used) -> bool {
        let mut accepted = false;
        let name = self.names.get(path).map_or(path.as_str(), String::as_str);
        for (entry, ignore) in self.findings.ignores.iter().enumerate() {
            let codes = ignore.codes.iter().enumerate();
            let mut named = codes.filter(|(_, (named, _))| *named == code).peekable();
            if named.peek().is_none() || !ignore.pattern.matches(name) {
                continue;
            }
            used.paths.extend(named.map(|(at, _)| (entry, at)));
            accepted = true;
        }
        accepted
    }

    fn unused_comments(&self, used: &Used) -> impl Iterator<Item = Diagnostic> {
        let unused = move |at: &usize, comment: &Comment| {
            comment.must_be_used && !used.comments.contains(at) && can_be_unused(comment.ignore.code)
        };
        self.comments
            .iter()
            .enumerate()
            .filter(move |(at, comment)| unused(at, comment))
            .map(|(_, comment)| comment.unused())
    }

    fn unused_paths(&self, used: &Used, sources: &SourceTree) -> Vec<Diagnostic> {
        let path = SourcePath::new(crate::config::PATH);
        let mut found = Vec::new();
        for (entry, ignore) in self.findings.ignores.iter().enumerate() {
            let pattern = &ignore.pattern;
            // Files beside the site are judged when they are named.
            if sources.beside().iter().any(|name| pattern.may_begin_with(name)) {
                continue;
            }
            if !sources.iter().any(|file| pattern.matches(file.path.as_str())) {
                let message = format!("no file matches `{pattern}`, for which findings are ignored");
                found.push(unused(message).at(Location::new(&path, ignore.span), ""));
                continue;
            }
            for (at, (code, span)) in ignore.codes.iter().enumerate() {
                if !used.paths.contains(&(entry, at)) && can_be_unused(code) {
                    let message = format!("`{}` is ignored in `{pattern}`, but not found there", code.id);
                    found.push(unused(message).at(Location::new(&path, *span), ""));
                }
            }
        }
        found
    }

    /// Codes that are switched off go.
    fn set_severities(&self, found: &mut Vec<Diagnostic>) {
        let severities = &self.findings.severities;
        found.retain_mut(|finding| match severities.get(finding.code.id) {
            None => true,
            Some(None) => false,
            Some(Some(severity)) => {
                finding.severity = *severity;
                true
            }
        });
    }
}

impl Comment {
    fn unused(&self) -> Diagnostic {
        let id = self.ignore.code.id;
        let found = unused(format!("`{id}` is ignored here, but not found"))
            .at(Location::new(&self.path, self.ignore.span), "");
        match self.ignore.removal {
            None => found,
            Some(span) => found.fix(
                "take the comment out",
                vec![Edit {
                    location: Location::new(&self.path, span),
                    replacement: String::new(),
                }],
            ),
        }
    }
}

fn unused(message: String) -> Diagnostic {
    Diagnostic::new(&catalogue::UNUSED_IGNORE, message).help("take it out")
}

fn can_be_unused(code: &Code) -> bool {
    !FOUND_ELSEWHERE.contains(&code)
}

/// The comments of documents, in the order of their paths and places.
fn comments(documents: &[Arc<Document>], must_be_used: impl Fn(&Document, &Code) -> bool) -> Vec<Comment> {
    let mut comments: Vec<Comment> = documents
        .iter()
        .flat_map(|document| document.ignores.iter().map(move |ignore| (document, ignore)))
        .map(|(document, ignore)| Comment {
            path: document.path.clone(),
            must_be_used: must_be_used(document, ignore.code),
            ignore: ignore.clone(),
        })
        .collect();
    comments.sort_by(|a, b| (&a.path, a.ignore.span).cmp(&(&b.path, b.ignore.span)));
    comments
}
