//! Conversion of values to types, by the rules of Terraform's type system.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use super::data::{Data, Entries, Value};
use super::number::{Number, is_decimal};
use super::types::{AttributeType, Type};
use super::unify::unify;

/// Which conversions count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Safety {
    /// Those that succeed for every value of the type.
    Safe,
    /// Also those that some values fail.
    Unsafe,
}

/// Why a value cannot be converted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// Where in the value, such as `.a[0]`; empty for the value itself.
    pub path: String,
    /// What is wrong there, such as "a number is needed, this is a list".
    pub message: String,
}

impl Mismatch {
    fn new(message: impl Into<String>) -> Self {
        Self {
            path: String::new(),
            message: message.into(),
        }
    }

    fn at(mut self, step: &str) -> Self {
        self.path.insert_str(0, step);
        self
    }

    /// The message with its place in front.
    pub fn describe(&self) -> String {
        match self.path.as_str() {
            "" => self.message.clone(),
            path => format!("at `{}`, {}", path.trim_start_matches('.'), self.message),
        }
    }
}

/// The value as one of type `to`. Attributes that the type does not have are left out, optional ones that the
/// value does not have become null; marks stay where they are.
///
/// # Errors
/// When the types do not fit, or the value is none that can be converted, such as `"x"` to a number.
pub fn convert(value: &Value, to: &Type) -> Result<Value, Mismatch> {
    if *to == Type::Dynamic {
        return Ok(value.clone());
    }
    let from = value.ty();
    if from == *to {
        return Ok(value.clone());
    }
    if !possible(&from, to, Safety::Unsafe) {
        return Err(mismatch(value, &from, to));
    }
    convert_data(value, to).map(|converted| converted.with_marks(value.marks()))
}

fn convert_data(value: &Value, to: &Type) -> Result<Value, Mismatch> {
    match (value.data(), to) {
        (Data::Unknown { ty, not_null: true }, _) => Ok(Value::unknown_not_null(settled(ty, to))),
        (Data::Unknown { ty, .. }, _) => Ok(Value::unknown(settled(ty, to))),
        (Data::Null(ty), _) => Ok(Value::null(settled(ty, to))),
        (Data::Number(number), Type::String) => Ok(Value::string(number.to_string())),
        (Data::Bool(truth), Type::String) => Ok(Value::string(truth.to_string())),
        (Data::String(text), Type::Number) => number(text),
        (Data::String(text), Type::Bool) => truth(text),
        (Data::List(_, items) | Data::Set(_, items) | Data::Tuple(items), Type::List(element)) => {
            let (element, items) = elements(value, items, element)?;
            Ok(collection(element, items, Value::list, Type::list))
        }
        (Data::List(_, items) | Data::Set(_, items) | Data::Tuple(items), Type::Set(element)) => {
            let (element, items) = elements(value, items, element)?;
            Ok(collection(element, items, Value::set, Type::set))
        }
        (Data::Tuple(items), Type::Tuple(types)) => {
            let convert = |(at, (item, ty)): (usize, (&Value, &Type))| {
                convert(item, ty).map_err(|mismatch| mismatch.at(&format!("[{at}]")))
            };
            let items: Result<_, _> = items.iter().zip(types.iter()).enumerate().map(convert).collect();
            items.map(Value::tuple)
        }
        (Data::Map(_, entries) | Data::Object(entries), Type::Map(element)) => map(value, entries, element),
        (Data::Map(_, entries) | Data::Object(entries), Type::Object(attributes)) => {
            object(entries, attributes)
        }
        _ => Err(mismatch(value, &value.ty(), to)),
    }
}

/// The type of what is converted: where the wanted one leaves open what a collection holds, it holds what it did.
fn settled(from: &Type, to: &Type) -> Type {
    match (from, to) {
        (Type::List(held) | Type::Set(held), Type::List(open)) if **open == Type::Dynamic => {
            Type::List(held.clone())
        }
        (Type::List(held) | Type::Set(held), Type::Set(open)) if **open == Type::Dynamic => {
            Type::Set(held.clone())
        }
        (Type::Map(held), Type::Map(open)) if **open == Type::Dynamic => Type::Map(held.clone()),
        _ => required(to),
    }
}

/// The type without the leave to lack attributes, which only constraints give.
fn required(to: &Type) -> Type {
    match to {
        Type::List(element) => Type::list(required(element)),
        Type::Set(element) => Type::set(required(element)),
        Type::Map(element) => Type::map(required(element)),
        Type::Tuple(elements) => Type::tuple(elements.iter().map(required)),
        Type::Object(attributes) => {
            let attribute =
                |(name, attribute): (&Arc<str>, &AttributeType)| (name.clone(), required(&attribute.ty));
            Type::object(attributes.iter().map(attribute))
        }
        _ => to.clone(),
    }
}

fn number(text: &str) -> Result<Value, Mismatch> {
    match Number::parse(text) {
        Some(number) => Ok(Value::number(number)),
        None if is_decimal(text) || text.trim_start_matches(['+', '-']).eq_ignore_ascii_case("inf") => {
            Ok(Value::unknown_not_null(Type::Number))
        }
        None => Err(Mismatch::new(format!("{} is not a number", shown(text)))),
    }
}

fn truth(text: &str) -> Result<Value, Mismatch> {
    match text {
        "true" | "1" => Ok(Value::bool(true)),
        "false" | "0" => Ok(Value::bool(false)),
        _ => Err(Mismatch::new(format!(
            "{} is neither `true` nor `false`",
            shown(text)
        ))),
    }
}

/// A string as a finding shows it.
fn shown(text: &str) -> String {
    const LONGEST: usize = 40;
    if text.is_empty() {
        return "the empty string".to_owned();
    }
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("`{}…`", &text[..end].escape_debug()),
        None => format!("`{}`", text.escape_debug()),
    }
}

/// The elements converted to one type, which is found out when the wanted one leaves it open.
fn elements(value: &Value, items: &[Value], wanted: &Type) -> Result<(Type, Vec<Value>), Mismatch> {
    let wanted = element_type(value, wanted);
    let convert = |(at, item): (usize, &Value)| {
        convert(item, &wanted).map_err(|mismatch| mismatch.at(&format!("[{at}]")))
    };
    let items: Vec<_> = items.iter().enumerate().map(convert).collect::<Result<_, _>>()?;
    Ok((common(&wanted, items.iter()), items))
}

fn map(value: &Value, entries: &Entries, wanted: &Type) -> Result<Value, Mismatch> {
    let wanted = element_type(value, wanted);
    let convert = |(name, item): (&Arc<str>, &Value)| {
        let item = convert(item, &wanted).map_err(|mismatch| mismatch.at(&format!(".{name}")))?;
        Ok((name.clone(), item))
    };
    let entries: Entries = entries.iter().map(convert).collect::<Result<_, Mismatch>>()?;
    let element = common(&wanted, entries.values());
    let settled = entries.values().all(|item| item.ty() == element);
    if !settled {
        return Ok(Value::unknown_not_null(Type::map(element)));
    }
    Ok(Value::map(element, entries))
}

/// A list or set; unknown when its elements came out with different types.
fn collection(
    element: Type,
    items: Vec<Value>,
    make: fn(Type, Vec<Value>) -> Value,
    ty: fn(Type) -> Type,
) -> Value {
    if items.iter().all(|item| item.ty() == element) {
        return make(element, items);
    }
    Value::unknown_not_null(ty(element))
}

/// The type for the elements of `value` in a collection of `wanted`.
fn element_type(value: &Value, wanted: &Type) -> Type {
    if *wanted != Type::Dynamic {
        return wanted.clone();
    }
    match value.ty() {
        Type::Tuple(types) => unify(&types, Safety::Unsafe).unwrap_or_default(),
        Type::Object(attributes) => {
            let types: Vec<_> = attributes
                .values()
                .map(|attribute| attribute.ty.clone())
                .collect();
            unify(&types, Safety::Unsafe).unwrap_or_default()
        }
        ty => ty.element().cloned().unwrap_or_default(),
    }
}

/// The type that all elements have, when they have one; else the wanted one.
fn common<'v>(wanted: &Type, mut items: impl Iterator<Item = &'v Value>) -> Type {
    let Some(first) = items.next().map(Value::ty) else {
        return required(wanted);
    };
    if items.all(|item| item.ty() == first) {
        first
    } else {
        Type::Dynamic
    }
}

fn object(entries: &Entries, attributes: &BTreeMap<Arc<str>, AttributeType>) -> Result<Value, Mismatch> {
    let mut converted = Entries::new();
    for (name, attribute) in attributes {
        let value = match entries.get(name) {
            Some(value) => {
                convert(value, &attribute.ty).map_err(|mismatch| mismatch.at(&format!(".{name}")))?
            }
            None if attribute.optional => Value::null(required(&attribute.ty)),
            None => return Err(Mismatch::new(format!("attribute `{name}` is missing"))),
        };
        converted.insert(name.clone(), value);
    }
    Ok(Value::object(converted))
}

/// Whether values of type `from` can be converted to `to`.
pub fn possible(from: &Type, to: &Type, safety: Safety) -> bool {
    let fits = |from: &Type, to: &Type| from == to || possible(from, to, safety);
    let unsafe_too = safety == Safety::Unsafe;
    match (from, to) {
        (_, Type::Dynamic) => true,
        (Type::Dynamic, _) => unsafe_too,
        (Type::Number | Type::Bool, Type::String) => true,
        (Type::String, Type::Number | Type::Bool) => unsafe_too,
        (from, to) if from.is_primitive() => from == to,
        (Type::List(_), Type::Set(_)) if !unsafe_too => false,
        (Type::List(from) | Type::Set(from), Type::List(to) | Type::Set(to)) => fits(from, to),
        (Type::Map(from), Type::Map(to)) => fits(from, to),
        (Type::Tuple(items), Type::List(to) | Type::Set(to)) if **to == Type::Dynamic => {
            items.is_empty() || unify(items, safety).is_some()
        }
        (Type::Tuple(items), Type::List(to) | Type::Set(to)) => items.iter().all(|from| fits(from, to)),
        (Type::Tuple(items), Type::Tuple(to)) => {
            items.len() == to.len() && items.iter().zip(to.iter()).all(|(from, to)| fits(from, to))
        }
        (Type::Object(attributes), Type::Map(to)) if **to == Type::Dynamic => {
            let types: Vec<_> = attributes
                .values()
                .map(|attribute| attribute.ty.clone())
                .collect();
            types.is_empty() || unify(&types, safety).is_some()
        }
        (Type::Object(attributes), Type::Map(to)) => attributes.values().all(|from| fits(&from.ty, to)),
        (Type::Object(attributes), Type::Object(to)) => to.iter().all(|(name, to)| {
            attributes
                .get(name)
                .map_or(to.optional, |from| fits(&from.ty, &to.ty))
        }),
        (Type::Map(from), Type::Object(to)) => unsafe_too && to.values().all(|to| fits(from, &to.ty)),
        _ => false,
    }
}

/// Says which part of a value does not fit.
fn mismatch(value: &Value, from: &Type, to: &Type) -> Mismatch {
    let part = match (value.data(), to) {
        (Data::Tuple(items) | Data::List(_, items), Type::List(element) | Type::Set(element)) => items
            .iter()
            .enumerate()
            .find_map(|(at, item)| Some(convert(item, element).err()?.at(&format!("[{at}]")))),
        (Data::Object(entries) | Data::Map(_, entries), Type::Map(element)) => entries
            .iter()
            .find_map(|(name, item)| Some(convert(item, element).err()?.at(&format!(".{name}")))),
        (Data::Object(entries), Type::Object(attributes)) => object(entries, attributes).err(),
        _ => None,
    };
    part.unwrap_or_else(|| Mismatch::new(difference(from, to)))
}

fn difference(from: &Type, to: &Type) -> String {
    let mut message = format!("{} is needed, this is {}", to.noun(), from.noun());
    match (from, to) {
        (Type::Tuple(_), Type::List(_) | Type::Set(_)) | (Type::Object(_), Type::Map(_)) => {
            message = format!(
                "the elements of {} must have one type, these have none in common",
                to.noun()
            );
        }
        (Type::Tuple(from), Type::Tuple(to)) if from.len() != to.len() => {
            message = format!(
                "a tuple of {} elements is needed, this one has {}",
                to.len(),
                from.len()
            );
        }
        (Type::Object(_), Type::Object(_)) | (Type::Tuple(_), Type::Tuple(_)) => {
            message.clear();
            let _ = write!(message, "`{to}` is needed, this is `{from}`");
        }
        _ => {}
    }
    message
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: &Value, to: &Type, expected: &Value) {
        assert_eq!(convert(value, to).as_ref(), Ok(expected));
    }

    fn check_fault(value: &Value, to: &Type, expected: &str) {
        let described = convert(value, to).map_err(|mismatch| mismatch.describe());
        assert_eq!(described, Err(expected.to_owned()));
    }

    #[test]
    fn primitives_convert_by_their_text() {
        check(&"12".into(), &Type::Number, &12_i64.into());
        check(&true.into(), &Type::String, &"true".into());
        check(&Value::NULL, &Type::Number, &Value::null(Type::Number));
        check_fault(&"yes".into(), &Type::Bool, "`yes` is neither `true` nor `false`");
        check_fault(&"x".into(), &Type::Number, "`x` is not a number");
        check_fault(&true.into(), &Type::Number, "a number is needed, this is a bool");
    }

    #[test]
    fn tuples_become_lists_of_one_type() {
        let mixed = Value::tuple(vec![1_i64.into(), "a".into()]);
        check(&mixed, &Type::list(Type::Dynamic), &Value::strings(["1", "a"]));
        check_fault(&mixed, &Type::list(Type::Number), "at `[1]`, `a` is not a number");
        let unlike = Value::tuple(vec![1_i64.into(), true.into()]);
        let needed = "the elements of a list must have one type, these have none in common";
        check_fault(&unlike, &Type::list(Type::Dynamic), needed);
    }

    fn object_of(pairs: &[(&str, Value)]) -> Value {
        let entry = |(name, value): &(&str, Value)| (Arc::from(*name), value.clone());
        Value::object(pairs.iter().map(entry).collect())
    }

    #[test]
    fn objects_lose_what_the_type_does_not_have() {
        let value = object_of(&[("a", "1".into()), ("b", 2_i64.into())]);
        let to = Type::object([("a", Type::Number)]);
        check(&value, &to, &object_of(&[("a", 1_i64.into())]));
        let missing = Type::object([("c", Type::Number)]);
        check_fault(&value, &missing, "attribute `c` is missing");
    }

    #[test]
    fn optional_attributes_become_null() {
        let optional = AttributeType {
            ty: Type::String,
            optional: true,
        };
        let to = Type::Object(Arc::new(BTreeMap::from([(Arc::from("a"), optional)])));
        check(
            &object_of(&[]),
            &to,
            &object_of(&[("a", Value::null(Type::String))]),
        );
    }
}
