//! Which file of the author's has written an address that stands in an output.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;

use super::outputs::Made;
use crate::config;
use crate::diagnostic::Location;
use crate::site::{PageId, Resolution, Site};
use crate::source::{SourcePath, SourceTree, Span};

/// Finds who has written an address.
pub(super) struct Writer<'a> {
    site: &'a Site,
    sources: &'a SourceTree,
    /// The page asked about last, whose addresses come one after the other.
    last: RefCell<Option<(PageId, Links)>>,
}

/// The bytes of a page's links, by what is written there and by what it has become.
type Links = HashMap<String, Written>;

/// Where a page has an address.
#[derive(Clone, Debug, Default)]
struct Written {
    spans: Vec<Span>,
    /// Whether it is written as it stays: a path from the root has the path of the site.
    is_raw: bool,
}

/// The places of an address, and how another would be written there.
#[derive(Clone, Debug)]
pub(super) struct Places {
    /// Where it is written.
    pub(super) all: Vec<Location>,
    /// How a path of the site is written in its place.
    pub(super) style: Style,
}

/// How a path of the site is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// From the root of the site, as in Markdown and in `recto.toml`.
    Rooted,
    /// From the folder of the output: what is written there stays as it is, wherever the site is published.
    Relative,
    /// From the root of the host.
    Based,
}

impl<'a> Writer<'a> {
    pub(super) fn new(site: &'a Site, sources: &'a SourceTree) -> Self {
        Self {
            site,
            sources,
            last: RefCell::new(None),
        }
    }

    /// The first place of an address that stands at a range of an output: in the Markdown, in `recto.toml` or in a
    /// template; `None` when no file has it as it is.
    pub(super) fn place(&self, made: &Made, url: &str, range: &Range<usize>) -> Option<Location> {
        self.places(made, url, range)?.all.into_iter().next()
    }

    /// All places of an address that stands at a range of an output. What a page has written several times is
    /// there as often in its output.
    pub(super) fn places(&self, made: &Made, url: &str, range: &Range<usize>) -> Option<Places> {
        let one = |location: Location, style| Places {
            all: vec![location],
            style,
        };
        let places = match made {
            Made::Page(page) => self.in_page(*page, url),
            Made::File(file) => Some(one(Location::new(file, Span::from(range.clone())), Style::Based)),
            Made::Theme => None,
        };
        places
            .or_else(|| Some(one(self.in_config(url)?, Style::Rooted)))
            .or_else(|| Some(one(self.in_theme(url)?, Style::Based)))
    }

    /// The links of a Markdown file that have become the address; or the address itself, in raw HTML.
    fn in_page(&self, page: PageId, url: &str) -> Option<Places> {
        let document = &self.site.page(page).document;
        let mut last = self.last.borrow_mut();
        let links = match &mut *last {
            Some((of, links)) if *of == page => links,
            other => &mut other.insert((page, self.links(page))).1,
        };
        let written = match links.get(url) {
            Some(written) => written.clone(),
            None => Written {
                spans: vec![Span::from(self.written(&document.text, url)?)],
                is_raw: true,
            },
        };
        Some(Places {
            all: written
                .spans
                .into_iter()
                .map(|span| document.location(span))
                .collect(),
            style: if written.is_raw {
                Style::Relative
            } else {
                Style::Rooted
            },
        })
    }

    fn links(&self, page: PageId) -> Links {
        let mut links = Links::new();
        let facts = &self.site.page(page).document.facts;
        for link in &facts.links {
            if let Resolution::Internal(internal) = self.site.resolve(page, &link.destination) {
                let href = self.site.href(&internal);
                if href != link.destination {
                    links.entry(href).or_default().spans.push(link.span);
                }
            }
            links
                .entry(link.destination.clone())
                .or_default()
                .spans
                .push(link.span);
        }
        for (url, span) in &facts.raw_addresses {
            let written = links.entry(url.clone()).or_default();
            written.is_raw |= written.spans.is_empty();
            written.spans.push(*span);
        }
        links
    }

    fn in_config(&self, url: &str) -> Option<Location> {
        let text = &self.sources.text(config::PATH)?.text;
        let span = Span::from(self.written(text, url)?);
        Some(Location::new(&SourcePath::new(config::PATH), span))
    }

    fn in_theme(&self, url: &str) -> Option<Location> {
        self.site.theme.templates.iter().find_map(|template| {
            let span = Span::from(self.written(&template.text, url)?);
            Some(Location::new(&template.path, span))
        })
    }

    /// Where a text has an address, as it is in the output or without the base path, as a whole word.
    fn written(&self, text: &str, url: &str) -> Option<Range<usize>> {
        let without_base = url
            .strip_prefix(self.site.config.base_url.path().trim_end_matches('/'))
            .filter(|rest| rest.starts_with('/'));
        [Some(url), without_base]
            .into_iter()
            .flatten()
            .filter(|address| address.len() > 1)
            .find_map(|address| {
                let is_end = |byte: Option<&u8>| byte.is_none_or(|byte| b" \t\n\"'()<>`,".contains(byte));
                text.match_indices(address).find_map(|(start, _)| {
                    let end = start + address.len();
                    let before = start.checked_sub(1).and_then(|at| text.as_bytes().get(at));
                    let whole = (is_end(before) || before == Some(&b'=')) && is_end(text.as_bytes().get(end));
                    whole.then_some(start..end)
                })
            })
    }
}
