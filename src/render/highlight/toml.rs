//! TOML.

use super::class::Class;
use super::scanner::{PLAIN, Scanner, is_blank};

/// Takes the scanner's part of the code apart.
pub(super) fn lex(scan: &mut Scanner<'_>) {
    let mut depth = 0_usize;
    let mut line_first = true;
    while !scan.is_done() {
        let byte = scan.peek();
        match byte {
            b'\n' => {
                scan.take(1, PLAIN);
                line_first = true;
                continue;
            }
            byte if is_blank(byte) => {
                scan.blanks();
                continue;
            }
            b'#' => scan.line(Class::Comment),
            b'[' if line_first && depth == 0 => header(scan),
            b'[' | b'{' => {
                depth += 1;
                scan.take(1, PLAIN);
            }
            b']' | b'}' => {
                depth = depth.saturating_sub(1);
                scan.take(1, PLAIN);
            }
            b'"' | b'\'' => string(scan, byte),
            b'.' if scan.sees("...") => scan.take(3, Class::Comment),
            byte if is_bare(byte) => bare(scan, depth == 0 && line_first),
            _ => scan.take_character(PLAIN),
        }
        line_first = false;
    }
}

/// Takes the name of a table.
fn header(scan: &mut Scanner<'_>) {
    let end = scan.line_end();
    scan.within(end, |scan| {
        while !scan.is_done() {
            match scan.peek() {
                b'#' => scan.line(Class::Comment),
                b'[' | b']' | b'.' => scan.take(1, PLAIN),
                byte if is_blank(byte) => scan.take(1, PLAIN),
                _ => {
                    let part = |byte: u8| !matches!(byte, b'[' | b']' | b'.' | b'#') && !is_blank(byte);
                    scan.take_while(Class::Label, part);
                }
            }
        }
    });
}

fn is_bare(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'+') || byte >= 0x80
}

/// Takes a key, a number, a date or a literal.
fn bare(scan: &mut Scanner<'_>, starts: bool) {
    let length = scan.run(is_bare);
    if starts || is_key(scan, length) {
        scan.take(length, Class::Key);
        return;
    }
    let class = match &scan.rest()[..length] {
        b"true" | b"false" => Class::Literal,
        b"inf" | b"nan" | b"+inf" | b"-inf" => Class::Number,
        [b'0'..=b'9', ..] | [b'+' | b'-', b'0'..=b'9', ..] => {
            let length = scan.run(|byte| is_bare(byte) || matches!(byte, b'.' | b':'));
            scan.take(length, Class::Number);
            return;
        }
        _ => PLAIN,
    };
    scan.take(length, class);
}

/// Whether the next bytes are a part of a key.
fn is_key(scan: &Scanner<'_>, length: usize) -> bool {
    let number =
        scan.peek().is_ascii_digit() && scan.byte(length) == b'.' && scan.byte(length + 1).is_ascii_digit();
    match scan.visible(length) {
        b'=' => true,
        b'.' => !number && !matches!(scan.peek(), b'+' | b'-'),
        _ => false,
    }
}

fn string(scan: &mut Scanner<'_>, quote: u8) {
    let from = scan.at();
    let long = scan.byte(1) == quote && scan.byte(2) == quote;
    let length = if long { 3 } else { 1 };
    scan.take(length, Class::String);
    while !scan.is_done() {
        scan.take_while(Class::String, |byte| {
            byte != quote && byte != b'\\' && (long || byte != b'\n')
        });
        match scan.peek() {
            b'\n' => return,
            b'\\' if quote == b'"' => scan.escape(),
            byte if byte == quote && (!long || scan.byte(1) == quote && scan.byte(2) == quote) => {
                // Two quotes may stand before the closing ones.
                let quotes = if long { scan.repeats(quote, 5) } else { 1 };
                scan.take(quotes, Class::String);
                break;
            }
            _ => scan.take(usize::from(!scan.is_done()), Class::String),
        }
    }
    if !long && is_key(scan, 0) {
        scan.reclassify(from, |_| Class::Key);
    }
}
