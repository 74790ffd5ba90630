//! Expressions to values.
//!
//! Everything an expression says is evaluated, as Terraform 1.11 does: both operands of `&&`, both branches
//! of a conditional. A fault is reported once and its value is unknown from there on, so nothing that follows
//! from it is reported. In code that may never run (the branch not chosen, the body of a loop over an unknown
//! collection) only what is wrong whatever the values are is reported.

mod access;
mod budget;
mod call;
mod operation;
mod repetition;
mod template;
mod template_pieces;

pub use budget::{Budget, Exceeded};

use std::sync::Arc;

use super::convert::convert;
use super::data::{Entries, Marks, Value};
use super::number::Number;
use super::types::Type;
use crate::diagnostic::{Code, Diagnostic, catalogue};
use crate::hcl::ast::{Expression, ExpressionKind, Name, ObjectItem, Step};
use crate::source::Span;

/// What the names of an expression stand for.
pub trait Scope {
    /// The value that a name and perhaps some of the steps after it stand for: of `local.x.y`, the value of
    /// `local.x` and that it takes one step. `None` when nothing is known, not even of its parts.
    fn resolve(&self, root: &Name, steps: &[Step]) -> Option<Resolution>;
}

/// The value of a reference.
#[derive(Clone, Debug, PartialEq)]
pub struct Resolution {
    /// The value.
    pub value: Value,
    /// How many steps after the root belong to the name; the others are applied to the value.
    pub steps: usize,
}

/// A scope in which no name is known.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoScope;

impl Scope for NoScope {
    fn resolve(&self, _: &Name, _: &[Step]) -> Option<Resolution> {
        None
    }
}

/// The value of an expression of `text`, and what is certainly wrong with it, in the order in which it was
/// found. Takes time in proportion to the budget at most.
pub fn evaluate(
    expression: &Expression,
    text: &str,
    scope: &dyn Scope,
    budget: &mut Budget,
) -> (Value, Vec<Diagnostic<Span>>) {
    let mut evaluator = Evaluator {
        text,
        scope,
        budget,
        loop_variables: Vec::new(),
        findings: Vec::new(),
        faults: 0,
        unknowns: 0,
    };
    let value = evaluator.value(expression);
    (value, evaluator.findings)
}

/// What is wrong with the marks of a value given to `for_each` at `place`: Terraform refuses sensitive and
/// ephemeral ones.
pub fn check_for_each_marks(value: &Value, place: Span) -> Option<Diagnostic<Span>> {
    let marks = value.marks();
    if marks.ephemeral {
        return Some(ephemeral("`for_each` is given an ephemeral value", place));
    }
    if !marks.sensitive {
        return None;
    }
    let finding = Diagnostic::new(&catalogue::HCL_SENSITIVE, "`for_each` is given a sensitive value")
        .at(place, "its keys would be shown in the addresses of instances")
        .help("use keys that are not secret, or wrap them in `nonsensitive(…)` when they may be shown");
    Some(finding)
}

/// What is wrong with the marks of a value given to `count` at `place`: Terraform refuses ephemeral ones.
pub fn check_count_marks(value: &Value, place: Span) -> Option<Diagnostic<Span>> {
    let is_ephemeral = value.marks().ephemeral;
    is_ephemeral.then(|| ephemeral("`count` is given an ephemeral value", place))
}

fn ephemeral(message: &str, place: Span) -> Diagnostic<Span> {
    Diagnostic::new(&catalogue::HCL_SENSITIVE, message)
        .at(place, "not kept between plan and apply")
        .help("use a value that is not ephemeral: the instances must stay the same")
}

struct Evaluator<'e> {
    text: &'e str,
    scope: &'e dyn Scope,
    budget: &'e mut Budget,
    /// The innermost last.
    loop_variables: Vec<(String, Value)>,
    findings: Vec<Diagnostic<Span>>,
    /// How many faults were met, those that were reported before or are kept silent included.
    faults: usize,
    /// How often a value was met that is not known.
    unknowns: usize,
}

/// How much of what was found in code that may never run is worth reporting.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keep {
    /// Functions that do not exist or are called with the wrong number of arguments.
    Calls,
    /// Also values whose type cannot be right.
    Types,
}

/// Findings.
impl Evaluator<'_> {
    /// Reports a fault, once for a place, and gives the value that stands in for what has none.
    fn fault(&mut self, finding: Diagnostic<Span>) -> Value {
        self.faults += 1;
        let place = finding.labels.first().map(|label| label.location);
        let known = self.findings.iter().any(|known| {
            std::ptr::eq(known.code, finding.code)
                && known.labels.first().map(|label| label.location) == place
        });
        if !known {
            self.findings.push(finding);
        }
        Value::UNKNOWN
    }

    /// Takes back findings about code that may never run.
    fn forget(&mut self, from: usize, keep: Keep) {
        let later = self.findings.split_off(from.min(self.findings.len()));
        self.findings.extend(later.into_iter().filter(|finding| {
            let is = |code: &'static Code| std::ptr::eq(finding.code, code);
            let call = is(&catalogue::HCL_UNKNOWN_FUNCTION) || is(&catalogue::HCL_ARGUMENT_COUNT);
            call || keep == Keep::Types && is(&catalogue::HCL_TYPE)
        }));
    }

    fn type_fault(&mut self, place: Span, message: impl Into<String>, label: impl Into<String>) -> Value {
        self.fault(Diagnostic::new(&catalogue::HCL_TYPE, message).at(place, label))
    }

    fn value_fault(&mut self, place: Span, message: impl Into<String>, label: impl Into<String>) -> Value {
        self.fault(Diagnostic::new(&catalogue::HCL_VALUE, message).at(place, label))
    }
}

/// Expressions.
impl Evaluator<'_> {
    fn value(&mut self, expression: &Expression) -> Value {
        if self.budget.spend(1).is_err() {
            return self.unknown(Value::UNKNOWN);
        }
        match &expression.kind {
            ExpressionKind::Null => Value::NULL,
            ExpressionKind::Bool(truth) => Value::bool(*truth),
            ExpressionKind::Number => self.number(expression.span),
            ExpressionKind::Variable(name) => self.reference(name, &[]),
            ExpressionKind::Template(parts) => self.template(parts),
            ExpressionKind::Heredoc(heredoc) => self.heredoc(heredoc),
            ExpressionKind::Tuple(items) => self.tuple(items),
            ExpressionKind::Object(items) => self.object(items),
            ExpressionKind::For(repetition) => self.repetition(repetition),
            ExpressionKind::Call(call) => self.call(call, expression.span),
            ExpressionKind::Traversal { root, steps } => self.traversal(root, steps),
            ExpressionKind::Unary {
                operator, operand, ..
            } => self.unary(*operator, operand),
            ExpressionKind::Binary { first, rest } => self.binary(first, rest),
            ExpressionKind::Conditional { condition, yes, no } => self.conditional(condition, yes, no),
            ExpressionKind::Parentheses(inner) => self.value(inner),
            ExpressionKind::Invalid => self.unknown(Value::UNKNOWN),
        }
    }

    /// Takes note that a value is not known.
    fn unknown(&mut self, value: Value) -> Value {
        self.unknowns += 1;
        value
    }

    /// Takes note when a value is not known.
    fn noted(&mut self, value: Value) -> Value {
        let steps = u64::from(value.size());
        if self.budget.spend(steps).is_err() || !value.is_wholly_known() {
            self.unknowns += 1;
        }
        value
    }

    fn number(&mut self, place: Span) -> Value {
        match Number::parse(place.of(self.text)) {
            Some(number) => Value::number(number),
            None => self.unknown(Value::unknown_not_null(Type::Number)),
        }
    }

    fn tuple(&mut self, items: &[Expression]) -> Value {
        Value::tuple(items.iter().map(|item| self.value(item)).collect())
    }

    fn object(&mut self, items: &[ObjectItem]) -> Value {
        let mut entries = Entries::new();
        let mut marks = Marks::NONE;
        let mut complete = true;
        for item in items {
            let key = self.object_key(&item.key);
            let value = self.value(&item.value);
            marks = marks | key.marks();
            match key.as_str() {
                Some(name) => {
                    entries.insert(Arc::from(name), value);
                }
                None => complete = false,
            }
        }
        let object = if complete {
            Value::object(entries)
        } else {
            Value::UNKNOWN
        };
        object.with_marks(marks)
    }

    /// The key as a string; unknown when it is not known or is none.
    fn object_key(&mut self, key: &Expression) -> Value {
        if let ExpressionKind::Variable(name) = &key.kind {
            return Value::string(name.text.as_str());
        }
        if let ExpressionKind::Null | ExpressionKind::Bool(_) | ExpressionKind::Number = key.kind {
            return self.literal_key(key);
        }
        let value = self.value(key);
        self.key(&value, key.span, "a key")
    }

    /// `true`, `null` and numbers: the words are names here, numbers are as they show.
    fn literal_key(&mut self, key: &Expression) -> Value {
        match key.kind {
            ExpressionKind::Number => {
                let number = self.number(key.span);
                convert(&number, &Type::String).unwrap_or(Value::UNKNOWN)
            }
            _ => Value::string(key.span.of(self.text)),
        }
    }

    /// A value that names an entry of a map or object, as a string.
    fn key(&mut self, value: &Value, place: Span, what: &str) -> Value {
        let marks = value.marks();
        if value.is_null() {
            let fault = self.value_fault(place, format!("{what} must not be null"), "this is null");
            return fault.with_marks(marks);
        }
        match convert(value, &Type::String) {
            Ok(key) => key,
            Err(mismatch) => {
                let message = format!("{what} must be a string");
                self.type_fault(place, message, mismatch.describe())
                    .with_marks(marks)
            }
        }
    }
}

#[cfg(test)]
mod tests;
