//! What a terminal shows: text with the escape sequences of ECMA-48 that colour it.
//!
//! The escape character may be there as it is, or spelled as shells and languages do: `\x1b[`, `\e[`, `\033[`,
//! `\u001b[`, `␛[`. Sequences that do not colour are dropped. The sixteen colours by name are those of the
//! theme; others are moved away from the ground until they can be read on it, in light and in dark.

use std::fmt::Write;

use super::class::Class;
use super::html::escape;
use crate::site::palette::{contrast, legible};
use crate::source::Span;

/// What is left of a text when its escape sequences have been followed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Screen {
    /// The text without them.
    pub text: String,
    /// Its pieces, which tile it.
    pub runs: Vec<Run>,
}

/// A piece of text in one style.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// Its bytes.
    pub span: Span,
    /// How it looks.
    style: Style,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Style {
    ink: Option<Colour>,
    ground: Option<Colour>,
    bold: bool,
    faint: bool,
    italic: bool,
    underlined: bool,
    struck: bool,
    inverse: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Colour {
    /// One of the sixteen: black, red, green, yellow, blue, magenta, cyan, white, then the bright ones.
    Named(u8),
    /// Red, green and blue.
    Rgb(u32),
}

/// The grounds that colours are to be read on: the theme's, light and dark.
const GROUNDS: [u32; 2] = [0x00f6_f8fa, 0x0016_1b22];
/// More than 4.5:1, so that it holds on the grounds of marked lines as well.
const LEAST: f64 = 5.5;

/// Follows the escape sequences of a text.
pub fn read(code: &str) -> Screen {
    let mut screen = Screen::default();
    let mut style = Style::default();
    let mut rest = code;
    while let Some(character) = rest.chars().next() {
        if let Some((sequence, after)) = sequence(rest) {
            if let Some(parameters) = sequence {
                style.apply(parameters);
            }
            rest = after;
            continue;
        }
        rest = &rest[character.len_utf8()..];
        let is_control = character.is_ascii_control() && !matches!(character, '\n' | '\t' | '\r');
        if !is_control {
            screen.push(character, style);
        }
    }
    screen
}

impl Screen {
    fn push(&mut self, character: char, style: Style) {
        let start = self.text.len();
        self.text.push(character);
        let end = self.text.len();
        match self.runs.last_mut().filter(|run| run.style == style) {
            Some(run) => run.span = Span::new(run.span.range().start, end),
            None => self.runs.push(Run {
                span: Span::new(start, end),
                style,
            }),
        }
    }
}

/// The escape sequence that a text begins with: the parameters when it is one that colours, and what follows it.
fn sequence(text: &str) -> Option<(Option<&str>, &str)> {
    const SPELLED: [&str; 8] = [
        "\\x1b", "\\x1B", "\\e", "\\033", "\\u001b", "\\u001B", "\\u{1b}", "␛",
    ];
    let (after, is_spelled) = match text.strip_prefix('\x1b') {
        Some(after) => (after, false),
        None => (
            SPELLED.iter().find_map(|spelled| text.strip_prefix(spelled))?,
            true,
        ),
    };
    if let Some(body) = after.strip_prefix('[') {
        let is_parameter = |byte: u8| (0x20..=0x3f).contains(&byte);
        let end = body.bytes().position(|byte| !is_parameter(byte))?;
        let last = body.as_bytes()[end];
        if !(0x40..=0x7e).contains(&last) {
            return None;
        }
        let coloured = (last == b'm').then_some(&body[..end]);
        return Some((coloured, &body[end + 1..]));
    }
    if let Some(body) = after.strip_prefix(']') {
        // A title or a link, up to its end.
        const ENDS: [&str; 5] = ["\x07", "\x1b\\", "\\a", "\\x07", "\\e\\\\"];
        let line = body.lines().next().unwrap_or_default();
        let ends = ENDS.iter().filter_map(|end| Some(line.find(end)? + end.len()));
        return Some((None, &body[ends.min()?..]));
    }
    // A word in a regular expression may begin like one that is spelled.
    if is_spelled {
        return None;
    }
    let end = after.bytes().position(|byte| !(0x20..=0x2f).contains(&byte))?;
    let is_final = (0x30..=0x7e).contains(&after.as_bytes()[end]);
    Some((None, &after[end + usize::from(is_final)..]))
}

/// A colour as it can be read in light and in dark.
pub(super) fn shades(rgb: u32) -> [u32; 2] {
    GROUNDS.map(|ground| legible(rgb, ground, LEAST))
}

impl Style {
    /// Follows `1;38;5;208` and its like.
    fn apply(&mut self, parameters: &str) {
        let mut groups = parameters.split(';').map(numbers);
        while let Some(group) = groups.next() {
            let code = group.first().copied().unwrap_or_default();
            match code {
                0 => *self = Self::default(),
                1 => self.bold = true,
                2 => self.faint = true,
                3 => self.italic = true,
                4 => self.underlined = group.get(1) != Some(&0),
                7 => self.inverse = true,
                9 => self.struck = true,
                21 => self.underlined = true,
                22 => (self.bold, self.faint) = (false, false),
                23 => self.italic = false,
                24 => self.underlined = false,
                27 => self.inverse = false,
                29 => self.struck = false,
                30..=37 => self.ink = Some(named(code - 30)),
                40..=47 => self.ground = Some(named(code - 40)),
                90..=97 => self.ink = Some(named(code - 82)),
                100..=107 => self.ground = Some(named(code - 92)),
                39 => self.ink = None,
                49 => self.ground = None,
                38 | 48 => {
                    let colour = extended(&group[1..], &mut groups);
                    if code == 38 {
                        self.ink = colour.or(self.ink);
                    } else {
                        self.ground = colour.or(self.ground);
                    }
                }
                _ => {}
            }
        }
    }

    fn open(&self, out: &mut String) {
        let (ink, ground) = if self.inverse {
            (self.ground, Some(self.ink))
        } else {
            (self.ink, self.ground.map(Some))
        };
        match (ground, ink) {
            (Some(Some(ground)), ink) => {
                let ground = ground.rgb();
                let ink = ink.map(Colour::rgb).filter(|ink| contrast(*ink, ground) >= 4.5);
                let ink = ink.unwrap_or(if contrast(0, ground) >= contrast(0x00ff_ffff, ground) {
                    0
                } else {
                    0x00ff_ffff
                });
                let _ = write!(out, "<span style=\"background:#{ground:06x};color:#{ink:06x}\">");
            }
            (Some(None), _) => out.push_str("<span style=\"background:var(--text);color:var(--ground)\">"),
            (None, Some(Colour::Rgb(ink))) => {
                let [light, dark] = shades(ink);
                let _ = write!(out, "<span style=\"color:light-dark(#{light:06x},#{dark:06x})\">");
            }
            (None, Some(Colour::Named(number))) => match class(number) {
                Some(class) => {
                    let _ = write!(out, "<span class=\"{}\">", class.name());
                }
                None => out.push_str("<span>"),
            },
            (None, None) if self.faint => out.push_str("<span class=\"c\">"),
            (None, None) => out.push_str("<span>"),
        }
    }

    /// The elements inside the coloured one.
    fn tags(&self) -> impl DoubleEndedIterator<Item = &'static str> {
        [
            (self.bold, "b"),
            (self.italic, "i"),
            (self.underlined, "u"),
            (self.struck, "s"),
        ]
        .into_iter()
        .filter_map(|(is_on, tag)| is_on.then_some(tag))
    }
}

impl Colour {
    fn rgb(self) -> u32 {
        const NAMED: [u32; 16] = [
            0x0000_0000,
            0x00c5_1e14,
            0x001d_c121,
            0x00c7_c329,
            0x000a_2fc4,
            0x00c8_39c5,
            0x0020_c5c6,
            0x00c7_c7c7,
            0x0068_6868,
            0x00fd_6f6b,
            0x0067_f86f,
            0x00ff_fa72,
            0x006a_76fb,
            0x00fd_7cfc,
            0x0068_fdfe,
            0x00ff_ffff,
        ];
        match self {
            Self::Named(number) => NAMED[usize::from(number & 15)],
            Self::Rgb(rgb) => rgb,
        }
    }
}

fn named(number: u32) -> Colour {
    Colour::Named(u8::try_from(number & 15).unwrap_or_default())
}

/// The theme's colour for one of the sixteen; white is that of the text, black the quiet one.
fn class(number: u8) -> Option<Class> {
    match number {
        0 | 8 => Some(Class::Comment),
        1 | 9 => Some(Class::Keyword),
        2 | 10 => Some(Class::String),
        3 | 11 => Some(Class::Escape),
        4 | 12 => Some(Class::Key),
        5 | 13 => Some(Class::Number),
        6 | 14 => Some(Class::Builtin),
        _ => None,
    }
}

fn numbers(group: &str) -> Vec<u32> {
    group
        .split(':')
        .map(|number| number.parse().unwrap_or_default())
        .collect()
}

/// The colour after `38` or `48`, whose parts are divided by colons or are groups of their own.
fn extended(parts: &[u32], groups: &mut impl Iterator<Item = Vec<u32>>) -> Option<Colour> {
    let mut next = || groups.next().and_then(|group| group.first().copied());
    let (kind, parts) = match parts.split_first() {
        Some((kind, parts)) => (*kind, parts.to_vec()),
        None => match next()? {
            5 => (5, vec![next()?]),
            2 => (2, vec![next()?, next()?, next()?]),
            _ => return None,
        },
    };
    let byte = |number: &u32| (*number).min(255);
    match (kind, parts.as_slice()) {
        (5, [number, ..]) => Some(indexed(byte(number))),
        // With colons, the number of a colour space may come first.
        (2, [.., red, green, blue]) => Some(Colour::Rgb(byte(red) << 16 | byte(green) << 8 | byte(blue))),
        _ => None,
    }
}

/// The colour of a number below 256: the sixteen, a cube of six steps each, and greys.
fn indexed(number: u32) -> Colour {
    let step = |level: u32| if level == 0 { 0 } else { 55 + level * 40 };
    match number {
        0..16 => named(number),
        16..232 => {
            let cube = number - 16;
            Colour::Rgb(step(cube / 36) << 16 | step(cube / 6 % 6) << 8 | step(cube % 6))
        }
        _ => Colour::Rgb((8 + (number.min(255) - 232) * 10) * 0x0001_0101),
    }
}

/// Writes some bytes of a screen's text as HTML, whose text content they are. A range that is not on character
/// boundaries gives nothing.
pub fn write_range(text: &str, runs: &[Run], range: Span, html: &mut String) {
    let first = runs.partition_point(|run| run.span.end <= range.start);
    for run in runs[first..].iter().take_while(|run| run.span.start < range.end) {
        let piece = Span {
            start: run.span.start.max(range.start),
            end: run.span.end.min(range.end),
        };
        let piece = piece.of(text);
        if run.style == Style::default() || piece.trim().is_empty() && run.style.ground.is_none() {
            escape(piece, html);
            continue;
        }
        run.style.open(html);
        run.style.tags().for_each(|tag| {
            let _ = write!(html, "<{tag}>");
        });
        escape(piece, html);
        run.style.tags().rev().for_each(|tag| {
            let _ = write!(html, "</{tag}>");
        });
        html.push_str("</span>");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(code: &str) -> String {
        let screen = read(code);
        let mut html = String::new();
        write_range(
            &screen.text,
            &screen.runs,
            Span::new(0, screen.text.len()),
            &mut html,
        );
        html
    }

    fn check(code: &str, expected: &str) {
        assert_eq!(html(code), expected, "{code:?}");
    }

    #[test]
    fn named_colours_are_those_of_the_theme() {
        let red = "<span class=\"k\">a</span>b";
        for escape in ["\x1b", "\\x1b", "\\e", "\\033", "\\u001b", "␛"] {
            check(&format!("{escape}[31ma{escape}[0mb"), red);
            check(
                &format!("{escape}[1;91ma{escape}[mb"),
                "<span class=\"k\"><b>a</b></span>b",
            );
        }
        check(
            "\x1b[2mx\x1b[22m\x1b[3;4;9my",
            "<span class=\"c\">x</span><span><i><u><s>y</s></u></i></span>",
        );
        check("\x1b[37mx", "<span>x</span>");
    }

    #[test]
    fn other_colours_are_made_legible() {
        check(
            "\x1b[38;5;208mx",
            "<span style=\"color:light-dark(#975000,#ff8700)\">x</span>",
        );
        check(
            "\x1b[38;2;255;135;0mx",
            "<span style=\"color:light-dark(#975000,#ff8700)\">x</span>",
        );
        check(
            "\x1b[38:2::255:135:0mx",
            "<span style=\"color:light-dark(#975000,#ff8700)\">x</span>",
        );
        check(
            "\x1b[44;33mx",
            "<span style=\"background:#0a2fc4;color:#c7c329\">x</span>",
        );
        check(
            "\x1b[41mx",
            "<span style=\"background:#c51e14;color:#ffffff\">x</span>",
        );
        check(
            "\x1b[7mx",
            "<span style=\"background:var(--text);color:var(--ground)\">x</span>",
        );
    }

    #[test]
    fn what_does_not_colour_is_dropped() {
        check("\x1b[2Ka\x1b]0;title\x07b\x1b(Bc\x07d\x1b[?25le", "abcde");
        check("a\\eb [31m \\x1b", "a\\eb [31m \\x1b");
        check("\x1b[31", "[31");
        check("\x1b", "");
        check("<\x1b[31m&\x1b[0m>", "&lt;<span class=\"k\">&amp;</span>&gt;");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_tiled_and_every_colour_legible(
            code in "(\x1b|\\\\e|\\[|\\]|[0-9;:m]|38;5;|48;2;|a|가|<|\n|\x07){0,40}",
            rgb in 0..0x0100_0000_u32,
        ) {
            let screen = read(&code);
            let mut end = 0;
            for run in &screen.runs {
                proptest::prop_assert_eq!(run.span.range().start, end);
                end = run.span.range().end;
            }
            proptest::prop_assert_eq!(end, screen.text.len());
            for ground in GROUNDS {
                proptest::prop_assert!(contrast(legible(rgb, ground, LEAST), ground) >= LEAST);
            }
        }
    }
}
