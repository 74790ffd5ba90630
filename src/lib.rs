//! Recto: a static-site generator that proves technical posts before it publishes them.

pub mod config;
pub mod content;
pub mod data;
pub mod diagnostic;
pub mod error;
pub mod output;
pub mod site;
pub mod source;
