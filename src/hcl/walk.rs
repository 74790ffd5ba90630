//! One walk over expressions for everything that looks at them.

use super::ast::{Expression, ExpressionKind, Step, StepKind, TemplatePart, TemplatePartKind};

/// Names that stand for something only inside of an expression, innermost last.
pub(crate) type Bound<'e> = Vec<&'e str>;

/// Shows every expression to `visit`, outer before inner, with the names bound by `for` around it.
///
/// What a traversal starts from is shown on its own only when it is no bare name; the bare name of an
/// object's key, which stands for itself, is not shown.
pub(crate) fn walk<'e>(
    expression: &'e Expression,
    bound: &mut Bound<'e>,
    visit: &mut dyn FnMut(&'e Expression, &[&'e str]),
) {
    visit(expression, bound);
    match &expression.kind {
        ExpressionKind::Null
        | ExpressionKind::Bool(_)
        | ExpressionKind::Number
        | ExpressionKind::Variable(_)
        | ExpressionKind::Invalid => {}
        ExpressionKind::Template(parts) => walk_parts(parts, bound, visit),
        ExpressionKind::Heredoc(heredoc) => walk_parts(&heredoc.parts, bound, visit),
        ExpressionKind::Tuple(elements) => walk_all(elements, bound, visit),
        ExpressionKind::Object(items) => {
            for item in items {
                if !stands_for_itself(&item.key) {
                    walk(&item.key, bound, visit);
                }
                walk(&item.value, bound, visit);
            }
        }
        ExpressionKind::For(repeat) => {
            walk(&repeat.collection, bound, visit);
            let outer = bound.len();
            bound.extend(repeat.key_name.iter().map(|name| name.text.as_str()));
            bound.push(&repeat.value_name.text);
            walk_all(repeat.key.iter().chain([&repeat.value]), bound, visit);
            walk_all(&repeat.condition, bound, visit);
            bound.truncate(outer);
        }
        ExpressionKind::Call(call) => walk_all(&call.arguments, bound, visit),
        ExpressionKind::Traversal { root, steps } => {
            if !matches!(root.kind, ExpressionKind::Variable(_)) {
                walk(root, bound, visit);
            }
            walk_steps(steps, bound, visit);
        }
        ExpressionKind::Unary { operand, .. } => walk(operand, bound, visit),
        ExpressionKind::Binary { first, rest } => {
            walk(first, bound, visit);
            walk_all(rest.iter().map(|operation| &operation.operand), bound, visit);
        }
        ExpressionKind::Conditional { condition, yes, no } => {
            walk_all([&**condition, yes, no], bound, visit);
        }
        ExpressionKind::Parentheses(inner) => walk(inner, bound, visit),
    }
}

/// Whether an object's key is a bare name.
pub(crate) fn stands_for_itself(key: &Expression) -> bool {
    matches!(
        key.kind,
        ExpressionKind::Variable(_) | ExpressionKind::Null | ExpressionKind::Bool(_)
    )
}

fn walk_all<'e>(
    expressions: impl IntoIterator<Item = &'e Expression>,
    bound: &mut Bound<'e>,
    visit: &mut dyn FnMut(&'e Expression, &[&'e str]),
) {
    for expression in expressions {
        walk(expression, bound, visit);
    }
}

fn walk_steps<'e>(
    steps: &'e [Step],
    bound: &mut Bound<'e>,
    visit: &mut dyn FnMut(&'e Expression, &[&'e str]),
) {
    for step in steps {
        if let StepKind::Index(index) = &step.kind {
            walk(index, bound, visit);
        }
    }
}

fn walk_parts<'e>(
    parts: &'e [TemplatePart],
    bound: &mut Bound<'e>,
    visit: &mut dyn FnMut(&'e Expression, &[&'e str]),
) {
    for part in parts {
        match &part.kind {
            TemplatePartKind::Text | TemplatePartKind::Escape(_) => {}
            TemplatePartKind::Interpolation { value, .. } => walk(value, bound, visit),
            TemplatePartKind::If { condition, yes, no } => {
                walk(condition, bound, visit);
                walk_parts(yes, bound, visit);
                walk_parts(no.as_deref().unwrap_or_default(), bound, visit);
            }
            TemplatePartKind::For {
                key_name,
                value_name,
                collection,
                parts,
            } => {
                walk(collection, bound, visit);
                let outer = bound.len();
                bound.extend(key_name.iter().map(|name| name.text.as_str()));
                bound.push(&value_name.text);
                walk_parts(parts, bound, visit);
                bound.truncate(outer);
            }
        }
    }
}

/// The value of a string without interpolations; `None` for any other expression.
pub(crate) fn literal(expression: &Expression, text: &str) -> Option<String> {
    let parts = match &expression.kind {
        ExpressionKind::Template(parts) => parts,
        ExpressionKind::Heredoc(heredoc) => &heredoc.parts,
        _ => return None,
    };
    let mut value = String::new();
    for part in parts {
        match &part.kind {
            TemplatePartKind::Text => value += part.span.of(text),
            TemplatePartKind::Escape(escaped) => value += escaped,
            _ => return None,
        }
    }
    Some(value)
}

/// The text between the quotes of a string, when it is a string in quotes and nothing but text.
pub(crate) fn plain_string<'t>(expression: &Expression, text: &'t str) -> Option<&'t str> {
    let ExpressionKind::Template(parts) = &expression.kind else {
        return None;
    };
    if !parts.iter().all(|part| part.kind == TemplatePartKind::Text) {
        return None;
    }
    let quoted = expression.span.of(text);
    quoted.strip_prefix('"')?.strip_suffix('"')
}

/// The bare name an expression is, if it is one.
pub(crate) fn bare_name(expression: &Expression) -> Option<&str> {
    match &expression.kind {
        ExpressionKind::Variable(name) => Some(&name.text),
        _ => None,
    }
}
