//! Java.

use super::prelude::*;

pub(in super::super) static JAVA: Table = Table {
    line_comments: &["//"],
    block_comments: C_COMMENT,
    strings: &[Quote::new("\"\"\"").lines(), DOUBLE, SINGLE],
    words: words![
        Defines(Type) => ["class", "enum", "interface", "new"],
        Soft(Some(Type)) => ["record"],
        Soft(None) => ["permits", "sealed", "module", "requires", "exports", "opens", "uses", "provides", "yield", "when"],
        Is(Keyword) => [
            "abstract", "assert", "break", "case", "catch", "const", "continue", "default", "do", "else", "extends", "final",
            "finally", "for", "goto", "if", "implements", "import", "instanceof", "native", "package", "private",
            "protected", "public", "return", "static", "strictfp", "switch", "synchronized", "throw", "throws",
            "transient", "try", "var", "volatile", "while",
        ],
        Is(Literal) => ["true", "false", "null"],
        Is(Builtin) => ["this", "super"],
        Is(Type) => ["boolean", "byte", "char", "double", "float", "int", "long", "short", "void"],
    ],
    types: Types::CapitalMember,
    attributes: true,
    generics: true,
    ..Table::BASE
};
