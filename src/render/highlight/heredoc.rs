//! Heredocs of shells and of Dockerfiles.

use super::class::Class;
use super::language;
use super::scanner::{Scanner, is_blank, is_name};
use super::shell::{Dialect, Shell};

/// How many heredocs may stand in each other; a deeper one is plain text.
const DEPTH_LIMIT: u8 = 8;

/// A heredoc whose lines come below.
#[derive(Clone, Copy, Debug)]
pub(super) struct Heredoc {
    /// Where the word is that ends it.
    tag: (usize, usize),
    /// Whether nothing is expanded in it.
    quoted: bool,
}

impl Heredoc {
    /// Takes the word behind `<<` that will end it, if there is one.
    pub(super) fn open(scan: &mut Scanner<'_>) -> Option<Self> {
        scan.take(usize::from(matches!(scan.peek(), b'-' | b'~')), Class::Operator);
        let blanks = scan.run(is_blank);
        let quote = scan.byte(blanks);
        let quoted = matches!(quote, b'"' | b'\'' | b'\\');
        let name = scan.name_at(blanks + usize::from(quoted));
        if name == 0 {
            return None;
        }
        scan.blanks();
        scan.take(usize::from(quoted), Class::Label);
        let start = scan.at();
        scan.take(name, Class::Label);
        let closed = quoted && scan.peek() == quote;
        scan.take(usize::from(closed), Class::Label);
        Some(Self {
            tag: (start, start + name),
            quoted,
        })
    }

    /// Takes the lines of it and the line that ends it, which may be indented.
    pub(super) fn body(self, scan: &mut Scanner<'_>, dialect: Dialect, depth: u8) {
        self.lines(scan, |scan| match shebang(scan.rest()) {
            Some(language) => language::lex(language, scan),
            _ if self.quoted || depth >= DEPTH_LIMIT => scan.take_to(scan.end(), Class::String),
            _ => text(scan, dialect, depth),
        });
    }

    /// Lets a lexer read the lines of it, and takes the line that ends it.
    pub(super) fn lines(self, scan: &mut Scanner<'_>, lexer: impl FnOnce(&mut Scanner<'_>)) {
        let tag = scan.bytes(self.tag.0, self.tag.1);
        let end = Self::end(scan, tag);
        scan.within(end, lexer);
        let length = scan.line_end() - scan.at();
        scan.take(length, Class::Label);
    }

    /// Where the line that ends it begins.
    fn end(scan: &Scanner<'_>, tag: &[u8]) -> usize {
        let mut start = scan.at();
        for line in scan.lines() {
            if line.trim_ascii() == tag {
                return start;
            }
            start += line.len();
        }
        scan.end()
    }
}

/// Takes text in which parameters and commands are expanded.
fn text(scan: &mut Scanner<'_>, dialect: Dialect, depth: u8) {
    while !scan.is_done() {
        scan.take_while(Class::String, |byte| byte != b'$' && byte != b'\\');
        match (scan.peek(), scan.byte(1)) {
            (b'$', next) if is_name(next) || matches!(next, b'(' | b'{' | b'@' | b'*' | b'#' | b'?') => {
                Shell::new(scan, dialect, depth + 1).expansion();
            }
            (b'\\', b'$' | b'`' | b'\\') => scan.take(2, Class::Escape),
            _ => scan.take(usize::from(!scan.is_done()), Class::String),
        }
    }
}

/// The language that the first line of a script names: `#!/bin/bash`, `#!/usr/bin/env python3`.
pub(super) fn shebang(code: &[u8]) -> Option<language::Language> {
    let line = code.trim_ascii_start().split(|&byte| byte == b'\n').next()?;
    let line = str::from_utf8(line.get(..line.len().min(80))?).ok()?;
    let mut words = line.strip_prefix("#!")?.split_ascii_whitespace();
    let program = words.next()?.rsplit('/').next()?;
    let program = match program {
        "env" => words.find(|word| !word.starts_with('-'))?,
        program => program,
    };
    language::resolve(program.trim_end_matches(|end: char| end.is_ascii_digit() || end == '.'))
}
