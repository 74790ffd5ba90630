use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::content::ast::{MAX_DEPTH, Node, NodeKind};
use crate::content::{Document, ParseOptions, parse};
use crate::data::TimeZone;
use crate::diagnostic::{Diagnosed, Diagnostic};

/// A document that is this text alone.
fn read(text: &str) -> Diagnosed<Document> {
    let options = ParseOptions {
        markdown: crate::config::Markdown::default(),
        time_zone: TimeZone::utc(),
    };
    parse(&SourcePath::new("content/a.md"), &text.into(), 0, &options)
}

/// The tree on a line: calls as `name`, with their bodies in brackets; blocks of text in angles.
fn tree(text: &str) -> String {
    fn show(nodes: &[Node], out: &mut String) {
        for node in nodes {
            let (open, close) = match &node.kind {
                NodeKind::Component(call) => {
                    let name = if call.block {
                        call.name.to_uppercase()
                    } else {
                        call.name.clone()
                    };
                    let fault = if call.faulty { "!" } else { "" };
                    out.push_str(&format!("{name}{fault}"));
                    if call.form == Form::Begin {
                        ("[", "]")
                    } else {
                        ("", "")
                    }
                }
                NodeKind::Text(text) => {
                    out.push_str(text);
                    continue;
                }
                NodeKind::Code(code) => {
                    out.push_str(&format!("`{code}`"));
                    continue;
                }
                NodeKind::SoftBreak => (" ", ""),
                NodeKind::Html(raw) | NodeKind::HtmlBlock(raw) => {
                    out.push_str(&raw.text);
                    continue;
                }
                NodeKind::CodeBlock(fence) => {
                    out.push_str(&format!("```{}```", fence.code));
                    continue;
                }
                NodeKind::Paragraph => ("<", ">"),
                NodeKind::Heading { .. } => ("<h ", ">"),
                NodeKind::List { .. } => ("<list ", ">"),
                NodeKind::Item { .. } => ("<item ", ">"),
                NodeKind::BlockQuote => ("<quote ", ">"),
                NodeKind::Strong => ("**", "**"),
                NodeKind::Emphasis => ("*", "*"),
                _ => ("(", ")"),
            };
            out.push_str(open);
            show(&node.children, out);
            out.push_str(close);
        }
    }
    let mut out = String::new();
    show(&read(text).value.body, &mut out);
    out
}

#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(tree(text), expected, "{text}");
    let found = read(text).diagnostics;
    assert!(
        found.iter().all(|found| found.code.id != "M012"),
        "{text}: {found:?}"
    );
}

#[test]
fn a_call_in_a_line_is_part_of_it() {
    check("Press {{ kbd(k=\"a*b*\") }} now.", "<Press kbd now.>");
    check("**{{ a() }}**를 *{{ b() }}*", "<**a**를 *b*>");
    check("# T {{ a() }}\n", "<h T a>");
    check("{{ a() }} and {{b(x=\"}}\")}}", "<a and b>");
    check("[x {{ a() }}](y)", "<(x a)>");
    check("| a |\n|---|\n| {{ a(x=\"|\") }} |\n", "(((a))((a)))");
    check("1 {{ a(x=\"`\") }} 2 {{ b(y=\"`\") }} 3", "<1 a 2 b 3>");
}

#[test]
fn a_call_on_its_line_is_a_block() {
    check("{{ a() }}", "A");
    check("one\n{{ a() }}\ntwo\n", "<one>A<two>");
    check("{{ a() }}\n{{ b() }}\n", "AB");
    check(
        "- one\n- {{ a() }}\n\n  {{ b() }}\n",
        "<list <item <one>><item AB>>",
    );
    check("> {{ a() }}\n> two\n", "<quote A<two>>");
    check("> {{ a(\n>   x=1,\n> ) }}\n", "<quote A>");
    check(
        "{{ a(\n  x=\"1\",\n  y=[1, 2.5, true],\n) }}\r\n\r\nx\r\n",
        "A<x>",
    );
    check("<!-- note -->\n{{ a() }}\n", "<!-- note -->\nA");
}

#[test]
fn a_body_is_markdown() {
    check(
        "{% a() %}\n- x\n- **y**\n{% end %}\nz\n",
        "A[<list <item x><item **y**>>]<z>",
    );
    check(
        "{% a() %}\n\n# x\n\n{% b() %}\ny\n{% end %}\n\n{% end %}\n",
        "A[<h x>B[<y>]]",
    );
    check("{% a(x=1) %}x *y*{% end %}\n", "A[<x *y*>]");
    check(
        "one {% a() %}x {% b() %}y{% end %}{%end%} two",
        "<one a[x b[y]] two>",
    );
    check("{% a() %}\n{% end %}", "A[]");
    check(
        "{% a() %}\n```sh\n{% end %}\n```\n{% end %}\n",
        "A[```{% end %}\n```]",
    );
    // As everything in a tight list, its text is in no paragraph.
    check(
        "- {% a() %}\n  x\n  {% end %}\n- y\n",
        "<list <item A[x]><item y>>",
    );
}

#[test]
fn what_is_no_call_stays_text() {
    for text in [
        "{{ .Values.x }} {{ name }} {{ a.b() }} {{ x | f() }} {{ include \"x\" . }}",
        "{% if x %} {% endif %} {% ends %} {%- end %}",
        "${{ hashFiles('x') }} {{{ a() }}} { { a() }}",
    ] {
        check(text, &format!("<{text}>"));
    }
    check(r"\{{ a() }} and \{% end %}", "<{{ a() }} and {% end %}>");
    check(r"\\{{ a() }}", r"<\a>");
}

#[test]
fn code_and_raw_html_are_left_alone() {
    check("`{{ a() }}` and ``{% end %}``", "<`{{ a() }}` and `{% end %}`>");
    check("```\n{{ a( }}\n{% b() %}\n```\n", "```{{ a( }}\n{% b() %}\n```");
    check("    {{ a() }}\n", "```{{ a() }}\n```");
    check("- x\n\n      {{ a() }}\n", "<list <item <x>```{{ a() }}\n```>>");
    check("<p>\n{{ a() }}\n</p>\n", "<p>\n{{ a() }}\n</p>\n");
    check(
        "x <b title=\"{{ a() }}\">y</b>",
        "<x <b title=\"{{ a() }}\">y</b>>",
    );
    check("<!-- {{ a() }} -->\n", "<!-- {{ a() }} -->\n");
    check("[x]({{ a() }})", "<[x]({{ a() }})>");
    check("`{{ f(` and {{ b() }}", "<`{{ f(` and b>");
}

#[test]
fn arguments_are_read() {
    let text = r#"{{ a(s="x \"y\" \z", t='"', u=`1`, n=-3, f=2.5, b=false, l=["a", [1], true,],) }}"#;
    let body = read(text).value.body;
    let [
        Node {
            kind: NodeKind::Component(call),
            ..
        },
    ] = body.as_slice()
    else {
        panic!("{body:?}");
    };
    let shown: Vec<String> = call
        .arguments
        .iter()
        .map(|argument| {
            let value = serde_json::to_string(&argument.value).unwrap();
            format!(
                "{}={value}={}",
                argument.name_span.of(text),
                argument.value_span.of(text)
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            r#"s="x \"y\" \\z"=x \"y\" \z"#,
            r#"t="\""=""#,
            r#"u="1"=1"#,
            "n=-3=-3",
            "f=2.5=2.5",
            "b=false=false",
            r#"l=["a",[1],true]=["a", [1], true,]"#,
        ]
    );
}

/// What is said of a text: the bytes pointed at, the message and the first advice.
fn said<'t>(text: &'t str, found: &[Diagnostic]) -> Vec<(String, &'t str, String, String)> {
    found
        .iter()
        .map(|found| {
            let place = found.labels[0].location.span.of(text);
            (
                found.code.id.to_owned(),
                place,
                found.message.clone(),
                found.help[0].clone(),
            )
        })
        .collect()
}

#[track_caller]
fn wrong(text: &str, place: &str, message: &str, help: &str) {
    let found = read(text).diagnostics;
    let expected = ("M012".to_owned(), place, message.to_owned(), help.to_owned());
    assert_eq!(said(text, &found), [expected], "{text}");
}

#[test]
fn a_call_that_cannot_be_read_is_told() {
    wrong(
        "x {{ a(\"b\") }} y",
        "\"",
        "an argument has no name",
        "write `name=` before its value",
    );
    wrong("{{ a(b) }}", "b", "`b` has no value", "write `b=` and the value");
    wrong(
        "{{ a(b=c.png) }}",
        "c.png",
        "`c.png` is no value",
        "put text in quotes; other values are numbers, `true`, `false` and lists in brackets",
    );
    wrong(
        "{{ a(b=1 c=2) }}",
        "c",
        "there is no comma before this",
        "write a comma between arguments, and `)` after the last",
    );
    wrong(
        "{{ a(b=\"c) }}\n\nx\"",
        "\"",
        "this text is not closed",
        "write `\"` after it, or `\\\"` where the quote belongs to the text",
    );
    wrong(
        "{{ a(b=[1, 2) }}",
        "[",
        "this list is not closed",
        "write commas between its values, and `]` after the last",
    );
    wrong(
        "{{ a(b=1) }\n\nx }}",
        "{{ a(",
        "this call is not closed",
        "end it with `) }}`, before the next empty line",
    );
    assert_eq!(tree("x {{ a(b) }} y"), "<x a! y>");
    assert_eq!(tree("x {{ a(b y\nz"), "<x a! z>");
}

#[test]
fn begin_and_end_belong_together() {
    wrong(
        "{% a() %}\nx\n",
        "{% a() %}",
        "`{% a(…) %}` has no `{% end %}`",
        "write `{% end %}` on a line of its own below the body",
    );
    wrong(
        "x\n{% end %}\n",
        "{% end %}",
        "this `{% end %}` ends nothing",
        "begin the body with `{% name(…) %}`, both on lines of their own or both in one paragraph",
    );
    let across = "{% a() %}\nx {% end %}\n";
    let found = read(across).diagnostics;
    let places: Vec<&str> = said(across, &found).iter().map(|said| said.1).collect();
    assert_eq!(places, ["{% end %}", "{% a() %}"]);
    assert_eq!(tree(across), "A![]<x {% end %}>");
    // A begin that cannot be read still has its end.
    wrong(
        "{% a(b) %}\nx\n{% end %}\n",
        "b",
        "`b` has no value",
        "write `b=` and the value",
    );
}

#[test]
fn bodies_nest_so_deep_and_no_deeper() {
    let nested = |levels: usize| format!("{}x{}", "{% a() %}".repeat(levels), "{% end %}".repeat(levels));
    assert!(read(&nested(MAX_BODIES)).diagnostics.is_empty());
    let deep = read(&nested(500));
    assert_eq!(deep.diagnostics[0].code.id, "M006");
    let lines = read(&format!(
        "{}> x\n{}",
        "{% a() %}\n".repeat(500),
        "{% end %}\n".repeat(500)
    ));
    for document in [deep, lines] {
        assert!(depth(&document.value.body) <= MAX_DEPTH);
    }
}

fn depth(nodes: &[Node]) -> usize {
    nodes
        .iter()
        .map(|node| 1 + depth(&node.children))
        .max()
        .unwrap_or(0)
}

/// A component with this declaration.
fn component(name: &str, declaration: &str) -> Diagnosed<Component> {
    let text: Arc<str> = format!("{{# component\n{declaration}\n#}}\nx").into();
    declare(
        name,
        &SourcePath::new("themes/recto/templates/components/x.html"),
        &text,
        7,
    )
}

#[test]
fn a_declaration_is_read() {
    let read = component(
        "x",
        "src: picture   # the file\n\n# a remark\nalt : string = \"a # b\"\n  n: number=1.5\nbody: markdown = \"\"",
    );
    assert!(read.diagnostics.is_empty(), "{:?}", read.diagnostics);
    let shown: Vec<String> = read
        .value
        .parameters
        .iter()
        .map(|one| {
            format!(
                "{} {:?} {:?} {}",
                one.name, one.kind, one.default, one.description
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            "src Picture None the file",
            "alt String Some(String(\"a # b\")) ",
            "n Number Some(Float(1.5)) "
        ]
    );
    assert_eq!(read.value.body, Some(Body::Optional));
    let text: Arc<str> = "{# components are fine #}\n{# component\na: string\n#}".into();
    let undeclared = declare("x", &SourcePath::new("x"), &text, 0);
    assert!(undeclared.value.parameters.is_empty());
}

#[test]
fn a_declaration_that_is_none_is_told() {
    let check = |declaration: &str, place: &str, message: &str, help: &str| {
        let read = component("x", declaration);
        let expected = ("T008".to_owned(), place, message.to_owned(), help.to_owned());
        assert_eq!(
            said(&read.value.text, &read.diagnostics),
            [expected],
            "{declaration}"
        );
    };
    check(
        "src",
        "src",
        "this declares no parameter",
        "write `name: type`, and ` = value` when it may be left out; text about it follows a `#`",
    );
    check(
        "src: strin # x",
        "strin",
        "there is no type `strin`",
        "did you mean `string`?",
    );
    check(
        "a-b: string",
        "a-b",
        "`a-b` is no name",
        "use letters, digits and `_`, and begin with no digit",
    );
    check(
        "a: string\na: number",
        "a",
        "`a` is declared already",
        "take one of the two out",
    );
    check(
        "site: string",
        "site",
        "`site` is what every component sees",
        "give the parameter another name",
    );
    check(
        "n: number = \"1\"",
        "\"1\"",
        "`\"1\"` is no default of a number",
        "write text in quotes, a number, `true`, `false` or a list, as the type says",
    );
    check(
        "src: picture = \"a.png\"",
        "\"a.png\"",
        "`\"a.png\"` is no default of a picture",
        "write `\"\"`: without an address the template sees nothing",
    );
    check(
        "body: string",
        "body: string",
        "a body is called `body` and has the type `markdown`",
        "write `body: markdown`, or another name and type",
    );
}

fn components() -> BTreeMap<String, Arc<Component>> {
    let declared = [
        (
            "shot",
            "src: picture   # the file\nwidth: number = 1\nto: link = \"\"\ntags: list = []",
        ),
        ("note", "title: string = \"\"\nbody: markdown"),
    ];
    let made = declared.map(|(name, text)| (name.to_owned(), Arc::new(component(name, text).value)));
    made.into_iter().collect()
}

#[track_caller]
fn unfit(text: &str, code: &str, place: &str, message: &str, help: &str) {
    let document = Arc::new(read(text).value);
    let found = resolve(&document, &components()).diagnostics;
    let expected = (code.to_owned(), place, message.to_owned(), help.to_owned());
    assert_eq!(said(text, &found), [expected], "{text}");
}

#[test]
fn a_call_that_does_not_fit_is_told() {
    unfit(
        "{{ shto(src=\"a\") }}",
        "M013",
        "shto",
        "there is no component `shto`",
        "did you mean `shot`?",
    );
    unfit(
        "x {{ chart() }}",
        "M013",
        "chart",
        "there is no component `chart`",
        "write a template `templates/components/chart.html` into the folder of your theme",
    );
    unfit(
        "{{ shot(src=\"a\", widht=2) }}",
        "M014",
        "widht",
        "`shot` has no argument `widht`",
        "did you mean `width`?",
    );
    unfit(
        "{{ shot(src=\"a\", x=2) }}",
        "M014",
        "x",
        "`shot` has no argument `x`",
        "it takes `src`, `width`, `to`, `tags`",
    );
    unfit(
        "{{ shot() }}",
        "M014",
        "shot",
        "`shot` needs `src`",
        "write `src=\"…\"`: the file",
    );
    unfit(
        "{{ shot(src=\"a\", width=\"2\") }}",
        "M014",
        "2",
        "`width` must be a number, not text",
        "write `width=2`, without quotes",
    );
    unfit(
        "{{ shot(src=[1]) }}",
        "M014",
        "[1]",
        "`src` must be the address of a picture, not a list",
        "write `src=\"…\"`",
    );
    unfit(
        "{{ shot(src=\"\") }}",
        "M014",
        "src",
        "`src` must be the address of a picture, and is empty",
        "write the address between the quotes",
    );
    unfit(
        "{{ shot(src=\"a\", src=\"b\") }}",
        "M014",
        "src",
        "`src` is given twice",
        "take one of the two out",
    );
    unfit(
        "{{ note() }}",
        "M014",
        "note",
        "`note` needs a body",
        "write `{% note(…) %}`, the text, and `{% end %}`",
    );
    unfit(
        "{% shot(src=\"a\") %}x{% end %}",
        "M014",
        "shot",
        "`shot` takes no body",
        "write `{{ shot(…) }}` alone, without `{% end %}`",
    );
}

#[test]
fn addresses_are_links_of_the_document_with_their_bytes() {
    let text = "[x](y)\n\n{% note() %}\n{{ shot(src=\"a b.png\", to='./p.md') }} ![i](j)\n{% end %}\n";
    let document = Arc::new(read(text).value);
    let resolved = resolve(&document, &components());
    assert!(resolved.diagnostics.is_empty(), "{:?}", resolved.diagnostics);
    let links = &resolved.value.facts.links;
    let shown: Vec<(&str, &str)> = links
        .iter()
        .map(|link| (link.destination.as_str(), link.span.of(text)))
        .collect();
    assert_eq!(
        shown,
        [
            ("y", "y"),
            ("a b.png", "a b.png"),
            ("./p.md", "./p.md"),
            ("j", "j")
        ]
    );
    assert_ne!(resolved.value.hash, document.hash);
    let plain = Arc::new(read("x").value);
    assert!(Arc::ptr_eq(&resolve(&plain, &components()).value, &plain));
}

const PIECES: &[&str] = &[
    "{{ shot(src=\"a\") }}",
    "{{ ",
    "{% ",
    "note(",
    "shot(",
    "x=",
    "\"",
    "'",
    "`",
    "[1",
    "]",
    ",",
    ")",
    "}}",
    "%}",
    "{% note() %}",
    "{% end %}",
    "\n",
    "\n\n",
    "> ",
    "- ",
    "  ",
    "    ",
    "```\n",
    "**",
    "<b>",
    "<!--",
    "-->",
    "가",
    "\\",
    "| a |\n|---|\n|",
    "[a](",
    "$",
    "# ",
    "true",
    "1.5",
    "\r\n",
    "![",
];

proptest! {
    #[test]
    fn any_text_gives_spans_inside_it(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..30)) {
        fn visit(nodes: &[Node], text: &str) {
            for node in nodes {
                assert!(text.get(node.span.range()).is_some(), "{text:?} {node:?}");
                if let NodeKind::Component(call) = &node.kind {
                    assert!(call.form != Form::End, "{text:?}");
                    assert!(node.span.contains(call.span), "{text:?} {call:?}");
                    assert!(call.span.of(text).starts_with('{'), "{text:?} {call:?}");
                    for argument in &call.arguments {
                        assert!(call.span.contains(argument.name_span), "{text:?} {call:?}");
                        assert!(call.span.contains(argument.value_span), "{text:?} {call:?}");
                        assert_eq!(argument.name_span.of(text), argument.name);
                    }
                }
                visit(&node.children, text);
            }
        }
        let text = pieces.concat();
        let read = read(&text);
        visit(&read.value.body, &text);
        prop_assert!(depth(&read.value.body) <= MAX_DEPTH);
        let resolved = resolve(&Arc::new(read.value), &components());
        for found in read.diagnostics.iter().chain(&resolved.diagnostics) {
            for label in &found.labels {
                prop_assert!(text.get(label.location.span.range()).is_some(), "{:?}", found);
            }
        }
    }

    /// No letter that hides a call is ever read as text.
    #[test]
    fn nothing_hidden_is_shown(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..30)) {
        let text = pieces.concat().replace('x', "z");
        let written = format!("{:?}", read(&text).value.body);
        prop_assert!(!written.contains("xxxx"), "{} {}", text, written);
    }

    #[test]
    fn a_text_without_calls_is_the_same_markdown(pieces in prop::collection::vec(prop::sample::select(&["a", "*", "**", "`", "\n", "- ", "> ", "<b>", "[x](y)", "가", "    "][..]), 0..20)) {
        let text = pieces.concat();
        let plain = read(&text).value.body;
        let beside = read(&format!("{text}\n\n{{{{ a() }}}}")).value.body;
        let shared = plain.len().saturating_sub(1);
        prop_assert_eq!(&plain[..shared], &beside[..shared]);
    }

    #[test]
    fn any_declaration_is_read_or_told(text in "(\\{#|#\\}|component|a|:| |\n|string|markdown|body|=|\"|#|-|가){0,30}") {
        let text: Arc<str> = format!("{{# component{text}").into();
        let read = declare("x", &SourcePath::new("x.html"), &text, 0);
        for found in &read.diagnostics {
            prop_assert!(text.get(found.labels[0].location.span.range()).is_some());
        }
    }
}
