//! The order in which a set is walked and shown.
//!
//! Terraform walks sets of strings and numbers in their natural order and all others in the order of a text
//! that it makes of their content, which is reproduced here so that what is shown agrees.

use std::cmp::Ordering;

use super::data::{Data, Value};
use super::show::quoted;

/// The values without repetition, in the order of a set.
pub(super) fn distinct_in_set_order(mut items: Vec<Value>) -> Vec<Value> {
    items.sort_by(compare);
    items.dedup_by(|item, kept| compare(item, kept) == Ordering::Equal);
    let by_content = items
        .iter()
        .any(|item| item.items().is_some() || item.entries().is_some());
    if by_content {
        items.sort_by_cached_key(|item| (item.is_null(), content(item)));
    }
    items
}

/// Orders values by kind, then by content; null comes last.
pub(super) fn compare(left: &Value, right: &Value) -> Ordering {
    match (left.data(), right.data()) {
        (Data::Bool(left), Data::Bool(right)) => left.cmp(right),
        (Data::Number(left), Data::Number(right)) => left.cmp(right),
        (Data::String(left), Data::String(right)) => left.cmp(right),
        (Data::List(_, left), Data::List(_, right))
        | (Data::Set(_, left), Data::Set(_, right))
        | (Data::Tuple(left), Data::Tuple(right)) => compare_all(left.iter(), right.iter()),
        (Data::Map(_, left), Data::Map(_, right)) | (Data::Object(left), Data::Object(right)) => left
            .keys()
            .cmp(right.keys())
            .then_with(|| compare_all(left.values(), right.values())),
        _ => rank(left).cmp(&rank(right)),
    }
}

fn compare_all<'v>(
    left: impl ExactSizeIterator<Item = &'v Value>,
    right: impl ExactSizeIterator<Item = &'v Value>,
) -> Ordering {
    let lengths = left.len().cmp(&right.len());
    let unequal = left
        .zip(right)
        .map(|(left, right)| compare(left, right))
        .find(|order| order.is_ne());
    unequal.unwrap_or(lengths)
}

fn rank(value: &Value) -> u8 {
    match value.data() {
        Data::Bool(_) => 0,
        Data::Number(_) => 1,
        Data::String(_) => 2,
        Data::List(..) => 3,
        Data::Set(..) => 4,
        Data::Map(..) => 5,
        Data::Tuple(_) => 6,
        Data::Object(_) => 7,
        Data::Unknown { .. } => 8,
        Data::Null(_) => 9,
    }
}

fn content(value: &Value) -> String {
    let mut out = String::new();
    write_content(value, &mut out);
    out
}

fn write_content(value: &Value, out: &mut String) {
    match value.data() {
        Data::Unknown { .. } => out.push('?'),
        Data::Null(_) => out.push('~'),
        Data::Bool(truth) => out.push(if *truth { 'T' } else { 'F' }),
        Data::Number(number) => out.push_str(&number.to_string()),
        Data::String(text) => out.push_str(&quoted(text)),
        Data::List(_, items) | Data::Set(_, items) => enclosed(items.iter(), ('[', ']'), out),
        Data::Tuple(items) => enclosed(items.iter(), ('<', '>'), out),
        Data::Object(entries) => enclosed(entries.values(), ('<', '>'), out),
        Data::Map(_, entries) => {
            out.push('{');
            for (key, value) in entries.iter() {
                out.push_str(&quoted(key));
                out.push(':');
                write_content(value, out);
                out.push(';');
            }
            out.push('}');
        }
    }
}

fn enclosed<'v>(items: impl Iterator<Item = &'v Value>, brackets: (char, char), out: &mut String) {
    out.push(brackets.0);
    for item in items {
        write_content(item, out);
        out.push(';');
    }
    out.push(brackets.1);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_sets_are_in_the_order_of_their_content() {
        let tuples = [9_i64, 100, 1, 10]
            .map(|number| Value::tuple(vec![number.into()]))
            .to_vec();
        let sorted = distinct_in_set_order(tuples);
        assert_eq!(
            sorted,
            [100_i64, 10, 1, 9].map(|number| Value::tuple(vec![number.into()]))
        );
    }

    #[test]
    fn sets_of_primitives_are_in_natural_order() {
        let numbers = [10_i64, 9, 10, 1].map(Value::from).to_vec();
        let sorted = distinct_in_set_order(numbers);
        assert_eq!(sorted, [1_i64, 9, 10].map(Value::from));
    }
}
