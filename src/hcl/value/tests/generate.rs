//! Expressions made up at random: mostly sensible, sometimes wrong.

use proptest::prelude::*;

/// What an expression is meant to be.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Text,
    Number,
    Bool,
    List,
    Map,
}

const KINDS: [Kind; 5] = [Kind::Text, Kind::Number, Kind::Bool, Kind::List, Kind::Map];

/// Functions with what they take; `*` stands for anything.
const CALLS: &[(Kind, &str, &str)] = &[
    (Kind::Text, "upper", "t"),
    (Kind::Text, "lower", "t"),
    (Kind::Text, "title", "t"),
    (Kind::Text, "trimspace", "t"),
    (Kind::Text, "chomp", "t"),
    (Kind::Text, "strrev", "t"),
    (Kind::Text, "trim", "tt"),
    (Kind::Text, "trimprefix", "tt"),
    (Kind::Text, "trimsuffix", "tt"),
    (Kind::Text, "replace", "ttt"),
    (Kind::Text, "substr", "tnn"),
    (Kind::Text, "indent", "nt"),
    (Kind::Text, "join", "tl"),
    (Kind::Text, "jsonencode", "*"),
    (Kind::Text, "yamlencode", "*"),
    (Kind::Text, "base64encode", "t"),
    (Kind::Text, "urlencode", "t"),
    (Kind::Text, "sha256", "t"),
    (Kind::Text, "md5", "t"),
    (Kind::Text, "tostring", "*"),
    (Kind::Text, "element", "ln"),
    (Kind::Text, "lookup", "mt*"),
    (Kind::Text, "coalesce", "t*"),
    (Kind::Text, "try", "*t"),
    (Kind::Text, "one", "l"),
    (Kind::Number, "length", "*"),
    (Kind::Number, "abs", "n"),
    (Kind::Number, "ceil", "n"),
    (Kind::Number, "floor", "n"),
    (Kind::Number, "max", "nn"),
    (Kind::Number, "min", "nn"),
    (Kind::Number, "signum", "n"),
    (Kind::Number, "sum", "l"),
    (Kind::Number, "tonumber", "*"),
    (Kind::Number, "parseint", "tn"),
    (Kind::Number, "index", "l*"),
    (Kind::Bool, "can", "*"),
    (Kind::Bool, "contains", "l*"),
    (Kind::Bool, "startswith", "tt"),
    (Kind::Bool, "endswith", "tt"),
    (Kind::Bool, "strcontains", "tt"),
    (Kind::Bool, "alltrue", "l"),
    (Kind::Bool, "anytrue", "l"),
    (Kind::Bool, "tobool", "*"),
    (Kind::List, "concat", "ll"),
    (Kind::List, "flatten", "l"),
    (Kind::List, "distinct", "l"),
    (Kind::List, "compact", "l"),
    (Kind::List, "reverse", "l"),
    (Kind::List, "sort", "l"),
    (Kind::List, "slice", "lnn"),
    (Kind::List, "chunklist", "ln"),
    (Kind::List, "range", "nn"),
    (Kind::List, "keys", "m"),
    (Kind::List, "values", "m"),
    (Kind::List, "split", "tt"),
    (Kind::List, "tolist", "*"),
    (Kind::List, "toset", "*"),
    (Kind::List, "setunion", "ll"),
    (Kind::List, "setintersection", "ll"),
    (Kind::List, "setsubtract", "ll"),
    (Kind::List, "setproduct", "ll"),
    (Kind::List, "matchkeys", "lll"),
    (Kind::List, "coalescelist", "ll"),
    (Kind::List, "formatlist", "tl"),
    (Kind::Map, "merge", "mm"),
    (Kind::Map, "zipmap", "ll"),
    (Kind::Map, "tomap", "*"),
    (Kind::Map, "transpose", "m"),
];

const TEXTS: &[&str] = &[
    r#""""#,
    r#""a""#,
    r#""b""#,
    r#""ab""#,
    r#""a,b""#,
    r#""1""#,
    r#""1.50""#,
    r#""true""#,
    r#"" x ""#,
    r#""한글""#,
    r#""e\u0301""#,
    r#""x\ny""#,
    r#""<&>""#,
    r#""A-b_c d""#,
    r#""%s""#,
    r#""%d/%v""#,
    r#""/[a-b]+/""#,
    "null",
    r#""tru\te""#,
    r#""$${x}""#,
];

const NUMBERS: &[&str] = &[
    "0",
    "1",
    "2",
    "3",
    "10",
    "-1",
    "0.5",
    "1.25",
    "1e3",
    "\"7\"",
    "100000000000000000000",
    "0.1",
    "3.999",
    "null",
];

const BOOLS: &[&str] = &["true", "false", "\"true\"", "null"];

/// An expression of the language that names nothing.
pub(super) fn expression() -> BoxedStrategy<String> {
    proptest::sample::select(&KINDS[..])
        .prop_flat_map(|kind| of_kind(kind, 3))
        .boxed()
}

fn of_kind(kind: Kind, depth: u32) -> BoxedStrategy<String> {
    if depth == 0 {
        return leaf(kind);
    }
    let call = call(kind, depth);
    let chosen = choice(kind, depth);
    let wrong = proptest::sample::select(&KINDS[..]).prop_flat_map(move |other| of_kind(other, depth - 1));
    prop_oneof![
        3 => leaf(kind),
        5 => call,
        4 => composed(kind, depth),
        2 => chosen,
        1 => wrong,
    ]
    .boxed()
}

fn leaf(kind: Kind) -> BoxedStrategy<String> {
    let from =
        |texts: &'static [&'static str]| proptest::sample::select(texts).prop_map(String::from).boxed();
    match kind {
        Kind::Text => from(TEXTS),
        Kind::Number => from(NUMBERS),
        Kind::Bool => from(BOOLS),
        Kind::List => from(&[
            "[]",
            "[1]",
            r#"["a", "b"]"#,
            r#"[1, "a"]"#,
            "[true]",
            r#"tolist(["b", "a"])"#,
            "null",
        ]),
        Kind::Map => from(&[
            "{}",
            "{ a = 1 }",
            r#"{ a = "x", b = 2 }"#,
            "tomap({ a = 1 })",
            "{ a = [1] }",
            "null",
        ]),
    }
}

fn call(kind: Kind, depth: u32) -> BoxedStrategy<String> {
    let matching: Vec<_> = CALLS.iter().filter(|call| call.0 == kind).copied().collect();
    proptest::sample::select(matching)
        .prop_flat_map(move |(_, name, takes)| {
            let arguments: Vec<_> = takes.chars().map(|letter| argument(letter, depth - 1)).collect();
            arguments.prop_map(move |arguments| format!("{name}({})", arguments.join(", ")))
        })
        .boxed()
}

fn argument(letter: char, depth: u32) -> BoxedStrategy<String> {
    let kind = match letter {
        't' => Kind::Text,
        'n' => Kind::Number,
        'l' => Kind::List,
        'm' => Kind::Map,
        _ => {
            return proptest::sample::select(&KINDS[..])
                .prop_flat_map(move |kind| of_kind(kind, depth))
                .boxed();
        }
    };
    of_kind(kind, depth)
}

fn choice(kind: Kind, depth: u32) -> BoxedStrategy<String> {
    let part = |kind| of_kind(kind, depth - 1);
    (part(Kind::Bool), part(kind), part(kind))
        .prop_map(|(condition, yes, no)| format!("({condition} ? {yes} : {no})"))
        .boxed()
}

fn composed(kind: Kind, depth: u32) -> BoxedStrategy<String> {
    let part = |kind| of_kind(kind, depth - 1);
    match kind {
        Kind::Text => prop_oneof![
            (part(Kind::Text), part(Kind::Number)).prop_map(|(a, b)| format!("\"${{{a}}}-${{{b}}}\"")),
            (part(Kind::Bool), part(Kind::Text))
                .prop_map(|(a, b)| format!("\"%{{ if {a} ~}} x ${{{b}}} %{{~ else }} y %{{ endif }}\"")),
            part(Kind::List)
                .prop_map(|a| format!("\"%{{ for i, x in {a} ~}} ${{i}}=${{x}} %{{ endfor ~}} .\"")),
            (part(Kind::List), part(Kind::Number)).prop_map(|(a, b)| format!("{a}[{b}]")),
        ]
        .boxed(),
        Kind::Number => (part(Kind::Number), "(\\+|-|\\*|/|%)", part(Kind::Number))
            .prop_map(|(a, operator, b)| format!("({a} {operator} {b})"))
            .boxed(),
        Kind::Bool => prop_oneof![
            (part(Kind::Number), "(<|<=|>|>=)", part(Kind::Number))
                .prop_map(|(a, sign, b)| format!("({a} {sign} {b})")),
            (part(Kind::Bool), "(&&|\\|\\|)", part(Kind::Bool))
                .prop_map(|(a, sign, b)| format!("({a} {sign} {b})")),
            (part(Kind::Text), "(==|!=)", part(Kind::Text))
                .prop_map(|(a, sign, b)| format!("({a} {sign} {b})")),
            (part(Kind::List), "(==|!=)", part(Kind::List))
                .prop_map(|(a, sign, b)| format!("({a} {sign} {b})")),
            part(Kind::Bool).prop_map(|a| format!("!{a}")),
        ]
        .boxed(),
        Kind::List => prop_oneof![
            (part(Kind::Text), part(Kind::Number)).prop_map(|(a, b)| format!("[{a}, {b}]")),
            (part(Kind::Map), part(Kind::Map)).prop_map(|(a, b)| format!("[{a}, {b}]")),
            (part(Kind::List), part(Kind::Text))
                .prop_map(|(a, b)| format!("[for i, x in {a} : \"${{i}}${{x}}\" if i != {b}]")),
            (part(Kind::Map), part(Kind::Number))
                .prop_map(|(a, b)| format!("[for k, v in {a} : [k, v, {b}]]")),
            part(Kind::List).prop_map(|a| format!("{a}[*]")),
            part(Kind::Map).prop_map(|a| format!("[{a}, {{ a = 2 }}][*].a")),
        ]
        .boxed(),
        Kind::Map => prop_oneof![
            (part(Kind::Number), part(Kind::List)).prop_map(|(a, b)| format!("{{ a = {a}, b = {b} }}")),
            (part(Kind::Text), part(Kind::Text)).prop_map(|(a, b)| format!("{{ (({a})) = {b} }}")),
            (part(Kind::List), part(Kind::Text)).prop_map(|(a, b)| format!("{{ for x in {a} : x => {b} }}")),
            part(Kind::List).prop_map(|a| format!("{{ for i, x in {a} : x => i... }}")),
            part(Kind::Map).prop_map(|a| format!("{{ for k, v in {a} : upper(k) => v }}")),
        ]
        .boxed(),
    }
}
