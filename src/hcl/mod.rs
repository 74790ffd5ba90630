//! HCL, the language of Terraform: text in, findings out.
//!
//! [`read`] is the door: it finds out what a snippet is (a file, the inside of a block, bare expressions, a
//! console transcript), reads it, and says in plain words what is wrong with its syntax, each finding
//! located in bytes of the snippet and, where the mistake is plain, with the edits that mend it.
//! [`check_syntax`] gives the findings alone.
//!
//! [`check`] reads all snippets of a post as one Terraform module and says what is wrong with it beyond the
//! syntax: its blocks and arguments, and what its names refer to.
//!
//! [`Module::links`] says which names of the code lead to which declarations.
//!
//! The steps, each of which never fails and takes linear time:
//!
//! 1. [`tokenize`] cuts the text into tokens that tile it; the highlighter uses them too.
//! 2. [`parse`] builds the tree of [`ast`] and reports what does not fit the grammar, with recovery.
//! 3. [`Shape`] decides whether the text was meant as a file at all.
//!
//! 4. [`check`] holds blocks against the table of Terraform's own ones, gathers what the snippets declare and
//!    follows every reference.
//!
//! On the tree, [`value`] evaluates expressions with the functions of [`function`].
//!
//! What is accepted is what Terraform 1.11 accepts. Two leniencies: the last line of a heredoc needs no line
//! break at the end of the text, and a repeated argument is no matter of syntax.

pub mod ast;
pub mod format;
pub mod function;
mod lexer;
mod module;
mod parser;
mod reference;
pub mod schema;
mod shape;
mod standalone;
mod structure;
mod token;
pub mod value;
mod walk;

pub use lexer::tokenize;
pub use module::{
    Allowance, Definition, Fragment, Link, Links, Module, ModuleOptions, Place, allowances, check, is_elided,
};
pub use parser::{DEPTH_LIMIT, Parse, parse, parse_expressions};
pub use shape::{Options, Shape, Snippet, check_syntax, read};
pub use standalone::{CalledModule, Standalone};
pub use token::{Token, TokenKind};

#[cfg(test)]
mod tests;
