//! What is said of code that formatting would change.

use super::check_style;
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Span;

#[track_caller]
fn check(text: &str, message: &str, marked: &str) -> Diagnostic<Span> {
    let finding = check_style(text).unwrap();
    assert_eq!(finding.code.id, "HCL601");
    assert_eq!(finding.severity, Severity::Note);
    assert_eq!(finding.message, message);
    assert_eq!(finding.labels[0].location.of(text), marked);
    finding
}

#[test]
fn the_first_line_is_marked_and_all_are_counted() {
    let text = "vpc {\n  cidr = 1\n  name   =   2 # x\n  a=3\n}\n";
    check(
        text,
        "2 lines are not as `terraform fmt` writes them",
        "name   =   2 # x",
    );
    check(
        "a = 1\nfoo{}\n",
        "1 line is not as `terraform fmt` writes it",
        "foo{}",
    );
}

#[test]
fn a_line_of_space_is_marked_whole() {
    check(
        "a = 1\n  \nb = 2\n",
        "1 line is not as `terraform fmt` writes it",
        "  ",
    );
}

#[test]
fn lines_that_become_one_count_each() {
    check(
        "a = \"${\n  b\n}\"\n",
        "3 lines are not as `terraform fmt` writes them",
        "a = \"${",
    );
}

#[test]
fn good_style_and_bad_code_are_left_in_peace() {
    assert_eq!(check_style("a = 1\n"), None);
    assert_eq!(check_style("var.a+1"), None);
    assert_eq!(check_style("a=\n"), None);
}

#[test]
fn the_edits_touch_only_what_differs() {
    let finding = check(
        "a=1 # 가\nbb = 2\n",
        "1 line is not as `terraform fmt` writes it",
        "a=1 # 가",
    );
    let edits = finding.fix.unwrap().edits;
    let edits: Vec<_> = edits
        .iter()
        .map(|edit| (edit.location.range(), edit.replacement.as_str()))
        .collect();
    assert_eq!(edits, [(1..1, "  "), (2..2, " ")]);
}
