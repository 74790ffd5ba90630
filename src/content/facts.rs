//! What other stages ask about a document, gathered in one walk over its tree.

use std::sync::Arc;

use super::ast::{Node, NodeKind, RawHtml};
use super::component::{Call, Kind};
use super::emphasis;
use super::fence::Fence;
use crate::diagnostic::{Diagnostic, Location, catalogue};
use crate::source::{SourcePath, Span};

/// What other stages ask about a document.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The headings in order.
    pub headings: Vec<Heading>,
    /// The links and pictures in order.
    pub links: Vec<Link>,
    /// The code blocks in order.
    pub fences: Vec<Arc<Fence>>,
    /// The files that code is taken from.
    pub included: Vec<SourcePath>,
    /// The components that are called, each as often as it is.
    pub components: Vec<String>,
    /// The ids of raw HTML.
    pub raw_ids: Vec<(String, Span)>,
    /// Addresses in raw HTML that are no links and stay as they are written, such as those in styles.
    pub raw_addresses: Vec<(String, Span)>,
    /// How much there is to read.
    pub length: Length,
}

/// A heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Its id.
    pub id: String,
    /// Its text without marks.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// Something that points elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// How it points.
    pub kind: LinkKind,
    /// Where to, as the author means it.
    pub destination: String,
    /// The bytes the destination was written with.
    pub span: Span,
    /// For a Markdown picture, whether it lacks an alternative text.
    pub lacks_text: bool,
}

/// How something points elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkKind {
    /// A link to follow.
    Link,
    /// A picture, or another file that the page shows or loads.
    Embed,
}

/// How much there is to read. A picture takes as long to look at as its alternative text to read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Length {
    /// Hangul syllables, Han characters and Kana.
    pub cjk: usize,
    /// Words of other scripts, numbers among them.
    pub words: usize,
    /// Lines of code.
    pub code_lines: usize,
}

impl Length {
    /// Minutes to read it, rounded, at least one: 500 CJK characters or 230 words a minute, one second for
    /// a line of code.
    pub fn minutes(self) -> usize {
        let seconds = self.cjk * 60 * 230 + self.words * 60 * 500 + self.code_lines * 500 * 230;
        let minute = 60 * 500 * 230;
        ((seconds + minute / 2) / minute).max(1)
    }

    fn add_text(&mut self, text: &str) {
        let mut in_word = false;
        for character in text.chars() {
            if !character.is_ascii() && is_cjk(character) {
                self.cjk += 1;
                in_word = false;
            } else if character.is_alphanumeric() {
                self.words += usize::from(!in_word);
                in_word = true;
            } else if !matches!(character, '\'' | '’' | '.' | '_') {
                in_word = false;
            }
        }
    }
}

fn is_cjk(character: char) -> bool {
    // First what most of such characters are.
    matches!(character, '\u{ac00}'..='\u{d7a3}')
        || matches!(character,
        '\u{1100}'..='\u{11ff}' | '\u{3040}'..='\u{30ff}' | '\u{3130}'..='\u{318f}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Finds `[^label]` in runs of text; an escaped bracket parts a run, because its backslash belongs to none.
fn literal_footnotes(text: &str, nodes: &[Node], found: &mut Vec<Span>) {
    let mut run = Span::default();
    for node in nodes {
        if !matches!(node.kind, NodeKind::Text(_)) {
            literal_footnotes(text, &node.children, found);
        } else if run.end == node.span.start && !run.is_empty() {
            run = run.cover(node.span);
            continue;
        } else {
            labels_in(text, run, found);
            run = node.span;
        }
    }
    labels_in(text, run, found);
}

fn labels_in(text: &str, run: Span, found: &mut Vec<Span>) {
    let written = run.of(text);
    let brackets = written.match_indices('[').map(|(at, _)| at);
    for at in brackets.filter(|at| written[at + 1..].starts_with('^')) {
        let label = written[at + 2..].split(']').next().unwrap_or_default();
        let closed = written.as_bytes().get(at + 2 + label.len()) == Some(&b']');
        let is_label =
            !label.is_empty() && !label.contains(|letter: char| letter.is_whitespace() || letter == '[');
        if closed && is_label {
            let start = run.start as usize + at;
            found.push(Span::new(start, start + label.len() + 3));
        }
    }
}

/// The text of the first paragraph that has one, without TeX.
pub(super) fn summary(nodes: &[Node]) -> Option<String> {
    nodes.iter().find_map(|node| {
        if !matches!(node.kind, NodeKind::Paragraph) {
            return summary(&node.children);
        }
        let text = node.described();
        // A paragraph of a formula alone may have nothing left to describe the page with.
        text.contains(char::is_alphanumeric)
            .then(|| text.trim().to_owned())
    })
}

/// Walks the tree once.
pub(super) fn gather(body: &[Node]) -> Facts {
    let mut facts = Facts::default();
    for node in body {
        facts.visit(node);
    }
    facts.headings.shrink_to_fit();
    facts.links.shrink_to_fit();
    facts.fences.shrink_to_fit();
    facts
}

impl Facts {
    fn visit(&mut self, node: &Node) {
        match &node.kind {
            NodeKind::Heading { level, id, .. } => self.headings.push(Heading {
                level: *level,
                id: id.to_string(),
                text: node.plain_text(),
                span: node.span,
            }),
            NodeKind::CodeBlock(fence) => {
                if !fence.is_hidden() {
                    self.length.code_lines += fence.line_count();
                }
                let included = fence.included.as_ref();
                self.included
                    .extend(included.map(|included| included.path.clone()));
                self.fences.push(fence.clone());
            }
            NodeKind::Text(text) | NodeKind::Code(text) => self.length.add_text(text),
            NodeKind::HtmlBlock(raw) | NodeKind::Html(raw) => self.visit_raw(raw),
            NodeKind::Link(target) => self.links.push(Link {
                kind: LinkKind::Link,
                destination: target.destination.clone(),
                span: target.destination_span,
                lacks_text: false,
            }),
            NodeKind::Image(target) => {
                self.links.push(Link {
                    kind: LinkKind::Embed,
                    destination: target.destination.clone(),
                    span: target.destination_span,
                    lacks_text: node.plain_text().trim().is_empty(),
                });
            }
            NodeKind::Component(call) => {
                self.components.push(call.name.clone());
                self.visit_call(call);
            }
            _ => {}
        }
        for child in &node.children {
            self.visit(child);
        }
    }

    fn visit_call(&mut self, call: &Call) {
        for (kind, destination, span) in call.addresses() {
            let kind = match kind {
                Kind::Link => LinkKind::Link,
                _ => LinkKind::Embed,
            };
            self.links.push(Link {
                kind,
                destination: destination.to_owned(),
                span,
                lacks_text: false,
            });
        }
    }

    fn visit_raw(&mut self, raw: &RawHtml) {
        for address in &raw.addresses {
            self.links.push(Link {
                kind: if address.embeds {
                    LinkKind::Embed
                } else {
                    LinkKind::Link
                },
                destination: raw.text[address.range.clone()].replace("&amp;", "&"),
                span: address.span,
                lacks_text: false,
            });
        }
        self.raw_addresses.extend(raw.others.iter().cloned());
        for (range, span) in raw.ids.iter().filter(|(range, _)| !range.is_empty()) {
            self.raw_ids.push((raw.text[range.clone()].to_owned(), *span));
        }
    }

    /// Emphasis marks that stayed in the text.
    pub(super) fn literal_marks(&self, text: &Arc<str>, body: &[Node]) -> Vec<Span> {
        emphasis::literal_marks(text, body)
    }

    /// Findings about footnotes that are referred to and not defined: the parser leaves `[^x]` in the text.
    pub(super) fn missing_footnotes(path: &SourcePath, text: &str, body: &[Node]) -> Vec<Diagnostic> {
        let mut spans = Vec::new();
        literal_footnotes(text, body, &mut spans);
        spans
            .into_iter()
            .map(|span| {
                let label = span.of(text).trim_start_matches("[^").trim_end_matches(']');
                Diagnostic::new(
                    &catalogue::MISSING_FOOTNOTE,
                    format!("there is no footnote `{label}`"),
                )
                .at(Location::new(path, span), "")
                .help(format!("write a line `[^{label}]: …`"))
            })
            .collect()
    }
}
