//! What is known of one resource type, data source or provider configuration.

use std::collections::BTreeMap;

/// A resource type, data source or provider configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schema {
    /// What may stand in it.
    pub fields: Fields,
    /// Whether it is marked for removal.
    pub deprecated: bool,
}

impl Schema {
    /// A schema of which nothing is known, so that nothing can be said against it.
    pub(super) fn unknown() -> Self {
        let fields = Fields {
            open: true,
            ..Fields::default()
        };
        Self {
            fields,
            deprecated: false,
        }
    }
}

/// What may stand between braces.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields {
    /// By name.
    pub items: BTreeMap<String, Field>,
    /// Whether there is more than `items` tells: nothing is unknown here.
    pub open: bool,
}

/// One name of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field {
    /// `name = value`.
    Attribute(Attribute),
    /// `name { … }`.
    Block(Block),
}

impl Field {
    /// Whether it must be given.
    pub fn is_required(&self) -> bool {
        match self {
            Self::Attribute(attribute) => attribute.presence == Presence::Required,
            Self::Block(block) => block.min > 0,
        }
    }

    /// Whether an author may give it.
    pub fn is_settable(&self) -> bool {
        !matches!(self, Self::Attribute(attribute) if attribute.presence == Presence::Never)
    }

    /// Whether it is marked for removal.
    pub fn is_deprecated(&self) -> bool {
        match self {
            Self::Attribute(attribute) => attribute.deprecated,
            Self::Block(block) => block.deprecated,
        }
    }
}

/// An argument, or a value that can only be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Whether it is given by the author.
    pub presence: Presence,
    /// Whether the provider fills it in when the author does not.
    pub computed: bool,
    /// Whether it is marked for removal.
    pub deprecated: bool,
    /// What it holds.
    pub value: Type,
}

/// Whether an argument is given by the author.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// It must be.
    Required,
    /// It may be.
    Optional,
    /// It cannot be: the provider alone sets it.
    Never,
}

/// The type of an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// Not known, or anything.
    Any,
    /// A string.
    String,
    /// A number.
    Number,
    /// `true` or `false`.
    Bool,
    /// A list.
    List(Box<Type>),
    /// A set.
    Set(Box<Type>),
    /// A map.
    Map(Box<Type>),
    /// An object with these attributes, of which none may be missing.
    Object(ObjectKind, Fields),
}

impl Type {
    /// The innermost type, collections taken away.
    pub fn innermost(&self) -> &Self {
        let mut it = self;
        while let Self::List(element) | Self::Set(element) | Self::Map(element) = it {
            it = element;
        }
        it
    }
}

/// How an object came into a schema, which decides how it may be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ObjectKind {
    /// An object type: all of its attributes must be given. A list or set of it may be written as blocks too.
    Plain,
    /// A nested attribute: its attributes have flags of their own, and it is never written as a block.
    Nested,
    /// One of the two, or a block.
    Unsure,
}

/// A nested block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What several of them make.
    pub nesting: Nesting,
    /// How many there must be.
    pub min: u32,
    /// How many there may be; `None` when there is no limit or it is not known.
    pub max: Option<u32>,
    /// Whether it is marked for removal.
    pub deprecated: bool,
    /// What may stand in it.
    pub fields: Fields,
}

/// What the blocks of one name make when they are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nesting {
    /// One object.
    Single,
    /// A list of objects.
    List,
    /// A set of objects.
    Set,
    /// A map of objects, by the blocks' labels.
    Map,
}
