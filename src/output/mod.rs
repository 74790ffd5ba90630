//! What a build produces and how it reaches the disk.
//!
//! Stages put each [`Artifact`] under its [`OutputPath`] into a [`Sink`]: an [`OutputTree`] keeps it in
//! memory for the preview, a [`Staging`] brings it to the disk. A [`Cache`] keeps
//! what is costly to make. Nothing here knows what a page is.

mod cache;
mod disk;
mod journal;
mod path;
mod publish;
mod seal;
mod target;
mod tree;

pub use cache::Cache;
pub use path::{BadOutputPath, BadPart, OutputPath};
pub use publish::{Foreign, Published, Staging};
pub use tree::{Artifact, Deferred, OutputTree, Sink};
