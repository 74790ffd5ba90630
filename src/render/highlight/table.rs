//! What a language looks like, as far as languages are alike: plain data for [`super::engine`].

use super::class::Class;
use super::engine::Engine;
use super::words::Words;

/// The look of a language. `..Table::BASE` stands for what it has not.
pub(super) struct Table {
    /// What begins a comment that ends with its line.
    pub(super) line_comments: &'static [&'static str],
    /// Comments with an end.
    pub(super) block_comments: &'static [BlockComment],
    /// Strings; of two that begin alike, the longer beginning comes first.
    pub(super) strings: &'static [Quote],
    /// Names that change a string directly behind them.
    pub(super) prefixes: &'static [Prefix],
    /// Words with a meaning.
    pub(super) words: Words,
    /// Whether words mean the same in capitals.
    pub(super) any_case: bool,
    /// Bytes that names have beside letters, digits, `_` and what is not ASCII.
    pub(super) name_bytes: &'static [u8],
    /// Whether names in capitals such as `HashMap` are types.
    pub(super) types: Types,
    /// When a name before a colon is a key.
    pub(super) keys: Keys,
    /// Whether `@name` is an attribute.
    pub(super) attributes: bool,
    /// What comes between a value and its part, beside a dot.
    pub(super) members: &'static [&'static str],
    /// Whether `<` directly behind a name opens a list of types.
    pub(super) generics: bool,
    /// Whether `name!` is a macro.
    pub(super) macros: bool,
    /// Whether a slash where no value stands begins a regular expression.
    pub(super) regex: bool,
    /// Whether `<name>` where no value stands is an element.
    pub(super) elements: bool,
    /// Reads what only this language has, if it is there; asked before anything but white space is read.
    pub(super) special: fn(&mut Engine<'_, '_>, u8) -> bool,
}

impl Table {
    /// A language with words, numbers, calls and operators only.
    pub(super) const BASE: Self = Self {
        line_comments: &[],
        block_comments: &[],
        strings: &[],
        prefixes: &[],
        words: Words::NONE,
        any_case: false,
        name_bytes: &[],
        types: Types::None,
        keys: Keys::None,
        attributes: false,
        members: &[],
        generics: false,
        macros: false,
        regex: false,
        elements: false,
        special: |_, _| false,
    };
}

/// A comment with an end.
pub(super) struct BlockComment {
    pub(super) open: &'static str,
    pub(super) close: &'static str,
    /// Whether comments stand inside of each other.
    pub(super) nests: bool,
}

/// `/* */`, which does not nest.
pub(super) const C_COMMENT: &[BlockComment] = &[BlockComment {
    open: "/*",
    close: "*/",
    nests: false,
}];

/// `/* */`, which nests.
pub(super) const NESTED_COMMENT: &[BlockComment] = &[BlockComment {
    open: "/*",
    close: "*/",
    nests: true,
}];

/// A kind of string.
#[derive(Clone, Copy, Debug)]
pub(super) struct Quote {
    pub(super) open: &'static str,
    pub(super) close: &'static str,
    pub(super) class: Class,
    pub(super) escape: Escape,
    /// Whether it goes on behind the end of its line.
    pub(super) lines: bool,
    pub(super) holes: Holes,
    /// Whether it documents what follows when it stands where a statement begins.
    pub(super) documents: bool,
}

impl Quote {
    /// A string on one line with escapes.
    pub(super) const fn new(quote: &'static str) -> Self {
        Self {
            open: quote,
            close: quote,
            class: Class::String,
            escape: Escape::Backslash,
            lines: false,
            holes: Holes::None,
            documents: false,
        }
    }

    /// A string that may have many lines.
    pub(super) const fn lines(self) -> Self {
        Self { lines: true, ..self }
    }

    /// A string without escapes.
    pub(super) const fn raw(self) -> Self {
        self.escaped(Escape::None)
    }

    /// A string with such escapes.
    pub(super) const fn escaped(self, escape: Escape) -> Self {
        Self { escape, ..self }
    }

    /// A string with such holes.
    pub(super) const fn holes(self, holes: Holes) -> Self {
        Self { holes, ..self }
    }
}

/// `"…"` with escapes.
pub(super) const DOUBLE: Quote = Quote::new("\"");
/// `'…'` with escapes.
pub(super) const SINGLE: Quote = Quote::new("'");

/// What in a string is not what it looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Escape {
    /// Nothing.
    None,
    /// A backslash and what follows it.
    Backslash,
    /// The closing quote twice.
    Doubled,
}

/// What in a string is replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holes {
    /// Nothing.
    None,
    /// `${code}`.
    Dollar,
    /// `${code}` and `$name`.
    DollarName,
    /// `#{code}`.
    Hash,
    /// `{code:format}`; two braces are an escape.
    Braces,
    /// `{}`, `{name}` and `{:format}` only.
    Format,
    /// `%s`, `%-10d`.
    Percent,
}

/// A name that changes a string directly behind it.
pub(super) struct Prefix {
    /// In small letters; it may stand in capitals.
    pub(super) name: &'static str,
    /// Whether the string has no escapes.
    pub(super) raw: bool,
    /// What is replaced in it.
    pub(super) holes: Holes,
}

impl Prefix {
    /// A prefix for strings with escapes and without holes.
    pub(super) const fn new(name: &'static str) -> Self {
        Self {
            name,
            raw: false,
            holes: Holes::None,
        }
    }

    /// For strings without escapes.
    pub(super) const fn raw(self) -> Self {
        Self { raw: true, ..self }
    }

    /// For strings with such holes.
    pub(super) const fn holes(self, holes: Holes) -> Self {
        Self { holes, ..self }
    }
}

/// Which names in capitals are types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Types {
    /// None.
    None,
    /// Those with a small letter, and single letters, unless they follow a dot.
    Capital,
    /// The same, and they may follow a dot.
    CapitalMember,
    /// The same, but a name that is called is a function, and one that gets a value is a variable.
    CapitalNotCalled,
    /// The same, and a name behind a type is that of a variable, a property or a function.
    CapitalBeforeName,
    /// Those with a small letter.
    CapitalWord,
    /// Those that end with `_t`.
    Suffix,
}

/// When a name before a colon is a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keys {
    /// Never.
    None,
    /// Where a field may stand between braces.
    InBraces,
    /// Where an argument may stand between other brackets as well.
    InBrackets,
}
