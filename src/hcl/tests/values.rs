//! Stories about the values of expressions: those that comments show, and those that are sensitive.

use super::story::{applied, located};
use crate::diagnostic::{Diagnostic, Edit};
use crate::hcl::{Fragment, ModuleOptions, Place, check};

fn findings(text: &str) -> Vec<Diagnostic<Place>> {
    let fragment = Fragment {
        text,
        ..Fragment::default()
    };
    let mut found = check(&[fragment], &ModuleOptions::default());
    found.retain(|finding| finding.code.id.starts_with("HCL4"));
    found
}

#[track_caller]
fn is_told(text: &str, expected: &str) {
    assert_eq!(located(&[text], &findings(text)).trim(), expected.trim());
}

/// The text after the fixes, about which nothing more is said.
#[track_caller]
fn is_mended(text: &str, expected: &str) {
    let found = findings(text);
    let edits: Vec<Edit<_>> = found
        .iter()
        .flat_map(|finding| &finding.fix.as_ref().expect("a fix").edits)
        .map(|edit| Edit {
            location: edit.location.span,
            replacement: edit.replacement.clone(),
        })
        .collect();
    let mended = applied(text, edits.iter());
    assert_eq!(mended, expected);
    is_told(&mended, "");
}

#[test]
fn a_comment_that_shows_another_value_is_wrong() {
    is_told(
        "locals {\n  pod = cidrsubnet(\"100.64.0.0/17\", 2, 1) # => \"100.64.64.0/19\"\n}\n",
        r#"
HCL406 the value is `"100.64.32.0/19"`
|   pod = cidrsubnet("100.64.0.0/17", 2, 1) # => "100.64.64.0/19"
|                                                ^^^^^^^^^^^^^^^^ shown as this
|   pod = cidrsubnet("100.64.0.0/17", 2, 1) # => "100.64.64.0/19"
|         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ evaluated
fix: show `"100.64.32.0/19"`
"#,
    );
    is_told(
        "join(\"\\n\", [\"a\", \"b\"]) # => \"a b\"\n",
        r#"
HCL406 the comment shows another value than the expression has
| join("\n", ["a", "b"]) # => "a b"
|                             ^^^^^ shown as this
| join("\n", ["a", "b"]) # => "a b"
| ^^^^^^^^^^^^^^^^^^^^^^ evaluated
help: show what `terraform console` prints
"#,
    );
}

#[test]
fn the_right_value_is_written_on_one_line() {
    is_mended("1 + 1 // => 3  \n", "1 + 1 // => 2  \n");
    is_mended(
        "[1, [2, 3], []] # => [1]\n",
        "[1, [2, 3], []] # => [1, [2, 3], []]\n",
    );
    is_mended(
        "output \"o\" {\n  value = { a = [1], b = {} } #=> {}\n}\n",
        "output \"o\" {\n  value = { a = [1], b = {} } #=> { \"a\" = [1], \"b\" = {} }\n}\n",
    );
    is_mended(
        "locals {\n  a = [\"x\"]\n  b = toset(local.a) # => [\"y\"]\n}\n",
        "locals {\n  a = [\"x\"]\n  b = toset(local.a) # => toset([\"x\"])\n}\n",
    );
}

#[test]
fn what_is_right_or_cannot_be_decided_is_left_alone() {
    for comment in [
        "\"10.0.1.0/24\"",
        "the second of four",
        "",
        "(known after apply)",
        "\"10.0.1.0/24",
    ] {
        let value = if comment.starts_with('(') {
            "var.cidr"
        } else {
            "cidrsubnet(\"10.0.0.0/16\", 8, 1)"
        };
        is_told(&format!("locals {{\n  a = {value} # => {comment}\n}}\n"), "");
    }
    is_told("locals {\n  a = var.cidr # => \"x\"\n}\n", "");
    is_told(
        "locals {\n  a = aws_db_instance.a.password # => (sensitive value)\n}\n",
        "",
    );
    is_told("locals {\n  a = 1 # 2\n  b = 1 # => 1\n  # => 3\n}\n", "");
    is_told("resource \"a\" \"b\" {\n  c = 1 # => 2\n}\n", "");
}

#[test]
fn sensitive_values_are_not_shown() {
    is_told(
        "variable \"p\" {\n  sensitive = true\n}\n\noutput \"login\" {\n  value = \"admin:${var.p}\"\n}\n",
        r#"
HCL405 an output that is not marked shows a sensitive value
|   value = "admin:${var.p}"
|           ^^^^^^^^^^^^^^^^ made of a sensitive value
help: write `sensitive = true` in the output, or `nonsensitive(…)` when it may be shown
"#,
    );
    is_told(
        "variable \"p\" {\n  type = set(string)\n  sensitive = true\n}\n\nresource \"a\" \"b\" {\n  for_each = var.p\n}\n",
        r#"
HCL405 `for_each` is given a sensitive value
|   for_each = var.p
|              ^^^^^ its keys would be shown in the addresses of instances
help: use keys that are not secret, or wrap them in `nonsensitive(…)` when they may be shown
"#,
    );
    let output =
        |rest: &str| format!("variable \"p\" {{\n  sensitive = true\n}}\noutput \"o\" {{\n{rest}\n}}\n");
    is_told(&output("  value = var.p\n  sensitive = true"), "");
    is_told(&output("  value = nonsensitive(var.p)"), "");
    is_told(&output("  value = var.p\n  # ..."), "");
}

#[test]
fn ephemeral_values_are_not_kept() {
    let with =
        |rest: &str| format!("variable \"t\" {{\n  type      = string\n  ephemeral = true\n}}\n\n{rest}");
    is_told(
        &with("output \"o\" {\n  value = \"x-${var.t}\"\n}\n"),
        r#"
HCL405 an output that is not marked gives an ephemeral value
|   value = "x-${var.t}"
|           ^^^^^^^^^^^^ made of an ephemeral value
help: write `ephemeral = true` in the output of a called module, or `ephemeralasnull(…)`
"#,
    );
    is_told(
        &with(
            "resource \"terraform_data\" \"a\" {\n  count = length(ephemeral.a.b.c)\n  input = [var.t]\n}\n",
        ),
        r#"
HCL405 `count` is given an ephemeral value
|   count = length(ephemeral.a.b.c)
|           ^^^^^^^^^^^^^^^^^^^^^^^ not kept between plan and apply
help: use a value that is not ephemeral: the instances must stay the same
HCL405 `input` is stored and given an ephemeral value
|   input = [var.t]
|           ^^^^^^^ made of an ephemeral value
help: use a value that is not ephemeral, or `ephemeralasnull(…)`
"#,
    );
    is_told(
        &with("output \"o\" {\n  value     = var.t\n  ephemeral = true\n}\n"),
        "",
    );
    is_told(
        &with("output \"o\" {\n  value = ephemeralasnull({ a = var.t })\n}\n"),
        "",
    );
    is_told(
        &with(
            "locals {\n  t = \"${var.t}\"\n}\n\nprovider \"x\" {\n  token = local.t\n}\n\nresource \"x_y\" \"z\" {\n  token_wo = local.t\n\n  provisioner \"local-exec\" {\n    command = var.t\n  }\n}\n",
        ),
        "",
    );
}

#[test]
fn each_value_is_an_element_of_what_is_walked_over() {
    is_told(
        "variable \"subnets\" {\n  type = map(object({ cidr = string }))\n}\n\nresource \"a_b\" \"c\" {\n  for_each = var.subnets\n  cidr     = each.value.cidr\n  zone     = each.value.zone\n}\n",
        r#"
HCL404 the object has no attribute `zone`
|   zone     = each.value.zone
|                         ^^^^ no such attribute
help: choose one of `cidr`
"#,
    );
    is_told(
        "locals {\n  users = { a = { x = 1 }, b = { x = 1, y = 2 } }\n}\n\nresource \"a_b\" \"c\" {\n  for_each = local.users\n  y        = try(each.value.y, null)\n  z        = each.value.y\n}\n\nresource \"a_b\" \"d\" {\n  for_each = var.any\n  z        = each.value.y\n}\n",
        "",
    );
}
