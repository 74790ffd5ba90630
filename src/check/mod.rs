//! Proves a site before it is published: one file for each family of checks.

pub mod built;
mod diagrams;
pub mod elsewhere;
mod links;
pub mod loose;
mod metadata;
mod origins;
pub mod outputs;
mod pictures;
mod policy;
mod schemas;
mod snippets;
mod sources;
mod threads;
mod writer;

use crate::content::Document;
use crate::diagnostic::{Diagnosed, Diagnostic};
use crate::hcl::schema::Schemas;
use crate::site::{PageId, Site};
use crate::source::SourceTree;
pub use policy::{Decided, Policy};
pub use snippets::PostModule;

/// Checks that the files of a site could be read, and are what their names say.
pub fn sources(sources: &SourceTree) -> Vec<Diagnostic> {
    sources::check(sources)
}

/// What is known of providers: what is part of Recto, and the author's own files in `schemas/`.
pub fn schemas(sources: &SourceTree) -> Diagnosed<Schemas> {
    schemas::read(sources)
}

/// Checks what one document says by itself: its code blocks. Depends on the document, the HCL files beside the
/// posts and the schemas alone, so the findings may be remembered with these.
pub fn document(document: &Document, sources: &SourceTree, schemas: &Schemas) -> Vec<Diagnostic> {
    snippets::check(document, sources, schemas)
}

/// The modules that the code of a document makes, for another engine to look at.
pub fn modules<'a>(document: &'a Document, sources: &'a SourceTree) -> Vec<PostModule<'a>> {
    snippets::modules(document, sources)
}

/// Checks a page against the site: its links, pictures, metadata and diagrams.
pub fn page(site: &Site, page: PageId) -> Vec<Diagnostic> {
    let mut found = links::check(site, page);
    found.extend(metadata::check(site, page));
    found.extend(diagrams::check(site, page));
    found
}

/// Checks what belongs to no single page: the addresses in `recto.toml`, the discussions of pages, who may show them.
pub fn site(site: &Site, sources: &SourceTree) -> Vec<Diagnostic> {
    let mut found = metadata::check_config(site);
    found.extend(threads::check(site));
    found.extend(origins::check(site, sources));
    found
}
