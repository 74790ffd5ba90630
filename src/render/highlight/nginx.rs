//! The configuration of nginx.

use super::class::Class;
use super::scanner::{PLAIN, Scanner, begins_name, number_length};

/// Takes the scanner's part of the code apart.
pub(super) fn lex(scan: &mut Scanner<'_>) {
    let mut starts = true;
    let mut pattern = false;
    while !scan.is_done() {
        let byte = scan.peek();
        let number = number_length(scan.rest());
        match byte {
            byte if byte.is_ascii_whitespace() => {
                scan.white_space();
                continue;
            }
            b'#' => scan.line(Class::Comment),
            b';' | b'{' | b'}' => {
                scan.take(1, PLAIN);
                starts = true;
                pattern = false;
                continue;
            }
            b'"' | b'\'' => string(scan, byte),
            b'$' if begins_name(scan.byte(1)) => scan.take(1 + scan.name_at(1), Class::Interpolation),
            b'~' => {
                scan.take_while(Class::Operator, |byte| matches!(byte, b'~' | b'*'));
                pattern = true;
                continue;
            }
            b'=' | b'!' => scan.take(1, Class::Operator),
            _ if pattern => {
                scan.take_while(Class::Regex, |byte| !byte.is_ascii_whitespace() && byte != b';');
                pattern = false;
            }
            _ if starts => {
                let length = scan.run(is_word);
                let class = if is_block(&scan.rest()[..length]) {
                    Class::Keyword
                } else {
                    Class::Key
                };
                scan.take(length.max(scan.character_length(0)), class);
            }
            _ if number > 0 => scan.take(number, Class::Number),
            _ => {
                let length = scan.run(is_word);
                let class = match &scan.rest()[..length] {
                    b"on" | b"off" => Class::Literal,
                    _ => PLAIN,
                };
                scan.take(length.max(scan.character_length(0)), class);
            }
        }
        starts &= byte == b'#';
    }
}

fn is_word(byte: u8) -> bool {
    !byte.is_ascii_whitespace() && !b";{}\"'$#=".contains(&byte)
}

fn is_block(word: &[u8]) -> bool {
    const BLOCKS: &[&[u8]] = &[
        b"events",
        b"geo",
        b"http",
        b"if",
        b"limit_except",
        b"location",
        b"mail",
        b"map",
        b"server",
        b"split_clients",
        b"stream",
        b"types",
        b"upstream",
        b"return",
        b"rewrite",
        b"include",
    ];
    BLOCKS.contains(&word)
}

fn string(scan: &mut Scanner<'_>, quote: u8) {
    scan.take(1, Class::String);
    while !scan.is_done() {
        scan.take_while(Class::String, |byte| {
            byte != quote && byte != b'\\' && byte != b'$'
        });
        match scan.peek() {
            b'\\' => scan.escape(),
            b'$' if begins_name(scan.byte(1)) => scan.take(1 + scan.name_at(1), Class::Interpolation),
            b'$' => scan.take(1, Class::String),
            _ => return scan.take(usize::from(!scan.is_done()), Class::String),
        }
    }
}
