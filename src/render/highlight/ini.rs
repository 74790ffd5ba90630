//! Settings, one on a line: INI, systemd units, Java properties, environment files.

use super::class::Class;
use super::scanner::{PLAIN, Scanner, begins_name, is_blank, is_name};
use super::yaml::scalar_class;

/// Takes INI and its relatives apart.
pub(super) fn lex(scan: &mut Scanner<'_>) {
    lines(scan, |byte| matches!(byte, b'=' | b':'), value);
}

/// Takes files of variables for the environment apart.
pub(super) fn lex_environment(scan: &mut Scanner<'_>) {
    lines(scan, |byte| byte == b'=', shell_value);
}

fn lines(scan: &mut Scanner<'_>, separates: impl Fn(u8) -> bool + Copy, value: fn(&mut Scanner<'_>)) {
    while !scan.is_done() {
        scan.white_space();
        let end = scan.line_end();
        scan.within(end, |scan| match scan.peek() {
            b'#' | b';' | b'!' => scan.line(Class::Comment),
            b'[' => {
                scan.take(1, PLAIN);
                scan.take_while(Class::Label, |byte| byte != b']');
            }
            _ => setting(scan, separates, value),
        });
    }
}

fn setting(scan: &mut Scanner<'_>, separates: impl Fn(u8) -> bool, value: fn(&mut Scanner<'_>)) {
    if scan.sees("export ") {
        scan.take(7, Class::Keyword);
        scan.blanks();
    }
    let key = scan.run(|byte| !separates(byte));
    if key == scan.rest().len() {
        // A name alone, or the rest of a long value.
        value(scan);
        return;
    }
    scan.take(key, Class::Key);
    scan.take(1, PLAIN);
    scan.blanks();
    value(scan);
}

/// Takes a value up to the comment behind it.
fn value(scan: &mut Scanner<'_>) {
    let comment =
        |at: &usize| is_blank(scan.bytes(*at - 1, *at)[0]) && matches!(scan.bytes(*at, *at + 1), b"#" | b";");
    let from = scan.at();
    let end = (from + 1..scan.end()).find(comment).unwrap_or(scan.end());
    scan.look_at(end - from);
    let text = scan.bytes(from, end).trim_ascii();
    let class = scalar_class(text);
    scan.within(end, |scan| {
        while !scan.is_done() {
            scan.take_while(class, |byte| !matches!(byte, b'$' | b'%' | b'\\'));
            match (scan.peek(), scan.byte(1)) {
                (b'\\', _) => scan.escape(),
                (b'$', b'{') => braced(scan, class),
                (b'%', next) if next.is_ascii_alphabetic() => scan.take(2, Class::Interpolation),
                (b'%', b'(') => {
                    let name = 2 + scan.name_at(2);
                    let whole = scan.byte(name) == b')' && scan.byte(name + 1).is_ascii_alphabetic();
                    scan.take(
                        if whole { name + 2 } else { 1 },
                        if whole { Class::Interpolation } else { class },
                    );
                }
                _ => scan.take(usize::from(!scan.is_done()), class),
            }
        }
    });
    scan.line(Class::Comment);
}

/// Takes `${name}`, or the dollar alone.
fn braced(scan: &mut Scanner<'_>, class: Class) {
    let name = |byte: u8| is_name(byte) || matches!(byte, b'.' | b':' | b'-' | b'/');
    let length = 2 + scan.run_from(2, name);
    if scan.byte(length) == b'}' {
        scan.take(length + 1, Class::Interpolation);
    } else {
        scan.take(1, class);
    }
}

/// Takes a value in which a shell would expand parameters.
fn shell_value(scan: &mut Scanner<'_>) {
    let quote = scan.peek();
    let quoted = matches!(quote, b'"' | b'\'');
    let class = if quoted {
        Class::String
    } else {
        scalar_class(scan.rest().trim_ascii())
    };
    scan.take(usize::from(quoted), class);
    while !scan.is_done() {
        let byte = scan.peek();
        match (byte, scan.byte(1)) {
            _ if quoted && byte == quote => {
                scan.take(1, class);
                scan.blanks();
                return scan.line(if scan.peek() == b'#' {
                    Class::Comment
                } else {
                    PLAIN
                });
            }
            (b'#', _) if !quoted && is_blank(scan.before()) => return scan.line(Class::Comment),
            (b'\\', _) if quote != b'\'' => scan.escape(),
            (b'$', b'{') if quote != b'\'' => braced(scan, class),
            (b'$', next) if quote != b'\'' && begins_name(next) => {
                let name = scan.name_at(1);
                scan.take(1 + name, Class::Interpolation);
            }
            _ => {
                scan.take_character(class);
                scan.take_while(class, |byte| is_name(byte) || byte == b'/');
            }
        }
    }
}
