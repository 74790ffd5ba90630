//! `recto`: maps what a command came to to an exit status, and nothing else.

mod cli;

fn main() -> std::process::ExitCode {
    cli::run().into()
}
