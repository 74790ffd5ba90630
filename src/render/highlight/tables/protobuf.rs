//! Protocol Buffers.

use super::prelude::*;

pub(in super::super) static PROTOBUF: Table = Table {
    line_comments: &["//"],
    block_comments: C_COMMENT,
    strings: &[DOUBLE, SINGLE],
    words: words![
        Defines(Type) => ["enum", "message", "service", "extend"],
        Defines(Function) => ["rpc"],
        Soft(None) => ["group", "public", "stream", "to", "weak"],
        Is(Keyword) => [
            "edition", "extensions", "import", "max", "oneof", "option", "optional", "package", "repeated", "required",
            "reserved", "returns", "syntax",
        ],
        Is(Literal) => ["true", "false", "inf", "nan"],
        Is(Type) => [
            "bool", "bytes", "double", "fixed32", "fixed64", "float", "int32", "int64", "map", "sfixed32", "sfixed64", "sint32",
            "sint64", "string", "uint32", "uint64",
        ],
    ],
    types: Types::CapitalMember,
    generics: true,
    ..Table::BASE
};
