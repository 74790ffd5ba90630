//! SQL: the standard's words and those that PostgreSQL, MySQL and SQLite have beside them.

use super::prelude::*;

pub(in super::super) static SQL: Table = Table {
    line_comments: &["--", "#"],
    block_comments: C_COMMENT,
    strings: &[
        SINGLE.escaped(Escape::Doubled).lines(),
        DOUBLE.escaped(Escape::Doubled),
        Quote::new("`").escaped(Escape::Doubled),
    ],
    prefixes: &[
        Prefix::new("e"),
        Prefix::new("n"),
        Prefix::new("x"),
        Prefix::new("b"),
    ],
    words: words![
        Defines(PLAIN) => ["from", "into", "join", "table", "update", "references"],
        Defines(Function) => ["function", "procedure"],
        Is(Keyword) => [
            "abort", "action", "add", "after", "all", "alter", "always", "analyze", "and", "any", "as", "asc", "authorization",
            "autoincrement", "auto_increment", "before", "begin", "between", "by", "call", "cascade", "case", "cast",
            "check", "collate", "column", "comment", "commit", "concurrently", "conflict", "constraint", "copy", "create",
            "cross", "cube", "current", "cursor", "database", "declare", "default", "deferrable", "deferred", "delete",
            "desc", "describe", "distinct", "do", "domain", "drop", "each", "else", "elsif", "enable", "end", "engine",
            "enum", "escape", "except", "exception", "exclude", "execute", "exists", "explain", "extension", "fetch",
            "filter", "first", "following", "for", "force", "foreign", "full", "generated", "grant", "group", "grouping",
            "having", "identity", "if", "ignore", "ilike", "immutable", "in", "index", "inner", "insert", "instead",
            "intersect", "is", "isnull", "key", "language", "last", "lateral", "left", "like", "limit", "lock", "loop",
            "materialized", "merge", "natural", "next", "no", "not", "nothing", "notnull", "nulls", "of", "offset", "on",
            "only", "or", "order", "out", "outer", "over", "overlaps", "owner", "partition", "perform", "plan", "policy",
            "preceding", "primary", "privileges", "raise", "range", "recursive", "regexp", "release", "rename", "replace",
            "reset", "restrict", "return", "returning", "returns", "revoke", "right", "role", "rollback", "rollup", "row",
            "rows", "savepoint", "schema", "security", "select", "sequence", "set", "show", "similar", "some", "stable",
            "start", "strict", "temp", "temporary", "then", "ties", "to", "transaction", "trigger", "truncate", "type",
            "unbounded", "union", "unique", "unlogged", "until", "use", "using", "vacuum", "values", "view", "virtual",
            "volatile", "when", "where", "while", "window", "with", "within", "without",
        ],
        Is(Literal) => ["true", "false", "null", "unknown", "current_date", "current_time", "current_timestamp", "current_user"],
        Is(Type) => [
            "bigint", "bigserial", "binary", "bit", "blob", "bool", "boolean", "bytea", "char", "character", "cidr",
            "date", "datetime", "decimal", "double", "float", "inet", "int", "int2", "int4", "int8", "integer",
            "interval", "json", "jsonb", "longtext", "mediumint", "mediumtext", "money", "number", "numeric", "nvarchar",
            "precision", "real", "serial", "smallint", "smallserial", "text", "time", "timestamp", "timestamptz",
            "tinyint", "tsvector", "uuid", "varbinary", "varchar", "varchar2", "varying", "xml", "year",
        ],
    ],
    any_case: true,
    special,
    ..Table::BASE
};

/// What stands for a value: `$1`, `:name`, `@name`; and `$tag$`, between which a function's code is.
fn special(engine: &mut Engine<'_, '_>, byte: u8) -> bool {
    let name = || engine.scan.name_at(1);
    let (length, class) = match byte {
        b'$' => match name() {
            length if engine.scan.byte(1 + length) == b'$' => (length + 2, Label),
            0 => return false,
            length => (length + 1, Interpolation),
        },
        b':' if engine.scan.byte(1) == b':' => (2, PLAIN),
        b':' | b'@' => match name() {
            0 => return false,
            length => (length + 1, Interpolation),
        },
        _ => return false,
    };
    engine.scan.take(length, class);
    engine.last = if class == PLAIN {
        Last::Operator
    } else {
        Last::Value
    };
    true
}
