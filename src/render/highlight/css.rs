//! CSS, and SCSS as far as it looks like it.

use super::class::Class;
use super::scanner::{PLAIN, Scanner, begins_name, is_blank, is_name, number_length};

/// Takes the scanner's part of the code apart.
pub(super) fn lex(scan: &mut Scanner<'_>) {
    let mut depth = 0_usize;
    while !scan.is_done() {
        scan.white_space();
        match scan.peek() {
            b'/' if comment(scan) => {}
            b'{' => {
                depth += 1;
                scan.take(1, PLAIN);
            }
            b'}' => {
                depth = depth.saturating_sub(1);
                scan.take(1, PLAIN);
            }
            b';' | b',' => scan.take(1, PLAIN),
            _ if scan.is_done() => {}
            _ => item(scan, depth > 0),
        }
    }
}

fn comment(scan: &mut Scanner<'_>) -> bool {
    match scan.byte(1) {
        b'*' => scan.block_comment(2, "*/"),
        b'/' => scan.line(Class::Comment),
        _ => return false,
    }
    true
}

/// Takes a rule up to its block, or a declaration.
fn item(scan: &mut Scanner<'_>, in_block: bool) {
    let (length, end) = item_end(scan.rest());
    scan.look_at(length);
    let to = scan.at() + length;
    let at_rule = scan.peek() == b'@';
    let text = &scan.rest()[..length];
    let variable = matches!(text, [b'$', ..] | [b'-', b'-', ..]);
    let declares = variable || end != b'{' && text.contains(&b':') && (in_block || end == b';');
    scan.within(to, |scan| {
        if at_rule {
            let extends = scan.sees("@extend");
            scan.take(1, Class::Keyword);
            scan.take_while(Class::Keyword, is_word);
            if extends {
                selector(scan);
            } else {
                values(scan, true);
            }
        } else if declares {
            scan.take_while(Class::Key, |byte| byte != b':' && !byte.is_ascii_whitespace());
            values(scan, false);
        } else {
            selector(scan);
        }
    });
}

/// How long a rule or declaration is, and which byte ends it; zero for the end of the code.
fn item_end(rest: &[u8]) -> (usize, u8) {
    let mut quote = 0;
    let mut escaped = false;
    let mut depth = 0_i32;
    for (at, &byte) in rest.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'\n' => quote = 0,
            _ if quote != 0 => quote *= u8::from(byte != quote),
            b'"' | b'\'' => quote = byte,
            b'(' => depth += 1,
            b')' => depth -= 1,
            // `#{` is a value of SCSS, and the brace that closes it belongs to it.
            b'{' if at > 0 && rest[at - 1] == b'#' => depth += 1,
            b'}' if depth > 0 => depth -= 1,
            b'{' | b'}' => return (at, byte),
            b';' if depth <= 0 => return (at, byte),
            _ => {}
        }
    }
    (rest.len(), 0)
}

fn is_word(byte: u8) -> bool {
    is_name(byte) || byte == b'-'
}

fn selector(scan: &mut Scanner<'_>) {
    while !scan.is_done() {
        let byte = scan.peek();
        match byte {
            b'.' | b'#' | b'%' if is_word(scan.byte(1)) => {
                scan.take(1, Class::Label);
                scan.take_while(Class::Label, is_word);
            }
            b':' => scan.take_while(Class::Builtin, |byte| byte == b':' || is_word(byte)),
            b'[' => {
                scan.take(1, PLAIN);
                scan.take_while(Class::Attribute, is_word);
            }
            b'"' | b'\'' => string(scan, byte),
            b'&' => {
                scan.take(1, Class::Keyword);
                // `&-name` goes on with the name of the selector around it.
                scan.take_while(Class::Label, is_word);
            }
            b'*' => scan.take(1, Class::Keyword),
            b'>' | b'+' | b'~' | b'=' | b'^' | b'$' | b'|' => scan.take(1, Class::Operator),
            b'/' if comment(scan) => {}
            b'\\' => scan.escape(),
            byte if begins_name(byte) => scan.take_while(Class::Keyword, is_word),
            b'0'..=b'9' => {
                scan.take_while(Class::Number, |byte| is_word(byte) || matches!(byte, b'.' | b'%'));
            }
            _ => scan.take_character(PLAIN),
        }
    }
}

/// Takes values; in the head of an at-rule there are names of features as well.
fn values(scan: &mut Scanner<'_>, head: bool) {
    while !scan.is_done() {
        let byte = scan.peek();
        let signed = usize::from(matches!(byte, b'-' | b'+') && !is_word(scan.before()));
        let number = number_length(scan.rest().get(signed..).unwrap_or_default());
        match byte {
            b'"' | b'\'' => string(scan, byte),
            b'/' if comment(scan) => {}
            _ if number > 0 => {
                scan.take(signed + number, Class::Number);
                scan.take_while(Class::Number, |byte| byte == b'%');
            }
            b'#' if scan.byte(1).is_ascii_alphanumeric() => {
                scan.take(1, Class::Number);
                scan.take_while(Class::Number, is_word);
            }
            b'#' if scan.byte(1) == b'{' => scan.take(2, Class::Interpolation),
            b'}' => scan.take(1, Class::Interpolation),
            b'!' => {
                scan.take(1, Class::Keyword);
                scan.take_while(Class::Keyword, is_word);
            }
            b'$' => {
                scan.take(1, Class::Key);
                scan.take_while(Class::Key, is_word);
            }
            b'-' if scan.byte(1) == b'-' => scan.take_while(Class::Key, is_word),
            b'+' | b'-' | b'*' | b'/' | b'<' | b'>' | b'=' if !is_word(scan.byte(1)) || byte != b'-' => {
                scan.take(1, Class::Operator);
            }
            byte if is_word(byte) => word(scan, head),
            b'\\' => scan.escape(),
            _ => scan.take_character(PLAIN),
        }
    }
}

fn word(scan: &mut Scanner<'_>, head: bool) {
    let length = scan.run(is_word);
    let next = scan.visible(length);
    let class = match &scan.rest()[..length] {
        b"and" | b"or" | b"not" | b"only" | b"from" | b"to" if head => Class::Keyword,
        _ if scan.byte(length) == b'(' => Class::Function,
        _ if head && (next == b':' || b"<>=".contains(&next)) => Class::Key,
        _ if head => PLAIN,
        _ => Class::Literal,
    };
    let address = &scan.rest()[..length] == b"url";
    scan.take(length, class);
    let unquoted = address && scan.peek() == b'(' && !matches!(scan.byte(1), b'"' | b'\'');
    if unquoted {
        scan.take(1, PLAIN);
        scan.take_while(Class::String, |byte| byte != b')' && !is_blank(byte));
    }
}

fn string(scan: &mut Scanner<'_>, quote: u8) {
    scan.take(1, Class::String);
    while !scan.is_done() {
        scan.take_while(Class::String, |byte| {
            byte != quote && byte != b'\\' && byte != b'\n'
        });
        match scan.peek() {
            b'\\' => css_escape(scan),
            b'\n' => return,
            _ => return scan.take(usize::from(!scan.is_done()), Class::String),
        }
    }
}

/// Takes a backslash with up to six digits, or with the character after it.
fn css_escape(scan: &mut Scanner<'_>) {
    let digits = scan.rest()[1..]
        .iter()
        .take(6)
        .take_while(|byte| byte.is_ascii_hexdigit())
        .count();
    let length = if digits > 0 {
        digits
    } else {
        scan.character_length(1)
    };
    scan.take(1 + length, Class::Escape);
}
