//! JSON, with the comments and bare keys that its relatives allow.

use super::class::Class;
use super::scanner::{PLAIN, Scanner, begins_name, is_blank, number_length};

/// Takes the scanner's part of the code apart.
pub(super) fn lex(scan: &mut Scanner<'_>) {
    while !scan.is_done() {
        let number = |from: usize| number_length(scan.rest().get(from..).unwrap_or_default());
        match scan.peek() {
            b'"' | b'\'' => string(scan),
            b'/' if scan.byte(1) == b'/' => scan.line(Class::Comment),
            b'/' if scan.byte(1) == b'*' => scan.block_comment(2, "*/"),
            b'#' => scan.line(Class::Comment),
            // What the author left out.
            b'.' if scan.sees("...") => scan.take(3, Class::Comment),
            b'-' | b'+' if number(1) > 0 => scan.take(1 + number(1), Class::Number),
            b'0'..=b'9' | b'.' if number(0) > 0 => scan.take(number(0), Class::Number),
            byte if begins_name(byte) || byte == b'$' => name(scan),
            _ => {
                scan.take_character(PLAIN);
                scan.take_while(PLAIN, |byte| is_blank(byte) || byte == b'\n');
            }
        }
    }
}

fn name(scan: &mut Scanner<'_>) {
    let length = 1 + scan.name_at(1);
    let length = if scan.peek() >= 0x80 {
        scan.name_length()
    } else {
        length
    };
    let class = match &scan.rest()[..length] {
        _ if is_before_colon(scan, length) => Class::Key,
        b"true" | b"false" | b"null" => Class::Literal,
        b"Infinity" | b"NaN" => Class::Number,
        _ => PLAIN,
    };
    scan.take(length, class);
}

/// Takes a string that ends on its line, or with it.
fn string(scan: &mut Scanner<'_>) {
    let quote = scan.peek();
    let mut escaped = false;
    let end = scan.rest()[1..].iter().position(|&byte| {
        let ends = byte == b'\n' || byte == quote && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    });
    let inner = end.unwrap_or(scan.rest().len() - 1);
    scan.look_at(inner);
    let closed = usize::from(scan.byte(1 + inner) == quote);
    let class = if closed == 1 && is_before_colon(scan, 2 + inner) {
        Class::Key
    } else {
        Class::String
    };
    scan.take(1, class);
    scan.within(scan.at() + inner, |scan| {
        while !scan.is_done() {
            scan.take_while(class, |byte| byte != b'\\');
            if !scan.is_done() {
                scan.escape();
            }
        }
    });
    scan.take(closed, class);
}

/// Whether a colon comes first behind the next bytes.
fn is_before_colon(scan: &Scanner<'_>, length: usize) -> bool {
    let blanks = scan.run_from(length, |byte| byte.is_ascii_whitespace());
    scan.byte(length + blanks) == b':'
}
