//! A folder of files that any generator has made: what they refer to must be there.

use std::collections::HashSet;

use crate::diagnostic::{Diagnostic, Edit, Location, catalogue};
use crate::link::Contents;
use crate::link::address::Origin;
use crate::link::proof::{self, Finding, Proof};
use crate::link::published::Published;
use crate::link::reach::{self, Visited};
use crate::site::routes;
use crate::source::{Content, SourceFile, SourceTree, Span};

/// A link that is broken on more pages than this is said once: it is of a template.
const MOST_TIMES: usize = 20;

/// A folder as it will be published.
#[derive(Debug)]
pub struct BuiltSite<'a> {
    origin: Origin,
    files: Vec<BuiltFile<'a>>,
}

/// A file of the folder.
#[derive(Debug)]
struct BuiltFile<'a> {
    source: &'a SourceFile,
    /// Its path below the folder.
    path: &'a str,
    contents: Contents,
}

impl<'a> BuiltSite<'a> {
    /// Takes the files below `folder` of the snapshot, to be published at an address, with what each of them
    /// refers to, as [`contents`] has found it.
    pub fn new(
        folder: &str,
        base_url: &str,
        files: impl IntoIterator<Item = (&'a SourceFile, Contents)>,
    ) -> Self {
        let files = files
            .into_iter()
            .filter_map(|(source, contents)| {
                Some(BuiltFile {
                    path: source.path.strip_folder(folder)?,
                    source,
                    contents,
                })
            })
            .collect();
        Self {
            origin: Origin::new(base_url),
            files,
        }
    }

    /// What a server has to answer with.
    pub fn published(&self) -> Published {
        let mut published = Published::new();
        for file in &self.files {
            let ids: Option<&HashSet<String>> = Contents::has_any(file.path).then_some(&file.contents.ids);
            published.add(file.path, ids.cloned());
        }
        published
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there are no files.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Holds the references of the file at a place against the site.
    pub fn prove(&self, at: usize, published: &Published) -> Proof {
        let file = &self.files[at];
        proof::prove(published, &self.origin, file.path, &file.contents)
    }

    /// What is said of all that was found, in the order of the files.
    pub fn say(&self, proofs: &[Proof]) -> Vec<Diagnostic> {
        let mut times: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
        for finding in proofs.iter().flat_map(|proof| &proof.findings) {
            *times.entry(&finding.url).or_default() += 1;
        }
        let mut said = HashSet::new();
        let mut diagnostics = Vec::new();
        for (file, proof) in self.files.iter().zip(proofs) {
            for finding in &proof.findings {
                let times = times.get(finding.url.as_str()).copied().unwrap_or_default();
                if times > MOST_TIMES && !said.insert(&finding.url) {
                    continue;
                }
                let mut diagnostic = self.diagnostic(file, finding);
                if times > MOST_TIMES {
                    let message = format!("it stands on {} pages: mend it in their template", times);
                    diagnostic = diagnostic.help(message);
                }
                diagnostics.push(diagnostic);
            }
            diagnostics.extend(bad_ids(file));
        }
        diagnostics.extend(self.unreached(proofs));
        diagnostics
    }

    fn unreached(&self, proofs: &[Proof]) -> Vec<Diagnostic> {
        let visited: Vec<Visited<'_>> = self
            .files
            .iter()
            .zip(proofs)
            .map(|(file, proof)| Visited {
                path: file.path,
                contents: &file.contents,
                proof,
            })
            .collect();
        let unreached = reach::unreached(&visited);
        let at = |number: usize| Location::new(&self.files[number].source.path, Span::default());
        let pages = unreached.pages.into_iter().map(|number| {
            Diagnostic::new(&catalogue::ORPHAN_PAGE, "no other page has a link to this one")
                .at(at(number), "")
                .help("link to it, or take it out")
        });
        let files = unreached.files.into_iter().map(|number| {
            Diagnostic::new(&catalogue::UNUSED_FILE, "nothing refers to this file")
                .at(at(number), "")
                .help("refer to it, or take it out")
        });
        pages.chain(files).collect()
    }

    fn diagnostic(&self, file: &BuiltFile<'_>, finding: &Finding) -> Diagnostic {
        let write = |path: &str| format!("{}{}", self.origin.base(), routes::encode(path));
        let words = finding.words(&write);
        let location = Location::new(&file.source.path, Span::from(finding.range.clone()));
        let diagnostic = words.diagnostic.at(location.clone(), "");
        match words.replacement {
            Some(replacement) => diagnostic.fix(
                format!("write `{replacement}`"),
                vec![Edit {
                    location,
                    replacement,
                }],
            ),
            None => diagnostic,
        }
    }
}

/// What a file of a built site refers to.
pub fn contents(file: &SourceFile) -> Contents {
    match &file.content {
        Content::Text(text) => Contents::of(file.path.as_str(), &text.text),
        Content::Blob(_) | Content::Unreadable(_) => Contents::default(),
    }
}

/// The files of a built site that lie below a folder.
pub fn files<'a>(sources: &'a SourceTree, folder: &'a str) -> Vec<&'a SourceFile> {
    sources
        .iter()
        .filter(|file| file.path.strip_folder(folder).is_some())
        .collect()
}

fn bad_ids(file: &BuiltFile<'_>) -> impl Iterator<Item = Diagnostic> {
    file.contents.bad_ids.iter().map(|(id, range)| {
        let message = if id.is_empty() {
            "the id is empty".to_owned()
        } else {
            format!("the id `{id}` is there twice")
        };
        Diagnostic::new(&catalogue::DUPLICATE_ID, message)
            .at(Location::new(&file.source.path, Span::from(range.clone())), "")
            .help("give every element of a page an id of its own: links go to the first")
    })
}
