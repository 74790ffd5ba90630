//! Which names in the code of a document lead to which declarations.

use std::borrow::Cow;
use std::sync::OnceLock;

use super::{Document, Fence};
use crate::hcl::{Links, Module, ModuleOptions, Place};

/// The links of modules that the checks have read, which follow every reference in any case.
#[derive(Debug, Default)]
pub struct KnownLinks(OnceLock<Box<[ModuleLinks]>>);

/// The links among the blocks of one module.
#[derive(Debug)]
pub struct ModuleLinks {
    /// Where its blocks begin in the file.
    blocks: Vec<u32>,
    links: Links,
}

/// A copy is made to put other code into it.
impl Clone for KnownLinks {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl ModuleLinks {
    /// The links of a module that consists of these blocks.
    pub fn new(fences: &[&Fence], links: Links) -> Self {
        let blocks = begins(fences).collect();
        Self { blocks, links }
    }
}

impl Document {
    /// The links among blocks that form a module.
    pub fn links(&self, fences: &[&Fence]) -> Cow<'_, Links> {
        let known = self.known_links.0.get().map_or(&[][..], |known| known);
        let same = |known: &&ModuleLinks| known.blocks.iter().copied().eq(begins(fences));
        if let Some(known) = known.iter().find(same) {
            return Cow::Borrowed(&known.links);
        }
        let fragments: Vec<_> = fences.iter().map(|fence| fence.fragment()).collect();
        let module = Module::read(&fragments, &ModuleOptions::default());
        Cow::Owned(module.links(may_lead(fences)))
    }

    /// Keeps links for [`links`](Self::links), unless some are kept already.
    pub fn keep_links(&self, links: Vec<ModuleLinks>) {
        self.known_links.0.get_or_init(|| links.into());
    }
}

fn begins<'f>(fences: &'f [&'f Fence]) -> impl Iterator<Item = u32> + 'f {
    fences.iter().map(|fence| fence.span.start)
}

/// Whether a reference in one of these blocks may be a link to a declaration: both are shown, and a block that shows
/// a mistake is led to by itself alone.
pub fn may_lead<'f>(fences: &'f [&'f Fence]) -> impl Fn(Place, Place) -> bool + 'f {
    let is_shown = |place: Place| fences[place.fragment].shown(place.span).is_some();
    let fails = |place: Place| fences[place.fragment].attribute("should_fail").is_some();
    move |from, to| {
        let sees = from.fragment == to.fragment || !fails(to);
        sees && is_shown(from) && is_shown(to)
    }
}
