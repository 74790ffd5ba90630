//! Types of values and type constraints.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// The type of a value, or what a value may be converted to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Type {
    /// Any type; as the type of an unknown value, one that is not known yet.
    #[default]
    Dynamic,
    /// Unicode text.
    String,
    /// A number.
    Number,
    /// `true` or `false`.
    Bool,
    /// A sequence of values of one type.
    List(Arc<Type>),
    /// Distinct values of one type without an order of their own.
    Set(Arc<Type>),
    /// Values of one type, each under a string.
    Map(Arc<Type>),
    /// A sequence whose elements have types of their own.
    Tuple(Arc<[Type]>),
    /// Named values that have types of their own.
    Object(Arc<BTreeMap<Arc<str>, AttributeType>>),
}

/// An attribute of an object type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AttributeType {
    /// The attribute's type.
    pub ty: Type,
    /// Whether a value that is converted may lack it; only in constraints, never in the type of a value.
    pub optional: bool,
}

impl From<Type> for AttributeType {
    fn from(ty: Type) -> Self {
        Self { ty, optional: false }
    }
}

impl Type {
    /// A list of such elements.
    pub fn list(element: Self) -> Self {
        Self::List(Arc::new(element))
    }

    /// A set of such elements.
    pub fn set(element: Self) -> Self {
        Self::Set(Arc::new(element))
    }

    /// A map of such elements.
    pub fn map(element: Self) -> Self {
        Self::Map(Arc::new(element))
    }

    /// A tuple of such elements.
    pub fn tuple(elements: impl IntoIterator<Item = Self>) -> Self {
        Self::Tuple(elements.into_iter().collect())
    }

    /// An object of such attributes, all of them required.
    pub fn object<N: Into<Arc<str>>>(attributes: impl IntoIterator<Item = (N, Self)>) -> Self {
        let attribute = |(name, ty): (N, Self)| (name.into(), AttributeType::from(ty));
        Self::Object(Arc::new(attributes.into_iter().map(attribute).collect()))
    }

    /// Whether it is `string`, `number` or `bool`.
    pub fn is_primitive(&self) -> bool {
        matches!(self, Self::String | Self::Number | Self::Bool)
    }

    /// Whether it is a list, set or tuple.
    pub fn is_sequence(&self) -> bool {
        matches!(self, Self::List(_) | Self::Set(_) | Self::Tuple(_))
    }

    /// The type of the elements of a list, set or map.
    pub fn element(&self) -> Option<&Self> {
        match self {
            Self::List(element) | Self::Set(element) | Self::Map(element) => Some(element),
            _ => None,
        }
    }

    /// Whether a part of it is not known.
    pub fn has_dynamic(&self) -> bool {
        match self {
            Self::Dynamic => true,
            Self::String | Self::Number | Self::Bool => false,
            Self::List(element) | Self::Set(element) | Self::Map(element) => element.has_dynamic(),
            Self::Tuple(elements) => elements.iter().any(Self::has_dynamic),
            Self::Object(attributes) => attributes.values().any(|attribute| attribute.ty.has_dynamic()),
        }
    }

    /// Whether both may turn out to be the same type once all of their parts are known.
    pub(super) fn may_equal(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Dynamic, _) | (_, Self::Dynamic) => true,
            (Self::List(left), Self::List(right))
            | (Self::Set(left), Self::Set(right))
            | (Self::Map(left), Self::Map(right)) => left.may_equal(right),
            (Self::Tuple(left), Self::Tuple(right)) => {
                left.len() == right.len()
                    && left
                        .iter()
                        .zip(right.iter())
                        .all(|(left, right)| left.may_equal(right))
            }
            (Self::Object(left), Self::Object(right)) => {
                let same = |(left, right): (&AttributeType, &AttributeType)| left.ty.may_equal(&right.ty);
                left.keys().eq(right.keys()) && left.values().zip(right.values()).all(same)
            }
            _ => self == other,
        }
    }

    /// What a finding calls a value of this type: "a string", "an object".
    pub fn noun(&self) -> &'static str {
        match self {
            Self::Dynamic => "a value",
            Self::String => "a string",
            Self::Number => "a number",
            Self::Bool => "a bool",
            Self::List(_) => "a list",
            Self::Set(_) => "a set",
            Self::Map(_) => "a map",
            Self::Tuple(_) => "a tuple",
            Self::Object(_) => "an object",
        }
    }

    /// How deeply it nests and how many types it consists of.
    pub(super) fn measure(&self) -> Measure {
        match self {
            Self::Dynamic | Self::String | Self::Number | Self::Bool => Measure::LEAF,
            Self::List(element) | Self::Set(element) | Self::Map(element) => {
                Measure::around([element.measure()])
            }
            Self::Tuple(elements) => Measure::around(elements.iter().map(Self::measure)),
            Self::Object(attributes) => {
                Measure::around(attributes.values().map(|attribute| attribute.ty.measure()))
            }
        }
    }
}

/// How large a value or type is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::hcl) struct Measure {
    /// Levels of nesting; 1 for what holds nothing.
    pub(super) depth: u16,
    /// How many nodes a walk over it meets, shared ones each time; text counts as well.
    pub(in crate::hcl) size: u32,
}

impl Measure {
    pub(super) const LEAF: Self = Self { depth: 1, size: 1 };

    /// The measure of what holds parts of these measures.
    pub(super) fn around(parts: impl IntoIterator<Item = Self>) -> Self {
        parts.into_iter().fold(Self::LEAF, |whole, part| Self {
            depth: whole.depth.max(part.depth.saturating_add(1)),
            size: whole.size.saturating_add(part.size),
        })
    }
}

impl fmt::Display for Type {
    /// The way a type constraint is written.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dynamic => formatter.write_str("any"),
            Self::String => formatter.write_str("string"),
            Self::Number => formatter.write_str("number"),
            Self::Bool => formatter.write_str("bool"),
            Self::List(element) => write!(formatter, "list({element})"),
            Self::Set(element) => write!(formatter, "set({element})"),
            Self::Map(element) => write!(formatter, "map({element})"),
            Self::Tuple(elements) => {
                let elements: Vec<_> = elements.iter().map(ToString::to_string).collect();
                write!(formatter, "tuple([{}])", elements.join(", "))
            }
            Self::Object(attributes) => {
                let attribute = |(name, attribute): (&Arc<str>, &AttributeType)| match attribute.optional {
                    true => format!("{name} = optional({})", attribute.ty),
                    false => format!("{name} = {}", attribute.ty),
                };
                let attributes: Vec<_> = attributes.iter().map(attribute).collect();
                write!(formatter, "object({{ {} }})", attributes.join(", "))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_read_as_they_are_written() {
        let check = |ty: Type, expected: &str| assert_eq!(ty.to_string(), expected);
        check(Type::list(Type::String), "list(string)");
        check(Type::tuple([Type::Number, Type::Dynamic]), "tuple([number, any])");
        check(
            Type::object([("b", Type::Bool), ("a", Type::map(Type::Number))]),
            "object({ a = map(number), b = bool })",
        );
    }

    #[test]
    fn an_unknown_part_is_seen_at_any_depth() {
        assert!(Type::object([("a", Type::list(Type::Dynamic))]).has_dynamic());
        assert!(!Type::object([("a", Type::list(Type::String))]).has_dynamic());
    }
}
