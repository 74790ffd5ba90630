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

/// The bytes of a page's links, by what is written there and by what it has become. Of two that are alike the first.
type Links = HashMap<String, Span>;

impl<'a> Writer<'a> {
    pub(super) fn new(site: &'a Site, sources: &'a SourceTree) -> Self {
        Self {
            site,
            sources,
            last: RefCell::new(None),
        }
    }

    /// The place of an address that stands at a range of an output: in the Markdown, in `recto.toml` or in a
    /// template; `None` when no file has it as it is.
    pub(super) fn place(&self, made: &Made, url: &str, range: &Range<usize>) -> Option<Location> {
        let place = match made {
            Made::Page(page) => self.in_page(*page, url),
            Made::File(file) => Some(Location::new(file, Span::from(range.clone()))),
            Made::Theme => None,
        };
        place
            .or_else(|| self.in_config(url))
            .or_else(|| self.in_theme(url))
    }

    /// The link of a Markdown file that has become the address; or the address itself, in raw HTML.
    fn in_page(&self, page: PageId, url: &str) -> Option<Location> {
        let document = &self.site.page(page).document;
        let mut last = self.last.borrow_mut();
        let links = match &mut *last {
            Some((of, links)) if *of == page => links,
            other => &mut other.insert((page, self.links(page))).1,
        };
        let span = match links.get(url) {
            Some(span) => *span,
            None => Span::from(self.written(&document.text, url)?),
        };
        Some(document.location(span))
    }

    fn links(&self, page: PageId) -> Links {
        let mut links = Links::new();
        for link in &self.site.page(page).document.facts.links {
            if let Resolution::Internal(internal) = self.site.resolve(page, &link.destination) {
                links.entry(self.site.href(&internal)).or_insert(link.span);
            }
            links.entry(link.destination.clone()).or_insert(link.span);
        }
        links
    }

    fn in_config(&self, url: &str) -> Option<Location> {
        let text = &self.sources.text(config::PATH)?.text;
        let span = Span::from(self.written(text, url)?);
        Some(Location::new(&SourcePath::new(config::PATH), span))
    }

    fn in_theme(&self, url: &str) -> Option<Location> {
        let theme = &self.site.theme;
        let mut templates = theme.templates.iter().chain(&theme.component_templates);
        templates.find_map(|template| {
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
