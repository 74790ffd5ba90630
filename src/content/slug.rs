//! Names made from text: ids of headings, and the parts of addresses that pages and tags get.
//!
//! Both keep letters of every script, Hangul as it is, in Unicode's normal form NFC: macOS hands out file
//! names in NFD, which look the same and are other bytes.

use std::fmt::Write as _;

use crate::hash::HashMap;
use crate::source::unicode::{is_combining_mark, nfc};

/// What an element is called whose text gives no id.
const NAMELESS: &str = "section";

/// The id GitHub gives a heading: lower case, without punctuation, symbols and emoji; each space becomes `-`,
/// and `-` and `_` stay. Runs of `-` stay too, so `A & B` is `a--b`. A text of which nothing is left
/// is `section`. Ids of one page still have to be told apart: see [`Ids`].
pub fn heading_id(text: &str) -> String {
    let lower = nfc(text).to_lowercase();
    let id: String = lower
        .chars()
        .filter(|&character| matches!(character, ' ' | '-') || is_word(character))
        .map(|character| if character == ' ' { '-' } else { character })
        .collect();
    let id = nfc(&id).into_owned();
    if id.is_empty() { NAMELESS.to_owned() } else { id }
}

/// The ids of one page, each taken once.
#[derive(Clone, Debug, Default)]
pub struct Ids {
    /// Taken ids, each with the last number that was appended to it.
    taken: HashMap<String, usize>,
}

impl Ids {
    /// Takes an id as it is, such as one the author wrote; false if it is taken already.
    pub fn take(&mut self, id: &str) -> bool {
        if self.taken.contains_key(id) {
            return false;
        }
        self.taken.insert(id.to_owned(), 0);
        true
    }

    /// Takes an id that nothing else has: the given one, or with `-1`, `-2`, … appended, as GitHub does.
    pub fn unique(&mut self, id: &str) -> String {
        let id = if id.is_empty() { NAMELESS } else { id };
        if self.take(id) {
            return id.to_owned();
        }
        let mut number = self.taken.get(id).copied().unwrap_or_default();
        loop {
            number += 1;
            let numbered = format!("{id}-{number}");
            if self.take(&numbered) {
                self.taken.insert(id.to_owned(), number);
                return numbered;
            }
        }
    }
}

/// The part of an address that a page or tag gets: like [`heading_id`], but readable words with one `-`
/// between them and none at the ends. It is never empty, `.` or `..`, holds no `/`, and what would make
/// two names of technology alike is spelled out:
/// - `+` is `plus`: `C++` is `c-plus-plus`;
/// - `#` at the end of a word is `sharp`: `C#` is `c-sharp`;
/// - `.` before a word is `dot`: `.NET` is `dot-net`;
/// - `/`, and `.` or `,` between digits, part words: `CI/CD 1.12` is `ci-cd-1-12`.
///
/// A text without any letter or digit gives the hexadecimal numbers of its characters (`🎉` is `u1f389`),
/// and an empty one `untitled`.
pub fn slug(text: &str) -> String {
    let lower = nfc(text).to_lowercase();
    let mut spelled = String::with_capacity(lower.len());
    let mut previous = None;
    let mut characters = lower.chars().peekable();
    while let Some(character) = characters.next() {
        spell(&mut spelled, previous, character, characters.peek().copied());
        previous = Some(character);
    }
    let slug = joined_words(&spelled);
    if slug.is_empty() { numbers_of(&lower) } else { slug }
}

/// Appends a character as a slug spells it, given its neighbours; a space parts words.
fn spell(out: &mut String, previous: Option<char>, character: char, next: Option<char>) {
    let previous_is = |test: fn(char) -> bool| previous.is_some_and(test);
    let next_is = |test: fn(char) -> bool| next.is_some_and(test);
    match character {
        '+' => out.push_str(" plus "),
        '#' if previous_is(is_word) && !next_is(is_word) => out.push_str(" sharp "),
        '.' | ',' if previous_is(char::is_numeric) && next_is(char::is_numeric) => out.push(' '),
        '.' if !previous_is(|previous| is_word(previous) || previous == '.') && next_is(is_word) => {
            out.push_str(" dot ");
        }
        '/' | '-' => out.push(' '),
        _ if character.is_whitespace() => out.push(' '),
        _ if is_word(character) && !is_variation_selector(character) => out.push(character),
        _ => {}
    }
}

fn joined_words(text: &str) -> String {
    let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    let slug = nfc(&words.join("-")).into_owned();
    // Marks and underscores alone name nothing that could be read.
    if slug
        .chars()
        .any(|character| character.is_alphabetic() || is_decimal_digit(character))
    {
        slug
    } else {
        String::new()
    }
}

fn numbers_of(text: &str) -> String {
    let mut numbers = String::new();
    for character in text
        .trim()
        .chars()
        .filter(|&character| !is_variation_selector(character))
    {
        let separator = if numbers.is_empty() { "" } else { "-" };
        write!(numbers, "{separator}u{:x}", u32::from(character)).expect("a string takes any text");
    }
    if numbers.is_empty() {
        "untitled".to_owned()
    } else {
        numbers
    }
}

/// They choose how the character before them looks, and cannot be seen or typed.
fn is_variation_selector(character: char) -> bool {
    matches!(character, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Whether a character is `\p{Word}` of the regular expressions that GitHub finds ids with: alphabetic, a
/// mark, a decimal digit or connecting punctuation.
fn is_word(character: char) -> bool {
    character.is_alphabetic()
        || is_combining_mark(character)
        || is_decimal_digit(character)
        || is_connector(character)
}

/// Unicode's general category Pc.
fn is_connector(character: char) -> bool {
    matches!(
        character,
        '_' | '\u{203f}' | '\u{2040}' | '\u{2054}' | '\u{fe33}' | '\u{fe34}' | '\u{fe4d}'
            ..='\u{fe4f}' | '\u{ff3f}'
    )
}

/// Unicode's general category Nd, which the standard library does not tell from other numbers (`½`, `①`).
fn is_decimal_digit(character: char) -> bool {
    let code = u32::from(character);
    let next = ZEROS.partition_point(|&zero| zero <= code);
    next > 0 && code - ZEROS[next - 1] < 10
}

/// The digit zero of every script; the other nine follow it. Unicode 16.
#[rustfmt::skip]
const ZEROS: &[u32] = &[
    0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50,
    0xed0, 0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40,
    0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10, 0x104a0, 0x10d30, 0x10d40,
    0x11066, 0x110f0, 0x11136, 0x111d0, 0x112f0, 0x11450, 0x114d0, 0x11650, 0x116c0, 0x116d0, 0x116da,
    0x11730, 0x118e0, 0x11950, 0x11bf0, 0x11c50, 0x11d50, 0x11da0, 0x11f50, 0x16130, 0x16a60, 0x16ac0,
    0x16b50, 0x16d70, 0x1ccf0, 0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec, 0x1d7f6, 0x1e140, 0x1e2f0, 0x1e4f0,
    0x1e5f1, 0x1e950, 0x1fbf0,
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check_id(text: &str, expected: &str) {
        assert_eq!(heading_id(text), expected, "{text}");
    }

    fn check_slug(text: &str, expected: &str) {
        assert_eq!(slug(text), expected, "{text}");
    }

    #[test]
    fn heading_ids_are_those_of_github() {
        check_id("Getting Started", "getting-started");
        check_id("설치 방법", "설치-방법");
        check_id("VPC CNI(네트워크)란?", "vpc-cni네트워크란");
        check_id("A & B -- C", "a--b----c");
        check_id("snake_case와 kebab-case", "snake_case와-kebab-case");
        check_id("1.2.3 릴리스", "123-릴리스");
        check_id("🎉 끝!", "-끝");
        check_id("I'm “here”…", "im-here");
        check_id("½컵과 ①번", "컵과-번");
        check_id("탭\t과 줄", "탭과-줄");
        check_id("日本語・テスト", "日本語テスト");
    }

    #[test]
    fn decomposed_text_gives_the_same_names() {
        let decomposed: String = crate::source::unicode::nfd("한글 Café");
        check_id(&decomposed, "한글-café");
        check_slug(&decomposed, "한글-café");
    }

    #[test]
    fn a_heading_without_letters_is_a_section() {
        check_id("", "section");
        check_id("!?", "section");
    }

    #[test]
    fn ids_are_numbered_like_githubs() {
        let mut ids = Ids::default();
        assert!(ids.take("x-2"));
        assert!(!ids.take("x-2"));
        let names: Vec<_> = ["x", "x", "x", "x", "x-1", ""].map(|id| ids.unique(id)).into();
        assert_eq!(names, ["x", "x-1", "x-3", "x-4", "x-1-1", "section"]);
    }

    #[test]
    fn slugs_read_well() {
        check_slug("Terraform 1.12로 EKS 만들기", "terraform-1-12로-eks-만들기");
        check_slug("  -- A & B --  ", "a-b");
        check_slug("CI/CD", "ci-cd");
        check_slug("Node.js", "nodejs");
        check_slug("don't", "dont");
        check_slug("snake_case", "snake_case");
        check_slug("../../etc/passwd", "etc-passwd");
        check_slug("1,000원", "1-000원");
        check_slug("끝.", "끝");
    }

    #[test]
    fn names_of_technology_stay_apart() {
        check_slug("C", "c");
        check_slug("C++", "c-plus-plus");
        check_slug("C#", "c-sharp");
        check_slug("F# 6", "f-sharp-6");
        check_slug("#1", "1");
        check_slug(".NET", "dot-net");
        check_slug("ASP.NET과 .NET", "aspnet과-dot-net");
        check_slug("Google+", "google-plus");
    }

    #[test]
    fn a_slug_is_never_empty_or_a_dot() {
        check_slug("", "untitled");
        check_slug(".", "u2e");
        check_slug("..", "u2e-u2e");
        check_slug("🎉", "u1f389");
        check_slug("❤\u{fe0f}", "u2764");
        check_slug("_", "u5f");
    }

    #[test]
    fn the_zeros_are_in_order() {
        assert!(ZEROS.is_sorted_by(|left, right| left + 9 < *right));
        assert!(
            ZEROS
                .iter()
                .all(|&zero| char::from_u32(zero).is_some_and(char::is_numeric))
        );
    }

    /// comrak makes ids too, but keeps every number and no symbol, where GitHub's expression keeps decimal
    /// digits only, and circled letters. What the standard library cannot print is not assigned to it yet.
    #[test]
    fn characters_of_ids_are_those_of_comrak() {
        let comrak_keeps = |character: char| {
            !comrak::Anchorizer::new()
                .anchorize(&character.to_string())
                .is_empty()
        };
        let explained = |character: char| {
            let other_number = character.is_numeric() && !is_decimal_digit(character);
            let circled_letter = matches!(character, '\u{24b6}'..='\u{24e9}');
            let unassigned = character.escape_debug().len() > 1 && !is_combining_mark(character);
            other_number || circled_letter || unassigned
        };
        let differing: Vec<char> = ('!'..='\u{ffff}')
            .filter(|&character| character != '-' && !explained(character))
            .filter(|&character| comrak_keeps(character) != is_word(character))
            .take(50)
            .collect();
        assert!(differing.is_empty(), "{differing:?}");
    }

    proptest! {
        #[test]
        fn names_are_settled_after_one_pass(text in "\\PC{0,12}|[a-z.+#/ _가é\u{301}ᄒ\u{200d}-]{0,12}") {
            let id = heading_id(&text);
            prop_assert_eq!(&heading_id(&id), &id);
            let slug_of_text = slug(&text);
            prop_assert_eq!(&slug(&slug_of_text), &slug_of_text);
            prop_assert!(!slug_of_text.is_empty() && !id.is_empty());
            let bad = slug_of_text.starts_with('-') || slug_of_text.ends_with('-') || slug_of_text.contains("--");
            prop_assert!(!bad && !slug_of_text.contains(['/', '.', ' ', '\\', '#', '?', '%']));
        }

        #[test]
        fn no_two_ids_are_alike(texts in prop::collection::vec("[ab](-[12]){0,3}", 0..40)) {
            let mut ids = Ids::default();
            let mut all: Vec<String> = texts.iter().map(|text| ids.unique(text)).collect();
            all.sort_unstable();
            all.dedup();
            prop_assert_eq!(all.len(), texts.len());
        }
    }
}
