//! Recto: a static-site generator that proves technical posts before it publishes them.

pub mod diagnostic;
pub mod hcl;
pub mod render;
pub mod source;
