//! Kotlin and Groovy, whose strings have names in them.

use super::prelude::*;

pub(in super::super) static KOTLIN: Table = Table {
    line_comments: &["//"],
    block_comments: NESTED_COMMENT,
    strings: &[
        Quote::new("\"\"\"").raw().lines().holes(Holes::DollarName),
        DOUBLE.holes(Holes::DollarName),
        SINGLE,
    ],
    words: words![
        Defines(Function) => ["fun"],
        Defines(Type) => ["class", "interface", "object", "typealias"],
        Soft(None) => [
            "abstract", "actual", "annotation", "by", "companion", "constructor", "crossinline", "data", "enum", "expect",
            "external", "final", "infix", "init", "inline", "inner", "internal", "lateinit", "noinline", "open",
            "operator", "out", "override", "private", "protected", "public", "reified", "sealed", "suspend", "tailrec",
            "value", "vararg", "where",
        ],
        Is(Keyword) => [
            "as", "break", "catch", "const", "continue", "do", "else", "finally", "for", "get", "if", "import", "in", "is",
            "package", "return", "set", "throw", "try", "val", "var", "when", "while",
        ],
        Is(Literal) => ["true", "false", "null"],
        Is(Builtin) => ["this", "super", "it", "field"],
    ],
    types: Types::CapitalMember,
    attributes: true,
    generics: true,
    members: &["?."],
    ..Table::BASE
};

pub(in super::super) static GROOVY: Table = Table {
    line_comments: &["//", "#!"],
    block_comments: C_COMMENT,
    strings: &[
        Quote::new("\"\"\"").lines().holes(Holes::DollarName),
        Quote::new("'''").lines(),
        DOUBLE.holes(Holes::DollarName),
        SINGLE,
    ],
    words: words![
        Defines(Type) => ["class", "enum", "interface", "trait", "new"],
        Is(Keyword) => [
            "abstract", "as", "assert", "break", "case", "catch", "continue", "def", "default", "do", "else", "extends",
            "final", "finally", "for", "if", "implements", "import", "in", "instanceof", "package", "private", "protected",
            "public", "return", "static", "switch", "throw", "throws", "try", "var", "while",
        ],
        Is(Literal) => ["true", "false", "null"],
        Is(Builtin) => ["this", "super", "it"],
        Is(Type) => ["boolean", "byte", "char", "double", "float", "int", "long", "short", "void"],
    ],
    types: Types::CapitalMember,
    keys: Keys::InBrackets,
    attributes: true,
    generics: true,
    members: &["?."],
    ..Table::BASE
};
