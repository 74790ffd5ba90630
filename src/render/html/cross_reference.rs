//! Names in the code of a page that lead to what declares them.
//!
//! The HCL blocks of a page are read together, as the checks read them. A reference becomes a link, the name it
//! leads to gets an id; code that is not shown has neither, and a block that shows a mistake is led to by
//! itself alone.

use std::collections::{BTreeMap, BTreeSet};

use super::footnotes::Footnotes;
use crate::content::ast::{Node, NodeKind};
use crate::content::slug::{Ids, slug};
use crate::content::{Document, Fence};
use crate::hcl::Links;
use crate::source::Span;

/// Bytes of the code that is shown, with what they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    /// The bytes.
    pub(super) span: Span,
    /// What they are.
    pub(super) role: Role,
}

/// What a piece of code is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// A name that is declared.
    Definition {
        /// The id of its element.
        id: String,
    },
    /// An address that refers to one.
    Reference {
        /// The id of the name's element.
        id: String,
    },
}

/// The references and definitions in the code of one document.
#[derive(Debug, Default)]
pub(super) struct CrossReferences {
    /// The marks of each block in the order of its text, by where the block begins in the file.
    by_block: BTreeMap<u32, Vec<Mark>>,
}

impl CrossReferences {
    /// Follows the references of all blocks that are rendered.
    pub(super) fn of(document: &Document, footnotes: &Footnotes<'_>) -> Self {
        let mut found = Self::default();
        let fences = document.facts.fences.iter().map(|fence| &**fence);
        let fences = fences.filter(|fence| fence.is_checked() && !fence.is_hidden());
        let mut modules: BTreeMap<&str, Vec<&Fence>> = BTreeMap::new();
        for fence in fences {
            modules.entry(fence.module_name()).or_default().push(fence);
        }
        if modules.is_empty() {
            return found;
        }
        let rendered = rendered(document, footnotes);
        let mut ids = taken(document);
        for mut fences in modules.into_values() {
            fences.retain(|fence| rendered.contains(&fence.span.start));
            found.add(&document.links(&fences), &fences, &mut ids);
        }
        for marks in found.by_block.values_mut() {
            marks.sort_by_key(|mark| mark.span);
        }
        found
    }

    /// The marks of a block.
    pub(super) fn marks(&self, fence: &Fence) -> &[Mark] {
        self.by_block.get(&fence.span.start).map_or(&[], Vec::as_slice)
    }

    fn add(&mut self, links: &Links, fences: &[&Fence], ids: &mut Ids) {
        let Links { definitions, links } = links;
        let ids: Vec<String> = definitions
            .iter()
            .map(|definition| ids.unique(&id(&definition.address)))
            .collect();
        let definitions = definitions.iter().zip(&ids).map(|(definition, id)| {
            let role = Role::Definition { id: id.clone() };
            (definition.place, role)
        });
        let references = links.iter().map(|link| {
            let id = ids[link.to].clone();
            (link.from, Role::Reference { id })
        });
        for (place, role) in definitions.chain(references) {
            let fence = fences[place.fragment];
            if let Some(span) = fence.shown(place.span) {
                let marks = self.by_block.entry(fence.span.start).or_default();
                marks.push(Mark { span, role });
            }
        }
    }
}

/// `hcl-aws_subnet-pod` for `aws_subnet.pod`.
fn id(address: &str) -> String {
    format!("hcl-{}", slug(&address.replace('.', " ")))
}

/// The ids that other elements of the page have.
fn taken(document: &Document) -> Ids {
    let mut ids = Ids::default();
    let headings = document.facts.headings.iter().map(|heading| &heading.id);
    let raw = document.facts.raw_ids.iter().map(|(id, _)| id);
    for id in headings.chain(raw) {
        ids.take(id);
    }
    ids
}

/// Where the code blocks begin that are rendered: those of footnotes only when the footnote is.
fn rendered(document: &Document, footnotes: &Footnotes<'_>) -> BTreeSet<u32> {
    let mut starts = BTreeSet::new();
    visit(&document.body, &mut starts);
    for definition in footnotes.numbered() {
        visit(&definition.children, &mut starts);
    }
    starts
}

fn visit(nodes: &[Node], starts: &mut BTreeSet<u32>) {
    for node in nodes {
        match &node.kind {
            NodeKind::FootnoteDefinition { .. } => {}
            NodeKind::CodeBlock(fence) => {
                starts.insert(fence.span.start);
            }
            _ => visit(&node.children, starts),
        }
    }
}
