//! Go.

use super::prelude::*;

pub(in super::super) static GO: Table = Table {
    line_comments: &["//"],
    block_comments: C_COMMENT,
    strings: &[
        DOUBLE.holes(Holes::Percent),
        Quote::new("`").raw().lines(),
        SINGLE,
    ],
    words: words![
        Defines(Function) => ["func"],
        Defines(Type) => ["type"],
        Fields => ["struct", "interface"],
        Is(Keyword) => [
            "break", "case", "chan", "const", "continue", "default", "defer", "else", "fallthrough", "for", "go", "goto",
            "if", "import", "map", "package", "range", "return", "select", "switch", "var",
        ],
        Is(Literal) => ["true", "false", "nil", "iota"],
        Is(Function) => [
            "append", "cap", "clear", "close", "complex", "copy", "delete", "imag", "len", "make", "max", "min", "new",
            "panic", "print", "println", "real", "recover",
        ],
        Is(Type) => [
            "any", "bool", "byte", "comparable", "complex64", "complex128", "error", "float32", "float64", "int", "int8",
            "int16", "int32", "int64", "rune", "string", "uint", "uint8", "uint16", "uint32", "uint64", "uintptr",
        ],
    ],
    types: Types::CapitalNotCalled,
    keys: Keys::InBraces,
    ..Table::BASE
};
