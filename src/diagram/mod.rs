//! Mermaid diagrams: the beginning of one in, its type and about its height out; and the script that draws them. Knows nothing of sites.

mod height;
mod kind;
mod script;

pub use height::height;
pub use kind::{DRAWN, LEFT_OUT, Opening, is_drawn, opening};
pub use script::{FINGERPRINT, script};

/// The name of the script that draws, among the files of a theme.
pub const SCRIPT: &str = "mermaid.js";
