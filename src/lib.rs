//! Recto: a static-site generator that proves technical posts before it publishes them.

pub mod check;
pub mod config;
pub mod content;
pub mod data;
pub mod diagnostic;
pub mod error;
pub mod hcl;
pub mod memo;
pub mod output;
pub mod pipeline;
pub mod render;
pub mod serve;
pub mod site;
pub mod source;
