//! Request and state in, answer out: what GitHub Pages would answer, for the site as it is now.
//!
//! Nothing here knows a socket or a clock, and the disk only through the `read` it is given; so nothing
//! can be answered that is not an output of the build.

use std::fmt;
use std::io::{self, Read, Seek};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use super::hosts::Hosts;
use super::inject;
use super::live::{Listener, State};
use super::snapshot::{Entry, Served, Snapshot};
use super::websocket;
use crate::source::unicode::nfc;

const LIVE: &str = "/__recto/live";

/// The part of a request that matters.
#[derive(Clone, Debug)]
pub(super) struct Request {
    pub(super) method: String,
    /// As it was sent: path and query, percent-encoded.
    pub(super) target: String,
    pub(super) headers: Vec<(String, String)>,
}

/// What to do with a request.
#[derive(Debug)]
pub(super) enum Reply {
    Answer(Answer),
    /// Welcome the client to a WebSocket and tell it about its page from then on.
    Live {
        listener: Listener,
        welcome: String,
    },
}

/// An answer, whole.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Body,
}

/// What follows the headers; for a `HEAD` request it is measured but not sent.
#[derive(Debug)]
pub(super) enum Body {
    /// A part of these bytes.
    Bytes(Arc<[u8]>, Range<usize>),
    /// A part of a file that is passed on: it may be a film.
    File(Box<dyn Contents>, Range<u64>),
}

/// The contents of an open file.
pub(super) trait Contents: Read + Seek + Send + fmt::Debug {}

impl<T: Read + Seek + Send + fmt::Debug> Contents for T {}

/// A file that was opened, and its length in bytes.
pub(super) type Opened = (Box<dyn Contents>, u64);

impl Answer {
    fn new(status: u16, content_type: &str, body: impl Into<Arc<[u8]>>) -> Self {
        Self::of(status, content_type, whole(body.into()))
    }

    fn of(status: u16, content_type: &str, body: Body) -> Self {
        Self {
            status,
            headers: vec![
                ("Content-Type", content_type.to_owned()),
                ("Cache-Control", "no-store".to_owned()),
            ],
            body,
        }
    }

    pub(super) fn text(status: u16, text: impl Into<String>) -> Self {
        let text = text.into() + "\n";
        Self::new(status, "text/plain; charset=utf-8", text.into_bytes())
    }

    fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// How many bytes follow the headers.
    pub(super) fn length(&self) -> u64 {
        match &self.body {
            Body::Bytes(_, range) => range.len() as u64,
            Body::File(_, range) => range.end - range.start,
        }
    }

    fn cut_to(&mut self, part: Range<u64>) {
        match &mut self.body {
            // What lies in memory has a length that fits.
            Body::Bytes(_, range) => *range = as_usize(part.start)..as_usize(part.end),
            Body::File(_, range) => *range = part,
        }
    }
}

fn as_usize(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

impl Request {
    pub(super) fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let same = move |(other, _): &&(String, String)| other.eq_ignore_ascii_case(name);
        self.headers.iter().filter(same).map(|(_, value)| value.trim())
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find_map(|(other, value)| other.eq_ignore_ascii_case(name).then_some(value.trim()))
    }

    /// Whether a header that is a list has this word in it.
    fn lists(&self, name: &str, word: &str) -> bool {
        self.headers(name)
            .flat_map(|value| value.split(','))
            .any(|other| other.trim().eq_ignore_ascii_case(word))
    }
}

/// Answers a request that came in under one of these names. Files that lie on disk come from `open`.
pub(super) fn respond(
    request: &Request,
    hosts: &Hosts,
    state: &State,
    open: impl Fn(&Path) -> io::Result<Opened>,
) -> Reply {
    if let Err(refusal) = admit(request, hosts) {
        return Reply::Answer(refusal);
    }
    let (path, query) = match request.target.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (request.target.as_str(), None),
    };
    Reply::Answer(match path {
        LIVE => {
            return shake_hands(request, query.unwrap_or_default()).unwrap_or_else(Reply::Answer);
        }
        _ if path.starts_with(inject::OWN) => match inject::own(path, state) {
            Some((content_type, body)) => Answer::new(200, content_type, body),
            None => Answer::text(404, "not found"),
        },
        _ => answer(request, path, query, state, open),
    })
}

/// Refuses what no browser of the user's would send: a foreign name for this machine or a foreign page, see
/// [`Hosts`], control characters, other methods.
fn admit(request: &Request, hosts: &Hosts) -> Result<(), Answer> {
    let mut names = request.headers("Host");
    let (Some(host), None) = (names.next(), names.next()) else {
        return Err(Answer::text(400, "there must be one `Host` header"));
    };
    if !hosts.has(host) {
        let refusal = "this server does not answer to that host name";
        return Err(Answer::text(403, refusal));
    }
    let own = |origin: &str| {
        let at = origin.split_once("://").map(|(_, at)| at);
        at.is_some_and(|at| at.eq_ignore_ascii_case(host))
    };
    if !request.headers("Origin").all(own) {
        return Err(Answer::text(403, "this server is for its own pages"));
    }
    if !matches!(request.method.as_str(), "GET" | "HEAD") {
        return Err(Answer::text(405, "only GET and HEAD are answered").with("Allow", "GET, HEAD"));
    }
    let target = request.target.as_bytes();
    if target.first() != Some(&b'/') || !target.iter().all(u8::is_ascii_graphic) {
        return Err(Answer::text(400, "the address is not a path"));
    }
    Ok(())
}

/// Checks a WebSocket handshake (RFC 6455, section 4.2.1). That its page is one of this very server has been
/// seen by its origin.
fn shake_hands(request: &Request, query: &str) -> Result<Reply, Answer> {
    let upgrade = request.method == "GET"
        && request.lists("Connection", "upgrade")
        && request.lists("Upgrade", "websocket")
        && request.header("Sec-WebSocket-Version") == Some("13");
    let (true, Some(key)) = (upgrade, request.header("Sec-WebSocket-Key")) else {
        let refusal = Answer::text(426, "this address speaks WebSocket only").with("Upgrade", "websocket");
        return Err(refusal.with("Sec-WebSocket-Version", "13"));
    };
    Ok(Reply::Live {
        listener: Listener::new(query),
        welcome: websocket::welcome(key),
    })
}

fn answer(
    request: &Request,
    path: &str,
    query: Option<&str>,
    state: &State,
    open: impl Fn(&Path) -> io::Result<Opened>,
) -> Answer {
    let Some(decoded) = decode(path).filter(|decoded| is_plain(decoded)) else {
        return Answer::text(400, "the path is not a path of a site");
    };
    let Some(snapshot) = &state.snapshot else {
        let page = inject::page(inject::failure_page(state).into_bytes(), path, state);
        return Answer::new(500, HTML, page);
    };
    match locate(snapshot, path, &decoded) {
        Located::Missing(message) => Answer::text(404, message),
        Located::Moved { status, to } => {
            let to = query.map_or(to.clone(), |query| format!("{to}?{query}"));
            Answer::text(status, format!("the page is at {to}")).with("Location", to)
        }
        Located::Found { name, entry, status } => {
            let content_type = content_type(&name);
            let body = match load(entry, content_type == HTML, open) {
                Ok(Body::Bytes(bytes, _)) if content_type == HTML => {
                    whole(inject::page(bytes.to_vec(), path, state).into())
                }
                Ok(body) => body,
                Err(error) => return Answer::text(500, format!("the file cannot be read: {error}")),
            };
            let status = match entry.served() {
                Some(Served::Notice(_)) if status == 200 => 500,
                _ => status,
            };
            let answer = Answer::of(status, content_type, body);
            if status == 200 {
                cut(answer, request)
            } else {
                answer
            }
        }
    }
}

/// The contents of an output; in memory when something is to be put in.
fn load(entry: &Entry, in_memory: bool, open: impl Fn(&Path) -> io::Result<Opened>) -> io::Result<Body> {
    match entry.served() {
        Some(Served::Bytes(bytes) | Served::Notice(bytes)) => Ok(whole(Arc::clone(bytes))),
        Some(Served::File(path)) => {
            let (mut file, length) = open(path)?;
            if !in_memory {
                return Ok(Body::File(file, 0..length));
            }
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes)?;
            Ok(whole(bytes.into()))
        }
        Some(Served::Later(_)) | None => Err(io::Error::other("it cannot be made")),
    }
}

fn whole(bytes: Arc<[u8]>) -> Body {
    let range = 0..bytes.len();
    Body::Bytes(bytes, range)
}

/// What a path comes to.
pub(super) enum Located<'a> {
    Found {
        name: String,
        entry: &'a Entry,
        status: u16,
    },
    Moved {
        status: u16,
        to: String,
    },
    Missing(String),
}

/// Finds the output for a path as GitHub Pages does: the file, the file with `.html`, or the folder, whose
/// address ends in `/`. Names are exact, also in their case. `raw` is the path as it was sent.
pub(super) fn locate<'a>(snapshot: &'a Snapshot, raw: &str, decoded: &str) -> Located<'a> {
    let base = snapshot.base_path();
    let Some(inner) = decoded.strip_prefix(base) else {
        return outside(base, raw, decoded);
    };
    let found = |name: String, status| {
        let entry = snapshot.get(&name)?;
        Some(Located::Found { name, entry, status })
    };
    let here = if inner.is_empty() || inner.ends_with('/') {
        found(format!("{inner}index.html"), 200)
    } else {
        let folder = || snapshot.get(&format!("{inner}/index.html"));
        found(inner.to_owned(), 200)
            .or_else(|| found(format!("{inner}.html"), 200))
            .or_else(|| folder().map(|_| moved(301, format!("{raw}/"))))
    };
    here.or_else(|| found("404.html".to_owned(), 404))
        .unwrap_or_else(|| Located::Missing("not found".to_owned()))
}

fn outside<'a>(base: &str, raw: &str, decoded: &str) -> Located<'a> {
    if decoded == "/" {
        moved(302, encode(base))
    } else if base.strip_suffix('/') == Some(decoded) {
        moved(301, format!("{raw}/"))
    } else {
        Located::Missing(format!("not found: the pages of this site are below `{base}`"))
    }
}

fn moved<'a>(status: u16, to: String) -> Located<'a> {
    Located::Moved { status, to }
}

/// Cuts the answer down to the range the request asks for (RFC 9110, section 14). More than one range, or
/// one on a condition, gets the whole: that is always allowed, and there is nothing to compare with.
fn cut(answer: Answer, request: &Request) -> Answer {
    let mut answer = answer.with("Accept-Ranges", "bytes");
    let length = answer.length();
    let header = request.header("Range").filter(|_| request.method == "GET");
    match header.filter(|_| request.header("If-Range").is_none()) {
        None => answer,
        Some(header) => match wanted(header, length) {
            Wanted::All => answer,
            Wanted::Part(part) => {
                let value = format!("bytes {}-{}/{length}", part.start, part.end - 1);
                answer.status = 206;
                answer.cut_to(part);
                answer.with("Content-Range", value)
            }
            Wanted::Nothing => Answer::text(416, "the file is not that long")
                .with("Content-Range", format!("bytes */{length}")),
        },
    }
}

/// What a `Range` header comes to for a file of some length.
#[derive(Debug, PartialEq)]
enum Wanted {
    All,
    Part(Range<u64>),
    Nothing,
}

fn wanted(header: &str, length: u64) -> Wanted {
    let spec = header
        .split_once('=')
        .filter(|(unit, _)| unit.eq_ignore_ascii_case("bytes"));
    let Some((first, last)) = spec.and_then(|(_, spec)| spec.trim().split_once('-')) else {
        return Wanted::All;
    };
    let range = match (number(first), number(last)) {
        (Some(first), Some(last)) if first <= last => first..last.saturating_add(1).min(length),
        (Some(first), None) if last.is_empty() => first..length,
        (None, Some(last)) if first.is_empty() => length.saturating_sub(last)..length,
        _ => return Wanted::All,
    };
    if range.is_empty() {
        Wanted::Nothing
    } else {
        Wanted::Part(range)
    }
}

fn number(text: &str) -> Option<u64> {
    text.bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| text.parse().ok())?
}

/// Undoes percent-encoding once and composes the Unicode, as the paths of outputs are. Nothing if an
/// escape is not one or the bytes are not UTF-8.
pub(super) fn decode(text: &str) -> Option<String> {
    let digit = |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16));
    let mut decoded = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'%' => u8::try_from(digit(bytes.next())? << 4 | digit(bytes.next())?).ok()?,
            other => other,
        });
    }
    let decoded = String::from_utf8(decoded).ok()?;
    Some(nfc(&decoded).into_owned())
}

pub(super) fn encode(path: &str) -> String {
    path.bytes()
        .map(|byte| match byte {
            b'/' | b'-' | b'.' | b'_' | b'~' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}

/// Whether a decoded path has nothing in it that means more than a name to some file system.
fn is_plain(decoded: &str) -> bool {
    !decoded.contains(['\0', '\\']) && decoded.split('/').all(|part| part != "..")
}

pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

pub(super) const HTML: &str = "text/html; charset=utf-8";

/// What a file is, by the end of its name. Text is UTF-8: the build writes nothing else.
pub(super) fn content_type(path: &str) -> &'static str {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    match extension.to_ascii_lowercase().as_str() {
        "html" | "htm" => HTML,
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json; charset=utf-8",
        "webmanifest" => "application/manifest+json; charset=utf-8",
        "xml" => "application/xml; charset=utf-8",
        "xsl" | "xslt" => "application/xslt+xml; charset=utf-8",
        "rss" => "application/rss+xml; charset=utf-8",
        "atom" => "application/atom+xml; charset=utf-8",
        "txt" | "log" | "text" | "conf" | "ini" => "text/plain; charset=utf-8",
        "md" => "text/markdown; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "tsv" => "text/tab-separated-values; charset=utf-8",
        "yaml" | "yml" => "text/yaml; charset=utf-8",
        "ics" => "text/calendar; charset=utf-8",
        "vcf" => "text/vcard; charset=utf-8",
        "xhtml" => "application/xhtml+xml; charset=utf-8",
        "jsonld" => "application/ld+json; charset=utf-8",
        "geojson" => "application/geo+json; charset=utf-8",
        "toml" => "application/toml; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "apng" => "image/apng",
        "bmp" => "image/bmp",
        "tif" | "tiff" => "image/tiff",
        "jxl" => "image/jxl",
        "heic" => "image/heic",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/vnd.microsoft.icon",
        "woff" => "font/woff",
        "woff2" => "font/woff2",
        "ttf" => "font/ttf",
        "otf" => "font/otf",
        "eot" => "application/vnd.ms-fontobject",
        "mov" => "video/quicktime",
        "ogv" => "video/ogg",
        "m4a" => "audio/mp4",
        "aac" => "audio/aac",
        "flac" => "audio/flac",
        "opus" => "audio/ogg",
        "mp4" | "m4v" => "video/mp4",
        "webm" => "video/webm",
        "mp3" => "audio/mpeg",
        "ogg" => "audio/ogg",
        "wav" => "audio/wav",
        "vtt" => "text/vtt; charset=utf-8",
        "wasm" => "application/wasm",
        "pdf" => "application/pdf",
        "zip" => "application/zip",
        "gz" => "application/gzip",
        _ => "application/octet-stream",
    }
}

/// Whether a file shapes how pages look without being one.
pub(super) fn is_asset(path: &str) -> bool {
    let kind = content_type(path);
    ["text/css", "text/javascript", "application/wasm"]
        .iter()
        .any(|asset| kind.starts_with(asset))
        || ["image/", "font/", "audio/", "video/"]
            .iter()
            .any(|asset| kind.starts_with(asset))
}

#[cfg(test)]
#[path = "respond_tests.rs"]
mod tests;
