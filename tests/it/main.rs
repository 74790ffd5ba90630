//! Recto from the outside: the binary as people use it, whole sites in, whole outputs out, and what its
//! documents say.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod bad_input;
mod cards;
mod cli;
mod code_blocks;
mod codes;
mod colours;
mod components;
mod diagrams;
mod documents;
mod driver;
mod engine;
mod external;
mod fix;
mod formats;
mod html;
mod ignores;
mod json_schema;
mod laws;
mod link_exam;
mod links;
mod lists;
mod loose_links;
mod pages;
mod pictures;
mod posts;
mod preview;
mod references;
mod reports;
mod schema;
mod site;
mod slips;
mod standing;
mod templates;
mod themes;
mod tidy;
mod xml;
