//! Conversions between types, and marks.

use super::{Failure, Outcome};
use crate::hcl::value::{Budget, Marks, Type, Value, convert};

fn to(arguments: &[Value], ty: &Type) -> Outcome {
    let value = arguments.first().ok_or(Failure::Undecided)?;
    convert(value, ty).map_err(|mismatch| Failure::ty(0, mismatch.describe()))
}

pub(super) fn tobool(arguments: &[Value], _: &mut Budget) -> Outcome {
    to(arguments, &Type::Bool)
}

pub(super) fn tolist(arguments: &[Value], _: &mut Budget) -> Outcome {
    to(arguments, &Type::list(Type::Dynamic))
}

pub(super) fn tomap(arguments: &[Value], _: &mut Budget) -> Outcome {
    to(arguments, &Type::map(Type::Dynamic))
}

pub(super) fn tonumber(arguments: &[Value], _: &mut Budget) -> Outcome {
    to(arguments, &Type::Number)
}

pub(super) fn toset(arguments: &[Value], _: &mut Budget) -> Outcome {
    to(arguments, &Type::set(Type::Dynamic))
}

pub(super) fn tostring(arguments: &[Value], _: &mut Budget) -> Outcome {
    to(arguments, &Type::String)
}

pub(super) fn sensitive(arguments: &[Value], _: &mut Budget) -> Outcome {
    let value = arguments.first().ok_or(Failure::Undecided)?;
    Ok(value.clone().with_marks(Marks::SENSITIVE))
}

pub(super) fn nonsensitive(arguments: &[Value], _: &mut Budget) -> Outcome {
    let value = arguments.first().ok_or(Failure::Undecided)?;
    let marks = Marks {
        sensitive: false,
        ..value.marks()
    };
    Ok(value.clone().replace_marks(marks))
}

pub(super) fn issensitive(arguments: &[Value], _: &mut Budget) -> Outcome {
    let value = arguments.first().ok_or(Failure::Undecided)?;
    match (value.marks().sensitive, value.is_known()) {
        (true, _) => Ok(true.into()),
        (false, true) => Ok(false.into()),
        // What is not known here may turn out to be sensitive.
        (false, false) => Err(Failure::Undecided),
    }
}

/// Ephemeral parts become null.
pub(super) fn ephemeralasnull(arguments: &[Value], _: &mut Budget) -> Outcome {
    let value = arguments.first().ok_or(Failure::Undecided)?;
    Ok(without_ephemeral(value))
}

fn without_ephemeral(value: &Value) -> Value {
    if value.marks().ephemeral {
        let marks = Marks {
            ephemeral: false,
            ..value.marks()
        };
        return Value::null(value.ty()).with_marks(marks);
    }
    value.map_parts(&mut without_ephemeral)
}
