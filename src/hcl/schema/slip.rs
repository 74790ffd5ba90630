//! Names that are nearly right.
//!
//! A provider that is newer than the schema has names that are not in it, and many of them are near to older
//! ones (`subnet_id` and `subnet_ids`, `engine_v1` and `engine_v2`). So a name counts as a slip of the pen only
//! when the difference is one that nobody chooses on purpose.

use crate::diagnostic::suggest::nearest;

/// A known name in place of an unknown one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Suggestion<'a> {
    /// The name can hardly mean anything else.
    Slip(&'a str),
    /// The name may have been meant.
    Near(&'a str),
}

impl<'a> Suggestion<'a> {
    pub(super) fn name(self) -> &'a str {
        match self {
            Self::Slip(name) | Self::Near(name) => name,
        }
    }
}

/// The known name that was probably meant.
pub(super) fn suggest<'a>(
    name: &str,
    known: &(impl Iterator<Item = &'a str> + Clone),
) -> Option<Suggestion<'a>> {
    let slip = known.clone().find(|candidate| is_slip(name, candidate));
    let near = || {
        let begins = |candidate: &&str| {
            candidate
                .strip_prefix(name)
                .is_some_and(|rest| rest.starts_with('_'))
        };
        nearest(name, known.clone()).or_else(|| known.clone().find(begins))
    };
    slip.map(Suggestion::Slip)
        .or_else(|| near().map(Suggestion::Near))
}

/// Whether one name differs from the other only in case or separators, or by one letter or a swap of two
/// letters inside of a word of some length.
fn is_slip(name: &str, known: &str) -> bool {
    let letters = |text: &str| text.chars().filter(|letter| !matches!(letter, '_' | '-')).count();
    let bare = |text: &str| text.replace(['_', '-'], "").to_lowercase();
    if letters(name) == letters(known) && bare(name) == bare(known) {
        return true;
    }
    let (words, known_words) = (name.split('_'), known.split('_'));
    if words.clone().count() != known_words.clone().count() {
        return false;
    }
    let mut different = words.zip(known_words).filter(|(word, known)| word != known);
    match (different.next(), different.next()) {
        (Some((word, known)), None) => is_slip_of_word(word, known),
        _ => false,
    }
}

fn is_slip_of_word(word: &str, known: &str) -> bool {
    const SHORTEST: usize = 4;
    let (a, b) = (word.as_bytes(), known.as_bytes());
    let start = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let most = a.len().min(b.len()) - start;
    let end = a
        .iter()
        .rev()
        .zip(b.iter().rev())
        .take_while(|(a, b)| a == b)
        .count()
        .min(most);
    let (a, b) = (&a[start..a.len() - end], &b[start..b.len() - end]);
    let letters = a.iter().chain(b).all(u8::is_ascii_alphabetic);
    let plural = end == 0 && matches!((a, b), ([], b"s") | (b"s", []));
    let one_edit = match (a, b) {
        ([], [_]) | ([_], []) | ([_], [_]) => true,
        ([first, second], [third, fourth]) => first == fourth && second == third,
        _ => false,
    };
    known.len() >= SHORTEST && letters && !plural && one_edit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_wrong_letter_is_a_slip_and_a_chosen_difference_is_not() {
        let slip = |name, known| is_slip(name, known);
        assert!(slip("cidr_blok", "cidr_block"));
        assert!(slip("cidrBlock", "cidr_block"));
        assert!(slip("vpcid", "vpc_id"));
        assert!(slip("enable_dns_hostanmes", "enable_dns_hostnames"));
        assert!(!slip("subnet_id", "subnet_ids"));
        assert!(!slip("ipv4_pool", "ipv6_pool"));
        assert!(!slip("private_key_wo", "private_key"));
        assert!(!slip("ip", "id"));
    }

    #[test]
    fn a_shortened_name_suggests_the_long_one() {
        let known = ["arn", "cidr_block", "cidr_block_association"];
        assert_eq!(
            suggest("cidr", &known.iter().copied()),
            Some(Suggestion::Near("cidr_block"))
        );
        assert_eq!(suggest("colour", &known.iter().copied()), None);
    }
}
