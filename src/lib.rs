//! Recto: a static-site generator that proves technical posts before it publishes them.

pub mod diagnostic;
pub mod serve;
pub mod source;
