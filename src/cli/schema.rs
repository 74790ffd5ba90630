//! `recto schema`: what is known of providers, and adding to it.

mod add;
mod list;
mod used;

use super::Status;
use super::args::{SchemaArgs, SchemaCommand};
use super::failure::Failure;
use super::terminal::Terminal;

pub(super) fn run(args: &SchemaArgs, terminal: &Terminal) -> Result<Status, Failure> {
    match &args.command {
        SchemaCommand::Add(args) => add::run(args, terminal),
        SchemaCommand::List(args) => list::run(args, terminal),
    }
}
