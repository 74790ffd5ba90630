//! What providers know: the arguments, blocks and attributes of resources and data sources.
//!
//! [`Schemas`] holds the facts: those that are part of the binary, and in front of them the [`Slice`]s that an
//! author has made of the provider's own schema ([`slice_from_json`]). [`check()`] compares a snippet with them.
//!
//! A provider gains names with every release, and the facts are those of one release. So an unknown name is
//! an error only when it is a slip of a known one, every finding names the version it was checked against,
//! a module that asks for other major versions of a provider is not compared with it, and of a provider that
//! is not known nothing is said at all.

mod check;
mod embedded;
mod json;
mod literal;
mod lookup;
mod model;
mod requirement;
mod slice;
mod slip;
mod text;

pub use check::{Context, check};
pub use json::{JsonError, SchemaJson, Selection, slice_from_json};
pub use lookup::{Found, Provider, Schemas};
pub use model::{Attribute, Block, Field, Fields, Nesting, ObjectKind, Presence, Schema, Type};
pub use requirement::{Requirement, Requirements};
pub use slice::Slice;
pub(super) use slip::is_slip;
pub use text::{Kind, SliceError};

#[cfg(test)]
mod tests;
