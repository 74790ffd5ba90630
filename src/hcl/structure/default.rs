//! Whether a literal default fits a variable's type.

use super::type_constraint::{Field, Type};
use crate::hcl::ast::{Expression, ExpressionKind, ObjectItem, UnaryOperator};
use crate::hcl::walk::{bare_name, literal};
use crate::source::Span;

/// Where and why a value does not fit.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Misfit {
    /// The part of the value.
    pub(crate) span: Span,
    /// What is wrong with it, as `this is …, not …`.
    pub(crate) reason: String,
}

/// Holds a value against a type. Terraform converts where it can (`"5"` is a number), so only what it cannot
/// convert is a misfit; a value that is no literal always fits.
pub(crate) fn misfit(value: &Expression, kind: &Type, text: &str) -> Option<Misfit> {
    let wrong = |wanted: &str| {
        let is = name_of(value)?;
        Some(Misfit {
            span: value.span,
            reason: format!("this is {is}, not {wanted}"),
        })
    };
    match (&value.kind, kind) {
        (ExpressionKind::Parentheses(inner), kind) => misfit(inner, kind, text),
        (ExpressionKind::Null, _) | (_, Type::Any) => None,
        (ExpressionKind::Tuple(elements), Type::List(element) | Type::Set(element)) => {
            if **element == Type::Any {
                return mixed(value, elements.iter());
            }
            elements.iter().find_map(|value| misfit(value, element, text))
        }
        (ExpressionKind::Tuple(elements), Type::Tuple(kinds)) => {
            if elements.len() != kinds.len() {
                return wrong(&format!("a tuple of {}", kinds.len()));
            }
            let pairs = elements.iter().zip(kinds);
            pairs
                .into_iter()
                .find_map(|(value, kind)| misfit(value, kind, text))
        }
        (ExpressionKind::Object(items), Type::Map(element)) => {
            if **element == Type::Any {
                return mixed(value, items.iter().map(|item| &item.value));
            }
            items.iter().find_map(|item| misfit(&item.value, element, text))
        }
        (ExpressionKind::Object(items), Type::Object(fields)) => object(value, items, fields, text),
        (_, Type::List(_)) => wrong("a list"),
        (_, Type::Set(_)) => wrong("a set"),
        (_, Type::Tuple(_)) => wrong("a tuple"),
        (_, Type::Map(_)) => wrong("a map"),
        (_, Type::Object(_)) => wrong("an object"),
        (ExpressionKind::Tuple(_) | ExpressionKind::Object(_), Type::String) => wrong("a string"),
        (_, Type::String) => None,
        (_, Type::Number) => (!may_be_number(value, text)).then(|| wrong("a number")).flatten(),
        (_, Type::Bool) => (!may_be_bool(value, text)).then(|| wrong("a bool")).flatten(),
    }
}

/// A collection of any type still has one type of elements: a text and a list have none in common.
fn mixed<'e>(whole: &Expression, elements: impl Iterator<Item = &'e Expression>) -> Option<Misfit> {
    let class = |element: &Expression| match name_of(element)? {
        kind @ ("a list" | "an object") => Some(kind),
        _ => Some("a plain value"),
    };
    let mut classes = elements.filter_map(class);
    let first = classes.next()?;
    let other = classes.find(|class| *class != first)?;
    Some(Misfit {
        span: whole.span,
        reason: format!("this holds {first} and {other}, which have no type in common"),
    })
}

fn object(value: &Expression, items: &[ObjectItem], fields: &[Field], text: &str) -> Option<Misfit> {
    let mut computed = false;
    let mut given = Vec::new();
    for item in items {
        match bare_name(&item.key)
            .map(str::to_owned)
            .or_else(|| literal(&item.key, text))
        {
            Some(name) => given.push((name, &item.value)),
            None => computed = true,
        }
    }
    for field in fields {
        // Of equal keys the last one counts.
        match given.iter().rev().find(|(name, _)| *name == field.name) {
            Some((_, value)) => {
                if let Some(misfit) = misfit(value, &field.kind, text) {
                    return Some(misfit);
                }
            }
            None if field.optional || computed => {}
            None => {
                return Some(Misfit {
                    span: value.span,
                    reason: format!("attribute `{}` is missing", field.name),
                });
            }
        }
    }
    None
}

/// What a literal is; `None` for what is none.
fn name_of(value: &Expression) -> Option<&'static str> {
    match &value.kind {
        ExpressionKind::Bool(_) => Some("a bool"),
        ExpressionKind::Number => Some("a number"),
        ExpressionKind::Unary {
            operator, operand, ..
        } if matches!(operand.kind, ExpressionKind::Number) => {
            (*operator == UnaryOperator::Negate).then_some("a number")
        }
        ExpressionKind::Template(_) | ExpressionKind::Heredoc(_) => Some("a string"),
        ExpressionKind::Tuple(_) => Some("a list"),
        ExpressionKind::Object(_) => Some("an object"),
        _ => None,
    }
}

fn may_be_number(value: &Expression, text: &str) -> bool {
    match &value.kind {
        ExpressionKind::Template(_) | ExpressionKind::Heredoc(_) => {
            literal(value, text).is_none_or(|literal| literal.parse::<f64>().is_ok_and(f64::is_finite))
        }
        _ => !matches!(name_of(value), Some("a bool" | "a list" | "an object")),
    }
}

fn may_be_bool(value: &Expression, text: &str) -> bool {
    match &value.kind {
        ExpressionKind::Template(_) | ExpressionKind::Heredoc(_) => {
            literal(value, text).is_none_or(|literal| matches!(&*literal, "true" | "false" | "0" | "1"))
        }
        _ => !matches!(name_of(value), Some("a number" | "a list" | "an object")),
    }
}
