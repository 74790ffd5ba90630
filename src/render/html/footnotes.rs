//! Footnotes: numbered in the order in which they are first referred to, written at the end, each with a way
//! back to every reference. Definitions nobody refers to are left out, as on GitHub.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::{Flavour, Writer, escape, fill};
use crate::content::ast::{Node, NodeKind};

/// The footnotes of one document.
#[derive(Debug, Default)]
pub(super) struct Footnotes<'a> {
    definitions: BTreeMap<&'a str, &'a Node>,
    /// Labels in order of their numbers.
    order: Vec<&'a str>,
    numbers: BTreeMap<&'a str, usize>,
    /// How often each was referred to in all.
    references: BTreeMap<&'a str, usize>,
    /// How often each has been referred to so far while writing.
    written: BTreeMap<String, usize>,
}

impl<'a> Footnotes<'a> {
    pub(super) fn of(body: &'a [Node]) -> Self {
        let mut footnotes = Self::default();
        footnotes.collect_definitions(body);
        if !footnotes.definitions.is_empty() {
            footnotes.collect_references(body);
            let mut at = 0;
            while let Some(definition) = footnotes.order.get(at).map(|label| footnotes.definitions[label]) {
                footnotes.collect_references(&definition.children);
                at += 1;
            }
        }
        footnotes
    }

    /// The definitions that are written, in the order of their numbers.
    pub(super) fn numbered(&self) -> impl Iterator<Item = &'a Node> {
        self.order.iter().map(|label| self.definitions[label])
    }

    fn collect_definitions(&mut self, nodes: &'a [Node]) {
        for node in nodes {
            if let NodeKind::FootnoteDefinition { label } = &node.kind {
                self.definitions.entry(label).or_insert(node);
            }
            self.collect_definitions(&node.children);
        }
    }

    fn collect_references(&mut self, nodes: &'a [Node]) {
        for node in nodes {
            match &node.kind {
                NodeKind::FootnoteDefinition { .. } => continue,
                NodeKind::FootnoteReference { label } if self.definitions.contains_key(label.as_str()) => {
                    *self.references.entry(label).or_default() += 1;
                    if !self.numbers.contains_key(label.as_str()) {
                        self.order.push(label);
                        self.numbers.insert(label, self.order.len());
                    }
                }
                _ => {}
            }
            self.collect_references(&node.children);
        }
    }
}

impl<'a> Writer<'a> {
    pub(super) fn footnote_reference(&mut self, label: &str) {
        let Some(&number) = self.footnotes.numbers.get(label) else {
            if !self.in_link {
                let _ = write!(self.out, "[^{}]", escape(label));
            }
            return;
        };
        if self.in_link {
            return;
        }
        let count = self.footnotes.written.entry(label.to_owned()).or_default();
        *count += 1;
        let count = *count;
        let id = reference_id(number, count);
        let title = escape(&fill(self.text_of("footnote"), &[("n", &number.to_string())])).into_owned();
        let anchor = if count == 1 {
            self.anchor("fnref", number)
        } else {
            String::new()
        };
        let _ = match self.flavour {
            Flavour::Page => write!(
                self.out,
                "<sup class=\"footnote-ref\" id=\"{id}\"{anchor}><a href=\"#fn-{number}\" aria-label=\"{title}\">{number}</a></sup>"
            ),
            Flavour::Feed => write!(self.out, "<sup>{number}</sup>"),
        };
    }

    pub(super) fn write_footnotes(&mut self) {
        if self.footnotes.order.is_empty() {
            return;
        }
        let page = self.flavour == Flavour::Page;
        if page {
            let label = escape(self.text_of("footnotes")).into_owned();
            let beside = if self.markdown.sidenotes { " sidenotes" } else { "" };
            let _ = write!(
                self.out,
                "<section class=\"footnotes{beside}\" role=\"doc-endnotes\" aria-label=\"{label}\">\n<ol>\n"
            );
        } else {
            self.out.push_str("<hr>\n<ol>\n");
        }
        let mut open = BTreeSet::new();
        for at in 0..self.footnotes.order.len() {
            let label = self.footnotes.order[at];
            let definition = self.footnotes.definitions[label];
            if open.insert(label) {
                self.footnote(at + 1, label, definition);
            }
        }
        self.out
            .push_str(if page { "</ol>\n</section>\n" } else { "</ol>\n" });
    }

    /// The ways back stand at the end of the last paragraph.
    fn footnote(&mut self, number: usize, label: &str, definition: &'a Node) {
        if self.flavour == Flavour::Feed {
            self.wrapped("<li>", definition, "</li>\n");
            return;
        }
        let place = self.anchor("fn", number);
        let _ = write!(self.out, "<li id=\"fn-{number}\"{place}>");
        let back = self.backlinks(number, self.footnotes.references.get(label).copied().unwrap_or(1));
        match definition.children.split_last() {
            Some((last, before)) if last.kind == NodeKind::Paragraph => {
                self.nodes(before);
                self.wrapped("<p>", last, &format!("{back}</p>\n"));
            }
            _ => {
                self.nodes(&definition.children);
                let _ = writeln!(self.out, "<p>{back}</p>");
            }
        }
        self.out.push_str("</li>\n");
    }

    /// What the theme needs to put a footnote beside its reference: a name for the place of the reference, and for
    /// a footnote also where it stands and the footnote it must stay below (CSS Anchor Positioning).
    fn anchor(&self, what: &str, number: usize) -> String {
        if !self.markdown.sidenotes || self.flavour != Flavour::Page {
            return String::new();
        }
        let name = format!("anchor-name:--{what}-{number}");
        if what == "fnref" {
            return format!(" style=\"{name}\"");
        }
        let above = number - 1;
        format!(" style=\"{name};--at:anchor(--fnref-{number} top);--after:anchor(--fn-{above} bottom,0px)\"")
    }

    fn backlinks(&self, number: usize, references: usize) -> String {
        let name = self.text_of("back_to_text");
        (1..=references)
            .map(|count| {
                let id = reference_id(number, count);
                let mut label = format!("{name} {number}");
                let mut mark = "↩".to_owned();
                if references > 1 {
                    let _ = write!(label, "-{count}");
                    let _ = write!(mark, "<sup>{count}</sup>");
                }
                let label = escape(&label).into_owned();
                format!(" <a class=\"footnote-back\" href=\"#{id}\" aria-label=\"{label}\">{mark}</a>")
            })
            .collect()
    }
}

fn reference_id(number: usize, count: usize) -> String {
    if count == 1 {
        format!("fnref-{number}")
    } else {
        format!("fnref-{number}-{count}")
    }
}
