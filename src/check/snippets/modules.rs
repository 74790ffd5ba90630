//! The modules of a post as another engine sees them.

use super::{ContextFile, Post, by_module, checked, split};
use crate::content::Document;
use crate::content::fence::Fence;
use crate::diagnostic::Location;
use crate::hcl::schema::Schemas;
use crate::hcl::{Place, Standalone};
use crate::source::{SourceTree, Span};

/// One module of a post: the files of its context, then its blocks, without those that should fail.
#[derive(Clone, Debug)]
pub struct PostModule<'a> {
    /// Its name; empty for the post's own.
    pub name: &'a str,
    /// What another engine can read. Its fragments are the files and the blocks in order.
    pub standalone: Standalone,
    document: &'a Document,
    files: Vec<ContextFile<'a>>,
    fences: Vec<&'a Fence>,
}

impl PostModule<'_> {
    /// Where a place of a fragment lies in the author's files; `None` when there is no such fragment.
    pub fn location(&self, place: Place) -> Option<Location> {
        if let Some(file) = self.files.get(place.fragment) {
            return Some(Location::new(&file.path, place.span));
        }
        let fence = self.fence(place.fragment)?;
        Some(fence.location(self.document, place.span))
    }

    /// The author's text of a fragment.
    pub fn text(&self, fragment: usize) -> Option<&str> {
        match self.files.get(fragment) {
            Some(file) => Some(file.text),
            None => self.fence(fragment).map(Fence::source),
        }
    }

    /// The block that a fragment is; `None` for a file of the context.
    pub fn fence(&self, fragment: usize) -> Option<&Fence> {
        let index = fragment.checked_sub(self.files.len())?;
        self.fences.get(index).copied()
    }

    /// The file and the bytes in it that a fragment takes up.
    pub fn extent(&self, fragment: usize) -> Option<Location> {
        if let Some(file) = self.files.get(fragment) {
            return Some(Location::new(&file.path, Span::new(0, file.text.len())));
        }
        let fence = self.fence(fragment)?;
        Some(fence.extent(self.document))
    }
}

/// The modules of a post that have anything in them for an engine to look at.
pub(crate) fn modules<'a>(document: &'a Document, sources: &'a SourceTree) -> Vec<PostModule<'a>> {
    let fences = checked(document);
    if fences.is_empty() {
        return Vec::new();
    }
    // What is wrong with the names of files has been reported.
    let mut reported = Vec::new();
    let post = Post::new(document, sources, &Schemas::embedded(), &mut reported);
    let module = |(name, fences): (&'a str, Vec<&'a Fence>)| {
        let files = post.files(&fences, sources, &mut Vec::new());
        let (_, fences) = split(&fences);
        let standalone = post.read(&files, &fences).standalone();
        PostModule {
            name,
            standalone,
            document,
            files,
            fences,
        }
    };
    let has_code = |module: &PostModule<'_>| {
        let files = module.standalone.files.iter().skip(module.files.len());
        files.flatten().count() > 0
    };
    by_module(&fences)
        .into_iter()
        .map(module)
        .filter(has_code)
        .collect()
}
