//! What an address means, as a browser would understand it (URL Standard, section 4.4), as far as it takes to
//! tell the files of one site from everything else.

use std::borrow::Cow;

/// The address that a site is published at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The scheme, in lower case; `https` when it is not known.
    scheme: String,
    /// The host and, unless it is that of the scheme, the port, in lower case: `example.org`. Empty when it
    /// is not known, so that no absolute address is the site's own.
    host: String,
    /// The path that all of the site lies below, with a slash at both ends: `/` or `/blog/`.
    base: String,
}

/// What an address means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// A file below the site's base path.
    Own(Target),
    /// A path on the site's host that is not below the base path: decoded, with its slash.
    BesideBase(String),
    /// Another host, over HTTP: the address without its fragment, made absolute.
    Elsewhere {
        /// The host, in lower case, without the port.
        host: String,
    },
    /// An address of another scheme, in lower case: `mailto`, and what follows its colon.
    Other {
        /// The scheme.
        scheme: String,
        /// What follows the colon.
        rest: String,
    },
    /// No address.
    Malformed(Fault),
}

/// Why something is no address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The percent-encoded bytes of the path are no UTF-8.
    Encoding,
    /// `http:` with nothing behind it.
    NoHost,
    /// The host has a letter that none can have, such as a space.
    Host,
}

/// A file of the site, as an address names it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Target {
    /// The path below the base, decoded, without a slash at its beginning; empty for the root.
    pub path: String,
    /// What stands behind `#`, as written.
    pub fragment: Option<String>,
}

impl Origin {
    /// Reads `https://host/base/`; an empty text stands for an unknown host and the root.
    pub fn new(base_url: &str) -> Self {
        let (scheme, rest) = base_url.split_once("://").unwrap_or(("https", ""));
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        let path = path
            .split(['?', '#'])
            .next()
            .unwrap_or_default()
            .trim_matches('/');
        let path = decode(path).unwrap_or_else(|| path.to_owned());
        Self {
            scheme: scheme.to_ascii_lowercase(),
            host: bare_host(host),
            base: if path.is_empty() {
                "/".to_owned()
            } else {
                format!("/{path}/")
            },
        }
    }

    /// The base path, with a slash at both ends, decoded.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Whether other sites may lie below paths of the same host: that of a person's pages, which has those of
    /// their projects beside it.
    pub fn is_shared(&self) -> bool {
        let shared = [".github.io", ".gitlab.io", ".codeberg.page"];
        self.base == "/" && shared.iter().any(|end| self.host.ends_with(end))
    }

    /// What `url` means in the file at `path` (below the base, decoded), whose `<base href>` is `base`.
    pub fn meaning(&self, path: &str, base: Option<&str>, url: &str) -> Meaning {
        if base.is_none() && is_plain_path(url) {
            return self.below(url, None);
        }
        // The file itself, and what names the host in full: the other addresses that a generator writes.
        if let (None, Some(fragment)) = (base, url.strip_prefix('#').filter(|rest| is_clean(rest))) {
            return Meaning::Own(Target {
                path: path.to_owned(),
                fragment: Some(fragment.to_owned()),
            });
        }
        if let Some(rest) = self.on_host(url).filter(|rest| is_plain_path(rest))
            && let meaning @ Meaning::Own(_) = self.below(rest, None)
        {
            return meaning;
        }
        let folder = match base {
            None => Folder::Own(Cow::Owned(format!("{}{path}", self.base))),
            Some(base) => match self.absolute(&Folder::Own(Cow::Owned(format!("{}{path}", self.base))), base)
            {
                Ok(Absolute::Own { path, .. }) => Folder::Own(Cow::Owned(path)),
                Ok(Absolute::Elsewhere { host }) => Folder::Elsewhere(host),
                Ok(Absolute::Other { .. }) | Err(_) => {
                    Folder::Own(Cow::Owned(format!("{}{path}", self.base)))
                }
            },
        };
        match self.absolute(&folder, url) {
            Ok(Absolute::Own { path, fragment }) => match self.below(&path, fragment) {
                // Who names the host means it: another site may well be there.
                Meaning::BesideBase(_) if names_host(url) && !self.is_path(url) => Meaning::Elsewhere {
                    host: without_port(&self.host).to_owned(),
                },
                meaning => meaning,
            },
            Ok(Absolute::Elsewhere { host }) => Meaning::Elsewhere { host },
            Ok(Absolute::Other { scheme, rest }) => Meaning::Other { scheme, rest },
            Err(fault) => Meaning::Malformed(fault),
        }
    }

    /// What follows scheme and host, when they are written as they are.
    fn on_host<'u>(&self, url: &'u str) -> Option<&'u str> {
        let rest = url.strip_prefix(&*self.scheme)?.strip_prefix("://")?;
        rest.strip_prefix(&*self.host).filter(|_| !self.host.is_empty())
    }

    /// The path of an address that names the site's host, and is not below the base path; decoded, with its slash.
    pub fn beside(&self, url: &str) -> Option<String> {
        match self.absolute(&Folder::Own(Cow::Borrowed("/")), url) {
            Ok(Absolute::Own { path, fragment }) => match self.below(&path, fragment) {
                Meaning::BesideBase(path) => Some(path),
                _ => None,
            },
            _ => None,
        }
    }

    fn below(&self, path: &str, fragment: Option<String>) -> Meaning {
        let decoded = if path.contains('%') {
            decode(path).map(Cow::Owned)
        } else {
            Some(path.into())
        };
        let Some(path) = decoded else {
            return Meaning::Malformed(Fault::Encoding);
        };
        match path.strip_prefix(&self.base) {
            Some(below) => Meaning::Own(Target {
                path: below.to_owned(),
                fragment,
            }),
            // `/blog` answers as `/blog/` does.
            None if *path == *self.base.trim_end_matches('/') => Meaning::Own(Target {
                path: String::new(),
                fragment,
            }),
            None => Meaning::BesideBase(path.into_owned()),
        }
    }

    /// Resolves an address. Paths stay percent-encoded.
    fn absolute(&self, folder: &Folder<'_>, url: &str) -> Result<Absolute, Fault> {
        let url = cleaned(url);
        if let Some((scheme, rest)) = split_scheme(&url) {
            let scheme = scheme.to_ascii_lowercase();
            if !matches!(scheme.as_str(), "http" | "https") {
                return Ok(Absolute::Other {
                    scheme,
                    rest: rest.to_owned(),
                });
            }
            if rest.starts_with(':') {
                return Err(Fault::Host);
            }
            // Behind the page's own scheme a path is taken for one, behind another it is a host, with any number
            // of slashes of either kind.
            if !self.is_path(&url) || matches!(folder, Folder::Elsewhere(_)) {
                return self.at_host(rest.trim_start_matches(['/', '\\']));
            }
            return self.relative(folder, rest);
        }
        if begins_host(&url) {
            return self.at_host(url.trim_start_matches(['/', '\\']));
        }
        self.relative(folder, &url)
    }

    /// Whether an address has the page's own scheme and yet no host: `https:/path`.
    fn is_path(&self, url: &str) -> bool {
        split_scheme(&cleaned(url))
            .is_some_and(|(scheme, rest)| scheme.eq_ignore_ascii_case(&self.scheme) && !begins_host(rest))
    }

    /// Resolves an address without scheme and host.
    fn relative(&self, folder: &Folder<'_>, url: &str) -> Result<Absolute, Fault> {
        let own = match folder {
            Folder::Own(path) => path,
            Folder::Elsewhere(host) => return Ok(Absolute::Elsewhere { host: host.clone() }),
        };
        let (path, fragment) = split_fragment(url);
        let (path, query) = split_query(path);
        let resolved = if path.is_empty() {
            // A query or fragment alone means the file itself.
            let _ = query;
            encode_percent(own)
        } else if path.starts_with(['/', '\\']) {
            normal(path)
        } else {
            let folder = own.rfind('/').map_or("/", |end| &own[..=end]);
            normal(&format!("{}{path}", encode_percent(folder)))
        };
        Ok(Absolute::Own {
            path: resolved,
            fragment,
        })
    }

    /// An address behind `https://`.
    fn at_host(&self, rest: &str) -> Result<Absolute, Fault> {
        let end = rest.find(['/', '\\', '?', '#']).unwrap_or(rest.len());
        let (authority, behind) = rest.split_at(end);
        let host = bare_host(authority);
        if host.is_empty() {
            return Err(Fault::NoHost);
        }
        if !may_be_host(&host) {
            return Err(Fault::Host);
        }
        if self.host.is_empty() || host != self.host {
            return Ok(Absolute::Elsewhere {
                host: without_port(&host).to_owned(),
            });
        }
        let (path, fragment) = split_fragment(behind);
        let (path, _) = split_query(path);
        Ok(Absolute::Own {
            path: normal(if path.is_empty() { "/" } else { path }),
            fragment,
        })
    }
}

/// Whether two slashes, of either kind, begin what follows a scheme.
fn begins_host(rest: &str) -> bool {
    rest.bytes()
        .take(2)
        .filter(|byte| matches!(byte, b'/' | b'\\'))
        .count()
        == 2
}

/// Where relative addresses start from.
enum Folder<'a> {
    /// A path on the site's host, decoded.
    Own(Cow<'a, str>),
    /// Another host.
    Elsewhere(String),
}

enum Absolute {
    Own { path: String, fragment: Option<String> },
    Elsewhere { host: String },
    Other { scheme: String, rest: String },
}

/// Whether an address is a path from the root of the host with nothing to be resolved or taken off, as most
/// addresses are that a generator writes.
fn is_plain_path(url: &str) -> bool {
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_' | b'%' | b'.');
    let bytes = url.as_bytes();
    let may_be_dots = |slash: usize| matches!(bytes[slash + 1..], [b'.', ..] | [b'%', b'2', ..]);
    let mut slashes = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'/');
    url.starts_with('/')
        && !url.starts_with("//")
        && bytes.iter().all(|&byte| legal(byte))
        && !slashes.any(|(at, _)| may_be_dots(at))
}

/// Whether there is nothing to be taken off or out, such as white space.
fn is_clean(url: &str) -> bool {
    url.bytes().all(|byte| byte > b' ')
}

/// Whether an address names its host, rightly or not.
pub fn names_host(url: &str) -> bool {
    let url = cleaned(url);
    split_scheme(&url).is_some() || url.starts_with("//") || url.starts_with("\\\\")
}

/// Without white space and control characters around, and without tabs and line ends anywhere.
fn cleaned(url: &str) -> Cow<'_, str> {
    let url = url.trim_matches(|character: char| character <= ' ');
    if url.contains(['\t', '\n', '\r']) {
        Cow::Owned(url.replace(['\t', '\n', '\r'], ""))
    } else {
        Cow::Borrowed(url)
    }
}

/// The scheme of an address, and what follows its colon.
pub fn split_scheme(url: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = url.split_once(':')?;
    let mut bytes = scheme.bytes();
    let first = bytes.next()?;
    let legal = first.is_ascii_alphabetic()
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
    legal.then_some((scheme, rest))
}

fn split_fragment(url: &str) -> (&str, Option<String>) {
    match url.split_once('#') {
        Some((path, fragment)) => (path, Some(fragment.to_owned())),
        None => (url, None),
    }
}

fn split_query(path: &str) -> (&str, Option<&str>) {
    match path.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (path, None),
    }
}

/// A host without user, in lower case, without a port that is the scheme's own and without the dot of the
/// root.
fn bare_host(authority: &str) -> String {
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = host
        .strip_suffix(":443")
        .or_else(|| host.strip_suffix(":80"))
        .unwrap_or(host);
    host.trim_end_matches('.').to_lowercase()
}

/// Whether a host, with or without a port, has no letter that none can have (URL Standard, section 3.1).
fn may_be_host(host: &str) -> bool {
    let forbidden = |letter: char| letter.is_ascii_control() || " <>^|%".contains(letter);
    // Letters may be encoded in it, as they may in a path.
    decode(host).is_some_and(|decoded| !decoded.contains(forbidden))
}

fn without_port(host: &str) -> &str {
    if let Some(inner) = host.strip_prefix('[') {
        return inner.split(']').next().unwrap_or_default();
    }
    host.split_once(':').map_or(host, |(host, _)| host)
}

/// A path without `.` and `..`; above the root there is nothing, so `..` stays there.
fn normal(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    let mut is_folder = false;
    for part in path.split(['/', '\\']) {
        is_folder = false;
        let dots = part.len() <= 6 && part.contains(['.', '%']);
        let name = if dots {
            Cow::Owned(part.to_ascii_lowercase().replace("%2e", "."))
        } else {
            Cow::Borrowed(part)
        };
        match &*name {
            "." => is_folder = true,
            ".." => {
                parts.pop();
                is_folder = true;
            }
            _ => parts.push(part),
        }
    }
    // The first part is what stands before the first slash: nothing.
    let mut joined = String::with_capacity(path.len() + 1);
    for part in parts.iter().skip(usize::from(parts.first() == Some(&""))) {
        joined.push('/');
        joined.push_str(part);
    }
    if is_folder || joined.is_empty() {
        joined.push('/');
    }
    joined
}

/// Keeps a decoded path what it is through decoding.
fn encode_percent(path: &str) -> String {
    path.replace('%', "%25")
}

/// Undoes percent-encoding; a `%` without two hexadecimal digits stays. `None` when the bytes are no UTF-8.
pub fn decode(path: &str) -> Option<String> {
    if !path.contains('%') {
        return Some(path.to_owned());
    }
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let digit = |at: usize| after.get(at).and_then(|&digit| char::from(digit).to_digit(16));
        match (byte, digit(0), digit(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push(u8::try_from(high * 16 + low).unwrap_or_default());
                rest = &after[2..];
            }
            _ => {
                bytes.push(byte);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests;
