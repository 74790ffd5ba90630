//! `count` and `for_each`.

use super::{Checker, attributes, edit, item_name};
use crate::diagnostic::{Diagnostic, catalogue};
use crate::hcl::ast::{Attribute, Body, Expression, ExpressionKind, UnaryOperator};
use crate::hcl::walk::literal;
use crate::source::Span;

impl Checker<'_> {
    /// What is wrong with how often a block is repeated; `counted` when it may have a `count`.
    pub(super) fn repetition(&mut self, body: &Body, counted: bool) {
        if !counted {
            return;
        }
        let find = |name: &str| attributes(body).find(|attribute| attribute.name.text == name);
        let (count, for_each) = (find("count"), find("for_each"));
        if let (Some(count), Some(for_each)) = (count, for_each) {
            let (first, second) = if count.span.start < for_each.span.start {
                (count, for_each)
            } else {
                (for_each, count)
            };
            let message = "`count` and `for_each` cannot stand together";
            let finding = Diagnostic::new(&catalogue::HCL_REPETITION, message)
                .at(
                    second.name.span,
                    format!("`{}` again repeats the block", second.name.text),
                )
                .at(first.name.span, "repeated here already")
                .help("keep one of them");
            self.found.push(finding);
        }
        if let Some(count) = count {
            self.count(count);
        }
        // Inside of a body that is not shown it may be that of `dynamic`, which takes lists.
        if let Some(for_each) = for_each
            && !body.items.iter().any(|item| item_name(item) == "content")
        {
            self.for_each(for_each);
        }
    }

    fn count(&mut self, attribute: &Attribute) {
        let value = &attribute.value;
        let is = match &value.kind {
            ExpressionKind::Unary {
                operator, operand, ..
            } if *operator == UnaryOperator::Negate && matches!(operand.kind, ExpressionKind::Number) => {
                "is negative"
            }
            ExpressionKind::Number if value.span.of(self.text).contains('.') => "is no whole number",
            ExpressionKind::Bool(_) => "is a bool",
            ExpressionKind::Tuple(_) => "is a list",
            ExpressionKind::Object(_) => "is an object",
            ExpressionKind::Null => "is null",
            ExpressionKind::Template(_)
                if literal(value, self.text).is_some_and(|text| text.parse::<u64>().is_err()) =>
            {
                "is no number"
            }
            _ => return,
        };
        let message = format!("`count` takes a whole number, but this {is}");
        let mut finding =
            Diagnostic::new(&catalogue::HCL_REPETITION, message).at(value.span, "not a number of instances");
        if let ExpressionKind::Bool(on) = value.kind {
            let number = if on { "1" } else { "0" };
            finding = finding.fix(format!("write `{number}`"), vec![edit(value.span, number)]);
        } else if matches!(value.kind, ExpressionKind::Tuple(_) | ExpressionKind::Object(_)) {
            finding = finding.help("write `length(…)` of it, or use `for_each`");
        }
        self.found.push(finding);
    }

    fn for_each(&mut self, attribute: &Attribute) {
        let value = &attribute.value;
        let is = match &value.kind {
            ExpressionKind::Tuple(_) => "a list",
            ExpressionKind::For(repeat) if repeat.key.is_none() => "a list",
            ExpressionKind::Number => "a number",
            ExpressionKind::Bool(_) => "a bool",
            ExpressionKind::Template(_) if literal(value, self.text).is_some() => "a string",
            ExpressionKind::Null => "null",
            _ => return,
        };
        let message = format!("`for_each` takes a map or a set of strings, but this is {is}");
        let mut finding =
            Diagnostic::new(&catalogue::HCL_REPETITION, message).at(value.span, "neither a map nor a set");
        if is == "a list" && may_hold_strings(value) {
            let edits = vec![
                edit(Span::at(value.span.start as usize), "toset("),
                edit(Span::at(value.span.end as usize), ")"),
            ];
            finding = finding
                .help("make it a set with `toset`")
                .fix("write `toset(…)`", edits);
        }
        self.found.push(finding);
    }
}

/// Whether the elements of a list may all be strings, so that a set of them is what is wanted.
fn may_hold_strings(list: &Expression) -> bool {
    let no_string = |value: &Expression| {
        matches!(
            value.kind,
            ExpressionKind::Object(_)
                | ExpressionKind::Tuple(_)
                | ExpressionKind::Number
                | ExpressionKind::Bool(_)
        )
    };
    match &list.kind {
        ExpressionKind::Tuple(elements) => !elements.iter().any(no_string),
        ExpressionKind::For(repeat) => !no_string(&repeat.value),
        _ => false,
    }
}
