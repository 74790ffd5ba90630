//! The command line: arguments in, one call of the library, a report out. The only code that prints.
//!
//! One file a command; `args` says what can be written, `site` opens the site they work on, `terminal` and
//! `report` say what came of it, `outlet` passes the findings on, `files` writes the files that a person asked for, `subject` is what `check` checks.

mod args;
mod base;
mod build;
mod check;
mod engine;
mod explain;
mod external;
mod failure;
mod files;
mod fix;
mod init;
mod interrupt;
mod nearby;
mod new;
mod outlet;
mod progress;
mod report;
mod schema;
mod serve;
mod site;
mod standing;
mod subject;
mod terminal;
mod theme;

use std::panic;
use std::process::ExitCode;

use args::Command;
use terminal::{Terminal, Verbosity};

/// What the exit status of the process says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    /// All is well.
    Clean,
    /// There are findings that forbid publishing.
    Findings,
    /// The command could not do its work: wrong arguments, no site, a full disk.
    CannotRun,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        match status {
            Status::Clean => Self::SUCCESS,
            Status::Findings => Self::from(1),
            Status::CannotRun => Self::from(2),
        }
    }
}

/// Reads the command line and does what it says.
pub(crate) fn run() -> Status {
    ask_to_report_panics();
    let args = match args::read() {
        Ok(args) => args,
        Err(status) => return status,
    };
    let terminal = Terminal::new(args.verbosity());
    let result = match &args.command {
        Command::Build(args) => build::run(args, &terminal),
        Command::Check(args) => check::run(args, &terminal),
        Command::Serve(args) => serve::run(args, &terminal),
        Command::New(args) => new::run(args, &terminal),
        Command::Init(args) => init::run(args, &terminal),
        Command::Explain(args) => explain::run(args, &terminal),
        Command::Schema(args) => schema::run(args, &terminal),
        Command::Theme(args) => theme::run(args, &terminal),
    };
    result.unwrap_or_else(|failure| {
        terminal.fail(&failure);
        Status::CannotRun
    })
}

/// Nothing an author writes may end in a panic; one that does is a mistake of ours.
fn ask_to_report_panics() {
    let default = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        default(info);
        let place = concat!(env!("CARGO_PKG_REPOSITORY"), "/issues");
        let request =
            format!("\nThis is a mistake in Recto. Please tell of it, with what you did: {place}\n");
        Terminal::new(Verbosity::Normal).show(&request);
    }));
}
