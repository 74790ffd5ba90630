//! Strings as people see them: in grapheme clusters and words.

use unicode_segmentation::UnicodeSegmentation;

use super::string::uppercase;
use super::{Outcome, text, whole};
use crate::hcl::value::{Budget, Value};

/// How many characters a reader counts.
pub(super) fn character_count(text: &str) -> usize {
    text.graphemes(true).count()
}

pub(super) fn strrev(arguments: &[Value], _: &mut Budget) -> Outcome {
    Ok(text(arguments, 0)?
        .graphemes(true)
        .rev()
        .collect::<String>()
        .into())
}

pub(super) fn substr(arguments: &[Value], _: &mut Budget) -> Outcome {
    let source = text(arguments, 0)?;
    let (offset, length) = (whole(arguments, 1, "offset")?, whole(arguments, 2, "length")?);
    let characters: Vec<_> = source.graphemes(true).collect();
    let count = i64::try_from(characters.len()).unwrap_or(i64::MAX);
    let start = if offset < 0 {
        offset.saturating_add(count).max(0)
    } else {
        offset.min(count)
    };
    // Counted from the end, a length of zero means all the rest.
    let end = if length < 0 || length == 0 && offset < 0 {
        count
    } else {
        start.saturating_add(length).min(count)
    };
    let range = usize::try_from(start).unwrap_or(0)..usize::try_from(end).unwrap_or(0);
    Ok(characters.get(range).unwrap_or_default().concat().into())
}

/// The first letter of each word in upper case; letters, digits and `_` make a word.
pub(super) fn title(arguments: &[Value], _: &mut Budget) -> Outcome {
    let mut before = ' ';
    let mut titled = |character: char| {
        let begins = is_separator(before);
        before = character;
        if begins { titlecase(character) } else { character }
    };
    Ok(text(arguments, 0)?
        .chars()
        .map(&mut titled)
        .collect::<String>()
        .into())
}

/// The form of a letter at the start of a word; letters that look like two have one of their own.
fn titlecase(character: char) -> char {
    match character {
        'Ǆ' | 'ǅ' | 'ǆ' => 'ǅ',
        'Ǉ' | 'ǈ' | 'ǉ' => 'ǈ',
        'Ǌ' | 'ǋ' | 'ǌ' => 'ǋ',
        'Ǳ' | 'ǲ' | 'ǳ' => 'ǲ',
        _ => uppercase(character),
    }
}

fn is_separator(character: char) -> bool {
    if character.is_ascii() {
        return !character.is_ascii_alphanumeric() && character != '_';
    }
    !character.is_alphanumeric() && character.is_whitespace()
}
