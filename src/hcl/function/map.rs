//! Maps and objects.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Failure, Outcome, text};
use crate::hcl::value::{Budget, Data, Entries, Safety, Type, Value, convert, unify};

fn entries(arguments: &[Value], at: usize) -> Result<&Entries, Failure> {
    let Some(value) = arguments.get(at) else {
        return Err(Failure::Undecided);
    };
    value.entries().ok_or_else(|| {
        Failure::ty(
            at,
            format!("a map or object is needed, this is {}", value.ty().noun()),
        )
    })
}

pub(super) fn keys(arguments: &[Value], _: &mut Budget) -> Outcome {
    let names: Vec<_> = entries(arguments, 0)?
        .keys()
        .map(|name| Value::string(name.clone()))
        .collect();
    Ok(match arguments[0].data() {
        Data::Map(..) => Value::list(Type::String, names),
        _ => Value::tuple(names),
    })
}

pub(super) fn values(arguments: &[Value], _: &mut Budget) -> Outcome {
    let values: Vec<_> = entries(arguments, 0)?.values().cloned().collect();
    Ok(match arguments[0].data() {
        Data::Map(element, _) => Value::list(element.clone(), values),
        _ => Value::tuple(values),
    })
}

pub(super) fn lookup(arguments: &[Value], _: &mut Budget) -> Outcome {
    let entries = entries(arguments, 0)?;
    let name = text(arguments, 1)?;
    let element = match arguments[0].data() {
        Data::Map(element, _) => Some(element),
        _ => None,
    };
    let fallback = match (arguments.get(2), element) {
        (Some(fallback), Some(element)) => Some(convert(fallback, element).map_err(|mismatch| {
            Failure::ty(
                2,
                format!("`default` does not fit the map: {}", mismatch.describe()),
            )
        })?),
        (fallback, _) => fallback.cloned(),
    };
    match (entries.get(name), fallback) {
        (Some(value), _) => Ok(value.clone()),
        (None, Some(fallback)) => Ok(fallback),
        (None, None) => {
            let message = format!("there is no key `{name}`");
            Err(Failure::value(1, message).help("give a default as third argument"))
        }
    }
}

/// The entries of all, later ones before earlier ones; a map when all are maps of one type, else an object.
pub(super) fn merge(arguments: &[Value], _: &mut Budget) -> Outcome {
    let mut merged = Entries::new();
    for (at, argument) in arguments.iter().enumerate() {
        if !argument.is_null() {
            let entry = |(name, value): (&Arc<str>, &Value)| (name.clone(), value.clone());
            merged.extend(entries(arguments, at)?.iter().map(entry));
        } else if !matches!(argument.ty(), Type::Dynamic | Type::Map(_) | Type::Object(_)) {
            return Err(Failure::ty(
                at,
                format!("a map or object is needed, this is {}", argument.ty().noun()),
            ));
        }
    }
    let types: Vec<_> = arguments.iter().map(Value::ty).collect();
    let alike = types.iter().all(|ty| *ty == types[0]);
    match types.first() {
        Some(Type::Map(element)) if alike && !arguments.iter().all(Value::is_null) => {
            Ok(Value::map((**element).clone(), merged))
        }
        Some(Type::Map(_)) if alike => Err(Failure::Undecided),
        _ => Ok(Value::object(merged)),
    }
}

pub(super) fn transpose(arguments: &[Value], _: &mut Budget) -> Outcome {
    let mut turned: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, list) in entries(arguments, 0)? {
        let Some(items) = list.items() else {
            return Err(Failure::value(0, format!("the list under `{name}` is null")));
        };
        for item in items {
            let text = item
                .as_str()
                .ok_or_else(|| Failure::value(0, "an element is null"))?;
            turned.entry(text).or_default().push(name);
        }
    }
    let entry = |(name, mut names): (&str, Vec<&str>)| {
        names.sort_unstable();
        (Arc::from(name), Value::strings(names))
    };
    Ok(Value::map(
        Type::list(Type::String),
        turned.into_iter().map(entry).collect(),
    ))
}

pub(super) fn zipmap(arguments: &[Value], _: &mut Budget) -> Outcome {
    let (Some(names), Some(ty)) = (arguments[0].items(), arguments.get(1).map(Value::ty)) else {
        return Err(Failure::Undecided);
    };
    if !matches!(ty, Type::List(_) | Type::Tuple(_)) {
        return Err(Failure::ty(1, format!("a list is needed, this is {}", ty.noun())));
    }
    let values = arguments[1].items().ok_or(Failure::Undecided)?;
    if names.len() != values.len() {
        let message = format!("there are {} keys and {} values", names.len(), values.len());
        return Err(Failure::call(message));
    }
    let mut entries = Entries::new();
    let mut marks = Default::default();
    for (name, value) in names.iter().zip(values) {
        if name.is_null() {
            return Err(Failure::value(0, "a key must not be null"));
        }
        marks = marks | name.marks();
        entries.insert(name.as_str().ok_or(Failure::Undecided)?.into(), value.clone());
    }
    let zipped = match ty {
        Type::List(element) => Value::map((*element).clone(), entries),
        _ => Value::object(entries),
    };
    Ok(zipped.with_marks(marks))
}

/// The type that the elements of several collections have in common.
pub(super) fn common_element(arguments: &[Value]) -> Result<Type, Failure> {
    let types: Vec<_> = arguments
        .iter()
        .filter_map(|argument| argument.ty().element().cloned())
        .collect();
    let settled: Vec<_> = types.iter().filter(|ty| **ty != Type::Dynamic).cloned().collect();
    if settled.is_empty() {
        return Ok(Type::Dynamic);
    }
    unify(&settled, Safety::Unsafe).ok_or_else(|| Failure::ty(0, "the elements have no type in common"))
}
