//! Markdown, with the code in its fences.

use super::class::Class;
use super::language;
use super::scanner::{PLAIN, Scanner, is_blank};
use super::yaml;

/// Takes the scanner's part of the code apart.
pub(super) fn lex(scan: &mut Scanner<'_>) {
    if scan.sees("---\n") {
        scan.take(4, PLAIN);
        if let Some(end) = scan.find_text("\n---") {
            scan.within(end, yaml::lex);
        }
    }
    while !scan.is_done() {
        line(scan);
        scan.take(usize::from(!scan.is_done()), PLAIN);
    }
}

fn line(scan: &mut Scanner<'_>) {
    scan.blanks();
    let marks = |mark: u8| scan.run(|byte| byte == mark);
    let list = scan
        .rest()
        .iter()
        .take(9)
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    match scan.peek() {
        b'#' if marks(b'#') <= 6 && is_blank(scan.byte(marks(b'#'))) => return scan.line(Class::Label),
        b'`' if marks(b'`') >= 3 => return fence(scan, b'`'),
        b'~' if marks(b'~') >= 3 => return fence(scan, b'~'),
        b'>' => scan.take(1, Class::Comment),
        b'-' | b'*' | b'+' if is_blank(scan.byte(1)) => scan.take(1, Class::Operator),
        b'0'..=b'9' if matches!(scan.byte(list), b'.' | b')') && is_blank(scan.byte(list + 1)) => {
            scan.take(list + 1, Class::Operator);
        }
        b'<' if scan.sees("<!--") => return scan.block_comment(4, "-->"),
        _ => {}
    }
    let end = scan.line_end();
    scan.within(end, inline);
}

fn fence(scan: &mut Scanner<'_>, mark: u8) {
    let length = scan.run(|byte| byte == mark);
    scan.take(length, PLAIN);
    let name = scan.run(|byte| !byte.is_ascii_whitespace() && byte != b'{' && byte != b',');
    let from = scan.at();
    scan.take(name, Class::Label);
    let language = language::resolve(scan.text(from, from + name));
    scan.line(Class::Attribute);
    scan.take(usize::from(!scan.is_done()), PLAIN);
    let end = fence_end(scan, mark, length);
    // Markdown in Markdown is not looked into: that could go on for ever.
    let language = language.filter(|language| language.name != "Markdown");
    scan.within(end, |scan| match language {
        Some(language) => language::lex(language, scan),
        None => scan.take_to(scan.end(), PLAIN),
    });
    scan.line(PLAIN);
}

/// Where the line begins that closes a fence.
fn fence_end(scan: &Scanner<'_>, mark: u8, length: usize) -> usize {
    let mut at = scan.at();
    for line in scan.lines() {
        let text = line.trim_ascii();
        if text.len() >= length && text.iter().all(|&byte| byte == mark) {
            return at;
        }
        at += line.len();
    }
    scan.end()
}

/// Takes the text of a line.
fn inline(scan: &mut Scanner<'_>) {
    // Behind this no code ends on the line.
    let mut closed = true;
    while !scan.is_done() {
        scan.take_while(PLAIN, |byte| !matches!(byte, b'`' | b']' | b'\\' | b'<'));
        match (scan.peek(), scan.byte(1)) {
            (b'`', _) if closed => {
                let marks = scan.run(|byte| byte == b'`');
                let close = &"```"[..marks.min(3)];
                let end = scan.text(scan.at() + marks, scan.end()).find(close);
                scan.look_at(end.unwrap_or(scan.rest().len()));
                closed = end.is_some();
                let length = end.map_or(0, |end| end + close.len());
                scan.take(marks + length, if closed { Class::String } else { PLAIN });
            }
            (b']', b'(') => {
                scan.take(2, PLAIN);
                scan.take_while(Class::String, |byte| byte != b')');
            }
            (b'\\', _) => {
                scan.take(1, Class::Escape);
                scan.take_character(Class::Escape);
            }
            (b'<', b'h') if scan.sees("<http") => {
                scan.take(1, PLAIN);
                scan.take_while(Class::String, |byte| byte != b'>');
            }
            _ => scan.take(usize::from(!scan.is_done()), PLAIN),
        }
    }
}
