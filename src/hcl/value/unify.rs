//! The one type that several types can be converted to: of the elements of a list, of the branches of a
//! conditional. The rules are those of Terraform's type system.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashSet};

use super::convert::{Safety, possible};
use super::types::{AttributeType, Type};

/// More different types than this are not compared with each other.
const MOST_TYPES: usize = 64;

/// The type that all of these can be converted to; `None` when there is none.
pub fn unify(types: &[Type], safety: Safety) -> Option<Type> {
    let types = distinct(types);
    match types.as_slice() {
        [] => return None,
        [only] => return Some((*only).clone()),
        _ if types.len() > MOST_TYPES => return Some(Type::Dynamic),
        _ => {}
    }
    if let Some(structural) = unify_structures(&types, safety) {
        return structural;
    }
    by_preference(&types, safety)
}

fn distinct(types: &[Type]) -> Vec<&Type> {
    let mut seen = HashSet::new();
    types.iter().filter(|ty| seen.insert(*ty)).collect()
}

/// The answer for types that are all of one structural kind; the outer `None` when they are not.
fn unify_structures(types: &[&Type], safety: Safety) -> Option<Option<Type>> {
    let count = |is: fn(&Type) -> bool| types.iter().filter(|ty| is(ty)).count();
    let dynamic = count(|ty| *ty == Type::Dynamic);
    let objects = count(|ty| matches!(ty, Type::Object(_)));
    let maps = count(|ty| matches!(ty, Type::Map(_)));
    let tuples = count(|ty| matches!(ty, Type::Tuple(_)));
    let lists = count(|ty| matches!(ty, Type::List(_)));
    let sets = count(|ty| matches!(ty, Type::Set(_)));
    let all = |some: usize| some > 0 && some + dynamic == types.len();
    let any_of = |kind: fn(Type) -> Type| Some(unify_elements(types, safety, kind));
    if objects > 0 && tuples > 0 {
        return Some(None);
    }
    let one_kind = all(maps + objects) || all(lists + tuples) || all(sets);
    if one_kind && dynamic > 0 {
        return Some(Some(Type::Dynamic));
    }
    match () {
        () if all(maps) => any_of(Type::map),
        () if all(lists) => any_of(Type::list),
        () if all(sets) => any_of(Type::set),
        () if all(objects) => Some(unify_objects(types, safety)),
        () if all(tuples) => Some(unify_tuples(types, safety)),
        () if maps > 0 && all(maps + objects) => unify_elements(types, safety, Type::map).map(Some),
        () if lists > 0 && all(lists + tuples) => unify_elements(types, safety, Type::list).map(Some),
        () => None,
    }
}

/// A collection of the type that the elements of all of these have in common.
fn unify_elements(types: &[&Type], safety: Safety, collection: fn(Type) -> Type) -> Option<Type> {
    let mut elements = Vec::new();
    for ty in types {
        match ty {
            Type::List(element) | Type::Set(element) | Type::Map(element) => {
                elements.push(element.as_ref().clone());
            }
            Type::Tuple(items) => elements.extend(items.iter().cloned()),
            Type::Object(attributes) => {
                elements.extend(attributes.values().map(|attribute| attribute.ty.clone()));
            }
            _ => {}
        }
    }
    unify(&elements, safety).map(collection)
}

fn unify_objects(types: &[&Type], safety: Safety) -> Option<Type> {
    let attributes: Vec<_> = types
        .iter()
        .filter_map(|ty| match ty {
            Type::Object(attributes) => Some(attributes),
            _ => None,
        })
        .collect();
    let first = attributes.first()?;
    if !attributes.iter().all(|other| other.keys().eq(first.keys())) {
        return unify_elements(types, safety, Type::map);
    }
    let mut unified = BTreeMap::new();
    for name in first.keys() {
        let across: Vec<_> = attributes.iter().map(|other| other[name].ty.clone()).collect();
        let ty = unify(&across, safety)?;
        unified.insert(name.clone(), AttributeType::from(ty));
    }
    Some(Type::Object(unified.into()))
}

fn unify_tuples(types: &[&Type], safety: Safety) -> Option<Type> {
    let tuples: Vec<_> = types
        .iter()
        .filter_map(|ty| match ty {
            Type::Tuple(items) => Some(items),
            _ => None,
        })
        .collect();
    let length = tuples.first()?.len();
    if !tuples.iter().all(|other| other.len() == length) {
        return unify_elements(types, safety, Type::list);
    }
    let across = |at: usize| tuples.iter().map(|other| other[at].clone()).collect::<Vec<_>>();
    let unified: Option<Vec<_>> = (0..length).map(|at| unify(&across(at), safety)).collect();
    unified.map(Type::tuple)
}

/// The most general of the types that all others can be converted to.
fn by_preference(types: &[&Type], safety: Safety) -> Option<Type> {
    let fits = |wanted: &Type| {
        let one = |ty: &Type| ty == wanted || possible(ty, wanted, safety);
        types.iter().all(|ty| one(ty))
    };
    let sorted = most_general_first(types);
    sorted.into_iter().find(|wanted| fits(wanted)).cloned()
}

/// The types in an order in which no type comes before a more general one, else as given.
fn most_general_first<'t>(types: &[&'t Type]) -> Vec<&'t Type> {
    let mut left: Vec<_> = types.to_vec();
    let mut sorted = Vec::new();
    while !left.is_empty() {
        let topmost = |ty: &&Type| !left.iter().any(|other| generality(other, ty).is_lt());
        let at = left.iter().position(topmost).unwrap_or(0);
        sorted.push(left.remove(at));
    }
    sorted
}

/// `Less` when `left` is more general than `right`.
fn generality(left: &Type, right: &Type) -> Ordering {
    match (left, right) {
        (Type::Dynamic, Type::Dynamic) => Ordering::Equal,
        // What is not known yet is taken to become what its neighbours are.
        (Type::Dynamic, _) => Ordering::Greater,
        (_, Type::Dynamic) => Ordering::Less,
        (Type::String, Type::Number | Type::Bool) => Ordering::Less,
        (Type::Number | Type::Bool, Type::String) => Ordering::Greater,
        (Type::List(left), Type::List(right))
        | (Type::Set(left), Type::Set(right))
        | (Type::Map(left), Type::Map(right)) => generality(left, right),
        (Type::List(_), Type::Tuple(_) | Type::Set(_))
        | (Type::Tuple(_), Type::Set(_))
        | (Type::Map(_), Type::Object(_)) => Ordering::Less,
        (Type::Tuple(_) | Type::Set(_), Type::List(_))
        | (Type::Set(_), Type::Tuple(_))
        | (Type::Object(_), Type::Map(_)) => Ordering::Greater,
        _ => Ordering::Equal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(types: &[Type], expected: Option<&str>) {
        let unified = unify(types, Safety::Unsafe).map(|ty| ty.to_string());
        assert_eq!(unified.as_deref(), expected);
    }

    #[test]
    fn strings_take_in_every_primitive() {
        check(&[Type::Number, Type::String, Type::Bool], Some("string"));
        check(&[Type::Number, Type::Bool], None);
        check(&[], None);
    }

    #[test]
    fn structures_become_alike_or_collections() {
        let tuple = |types: &[Type]| Type::tuple(types.iter().cloned());
        check(
            &[tuple(&[Type::Number]), tuple(&[Type::String])],
            Some("tuple([string])"),
        );
        check(
            &[tuple(&[Type::Number]), tuple(&[Type::String, Type::Bool])],
            Some("list(string)"),
        );
        let object = |name: &'static str, ty: Type| Type::object([(name, ty)]);
        check(
            &[object("a", Type::Number), object("b", Type::String)],
            Some("map(string)"),
        );
        check(&[object("a", Type::Number), tuple(&[Type::Number])], None);
    }

    #[test]
    fn what_is_not_known_stays_so() {
        check(&[Type::Dynamic, Type::list(Type::String)], Some("any"));
        check(&[Type::Dynamic, Type::Number, Type::String], Some("string"));
    }
}
