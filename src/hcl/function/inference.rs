//! What is known of a result, and what is certainly wrong, while arguments are not known.
//!
//! Each function of this file gets the converted arguments and gives the type of the result, which may be
//! [`Type::Dynamic`] in whole or part; or a failure that no value of the unknown arguments could mend.

use super::Failure;
use crate::hcl::value::{Safety, Type, Value, convert, unify};

/// Finds out the type of a result.
pub(super) type Inference = fn(&[Value]) -> Result<Type, Failure>;

/// The type of an argument; dynamic when there is none.
fn ty(arguments: &[Value], at: usize) -> Type {
    arguments.get(at).map(Value::ty).unwrap_or_default()
}

fn refused(at: usize, wanted: &str, ty: &Type) -> Failure {
    Failure::ty(at, format!("{wanted} is needed, this is {}", ty.noun()))
}

/// The type when all of them are the same; else dynamic.
fn common(types: impl IntoIterator<Item = Type>) -> Type {
    let mut types = types.into_iter();
    let first = types.next().unwrap_or_default();
    if types.all(|ty| ty == first) {
        first
    } else {
        Type::Dynamic
    }
}

/// The type of the element of a map under a key that may not be known.
fn entry(map: &Type, key: Option<&Value>) -> Type {
    match map {
        Type::Map(element) => (**element).clone(),
        Type::Object(attributes) => {
            let attribute = key.and_then(Value::as_str).and_then(|key| attributes.get(key));
            attribute
                .map(|attribute| attribute.ty.clone())
                .unwrap_or_default()
        }
        _ => Type::Dynamic,
    }
}

pub(super) fn as_first(arguments: &[Value]) -> Result<Type, Failure> {
    Ok(ty(arguments, 0))
}

/// Sets of one type make a set of that type.
pub(super) fn sets(arguments: &[Value]) -> Result<Type, Failure> {
    match common(arguments.iter().map(Value::ty)) {
        Type::Dynamic => Ok(Type::set(Type::Dynamic)),
        set => Ok(set),
    }
}

pub(super) fn chunklist(arguments: &[Value]) -> Result<Type, Failure> {
    Ok(Type::list(ty(arguments, 0)))
}

pub(super) fn tolist(arguments: &[Value]) -> Result<Type, Failure> {
    converted(arguments, &Type::list(Type::Dynamic))
}

pub(super) fn toset(arguments: &[Value]) -> Result<Type, Failure> {
    converted(arguments, &Type::set(Type::Dynamic))
}

pub(super) fn tomap(arguments: &[Value]) -> Result<Type, Failure> {
    converted(arguments, &Type::map(Type::Dynamic))
}

fn converted(arguments: &[Value], to: &Type) -> Result<Type, Failure> {
    let value = arguments.first().ok_or(Failure::Undecided)?;
    let converted = convert(value, to).map_err(|mismatch| Failure::ty(0, mismatch.describe()))?;
    Ok(converted.ty())
}

pub(super) fn coalesce(arguments: &[Value]) -> Result<Type, Failure> {
    let types: Vec<_> = arguments.iter().map(Value::ty).collect();
    Ok(unify(&types, Safety::Unsafe).unwrap_or_default())
}

pub(super) fn concat(arguments: &[Value]) -> Result<Type, Failure> {
    for (at, argument) in arguments.iter().enumerate() {
        let ty = argument.ty();
        if !matches!(ty, Type::List(_) | Type::Tuple(_) | Type::Dynamic) {
            return Err(refused(at, "a list", &ty));
        }
    }
    match common(arguments.iter().map(Value::ty)) {
        list @ Type::List(_) => Ok(list),
        _ => Ok(Type::Dynamic),
    }
}

pub(super) fn element(arguments: &[Value]) -> Result<Type, Failure> {
    match ty(arguments, 0) {
        Type::List(element) => Ok((*element).clone()),
        Type::Tuple(_) | Type::Dynamic => Ok(Type::Dynamic),
        ty => Err(refused(0, "a list", &ty)),
    }
}

pub(super) fn flatten(arguments: &[Value]) -> Result<Type, Failure> {
    match ty(arguments, 0) {
        Type::Dynamic => Ok(Type::Dynamic),
        ty if ty.is_sequence() => Ok(Type::Dynamic),
        ty => Err(refused(0, "a list", &ty)),
    }
}

pub(super) fn index(arguments: &[Value]) -> Result<Type, Failure> {
    match ty(arguments, 0) {
        Type::List(_) | Type::Tuple(_) | Type::Dynamic => Ok(Type::Number),
        ty => Err(refused(0, "a list", &ty)),
    }
}

pub(super) fn keys(arguments: &[Value]) -> Result<Type, Failure> {
    match ty(arguments, 0) {
        Type::Map(_) => Ok(Type::list(Type::String)),
        Type::Object(attributes) => Ok(Type::tuple(attributes.keys().map(|_| Type::String))),
        Type::Dynamic => Ok(Type::Dynamic),
        ty => Err(refused(0, "a map or object", &ty)),
    }
}

pub(super) fn values(arguments: &[Value]) -> Result<Type, Failure> {
    match ty(arguments, 0) {
        Type::Map(element) => Ok(Type::list((*element).clone())),
        Type::Object(attributes) => {
            let types = attributes.values().map(|attribute| attribute.ty.clone());
            Ok(Type::tuple(types))
        }
        Type::Dynamic => Ok(Type::Dynamic),
        ty => Err(refused(0, "a map or object", &ty)),
    }
}

pub(super) fn length(arguments: &[Value]) -> Result<Type, Failure> {
    match ty(arguments, 0) {
        ty @ (Type::Number | Type::Bool) => {
            let message = format!(
                "only strings and collections have a length, this is {}",
                ty.noun()
            );
            Err(Failure::ty(0, message))
        }
        _ => Ok(Type::Number),
    }
}

pub(super) fn lookup(arguments: &[Value]) -> Result<Type, Failure> {
    let map = ty(arguments, 0);
    if !matches!(map, Type::Map(_) | Type::Object(_) | Type::Dynamic) {
        return Err(refused(0, "a map or object", &map));
    }
    if let (Type::Map(element), Some(default)) = (&map, arguments.get(2))
        && let Err(mismatch) = convert(default, element)
    {
        let message = format!(
            "the default does not fit the elements of the map: {}",
            mismatch.describe()
        );
        return Err(Failure::ty(2, message));
    }
    Ok(entry(&map, arguments.get(1)))
}

pub(super) fn merge(arguments: &[Value]) -> Result<Type, Failure> {
    for (at, argument) in arguments.iter().enumerate() {
        let ty = argument.ty();
        if !matches!(ty, Type::Map(_) | Type::Object(_) | Type::Dynamic) {
            return Err(refused(at, "a map or object", &ty));
        }
    }
    match common(arguments.iter().map(Value::ty)) {
        map @ Type::Map(_) => Ok(map),
        _ => Ok(Type::Dynamic),
    }
}

pub(super) fn one(arguments: &[Value]) -> Result<Type, Failure> {
    match ty(arguments, 0) {
        Type::List(element) | Type::Set(element) => Ok((*element).clone()),
        _ => Ok(Type::Dynamic),
    }
}

pub(super) fn parseint(arguments: &[Value]) -> Result<Type, Failure> {
    match ty(arguments, 0) {
        Type::String | Type::Dynamic => Ok(Type::Number),
        ty => Err(refused(0, "a string", &ty)),
    }
}

pub(super) fn reverse(arguments: &[Value]) -> Result<Type, Failure> {
    match ty(arguments, 0) {
        Type::List(element) | Type::Set(element) => Ok(Type::list((*element).clone())),
        Type::Tuple(types) => Ok(Type::tuple(types.iter().rev().cloned())),
        Type::Dynamic => Ok(Type::Dynamic),
        ty => Err(refused(0, "a list", &ty)),
    }
}

pub(super) fn setproduct(arguments: &[Value]) -> Result<Type, Failure> {
    for (at, argument) in arguments.iter().enumerate() {
        let ty = argument.ty();
        if ty != Type::Dynamic && !ty.is_sequence() {
            return Err(refused(at, "a list or set", &ty));
        }
    }
    Ok(Type::Dynamic)
}

pub(super) fn slice(arguments: &[Value]) -> Result<Type, Failure> {
    let list = ty(arguments, 0);
    if let Type::Set(_) = list {
        let failure = Failure::ty(0, "the elements of a set have no order");
        return Err(failure.help("make it a list with `tolist(…)`"));
    }
    if !matches!(list, Type::List(_) | Type::Tuple(_) | Type::Dynamic) {
        return Err(refused(0, "a list", &list));
    }
    for at in [1, 2] {
        let index = arguments.get(at).and_then(Value::as_number);
        if index
            .and_then(|index| index.to_i64())
            .is_some_and(|index| index < 0)
        {
            return Err(Failure::value(at, "an index must not be negative")
                .help("count from the end with `length(…)`"));
        }
    }
    match list {
        Type::Tuple(_) => Ok(Type::Dynamic),
        list => Ok(list),
    }
}

pub(super) fn sum(arguments: &[Value]) -> Result<Type, Failure> {
    match ty(arguments, 0) {
        Type::Dynamic => Ok(Type::Number),
        ty if ty.is_sequence() => Ok(Type::Number),
        ty => Err(refused(0, "a list, set or tuple", &ty)),
    }
}

pub(super) fn zipmap(arguments: &[Value]) -> Result<Type, Failure> {
    match ty(arguments, 1) {
        Type::List(element) => Ok(Type::map((*element).clone())),
        Type::Tuple(_) | Type::Dynamic => Ok(Type::Dynamic),
        ty => Err(refused(1, "a list", &ty)),
    }
}
