//! Recto: a static-site generator that proves technical posts before it publishes them.
//!
//! Data flows one way; every stage is a pure function of its inputs, and [`pipeline`] runs them in order:
//!
//! ```text
//! recto.toml ─┐
//! content/  ──┤ source ─► content ─► site ─┬─► check ──► findings ─┐
//! themes/   ──┤ (snapshot)(Document) (Site)│                       ├─► Build ─► publish (atomic, to disk)
//! static/   ──┘                            └─► render ─► outputs ──┘         └► serve   (from memory, live)
//!                              hcl is a deep module that check and render both use
//! ```
//!
//! A whole build, in memory:
//!
//! ```
//! use recto::{Builder, Options, OutputTree, SourceTree};
//!
//! let mut sources = SourceTree::from_fixture(
//!     "-- recto.toml --\ntitle = \"Notes\"\nbase_url = \"https://example.org\"\n\
//!      -- content/hello.md --\n---\ntitle: Hello\n---\n**Hi**\n",
//! );
//! sources.underlay(recto::source::built_in());
//! let output = OutputTree::new();
//! let build = Builder::new().build(&sources, &Options::default(), &output)?;
//! assert!(build.diagnostics.is_empty());
//! assert!(output.get("hello/index.html").is_some());
//! # Ok::<(), recto::Error>(())
//! ```

pub mod card;
pub mod check;
pub mod config;
pub mod content;
pub mod data;
pub mod diagnostic;
pub mod diagram;
pub mod error;
pub mod external;
pub mod hash;
pub mod hcl;
pub mod link;
pub mod memo;
pub mod output;
pub mod picture;
pub mod pipeline;
pub mod render;
pub mod serve;
pub mod site;
pub mod source;

pub use diagnostic::{Diagnosed, Diagnostic, Severity};
pub use error::Error;
pub use output::{Artifact, OutputPath, OutputTree, Sink, Staging};
pub use pipeline::{Build, Builder, Options};
pub use source::SourceTree;
