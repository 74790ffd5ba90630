//! What the finished outputs of a site refer to, held against all that is published: also what templates and
//! raw HTML have written, style sheets, feeds.
//!
//! Links that are written in Markdown have been looked at before ([`super::page`]), where more is known of them.
//! What is said of an output stands where an author can mend it: in the Markdown, `recto.toml` or template that
//! has the address, and only when none has it, at the output.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::writer::{Style, Writer};
use crate::diagnostic::{Diagnostic, Location, catalogue};
use crate::link::address::Meaning;
use crate::link::proof::{self, Finding, Proof};
use crate::link::published::Published;
use crate::link::reach;
use crate::link::words::Words;
use crate::site::{PageId, Site, routes};
use crate::source::{SourcePath, SourceTree, Span};

/// What an output is made of.
#[derive(Clone, Debug)]
pub enum Made {
    /// A Markdown file, in a template.
    Page(PageId),
    /// A file of the author's, as it is.
    File(SourcePath),
    /// Templates alone.
    Theme,
}

/// An output that has been looked at.
#[derive(Clone, Debug)]
pub struct Output {
    /// What it is made of.
    pub made: Made,
    /// Its references.
    pub proof: Arc<Proof>,
}

/// Checks all outputs, given in the order of their numbers in `published`. What points at bytes that an earlier
/// finding points at is not said again.
pub fn check(
    site: &Site,
    sources: &SourceTree,
    published: &Published,
    outputs: &[Output],
    earlier: &[Diagnostic],
) -> Vec<Diagnostic> {
    let proofs: Vec<&Proof> = outputs.iter().map(|output| &*output.proof).collect();
    let settled: Vec<Vec<Finding>> = proofs
        .iter()
        .map(|proof| proof::settle(published, proof, &proofs))
        .collect();
    let mut found = Vec::new();
    if settled.iter().any(|findings| !findings.is_empty()) {
        let mut teller = Teller::new(site, sources, earlier);
        // Files first: an address that is reported there is not reported where a list or feed repeats it.
        for wants_theme in [false, true] {
            for (number, (output, findings)) in outputs.iter().zip(&settled).enumerate() {
                if matches!(output.made, Made::Theme) == wants_theme {
                    findings
                        .iter()
                        .for_each(|finding| teller.tell(output, published.path(number), finding));
                }
            }
        }
        found.extend(teller.into_diagnostics());
    }
    found
}

struct Teller<'a> {
    site: &'a Site,
    sources: &'a SourceTree,
    writer: Writer<'a>,
    /// Bytes that something has been said of.
    known: HashMap<SourcePath, Covered>,
    /// What has been said of a page, at each place that has the address.
    told_of: HashSet<(PageId, String)>,
    /// Where addresses lead that something has been said of.
    told: HashSet<String>,
    said: Vec<Diagnostic>,
    /// What no file of the author's has written, with the paths of the outputs it stands in.
    nowhere: BTreeMap<String, (Finding, Vec<String>)>,
}

impl<'a> Teller<'a> {
    fn new(site: &'a Site, sources: &'a SourceTree, earlier: &[Diagnostic]) -> Self {
        let mut known: HashMap<SourcePath, Covered> = HashMap::new();
        for label in earlier.iter().filter_map(|found| found.labels.first()) {
            let location = &label.location;
            known.entry(location.path.clone()).or_default().add(location.span);
        }
        Self {
            site,
            sources,
            writer: Writer::new(site, sources),
            known,
            told_of: HashSet::new(),
            told: HashSet::new(),
            said: Vec::new(),
            nowhere: BTreeMap::new(),
        }
    }

    fn tell(&mut self, output: &Output, path: &str, finding: &Finding) {
        let target = self.target(path, &finding.url);
        let places = match &output.made {
            // A feed repeats the text of a page as it is.
            Made::Theme if self.told.contains(&target) || self.told.contains(&finding.url) => return,
            // All places have been told of.
            Made::Page(page) if !self.told_of.insert((*page, finding.url.clone())) => return,
            made => self.writer.places(made, &finding.url, &finding.range),
        };
        let Some(places) = places else {
            let places = &mut self
                .nowhere
                .entry(target)
                .or_insert_with(|| (finding.clone(), Vec::new()))
                .1;
            places.push(path.to_owned());
            return;
        };
        self.told.insert(target);
        self.told.insert(finding.url.clone());
        for place in places.all {
            let known = self.known.entry(place.path.clone()).or_default();
            if !known.overlaps(place.span) {
                known.add(place.span);
                let words = self.words(finding, places.style, path);
                self.said.push(self.as_written(words, &place).at(place));
            }
        }
    }

    /// A fix for a part of an address leaves the rest as the author has written it.
    fn as_written(&self, mut words: Words, place: &Location) -> Words {
        let text = self.sources.text(place.path.as_str());
        let written = text.and_then(|text| text.text.get(place.span.range()));
        if let (Some(fragment), Some(written)) = (&words.fragment, written) {
            let before = written.split('#').next().unwrap_or_default();
            words.replacement = Some(format!("{before}#{fragment}"));
        }
        words
    }

    /// Where an address leads, for telling whether two addresses are one.
    fn target(&self, path: &str, url: &str) -> String {
        match self.site.origin.meaning(path, None, url) {
            Meaning::Own(target) => {
                let fragment = target.fragment.unwrap_or_default();
                let path = target.path.strip_suffix("index.html").unwrap_or(&target.path);
                format!("/{path}#{}", routes::decode(&fragment).unwrap_or(fragment))
            }
            _ => url.to_owned(),
        }
    }

    /// What is said of a finding in the output at `path`.
    fn words(&self, finding: &Finding, style: Style, path: &str) -> Words {
        let base = self.site.origin.base();
        finding.words(&|target| match style {
            Style::Rooted => format!("/{}", routes::encode(target)),
            Style::Relative => routes::encode(&relative(path, target)),
            Style::Based => format!("{base}{}", routes::encode(target)),
        })
    }

    fn into_diagnostics(self) -> Vec<Diagnostic> {
        let nowhere: Vec<Diagnostic> = self
            .nowhere
            .values()
            .filter(|(finding, places)| !self.told.contains(&self.target(&places[0], &finding.url)))
            .map(|(finding, places)| {
                let found = self.words(finding, Style::Based, &places[0]).diagnostic;
                let page = places[0].strip_suffix("index.html").unwrap_or(&places[0]);
                found.help(match places.len() {
                    1 => format!("a template has written it into `/{page}`"),
                    count => format!("templates have written it into {count} outputs, such as `/{page}`"),
                })
            })
            .collect();
        self.said.into_iter().chain(nowhere).collect()
    }
}

/// How the output at `from` writes the path of another.
fn relative(from: &str, to: &str) -> String {
    let folders: Vec<&str> = from.split('/').collect();
    let folders = &folders[..folders.len() - 1];
    let parts: Vec<&str> = to.split('/').collect();
    let most = folders.len().min(parts.len() - 1);
    let shared = (0..most).take_while(|at| folders[*at] == parts[*at]).count();
    let up = vec![".."; folders.len() - shared];
    let rest = parts[shared..].join("/");
    match (up.is_empty(), rest.as_str()) {
        (true, "") => "./".to_owned(),
        (true, rest) => rest.to_owned(),
        (false, rest) => format!("{}/{rest}", up.join("/")),
    }
}

/// Bytes of a file, as pieces that do not touch: the end of each by its start.
#[derive(Debug, Default)]
struct Covered(BTreeMap<u32, u32>);

impl Covered {
    fn overlaps(&self, span: Span) -> bool {
        let before = self.0.range(..span.end).next_back();
        before.is_some_and(|(start, end)| span.start < *end && *start < span.end)
    }

    fn add(&mut self, span: Span) {
        let (mut start, mut end) = (span.start, span.end);
        while let Some((&first, &last)) = self
            .0
            .range(..=end)
            .next_back()
            .filter(|(_, last)| **last >= start)
        {
            self.0.remove(&first);
            (start, end) = (start.min(first), end.max(last));
        }
        if start < end {
            self.0.insert(start, end);
        }
    }
}

/// Notes the pages of the author's that no other page leads to, and the files that nothing refers to.
pub fn unreached(site: &Site, published: &Published, outputs: &[Output]) -> Vec<Diagnostic> {
    let proofs: Vec<&Proof> = outputs.iter().map(|output| &*output.proof).collect();
    let unreached = reach::unreached(published, &proofs);
    let pages: Vec<Diagnostic> = unreached
        .pages
        .iter()
        .filter_map(|number| match &outputs[*number].made {
            Made::Page(page) => Some(site.page(*page)),
            Made::File(_) | Made::Theme => None,
        })
        .map(|page| {
            Diagnostic::new(&catalogue::ORPHAN_PAGE, "no other page has a link to this one")
                .at(page.document.location(page.title_span()), "")
                .help("link to it from a page or from `menu` in `recto.toml`")
        })
        .collect();
    let documents = site.pages.iter().map(|page| &page.document);
    let included: HashSet<&SourcePath> = documents.flat_map(|document| &document.facts.included).collect();
    let files: Vec<Diagnostic> = unreached
        .files
        .iter()
        .filter_map(|number| match &outputs[*number].made {
            Made::File(path) if included.contains(path) => None,
            Made::File(path) => Some(path),
            Made::Page(_) | Made::Theme => None,
        })
        .map(|path| {
            Diagnostic::new(&catalogue::UNUSED_FILE, "no page shows or links to this file")
                .at(Location::new(path, Span::default()), "")
                .help("refer to it, or take it out")
        })
        .collect();
    pages.into_iter().chain(files).collect()
}
