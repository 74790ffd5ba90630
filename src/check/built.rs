//! A folder of files that any generator has made: what they refer to must be there.

use std::collections::{BTreeMap, HashSet};

use super::elsewhere::Outbound;
use crate::diagnostic::{Diagnostic, Location, catalogue};
use crate::link::Contents;
use crate::link::address::{Origin, names_host};
use crate::link::proof::{self, Finding, Proof};
use crate::link::published::Published;
use crate::link::reach;
use crate::link::url::Url;
use crate::site::routes;
use crate::source::{Content, SourceFile, SourceTree, Span};

/// A link that is broken on more pages than this is said once: it is of a template.
const MOST_TIMES: usize = 20;

/// A folder as it will be published.
#[derive(Debug)]
pub struct BuiltSite<'a> {
    origin: Origin,
    /// The files; their paths below the folder stand in the same order in `published`.
    files: Vec<&'a SourceFile>,
    published: Published,
}

impl<'a> BuiltSite<'a> {
    /// Takes the files below `folder` of the snapshot, to be published at an address.
    pub fn new(sources: &'a SourceTree, folder: &str, base_url: &str) -> Self {
        let below = |file: &&SourceFile| file.path.strip_folder(folder).is_some();
        let files: Vec<_> = sources.iter().filter(below).collect();
        let paths = files.iter().filter_map(|file| file.path.strip_folder(folder));
        Self {
            origin: Origin::new(base_url),
            published: Published::new(paths.map(str::to_owned)),
            files,
        }
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there are no files.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Reads the file of a number and holds its references against the site.
    pub fn prove(&self, number: usize) -> Proof {
        let path = self.published.path(number);
        let contents = match &self.files[number].content {
            Content::Text(text) => Contents::of(path, &text.text, &[]),
            Content::Blob(_) | Content::Unreadable(_) => Contents::default(),
        };
        proof::prove(&self.published, &self.origin, path, contents)
    }

    /// What is said of all that was found, in the order of the files.
    pub fn say(&self, proofs: &[Proof]) -> Vec<Diagnostic> {
        let all: Vec<&Proof> = proofs.iter().collect();
        let found: Vec<Vec<Finding>> = all
            .iter()
            .map(|proof| proof::settle(&self.published, proof, &all))
            .collect();
        let mut times: BTreeMap<&str, usize> = BTreeMap::new();
        for finding in found.iter().flatten() {
            *times.entry(&finding.url).or_default() += 1;
        }
        let mut said = HashSet::new();
        let mut diagnostics = Vec::new();
        for ((file, found), proof) in self.files.iter().zip(&found).zip(proofs) {
            for finding in found {
                let times = times.get(finding.url.as_str()).copied().unwrap_or_default();
                if times > MOST_TIMES && !said.insert(&finding.url) {
                    continue;
                }
                let mut diagnostic = self.diagnostic(file, finding);
                if times > MOST_TIMES {
                    diagnostic = diagnostic.help(format!("it stands there {times} times: mend its template"));
                }
                diagnostics.push(diagnostic);
            }
            diagnostics.extend(bad_ids(file, proof));
        }
        diagnostics.extend(self.unreached(&all));
        diagnostics
    }

    /// The addresses of other hosts in all files.
    pub fn elsewhere(&self, proofs: &[Proof]) -> Vec<Outbound> {
        let files = self.files.iter().zip(proofs).enumerate();
        files
            .flat_map(|(number, (file, proof))| {
                let written = proof
                    .elsewhere
                    .iter()
                    .filter(|reference| names_host(&reference.url));
                written.map(move |reference| Outbound {
                    url: Url::parse(&reference.url),
                    written: reference.url.clone(),
                    place: Some(Location::new(&file.path, Span::from(reference.range.clone()))),
                    output: self.published.path(number).to_owned(),
                })
            })
            .collect()
    }

    fn unreached(&self, proofs: &[&Proof]) -> Vec<Diagnostic> {
        let unreached = reach::unreached(&self.published, proofs);
        let at = |number: usize| Location::new(&self.files[number].path, Span::default());
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

    fn diagnostic(&self, file: &SourceFile, finding: &Finding) -> Diagnostic {
        let write = |path: &str| format!("{}{}", self.origin.base(), routes::encode(path));
        let location = Location::new(&file.path, Span::from(finding.range.clone()));
        finding.words(&write).at(location)
    }
}

fn bad_ids(file: &SourceFile, proof: &Proof) -> impl Iterator<Item = Diagnostic> {
    proof.bad_ids.iter().map(|(id, range)| {
        let message = if id.is_empty() {
            "the id is empty".to_owned()
        } else {
            format!("the id `{id}` is there twice")
        };
        Diagnostic::new(&catalogue::DUPLICATE_ID, message)
            .at(Location::new(&file.path, Span::from(range.clone())), "")
            .help("give every element of a page an id of its own: links go to the first")
    })
}
