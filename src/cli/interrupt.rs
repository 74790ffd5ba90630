//! Ctrl-C and the signals that ask a process to end. The only file that imports `ctrlc`.

use std::process;

use super::terminal::Terminal;

/// Lets the process end with status 0 when it is asked to: that is how a preview is meant to end. A shell that
/// starts a command in the background bids it ignore Ctrl-C; such a command could not be ended so otherwise.
pub(super) fn ends_well(terminal: &Terminal) {
    let terminal = *terminal;
    // Without it the system ends the process as well, with another status.
    drop(ctrlc::set_handler(move || {
        terminal.detail("ended");
        process::exit(0);
    }));
}
