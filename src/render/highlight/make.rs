//! Makefiles.

use super::class::Class;
use super::scanner::{PLAIN, Scanner, is_blank, is_name};
use super::shell::{Dialect, Shell};
use super::words::Role::Is;
use super::words::{Words, words};

static WORDS: Words = words![
    Is(Class::Keyword) => [
        "-include", "define", "else", "endef", "endif", "export", "ifdef", "ifeq", "ifndef", "ifneq", "include", "override",
        "sinclude", "undefine", "unexport", "vpath",
    ],
    Is(Class::Function) => [
        "abspath", "addprefix", "addsuffix", "and", "basename", "call", "dir", "error", "eval", "file", "filter",
        "filter-out", "findstring", "firstword", "foreach", "if", "info", "join", "lastword", "notdir", "or", "origin",
        "patsubst", "realpath", "shell", "sort", "strip", "subst", "suffix", "value", "warning", "wildcard", "word",
        "wordlist", "words",
    ],
];

/// Takes the scanner's part of the code apart.
pub(super) fn lex(scan: &mut Scanner<'_>) {
    let mut defines = false;
    while !scan.is_done() {
        let end = logical_end(scan);
        let first = scan.bytes(scan.at(), end).trim_ascii();
        let ends = first.starts_with(b"endef");
        let begins = !defines && first.starts_with(b"define ");
        scan.within(end, |scan| {
            if defines && !ends {
                text(scan, Class::String);
            } else if scan.peek() == b'\t' {
                recipe(scan);
            } else {
                line(scan);
            }
        });
        scan.take(usize::from(!scan.is_done()), PLAIN);
        defines = begins || defines && !ends;
    }
}

/// Where the line ends that goes on behind every backslash at an end, and behind lines that are comments among those.
pub(super) fn logical_end(scan: &Scanner<'_>) -> usize {
    let mut at = scan.at();
    let mut goes_on = false;
    for line in scan.lines() {
        let text = line.trim_ascii();
        let comment = goes_on && text.starts_with(b"#");
        if !comment && !text.ends_with(b"\\") {
            return at + line.strip_suffix(b"\n").unwrap_or(line).len();
        }
        goes_on = true;
        at += line.len();
    }
    scan.end()
}

/// Takes a command of a rule.
fn recipe(scan: &mut Scanner<'_>) {
    scan.blanks();
    scan.take_while(Class::Operator, |byte| matches!(byte, b'@' | b'-' | b'+'));
    Shell::new(scan, Dialect::Make, 0).run();
}

fn line(scan: &mut Scanner<'_>) {
    scan.blanks();
    loop {
        let length = scan.run(|byte| is_name(byte) || byte == b'-');
        match WORDS.role(&scan.rest()[..length]) {
            Some(Is(Class::Keyword)) if !matches!(scan.visible(length), b'=' | b':') => {
                scan.take(length, Class::Keyword);
                scan.blanks();
            }
            _ => break,
        }
    }
    scan.look_at(scan.rest().len());
    match separator(scan.rest()) {
        Some((at, length)) if scan.rest()[at + length - 1] == b'=' => {
            scan.within(scan.at() + at, |scan| text(scan, Class::Key));
            scan.take(length, Class::Operator);
            text(scan, Class::String);
        }
        Some((at, length)) => {
            scan.within(scan.at() + at, |scan| text(scan, Class::Function));
            scan.take(length, Class::Operator);
            text(scan, PLAIN);
        }
        None => text(scan, PLAIN),
    }
}

/// Where the sign of an assignment or of a rule stands, outside of references, and its length.
fn separator(line: &[u8]) -> Option<(usize, usize)> {
    let mut depth = 0_usize;
    for (at, &byte) in line.iter().enumerate() {
        match byte {
            b'(' | b'{' => depth += 1,
            b')' | b'}' => depth = depth.saturating_sub(1),
            b'#' => return None,
            b'=' if depth == 0 => return Some((at, 1)),
            b':' | b'?' | b'+' | b'!' if depth == 0 => {
                let colons = line[at..]
                    .iter()
                    .take(3)
                    .take_while(|&&next| next == byte)
                    .count();
                if line.get(at + colons) == Some(&b'=') {
                    return Some((at, colons + 1));
                }
                if byte == b':' {
                    return Some((at, colons));
                }
            }
            _ => {}
        }
    }
    None
}

/// Takes text with references in it, up to a comment.
fn text(scan: &mut Scanner<'_>, class: Class) {
    while !scan.is_done() {
        scan.take_while(class, |byte| byte != b'$' && byte != b'#' && byte != b'\\');
        match scan.peek() {
            b'#' => return scan.take_to(scan.end(), Class::Comment),
            b'$' if expansion(scan) => {}
            b'\\' if matches!(scan.byte(1), b'\n' | b'\r') => scan.take(1, PLAIN),
            b'\\' => {
                scan.take(1, class);
                scan.take_character(class);
            }
            _ => scan.take(usize::from(!scan.is_done()), class),
        }
    }
}

/// Takes a reference with all references in it, or a dollar that is meant as one, if that is there.
pub(super) fn expansion(scan: &mut Scanner<'_>) -> bool {
    match scan.byte(1) {
        b'$' => scan.take(1, Class::Escape),
        b'@' | b'<' | b'^' | b'*' | b'?' | b'+' | b'%' | b'|' => {
            scan.take(2, Class::Builtin);
            return true;
        }
        b'(' | b'{' => {
            references(scan);
            return true;
        }
        _ => return false,
    }
    // The shell expands what follows the second dollar.
    false
}

fn references(scan: &mut Scanner<'_>) {
    let mut depth = 0_usize;
    while !scan.is_done() {
        match (scan.peek(), scan.byte(1)) {
            (b'$', b'(' | b'{') => {
                depth += 1;
                scan.take(2, Class::Interpolation);
                match name(scan) {
                    b"shell" => commands(scan),
                    b"call" => called(scan),
                    _ => {}
                }
            }
            (b'$', b'@' | b'<' | b'^' | b'*' | b'?' | b'+') => scan.take(2, Class::Builtin),
            (b'(', _) => {
                depth += 1;
                scan.take(1, PLAIN);
            }
            (b')' | b'}', _) => {
                scan.take(1, Class::Interpolation);
                depth -= 1;
                if depth == 0 {
                    return;
                }
            }
            _ => {
                scan.take_character(PLAIN);
                scan.take_while(PLAIN, |byte| !matches!(byte, b'$' | b'(' | b')' | b'}'));
            }
        }
    }
}

/// Takes the commands that `$(shell` runs, up to what closes it.
fn commands(scan: &mut Scanner<'_>) {
    let rest = scan.rest();
    let mut depth = 0_usize;
    let end = rest.iter().position(|byte| {
        match byte {
            b'(' | b'{' => depth += 1,
            b')' | b'}' if depth == 0 => return true,
            b')' | b'}' => depth -= 1,
            _ => {}
        }
        false
    });
    let end = end.unwrap_or(rest.len());
    scan.look_at(end);
    scan.within(scan.at() + end, |scan| {
        scan.in_language(|scan| Shell::new(scan, Dialect::Make, 0).run());
    });
}

/// Takes the name of the function that `$(call` calls.
fn called(scan: &mut Scanner<'_>) {
    scan.blanks();
    let length = scan.run(|byte| is_name(byte) || matches!(byte, b'-' | b'.'));
    if matches!(scan.byte(length), b',' | b')' | b'}') {
        scan.take(length, Class::Function);
    }
}

/// Takes the name of a variable or of a function, and gives that of a function.
fn name<'a>(scan: &mut Scanner<'a>) -> &'a [u8] {
    let length = scan.run(|byte| is_name(byte) || matches!(byte, b'-' | b'.'));
    let function =
        is_blank(scan.byte(length)) && WORDS.role(&scan.rest()[..length]) == Some(Is(Class::Function));
    let name = &scan.rest()[..if function { length } else { 0 }];
    let class = match scan.byte(length) {
        _ if function => Class::Function,
        b')' | b'}' | b':' => Class::Interpolation,
        _ => PLAIN,
    };
    scan.take(length, class);
    name
}
