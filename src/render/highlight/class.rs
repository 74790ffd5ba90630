//! What a piece of code is, in the one vocabulary that every lexer and the style sheet share.

use crate::source::Span;

/// The kind of a piece of code, which decides its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// A comment.
    Comment,
    /// A string, with its quotes; an added line of a diff.
    String,
    /// An escape sequence or a character entity.
    Escape,
    /// The delimiters of an interpolation, and variables expanded by name in a shell.
    Interpolation,
    /// A number, with its unit; a date.
    Number,
    /// A keyword, a block word, a tag; a removed line of a diff.
    Keyword,
    /// A literal such as `true` or `null`.
    Literal,
    /// A function, where it is defined and where it is called.
    Function,
    /// A type; the address of a resource.
    Type,
    /// The name that a value is given: a key, an attribute, a property.
    Key,
    /// A variable, and any text that is nothing else. Not marked up.
    Variable,
    /// A name that the language itself provides: `var`, `self`, `this`.
    Builtin,
    /// An operator.
    Operator,
    /// Punctuation. Not marked up.
    Punctuation,
    /// The label of a block, of a section, of a heredoc.
    Label,
    /// A command's flag, a tag's attribute, a decorator.
    Attribute,
    /// A regular expression.
    Regex,
    /// The prompt of a terminal session, with the blank after it: not selectable, not copied.
    Prompt,
    /// What a command of a terminal session printed: not copied.
    Output,
}

impl Class {
    /// Every class, in the order of declaration.
    pub const ALL: [Self; 19] = [
        Self::Comment,
        Self::String,
        Self::Escape,
        Self::Interpolation,
        Self::Number,
        Self::Keyword,
        Self::Literal,
        Self::Function,
        Self::Type,
        Self::Key,
        Self::Variable,
        Self::Builtin,
        Self::Operator,
        Self::Punctuation,
        Self::Label,
        Self::Attribute,
        Self::Regex,
        Self::Prompt,
        Self::Output,
    ];

    /// The name of the CSS class: one letter, save for the two parts of a terminal session that
    /// scripts look for by name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Comment => "c",
            Self::String => "s",
            Self::Escape => "e",
            Self::Interpolation => "i",
            Self::Number => "n",
            Self::Keyword => "k",
            Self::Literal => "l",
            Self::Function => "f",
            Self::Type => "t",
            Self::Key => "p",
            Self::Variable => "v",
            Self::Builtin => "b",
            Self::Operator => "o",
            Self::Punctuation => "u",
            Self::Label => "h",
            Self::Attribute => "a",
            Self::Regex => "r",
            Self::Prompt => "prompt",
            Self::Output => "output",
        }
    }

    /// The start tag of an element with the class.
    pub(super) fn tag(self) -> &'static str {
        match self {
            Self::Comment => "<span class=\"c\">",
            Self::String => "<span class=\"s\">",
            Self::Escape => "<span class=\"e\">",
            Self::Interpolation => "<span class=\"i\">",
            Self::Number => "<span class=\"n\">",
            Self::Keyword => "<span class=\"k\">",
            Self::Literal => "<span class=\"l\">",
            Self::Function => "<span class=\"f\">",
            Self::Type => "<span class=\"t\">",
            Self::Key => "<span class=\"p\">",
            Self::Variable => "<span class=\"v\">",
            Self::Builtin => "<span class=\"b\">",
            Self::Operator => "<span class=\"o\">",
            Self::Punctuation => "<span class=\"u\">",
            Self::Label => "<span class=\"h\">",
            Self::Attribute => "<span class=\"a\">",
            Self::Regex => "<span class=\"r\">",
            Self::Prompt => "<span class=\"prompt\">",
            Self::Output => "<span class=\"output\">",
        }
    }

    /// Whether the class has the colour of the text around it and gets no markup.
    pub fn is_plain(self) -> bool {
        matches!(self, Self::Variable | Self::Punctuation)
    }

    /// Whether blanks belong to the piece as much as its other characters do.
    pub(super) fn keeps_blanks(self) -> bool {
        matches!(self, Self::Prompt | Self::Output)
    }
}

/// A classified range of bytes of a code block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ClassSpan {
    /// The bytes, counted from the first byte of the block.
    pub span: Span,
    /// What they are.
    pub class: Class,
}

/// Collects spans that tile a text: each piece starts where the last one ended.
#[derive(Debug, Default)]
pub(super) struct Tiles {
    spans: Vec<ClassSpan>,
}

impl Tiles {
    /// No pieces yet, and room for that many.
    pub(super) fn with_capacity(pieces: usize) -> Self {
        Self {
            spans: Vec::with_capacity(pieces),
        }
    }

    /// Classifies the bytes from the last end up to `end`. Joins equal neighbours; ignores an `end`
    /// that is not beyond the last one.
    pub(super) fn extend_to(&mut self, end: usize, class: Class) {
        let start = self.end();
        if end <= start {
            return;
        }
        match self.spans.last_mut() {
            Some(last) if last.class == class => last.span = Span::new(last.span.range().start, end),
            _ => self.spans.push(ClassSpan {
                span: Span::new(start, end),
                class,
            }),
        }
    }

    /// Where the next piece starts.
    pub(super) fn end(&self) -> usize {
        self.spans.last().map_or(0, |last| last.span.range().end)
    }

    /// The latest pieces that start at or after `from`, the last one first.
    pub(super) fn latest_from(&mut self, from: usize) -> impl Iterator<Item = &mut ClassSpan> {
        self.spans
            .iter_mut()
            .rev()
            .take_while(move |piece| piece.span.range().start >= from)
    }

    /// The pieces, in order.
    pub(super) fn finish(self) -> Vec<ClassSpan> {
        self.spans
    }
}
