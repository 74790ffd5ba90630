//! HTML and XML, with the styles and scripts in them.

use super::class::Class;
use super::scanner::{PLAIN, Scanner, begins_name, is_name};
use super::{css, engine, json, tables, template};

/// Takes HTML apart.
pub(super) fn lex_html(scan: &mut Scanner<'_>) {
    lex(scan, true);
}

/// Takes XML apart.
pub(super) fn lex_xml(scan: &mut Scanner<'_>) {
    lex(scan, false);
}

fn lex(scan: &mut Scanner<'_>, html: bool) {
    while !scan.is_done() {
        scan.take_while(PLAIN, |byte| !matches!(byte, b'<' | b'&' | b'{'));
        match scan.peek() {
            b'<' => tag_or_declaration(scan, html),
            b'&' => entity(scan, PLAIN),
            b'{' if html && template::expression(scan) => {}
            _ => scan.take(usize::from(!scan.is_done()), PLAIN),
        }
    }
}

fn tag_or_declaration(scan: &mut Scanner<'_>, html: bool) {
    if scan.sees("<!--") {
        scan.block_comment(4, "-->");
    } else if scan.sees("<![CDATA[") {
        scan.delimited(9, "]]>", Class::String);
    } else if matches!(scan.byte(1), b'!' | b'?') {
        scan.take(2, PLAIN);
        scan.take_while(Class::Keyword, is_tag);
        attributes(scan);
    } else if scan.byte(1) == b'/' || begins_name(scan.byte(1)) {
        tag(scan, html);
    } else {
        scan.take(1, PLAIN);
    }
}

fn is_tag(byte: u8) -> bool {
    is_name(byte) || matches!(byte, b'-' | b':' | b'.')
}

fn tag(scan: &mut Scanner<'_>, html: bool) {
    let closes = scan.byte(1) == b'/';
    scan.take(1 + usize::from(closes), PLAIN);
    let from = scan.at();
    scan.take_while(Class::Keyword, is_tag);
    let name = scan.bytes(from, scan.at());
    attributes(scan);
    if !html || closes || scan.before() != b'>' {
        return;
    }
    let tag = scan.bytes(from, scan.at());
    let has = |text: &[u8]| {
        tag.windows(text.len())
            .any(|part| part.eq_ignore_ascii_case(text))
    };
    if name.eq_ignore_ascii_case(b"style") {
        raw_text(scan, b"</style", css::lex);
    } else if name.eq_ignore_ascii_case(b"script") {
        let lexer: fn(&mut Scanner<'_>) = match () {
            () if has(b"json") || has(b"importmap") => json::lex,
            () if has(b"lang=\"ts") => |scan| engine::lex(&tables::TYPESCRIPT, scan),
            () => |scan| engine::lex(&tables::JAVASCRIPT, scan),
        };
        raw_text(scan, b"</script", lexer);
    }
}

/// Reads text that only one closing tag ends.
fn raw_text(scan: &mut Scanner<'_>, close: &[u8], lexer: fn(&mut Scanner<'_>)) {
    let closes = |part: &[u8]| part.eq_ignore_ascii_case(close);
    let length = scan.rest().windows(close.len()).position(closes);
    let end = length.map_or(scan.end(), |length| scan.at() + length);
    scan.look_at(end - scan.at());
    scan.within(end, lexer);
}

/// Takes all up to the tag's end and it.
fn attributes(scan: &mut Scanner<'_>) {
    let mut is_value = false;
    while !scan.is_done() {
        let value = std::mem::replace(&mut is_value, false);
        match scan.peek() {
            b'>' => return scan.take(1, PLAIN),
            b'<' => return,
            b'=' => {
                scan.take(1, PLAIN);
                is_value = true;
            }
            quote @ (b'"' | b'\'') => string(scan, quote),
            b'{' if template::expression(scan) => {}
            byte if byte.is_ascii_whitespace() => {
                scan.white_space();
                is_value = value;
            }
            _ if value => scan.take_while(Class::String, |byte| !byte.is_ascii_whitespace() && byte != b'>'),
            byte if is_tag(byte) || matches!(byte, b'@' | b'#' | b'*' | b'(' | b')' | b'[' | b']') => {
                let part =
                    |byte: u8| is_tag(byte) || matches!(byte, b'@' | b'#' | b'*' | b'(' | b')' | b'[' | b']');
                scan.take_while(Class::Attribute, part);
            }
            _ => scan.take_character(PLAIN),
        }
    }
}

/// Takes the value of an attribute, which a tag's end does not end.
fn string(scan: &mut Scanner<'_>, quote: u8) {
    scan.take(1, Class::String);
    while !scan.is_done() {
        scan.take_while(Class::String, |byte| {
            byte != quote && byte != b'&' && byte != b'{'
        });
        match scan.peek() {
            b'&' => entity(scan, Class::String),
            b'{' if template::expression(scan) => {}
            b'{' => scan.take(1, Class::String),
            _ => return scan.take(usize::from(!scan.is_done()), Class::String),
        }
    }
}

/// Takes `&name;`, or the ampersand alone.
pub(super) fn entity(scan: &mut Scanner<'_>, class: Class) {
    let name = scan.rest()[1..].iter().take(32);
    let name = name
        .take_while(|&&byte| byte.is_ascii_alphanumeric() || byte == b'#')
        .count();
    if name > 0 && scan.byte(1 + name) == b';' {
        scan.take(name + 2, Class::Escape);
    } else {
        scan.take(1, class);
    }
}
