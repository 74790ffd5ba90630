//! The tests that look at Recto from outside: whole sites in, whole outputs out.

mod bad_input;
mod html;
mod laws;
mod pages;
mod site;
mod tidy;
