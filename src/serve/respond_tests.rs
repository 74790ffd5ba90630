use std::io::Cursor;
use std::iter;

use proptest::prelude::*;

use super::*;
use crate::serve::live::Site;
use crate::serve::tests::{failure, site};

const FILES: &[(&str, &str)] = &[
    ("index.html", "<body>home</body>"),
    ("about.html", "about"),
    ("Case.txt", "case"),
    ("posts/index.html", "posts"),
    ("posts/글.html", "hangul"),
    ("both.html", "both, the file"),
    ("both/index.html", "both, the folder"),
    ("empty/a.txt", ""),
    ("a b+c.txt", "blank"),
    ("x..y.txt", "dots"),
    ("style.css", "0123456789"),
];

fn request(line: &str) -> Request {
    let mut lines = line.lines();
    let (method, target) = lines.next().unwrap().split_once(' ').unwrap();
    let mut headers: Vec<_> = lines
        .map(|line| line.split_once(": ").unwrap())
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    if !headers.iter().any(|(name, _)| name == "Host") {
        headers.push(("host".to_owned(), "localhost:3000".to_owned()));
    }
    Request {
        method: method.to_owned(),
        target: target.to_owned(),
        headers,
    }
}

fn no_disk(_: &Path) -> io::Result<Opened> {
    Err(io::ErrorKind::NotFound.into())
}

/// A server that others cannot reach.
fn here() -> Hosts {
    Hosts::on("127.0.0.1")
}

impl Answer {
    /// The bytes after the headers.
    fn body(&self) -> &[u8] {
        match &self.body {
            Body::Bytes(bytes, range) => &bytes[range.clone()],
            Body::File(..) => panic!("a file"),
        }
    }
}

fn reply(state: &State, line: &str) -> Answer {
    match respond(&request(line), &here(), state, no_disk) {
        Reply::Answer(answer) => answer,
        Reply::Live { listener, .. } => panic!("a channel for {listener:?}"),
    }
}

fn header<'a>(answer: &'a Answer, name: &str) -> Option<&'a str> {
    let found = answer.headers.iter().find(|(other, _)| *other == name);
    found.map(|(_, value)| value.as_str())
}

/// Status, then where it leads or the body up to the script.
fn shown(answer: &Answer) -> String {
    let body = String::from_utf8_lossy(answer.body());
    let body = body.split("<script").next().unwrap().trim_end();
    format!("{} {}", answer.status, header(answer, "Location").unwrap_or(body))
}

fn check(base: &str, files: &[(&str, &str)], table: &[(&str, &str)]) {
    let live = Site::new(site(base, files));
    for (line, expected) in table {
        assert_eq!(shown(&reply(&live.state(), line)), *expected, "{line}");
    }
}

#[test]
fn paths_are_found_as_github_pages_finds_them() {
    check(
        "/",
        FILES,
        &[
            ("GET /", "200 <body>home"),
            ("GET /index.html", "200 <body>home"),
            ("GET /?a=b", "200 <body>home"),
            ("GET /about", "200 about"),
            ("GET /about.html", "200 about"),
            ("GET /about/", "404 not found"),
            ("GET /posts", "301 /posts/"),
            ("GET /posts?a=/b", "301 /posts/?a=/b"),
            ("GET /posts/", "200 posts"),
            ("GET /both", "200 both, the file"),
            ("GET /both/", "200 both, the folder"),
            ("GET /empty", "404 not found"),
            ("GET /empty/", "404 not found"),
            ("GET /Case.txt", "200 case"),
            ("GET /case.txt", "404 not found"),
            ("GET //posts", "404 not found"),
            ("GET //example.org/posts", "404 not found"),
            ("GET /nothing.css", "404 not found"),
        ],
    );
}

#[test]
fn escapes_are_undone_once() {
    check(
        "/",
        FILES,
        &[
            ("GET /posts/%EA%B8%80", "200 hangul"),
            ("GET /posts/%ea%b8%80.html", "200 hangul"),
            // The same letter in decomposed form, as macOS writes names.
            ("GET /posts/%E1%84%80%E1%85%B3%E1%86%AF", "200 hangul"),
            ("GET /a%20b+c.txt", "200 blank"),
            ("GET /a+b+c.txt", "404 not found"),
            ("GET /%70osts", "301 /%70osts/"),
            ("GET /%2570osts", "404 not found"),
            ("GET /x..y.txt", "200 dots"),
            ("GET /%", "400 the path is not a path of a site"),
            ("GET /%7", "400 the path is not a path of a site"),
            ("GET /%+70", "400 the path is not a path of a site"),
            ("GET /%FF", "400 the path is not a path of a site"),
        ],
    );
}

#[test]
fn paths_with_a_second_meaning_are_refused() {
    check(
        "/",
        FILES,
        &[
            ("GET /../Cargo.toml", "400 the path is not a path of a site"),
            ("GET /posts/..", "400 the path is not a path of a site"),
            ("GET /%2e%2e/Cargo.toml", "400 the path is not a path of a site"),
            (
                "GET /posts%2f..%2findex.html",
                "400 the path is not a path of a site",
            ),
            ("GET /posts\\index.html", "400 the path is not a path of a site"),
            ("GET /posts%5Cindex.html", "400 the path is not a path of a site"),
            ("GET /index.html%00", "400 the path is not a path of a site"),
            ("GET /%252e%252e/Cargo.toml", "404 not found"),
            ("GET http://localhost/", "400 the address is not a path"),
            ("GET *", "400 the address is not a path"),
            ("GET /posts\tSet-Cookie:a", "400 the address is not a path"),
        ],
    );
}

#[test]
fn a_site_below_a_path_is_served_there() {
    check(
        "/my blog/",
        FILES,
        &[
            ("GET /", "302 /my%20blog/"),
            ("GET /my%20blog", "301 /my%20blog/"),
            ("GET /my%20blog/", "200 <body>home"),
            ("GET /my%20blog/posts", "301 /my%20blog/posts/"),
            (
                "GET /posts/",
                "404 not found: the pages of this site are below `/my blog/`",
            ),
            (
                "GET /my%20bloggers",
                "404 not found: the pages of this site are below `/my blog/`",
            ),
        ],
    );
}

#[test]
fn a_missing_page_is_the_sites_own() {
    let files = [("404.html", "lost"), ("a.html", "a")];
    check(
        "/",
        &files,
        &[
            ("GET /b", "404 lost"),
            ("GET /b.css", "404 lost"),
            ("GET /404", "200 lost"),
        ],
    );
    let live = Site::new(site("/", &files));
    let answer = reply(&live.state(), "GET /b\nRange: bytes=0-1");
    assert_eq!(header(&answer, "Content-Type"), Some(HTML));
    assert!(answer.body().ends_with(b"</script>"));
    let plain = reply(&Site::new(site("/", &[])).state(), "GET /b");
    assert_eq!(plain.body(), b"not found\n");
}

#[test]
fn only_reading_is_answered() {
    let live = Site::new(site("/", FILES));
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "CONNECT", "get", "TRACE"] {
        let answer = reply(&live.state(), &format!("{method} /about"));
        assert_eq!(
            (answer.status, header(&answer, "Allow")),
            (405, Some("GET, HEAD")),
            "{method}"
        );
    }
    assert_eq!(reply(&live.state(), "HEAD /about").status, 200);
}

#[test]
fn only_names_of_this_machine_are_answered() {
    check(
        "/",
        FILES,
        &[
            ("GET /about\nHost: LOCALHOST.:3000", "200 about"),
            (
                "GET /about\nHost: example.org",
                "403 this server does not answer to that host name",
            ),
            (
                "GET /about\nHost: localhost\nHost: localhost",
                "400 there must be one `Host` header",
            ),
        ],
    );
    let state = Site::new(site("/", FILES)).state();
    let mut without = request("GET /about");
    without.headers.clear();
    let Reply::Answer(answer) = respond(&without, &here(), &state, no_disk) else {
        panic!("a channel");
    };
    assert_eq!(answer.status, 400);
}

#[test]
fn only_own_pages_are_answered() {
    let refusal = "403 this server is for its own pages";
    check(
        "/",
        FILES,
        &[
            ("GET /about\nOrigin: http://localhost:3000", "200 about"),
            ("GET /about\nOrigin: http://LocalHost:3000", "200 about"),
            ("GET /about\nOrigin: http://localhost:4000", refusal),
            ("GET /about\nOrigin: https://example.org", refusal),
            ("GET /about\nOrigin: null", refusal),
            ("GET /about\nOrigin: ", refusal),
        ],
    );
}

#[test]
fn a_film_is_not_read_before_it_is_sent() {
    let files = ["film.mp4", "page.html"].map(|path| (path.to_owned(), Served::File(path.into())));
    let snapshot = Some(Snapshot::new("/", files));
    let state = Site::new(crate::serve::Update {
        snapshot,
        ..Default::default()
    })
    .state();
    let disk = |_: &Path| Ok((Box::new(Cursor::new(&b"0123456789"[..])) as Box<dyn Contents>, 10));
    let body = |line: &str| match respond(&request(line), &here(), &state, disk) {
        Reply::Answer(answer) => answer.body,
        Reply::Live { .. } => panic!("a channel"),
    };
    assert!(matches!(body("GET /film.mp4"), Body::File(_, range) if range == (0..10)));
    assert!(matches!(body("GET /film.mp4\nRange: bytes=-3"), Body::File(_, range) if range == (7..10)));
    // The script is put in.
    assert!(matches!(body("GET /page"), Body::Bytes(bytes, _) if bytes.starts_with(b"0123456789<script")));
}

#[test]
fn nothing_is_stored_and_text_says_its_encoding() {
    let live = Site::new(site("/", FILES));
    for line in [
        "GET /about",
        "GET /style.css",
        "GET /posts",
        "GET /no",
        "POST /",
        "GET /__recto/live.js",
    ] {
        assert_eq!(
            header(&reply(&live.state(), line), "Cache-Control"),
            Some("no-store"),
            "{line}"
        );
    }
    let check = |path: &str, expected: &str| assert_eq!(content_type(path), expected, "{path}");
    check("a/b.html", "text/html; charset=utf-8");
    check("a.CSS", "text/css; charset=utf-8");
    check("feed.xml", "application/xml; charset=utf-8");
    check("a.min.js", "text/javascript; charset=utf-8");
    check("photo.JPG", "image/jpeg");
    check("CNAME", "application/octet-stream");
    check("a.b/c", "application/octet-stream");
}

#[test]
fn a_part_of_a_file_can_be_asked_for() {
    let live = Site::new(site("/", FILES));
    let check = |method: &str, range: &str, status: u16, body: &str, content_range: Option<&str>| {
        let answer = reply(&live.state(), &format!("{method} /style.css\nRange: {range}"));
        assert_eq!(answer.status, status, "{range}");
        assert_eq!(String::from_utf8_lossy(answer.body()), body, "{range}");
        assert_eq!(header(&answer, "Content-Range"), content_range, "{range}");
    };
    let whole = "0123456789";
    check("GET", "bytes=0-", 206, whole, Some("bytes 0-9/10"));
    check("GET", "bytes=2-4", 206, "234", Some("bytes 2-4/10"));
    check("GET", "Bytes=8-99", 206, "89", Some("bytes 8-9/10"));
    check("GET", "bytes=-3", 206, "789", Some("bytes 7-9/10"));
    check("GET", "bytes=-99", 206, whole, Some("bytes 0-9/10"));
    let too_far = "the file is not that long\n";
    check("GET", "bytes=10-", 416, too_far, Some("bytes */10"));
    check("GET", "bytes=-0", 416, too_far, Some("bytes */10"));
    for range in [
        "bytes=4-2",
        "bytes=0-1,3-4",
        "bytes=",
        "bytes=-",
        "bytes=+1-2",
        "lines=1-2",
        "bytes 1-2",
    ] {
        check("GET", range, 200, whole, None);
    }
    check("GET", "bytes=2-4\nIf-Range: \"x\"", 200, whole, None);
    check("HEAD", "bytes=2-4", 200, whole, None);
    assert_eq!(
        header(&reply(&live.state(), "GET /style.css"), "Accept-Ranges"),
        Some("bytes")
    );
    assert_eq!(wanted("bytes=0-", 0), Wanted::Nothing);
    assert_eq!(wanted(&format!("bytes=0-{}", u64::MAX), 3), Wanted::Part(0..3));
}

#[test]
fn the_script_goes_before_the_end_of_the_body() {
    let state = Site::new(site("/", FILES)).state();
    let check = |html: &str, start: &str, end: &str| {
        let page = String::from_utf8(inject::page(html.into(), "/a\"<b", &state)).unwrap();
        let (before, rest) = page
            .split_once("<script src=\"/__recto/live.js\" data-page=\"/a&quot;&lt;b\" ")
            .unwrap();
        assert_eq!((before, rest.split_once("</script>").unwrap().1), (start, end));
    };
    check("a</body></html>", "a", "</body></html>");
    check("a</BODY >b</body\n>", "a</BODY >b", "</body\n>");
    check("a", "a", "");
    check("", "", "");
}

#[test]
fn a_page_whose_scripts_run_early_has_what_was_sent_beside_it() {
    let state = Site::new(site("/", FILES)).state();
    let check = |html: &str, expected: bool| {
        let page = String::from_utf8(inject::page(html.into(), "/", &state)).unwrap();
        let sent = page.split_once("data-recto-sent>").map(|(_, rest)| rest);
        assert_eq!(sent.is_some(), expected, "{html}");
        if let Some((sent, _)) = sent.and_then(|sent| sent.split_once("</script>")) {
            assert_eq!(serde_json::from_str::<String>(sent).unwrap(), html);
        }
    };
    check("<body><p>x</p><script>draw(\"</p>\")</script></body>", true);
    check("<body><script src=draw.js></script></body>", true);
    check(
        "<body><script defer src=draw.js></script><script type=\"application/ld+json\">{}</script></body>",
        false,
    );
    check("<body></body>", false);
}

#[test]
fn a_page_that_cannot_be_made_is_an_error() {
    let notice = |name: &str| (name.to_owned(), Served::Notice(Arc::from(b"why".as_slice())));
    let mut update = site("/", FILES);
    update.snapshot = Some(Snapshot::new("/", [notice("a.html"), notice("404.html")]));
    let state = Site::new(update).state();
    assert_eq!(reply(&state, "GET /a").status, 500);
    assert_eq!(reply(&state, "GET /nowhere").status, 404);
}

#[test]
fn without_a_good_build_every_page_is_the_report() {
    let state = Site::new(failure("a.md:1: <b> & \"c\"")).state();
    for line in ["GET /", "GET /style.css", "GET /no"] {
        let answer = reply(&state, line);
        assert_eq!(
            (answer.status, header(&answer, "Content-Type")),
            (500, Some(HTML))
        );
        let body = String::from_utf8_lossy(answer.body());
        assert!(
            body.contains("a.md:1: &lt;b&gt; &amp; &quot;c&quot;</pre></main><script src"),
            "{body}"
        );
    }
    assert_eq!(reply(&state, "GET /__recto/live.js").status, 200);
    assert_eq!(reply(&state, "GET /..").status, 400);
}

#[test]
fn a_handshake_is_checked() {
    let state = Site::new(site("/", FILES)).state();
    let good = "GET /__recto/live?page=%2Fposts%2F%25EA\nHost: localhost:3000\nOrigin: http://localhost:3000\n\
                Connection: keep-alive, upgrade\nUpgrade: WebSocket\nSec-WebSocket-Version: 13\nSec-WebSocket-Key: a";
    let outcome = |line: &str| match respond(&request(line), &here(), &state, no_disk) {
        Reply::Answer(answer) => answer.status.to_string(),
        Reply::Live { listener, .. } => listener.page,
    };
    assert_eq!(outcome(good), "/posts/%EA");
    assert_eq!(
        outcome(&good.replace("Origin: http://localhost:3000\n", "")),
        "/posts/%EA"
    );
    for (from, to, status) in [
        (
            "Origin: http://localhost:3000",
            "Origin: http://localhost:4000",
            "403",
        ),
        ("Origin: http://localhost:3000", "Origin: null", "403"),
        (
            "Origin: http://localhost:3000",
            "Origin: http://evil.example",
            "403",
        ),
        ("Host: localhost:3000", "Host: evil.example", "403"),
        ("Version: 13", "Version: 8", "426"),
        ("Upgrade: WebSocket", "Upgrade: h2c", "426"),
        ("keep-alive, upgrade", "keep-alive", "426"),
        ("\nSec-WebSocket-Key: a", "", "426"),
        ("GET", "HEAD", "426"),
        ("GET", "POST", "405"),
    ] {
        assert!(good.contains(from));
        assert_eq!(outcome(&good.replace(from, to)), status, "{to}");
    }
}

proptest! {
    /// No request makes it panic, and nothing comes out that is not of the site or of the server.
    #[test]
    fn no_request_gets_out_of_the_site(
        method in "GET|HEAD|[A-Z]{1,5}",
        target in r"(/|/(posts|%2e|\.|\.\.|%2F|\\|%5c|%00|/|about|%EA%B8%80|[ -~]|\PC){0,6}(\?\PC{0,4})?)",
        range in "(bytes=)?[0-9,-]{0,8}",
        base in "/|/posts/",
    ) {
        let live = Site::new(site(&base, FILES));
        let answer = |ranges: &[&str]| {
            let ranges = ranges.iter().map(|range| ("Range".into(), (*range).into()));
            let request = Request {
                method: method.clone(),
                target: target.clone(),
                headers: iter::once(("Host".into(), "localhost".into())).chain(ranges).collect(),
            };
            match respond(&request, &here(), &live.state(), no_disk) {
                Reply::Answer(answer) => answer,
                Reply::Live { .. } => panic!("a channel"),
            }
        };
        let part = answer(&[&range]);
        let mut whole = answer(&[]);
        if part.status == 206 {
            prop_assert_eq!(whole.status, 200);
            let header = header(&part, "Content-Range").unwrap_or_default();
            let (from, _) = header["bytes ".len()..].split_once('-').unwrap_or_default();
            let from: usize = from.parse().expect("a number");
            prop_assert!(whole.body()[from..].starts_with(part.body()), "{header}");
        } else if part.status != 416 {
            whole = part;
        }
        match whole.status {
            200 => {
                let body = String::from_utf8_lossy(whole.body());
                let text = body.split("<script").next().unwrap_or_default();
                prop_assert!(FILES.iter().any(|(_, file)| file.starts_with(text)), "{text}");
            }
            301 | 302 => {
                let to = header(&whole, "Location").unwrap_or_default();
                prop_assert!(to.starts_with('/') && !to.starts_with("//"), "{to}");
                prop_assert!(to.bytes().all(|byte| byte.is_ascii_graphic()), "{to}");
            }
            status => prop_assert!(matches!(status, 400 | 404 | 405), "{status}"),
        }
    }

    #[test]
    fn what_is_encoded_decodes(path in "\\PC{0,20}") {
        let composed = nfc(&path).into_owned();
        prop_assert_eq!(decode(&encode(&path)), Some(composed));
    }
}
