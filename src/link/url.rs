//! Absolute addresses over HTTP, in the one form in which a program asks for them (URL Standard, sections 3.5, 4.4).

use std::fmt;

use super::address::decode;
use crate::source::unicode::nfc;

mod punycode;

/// An absolute address over HTTP. Two addresses that ask for the same thing are equal but for their fragments.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Url {
    /// Whether it is `https`.
    pub secure: bool,
    /// The host: ASCII, in lower case, an IPv6 address in brackets.
    pub host: String,
    /// The port, also when it is that of the scheme.
    pub port: u16,
    /// The path and the query, percent-encoded, with a slash at the beginning.
    pub path: String,
    /// What stands behind `#`, as written.
    pub fragment: Option<String>,
}

impl Url {
    /// Reads an absolute address, or one that begins with `//`, which means `https` here. `None` when it is not
    /// over HTTP or no address.
    pub fn parse(text: &str) -> Option<Self> {
        let text = cleaned(text);
        let (secure, rest) = match text.split_once(':') {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("https") => (true, rest),
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") => (false, rest),
            _ if text.starts_with("//") => (true, text.as_str()),
            _ => return None,
        };
        Self::at_host(secure, rest.trim_start_matches(['/', '\\']))
    }

    /// What an address means that an answer for this one names, such as a `Location` (RFC 9110, section 10.2.2):
    /// without a fragment of its own it keeps this one's. `None` when it is not over HTTP or no address.
    pub fn join(&self, text: &str) -> Option<Self> {
        let text = cleaned(text);
        let starts = |at: usize| matches!(text.as_bytes().get(at), Some(b'/' | b'\\'));
        let mut joined = if starts(0) && starts(1) {
            Self::at_host(self.secure, text.trim_start_matches(['/', '\\']))?
        } else if has_scheme(&text) {
            Self::parse(&text)?
        } else {
            self.beside(&text)
        };
        joined.fragment = joined.fragment.or_else(|| self.fragment.clone());
        Some(joined)
    }

    fn beside(&self, text: &str) -> Self {
        let (path, fragment) = split_fragment(text);
        let own = self.path.split('?').next().unwrap_or_default();
        let whole = match path.chars().next() {
            None => self.path.clone(),
            Some('?') => format!("{own}{path}"),
            Some('/' | '\\') => path.to_owned(),
            Some(_) => format!("{}{path}", &own[..=own.rfind('/').unwrap_or(0)]),
        };
        Self {
            path: encoded_path(&whole),
            fragment,
            ..self.clone()
        }
    }

    fn at_host(secure: bool, rest: &str) -> Option<Self> {
        let end = rest.find(['/', '\\', '?', '#']).unwrap_or(rest.len());
        let (authority, behind) = rest.split_at(end);
        let authority = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
        let (host, port) = split_port(authority);
        let port = match port {
            None | Some("") => {
                if secure {
                    443
                } else {
                    80
                }
            }
            Some(port) => port.parse().ok()?,
        };
        let (path, fragment) = split_fragment(behind);
        Some(Self {
            secure,
            host: ascii_host(host)?,
            port,
            path: encoded_path(path),
            fragment,
        })
    }

    /// Scheme, host and port: `https://example.org`.
    pub fn origin(&self) -> String {
        let (scheme, usual) = if self.secure { ("https", 443) } else { ("http", 80) };
        if self.port == usual {
            format!("{scheme}://{}", self.host)
        } else {
            format!("{scheme}://{}:{}", self.host, self.port)
        }
    }

    /// The address without its fragment, which is what a server is asked for.
    pub fn without_fragment(&self) -> Self {
        Self {
            fragment: None,
            ..self.clone()
        }
    }

    /// Whether it names the first page of its host.
    pub fn is_root(&self) -> bool {
        self.path == "/"
    }
}

impl fmt::Display for Url {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}{}", self.origin(), self.path)?;
        match &self.fragment {
            Some(fragment) => {
                formatter.write_str("#")?;
                formatter.write_str(&percent_encoded(fragment, |byte| byte == b'`'))
            }
            None => Ok(()),
        }
    }
}

/// Without white space around, and without tabs and line ends anywhere.
fn cleaned(text: &str) -> String {
    let text = text.trim_matches(|character: char| character <= ' ');
    text.replace(['\t', '\n', '\r'], "")
}

fn has_scheme(text: &str) -> bool {
    super::address::split_scheme(text).is_some()
}

fn split_fragment(text: &str) -> (&str, Option<String>) {
    match text.split_once('#') {
        Some((path, fragment)) => (path, Some(fragment.to_owned())),
        None => (text, None),
    }
}

fn split_port(authority: &str) -> (&str, Option<&str>) {
    match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (authority, None),
    }
}

/// A host as the name service knows it (RFC 3492 for letters beyond ASCII). `None` when it cannot be one.
fn ascii_host(host: &str) -> Option<String> {
    if let Some(inner) = host.strip_prefix('[') {
        let inner = inner.strip_suffix(']')?;
        let address: std::net::Ipv6Addr = inner.parse().ok()?;
        return Some(format!("[{address}]"));
    }
    let host = decode(host)?;
    // The full stops of other scripts part labels as well (UTS 46, section 2.3).
    let host = host.replace(['\u{3002}', '\u{ff0e}', '\u{ff61}'], ".");
    let host = nfc(&host.to_lowercase()).into_owned();
    let host = host.strip_suffix('.').unwrap_or(&host);
    let labels: Option<Vec<String>> = host.split('.').map(ascii_label).collect();
    let host = labels?.join(".");
    (host.len() <= 253).then_some(host)
}

fn ascii_label(label: &str) -> Option<String> {
    let label = if label.is_ascii() {
        label.to_owned()
    } else {
        format!("xn--{}", punycode::encode(label)?)
    };
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    ((1..=63).contains(&label.len()) && label.bytes().all(legal)).then_some(label)
}

/// A path and query without `.` and `..`, its bytes encoded that cannot stand in a request.
fn encoded_path(text: &str) -> String {
    let (path, query) = match text.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (text, None),
    };
    let mut parts: Vec<&str> = Vec::new();
    let mut is_folder = true;
    for part in path
        .split(['/', '\\'])
        .skip(usize::from(path.starts_with(['/', '\\'])))
    {
        let dots = part.to_ascii_lowercase().replace("%2e", ".");
        is_folder = matches!(dots.as_str(), "." | "..");
        match dots.as_str() {
            "." => {}
            ".." => drop(parts.pop()),
            _ => parts.push(part),
        }
    }
    let mut out = String::from("/");
    out.push_str(&percent_encoded(&parts.join("/"), |byte| {
        matches!(byte, b'`' | b'{' | b'}' | b'^' | b'|')
    }));
    if is_folder && !out.ends_with('/') {
        out.push('/');
    }
    if let Some(query) = query {
        out.push('?');
        out.push_str(&percent_encoded(query, |byte| {
            matches!(byte, b'\'' | b'`' | b'{' | b'}' | b'^' | b'|')
        }));
    }
    out
}

/// Encodes what no part of an address may hold, and what `also` names. A `%` stays what it is.
fn percent_encoded(text: &str, also: fn(u8) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte <= b' ' || byte >= 0x7f || matches!(byte, b'"' | b'<' | b'>' | b'#') || also(byte) {
            out.push_str(&format!("%{byte:02X}"));
        } else {
            out.push(char::from(byte));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::Url;

    #[test]
    fn an_address_has_one_form() {
        let check = |text: &str, expected: &str| {
            let url = Url::parse(text).map_or_else(|| "none".to_owned(), |url| url.to_string());
            assert_eq!(url, expected, "{text}");
        };
        check("https://Example.ORG", "https://example.org/");
        check("HTTP://me:pw@example.org:80/a", "http://example.org/a");
        check("//example.org./x", "https://example.org/x");
        check(
            "https://example.org:8443?q=1#a b",
            "https://example.org:8443/?q=1#a%20b",
        );
        check(
            "https://example.org/a/./b/../글 1.html?가=\"",
            "https://example.org/a/%EA%B8%80%201.html?%EA%B0%80=%22",
        );
        check("https://example.org/../..", "https://example.org/");
        check("https://example.org/a%2fb%zz", "https://example.org/a%2fb%zz");
        check("https://한국.kr/", "https://xn--3e0b707e.kr/");
        check("https://bücher。example/", "https://xn--bcher-kva.example/");
        check("https://[::1]:8080/", "https://[::1]:8080/");
        for wrong in [
            "mailto:a@example.org",
            "https://",
            "https://a b/",
            "https://a..b/",
            "https://example.org:99999/",
            "/path",
            "https://[x]/",
        ] {
            check(wrong, "none");
        }
    }

    #[test]
    fn an_answer_names_an_address_as_it_likes() {
        let from = Url::parse("https://example.org/a/b?q#here").unwrap();
        let check = |location: &str, expected: &str| {
            let url = from
                .join(location)
                .map_or_else(|| "none".to_owned(), |url| url.to_string());
            assert_eq!(url, expected, "{location}");
        };
        check("c", "https://example.org/a/c#here");
        check("/c#there", "https://example.org/c#there");
        check("?x", "https://example.org/a/b?x#here");
        check("", "https://example.org/a/b?q#here");
        check("//other.example/", "https://other.example/#here");
        check("http://other.example/글", "http://other.example/%EA%B8%80#here");
        check("../../..", "https://example.org/#here");
        check("mailto:a@example.org", "none");
    }
}
