//! Breaking a title into lines.
//!
//! Lines end at spaces, so that Korean words stay whole, and between the characters of Chinese and Japanese, which have
//! none. A word is cut only when it alone is wider than a line of the smallest letters.

use unicode_segmentation::UnicodeSegmentation;

/// A title as it is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lines {
    /// The size of the letters in pixels.
    pub size: u32,
    /// The lines, none of them empty.
    pub lines: Vec<String>,
}

/// What stands at the end of a text that is cut.
const ELLIPSIS: &str = "…";

/// A part of a text that stays on one line.
#[derive(Clone, Debug)]
struct Piece<'a> {
    text: &'a str,
    /// Whether a space parts it from what stands before it on the same line.
    spaced: bool,
    /// In ems.
    width: f32,
}

/// Breaks a title into at most `most` lines of `width` pixels, in the first of the sizes in which it fits, largest
/// first. In the smallest, what is too much is cut off. `measure` tells the width of a text in ems.
pub fn lines(title: &str, sizes: &[u32], width: u32, most: usize, measure: impl Fn(&str) -> f32) -> Lines {
    let whole = pieces(title, &measure);
    let space = measure(" ");
    let ems = |size: u32| width as f32 / size.max(1) as f32;
    for size in sizes {
        let limit = ems(*size);
        if whole.iter().all(|piece| piece.width <= limit) {
            let broken = fill(&whole, limit, space);
            if broken.len() <= most {
                let lines = balanced(&whole, limit, space, broken);
                return Lines {
                    size: *size,
                    lines: lines.iter().map(|line| joined(line)).collect(),
                };
            }
        }
    }
    let size = sizes.last().copied().unwrap_or(1);
    let limit = ems(size);
    let cut = cut(&whole, limit, &measure);
    let broken = fill(&cut, limit, space);
    let mut lines: Vec<String> = broken.iter().take(most).map(|line| joined(line)).collect();
    if let (Some(last), Some(shown)) = (
        lines.last_mut(),
        broken.get(..most).filter(|_| broken.len() > most),
    ) {
        let shown: usize = shown.iter().map(|line| line.len()).sum();
        let line = broken[most - 1].len();
        *last = ended(&joined(&cut[shown - line..]), limit, &measure);
    }
    Lines { size, lines }
}

/// A text as far as it fits into a width in ems, with an ellipsis when it is cut.
pub fn clip(text: &str, width: f32, measure: impl Fn(&str) -> f32) -> String {
    if measure(text) <= width {
        text.to_owned()
    } else {
        ended(text, width, measure)
    }
}

/// As much of a text as fits before an ellipsis.
fn ended(text: &str, limit: f32, measure: impl Fn(&str) -> f32) -> String {
    let room = limit - measure(ELLIPSIS);
    let mut end = 0;
    let mut width = 0.0;
    for (at, letter) in text.grapheme_indices(true) {
        width += measure(letter);
        if width > room {
            break;
        }
        end = at + letter.len();
    }
    let kept = text[..end].trim_end_matches(|last: char| last.is_whitespace() || ",.:;·-–—".contains(last));
    format!("{kept}{ELLIPSIS}")
}

fn pieces<'a>(title: &'a str, measure: impl Fn(&str) -> f32) -> Vec<Piece<'a>> {
    let mut pieces = Vec::new();
    for word in title.split_whitespace() {
        let mut start = 0;
        let mut before = None;
        let mut push = |text: &'a str, spaced| {
            let width = measure(text);
            pieces.push(Piece { text, spaced, width });
        };
        for (at, letter) in word.char_indices() {
            if before.is_some_and(|before| parts(before, letter)) {
                push(&word[start..at], start == 0);
                start = at;
            }
            before = Some(letter);
        }
        push(&word[start..], start == 0);
    }
    pieces
}

/// Whether a line may end between two characters of a word: where one of them is a Chinese character or Japanese
/// kana, unless the second must not begin a line or the first must not end one (JIS X 4051, the common cases).
fn parts(before: char, after: char) -> bool {
    let is_ideographic = |letter: char| matches!(letter, '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}');
    let begins_no_line = ",.:;!?)]}、。，．：；！？）」』】〉》’”…ーぁぃぅぇぉっゃゅょァィゥェォッャュョ";
    let ends_no_line = "([{（「『【〈《‘“";
    (is_ideographic(before) || is_ideographic(after))
        && !begins_no_line.contains(after)
        && !ends_no_line.contains(before)
}

/// The pieces with those cut that are wider than a line.
fn cut<'a>(pieces: &[Piece<'a>], limit: f32, measure: impl Fn(&str) -> f32) -> Vec<Piece<'a>> {
    let mut out = Vec::new();
    for piece in pieces {
        if piece.width <= limit {
            out.push(piece.clone());
            continue;
        }
        let letters = piece.text.graphemes(true).enumerate();
        out.extend(letters.map(|(at, text)| Piece {
            text,
            spaced: piece.spaced && at == 0,
            width: measure(text),
        }));
    }
    out
}

/// Puts on each line what it holds. A piece that is too wide for any stands alone.
fn fill<'p, 'a>(pieces: &'p [Piece<'a>], limit: f32, space: f32) -> Vec<&'p [Piece<'a>]> {
    let mut lines = Vec::new();
    let (mut start, mut width) = (0, 0.0);
    for (at, piece) in pieces.iter().enumerate() {
        let wider = width + piece.width + if piece.spaced { space } else { 0.0 };
        if at > start && wider > limit {
            lines.push(&pieces[start..at]);
            (start, width) = (at, piece.width);
        } else {
            width = if at == start { piece.width } else { wider };
        }
    }
    if start < pieces.len() {
        lines.push(&pieces[start..]);
    }
    lines
}

/// The same number of lines, as even as they can be.
fn balanced<'p, 'a>(
    pieces: &'p [Piece<'a>],
    limit: f32,
    space: f32,
    broken: Vec<&'p [Piece<'a>]>,
) -> Vec<&'p [Piece<'a>]> {
    let widest = pieces.iter().map(|piece| piece.width).fold(0.0, f32::max);
    let (mut low, mut high) = (widest, limit);
    let mut best = broken;
    // A 64th of the line is less than anyone sees.
    for _ in 0..6 {
        let middle = (low + high) / 2.0;
        let tried = fill(pieces, middle, space);
        if tried.len() <= best.len() {
            (best, high) = (tried, middle);
        } else {
            low = middle;
        }
    }
    best
}

fn joined(line: &[Piece<'_>]) -> String {
    let mut text = String::new();
    for piece in line {
        if piece.spaced && !text.is_empty() {
            text.push(' ');
        }
        text.push_str(piece.text);
    }
    text
}

#[cfg(test)]
mod tests;
