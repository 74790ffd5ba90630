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

/// The plural or singular of an argument's name that is one word: `tags` for `tag`. Longer names, such as
/// `subnet_id` and `subnet_ids`, are often chosen to differ.
pub(super) fn plural<'a>(name: &str, mut known: impl Iterator<Item = &'a str>) -> Option<Suggestion<'a>> {
    const SHORTEST: usize = 3;
    let word = name.len() >= SHORTEST && name.bytes().all(|byte| byte.is_ascii_lowercase());
    let meant =
        |known: &&str| known.strip_suffix('s') == Some(name) || name.strip_suffix('s') == Some(*known);
    known
        .find(|known| word && known.len() >= SHORTEST && meant(known))
        .map(Suggestion::Slip)
}

/// Whether two names of types differ only in that two letters of one short word are swapped: `aws_esc_service`.
/// Arguments are often named after a direction, so of them it is not certain.
pub(super) fn is_swap_in_type(name: &str, known: &str) -> bool {
    const LONG_ENOUGH: usize = 4;
    let words = || name.split('_').zip(known.split('_'));
    if name.len() != known.len() || name.split('_').count() != known.split('_').count() {
        return false;
    }
    let mut different = words().filter(|(word, known)| word != known);
    let (Some((word, other)), None) = (different.next(), different.next()) else {
        return false;
    };
    let (word, other) = (word.as_bytes(), other.as_bytes());
    let swapped = (1..word.len()).any(|at| {
        word.len() == other.len()
            && word[at - 1] == other[at]
            && word[at] == other[at - 1]
            && word[..at - 1] == other[..at - 1]
            && word[at + 1..] == other[at + 1..]
    });
    swapped
        && words()
            .skip(1)
            .any(|(word, known)| word == known && word.len() >= LONG_ENOUGH)
}

/// Whether one name differs from the other only in case or separators, or by one letter or a swap of two
/// letters inside of a word of some length.
pub(in crate::hcl) fn is_slip(name: &str, known: &str) -> bool {
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
    // `vpcc`: nobody doubles a letter on purpose.
    let doubled =
        known.len() >= 3 && word.len() > known.len() && start > 0 && a == &word.as_bytes()[start - 1..start];
    let plural = end == 0 && matches!((a, b), ([], b"s") | (b"s", []));
    let one_edit = match (a, b) {
        ([], [_]) | ([_], []) | ([_], [_]) => true,
        ([first, second], [third, fourth]) => first == fourth && second == third,
        _ => false,
    };
    letters && !plural && (known.len() >= SHORTEST && one_edit || doubled && b.is_empty())
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
        assert!(slip("aws_vpcc", "aws_vpc"));
        assert!(slip("aws_amii", "aws_ami"));
        assert!(!slip("aws_s3_bucket_v2", "aws_s3_bucket"));
        assert!(!slip("aws_vpn", "aws_vpc"));
        assert!(!slip("tag", "tags"));
        assert!(!slip("subnet_id", "subnet_ids"));
        assert!(!slip("ipv4_pool", "ipv6_pool"));
        assert!(!slip("private_key_wo", "private_key"));
        assert!(!slip("ip", "id"));
    }

    #[test]
    fn one_word_may_be_meant_in_the_plural() {
        let meant = |name, known: &str| plural(name, [known].into_iter()).is_some();
        assert!(meant("tag", "tags"));
        assert!(meant("names", "name"));
        assert!(!meant("id", "ids"));
        assert!(!meant("subnet_id", "subnet_ids"));
        assert!(!meant("ipv4", "ipv4s"));
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
