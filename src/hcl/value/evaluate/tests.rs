use std::collections::BTreeMap;

use super::super::{Marks, Type, Value, parse_shown, show};
use super::{Budget, Resolution, Scope, check_for_each_marks, evaluate};
use crate::diagnostic::Diagnostic;
use crate::hcl::ast::{Name, Step, StepKind};
use crate::hcl::parse_expressions;
use crate::source::Span;

/// `local.name` for a few names; everything else is not known.
struct Locals(BTreeMap<&'static str, Value>);

impl Scope for Locals {
    fn resolve(&self, root: &Name, steps: &[Step]) -> Option<Resolution> {
        let StepKind::Attribute(name) = &steps.first()?.kind else {
            return None;
        };
        let value = self.0.get(name.text.as_str()).filter(|_| root.text == "local")?;
        Some(Resolution {
            value: value.clone(),
            steps: 1,
        })
    }
}

fn scope() -> Locals {
    let person = Type::object([("name", Type::String), ("tags", Type::list(Type::String))]);
    Locals(BTreeMap::from([
        ("cidr", Value::from("10.0.0.0/16")),
        ("zones", Value::strings(["a", "b", "c"])),
        ("secret", Value::from("hunter2").with_marks(Marks::SENSITIVE)),
        ("passing", Value::from("token").with_marks(Marks::EPHEMERAL)),
        ("some_text", Value::unknown_not_null(Type::String)),
        ("some_number", Value::unknown(Type::Number)),
        ("some_people", Value::unknown(Type::list(person))),
        ("nothing", Value::NULL),
    ]))
}

fn run(text: &str) -> (Value, Vec<Diagnostic<Span>>) {
    let parse = parse_expressions(text);
    assert!(parse.diagnostics.is_empty(), "{text}: {:?}", parse.diagnostics);
    evaluate(&parse.tree[0], text, &scope(), &mut Budget::default())
}

/// Evaluates without findings to what is shown.
fn check(text: &str, expected: &str) {
    let (value, findings) = run(text);
    assert!(findings.is_empty(), "{text}: {findings:?}");
    let expected = parse_shown(expected).map_or_else(|| expected.to_owned(), |value| show(&value));
    assert_eq!(show(&value), expected, "{text}");
}

/// Is found wrong once: the code, the text it points at, the message.
fn check_fault(text: &str, code: &str, place: &str, message: &str) {
    let (_, findings) = run(text);
    let told: Vec<_> = findings
        .iter()
        .map(|finding| {
            (
                finding.code.id,
                finding.labels[0].location.of(text),
                finding.message.as_str(),
            )
        })
        .collect();
    assert_eq!(told, [(code, place, message)], "{text}");
}

/// Is not known, and not found wrong; of this type.
fn check_unknown(text: &str, ty: &str) {
    let (value, findings) = run(text);
    assert!(findings.is_empty(), "{text}: {findings:?}");
    assert!(!value.is_wholly_known(), "{text} is {}", show(&value));
    assert_eq!(value.ty().to_string(), ty, "{text}");
}

#[test]
fn operators_convert_their_operands() {
    check("1 + 2 * 3", "7");
    check("\"5\" + 1", "6");
    check("0.1 + 0.2", "0.3");
    check("10 / 4", "2.5");
    check("-7 % 3", "-1");
    check("true && \"false\"", "false");
    check("1 < \"2\"", "true");
    check_fault("\"a\" + 1", "HCL403", "\"a\"", "`+` needs numbers on each side");
    check_fault("null + 1", "HCL404", "null", "an operand of `+` is null");
    check_fault("0 / 0", "HCL404", "0", "zero divided by zero");
    check_unknown("1 / 0", "number");
}

#[test]
fn equality_never_converts() {
    check("1 == \"1\"", "false");
    check("[1] == tolist([1])", "false");
    check("tostring(null) == null", "true");
    check("\"e\\u0301\" == \"é\"", "true");
    check("local.some_text == null", "false");
    check_unknown("local.some_number == null", "bool");
}

#[test]
fn branches_get_one_type() {
    check("true ? 1 : \"a\"", "\"1\"");
    check("true ? [1] : [\"a\", true]", "tolist([\"1\"])");
    check("true ? { a = 1 } : { b = \"x\" }", "tomap({ \"a\" = \"1\" })");
    check("true ? null : 1", "tonumber(null)");
    check_unknown("local.some_text == \"x\" ? 1 : \"a\"", "string");
    let message = "the branches of a conditional have no type in common";
    check_fault("true ? 1 : [1]", "HCL403", "1", message);
    check_fault("1 ? 2 : 3", "HCL403", "1", "a condition must be a bool");
}

#[test]
fn the_branch_not_taken_may_be_wrong_for_its_values() {
    check(
        "local.nothing == null ? \"none\" : local.nothing.name",
        "\"none\"",
    );
    check("length([]) > 0 ? [][0] : \"none\"", "\"none\"");
    check_unknown("local.some_number > 1 ? [][0] : \"none\"", "any");
    check_fault(
        "true ? 1 : uper(\"a\")",
        "HCL401",
        "uper",
        "there is no function `uper`",
    );
    check_fault(
        "local.some_number > 1 ? -\"x\" : 1",
        "HCL403",
        "\"x\"",
        "`-` needs numbers on each side",
    );
}

#[test]
fn references_take_what_they_name_and_the_rest_is_applied() {
    check("local.zones[1]", "\"b\"");
    check("local.zones.1", "\"b\"");
    check("upper(local.zones[0])", "\"A\"");
    check_unknown("var.anything.at[0].all", "any");
    check_unknown("local.some_people[0].name", "string");
    check_unknown("local.some_people[*].tags[0]", "list(string)");
    check_fault(
        "local.zones[3]",
        "HCL404",
        "3",
        "index 3 is out of range, the list has 3 elements",
    );
    check_fault(
        "local.zones.first",
        "HCL403",
        "first",
        "a list has no attributes, `first` cannot be read",
    );
    check_fault(
        "local.some_people[*].nmae",
        "HCL404",
        "nmae",
        "the object has no attribute `nmae`",
    );
    check_fault(
        "local.nothing.name",
        "HCL404",
        "local.nothing",
        "nothing can be read from null",
    );
}

#[test]
fn a_near_attribute_is_offered_as_a_fix() {
    let text = "{ name = 1 }.nmae";
    let (_, findings) = run(text);
    let fix = findings[0].fix.as_ref().unwrap();
    assert_eq!(fix.edits[0].location.of(text), "nmae");
    assert_eq!(fix.edits[0].replacement, "name");
}

#[test]
fn splats_walk_sequences_and_wrap_the_rest() {
    check("[{ a = 1 }, { a = 2 }][*].a", "[1, 2]");
    check("[{ a = [1, 2] }, { a = [3] }].*.a[0]", "[1, 2]");
    check("[{ a = [1, 2] }, { a = [3] }][*].a[0]", "[1, 3]");
    check("\"x\"[*]", "[\"x\"]");
    check("null[*]", "[]");
    check_fault(
        "tolist(null)[*]",
        "HCL404",
        "tolist(null)",
        "a splat cannot walk over null",
    );
}

#[test]
fn loops_make_tuples_and_objects() {
    check(
        "[for i, z in local.zones : \"${i}${z}\"]",
        "[\"0a\", \"1b\", \"2c\"]",
    );
    check(
        "{ for z in local.zones : z => upper(z) if z != \"b\" }",
        "{ \"a\" = \"A\", \"c\" = \"C\" }",
    );
    check(
        "{ for z in [\"a\", \"b\", \"a\"] : z => 1... }",
        "{ \"a\" = [1, 1], \"b\" = [1] }",
    );
    check(
        "[for k, v in { b = 1, a = 2 } : \"${k}=${v}\"]",
        "[\"a=2\", \"b=1\"]",
    );
    check("[for local in [{ x = 1 }] : local.x]", "[1]");
    check_unknown("[for p in local.some_people : p.name]", "any");
    check_fault(
        "{ for z in [\"a\", \"a\"] : z => 1 }",
        "HCL404",
        "z",
        "the `for` makes the key `a` more than once",
    );
    check_fault(
        "[for c in \"abc\" : c]",
        "HCL403",
        "\"abc\"",
        "a `for` cannot walk over a string",
    );
    check_fault(
        "[for p in local.some_people : -[p]]",
        "HCL403",
        "[p]",
        "`-` needs numbers on each side",
    );
    check_fault(
        "[for x in [1, 2, 3] : -\"x\"]",
        "HCL403",
        "\"x\"",
        "`-` needs numbers on each side",
    );
}

#[test]
fn templates_join_their_parts() {
    check("\"a${1 + 1}b\"", "\"a2b\"");
    check("\"${[1]}\"", "[1]");
    check("\"$${x} %%{y}\"", "\"${x} %{y}\"");
    check("\"%{ if true }yes%{ else }no%{ endif }\"", "\"yes\"");
    check("\"%{ for z in local.zones }<${z}>%{ endfor }\"", "\"<a><b><c>\"");
    check_unknown("\"x-${local.some_text}\"", "string");
    check_fault(
        "\"a${[1]}b\"",
        "HCL403",
        "[1]",
        "a tuple cannot be put into a string",
    );
    check_fault(
        "\"a${null}b\"",
        "HCL404",
        "null",
        "null cannot be put into a string",
    );
}

#[test]
fn strip_markers_take_space_from_their_neighbours() {
    check("\"a  ${~ 1 ~}  b\"", "\"a1b\"");
    check(
        "\"a %{ if true ~} yes %{~ else ~} no %{~ endif } b\"",
        "\"a yes b\"",
    );
    check("\"%{ if true /* ~} */ ~} x %{ endif /* c */ ~} y\"", "\"x y\"");
    check(
        "<<EOT\n%{ for x in [1, 2] ~}\n  - ${x}\n%{ endfor ~}\nend\nEOT\n",
        "\"  - 1\\n  - 2\\nend\\n\"",
    );
}

#[test]
fn heredocs_lose_their_common_indentation() {
    check("<<EOT\n  a\nEOT\n", "\"  a\\n\"");
    check(
        "<<-EOT\n    a\n      b\n\n    ${1}\n  EOT\n",
        "\"a\\n  b\\n\\n1\\n\"",
    );
    check("<<-EOT\n    ${1}\n  a\n  EOT\n", "\"  1\\na\\n\"");
}

#[test]
fn try_and_can_are_for_what_fails() {
    check("try({ a = 1 }.b, \"default\")", "\"default\"");
    check("can([][0])", "false");
    check("try(tonumber(\"x\"), tonumber(\"y\"), 3)", "3");
    check_unknown("try(local.some_people[0].name, \"default\")", "any");
    check_unknown("can(var.x.y)", "bool");
    let whole = "try([][0], {}.a)";
    check_fault(whole, "HCL404", whole, "every expression of this `try` fails");
    check_fault(
        "try(lenght([]), 0)",
        "HCL401",
        "lenght",
        "there is no function `lenght`",
    );
}

#[test]
fn calls_are_counted_and_looked_up() {
    let (_, findings) = run("cidrsubnett(local.cidr, 8, 1)");
    assert_eq!(
        findings[0].fix.as_ref().unwrap().edits[0].replacement,
        "cidrsubnet"
    );
    check("core::upper(\"a\")", "\"A\"");
    check("max([1, 3, 2]...)", "3");
    check_unknown("provider::aws::arn_parse(local.cidr)", "any");
    check_unknown("max(var.numbers...)", "number");
    check_fault(
        "upper(\"a\", \"b\")",
        "HCL402",
        "\"b\"",
        "`upper` takes 1 argument, 2 are given",
    );
    check_fault(
        "cidrsubnet(local.cidr, 8)",
        "HCL402",
        "cidrsubnet",
        "`cidrsubnet` takes 3 arguments, 2 are given",
    );
    check_fault("max(1...)", "HCL403", "1", "`...` cannot expand a number");
    check_fault("upper(null)", "HCL404", "null", "`upper`: `str` must not be null");
    check_fault(
        "upper([])",
        "HCL403",
        "[]",
        "`upper`: `str` does not fit: a string is needed, this is a tuple",
    );
}

#[test]
fn marks_follow_values() {
    let sensitive = |text: &str| run(text).0.marks().sensitive;
    for text in [
        "\"x${local.secret}\"",
        "local.secret == \"a\"",
        "upper(local.secret)",
        "[local.secret][0]",
        "local.secret == \"x\" ? 1 : 2",
        "[for x in [1, 2] : x if local.secret != \"\"]",
        "{ (local.secret) = 1 }",
        "toset([local.secret])",
        "join(\",\", [\"a\", local.secret])",
    ] {
        assert!(sensitive(text), "{text}");
    }
    for text in [
        "nonsensitive(local.secret)",
        "[local.secret]",
        "length([local.secret])",
        "[local.secret, 1][1]",
        "concat([local.secret], [1])[1]",
        "merge({ a = local.secret }, { b = 1 }).b",
        "local.cidr",
    ] {
        assert!(!sensitive(text), "{text}");
    }
    check("issensitive(local.secret)", "true");
    check("ephemeralasnull({ a = local.passing, b = 1 }).b", "1");
    check("ephemeralasnull(local.passing) == null", "true");
}

#[test]
fn for_each_refuses_sensitive_keys() {
    let place = Span::new(0, 3);
    let (value, _) = run("toset([local.secret])");
    assert_eq!(check_for_each_marks(&value, place).unwrap().code.id, "HCL405");
    let (value, _) = run("{ a = local.secret }");
    assert_eq!(check_for_each_marks(&value, place), None);
}

#[test]
fn great_work_ends_in_an_unknown_value() {
    let nested = |depth: usize| format!("{}[1]{}", "flatten([".repeat(depth), "])".repeat(depth));
    run(&nested(60));
    let many = "join(\",\", range(1000))";
    let mut text = format!("[{many}, {many}, {many}]");
    for _ in 0..6 {
        text = format!("[for a in {text} : join(a, [for i in range(1000) : a])]");
    }
    run(&text);
    run("format(\"%99999999s\", 1)");
    run("indent(100000000, \"\\n\")");
    run("[for a in range(1000) : [for b in range(1000) : [for c in range(1000) : a + b + c]]]");
    run("setproduct(range(1000), range(1000), range(1000))");
    run("1e400 * 1e4000 * 1e4000 * 1e4000");
    run("replace(join(\"\", range(1000)), \"/.*/\", \"$0$0$0$0$0$0$0$0\")");
}

#[test]
fn deep_brackets_do_not_overflow_the_stack() {
    for (open, close) in [
        ("(", ")"),
        ("[", "]"),
        ("{a=", "}"),
        ("-(", ")"),
        ("upper(", ")"),
        ("true ? 1 : (", ")"),
    ] {
        run(&format!("{}1{}", open.repeat(95), close.repeat(95)));
    }
    let depth = 60;
    run(&format!("{}1{}", "\"a${".repeat(depth), "}\"".repeat(depth)));
    run(&format!(
        "{}1{}",
        "[for x in [1] : ".repeat(depth),
        "]".repeat(depth)
    ));
}

#[test]
fn values_do_not_grow_without_end_across_references() {
    let mut value = Value::tuple(vec![1_i64.into(), 2_i64.into()]);
    for _ in 0..200 {
        value = Value::tuple(vec![value.clone(), value]);
    }
    assert!(!value.is_known() || value.size() < 1 << 19);
}
