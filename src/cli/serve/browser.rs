//! The author's browser.

use std::process::{Command, Stdio};
use std::thread;

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
    let child = Command::new(program)
        .args(before)
        .arg(url)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    // A process that has ended stays in the system's table until somebody has asked how.
    child.is_ok_and(|mut child| {
        thread::spawn(move || child.wait());
        true
    })
}
