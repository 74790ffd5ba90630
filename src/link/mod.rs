//! Links between the files of a published site: what a file refers to, what an address means, and whether
//! something answers there.
//!
//! A deep module that knows nothing of Markdown, themes or of who made the files: it gets HTML, CSS, SVG and
//! XML, and gives problems at bytes of them. So Recto's own output and a folder that any generator has made
//! are proved by the same code.
//!
//! - `markup` finds tags, `html`, `css`, `xml` and `json` what a file refers to and which ids it has;
//! - `address` says what a reference means, as a browser would (URL Standard), `url` what is asked of another host;
//! - `published` is what a server has, and answers as GitHub Pages does;
//! - `proof` holds every reference against it, `reach` finds what nothing leads to, and `words` says what
//!   was found.

pub mod address;
pub mod css;
pub mod html;
mod ids;
pub mod json;
pub mod markup;
pub mod proof;
pub mod published;
pub mod reach;
pub mod url;
pub mod words;
pub mod xml;

use std::ops::Range;

use crate::hash::HashSet;
use crate::source::Span;

/// How a file uses an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A reader follows it: `<a href>`, `<area>`, a form, a refresh, the address of a feed's entry.
    Page,
    /// The page shows it: a picture, video, track, poster, a picture of a style sheet.
    Picture,
    /// The page loads it: a script, style sheet, frame, icon, font.
    Resource,
    /// Machines read it: `rel=canonical`, `og:image`, the addresses of a sitemap.
    Machine,
}

/// An address in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// How it is used.
    pub kind: Kind,
    /// The address, its character references replaced, white space around it left out.
    pub url: String,
    /// The bytes of the file it was written with.
    pub range: Range<usize>,
}

/// What a file refers to, and what can be referred to in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contents {
    /// Its references, in order.
    pub references: Vec<Reference>,
    /// The ids of its elements, and the names of its `<a name>`.
    pub ids: HashSet<String>,
    /// Ids that were there before, or are empty, and the bytes of their values.
    pub bad_ids: Vec<(String, Range<usize>)>,
    /// The first `<base href>`, which all references of the file are relative to.
    pub base: Option<String>,
    /// Whether the page sends readers on to another (`<meta http-equiv=refresh>`).
    pub sends_on: bool,
}

impl Contents {
    /// What is in a file, by the ending of its name; nothing in one that cannot refer to others. `inert` are bytes of
    /// HTML, in order, in which nothing is known to count: text, elements with nothing but classes and colours, whole style
    /// sheets. To read them would be half of the work.
    pub fn of(path: &str, text: &str, inert: &[Span]) -> Self {
        let Some(read) = reader(path) else {
            return Self::default();
        };
        let contents = read(text, inert);
        debug_assert_eq!(contents, read(text, &[]), "nothing counts in what is inert");
        contents
    }

    /// Whether a file of this name can refer to others, or have ids.
    pub fn has_any(path: &str) -> bool {
        reader(path).is_some()
    }
}

/// What reads a file of this name; none for one that cannot refer to others.
fn reader(path: &str) -> Option<fn(&str, &[Span]) -> Contents> {
    match path.rsplit('/').next() {
        Some("feed.json") => return Some(|text, _| json::feed(text)),
        Some("llms.txt") => return Some(|text, _| json::links(text)),
        _ => {}
    }
    match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("html" | "htm" | "svg") => Some(html::contents_but),
        Some("css") => Some(|text, _| css::contents(text)),
        Some("xml") => Some(|text, _| xml::contents(text)),
        _ => None,
    }
}
