//! Python.

use super::prelude::*;

pub(in super::super) static PYTHON: Table = Table {
    line_comments: &["#"],
    strings: &[
        Quote {
            documents: true,
            ..Quote::new("\"\"\"").lines()
        },
        Quote {
            documents: true,
            ..Quote::new("'''").lines()
        },
        DOUBLE.holes(Holes::Percent),
        SINGLE.holes(Holes::Percent),
    ],
    prefixes: &[
        Prefix::new("f").holes(Holes::Braces),
        Prefix::new("r").raw(),
        Prefix::new("b"),
        Prefix::new("u"),
        Prefix::new("t").holes(Holes::Braces),
        Prefix::new("rb").raw(),
        Prefix::new("br").raw(),
        Prefix::new("rf").raw().holes(Holes::Braces),
        Prefix::new("fr").raw().holes(Holes::Braces),
    ],
    words: words![
        Defines(Function) => ["def"],
        Defines(Type) => ["class"],
        Soft(None) => ["case", "match"],
        Soft(Some(Type)) => ["type"],
        Is(Keyword) => [
            "and", "as", "assert", "async", "await", "break", "continue", "del", "elif", "else", "except", "finally", "for",
            "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return",
            "try", "while", "with", "yield",
        ],
        Is(Literal) => ["True", "False", "None", "NotImplemented", "Ellipsis"],
        Is(Builtin) => ["self", "cls", "__file__", "__name__"],
        Is(Type) => ["bool", "bytearray", "bytes", "dict", "float", "frozenset", "int", "list", "object", "set", "str", "tuple"],
    ],
    types: Types::CapitalWord,
    attributes: true,
    ..Table::BASE
};
