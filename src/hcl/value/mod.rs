//! Types and values of Terraform's language, and the evaluation of expressions.
//!
//! [`evaluate()`] turns an expression into a [`Value`] and says what is certainly wrong with it. What depends
//! on something that only a plan can know, or on a function that Recto does not compute, is an unknown value
//! and never a finding. [`show()`] writes a value as `terraform console` does and [`parse_shown`] reads it.

mod convert;
mod data;
mod decimal;
mod evaluate;
mod number;
mod order;
mod show;
mod shown;
mod types;
mod unify;

pub use convert::{Mismatch, Safety, convert, possible};
pub use data::{DEPTH_LIMIT, Data, Entries, Marks, SIZE_LIMIT, Value};
pub use evaluate::{
    Budget, Exceeded, NoScope, Resolution, Scope, check_count_marks, check_for_each_marks, evaluate,
};
pub use number::Number;
pub use show::show;
pub use shown::{parse_shown, shows};
pub use types::{AttributeType, Type};
pub use unify::unify;

pub(in crate::hcl) use number::is_decimal;
pub(in crate::hcl) use show::is_printable;

#[cfg(test)]
mod tests;
