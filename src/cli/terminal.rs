//! Where a command writes: results to standard output, all that is said about them to standard error.

use std::env;
use std::io::{self, IsTerminal, Write};

use recto::diagnostic::text::Style;

use super::failure::Failure;

/// How much is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verbosity {
    Quiet,
    Normal,
    Verbose,
}

/// The two streams and how to write to them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terminal {
    verbosity: Verbosity,
    style: Style,
    interactive: bool,
}

impl Terminal {
    /// Colours and progress depend on the environment, which is read here and nowhere else.
    pub(super) fn new(verbosity: Verbosity) -> Self {
        let is_terminal = io::stderr().is_terminal();
        let is_set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
        let is_forced = env::var_os("CLICOLOR_FORCE").is_some_and(|value| !value.is_empty() && value != "0");
        let is_dumb = env::var_os("TERM").is_some_and(|value| value == "dumb");
        let coloured = !is_set("NO_COLOR") && (is_forced || (is_terminal && !is_dumb));
        Self {
            verbosity,
            style: if coloured { Style::Coloured } else { Style::Plain },
            interactive: is_terminal && !is_dumb && !is_set("CI") && verbosity != Verbosity::Quiet,
        }
    }

    /// How standard error is written to.
    pub(super) fn style(self) -> Style {
        self.style
    }

    /// Whether somebody looks on.
    pub(super) fn is_interactive(self) -> bool {
        self.interactive
    }

    /// Whether only errors are to be printed.
    pub(super) fn is_quiet(self) -> bool {
        self.verbosity == Verbosity::Quiet
    }

    /// Writes what was asked for. A reader that has seen enough (`| head`) is no failure.
    pub(super) fn result(self, text: &str) -> Result<(), Failure> {
        let mut out = io::stdout().lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure {
                message: format!("cannot write to standard output: {error}"),
                help: None,
            }),
            _ => Ok(()),
        }
    }

    /// Writes as it is to standard error, however quiet.
    pub(super) fn show(self, text: &str) {
        // When standard error is gone there is nobody to tell.
        let _ = io::stderr().lock().write_all(text.as_bytes());
    }

    /// Says what happened, unless quiet.
    pub(super) fn say(self, line: &str) {
        if self.verbosity != Verbosity::Quiet {
            self.show(&format!("{line}\n"));
        }
    }

    /// Says a detail, when asked to.
    pub(super) fn detail(self, line: &str) {
        if self.verbosity == Verbosity::Verbose {
            self.show(&format!("{line}\n"));
        }
    }

    /// Says what the user should know although it is no finding.
    pub(super) fn warn(self, line: &str) {
        self.say(&format!("{}: {line}", self.paint(YELLOW, "warning")));
    }

    /// Says why the command could not do its work.
    pub(super) fn fail(self, failure: &Failure) {
        let mut text = format!("{}: {}\n", self.paint(RED, "error"), failure.message);
        if let Some(help) = &failure.help {
            text.push_str(&format!("{}: {help}\n", self.paint(CYAN, "help")));
        }
        self.show(&text);
    }

    fn paint(self, colour: &str, word: &str) -> String {
        match self.style {
            Style::Plain => word.to_owned(),
            Style::Coloured => format!("\u{1b}[1m\u{1b}[{colour}m{word}\u{1b}[0m"),
        }
    }
}

/// The colours of the printer of findings.
const RED: &str = "91";
const YELLOW: &str = "33";
const CYAN: &str = "96";
