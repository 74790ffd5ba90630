//! Dockerfiles: instructions, with shell commands or JSON behind them.

use super::class::Class;
use super::heredoc::{self, Heredoc};
use super::scanner::{PLAIN, Scanner, begins_name, is_blank, is_name, number_length};
use super::shell::{self, Dialect};
use super::{json, language, make};

/// Takes the scanner's part of the code apart.
pub(super) fn lex(scan: &mut Scanner<'_>) {
    while !scan.is_done() {
        scan.white_space();
        if scan.peek() == b'#' {
            scan.line(Class::Comment);
            continue;
        }
        instruction(scan);
    }
}

fn instruction(scan: &mut Scanner<'_>) {
    let length = scan.run(|byte| byte.is_ascii_alphabetic());
    let word = scan.rest()[..length].to_ascii_uppercase();
    scan.take(length, Class::Keyword);
    scan.blanks();
    let end = make::logical_end(scan);
    let mut heredocs = Vec::new();
    scan.within(end, |scan| match &*word {
        b"ONBUILD" | b"HEALTHCHECK" => {
            flags(scan);
            let inner = scan.run(|byte| byte.is_ascii_alphabetic());
            scan.take(inner, Class::Keyword);
            command(scan);
        }
        b"CMD" | b"ENTRYPOINT" | b"SHELL" | b"VOLUME" => command(scan),
        b"RUN" if scan.text(scan.at(), end).contains("<<") => heredocs = heredoc_arguments(scan),
        b"RUN" => command(scan),
        b"FROM" => from(scan),
        b"ENV" | b"ARG" | b"LABEL" => pairs(scan),
        b"COPY" | b"ADD" => heredocs = heredoc_arguments(scan),
        _ => arguments(scan, PLAIN),
    });
    scan.take(usize::from(scan.peek() == b'\n'), PLAIN);
    for heredoc in heredocs {
        match heredoc::shebang(scan.rest()) {
            Some(language) => heredoc.lines(scan, |scan| language::lex(language, scan)),
            None if word == b"RUN" => heredoc.lines(scan, shell::lex),
            None => heredoc.body(scan, Dialect::Shell, 0),
        }
    }
    if length == 0 && !scan.is_done() && scan.peek() != b'#' {
        scan.take_character(PLAIN);
    }
}

/// Takes `--flag=value` as often as it is there.
fn flags(scan: &mut Scanner<'_>) {
    loop {
        gap(scan);
        if !scan.sees("--") {
            return;
        }
        scan.take_while(Class::Attribute, |byte| {
            byte != b'=' && !byte.is_ascii_whitespace()
        });
        scan.take(usize::from(scan.peek() == b'='), Class::Operator);
        while !scan.is_done() && !scan.peek().is_ascii_whitespace() {
            word_part(scan, PLAIN);
        }
    }
}

/// Takes blanks, and line endings behind a backslash.
fn gap(scan: &mut Scanner<'_>) {
    loop {
        scan.white_space();
        let continues = scan.peek() == b'\\' && matches!(scan.byte(1), b'\n' | b'\r');
        if !continues {
            return;
        }
        scan.take(1, PLAIN);
    }
}

/// Takes a list in JSON or a command of a shell.
fn command(scan: &mut Scanner<'_>) {
    flags(scan);
    if scan.peek() == b'[' {
        json::lex(scan);
    } else {
        shell::lex(scan);
    }
}

fn heredoc_arguments(scan: &mut Scanner<'_>) -> Vec<Heredoc> {
    let mut heredocs = Vec::new();
    flags(scan);
    while !scan.is_done() {
        if scan.sees("<<") {
            scan.take(2, Class::Operator);
            heredocs.extend(Heredoc::open(scan));
        } else if scan.peek() == b'[' {
            json::lex(scan);
        } else {
            argument(scan, PLAIN);
        }
    }
    heredocs
}

fn from(scan: &mut Scanner<'_>) {
    flags(scan);
    while !scan.is_done() {
        let named = scan
            .rest()
            .get(..2)
            .is_some_and(|word| word.eq_ignore_ascii_case(b"as"));
        if named && is_blank(scan.before()) && is_blank(scan.byte(2)) {
            scan.take(2, Class::Keyword);
        } else {
            argument(scan, Class::Label);
        }
    }
}

fn pairs(scan: &mut Scanner<'_>) {
    let mut in_name = true;
    while !scan.is_done() {
        let byte = scan.peek();
        if byte.is_ascii_whitespace() || byte == b'\\' {
            in_name |= byte != b'\\';
            argument(scan, PLAIN);
        } else if in_name && (begins_name(byte) || byte == b'"') {
            let name = |byte: u8| is_name(byte) || matches!(byte, b'.' | b'-' | b'/' | b'"');
            scan.take_while(Class::Key, name);
            scan.take(usize::from(scan.peek() == b'='), Class::Operator);
            in_name = false;
        } else {
            word_part(scan, PLAIN);
            in_name = false;
        }
    }
}

fn arguments(scan: &mut Scanner<'_>, class: Class) {
    flags(scan);
    while !scan.is_done() {
        argument(scan, class);
    }
}

/// Takes a comment, blanks, or a part of a word.
fn argument(scan: &mut Scanner<'_>, class: Class) {
    match scan.peek() {
        byte if byte.is_ascii_whitespace() => scan.white_space(),
        b'#' if scan.before() == b'\n' => scan.line(Class::Comment),
        b'[' if class == PLAIN => json::lex(scan),
        b'0'..=b'9' if class == PLAIN && is_blank(scan.before()) => {
            scan.take(number_length(scan.rest()), Class::Number);
        }
        _ => word_part(scan, class),
    }
}

/// Takes a string, an expansion, or bytes of a word.
fn word_part(scan: &mut Scanner<'_>, class: Class) {
    match scan.peek() {
        quote @ (b'"' | b'\'') => {
            scan.take(1, Class::String);
            while !scan.is_done() && scan.peek() != quote {
                match scan.peek() {
                    b'\\' => scan.escape(),
                    b'$' if quote == b'"' => shell::expansion(scan),
                    _ => {
                        scan.take_character(Class::String);
                        scan.take_while(Class::String, is_name);
                    }
                }
            }
            scan.take(usize::from(!scan.is_done()), Class::String);
        }
        b'$' => shell::expansion(scan),
        _ => {
            scan.take_character(class);
            scan.take_while(class, |byte| {
                !byte.is_ascii_whitespace() && !matches!(byte, b'"' | b'\'' | b'$' | b'\\' | b'<' | b'=')
            });
        }
    }
}
