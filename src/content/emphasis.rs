//! Emphasis beside Korean, Japanese and Chinese.
//!
//! CommonMark's flanking rules lean on the spaces between words. Korean particles follow a word without a
//! space, so `**VPC(네트워크)**를` stays literal: its second `**` follows punctuation and precedes a letter,
//! and may open only. The amendment known as "markdown-cjk-friendly" lets a run do both beside a CJK
//! character. The Markdown parser does not know it, so [`mend`] brings it in afterwards:
//!
//! 1. find the delimiter runs of a container, whether the parser used them or left them as text;
//! 2. if the amendment changes none of them, leave the container exactly as the parser made it;
//! 3. else pair all its runs again by CommonMark's algorithm with the amended flanking rules,
//! 4. and rebuild the container around the pairs.
//!
//! Step 3 takes up what the parser had paired, since in `**A(a)**와**B(b)**` it wrongly paired the middle.
//! Single `~` is never a delimiter here: Korean writes ranges with it (`3~5일`).

mod character;
mod run;

#[cfg(test)]
mod tests;

use std::iter::Peekable;
use std::mem;
use std::sync::Arc;
use std::vec::IntoIter;

use crate::source::Span;

use self::run::{Edge, Piece, Run, push_raw, runs_of_pieces};
use super::Text;
use super::ast::{Node, NodeKind};

/// How deeply the pairs of one container nest when it is paired again; marks further in stay text.
const MAX_NESTING: usize = 16;

/// Pairs emphasis, strong and strikethrough marks beside CJK characters that CommonMark leaves literal.
///
/// `siblings` are the children of a block, or whole blocks; all containers below are mended as well. Spans
/// must point into `source`. A container whose runs flank the same with and without the amendment is left
/// alone. The walk is recursive, so the tree must not be deeper than `ast::MAX_DEPTH` by much; a container
/// that is rebuilt gets at most 16 levels of its own. Takes linear time.
pub(super) fn mend(source: &Arc<str>, siblings: &mut Vec<Node>) {
    mend_container(source, siblings, Edge::Line);
}

fn mend_container(source: &Arc<str>, siblings: &mut Vec<Node>, edge: Edge) {
    let runs = find_runs(source, siblings, edge);
    if runs.iter().any(|run| run.amended) {
        let cuts = cuts(&runs, pair(&runs));
        *siblings = Rebuild::new(source, cuts).run(mem::take(siblings));
    }
    mend_inner_containers(source, siblings);
}

fn mend_inner_containers(source: &Arc<str>, siblings: &mut [Node]) {
    for node in siblings.iter_mut().filter(|node| !node.children.is_empty()) {
        if marks(source, node).is_some() {
            mend_inner_containers(source, &mut node.children);
        } else {
            let edge = if node.kind.is_inline() {
                Edge::Mark
            } else {
                Edge::Line
            };
            mend_container(source, &mut node.children, edge);
        }
    }
}

/// Unescaped `**` that still stand in the text and look as if they were meant as marks.
///
/// Call it after [`mend`], on the same siblings. In one list of siblings a run of two or three `*` counts
/// - when a space (or the edge of a line) is on exactly one side of it: it opens or closes, without partner;
/// - when no space touches it, and the list holds another such run: punctuation keeps the two apart;
/// - when it begins or ends its line with a space on its inner side, and the list holds another such run:
///   `** text **`.
///
/// Anything else is taken for prose: a run beside `/` is a glob (`**/*.tf`), one between two spaces or alone
/// between two words an operator (`2**10`), a longer one decoration. `~~` is never reported, as Korean prose
/// ends sentences with it.
pub(super) fn literal_marks(source: &Arc<str>, nodes: &[Node]) -> Vec<Span> {
    let mut found = Vec::new();
    collect_literal_marks(source, nodes, Edge::Line, &mut found);
    found
}

fn collect_literal_marks(source: &Arc<str>, nodes: &[Node], edge: Edge, found: &mut Vec<Span>) {
    let mut pieces = Vec::new();
    for node in nodes {
        match (raw_text(source, node), node.kind.is_inline()) {
            (true, _) => push_raw(&mut pieces, node.span),
            (false, inline) => pieces.push(if inline {
                inline_piece(&node.kind)
            } else {
                Piece::Block
            }),
        }
    }
    let runs = runs_of_pieces(source, &pieces, edge);
    let strong: Vec<&Run> = runs.iter().filter(|run| run.is_literal_strong(source)).collect();
    let paired = strong.len() > 1;
    found.extend(
        strong
            .iter()
            .filter(|run| run.looks_meant(paired))
            .map(|run| run.span()),
    );
    for node in nodes {
        let edge = if node.kind.is_inline() {
            Edge::Mark
        } else {
            Edge::Line
        };
        collect_literal_marks(source, &node.children, edge, found);
    }
}

fn inline_piece(kind: &NodeKind) -> Piece {
    match kind {
        NodeKind::SoftBreak | NodeKind::HardBreak => Piece::Break,
        _ => Piece::Opaque,
    }
}

/// Whether the node is text that reads as it is written. Text of entities is not, so it never holds a mark.
fn raw_text(source: &Arc<str>, node: &Node) -> bool {
    matches!(&node.kind, NodeKind::Text(text) if !text.is_empty() && text.is_at(source, node.span))
}

/// The marks before and after an element that delimiter runs made; `None` for every other element.
fn marks(source: &str, node: &Node) -> Option<(Span, Span)> {
    let pairs: &[&str] = match node.kind {
        NodeKind::Emphasis => &["*", "_"],
        NodeKind::Strong => &["**", "__"],
        NodeKind::Strikethrough => &["~~"],
        _ => return None,
    };
    let written = node.span.of(source);
    let mark = pairs
        .iter()
        .find(|mark| written.starts_with(**mark) && written.ends_with(**mark))?;
    let Span { start, end } = node.span;
    let inner = Span::new(
        start as usize + mark.len(),
        (end as usize).checked_sub(mark.len())?,
    );
    let holds_children = node.children.iter().all(|child| inner.contains(child.span));
    let before = Span {
        start,
        end: inner.start,
    };
    let after = Span {
        start: inner.end,
        end,
    };
    (written.len() >= 2 * mark.len() && holds_children).then_some((before, after))
}

fn find_runs(source: &Arc<str>, siblings: &[Node], edge: Edge) -> Vec<Run> {
    let mut pieces = Vec::new();
    collect_pieces(source, siblings, &mut pieces);
    runs_of_pieces(source, &pieces, edge)
}

fn collect_pieces(source: &Arc<str>, siblings: &[Node], pieces: &mut Vec<Piece>) {
    for node in siblings {
        if raw_text(source, node) {
            push_raw(pieces, node.span);
        } else if let Some((before, after)) = marks(source, node) {
            push_raw(pieces, before);
            collect_pieces(source, &node.children, pieces);
            push_raw(pieces, after);
        } else if node.kind.is_inline() {
            pieces.push(inline_piece(&node.kind));
        } else {
            pieces.push(Piece::Block);
        }
    }
}

/// Two runs, or parts of them, that belong together.
struct Pair {
    opener: usize,
    closer: usize,
    width: usize,
}

/// Pairs runs by CommonMark's algorithm: each closer takes the nearest opener that fits.
fn pair(runs: &[Run]) -> Vec<Pair> {
    let mut left: Vec<usize> = runs.iter().map(|run| run.len).collect();
    let mut pairs = Vec::new();
    let mut openers = Openers::default();
    for (closer, run) in runs.iter().enumerate() {
        if closer > 0 && runs[closer - 1].section != run.section {
            openers = Openers::default();
        }
        while run.closes && left[closer] > 0 {
            let Some(opener) = openers.find(runs, closer) else {
                break;
            };
            let width = left[opener].min(left[closer]).min(2);
            pairs.push(Pair {
                opener,
                closer,
                width,
            });
            left[opener] -= width;
            left[closer] -= width;
            if left[opener] == 0 {
                openers.pop();
            }
        }
        if run.opens && left[closer] > 0 {
            openers.stack.push(closer);
        }
    }
    pairs
}

/// Runs that wait for a closer.
#[derive(Default)]
struct Openers {
    stack: Vec<usize>,
    /// For each kind of closer, how much of the stack is known to hold no opener for it. This keeps the
    /// search linear: no opener is looked at twice in vain by closers of one kind.
    barren: [usize; 18],
}

impl Openers {
    /// Finds the nearest opener for a closer, and forgets the openers between them.
    fn find(&mut self, runs: &[Run], closer: usize) -> Option<usize> {
        let run = &runs[closer];
        let mark = match run.mark {
            b'*' => 0,
            b'_' => 1,
            _ => 2,
        };
        let kind = mark * 6 + usize::from(run.opens) * 3 + run.written % 3;
        let found = self.stack[self.barren[kind]..]
            .iter()
            .rposition(|&opener| fits(&runs[opener], run))
            .map(|index| index + self.barren[kind]);
        match found {
            Some(index) => {
                self.truncate(index + 1);
                Some(self.stack[index])
            }
            None => {
                self.barren[kind] = self.stack.len();
                None
            }
        }
    }

    fn pop(&mut self) {
        self.truncate(self.stack.len().saturating_sub(1));
    }

    fn truncate(&mut self, len: usize) {
        self.stack.truncate(len);
        for barren in &mut self.barren {
            *barren = (*barren).min(len);
        }
    }
}

/// CommonMark's rules 9 and 10, the "rule of three".
fn fits(opener: &Run, closer: &Run) -> bool {
    let both = opener.closes || closer.opens;
    let odd =
        both && (opener.written + closer.written).is_multiple_of(3) && !closer.written.is_multiple_of(3);
    opener.mark == closer.mark && !odd
}

/// Marks that leave the text, and what they become.
struct Cut {
    at: usize,
    width: usize,
    /// What begins here; `None` where the innermost open element ends.
    opens: Option<NodeKind>,
}

/// Turns pairs into cuts in order of the source. An opener gives its marks from its inner, right end, a
/// closer from its inner, left end.
fn cuts(runs: &[Run], pairs: Vec<Pair>) -> Vec<Cut> {
    let mut left_ends: Vec<usize> = runs.iter().map(|run| run.start).collect();
    let mut right_ends: Vec<usize> = runs.iter().map(|run| run.start + run.len).collect();
    let mut cuts = Vec::with_capacity(2 * pairs.len());
    for Pair {
        opener,
        closer,
        width,
    } in pairs
    {
        let kind = match (runs[opener].mark, width) {
            (b'~', _) => NodeKind::Strikethrough,
            (_, 2) => NodeKind::Strong,
            _ => NodeKind::Emphasis,
        };
        right_ends[opener] -= width;
        cuts.push(Cut {
            at: right_ends[opener],
            width,
            opens: Some(kind),
        });
        cuts.push(Cut {
            at: left_ends[closer],
            width,
            opens: None,
        });
        left_ends[closer] += width;
    }
    cuts.sort_unstable_by_key(|cut| cut.at);
    let mut depth = 0;
    cuts.retain(|cut| {
        depth += usize::from(cut.opens.is_some());
        let kept = depth <= MAX_NESTING;
        depth -= usize::from(cut.opens.is_none());
        kept
    });
    cuts
}

/// Builds a container anew around its cuts. Pairs nest, so cuts open and close like brackets.
struct Rebuild<'a> {
    source: &'a Arc<str>,
    cuts: Peekable<IntoIter<Cut>>,
    /// Elements that are open: what they are, where they begin, and the siblings before them.
    open: Vec<(NodeKind, usize, Vec<Node>)>,
    /// The children so far of the innermost open element.
    nodes: Vec<Node>,
    /// Raw text up to here is dealt with; a cut may reach over the end of a text node.
    done: usize,
    /// Whether the last of `nodes` is raw text that may be continued.
    in_text: bool,
}

impl<'a> Rebuild<'a> {
    fn new(source: &'a Arc<str>, cuts: Vec<Cut>) -> Self {
        Self {
            source,
            cuts: cuts.into_iter().peekable(),
            open: Vec::new(),
            nodes: Vec::new(),
            done: 0,
            in_text: false,
        }
    }

    fn run(mut self, siblings: Vec<Node>) -> Vec<Node> {
        self.walk(siblings);
        self.nodes.shrink_to_fit();
        self.nodes
    }

    fn walk(&mut self, siblings: Vec<Node>) {
        for node in siblings {
            if raw_text(self.source, &node) {
                self.raw(node.span);
            } else if let Some((before, after)) = marks(self.source, &node) {
                self.raw(before);
                self.walk(node.children);
                self.raw(after);
            } else {
                self.push(node);
            }
        }
    }

    fn raw(&mut self, span: Span) {
        let end = span.range().end;
        let mut at = span.range().start.max(self.done);
        while let Some(cut) = self.cuts.next_if(|cut| cut.at < end) {
            self.text(at, cut.at);
            at = cut.at + cut.width;
            self.apply(cut);
        }
        self.text(at, end);
        self.done = at.max(end);
    }

    fn text(&mut self, start: usize, end: usize) {
        let mut span = Span::new(start, end);
        if span.of(self.source).is_empty() {
            return;
        }
        if let (true, Some(last)) = (self.in_text, self.nodes.last_mut())
            && last.span.end == span.start
        {
            span = last.span.cover(span);
            last.kind = NodeKind::Text(Text::part(self.source, span));
            last.span = span;
            return;
        }
        let kind = NodeKind::Text(Text::part(self.source, span));
        self.push(Node::leaf(kind, span));
        self.in_text = true;
    }

    fn apply(&mut self, cut: Cut) {
        self.in_text = false;
        match cut.opens {
            Some(kind) => self.open.push((kind, cut.at, mem::take(&mut self.nodes))),
            None => {
                let (kind, start, before) = self.open.pop().expect("cuts open and close like brackets");
                let mut children = mem::replace(&mut self.nodes, before);
                children.shrink_to_fit();
                let span = Span::new(start, cut.at + cut.width);
                self.push(Node { kind, span, children });
            }
        }
    }

    fn push(&mut self, node: Node) {
        self.nodes.push(node);
        self.in_text = false;
    }
}
