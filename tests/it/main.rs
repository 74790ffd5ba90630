//! The tests that look at Recto from outside: whole sites in, whole outputs out.

mod html;
mod laws;
mod site;
mod tidy;
