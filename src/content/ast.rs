//! The tree of a Markdown text.
//!
//! Invariants: every span lies in the original file, on character boundaries; the children of a node lie
//! inside its span, except where Markdown itself lifts them out (footnote definitions); the tree is at most
//! [`MAX_DEPTH`] deep, so that walking it recursively is safe.

use std::sync::Arc;

use crate::source::Span;

use super::component::Call;
use super::fence::Fence;
use super::{Text, formula};

/// How deeply nodes may nest; what lies deeper is lifted to this depth and reported.
pub const MAX_DEPTH: usize = 64;

/// An element with its place in the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// The bytes of the file it was written with, marks included.
    pub span: Span,
    /// What it contains, in order.
    pub children: Vec<Node>,
}

impl Node {
    /// An element without content.
    pub fn leaf(kind: NodeKind, span: Span) -> Self {
        Self {
            kind,
            span,
            children: Vec::new(),
        }
    }

    /// The text a reader sees in the element, without any marks; alternative texts count, footnote marks do not.
    pub fn plain_text(&self) -> String {
        let mut text = String::new();
        self.push_plain_text(str::to_owned, &mut text);
        text
    }

    /// As [`Node::plain_text`], with formulas as [`formula::plain`] gives them.
    pub(super) fn described(&self) -> String {
        let mut text = String::new();
        self.push_plain_text(formula::plain, &mut text);
        text
    }

    fn push_plain_text(&self, formula: fn(&str) -> String, out: &mut String) {
        match &self.kind {
            NodeKind::Text(text) | NodeKind::Code(text) => out.push_str(text),
            NodeKind::Math { source, .. } => out.push_str(&formula(source)),
            NodeKind::SoftBreak | NodeKind::HardBreak => out.push(' '),
            _ => {}
        }
        for child in &self.children {
            child.push_plain_text(formula, out);
        }
    }
}

/// What an element is. Names follow CommonMark and GFM.
#[derive(Clone, Debug, PartialEq)]
pub enum NodeKind {
    /// A paragraph.
    Paragraph,
    /// A heading.
    Heading {
        /// 1 to 6.
        level: u8,
        /// Its id; unique in the document, never empty.
        id: Box<str>,
        /// Classes from `{.class}`. Few headings have any, so they do not make every node larger.
        classes: Box<Vec<String>>,
    },
    /// A quote.
    BlockQuote,
    /// A GitHub alert: `> [!NOTE]`.
    Alert(AlertKind),
    /// A fenced or indented code block.
    CodeBlock(Arc<Fence>),
    /// A block of raw HTML.
    HtmlBlock(Box<RawHtml>),
    /// A list.
    List {
        /// The first number of an ordered list; `None` for a bullet list.
        start: Option<u64>,
    },
    /// An item of a list.
    Item {
        /// Whether a box stands before it, and whether it is ticked.
        task: Option<bool>,
    },
    /// A table: one [`NodeKind::TableHead`], then rows.
    Table {
        /// Alignment of each column.
        alignments: Vec<Alignment>,
    },
    /// The head row of a table.
    TableHead,
    /// A body row of a table.
    TableRow,
    /// A cell.
    TableCell,
    /// The definition of a footnote.
    FootnoteDefinition {
        /// The label without `^`, in lower case: labels are compared without regard to case.
        label: String,
    },
    /// A thematic break.
    Rule,
    /// Text.
    Text(Text),
    /// Inline code.
    Code(Text),
    /// Inline raw HTML: one tag or comment.
    Html(Box<RawHtml>),
    /// A formula in TeX.
    Math {
        /// The TeX source.
        source: Box<str>,
        /// Whether it stands on a line of its own.
        display: bool,
    },
    /// `*emphasis*`.
    Emphasis,
    /// `**strong**`.
    Strong,
    /// `~~struck~~`.
    Strikethrough,
    /// A link.
    Link(Box<Target>),
    /// A picture; its children are the alternative text.
    Image(Box<Target>),
    /// A line break in the source that is none in the page.
    SoftBreak,
    /// A line break.
    HardBreak,
    /// A call of a component; its children are the body.
    Component(Box<Call>),
    /// The mark of a footnote.
    FootnoteReference {
        /// The label without `^`, in lower case: labels are compared without regard to case.
        label: String,
    },
}

impl NodeKind {
    /// Whether the element stands inside a line of text.
    pub fn is_inline(&self) -> bool {
        if let Self::Component(call) = self {
            return !call.block;
        }
        matches!(
            self,
            Self::Text(_)
                | Self::Code(_)
                | Self::Html(_)
                | Self::Math { .. }
                | Self::Emphasis
                | Self::Strong
                | Self::Strikethrough
                | Self::Link(_)
                | Self::Image(_)
                | Self::SoftBreak
                | Self::HardBreak
                | Self::FootnoteReference { .. }
        )
    }
}

/// Where a link or picture points.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// The destination after Markdown's escapes and entities are undone.
    pub destination: String,
    /// The bytes the destination was written with: inside the link, or in the reference definition.
    pub destination_span: Span,
    /// The title; empty when there is none.
    pub title: String,
}

/// Raw HTML as written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RawHtml {
    /// The text, without the marks of the quote or list it stands in.
    pub text: String,
    /// Addresses in its attributes, in order.
    pub addresses: Vec<RawAddress>,
    /// Addresses that stay as they are written: in styles, in `meta`. What they say, and their bytes in the file.
    pub others: Vec<(String, Span)>,
    /// Values of its `id` (and `a name`) attributes, as byte ranges of `text` and of the file; empty ids among them.
    pub ids: Vec<(std::ops::Range<usize>, Span)>,
}

/// An address in an attribute of raw HTML.
#[derive(Clone, Debug, PartialEq)]
pub struct RawAddress {
    /// The bytes of the address in [`RawHtml::text`].
    pub range: std::ops::Range<usize>,
    /// The bytes of the address in the file.
    pub span: Span,
    /// Whether the address loads a picture or another file (`src`), or is a link to follow (`href` of `a`).
    pub embeds: bool,
    /// Where in [`RawHtml::text`] a picture that says no size would say it.
    pub sizeless_at: Option<usize>,
}

/// Kinds of GitHub alerts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlertKind {
    /// `[!NOTE]`
    Note,
    /// `[!TIP]`
    Tip,
    /// `[!IMPORTANT]`
    Important,
    /// `[!WARNING]`
    Warning,
    /// `[!CAUTION]`
    Caution,
}

impl AlertKind {
    /// The name in lower case; also the key of its title in the language files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Tip => "tip",
            Self::Important => "important",
            Self::Warning => "warning",
            Self::Caution => "caution",
        }
    }
}

/// Alignment of a table column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alignment {
    /// As the theme has it.
    None,
    /// `:---`
    Left,
    /// `:---:`
    Center,
    /// `---:`
    Right,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A site holds its trees as long as it is built, some hundred nodes for each post.
    #[test]
    fn nodes_are_small() {
        assert!(size_of::<Node>() <= 64, "{}", size_of::<Node>());
    }
}
