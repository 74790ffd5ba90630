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
//! The folders and files in the order in which code passes through them; no step ever fails, and each takes
//! linear time:
//!
//! 1. `lexer.rs`: [`tokenize`] cuts the text into tokens that tile it; the highlighter uses them too.
//! 2. `parser/`: [`parse`] builds the tree of [`ast`] and reports what does not fit the grammar, with recovery;
//!    causes of broken syntax are the files `*_causes.rs` (HCL1xx).
//! 3. `shape.rs`: [`Shape`] decides whether the text was meant as a file at all.
//! 4. `module/`: [`Module`] reads the snippets of a post together: what they declare, revise and leave out. It
//!    runs the levels that follow, on the tree that the steps before left intact.
//! 5. `structure/`: Terraform's own blocks, held against a table of them (HCL2xx).
//! 6. `reference/`: what every name refers to, and whether it may from there (HCL3xx).
//! 7. `value/`: [`value`] evaluates expressions with the functions of [`function`], as far as the code shows what
//!    they are made of (HCL401 to HCL405); `module/shown.rs` holds values in comments against them (HCL406).
//! 8. `schema/`: [`schema`] knows what providers take and give (HCL5xx).
//! 9. `format/`: [`format`](mod@format) writes code as `terraform fmt` does, and says where it differs (HCL6xx).
//!
//! `walk.rs` visits the expressions of a tree for all of them.
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
mod structure;
mod token;
pub mod value;
mod walk;

pub use lexer::tokenize;
pub use module::{
    Allowance, CalledModule, Definition, Fragment, Link, Links, Module, ModuleOptions, Place, Standalone,
    allowances, check, is_elided,
};
pub use parser::{DEPTH_LIMIT, Parse, parse, parse_expressions};
pub use shape::{Options, Shape, Snippet, check_syntax, read};
pub use token::{Token, TokenKind};

#[cfg(test)]
mod tests;
