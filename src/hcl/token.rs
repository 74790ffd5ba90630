//! The pieces HCL text is cut into.

use crate::source::Span;

/// One piece of the text. The tokens of a text tile it: each begins where the one before ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Its bytes; never empty.
    pub span: Span,
}

/// What a [`Token`] is. Names follow the HCL native syntax specification where it has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// Spaces and tabs, or a byte order mark at the very start.
    Whitespace,
    /// `\n` or `\r\n`, outside of strings and heredoc text.
    Newline,
    /// `#` or `//` up to, not including, the line's end.
    LineComment,
    /// `/*` up to and including `*/`, or up to the end of the text when it is not closed.
    BlockComment,

    /// A name or keyword: letters, digits, `_` and `-`, in any script.
    Identifier,
    /// Digits with what may continue a number; not necessarily a well-formed one (`1.2.3`).
    Number,

    /// The `"` that opens a quoted template.
    OpenQuote,
    /// The `"` that closes it.
    CloseQuote,
    /// Literal text of a quoted template.
    StringText,
    /// A good escape: `\n`, `\u00e9`, `$${`, `%%{`.
    Escape,
    /// A backslash and what follows it, when that is no escape of HCL.
    BadEscape,
    /// `${` or `${~`.
    InterpolationOpen,
    /// `%{` or `%{~`.
    DirectiveOpen,
    /// `}` or `~}` at the end of an interpolation or directive.
    TemplateClose,
    /// `<<TAG` or `<<-TAG`, without the line's end.
    HeredocOpen,
    /// Literal text of a heredoc, line ends included.
    HeredocText,
    /// The tag on its own line that ends a heredoc, without the space around it.
    HeredocClose,

    /// `{`
    OpenBrace,
    /// `}`
    CloseBrace,
    /// `[`
    OpenBracket,
    /// `]`
    CloseBracket,
    /// `(`
    OpenParen,
    /// `)`
    CloseParen,

    /// `=`
    Equal,
    /// `,`
    Comma,
    /// `:`
    Colon,
    /// `::`
    DoubleColon,
    /// `.`
    Dot,
    /// `...`
    Ellipsis,
    /// `?`
    Question,
    /// `=>`
    FatArrow,

    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `*`
    Star,
    /// `/`
    Slash,
    /// `%`
    Percent,
    /// `==`
    EqualEqual,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
    /// `&&`
    And,
    /// `||`
    Or,
    /// `!`
    Not,

    /// `;`, which HCL does not have.
    Semicolon,
    /// A string in quotes HCL does not have: `'a'`, `` `a` ``, `“a”`, opening and closing quote included.
    MisquotedString,
    /// Such a quote without a partner on its line.
    BadQuote,
    /// One character that begins no token of HCL.
    Unknown,
}

impl TokenKind {
    /// Whether the parser never sees it: space and comments.
    pub fn is_trivia(self) -> bool {
        matches!(self, Self::Whitespace | Self::LineComment | Self::BlockComment)
    }

    /// Whether an operand of an expression may end with it.
    pub fn ends_operand(self) -> bool {
        matches!(
            self,
            Self::Identifier
                | Self::Number
                | Self::CloseQuote
                | Self::HeredocClose
                | Self::CloseBrace
                | Self::CloseBracket
                | Self::CloseParen
                | Self::MisquotedString
        )
    }

    /// Whether an operand of an expression may begin with it.
    pub fn begins_operand(self) -> bool {
        matches!(
            self,
            Self::Identifier
                | Self::Number
                | Self::OpenQuote
                | Self::HeredocOpen
                | Self::OpenBrace
                | Self::OpenBracket
                | Self::OpenParen
                | Self::MisquotedString
        )
    }
}
