//! Characters that look like something else or like nothing: found, reported, read as what they look like.

use super::{edit, finding};
use crate::diagnostic::{Diagnostic, catalogue};
use crate::hcl::token::{Token, TokenKind};
use crate::source::Span;
use std::borrow::Cow;

/// How many places of one character a finding points at.
const PLACES_SHOWN: usize = 3;

/// The text with look-alikes replaced by what they stand for, padded so that no offset changes, and one
/// finding for each different character. Strings and comments are left alone: there all is allowed.
/// The tokens are all of the text.
pub(super) fn replaced<'t>(text: &'t str, tokens: &[Token]) -> (Cow<'t, str>, Vec<Diagnostic<Span>>) {
    let mut mended = String::new();
    let mut copied = 0;
    let mut findings: Vec<(&str, Diagnostic<Span>)> = Vec::new();
    for token in tokens.iter().filter(|token| token.kind == TokenKind::Unknown) {
        let start = token.span.start as usize;
        let Some(look_alike) = look_alike(&text[start..]).filter(|_| start >= copied) else {
            continue;
        };
        let end = start + look_alike.written.len();
        let joins = joins_name(text, start, end);
        mended.push_str(&text[copied..start]);
        mended.push_str(&padded(&look_alike, joins));
        copied = end;
        if look_alike.written != "…" {
            report(&mut findings, &look_alike, Span::new(start, end));
        }
    }
    if copied == 0 {
        return (Cow::Borrowed(text), Vec::new());
    }
    mended.push_str(&text[copied..]);
    (
        Cow::Owned(mended),
        findings.into_iter().map(|(_, finding)| finding).collect(),
    )
}

struct LookAlike<'t> {
    written: &'t str,
    /// What it is called in a finding.
    name: String,
    meant: String,
}

fn look_alike(rest: &str) -> Option<LookAlike<'_>> {
    if let Some(entity) = entity(rest) {
        return Some(entity);
    }
    let character = rest.chars().next()?;
    let code = u32::from(character);
    let (name, meant) = match character {
        '\u{a0}' | '\u{202f}' => ("a no-break space".to_owned(), " ".to_owned()),
        '\u{3000}' => ("a full-width space".to_owned(), " ".to_owned()),
        '\r' => (
            "a carriage return without a line feed".to_owned(),
            "\n".to_owned(),
        ),
        '\u{2028}' | '\u{2029}' | '\u{85}' => (format!("a line separator (U+{code:04X})"), "\n".to_owned()),
        '\u{200b}'..='\u{200d}' => (
            format!("an invisible zero-width character (U+{code:04X})"),
            String::new(),
        ),
        '\u{200e}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' => {
            (format!("an invisible character (U+{code:04X})"), String::new())
        }
        _ if character.is_whitespace() => (format!("an unusual space (U+{code:04X})"), " ".to_owned()),
        _ if character.is_control() => (format!("a control character (U+{code:04X})"), String::new()),
        _ => {
            let kind = match character {
                '\u{ff01}'..='\u{ff5e}' => "the full-width ",
                '\u{2010}'..='\u{2015}' => "the dash ",
                '\u{2212}' => "the minus sign ",
                _ => "",
            };
            (format!("{kind}`{character}`"), ascii_for(character)?.to_owned())
        }
    };
    Some(LookAlike {
        written: &rest[..character.len_utf8()],
        name,
        meant,
    })
}

fn entity(rest: &str) -> Option<LookAlike<'_>> {
    let entities = [
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&amp;&amp;", "&&"),
        ("&lt;=", "<="),
        ("&gt;=", ">="),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
        ("&nbsp;", " "),
    ];
    let &(written, meant) = entities.iter().find(|(written, _)| rest.starts_with(written))?;
    Some(LookAlike {
        written: &rest[..written.len()],
        name: format!("the HTML entity `{written}`"),
        meant: meant.to_owned(),
    })
}

/// The ASCII that a character outside of it is mistaken for.
fn ascii_for(character: char) -> Option<&'static str> {
    const FULL_WIDTH: &str =
        "!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~";
    let full_width = u32::from(character).checked_sub(0xff01).and_then(|at| {
        let at = usize::try_from(at).ok()?;
        FULL_WIDTH.get(at..=at)
    });
    full_width.or(match character {
        '‐' | '‑' | '‒' | '–' | '—' | '−' | '﹣' => Some("-"),
        '…' => Some("..."),
        '″' | '〝' | '〞' => Some("\""),
        '′' | '´' | '‛' => Some("'"),
        '。' => Some("."),
        '、' => Some(","),
        '【' | '「' => Some("["),
        '】' | '」' => Some("]"),
        '×' => Some("*"),
        '÷' => Some("/"),
        '≠' => Some("!="),
        '≤' => Some("<="),
        '≥' => Some(">="),
        '⇒' | '→' => Some("=>"),
        _ => None,
    })
}

/// Whether the character splits a name, as in `aws–vpc`.
fn joins_name(text: &str, start: usize, end: usize) -> bool {
    let part = |character: char| character.is_alphanumeric() || matches!(character, '_' | '-');
    text[..start].ends_with(part) && text[end..].starts_with(part)
}

/// What is read in place of the character, of the same length in bytes.
fn padded(look_alike: &LookAlike<'_>, joins: bool) -> String {
    let length = look_alike.written.len();
    match (look_alike.meant.as_str(), joins) {
        ("", true) => "_".repeat(length),
        ("-", true) => "-".repeat(length),
        (meant, _) => format!("{meant:<length$}"),
    }
}

fn report<'t>(findings: &mut Vec<(&'t str, Diagnostic<Span>)>, look_alike: &LookAlike<'t>, span: Span) {
    let edit = edit(span, look_alike.meant.as_str());
    if let Some((_, known)) = findings
        .iter_mut()
        .find(|(written, _)| *written == look_alike.written)
    {
        if known.labels.len() < PLACES_SHOWN {
            *known = known.clone().at(span, "");
        }
        known.fix.iter_mut().for_each(|fix| fix.edits.push(edit.clone()));
        return;
    }
    let LookAlike { written, name, meant } = look_alike;
    let title = match meant.as_str() {
        "" => "remove it".to_owned(),
        " " => "write a plain space".to_owned(),
        "\n" => "write a line feed".to_owned(),
        meant => format!("write `{meant}`"),
    };
    let finding = finding(&catalogue::HCL_LOOK_ALIKE, format!("{name} stands in the code"))
        .at(span, "not a character of HCL")
        .help(title.clone())
        .fix(title, vec![edit]);
    findings.push((written, finding));
}
