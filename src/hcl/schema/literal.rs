//! Values that can be read off the code.

use crate::hcl::ast::{Expression, ExpressionKind, ObjectItem, TemplatePartKind};

/// The text of a string that has neither escapes nor parts to be worked out.
pub(super) fn plain_string<'a>(text: &'a str, expression: &Expression) -> Option<&'a str> {
    let ExpressionKind::Template(parts) = &expression.kind else {
        return None;
    };
    match parts.as_slice() {
        [] => Some(""),
        [part] if part.kind == TemplatePartKind::Text => Some(part.span.of(text)),
        _ => None,
    }
}

/// The key of an object's item, when it stands there as it is.
pub(super) fn object_key<'a>(text: &'a str, item: &'a ObjectItem) -> Option<&'a str> {
    match &item.key.kind {
        ExpressionKind::Variable(name) => Some(&name.text),
        _ => plain_string(text, &item.key),
    }
}
