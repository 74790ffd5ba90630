//! The tests that look at Recto from outside: whole sites in, whole outputs out.

mod html;
mod laws;
mod pages;
mod site;
mod tidy;
