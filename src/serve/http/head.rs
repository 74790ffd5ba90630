//! The head of a request: bytes in, a [`Request`] out, or a reason why not.

use crate::serve::respond::Request;

/// The longest first line, in bytes. Browsers stop at about the same length.
const LONGEST_LINE: usize = 8 << 10;

/// The longest head, in bytes. Cookies of all that ever ran on `localhost` come with every request.
const LONGEST: usize = 64 << 10;

/// How many headers there may be.
const MOST_HEADERS: usize = 100;

/// A head that comes in piece by piece.
#[derive(Debug, Default)]
pub(in crate::serve) struct Head {
    bytes: Vec<u8>,
    /// How many of the bytes have been searched for the end, so that a head that comes byte by byte is not
    /// searched again and again.
    searched: usize,
}

/// Why a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::serve) struct Refusal {
    /// The status of the answer.
    pub(in crate::serve) status: u16,
    /// The reason, for a person.
    pub(in crate::serve) reason: &'static str,
}

const fn refusal(status: u16, reason: &'static str) -> Refusal {
    Refusal { status, reason }
}

const MALFORMED: Refusal = refusal(400, "this is not a request");
const LINE_TOO_LONG: Refusal = refusal(414, "the address is too long");
const TOO_LARGE: Refusal = refusal(431, "the headers are too long");
const OTHER_VERSION: Refusal = refusal(505, "only HTTP/1.1 is spoken here");

impl Head {
    /// Takes the next bytes; gives the request when its head is whole.
    ///
    /// # Errors
    /// When this cannot become a request, or becomes too long.
    pub(in crate::serve) fn push(&mut self, bytes: &[u8]) -> Result<Option<Request>, Refusal> {
        self.bytes.extend(bytes);
        if self.searched == 0 {
            // A client may end what it sent before with an empty line (section 2.2).
            let blank = self.bytes.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
            let blank = blank.count();
            self.bytes.drain(..blank);
            // Binary protocols show themselves at once; TLS does, when an address is opened with `https`.
            if self.bytes.first().is_some_and(|first| !is_token(*first)) {
                return Err(MALFORMED);
            }
        }
        let Some(end) = self.end() else {
            let line_ends = self.bytes.iter().take(LONGEST_LINE).any(|byte| *byte == b'\n');
            return match self.bytes.len() {
                LONGEST_LINE.. if !line_ends => Err(LINE_TOO_LONG),
                LONGEST.. => Err(TOO_LARGE),
                _ => Ok(None),
            };
        };
        if end > LONGEST {
            return Err(TOO_LARGE);
        }
        parse(&self.bytes[..end]).map(Some)
    }

    /// Where the empty line is that ends the head.
    fn end(&mut self) -> Option<usize> {
        // The end may have begun in the bytes before.
        let from = self.searched.saturating_sub(2);
        self.searched = self.bytes.len();
        let ends = |at: &usize| {
            let rest = &self.bytes[*at..];
            rest.starts_with(b"\n\n") || rest.starts_with(b"\n\r\n")
        };
        (from..self.bytes.len()).find(ends)
    }
}

fn parse(head: &[u8]) -> Result<Request, Refusal> {
    let mut lines = head
        .split(|byte| *byte == b'\n')
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let (method, target) = request_line(lines.next().unwrap_or_default())?;
    let mut headers = Vec::new();
    for line in lines {
        if headers.len() == MOST_HEADERS {
            return Err(TOO_LARGE);
        }
        headers.push(header(line).ok_or(MALFORMED)?);
    }
    let mut request = Request {
        method,
        target,
        headers,
    };
    take_host_from_target(&mut request);
    Ok(request)
}

fn request_line(line: &[u8]) -> Result<(String, String), Refusal> {
    if line.len() > LONGEST_LINE {
        return Err(LINE_TOO_LONG);
    }
    let parts: Vec<&[u8]> = line.split(|byte| *byte == b' ').collect();
    let [method, target, version] = parts[..] else {
        return Err(MALFORMED);
    };
    if method.is_empty() || !method.iter().copied().all(is_token) {
        return Err(MALFORMED);
    }
    if target.is_empty() || target.iter().any(u8::is_ascii_control) {
        return Err(MALFORMED);
    }
    match version {
        b"HTTP/1.1" | b"HTTP/1.0" => {}
        _ if version.starts_with(b"HTTP/") => return Err(OTHER_VERSION),
        _ => return Err(MALFORMED),
    }
    Ok((String::from_utf8_lossy(method).into_owned(), encode(target)))
}

/// Percent-encodes what must not stand in an address but is typed into some clients.
fn encode(target: &[u8]) -> String {
    let mut encoded = String::with_capacity(target.len());
    for byte in target {
        if byte.is_ascii() {
            encoded.push(char::from(*byte));
        } else {
            encoded += &format!("%{byte:02X}");
        }
    }
    encoded
}

/// A header (section 5). Blanks before the colon and lines that go on in the next are refused, as it says.
fn header(line: &[u8]) -> Option<(String, String)> {
    let colon = line.iter().position(|byte| *byte == b':')?;
    let (name, value) = (&line[..colon], line[colon + 1..].trim_ascii());
    let is_named = !name.is_empty() && name.iter().copied().all(is_token);
    let is_plain = value
        .iter()
        .all(|byte| *byte == b'\t' || !byte.is_ascii_control());
    (is_named && is_plain).then(|| {
        let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
        (text(name), text(value))
    })
}

/// An address with a host in it counts for more than the `Host` header (section 3.2.2).
fn take_host_from_target(request: &mut Request) {
    let Some(rest) = request.target.strip_prefix("http://") else {
        return;
    };
    let at = rest.find(['/', '?']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(at);
    let (host, slash) = (host.to_owned(), if path.starts_with('/') { "" } else { "/" });
    let target = format!("{slash}{path}");
    let (mut hosts, others): (Vec<_>, Vec<_>) = std::mem::take(&mut request.headers)
        .into_iter()
        .partition(|(name, _)| name.eq_ignore_ascii_case("Host"));
    // That there is one is asked for all the same.
    for (_, value) in &mut hosts {
        value.clone_from(&host);
    }
    request.headers = others;
    request.headers.extend(hosts);
    request.target = target;
}

/// Whether a byte may stand in a method or the name of a header (RFC 9110, section 5.6.2).
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The request as one line a part, or the status.
    fn read(head: &[u8]) -> String {
        match Head::default().push(head) {
            Ok(None) => "more".to_owned(),
            Err(refusal) => refusal.status.to_string(),
            Ok(Some(request)) => {
                let headers = request
                    .headers
                    .iter()
                    .map(|(name, value)| format!("|{name}={value}"));
                format!(
                    "{} {}{}",
                    request.method,
                    request.target,
                    headers.collect::<String>()
                )
            }
        }
    }

    #[test]
    fn a_head_is_read() {
        let check = |head: &str, expected: &str| assert_eq!(read(head.as_bytes()), expected, "{head:?}");
        check("GET / HTTP/1.1\r\n\r\n", "GET /");
        check(
            "GET /a?b HTTP/1.0\r\nHost: x\r\nA:\t b c \r\n\r\nbody",
            "GET /a?b|Host=x|A=b c",
        );
        check("\r\n\nGET / HTTP/1.1\nHost:x\n\n", "GET /|Host=x");
        check("GET /글 HTTP/1.1\r\n\r\n", "GET /%EA%B8%80");
        check(
            "GET http://b:1/x?y HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /x?y|Host=b:1",
        );
        check("GET http://b HTTP/1.1\r\nhost: a\r\n\r\n", "GET /|host=b");
        check("GET http://b/ HTTP/1.1\r\n\r\n", "GET /");
        check("GET / HTTP/1.1\r\nHost: x\r\n", "more");
        check("", "more");
    }

    #[test]
    fn what_is_no_head_is_refused() {
        let check = |head: &[u8], status: &str| assert_eq!(read(head), status, "{head:?}");
        check(b"\x16\x03\x01", "400");
        check(b"GET /\r\n\r\n", "400");
        check(b"GET  / HTTP/1.1\r\n\r\n", "400");
        check(b"GET / HTTP/1.1 \r\n\r\n", "400");
        check(b"GET /\0 HTTP/1.1\r\n\r\n", "400");
        check(b"GET / HTTP/2.0\r\n\r\n", "505");
        check(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "505");
        check(b"GET / FTP/1.1\r\n\r\n", "400");
        check(b"GET / HTTP/1.1\r\nHost : x\r\n\r\n", "400");
        check(b"GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n", "400");
        check(b"GET / HTTP/1.1\r\nA: b\rc\r\n\r\n", "400");
        check(b"GET / HTTP/1.1\r\nA: \0\r\n\r\n", "400");
        check(b"GET / HTTP/1.1\r\nno colon\r\n\r\n", "400");
    }

    #[test]
    fn what_is_too_long_is_refused_before_it_ends() {
        let line = format!("GET /{}", "a".repeat(LONGEST_LINE));
        assert_eq!(read(line.as_bytes()), "414");
        assert_eq!(read(format!("{line} HTTP/1.1\r\n\r\n").as_bytes()), "414");
        let header = format!("GET / HTTP/1.1\r\nA: {}", "a".repeat(LONGEST));
        assert_eq!(read(header.as_bytes()), "431");
        assert_eq!(read(format!("{header}\r\n\r\n").as_bytes()), "431");
        let many = format!("GET / HTTP/1.1\r\n{}\r\n", "A: b\r\n".repeat(MOST_HEADERS + 1));
        assert_eq!(read(many.as_bytes()), "431");
    }

    proptest! {
        /// However a head is cut into pieces, the same is read; and nothing makes it panic.
        #[test]
        fn pieces_make_no_difference(
            bytes in prop_oneof![
                prop::collection::vec(any::<u8>(), 0..80),
                "(\r\n)?[A-Z]{1,4} (/|http://)[a-z가]{0,4} HTTP/1.[01]\r?\n([A-Z]: [ -~]{0,5}\r?\n){0,3}(\r\n)?"
                    .prop_map(String::into_bytes),
            ],
            size in 1_usize..9,
        ) {
            let whole = read(&bytes);
            let (mut head, mut last) = (Head::default(), Ok(None));
            for piece in bytes.chunks(size) {
                last = head.push(piece);
                if !matches!(last, Ok(None)) {
                    break;
                }
            }
            match last {
                Ok(None) => prop_assert_eq!(whole, "more"),
                Err(refusal) => prop_assert_eq!(whole, refusal.status.to_string()),
                Ok(Some(request)) => {
                    let start = format!("{} {}", request.method, request.target);
                    prop_assert!(whole.starts_with(&start));
                }
            }
        }
    }
}
