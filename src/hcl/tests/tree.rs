//! What becomes of good code.

use crate::hcl::ast::{
    Attribute, Block, Body, Expression, ExpressionKind, Item, Step, StepKind, TemplatePart, TemplatePartKind,
};
use crate::hcl::{DEPTH_LIMIT, parse};

/// The tree as one line: every node in round brackets, with its name.
fn body(text: &str, body: &Body) -> String {
    let items: Vec<_> = body.items.iter().map(|item| self::item(text, item)).collect();
    items.join(" ")
}

fn item(text: &str, item: &Item) -> String {
    match item {
        Item::Attribute(Attribute { name, value, .. }) => {
            format!("{}={}", name.text, expression(text, value))
        }
        Item::Block(Block {
            kind,
            labels,
            body: inner,
            ..
        }) => {
            let labels: String = labels.iter().map(|label| format!(" {:?}", label.value)).collect();
            format!("{}{labels}{{{}}}", kind.text, body(text, inner))
        }
    }
}

fn expression(text: &str, value: &Expression) -> String {
    let inner = |value: &Expression| expression(text, value);
    let all = |values: &[Expression]| values.iter().map(inner).collect::<Vec<_>>().join(" ");
    match &value.kind {
        ExpressionKind::Template(found) => format!("\"{}\"", parts(text, found)),
        ExpressionKind::Heredoc(heredoc) => format!("<<{}|{}", heredoc.tag.text, parts(text, &heredoc.parts)),
        ExpressionKind::Tuple(elements) => format!("[{}]", all(elements)),
        ExpressionKind::Object(items) => {
            let items = items
                .iter()
                .map(|item| format!("{}:{}", inner(&item.key), inner(&item.value)));
            format!("{{{}}}", items.collect::<Vec<_>>().join(" "))
        }
        ExpressionKind::For(parts) => {
            let key = parts
                .key
                .as_ref()
                .map(|key| inner(key) + "=>")
                .unwrap_or_default();
            let condition = parts
                .condition
                .as_ref()
                .map(|condition| format!(" if {}", inner(condition)));
            let grouped = if parts.grouped { "..." } else { "" };
            let names = parts
                .key_name
                .as_ref()
                .map(|name| format!("{},", name.text))
                .unwrap_or_default();
            let collection = inner(&parts.collection);
            let result = inner(&parts.value);
            format!(
                "for({names}{} in {collection}: {key}{result}{grouped}{})",
                parts.value_name.text,
                condition.unwrap_or_default()
            )
        }
        ExpressionKind::Call(call) => {
            let expanded = if call.expanded { "..." } else { "" };
            format!("{}({}{expanded})", call.function.text, all(&call.arguments))
        }
        ExpressionKind::Traversal { root, steps } => {
            let steps: String = steps.iter().map(|step| self::step(text, step)).collect();
            inner(root) + &steps
        }
        ExpressionKind::Unary {
            operator_span,
            operand,
            ..
        } => {
            format!("({} {})", operator_span.of(text), inner(operand))
        }
        ExpressionKind::Binary { first, rest } => rest.iter().fold(inner(first), |left, operation| {
            format!(
                "({left} {} {})",
                operation.operator_span.of(text),
                inner(&operation.operand)
            )
        }),
        ExpressionKind::Conditional { condition, yes, no } => {
            format!("({} ? {} : {})", inner(condition), inner(yes), inner(no))
        }
        ExpressionKind::Parentheses(operand) => format!("({})", inner(operand)),
        _ => value.span.of(text).to_owned(),
    }
}

fn step(text: &str, step: &Step) -> String {
    match &step.kind {
        StepKind::Index(index) => format!("[{}]", expression(text, index)),
        _ => step.span.of(text).to_owned(),
    }
}

fn parts(text: &str, found: &[TemplatePart]) -> String {
    let part = |part: &TemplatePart| match &part.kind {
        TemplatePartKind::Text => part.span.of(text).to_owned(),
        TemplatePartKind::Escape(value) => format!("<{value}>"),
        TemplatePartKind::Interpolation { value, strip } => {
            let mark = |strip| if strip { "~" } else { "" };
            format!(
                "${{{}{}{}}}",
                mark(strip.before),
                expression(text, value),
                mark(strip.after)
            )
        }
        TemplatePartKind::If { condition, yes, no } => {
            let no = no
                .as_ref()
                .map(|no| format!("|else|{}", parts(text, no)))
                .unwrap_or_default();
            format!("%{{if {}|{}{no}}}", expression(text, condition), parts(text, yes))
        }
        TemplatePartKind::For {
            value_name,
            collection,
            parts: repeated,
            ..
        } => {
            let collection = expression(text, collection);
            format!(
                "%{{for {} in {collection}|{}}}",
                value_name.text,
                parts(text, repeated)
            )
        }
    };
    found.iter().map(part).collect()
}

/// Good code gives this tree and no finding.
#[track_caller]
fn check(text: &str, expected: &str) {
    let parse = parse(text);
    assert_eq!(parse.diagnostics, [], "in {text:?}");
    assert_eq!(body(text, &parse.tree), expected);
}

#[test]
fn blocks_hold_arguments_and_blocks() {
    check(
        "resource \"aws_vpc\" main {\n  a = 1\n  b {}\n  c { d = true }\n}\n",
        r#"resource "aws_vpc" "main"{a=1 b{} c{d=true}}"#,
    );
    check("a \"x\\\"y$${z}\" {\n}", r#"a "x\"y${z}"{}"#);
}

#[test]
fn operators_bind_as_the_specification_says() {
    check("a = 1 + 2 * 3 - 4", "a=((1 + (2 * 3)) - 4)");
    check("a = !x && y || z == 1 < 2", "a=(((! x) && y) || (z == (1 < 2)))");
    check("a = -x.y * 2", "a=((- x.y) * 2)");
    check("a = x ? y : z ? 1 : 2", "a=(x ? y : (z ? 1 : 2))");
    check("a = (x\n  ? y\n  : z)", "a=((x ? y : z))");
    check("a = ! /* not */ x", "a=(! x)");
}

#[test]
fn steps_follow_operands() {
    check("a = b.c[0].1[\"x\"].*.d[*].e", "a=b.c[0].1[\"x\"].*.d[*].e");
    check("a = f(x)[y.z].w", "a=f(x)[y.z].w");
    check("a = {}.b", "a={}.b");
}

#[test]
fn calls_take_arguments_of_several_lines() {
    check("a = max(\n  1,\n  xs...\n)", "a=max(1 xs...)");
    check("a = provider :: aws::arn(x,)", "a=provider::aws::arn(x)");
}

#[test]
fn collections_and_loops() {
    check("a = [\n  1, # one\n  [2],\n]", "a=[1 [2]]");
    check("a = {\n  b = 1\n  (c) : 2, \"d\" = 3\n}", "a={b:1 (c):2 \"d\":3}");
    check("a = [for x in xs : x.y if x.z]", "a=for(x in xs: x.y if x.z)");
    check(
        "a = {\n  for k, v in m :\n  k => v...\n}",
        "a=for(k,v in m: k=>v...)",
    );
}

#[test]
fn templates_hold_text_values_and_directives() {
    check(r#"a = "x${y}\n$${z}%%{""#, "a=\"x${y}<\n><${>z}<%{>\"");
    check(r#"a = "${~ x ~}$ 100%""#, "a=\"${~x~}$ 100%\"");
    check(
        r#"a = "%{ if x }1%{ else }2%{ endif }""#,
        r#"a="%{if x|1|else|2}""#,
    );
    check(
        r#"a = "%{ for v in xs ~}${v}%{ endfor }""#,
        r#"a="%{for v in xs|${v}}""#,
    );
    check(r#"a = "${"${b}"}""#, r#"a="${"${b}"}""#);
}

#[test]
fn heredocs_keep_their_lines() {
    check("a = <<-EOT\n  x ${y}\n  EOT\nb = 1\n", "a=<<EOT|  x ${y}\n b=1");
    check("a = f(<<EOT\nx\nEOT\n, 2)", "a=f(<<EOT|x\n 2)");
    check("a = <<EOT\r\nx\r\nEOT\r\n", "a=<<EOT|x\r\n");
}

#[test]
fn spans_cover_what_they_name() {
    let text = "\u{feff}리소스 \"가\" {\n  값 = f(1) + x[0]\n}\n";
    let parse = parse(text);
    let [Item::Block(block)] = &parse.tree.items[..] else {
        panic!("one block expected")
    };
    assert_eq!(block.span.of(text), text[3..].trim_end());
    assert_eq!(block.labels[0].span.of(text), "\"가\"");
    let [Item::Attribute(attribute)] = &block.body.items[..] else {
        panic!("one argument expected")
    };
    assert_eq!(attribute.value.span.of(text), "f(1) + x[0]");
}

#[test]
fn good_neighbours_of_a_broken_item_are_kept() {
    let text = "a = 1\nb = [\nc = 3\nd {\n  e = )\n  f = 6\n}\ng = 7\n";
    let parse = parse(text);
    assert_eq!(body(text, &parse.tree), "a=1 b= c=3 d{e= f=6} g=7");
    assert_eq!(parse.diagnostics.len(), 2);
}

#[test]
fn nesting_beyond_the_limit_is_one_finding() {
    let nested = |depth: usize| format!("a = {}{}\n", "[".repeat(depth), "]".repeat(depth));
    assert_eq!(parse(&nested(DEPTH_LIMIT)).diagnostics, []);
    for text in [
        nested(DEPTH_LIMIT + 1),
        nested(100_000),
        format!("a = {}", "(".repeat(100_000)),
        format!("a = {}1", "-".repeat(100_000)),
        format!("a = {}", "x ? ".repeat(100_000)),
        format!("a = {}", "\"${".repeat(100_000)),
        format!("a = {}\nb = 1", "\"${".repeat(100_000)),
        format!("a = \"{}", "%{ if x }".repeat(100_000)),
        "a {\n".repeat(100_000),
        "a { ".repeat(100_000),
        format!("a = {}", "{ a = ".repeat(100_000)),
        format!("a = {}", "x[".repeat(100_000)),
    ] {
        let codes: Vec<_> = parse(&text)
            .diagnostics
            .iter()
            .map(|finding| finding.code.id)
            .collect();
        assert_eq!(codes, ["HCL115"], "in {:?}", &text[..40]);
    }
}

#[test]
fn long_broken_runs_are_read_without_recursion() {
    for piece in [
        ",",
        ";",
        "}",
        ")",
        ", ",
        "a = 1, ",
        "a = 1; ",
        "b \"${x}\" ",
        "a {} ",
        "'x' ",
        "a\n",
        "=\n",
        "... ",
        "<x> ",
    ] {
        let run = piece.repeat(20_000);
        for text in [
            format!("a = 1{run}"),
            format!("a {{ {run}"),
            format!("a = [{run}"),
            format!("a = {{ {run}"),
            run,
        ] {
            assert!(!parse(&text).diagnostics.is_empty(), "in {piece:?}");
        }
    }
}

#[test]
fn long_chains_do_not_nest() {
    for text in [
        format!("a = 1{}", " + 1".repeat(100_000)),
        format!("a = x{}", ".y".repeat(100_000)),
        format!("a = [{}]", "1, ".repeat(100_000)),
        format!("a = <<EOT\n{}EOT\n", "line ${x}\n".repeat(100_000)),
        "a = 1\n".repeat(100_000),
    ] {
        assert_eq!(parse(&text).diagnostics, []);
    }
}
