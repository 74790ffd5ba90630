//! The author's browser.

use std::process::{Command, Stdio};

/// What opens an address on this system: a program and what comes before the address. `start` is no program on
/// Windows, and `cmd` would read a `&` of the address.
const OPENER: (&str, &[&str]) = if cfg!(target_os = "macos") {
    ("open", &[])
} else if cfg!(windows) {
    ("rundll32", &["url.dll,FileProtocolHandler"])
} else {
    ("xdg-open", &[])
};

/// Opens an address, and says whether the attempt could be made.
pub(super) fn open(url: &str) -> bool {
    let (program, before) = OPENER;
    Command::new(program)
        .args(before)
        .arg(url)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .is_ok()
}
