//! What other machines nearby need to know. The only file that imports `qrcode`.

use std::process::{Command, Stdio};

use qrcode::QrCode;
use qrcode::render::unicode::Dense1x2;
use recto::diagnostic::text::Style;

/// The names under which this machine is known in its network: its own, and that with `.local`, by which phones
/// and Macs find it.
pub(super) fn names() -> Vec<String> {
    let asked = Command::new("hostname").stdin(Stdio::null()).output();
    let said = asked.ok().filter(|output| output.status.success());
    let said = said.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    said.as_deref().map(names_of).unwrap_or_default()
}

fn names_of(host: &str) -> Vec<String> {
    let is_name = |name: &str| {
        let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        !name.is_empty() && name.bytes().all(is_part)
    };
    let (first, _) = host.split_once('.').unwrap_or((host, ""));
    if !host.split('.').all(is_name) {
        return Vec::new();
    }
    let mut names = vec![host.to_owned(), first.to_owned(), format!("{first}.local")];
    names.sort();
    names.dedup();
    names
}

/// An address as a picture for a camera; nothing when it is too long for one. Drawn light on dark: in colours of
/// its own, or as terminals mostly are.
pub(super) fn code(url: &str, style: Style) -> Option<String> {
    let code = QrCode::new(url).ok()?;
    let drawn = code
        .render::<Dense1x2>()
        .dark_color(Dense1x2::Light)
        .light_color(Dense1x2::Dark)
        .build();
    let line = |line: &str| match style {
        Style::Plain => format!("{line}\n"),
        Style::Coloured => format!("\u{1b}[97;40m{line}\u{1b}[0m\n"),
    };
    Some(drawn.lines().map(line).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_has_its_name_and_the_one_in_the_local_network() {
        assert_eq!(names_of("desk"), ["desk", "desk.local"]);
        assert_eq!(names_of("desk.local"), ["desk", "desk.local"]);
        assert_eq!(names_of("desk.lan"), ["desk", "desk.lan", "desk.local"]);
        for strange in ["", "a b", "a..b", "a/b", "데스크"] {
            assert!(names_of(strange).is_empty(), "{strange}");
        }
    }

    #[test]
    fn an_address_becomes_a_square() {
        let code = code("http://192.168.0.2:4000/blog/", Style::Plain).unwrap();
        let width = code.lines().next().unwrap().chars().count();
        assert!(code.lines().all(|line| line.chars().count() == width), "{code}");
        assert_eq!(code.lines().count(), width.div_ceil(2));
        assert!(code.starts_with('█'), "a light margin\n{code}");
    }
}
