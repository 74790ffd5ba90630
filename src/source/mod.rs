//! The only reader of the user's files.

mod path;
mod span;

pub use path::SourcePath;
pub use span::{LineColumn, LineIndex, Span};
