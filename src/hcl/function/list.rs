//! Lists and tuples.

use super::{Failure, Outcome, whole};
use crate::hcl::value::{Budget, Data, Number, Safety, Type, Value, unify};

fn items(arguments: &[Value], at: usize) -> Result<&[Value], Failure> {
    arguments.get(at).and_then(Value::items).ok_or(Failure::Undecided)
}

/// A list, set or tuple among the arguments; others are refused.
fn sequence(arguments: &[Value], at: usize) -> Result<&[Value], Failure> {
    let Some(value) = arguments.get(at) else {
        return Err(Failure::Undecided);
    };
    value
        .items()
        .ok_or_else(|| Failure::ty(at, format!("a list is needed, this is {}", value.ty().noun())))
}

/// A value of the kind of `like` with other elements of it: a list stays a list.
fn same_kind(like: &Value, items: Vec<Value>) -> Value {
    match like.data() {
        Data::List(element, _) | Data::Set(element, _) => Value::list(element.clone(), items),
        _ => Value::tuple(items),
    }
}

pub(super) fn alltrue(arguments: &[Value], _: &mut Budget) -> Outcome {
    Ok(items(arguments, 0)?
        .iter()
        .all(|item| item.as_bool() == Some(true))
        .into())
}

pub(super) fn anytrue(arguments: &[Value], _: &mut Budget) -> Outcome {
    Ok(items(arguments, 0)?
        .iter()
        .any(|item| item.as_bool() == Some(true))
        .into())
}

pub(super) fn chunklist(arguments: &[Value], _: &mut Budget) -> Outcome {
    let size = whole(arguments, 1, "size")?;
    let size = usize::try_from(size).map_err(|_| Failure::value(1, "`size` must not be negative"))?;
    let list = items(arguments, 0)?;
    let ty = arguments[0].ty();
    let element = ty.element().cloned().unwrap_or_default();
    if size == 0 && !list.is_empty() {
        return Ok(Value::list(ty, vec![arguments[0].clone()]));
    }
    let chunk = |items: &[Value]| Value::list(element.clone(), items.to_vec());
    Ok(Value::list(ty, list.chunks(size.max(1)).map(chunk).collect()))
}

pub(super) fn compact(arguments: &[Value], _: &mut Budget) -> Outcome {
    let full = |item: &&Value| item.as_str().is_some_and(|text| !text.is_empty());
    Ok(Value::list(
        Type::String,
        items(arguments, 0)?.iter().filter(full).cloned().collect(),
    ))
}

/// A list when all arguments are lists whose types unify, else a tuple.
pub(super) fn concat(arguments: &[Value], _: &mut Budget) -> Outcome {
    for (at, argument) in arguments.iter().enumerate() {
        let ty = argument.ty();
        if !matches!(ty, Type::List(_) | Type::Tuple(_)) {
            return Err(Failure::ty(
                at,
                format!("a list or tuple is needed, this is {}", ty.noun()),
            ));
        }
    }
    let types: Vec<_> = arguments.iter().map(Value::ty).collect();
    let all: Vec<_> = arguments
        .iter()
        .flat_map(|argument| argument.items().unwrap_or_default())
        .cloned()
        .collect();
    let lists = types.iter().all(|ty| matches!(ty, Type::List(_)));
    let Some(Type::List(element)) = unify(&types, Safety::Unsafe).filter(|_| lists) else {
        return Ok(Value::tuple(all));
    };
    let convert = |item: &Value| crate::hcl::value::convert(item, &element).map_err(|_| Failure::Undecided);
    let all = all.iter().map(convert).collect::<Result<_, _>>()?;
    Ok(Value::list((*element).clone(), all))
}

pub(super) fn distinct(arguments: &[Value], budget: &mut Budget) -> Outcome {
    let mut kept: Vec<Value> = Vec::new();
    for item in items(arguments, 0)? {
        budget.spend(kept.len() as u64 / 8)?;
        if !kept.iter().any(|known| known.equals(item) == Some(true)) {
            kept.push(item.clone());
        }
    }
    Ok(same_kind(&arguments[0], kept))
}

pub(super) fn element(arguments: &[Value], _: &mut Budget) -> Outcome {
    if let Some(Type::Set(_)) = arguments.first().map(Value::ty) {
        return Err(
            Failure::ty(0, "the elements of a set have no order").help("make it a list with `tolist(…)`")
        );
    }
    let list = sequence(arguments, 0)?;
    let index = whole(arguments, 1, "index")?;
    let length = i64::try_from(list.len()).map_err(|_| Failure::Undecided)?;
    if length == 0 {
        return Err(Failure::value(0, "an empty list has no element to pick"));
    }
    // From the end of a list Terraform counts back; in a tuple only multiples of its length are let through.
    let index = match arguments[0].data() {
        Data::List(..) => index.rem_euclid(length),
        _ => index % length,
    };
    match usize::try_from(index) {
        Ok(index) => Ok(list[index].clone()),
        Err(_) => Err(Failure::value(
            1,
            "the index of an element of a tuple must not be negative",
        )),
    }
}

pub(super) fn flatten(arguments: &[Value], _: &mut Budget) -> Outcome {
    sequence(arguments, 0)?;
    let mut flat = Vec::new();
    push_flat(&arguments[0], &mut flat)?;
    Ok(Value::tuple(flat))
}

fn push_flat(value: &Value, out: &mut Vec<Value>) -> Result<(), Failure> {
    for item in value.items().unwrap_or_default() {
        match item.data() {
            Data::List(..) | Data::Set(..) | Data::Tuple(_) if item.marks() == Default::default() => {
                push_flat(item, out)?;
            }
            Data::List(..) | Data::Set(..) | Data::Tuple(_) => return Err(Failure::Undecided),
            Data::Unknown { ty, .. } if *ty == Type::Dynamic || ty.is_sequence() => {
                return Err(Failure::Undecided);
            }
            _ => out.push(item.clone()),
        }
    }
    Ok(())
}

pub(super) fn index(arguments: &[Value], _: &mut Budget) -> Outcome {
    if let Some(Type::Set(_)) = arguments.first().map(Value::ty) {
        return Err(Failure::ty(0, "the elements of a set have no index"));
    }
    let list = sequence(arguments, 0)?;
    let found = list
        .iter()
        .position(|item| item.equals(&arguments[1]) == Some(true));
    match found {
        Some(at) => Ok(at.into()),
        None if list.is_empty() => Err(Failure::value(0, "an empty list holds nothing to find")),
        None => Err(Failure::value(1, "the list does not hold this value")),
    }
}

pub(super) fn matchkeys(arguments: &[Value], budget: &mut Budget) -> Outcome {
    let (values, keys, wanted) = (items(arguments, 0)?, items(arguments, 1)?, items(arguments, 2)?);
    if values.len() != keys.len() {
        let message = format!(
            "`values` has {} elements, `keys` has {}",
            values.len(),
            keys.len()
        );
        return Err(Failure::call(message));
    }
    budget.spend((keys.len() as u64).saturating_mul(wanted.len() as u64))?;
    let types: Vec<_> = arguments[1..]
        .iter()
        .filter_map(|list| list.ty().element().cloned())
        .collect();
    let common = unify(&types, Safety::Unsafe).ok_or(Failure::Undecided)?;
    let convert = |item: &Value| crate::hcl::value::convert(item, &common).map_err(|_| Failure::Undecided);
    let wanted: Vec<_> = wanted.iter().map(convert).collect::<Result<_, _>>()?;
    let mut matching = Vec::new();
    for (value, key) in values.iter().zip(keys) {
        let key = convert(key)?;
        if wanted.iter().any(|wanted| wanted.equals(&key) == Some(true)) {
            matching.push(value.clone());
        }
    }
    Ok(same_kind(&arguments[0], matching))
}

/// Null for an empty collection, the element of one with one.
pub(super) fn one(arguments: &[Value], _: &mut Budget) -> Outcome {
    let Some(value) = arguments.first() else {
        return Err(Failure::Undecided);
    };
    let ty = value.ty();
    if ty != Type::Dynamic && !ty.is_sequence() {
        return Err(Failure::ty(
            0,
            format!("a list, set or tuple is needed, this is {}", ty.noun()),
        ));
    }
    match value.items() {
        None => Ok(Value::unknown(ty.element().cloned().unwrap_or_default())),
        Some([]) => Ok(Value::null(ty.element().cloned().unwrap_or_default())),
        Some([only]) => Ok(only.clone()),
        Some(many) => Err(Failure::value(
            0,
            format!("at most one element is allowed, there are {}", many.len()),
        )),
    }
}

/// Numbers from a start up to, not including, a limit. Terraform makes at most 1,024.
pub(super) fn range(arguments: &[Value], _: &mut Budget) -> Outcome {
    const MOST: usize = 1024;
    let numbers: Vec<&Number> = arguments.iter().filter_map(Value::as_number).collect();
    let (zero, one) = (Number::from(0_i64), Number::from(1_i64));
    let (start, limit) = match numbers.as_slice() {
        [limit] => (&zero, *limit),
        [start, limit, ..] => (*start, *limit),
        [] => return Err(Failure::Undecided),
    };
    let down = limit < start;
    let step = numbers.get(2).map_or_else(
        || if down { one.negated() } else { one.clone() },
        |step| (*step).clone(),
    );
    if step.is_zero() {
        return Err(Failure::value(2, "the step must not be zero"));
    }
    if numbers.len() == 3 && (start < limit && step.is_negative() || down && !step.is_negative()) {
        let direction = if down { "negative" } else { "positive" };
        return Err(Failure::value(
            2,
            format!("the step must be {direction} from {start} to {limit}"),
        ));
    }
    let mut made = Vec::new();
    let mut next = start.clone();
    while if down { next > *limit } else { next < *limit } {
        if made.len() == MOST {
            return Err(Failure::call(format!(
                "more than {MOST} numbers would be made, the most Terraform allows"
            )));
        }
        let following = next.add(&step).ok_or(Failure::Undecided)?;
        made.push(Value::number(next));
        next = following;
    }
    Ok(Value::list(Type::Number, made))
}

pub(super) fn reverse(arguments: &[Value], _: &mut Budget) -> Outcome {
    let reversed = sequence(arguments, 0)?.iter().rev().cloned().collect();
    Ok(same_kind(&arguments[0], reversed))
}

pub(super) fn slice(arguments: &[Value], _: &mut Budget) -> Outcome {
    if let Some(Type::Set(_)) = arguments.first().map(Value::ty) {
        return Err(
            Failure::ty(0, "the elements of a set have no order").help("make it a list with `tolist(…)`")
        );
    }
    let list = sequence(arguments, 0)?;
    let (start, end) = (
        whole(arguments, 1, "start_index")?,
        whole(arguments, 2, "end_index")?,
    );
    let length = list.len();
    let bound = |at: usize, index: i64| {
        let index =
            usize::try_from(index).map_err(|_| Failure::value(at, "an index must not be negative"))?;
        if index > length {
            return Err(Failure::value(
                at,
                format!("{index} is beyond the end of a list of {length} elements"),
            ));
        }
        Ok(index)
    };
    let (from, to) = (bound(1, start)?, bound(2, end)?);
    if from > to {
        return Err(Failure::value(
            1,
            format!("the start, {from}, is after the end, {to}"),
        ));
    }
    Ok(same_kind(&arguments[0], list[from..to].to_vec()))
}

pub(super) fn sort(arguments: &[Value], _: &mut Budget) -> Outcome {
    let list = items(arguments, 0)?;
    if let Some(at) = list.iter().position(Value::is_null) {
        return Err(Failure::value(
            0,
            format!("element {at} is null and cannot be sorted"),
        ));
    }
    let mut texts: Vec<&str> = list.iter().filter_map(Value::as_str).collect();
    texts.sort_unstable();
    Ok(Value::strings(texts))
}

pub(super) fn sum(arguments: &[Value], _: &mut Budget) -> Outcome {
    let list = sequence(arguments, 0)?;
    if list.is_empty() {
        return Err(Failure::value(0, "an empty list has no sum"));
    }
    let mut total = Number::from(0_i64);
    for (at, item) in list.iter().enumerate() {
        let converted = crate::hcl::value::convert(item, &Type::Number)
            .ok()
            .filter(|item| !item.is_null());
        let Some(number) = converted else {
            return Err(Failure::ty(0, format!("element {at} is not a number")));
        };
        total = number
            .as_number()
            .and_then(|number| total.add(number))
            .ok_or(Failure::Undecided)?;
    }
    Ok(Value::number(total))
}
