//! Values shown in comments: `cidrhost("10.0.0.0/8", 1) # => "10.0.0.1"` is held against what the expression is.

use super::{Place, Unit, Values};
use crate::diagnostic::{Diagnostic, Edit, catalogue};
use crate::hcl::ast::{Block, Expression, Item};
use crate::hcl::shape::Shape;
use crate::hcl::value::{Value, parse_shown, show, shows};
use crate::source::Span;

/// The comments of a unit that show another value than the expression before them has. What cannot be decided,
/// and comments that are no value, are left alone.
pub(super) fn check(unit: &Unit<'_>, values: &Values<'_>) -> Vec<Diagnostic<Place>> {
    let wrong = |expression| check_one(expression, unit, values);
    expressions(unit)
        .into_iter()
        .filter_map(wrong)
        .map(|finding| finding.map_locations(|span| unit.place(span)))
        .collect()
}

/// The expressions whose value a comment may show.
fn expressions<'u>(unit: &'u Unit<'_>) -> Vec<&'u Expression> {
    let snippet = &unit.snippet;
    match snippet.shape {
        Shape::Expression | Shape::Console => snippet.expressions.iter().collect(),
        Shape::Module => snippet.body.items.iter().flat_map(of_block).collect(),
        Shape::Body | Shape::Tfvars | Shape::Empty => Vec::new(),
    }
}

fn of_block(item: &Item) -> Vec<&Expression> {
    let Item::Block(Block { kind, body, .. }) = item else {
        return Vec::new();
    };
    let attributes = body.items.iter().filter_map(|item| match item {
        Item::Attribute(attribute) => Some(attribute),
        Item::Block(_) => None,
    });
    let shown = attributes.filter(|attribute| match kind.text.as_str() {
        "locals" => true,
        "output" => attribute.name.text == "value",
        _ => false,
    });
    shown.map(|attribute| &attribute.value).collect()
}

fn check_one(expression: &Expression, unit: &Unit<'_>, values: &Values<'_>) -> Option<Diagnostic<Span>> {
    let text = unit.text;
    let place = shown_after(expression, text)?;
    let shown = parse_shown(place.of(text))?;
    let value = values.value(expression, unit)?;
    // Whether something that is not known is sensitive is not known either.
    if shown.marks().sensitive && !value.is_wholly_known() {
        return None;
    }
    if shows(&shown, &value) != Some(false) {
        return None;
    }
    let finding = |message: String| {
        Diagnostic::new(&catalogue::HCL_SHOWN_VALUE, message)
            .at(place, "shown as this")
            .at(expression.span, "evaluated")
    };
    let Some(right) = on_one_line(&value) else {
        let message = "the comment shows another value than the expression has";
        return Some(finding(message.to_owned()).help("show what `terraform console` prints"));
    };
    let edit = Edit {
        location: place,
        replacement: right.clone(),
    };
    Some(finding(format!("the value is `{right}`")).fix(format!("show `{right}`"), vec![edit]))
}

/// Where the value stands in a comment `# => VALUE` or `// => VALUE` after an expression, on its last line.
fn shown_after(expression: &Expression, text: &str) -> Option<Span> {
    let rest = text.get(expression.span.end as usize..)?;
    // Most expressions have no comment: the line is looked at only where one begins, for it may be long.
    let blank = |character: char| character != '\n' && character.is_whitespace();
    if !rest.trim_start_matches(blank).starts_with(['#', '/']) {
        return None;
    }
    let line = rest.lines().next()?;
    let comment = line.trim_start();
    let comment = comment.strip_prefix('#').or_else(|| comment.strip_prefix("//"))?;
    let shown = comment.trim_start().strip_prefix("=>")?.trim_start();
    let start = expression.span.end as usize + line.len() - shown.len();
    let shown = shown.trim_end();
    (!shown.is_empty()).then(|| Span::new(start, start + shown.len()))
}

/// The value as `terraform console` shows it, brought to one line; `None` when that shows something else, as
/// with a text of several lines.
fn on_one_line(value: &Value) -> Option<String> {
    let mut whole = String::new();
    for line in show(value).lines().map(str::trim) {
        if line.starts_with([']', '}']) {
            whole.truncate(whole.trim_end_matches(',').len());
            if line.starts_with('}') && !whole.ends_with('{') {
                whole.push(' ');
            }
        } else if whole.ends_with(['{', ',']) {
            whole.push(' ');
        } else if !whole.is_empty() && !whole.ends_with(['[', '(']) {
            whole.push_str(", ");
        }
        whole.push_str(line);
    }
    let read = parse_shown(&whole)?;
    (shows(&read, value) == Some(true)).then_some(whole)
}
