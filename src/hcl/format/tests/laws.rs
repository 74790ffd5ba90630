//! What holds for every text.

use super::check_style;
use super::generator::{code, next};
use crate::hcl::format::{applied, format};
use crate::hcl::{TokenKind, parse, tokenize};
use proptest::prelude::*;

/// All that is significant, apart from the marks that unwrapping and quoting take away or put in.
fn meaning(text: &str) -> Vec<&str> {
    let kept = |kind: TokenKind| {
        use TokenKind as Kind;
        let space = kind.is_trivia() || kind == Kind::Newline;
        let mark = matches!(
            kind,
            Kind::OpenQuote
                | Kind::CloseQuote
                | Kind::InterpolationOpen
                | Kind::TemplateClose
                | Kind::OpenParen
                | Kind::CloseParen
        );
        !space && !mark
    };
    // The element type that a bare `list` or `"map"` gets.
    let element = |text: &&str| !matches!(*text, "any" | "string");
    tokens(text, kept).filter(element).collect()
}

fn comments(text: &str) -> Vec<&str> {
    tokens(text, |kind| kind == TokenKind::LineComment).collect()
}

fn tokens(text: &str, kept: impl Fn(TokenKind) -> bool) -> impl Iterator<Item = &str> {
    let tokens = tokenize(text).into_iter();
    tokens
        .filter(move |token| kept(token.kind))
        .map(|token| token.span.of(text))
}

/// The text with the space within its lines changed at random.
fn respaced(text: &str, mut seed: u64) -> String {
    let tokens = tokenize(text);
    let kind = |at: usize| tokens.get(at).map(|token| token.kind);
    let mut respaced = String::new();
    for (at, token) in tokens.iter().enumerate() {
        let in_heredoc = kind(at + 1) == Some(TokenKind::HeredocClose)
            || at > 0 && kind(at - 1) == Some(TokenKind::HeredocClose);
        if token.kind != TokenKind::Whitespace || in_heredoc || at + 1 == tokens.len() {
            respaced += token.span.of(text);
        } else {
            respaced += ["\t", " ", "  ", "     "][(next(&mut seed) % 4) as usize];
        }
    }
    respaced
}

/// Whether there may be a whole-value interpolation, inside of which there was another.
fn has_whole_value(text: &str) -> bool {
    text.lines()
        .any(|line| line.contains("= ") && line.contains("\"${"))
}

/// Code with a piece taken out and another put in.
fn broken() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "", "{", "}", "\"", "${", "<<EOT\n", "\n", "#", "/*", "=", "\\", "가",
    ]);
    (code(), any::<prop::sample::Index>(), 0..9_usize, piece).prop_map(|(text, at, length, piece)| {
        let mut characters: Vec<char> = text.chars().collect();
        let at = at.index(characters.len().max(1)).min(characters.len());
        let end = (at + length).min(characters.len());
        characters.splice(at..end, piece.chars());
        characters.into_iter().collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn formatting_twice_is_formatting_once(text in code()) {
        if let Some(formatted) = format(&text) {
            prop_assert!(parse(&formatted).diagnostics.is_empty());
            let layers = if has_whole_value(&formatted) { 4 } else { 0 };
            let settled = (0..layers).fold(formatted, |text, _| format(&text).unwrap());
            prop_assert_eq!(format(&settled), Some(settled));
        }
    }

    #[test]
    fn the_meaning_stays(text in code()) {
        if let Some(formatted) = format(&text) {
            prop_assert_eq!(meaning(&formatted), meaning(&text));
            prop_assert_eq!(comments(&formatted), comments(&text));
        }
    }

    #[test]
    fn space_within_lines_makes_no_difference(text in code(), seed in any::<u64>()) {
        if let Some(formatted) = format(&text) {
            let other = respaced(&formatted, seed);
            prop_assert_eq!(format(&other), format(&formatted), "{:?}", other);
        }
    }

    #[test]
    fn the_fix_is_the_formatted_text(text in code()) {
        let Some(formatted) = format(&text) else { return Ok(()) };
        let Some(finding) = check_style(&text) else {
            prop_assert_eq!(text, formatted);
            return Ok(());
        };
        let edits = finding.fix.unwrap().edits;
        prop_assert_eq!(applied(&text, &edits), formatted);
        for pair in edits.windows(2) {
            prop_assert!(pair[0].location.end <= pair[1].location.start);
        }
        for edit in &edits {
            prop_assert!(edit.location.of(&text) != edit.replacement);
            prop_assert!(!edit.replacement.contains('\n'));
            // Only quotes that go take line ends with them.
            let replaced = edit.location.of(&text);
            prop_assert!(!replaced.contains('\n') || replaced.contains('"'), "{:?}", replaced);
        }
    }

    #[test]
    fn any_text_can_be_asked_for(text in broken()) {
        if let Some(formatted) = format(&text) {
            prop_assert!(parse(&formatted).diagnostics.is_empty());
        }
        check_style(&text);
    }

    #[test]
    fn any_unicode_can_be_asked_for(text in ".*") {
        format(&text);
    }
}

#[test]
fn the_generator_makes_code() {
    let good = (0..200).filter(|&seed| format(&super::generator::generated(seed, 3)).is_some());
    assert!(good.count() >= 195);
}
