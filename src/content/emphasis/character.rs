//! Classes of characters that decide whether a delimiter run may open or close.

use crate::source::unicode::is_combining_mark;

/// What stands beside a delimiter run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Side {
    /// White space, or the edge of the text.
    pub(super) space: bool,
    /// Punctuation or a symbol.
    pub(super) punctuation: bool,
    /// A CJK character, which may be punctuation as well.
    pub(super) cjk: bool,
}

impl Side {
    /// White space.
    pub(super) const SPACE: Self = Self {
        space: true,
        punctuation: false,
        cjk: false,
    };

    /// The class of what ends at a byte offset. A variation selector takes the class of its base; curly
    /// quotes with U+FE01 are the full-width ones.
    pub(super) fn before(source: &str, at: usize) -> Self {
        let mut characters = source[..at].chars().rev();
        let Some(last) = characters.next() else {
            return Self::SPACE;
        };
        let mut side = Self::of(last);
        match last {
            '\u{fe00}'..='\u{fe0e}' => {
                let base = characters.next().unwrap_or('\n');
                let wide_quote = last == '\u{fe01}' && matches!(base, '‘' | '’' | '“' | '”');
                side.punctuation = is_punctuation(base);
                side.cjk = is_cjk(base) || wide_quote;
            }
            '\u{e0100}'..='\u{e01ef}' => side.cjk = true,
            _ => {}
        }
        side
    }

    /// The class of what begins at a byte offset.
    pub(super) fn after(source: &str, at: usize) -> Self {
        source[at..].chars().next().map_or(Self::SPACE, Self::of)
    }

    fn of(character: char) -> Self {
        Self {
            space: character.is_whitespace(),
            punctuation: is_punctuation(character),
            cjk: is_cjk(character),
        }
    }
}

/// Whether a character is in one of Unicode's general categories P (punctuation) or S (symbol).
///
/// The standard library knows the other categories, so this is what they leave over. Characters that Unicode
/// has not assigned count as symbols.
pub(super) fn is_punctuation(character: char) -> bool {
    match character {
        '\0'..='\x7f' => character.is_ascii_punctuation(),
        // Symbols that Unicode calls alphabetic: circled and squared Latin letters.
        '\u{24b6}'..='\u{24e9}'
        | '\u{1f130}'..='\u{1f149}'
        | '\u{1f150}'..='\u{1f169}'
        | '\u{1f170}'..='\u{1f189}' => true,
        _ => {
            !(character.is_alphanumeric()
                || character.is_whitespace()
                || character.is_control()
                || is_combining_mark(character)
                || is_format_or_private(character))
        }
    }
}

/// Unicode's general categories Cf and Co.
fn is_format_or_private(character: char) -> bool {
    matches!(
        u32::from(character),
        0xad | 0x600..=0x605
            | 0x61c
            | 0x6dd
            | 0x70f
            | 0x890..=0x891
            | 0x8e2
            | 0x180e
            | 0x200b..=0x200f
            | 0x202a..=0x202e
            | 0x2060..=0x206f
            | 0xe000..=0xf8ff
            | 0xfeff
            | 0xfff9..=0xfffb
            | 0x110bd
            | 0x110cd
            | 0x13430..=0x1343f
            | 0x1bca0..=0x1bca3
            | 0x1d173..=0x1d17a
            | 0xe0001..=0xe007f
            | 0xf0000..
    )
}

/// Whether a character is a CJK character to the amendment "markdown-cjk-friendly": Hangul, and everything
/// that is wide, full-width or half-width by Unicode's East Asian Width and not an emoji by default.
pub(super) fn is_cjk(character: char) -> bool {
    // Most text beside marks is Latin or Hangul.
    match character {
        '\0'..='\u{10ff}' => return false,
        '\u{ac00}'..='\u{d7a3}' => return true,
        _ => {}
    }
    let code = u32::from(character);
    let next = CJK.partition_point(|&(first, _)| first <= code);
    next > 0 && code <= CJK[next - 1].1
}

/// First and last code points, in order.
#[rustfmt::skip]
const CJK: &[(u32, u32)] = &[
    // Hangul Jamo; won sign; angle brackets; symbols of the Book of Changes
    (0x1100, 0x11ff), (0x20a9, 0x20a9), (0x2329, 0x232a), (0x2630, 0x2637), (0x268a, 0x268f),
    // radicals, description characters, punctuation, kana, bopomofo, Hangul compatibility Jamo
    (0x2e80, 0x2e99), (0x2e9b, 0x2ef3), (0x2f00, 0x2fd5), (0x2ff0, 0x303e), (0x3041, 0x3096),
    (0x3099, 0x30ff), (0x3105, 0x312f), (0x3131, 0x318e), (0x3190, 0x31e5), (0x31ef, 0x321e),
    // enclosed letters, ideographs, Yi
    (0x3220, 0x3247), (0x3250, 0xa48c), (0xa490, 0xa4c6),
    // Hangul syllables and extended Jamo; compatibility ideographs
    (0xa960, 0xa97c), (0xac00, 0xd7a3), (0xd7b0, 0xd7c6), (0xd7cb, 0xd7fb), (0xf900, 0xfaff),
    // vertical, small, full-width and half-width forms
    (0xfe10, 0xfe19), (0xfe30, 0xfe52), (0xfe54, 0xfe66), (0xfe68, 0xfe6b), (0xff01, 0xffbe),
    (0xffc2, 0xffc7), (0xffca, 0xffcf), (0xffd2, 0xffd7), (0xffda, 0xffdc), (0xffe0, 0xffe6),
    (0xffe8, 0xffee),
    // Tangut, Khitan, Nüshu, historic kana
    (0x16fe0, 0x16fe4), (0x16ff0, 0x16ff6), (0x17000, 0x18cda), (0x18cff, 0x18d20), (0x18d80, 0x18df2),
    (0x18e00, 0x19191), (0x191a0, 0x191d2), (0x1aff0, 0x1aff3), (0x1aff5, 0x1affb), (0x1affd, 0x1affe),
    (0x1b000, 0x1b128), (0x1b132, 0x1b132), (0x1b150, 0x1b152), (0x1b155, 0x1b155), (0x1b164, 0x1b168),
    (0x1b170, 0x1b2fb),
    // Tai Xuan Jing symbols, counting rods, enclosed ideographs that are not emoji
    (0x1d300, 0x1d356), (0x1d360, 0x1d376), (0x1f1ae, 0x1f1ae), (0x1f200, 0x1f200), (0x1f202, 0x1f202),
    (0x1f210, 0x1f219), (0x1f21b, 0x1f22e), (0x1f230, 0x1f231), (0x1f237, 0x1f237), (0x1f23b, 0x1f23b),
    (0x1f240, 0x1f248), (0x1f260, 0x1f265), (0x1f7da, 0x1f7da),
    // supplementary ideographic planes
    (0x20000, 0x3fffd),
];
