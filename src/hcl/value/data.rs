//! Values: known, unknown or null, with marks.
//!
//! Values share their parts and can be cloned freely. Nothing here nests deeper than [`DEPTH_LIMIT`] or is
//! larger than [`SIZE_LIMIT`]: the constructors answer with an unknown value instead, so every walk over a
//! value ends soon and never overflows the stack.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::BitOr;
use std::sync::Arc;

use super::number::Number;
use super::order;
use super::types::{Measure, Type};
use crate::source::unicode::nfc;

/// How deeply values nest before they are no longer followed.
pub const DEPTH_LIMIT: u16 = 64;

/// How many parts a value may have, shared ones counted each time and text in proportion to its length.
pub const SIZE_LIMIT: u32 = 1 << 18;

/// Bytes of text that count as one part of a value.
const BYTES_PER_PART: usize = 16;

/// What follows a value wherever it goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Marks {
    /// Not to be shown.
    pub sensitive: bool,
    /// Not to be stored.
    pub ephemeral: bool,
}

impl Marks {
    /// No mark.
    pub const NONE: Self = Self {
        sensitive: false,
        ephemeral: false,
    };
    /// Sensitive alone.
    pub const SENSITIVE: Self = Self {
        sensitive: true,
        ephemeral: false,
    };
    /// Ephemeral alone.
    pub const EPHEMERAL: Self = Self {
        sensitive: false,
        ephemeral: true,
    };
}

impl BitOr for Marks {
    type Output = Self;

    /// The marks of either.
    fn bitor(self, other: Self) -> Self {
        Self {
            sensitive: self.sensitive || other.sensitive,
            ephemeral: self.ephemeral || other.ephemeral,
        }
    }
}

/// A value of Terraform's language. Equality is identity of type, content and marks; the language's `==` is
/// [`Value::equals`].
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    data: Data,
    marks: Marks,
    measure: Measure,
}

/// What a value is, marks aside.
#[derive(Clone, Debug, PartialEq)]
pub enum Data {
    /// Not known yet.
    Unknown {
        /// What is known of its type.
        ty: Type,
        /// Whether it is known not to be null.
        not_null: bool,
    },
    /// `null` of a type.
    Null(Type),
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Number),
    /// Text in normal form C.
    String(Arc<str>),
    /// A list: the type of its elements, and the elements.
    List(Type, Arc<Vec<Value>>),
    /// A set: the type of its elements, and the elements, known and without marks, each once, in order.
    Set(Type, Arc<Vec<Value>>),
    /// A map: the type of its elements, and the elements.
    Map(Type, Arc<Entries>),
    /// A tuple.
    Tuple(Arc<Vec<Value>>),
    /// An object.
    Object(Arc<Entries>),
}

/// Named values in the order of their names.
pub type Entries = BTreeMap<Arc<str>, Value>;

/// Constructors.
impl Value {
    /// A value of which nothing is known.
    pub const UNKNOWN: Self = Self {
        data: Data::Unknown {
            ty: Type::Dynamic,
            not_null: false,
        },
        marks: Marks::NONE,
        measure: Measure::LEAF,
    };

    /// `null` without a type.
    pub const NULL: Self = Self {
        data: Data::Null(Type::Dynamic),
        marks: Marks::NONE,
        measure: Measure::LEAF,
    };

    fn leaf(data: Data) -> Self {
        Self {
            data,
            marks: Marks::NONE,
            measure: Measure::LEAF,
        }
    }

    /// A value with so many parts, or an unknown one when that is too much.
    fn bounded(data: Data, measure: Measure) -> Self {
        if measure.depth > DEPTH_LIMIT || measure.size > SIZE_LIMIT {
            return Self::UNKNOWN;
        }
        Self {
            data,
            marks: Marks::NONE,
            measure,
        }
    }

    /// A value that is not known yet, perhaps null.
    pub fn unknown(ty: Type) -> Self {
        let measure = ty.measure();
        Self::bounded(Data::Unknown { ty, not_null: false }, measure)
    }

    /// A value that is not known yet, but not null.
    pub fn unknown_not_null(ty: Type) -> Self {
        let measure = ty.measure();
        Self::bounded(Data::Unknown { ty, not_null: true }, measure)
    }

    /// `null` of a type.
    pub fn null(ty: Type) -> Self {
        let measure = ty.measure();
        Self::bounded(Data::Null(ty), measure)
    }

    /// A truth value.
    pub fn bool(value: bool) -> Self {
        Self::leaf(Data::Bool(value))
    }

    /// A number.
    pub fn number(value: impl Into<Number>) -> Self {
        Self::leaf(Data::Number(value.into()))
    }

    /// A number, or an unknown one when it could not be followed.
    pub fn number_or_unknown(value: Option<Number>) -> Self {
        value.map_or_else(|| Self::unknown_not_null(Type::Number), Self::number)
    }

    /// Text; brought into normal form C, as Terraform does.
    pub fn string(text: impl Into<Arc<str>>) -> Self {
        let text: Arc<str> = text.into();
        let text = match nfc(&text) {
            Cow::Borrowed(_) => text,
            Cow::Owned(composed) => composed.into(),
        };
        let size = u32::try_from(text.len() / BYTES_PER_PART).unwrap_or(u32::MAX);
        if size > SIZE_LIMIT {
            return Self::unknown_not_null(Type::String);
        }
        let measure = Measure {
            depth: 1,
            size: size + 1,
        };
        Self::bounded(Data::String(text), measure)
    }

    /// A list; the elements are of the type.
    pub fn list(element: Type, items: Vec<Self>) -> Self {
        let measure = collection_measure(&element, &items);
        Self::bounded(Data::List(element, Arc::new(items)), measure)
    }

    /// A set of elements of the type. Their marks become the set's; when an element is not known, the set
    /// is not either, for nobody can tell which elements are the same.
    pub fn set(element: Type, items: Vec<Self>) -> Self {
        let marks = items
            .iter()
            .fold(Marks::NONE, |marks, item| marks | item.marks_within());
        if !items.iter().all(Self::is_wholly_known) {
            return Self::unknown_not_null(Type::set(element)).with_marks(marks);
        }
        let measure = collection_measure(&element, &items);
        let items = items.into_iter().map(|item| item.unmarked_within()).collect();
        let items = order::distinct_in_set_order(items);
        Self::bounded(Data::Set(element, Arc::new(items)), measure).with_marks(marks)
    }

    /// A map; the elements are of the type.
    pub fn map(element: Type, entries: Entries) -> Self {
        let measure = entries_measure(&entries);
        let within = if entries.is_empty() {
            Measure::around([element.measure()])
        } else {
            measure
        };
        Self::bounded(Data::Map(element, Arc::new(entries)), within)
    }

    /// A tuple.
    pub fn tuple(items: Vec<Self>) -> Self {
        let measure = Measure::around(items.iter().map(|item| item.measure));
        Self::bounded(Data::Tuple(Arc::new(items)), measure)
    }

    /// An object.
    pub fn object(entries: Entries) -> Self {
        let measure = entries_measure(&entries);
        Self::bounded(Data::Object(Arc::new(entries)), measure)
    }

    /// A list of strings.
    pub fn strings<S: Into<Arc<str>>>(items: impl IntoIterator<Item = S>) -> Self {
        Self::list(Type::String, items.into_iter().map(Self::string).collect())
    }
}

fn collection_measure(element: &Type, items: &[Value]) -> Measure {
    if items.is_empty() {
        return Measure::around([element.measure()]);
    }
    Measure::around(items.iter().map(|item| item.measure))
}

fn entries_measure(entries: &Entries) -> Measure {
    let name = |name: &str| u32::try_from(name.len() / BYTES_PER_PART).unwrap_or(u32::MAX);
    let entry = |(key, value): (&Arc<str>, &Value)| Measure {
        depth: value.measure.depth,
        size: value.measure.size.saturating_add(name(key)),
    };
    Measure::around(entries.iter().map(entry))
}

/// Questions.
impl Value {
    /// What it is.
    pub fn data(&self) -> &Data {
        &self.data
    }

    /// Its own marks, those of its parts aside.
    pub fn marks(&self) -> Marks {
        self.marks
    }

    /// How many parts it has.
    pub(in crate::hcl) fn size(&self) -> u32 {
        self.measure.size
    }

    /// Its type.
    pub fn ty(&self) -> Type {
        match &self.data {
            Data::Unknown { ty, .. } | Data::Null(ty) => ty.clone(),
            Data::Bool(_) => Type::Bool,
            Data::Number(_) => Type::Number,
            Data::String(_) => Type::String,
            Data::List(element, _) => Type::list(element.clone()),
            Data::Set(element, _) => Type::set(element.clone()),
            Data::Map(element, _) => Type::map(element.clone()),
            Data::Tuple(items) => Type::tuple(items.iter().map(Self::ty)),
            Data::Object(entries) => {
                Type::object(entries.iter().map(|(name, value)| (name.clone(), value.ty())))
            }
        }
    }

    /// Whether it is known itself; parts of it may not be.
    pub fn is_known(&self) -> bool {
        !matches!(self.data, Data::Unknown { .. })
    }

    /// Whether it and all of its parts are known.
    pub fn is_wholly_known(&self) -> bool {
        self.is_known() && self.parts().all(Self::is_wholly_known)
    }

    /// Whether it is certainly null.
    pub fn is_null(&self) -> bool {
        matches!(self.data, Data::Null(_))
    }

    /// Whether it certainly is not null.
    pub fn is_not_null(&self) -> bool {
        !matches!(self.data, Data::Null(_) | Data::Unknown { not_null: false, .. })
    }

    /// The marks of it and of all its parts.
    pub fn marks_within(&self) -> Marks {
        self.parts()
            .fold(self.marks, |marks, part| marks | part.marks_within())
    }

    /// The elements or attribute values, in the order of a walk.
    pub fn parts(&self) -> Box<dyn Iterator<Item = &Self> + '_> {
        match &self.data {
            Data::List(_, items) | Data::Set(_, items) | Data::Tuple(items) => Box::new(items.iter()),
            Data::Map(_, entries) | Data::Object(entries) => Box::new(entries.values()),
            _ => Box::new(std::iter::empty()),
        }
    }

    /// The elements of a known list, set or tuple.
    pub fn items(&self) -> Option<&[Self]> {
        match &self.data {
            Data::List(_, items) | Data::Set(_, items) | Data::Tuple(items) => Some(items),
            _ => None,
        }
    }

    /// The entries of a known map or object.
    pub fn entries(&self) -> Option<&Entries> {
        match &self.data {
            Data::Map(_, entries) | Data::Object(entries) => Some(entries),
            _ => None,
        }
    }

    /// The text of a known string.
    pub fn as_str(&self) -> Option<&str> {
        match &self.data {
            Data::String(text) => Some(text),
            _ => None,
        }
    }

    /// A known number.
    pub fn as_number(&self) -> Option<&Number> {
        match &self.data {
            Data::Number(number) => Some(number),
            _ => None,
        }
    }

    /// A known truth value.
    pub fn as_bool(&self) -> Option<bool> {
        match self.data {
            Data::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// What the language's `==` says, marks aside: `None` when it depends on what is not known.
    /// Values of different types are never equal, except that `null` equals any other `null`.
    pub fn equals(&self, other: &Self) -> Option<bool> {
        match (&self.data, &other.data) {
            (Data::Null(_), Data::Null(_)) => Some(true),
            (Data::Null(_), _) => other.is_not_null().then_some(false),
            (_, Data::Null(_)) => self.is_not_null().then_some(false),
            (Data::Unknown { ty, .. }, _) => unlike(ty, &other.ty()),
            (_, Data::Unknown { ty, .. }) => unlike(ty, &self.ty()),
            (Data::Bool(left), Data::Bool(right)) => Some(left == right),
            (Data::Number(left), Data::Number(right)) => Some(left == right),
            (Data::String(left), Data::String(right)) => Some(left == right),
            (Data::List(left, items), Data::List(right, others)) => {
                same_element(left, right, || all_equal(items, others))
            }
            (Data::Set(left, items), Data::Set(right, others)) => {
                same_element(left, right, || all_equal(items, others))
            }
            (Data::Map(left, entries), Data::Map(right, others)) => {
                same_element(left, right, || all_entries_equal(entries, others))
            }
            (Data::Tuple(items), Data::Tuple(others)) => all_equal(items, others),
            (Data::Object(entries), Data::Object(others)) => all_entries_equal(entries, others),
            _ => Some(false),
        }
    }
}

/// `Some(false)` for types that no values of which are equal.
fn unlike(left: &Type, right: &Type) -> Option<bool> {
    (!left.may_equal(right)).then_some(false)
}

fn same_element(left: &Type, right: &Type, then: impl Fn() -> Option<bool>) -> Option<bool> {
    if left == right { then() } else { Some(false) }
}

fn all_equal(items: &[Value], others: &[Value]) -> Option<bool> {
    if items.len() != others.len() {
        return Some(false);
    }
    conjunction(items.iter().zip(others).map(|(item, other)| item.equals(other)))
}

fn all_entries_equal(entries: &Entries, others: &Entries) -> Option<bool> {
    if !entries.keys().eq(others.keys()) {
        return Some(false);
    }
    conjunction(
        entries
            .values()
            .zip(others.values())
            .map(|(item, other)| item.equals(other)),
    )
}

/// False when one is false, else unknown when one is unknown.
fn conjunction(answers: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut all = Some(true);
    for answer in answers {
        match answer {
            Some(false) => return Some(false),
            Some(true) => {}
            None => all = None,
        }
    }
    all
}

/// The same value, changed.
impl Value {
    /// The value with these marks as well.
    #[must_use]
    pub fn with_marks(mut self, marks: Marks) -> Self {
        self.marks = self.marks | marks;
        self
    }

    /// The value with these marks instead of its own; parts keep theirs.
    #[must_use]
    pub fn replace_marks(mut self, marks: Marks) -> Self {
        self.marks = marks;
        self
    }

    /// The value without marks on it or its parts.
    #[must_use]
    pub fn unmarked_within(&self) -> Self {
        if self.marks_within() == Marks::NONE {
            return self.clone();
        }
        let mut value = self.map_parts(&mut Self::unmarked_within);
        value.marks = Marks::NONE;
        value
    }

    /// The value with each part replaced by one of the same type.
    pub(in crate::hcl) fn map_parts(&self, change: &mut dyn FnMut(&Self) -> Self) -> Self {
        let entries = |entries: &Entries, change: &mut dyn FnMut(&Self) -> Self| {
            let entry = |(name, value): (&Arc<str>, &Self)| (name.clone(), change(value));
            entries.iter().map(entry).collect()
        };
        let value = match &self.data {
            Data::List(element, items) => Self::list(element.clone(), items.iter().map(change).collect()),
            Data::Set(element, items) => Self::set(element.clone(), items.iter().map(change).collect()),
            Data::Tuple(items) => Self::tuple(items.iter().map(change).collect()),
            Data::Map(element, old) => Self::map(element.clone(), entries(old, change)),
            Data::Object(old) => Self::object(entries(old, change)),
            _ => return self.clone(),
        };
        value.with_marks(self.marks)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::bool(value)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::string(text)
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::string(text)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::number(value)
    }
}

impl From<usize> for Value {
    fn from(value: usize) -> Self {
        Self::number(value)
    }
}
