//! Word lists that are laid out when Recto is compiled.

use super::class::Class;

/// What a word of a language means for itself and for what follows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// It is of a class.
    Is(Class),
    /// A keyword, and the next name that is none is of a class: `fn`, `struct`.
    Defines(Class),
    /// A keyword before a declared name, which may still be a key: `pub`, `readonly`.
    Modifier,
    /// A keyword where a name, a string or a bracket follows it, which may define the next name; elsewhere it is any
    /// name: `type`, `match`.
    Soft(Option<Class>),
    /// A keyword whose braces hold fields and no statements: `struct` of Go.
    Fields,
}

/// The words of a language, by their first byte. Made by [`words!`].
#[derive(Clone, Copy)]
pub(super) struct Words {
    entries: &'static [(&'static str, Role)],
    /// For each first byte, where its words begin among the entries; they end where the next one's begin.
    starts: [u16; 129],
}

impl Words {
    /// No words.
    pub(super) const NONE: Self = Self {
        entries: &[],
        starts: [0; 129],
    };

    /// The role of a word, if it has one.
    pub(super) fn role(&self, word: &[u8]) -> Option<Role> {
        self.find(word, |known, word| known == word)
    }

    /// The role of a word in letters of any case, if it has one; the list has small letters.
    pub(super) fn role_in_any_case(&self, word: &[u8]) -> Option<Role> {
        self.find(word, <[u8]>::eq_ignore_ascii_case)
    }

    fn find(&self, word: &[u8], equal: impl Fn(&[u8], &[u8]) -> bool) -> Option<Role> {
        let &first = word.first().filter(|first| first.is_ascii())?;
        let bucket = |first: u8| {
            let first = usize::from(first);
            &self.entries[usize::from(self.starts[first])..usize::from(self.starts[first + 1])]
        };
        let search = |bucket: &[(&'static str, Role)]| {
            let found = bucket.iter().find(|(known, _)| equal(known.as_bytes(), word));
            found.map(|&(_, role)| role)
        };
        search(bucket(first)).or_else(|| match first {
            b'A'..=b'Z' => search(bucket(first.to_ascii_lowercase())),
            _ => None,
        })
    }

    /// Lays out sorted entries.
    pub(super) const fn new(entries: &'static [(&'static str, Role)]) -> Self {
        let mut starts = [0; 129];
        let (mut at, mut first) = (0, 0);
        while first < 128 {
            starts[first] = at as u16;
            while at < entries.len() && entries[at].0.as_bytes()[0] as usize == first {
                at += 1;
            }
            first += 1;
        }
        starts[128] = at as u16;
        Self { entries, starts }
    }

    /// Every word.
    #[cfg(test)]
    pub(super) fn all(&self) -> impl Iterator<Item = &'static str> {
        self.entries.iter().map(|&(word, _)| word)
    }
}

/// Groups of words with a role each.
pub(super) type Groups = [(Role, &'static [&'static str])];

/// How many words there are.
pub(super) const fn count(groups: &Groups) -> usize {
    let (mut group, mut count) = (0, 0);
    while group < groups.len() {
        count += groups[group].1.len();
        group += 1;
    }
    count
}

/// The words of all groups in the order of their first bytes.
pub(super) const fn order<const N: usize>(groups: &Groups) -> [(&'static str, Role); N] {
    let mut ordered = [("", Role::Modifier); N];
    let (mut first, mut at) = (0, 0);
    while first < 128 {
        let mut group = 0;
        while group < groups.len() {
            let (role, words) = groups[group];
            let mut word = 0;
            while word < words.len() {
                if words[word].as_bytes()[0] == first {
                    ordered[at] = (words[word], role);
                    at += 1;
                }
                word += 1;
            }
            group += 1;
        }
        first += 1;
    }
    assert!(at == N, "a word begins with a character that is not ASCII");
    ordered
}

/// The [`Words`] of a language from groups with a role each, in any order.
macro_rules! words {
    ($($role:expr => [$($word:literal),* $(,)?]),* $(,)?) => {{
        const GROUPS: &$crate::render::highlight::words::Groups = &[$(($role, &[$($word),*])),*];
        const COUNT: usize = $crate::render::highlight::words::count(GROUPS);
        static ENTRIES: [(&str, $crate::render::highlight::words::Role); COUNT] =
            $crate::render::highlight::words::order(GROUPS);
        $crate::render::highlight::words::Words::new(&ENTRIES)
    }};
}
pub(super) use words;
