//! Addresses of a site, and who owns each.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Bound;
use std::sync::Arc;

pub use crate::link::address::decode;

use crate::diagnostic::{Diagnostic, Location, catalogue};
use crate::source::unicode::nfc;

/// An address below the site's root: no slash at its beginning, not percent-encoded, composed Unicode (NFC).
/// A page ends with a slash (`posts/x/`, or nothing at all for the home page), a file does not (`feed.xml`).
///
/// Cheap to clone.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Route(Arc<str>);

impl Route {
    /// Composes the path; a slash at its beginning is dropped.
    pub fn new(path: &str) -> Self {
        Self(Arc::from(&*nfc(path.trim_start_matches('/'))))
    }

    /// The path as it is read by people.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path as it is written into an address: percent-encoded UTF-8 (RFC 3986).
    pub fn encoded(&self) -> String {
        encode(&self.0)
    }

    /// The file that a server answers with.
    pub fn output_path(&self) -> String {
        (*self.file()).to_owned()
    }

    /// As [`Route::output_path`], shared with the address where it is the same.
    fn file(&self) -> Arc<str> {
        if self.0.is_empty() || self.0.ends_with('/') {
            format!("{}index.html", self.0).into()
        } else {
            Arc::clone(&self.0)
        }
    }

    /// The address of an address below this one.
    pub fn join(&self, rest: &str) -> Self {
        Self::new(&format!("{}{rest}", self.0))
    }
}

impl fmt::Display for Route {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "/{}", self.0)
    }
}

/// Percent-encodes a path: all but unreserved characters, `/` and the sub-delimiters that no reader of URLs
/// trips over.
pub fn encode(path: &str) -> String {
    if path.bytes().all(|byte| STAYS[usize::from(byte)]) {
        return path.to_owned();
    }
    let mut out = String::with_capacity(path.len() * 3);
    for byte in path.bytes() {
        if STAYS[usize::from(byte)] {
            out.push(char::from(byte));
        } else {
            let digit = |value: u8| char::from(b"0123456789ABCDEF"[usize::from(value)]);
            out.extend(['%', digit(byte >> 4), digit(byte & 15)]);
        }
    }
    out
}

/// The bytes that stand in an encoded path as they are.
const STAYS: [bool; 256] = {
    let mut stays = [false; 256];
    let mut byte = 0;
    while byte < 128_u8 {
        stays[byte as usize] = byte.is_ascii_alphanumeric();
        byte += 1;
    }
    let signs = b"-._~/!$+,;=:@()*";
    let mut at = 0;
    while at < signs.len() {
        stays[signs[at] as usize] = true;
        at += 1;
    }
    stays
};

/// Who owns an address.
#[derive(Clone, Debug)]
pub enum Owner {
    /// A page.
    Page(Location),
    /// A file of the author's that is published as it is.
    File(Location),
    /// An alias, in the file of the page that it leads to.
    Alias(Location),
    /// What no place in the author's files stands for, as messages call it: "the tag `aws`".
    Generated(String),
}

impl Owner {
    /// Where in the user's files it comes from.
    fn location(&self) -> Option<&Location> {
        match self {
            Self::Page(location) | Self::File(location) | Self::Alias(location) => Some(location),
            Self::Generated(_) => None,
        }
    }
}

impl fmt::Display for Owner {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Page(location) => write!(formatter, "the page `{}`", location.path),
            Self::File(location) => write!(formatter, "the file `{}`", location.path),
            Self::Alias(location) => write!(formatter, "the alias of `{}`", location.path),
            Self::Generated(what) => formatter.write_str(what),
        }
    }
}

/// All addresses that will be written, by the file they become.
#[derive(Clone, Debug, Default)]
pub struct Routes {
    owners: BTreeMap<Arc<str>, (Route, Owner)>,
    /// The output paths that are not in lower case, by how they are in lower case.
    folded: BTreeMap<Box<str>, Arc<str>>,
}

impl Routes {
    /// Gives an address to an owner; a clash with an earlier one is a finding, and the earlier one stays.
    pub fn claim(&mut self, route: &Route, owner: Owner) -> Result<(), Box<Diagnostic>> {
        let path = route.file();
        if let Some((_, earlier)) = self.owners.get(&path) {
            return Err(clash(
                route,
                &owner,
                earlier,
                "would be written to the same address",
            ));
        }
        let fold = path.to_lowercase();
        if let Some((_, earlier)) = self.alike(&fold) {
            return Err(clash(
                route,
                &owner,
                earlier,
                "differ only in upper and lower case",
            ));
        }
        if let Some(earlier) = self.nested(&path) {
            return Err(clash(
                route,
                &owner,
                earlier,
                "would need one name for a file and a folder",
            ));
        }
        if fold != *path {
            self.folded.insert(fold.into(), Arc::clone(&path));
        }
        self.owners.insert(path, (route.clone(), owner));
        Ok(())
    }

    /// The owner of a file where `path` needs a folder, or of a file in a folder where `path` is a file.
    fn nested(&self, path: &str) -> Option<&Owner> {
        let above = path
            .match_indices('/')
            .find_map(|(at, _)| self.owners.get(&path[..at]));
        let folder = format!("{path}/");
        let below = || {
            self.owners
                .range::<str, _>((Bound::Included(&*folder), Bound::Unbounded))
                .next()
                .filter(|(other, _)| other.starts_with(&folder))
                .map(|(_, owned)| owned)
        };
        above.or_else(below).map(|(_, owner)| owner)
    }

    /// What is written to the path that reads so in lower case.
    fn alike(&self, fold: &str) -> Option<&(Route, Owner)> {
        let path = self.folded.get(fold).map_or(fold, |path| path);
        self.owners.get(path)
    }

    /// Whether the address is written, just as it is.
    pub fn has(&self, route: &Route) -> bool {
        self.owners
            .get(&route.file())
            .is_some_and(|(owned, _)| owned == route)
    }

    /// All addresses, by output path.
    pub fn iter(&self) -> impl Iterator<Item = &Route> {
        self.owners.values().map(|(route, _)| route)
    }

    /// The address that equals this one but for upper and lower case.
    pub fn other_case(&self, route: &Route) -> Option<&Route> {
        let (other, _) = self.alike(&route.file().to_lowercase())?;
        Some(other)
    }
}

fn clash(route: &Route, owner: &Owner, earlier: &Owner, how: &str) -> Box<Diagnostic> {
    let message = format!("{earlier} and {owner} {how} `{route}`");
    let mut found = Diagnostic::new(&catalogue::DUPLICATE_ROUTE, message);
    if let Some(location) = owner.location() {
        found = found.at(location.clone(), "this one");
    }
    if let Some(location) = earlier.location() {
        found = found.at(location.clone(), "and this one");
    }
    Box::new(found.help("give one of them another `slug`, name or place"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_route_is_a_file_and_an_address() {
        let check = |path: &str, output: &str, encoded: &str| {
            let route = Route::new(path);
            assert_eq!(
                (route.output_path().as_str(), route.encoded().as_str()),
                (output, encoded)
            );
        };
        check("", "index.html", "");
        check(
            "/posts/한글 x/",
            "posts/한글 x/index.html",
            "posts/%ED%95%9C%EA%B8%80%20x/",
        );
        check("feed.xml", "feed.xml", "feed.xml");
        check("a?b#c%.png", "a?b#c%.png", "a%3Fb%23c%25.png");
    }

    #[test]
    fn decoding_undoes_encoding() {
        assert_eq!(decode("a%20b%ED%95%9C").as_deref(), Some("a b한"));
        assert_eq!(decode("100%").as_deref(), Some("100%"));
        assert_eq!(decode("%ff"), None);
        for path in ["한글/x y.png", "a%20b", "?#"] {
            assert_eq!(decode(&encode(path)).as_deref(), Some(path));
        }
    }

    #[test]
    fn clashes_are_found() {
        let check = |first: &str, second: &str, expected: Option<&str>| {
            let owner = |what: &str| Owner::Generated(what.into());
            let mut routes = Routes::default();
            routes.claim(&Route::new(first), owner("A")).unwrap();
            let message = routes
                .claim(&Route::new(second), owner("B"))
                .err()
                .map(|found| found.message);
            assert_eq!(message.as_deref(), expected, "{first} {second}");
        };
        check("a/", "b/", None);
        check(
            "a/",
            "a/",
            Some("A and B would be written to the same address `/a/`"),
        );
        check(
            "a/",
            "a/index.html",
            Some("A and B would be written to the same address `/a/index.html`"),
        );
        check(
            "A/",
            "a/",
            Some("A and B differ only in upper and lower case `/a/`"),
        );
        check(
            "a",
            "a/",
            Some("A and B would need one name for a file and a folder `/a/`"),
        );
        check(
            "a/",
            "a",
            Some("A and B would need one name for a file and a folder `/a`"),
        );
        check(
            "\u{1112}\u{1161}\u{11ab}/",
            "한/",
            Some("A and B would be written to the same address `/한/`"),
        );
    }
}
