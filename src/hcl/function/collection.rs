//! Functions of collections of any kind.

use super::text::character_count;
use super::{Failure, Outcome};
use crate::hcl::value::{Budget, Data, Safety, Type, Value, convert, unify};

pub(super) fn length(arguments: &[Value], _: &mut Budget) -> Outcome {
    let Some(value) = arguments.first() else {
        return Err(Failure::Undecided);
    };
    let count = match value.data() {
        Data::String(text) => character_count(text),
        _ => match (value.items(), value.entries()) {
            (Some(items), _) => items.len(),
            (_, Some(entries)) => entries.len(),
            _ => {
                let message = format!(
                    "only strings and collections have a length, this is {}",
                    value.ty().noun()
                );
                return Err(Failure::ty(0, message));
            }
        },
    };
    Ok(count.into())
}

pub(super) fn contains(arguments: &[Value], _: &mut Budget) -> Outcome {
    let [collection, wanted] = arguments else {
        return Err(Failure::Undecided);
    };
    let ty = collection.ty();
    if ty != Type::Dynamic && !ty.is_sequence() {
        return Err(Failure::ty(
            0,
            format!("a list, set or tuple is needed, this is {}", ty.noun()),
        ));
    }
    let items = collection.items().ok_or(Failure::Undecided)?;
    let mut open = false;
    for item in items {
        match item.equals(wanted) {
            Some(true) => return Ok(true.into()),
            Some(false) => {}
            None => open = true,
        }
    }
    if open {
        Err(Failure::Undecided)
    } else {
        Ok(false.into())
    }
}

/// The first argument that is neither null nor the empty string, as the type that all have in common.
pub(super) fn coalesce(arguments: &[Value], _: &mut Budget) -> Outcome {
    let types: Vec<_> = arguments.iter().map(Value::ty).collect();
    let Some(ty) = unify(&types, Safety::Unsafe) else {
        return Err(Failure::ty(0, "the arguments have no type in common"));
    };
    for argument in arguments {
        let converted = convert(argument, &ty).map_err(|_| Failure::Undecided)?;
        if !converted.is_known() {
            return Ok(Value::unknown(ty));
        }
        let empty = converted.as_str() == Some("");
        if !converted.is_null() && !empty {
            return Ok(converted);
        }
    }
    Err(Failure::call("every argument is null or the empty string"))
}

pub(super) fn coalescelist(arguments: &[Value], _: &mut Budget) -> Outcome {
    for (at, argument) in arguments.iter().enumerate() {
        let ty = argument.ty();
        if matches!(argument.data(), Data::Null(Type::Dynamic)) {
            return Err(Failure::value(at, "a list is needed, this is null"));
        }
        if !matches!(ty, Type::List(_) | Type::Tuple(_) | Type::Dynamic) {
            return Err(Failure::ty(
                at,
                format!("a list is needed, this is {}", ty.noun()),
            ));
        }
    }
    for argument in arguments {
        match argument.data() {
            Data::Unknown { .. } => return Err(Failure::Undecided),
            Data::Null(_) => {}
            _ if argument.items().is_some_and(|items| !items.is_empty()) => return Ok(argument.clone()),
            _ => {}
        }
    }
    Err(Failure::call("every argument is null or empty"))
}
