//! Hosts that behave badly, and the manners that outlive them. Every server is one of this machine.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use super::plan::tests::outbound;
use super::{Client, Manners, Outcome, Plan, Record, Verdict, ask};
use crate::config::{Accept, External, UrlPattern};

/// A page with an id, packed by gzip.
const PACKED: &[u8] = &[
    31, 139, 8, 0, 0, 0, 0, 0, 2, 255, 179, 41, 80, 200, 76, 177, 85, 42, 72, 76, 206, 78, 77, 81, 178, 171,
    176, 209, 47, 176, 3, 0, 61, 199, 244, 131, 20, 0, 0, 0,
];

/// The same in Brotli, as one block that is not compressed (RFC 7932, section 9.2).
fn brotli() -> Vec<u8> {
    let page = b"<p id=packed></p>";
    // From the lowest bit: a window of 16 bits (0), not the last (0), four nibbles (00) with the length less one,
    // uncompressed (1).
    let length = u32::try_from(page.len() - 1).unwrap();
    let head = (length << 4) | (1 << 20);
    let mut bytes = head.to_le_bytes()[..3].to_vec();
    bytes.extend(page);
    // The last block, which is empty.
    bytes.push(0b11);
    bytes
}

/// What a server has seen.
#[derive(Debug, Default)]
struct Seen {
    /// How often each path was asked for, and how: `HEAD /a`.
    requests: Mutex<BTreeMap<String, usize>>,
    open: AtomicUsize,
    most_open: AtomicUsize,
    connections: AtomicUsize,
}

impl Seen {
    fn requests(&self) -> Vec<String> {
        let requests = self.requests.lock().unwrap();
        requests
            .iter()
            .map(|(what, times)| format!("{times} {what}"))
            .collect()
    }
}

/// Starts a server on a free port; it ends with the tests.
fn serve() -> (u16, Arc<Seen>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let seen = Arc::new(Seen::default());
    let all = Arc::clone(&seen);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let seen = Arc::clone(&all);
            seen.connections.fetch_add(1, Ordering::SeqCst);
            let open = seen.open.fetch_add(1, Ordering::SeqCst) + 1;
            seen.most_open.fetch_max(open, Ordering::SeqCst);
            thread::spawn(move || {
                let _ = converse(&stream, port, &seen);
                seen.open.fetch_sub(1, Ordering::SeqCst);
            });
        }
    });
    (port, seen)
}

/// Answers on a connection until one of the two has had enough.
fn converse(stream: &TcpStream, port: u16, seen: &Seen) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    loop {
        let mut first = String::new();
        if reader.read_line(&mut first)? == 0 {
            return Ok(());
        }
        let mut agent = false;
        loop {
            let mut line = String::new();
            reader.read_line(&mut line)?;
            agent |= line.to_ascii_lowercase().starts_with("user-agent: recto-test");
            if line.trim().is_empty() {
                break;
            }
        }
        assert!(agent, "an honest name is sent");
        let mut words = first.split(' ');
        let (method, path) = (words.next().unwrap(), words.next().unwrap());
        let times = {
            let mut requests = seen.requests.lock().unwrap();
            let times = requests.entry(format!("{method} {path}")).or_default();
            *times += 1;
            *times
        };
        let mut out = stream;
        if !behave(&mut out, port, method, path, times)? {
            return Ok(());
        }
    }
}

/// One answer, and whether more may be asked on the connection. `times` says how often this has been asked.
fn behave(out: &mut &TcpStream, port: u16, method: &str, path: &str, times: usize) -> std::io::Result<bool> {
    let is_head = method == "HEAD";
    let mut answer = |status: &str, headers: &str, body: &[u8]| -> std::io::Result<bool> {
        let head = format!(
            "HTTP/1.1 {status}\r\n{headers}content-length: {}\r\n\r\n",
            body.len()
        );
        out.write_all(head.as_bytes())?;
        if !is_head {
            out.write_all(body)?;
        }
        Ok(true)
    };
    let html = "content-type: text/html; charset=utf-8\r\n";
    let to = |place: &str| format!("location: {place}\r\n");
    let page = b"<h1 id=\"here\">x</h1>";
    match path {
        "/head-is-405" if is_head => answer("405 No", "allow: GET\r\n", b""),
        "/head-is-404" if is_head => answer("404 No", "", b""),
        "/head-hangs-up" if is_head => Ok(false),
        "/gone" => answer("410 Gone", "", b""),
        "/nowhere" => answer("404 Not Found", html, b"<h1>Here is nothing, but nicely</h1>"),
        "/soft-429" if times == 1 => answer("429 Slow", "retry-after: 0\r\n", b""),
        "/dated-429" if times == 1 => answer(
            "429 Slow",
            "date: Sun, 06 Nov 1994 08:49:37 GMT\r\nretry-after: Sun, 06 Nov 1994 08:49:37 GMT\r\n",
            b"",
        ),
        "/429-for-ever" => answer("429 Slow", "retry-after: 0\r\n", b""),
        "/429-for-a-day" => answer("429 Slow", "retry-after: 86400\r\n", b""),
        "/recovers" if times <= 2 => answer("503 Busy", "", b""),
        "/broken" => answer("500 Oh", "", b""),
        "/maintained" => answer("503 Busy", "retry-after: 0\r\n", b""),
        "/drip" => drip(out),
        "/reset" => Ok(false),
        "/no-http" => out.write_all(b"SSH-2.0-hello\r\n").map(|()| false),
        "/huge" => {
            out.write_all(format!("HTTP/1.1 200 OK\r\n{html}\r\n").as_bytes())?;
            if is_head {
                return Ok(false);
            }
            loop {
                out.write_all(&[b' '; 8_192])?;
            }
        }
        "/drips-later" => drip_later(out, page),
        "/breaks-off" => break_off(out, page),
        "/brotli" => answer("200 OK", &format!("{html}content-encoding: br\r\n"), &brotli()),
        "/packed" => answer("200 OK", &format!("{html}content-encoding: gzip\r\n"), PACKED),
        "/no-gzip" => answer("200 OK", &format!("{html}content-encoding: gzip\r\n"), b"no gzip"),
        "/paper.pdf" => answer("200 OK", "content-type: application/pdf\r\n", b"%PDF"),
        "/moved" => answer("301 Moved", &to("/page"), b""),
        "/moved-for-now" => answer("302 Found", &to("/page"), b""),
        "/moved-twice" => answer("308 Moved", &to("/moved-for-now"), b""),
        "/in-letters" => answer("302 Found", &to("/글"), b""),
        "/circle" => answer("302 Found", &to("/circle-2"), b""),
        "/circle-2" => answer("302 Found", &to("/circle"), b""),
        "/cookie" => answer("302 Found", &format!("set-cookie: a=b\r\n{}", to("/cookie")), b""),
        "/to-nowhere" => answer("302 Found", "", b""),
        "/to-private" => answer("302 Found", &to("http://10.0.0.1/"), b""),
        "/to-metadata" => answer("302 Found", &to("http://169.254.169.254/latest"), b""),
        "/to-localhost" => answer("302 Found", &to(&format!("http://localhost:{port}/page")), b""),
        "/to-app" => answer("302 Found", &to("app:open"), b""),
        "/walled" => answer("403 No", "cf-mitigated: challenge\r\n", b""),
        "/walled-503" => answer(
            "503 No",
            "server: cloudflare\r\n",
            b"<script src=\"/cdn-cgi/challenge-platform/x.js\"></script>",
        ),
        "/denied" => answer("999 No", "", b""),
        "/forbidden" => answer("403 No", "", b""),
        path if path.starts_with("/chain/") => match path["/chain/".len()..].parse().unwrap_or(0_usize) {
            0 => answer("200 OK", html, page),
            more => answer("302 Found", &to(&format!("/chain/{}", more - 1)), b""),
        },
        _ => answer("200 OK", html, page),
    }
}

/// A head without an end.
fn drip(out: &mut &TcpStream) -> std::io::Result<bool> {
    for byte in b"HTTP/1.1 200 OK\r\n".iter().chain(std::iter::repeat(&b'x')) {
        out.write_all(&[*byte])?;
        thread::sleep(Duration::from_millis(20));
    }
    Ok(false)
}

/// A page, and then white space for as long as somebody listens.
fn drip_later(out: &mut &TcpStream, page: &[u8]) -> std::io::Result<bool> {
    out.write_all(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n")?;
    out.write_all(page)?;
    loop {
        out.write_all(b" ")?;
        thread::sleep(Duration::from_millis(20));
    }
}

/// The beginning of a page that was said to be longer.
fn break_off(out: &mut &TcpStream, page: &[u8]) -> std::io::Result<bool> {
    out.write_all(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 900\r\n\r\n")?;
    out.write_all(page)?;
    Ok(false)
}

fn manners() -> Manners {
    Manners {
        timeout: Duration::from_millis(400),
        waits: vec![Duration::ZERO, Duration::from_millis(1)],
        apart: Duration::from_millis(1),
        accepts: vec![Accept {
            host: UrlPattern::new("127.0.0.1").unwrap(),
            codes: vec![418],
            reason: "x".to_owned(),
        }],
        ..Manners::new(&External::default(), 784_111_777)
    }
}

/// Asks for addresses of servers of this machine.
fn outcomes(urls: &[String], anchors: bool, allowed: &str, manners: &Manners) -> Vec<Outcome> {
    let outbound: Vec<_> = urls.iter().map(|url| outbound(url)).collect();
    let plan = Plan::new(
        &outbound,
        &External::default(),
        &Record::default(),
        "2026-11-23",
        anchors,
    );
    let client = Client::new("recto-test", manners, &[UrlPattern::new(allowed).unwrap()], None);
    let outcomes = ask(&plan, &client, manners, &|| {}).expect("this machine is there");
    assert_eq!(outcomes.len(), plan.len());
    outcomes.into_values().collect()
}

fn shown(outcome: &Outcome) -> String {
    let verdict = match &outcome.verdict {
        Verdict::Holds => "ok".to_owned(),
        Verdict::Broken(reason) => format!("broken: {reason}"),
        Verdict::CouldNotTell(reason) => format!("could not tell: {reason}"),
    };
    let moved = outcome.moved.iter().map(|moved| format!(", moved to {moved}"));
    let lacks = outcome.lacks.iter().map(|id| format!(", lacks {id}"));
    let unread = outcome
        .unread
        .iter()
        .map(|reason| format!(", ids unknown: {reason}"));
    verdict + &moved.chain(lacks).chain(unread).collect::<String>()
}

/// What comes of one path of a server of its own, and what was asked for.
fn check(path: &str, expected: &str, requests: &[&str]) {
    let (port, seen) = serve();
    let url = format!("http://127.0.0.1:{port}{path}");
    let outcome = &outcomes(&[url], true, "127.0.0.1", &manners())[0];
    let shown = shown(outcome).replace(&format!("127.0.0.1:{port}"), "HOST");
    assert_eq!(shown, expected, "{path}");
    if !requests.is_empty() {
        assert_eq!(seen.requests(), requests, "{path}");
    }
}

#[test]
fn a_server_is_asked_for_no_more_than_is_needed() {
    check("/page", "ok", &["1 HEAD /page"]);
    check(
        "/head-is-405",
        "ok",
        &["1 GET /head-is-405", "1 HEAD /head-is-405"],
    );
    check(
        "/head-is-404",
        "ok",
        &["1 GET /head-is-404", "1 HEAD /head-is-404"],
    );
    check("/head-hangs-up", "ok", &[]);
}

#[test]
fn what_is_gone_is_broken_however_nice_its_page() {
    check(
        "/nowhere",
        "broken: its server answers 404 (not found)",
        &["1 GET /nowhere", "1 HEAD /nowhere"],
    );
    check("/gone", "broken: its server answers 410 (gone)", &[]);
    check(
        "/broken",
        "broken: its server answers 500 (internal server error)",
        &["3 GET /broken", "1 HEAD /broken"],
    );
    check("/reset", "broken: its server breaks the connection off", &[]);
    check(
        "/to-nowhere",
        "broken: its server redirects to nowhere (302)",
        &[],
    );
}

#[test]
fn a_server_that_asks_for_patience_gets_it() {
    check("/soft-429", "ok", &["2 HEAD /soft-429"]);
    check("/dated-429", "ok", &["2 HEAD /dated-429"]);
    check("/recovers", "ok", &["3 GET /recovers", "1 HEAD /recovers"]);
    let for_ever = "could not tell: its server asks for fewer requests (429)";
    check("/429-for-ever", for_ever, &["3 HEAD /429-for-ever"]);
    check("/429-for-a-day", for_ever, &["1 HEAD /429-for-a-day"]);
    check(
        "/maintained",
        "could not tell: its server answers 503 (service unavailable) for now",
        &[],
    );
}

#[test]
fn a_host_that_wants_no_more_requests_gets_none() {
    let (port, seen) = serve();
    let mut urls = vec![format!("http://127.0.0.1:{port}/429-for-a-day")];
    urls.extend((0..20).map(|number| format!("http://127.0.0.1:{port}/page/{number}")));
    let manners = Manners {
        per_host: 1,
        ..manners()
    };
    let outcomes = outcomes(&urls, false, "127.0.0.1", &manners);
    assert!(
        outcomes
            .iter()
            .all(|outcome| matches!(outcome.verdict, Verdict::CouldNotTell(_)))
    );
    assert_eq!(seen.requests(), ["1 HEAD /429-for-a-day"]);
}

/// A server that takes connections and says nothing, and how many requests came to it.
fn silent() -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let requests = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&requests);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let counted = Arc::clone(&counted);
            thread::spawn(move || {
                let mut first = String::new();
                let read = BufReader::new(&stream).read_line(&mut first);
                if read.is_ok_and(|length| length > 0) {
                    counted.fetch_add(1, Ordering::SeqCst);
                }
                thread::sleep(Duration::from_secs(60));
            });
        }
    });
    (port, requests)
}

#[test]
fn a_host_that_says_nothing_is_asked_a_few_times_however_many_links_it_has() {
    let check = |links: usize, per_host: usize, most: usize| {
        let (port, requests) = silent();
        let urls: Vec<String> = (0..links)
            .map(|number| format!("http://127.0.0.1:{port}/{number}"))
            .collect();
        let manners = Manners {
            per_host,
            ..manners()
        };
        for outcome in outcomes(&urls, false, "127.0.0.1", &manners) {
            assert_eq!(
                shown(&outcome),
                "could not tell: its server does not answer in time"
            );
        }
        assert_eq!(requests.load(Ordering::SeqCst), most, "{links} links");
    };
    check(1, 1, 2);
    check(30, 1, 3);
}

#[test]
fn a_host_that_answers_now_and_then_is_not_given_up() {
    let (port, seen) = serve();
    let mut urls = vec![format!("http://127.0.0.1:{port}/drip")];
    urls.extend((0..20).map(|number| format!("http://127.0.0.1:{port}/page/{number}")));
    let outcomes = outcomes(&urls, false, "127.0.0.1", &manners());
    let held = outcomes
        .iter()
        .filter(|outcome| outcome.verdict == Verdict::Holds);
    assert_eq!(held.count(), 20);
    assert_eq!(seen.requests().len(), 22);
}

#[test]
fn what_never_ends_ends() {
    check("/drip", "could not tell: its server does not answer in time", &[]);
    check("/huge", "ok", &["1 HEAD /huge"]);
    check(
        "/huge#here",
        "ok, ids unknown: the page is too long to look for it",
        &["1 GET /huge"],
    );
    check("/drips-later#here", "ok", &[]);
    check(
        "/drips-later#there",
        "ok, ids unknown: the page does not come whole in time",
        &[],
    );
    check("/breaks-off#there", "ok, ids unknown: the page breaks off", &[]);
    check(
        "/circle",
        "broken: it redirects in a circle, after a redirect to `http://HOST/circle-2`",
        &[],
    );
    check(
        "/cookie",
        "could not tell: it redirects in a circle for whoever keeps no cookies",
        &[],
    );
    check("/chain/10", "ok", &[]);
    check(
        "/chain/11",
        "broken: it redirects more than 10 times, after a redirect to `http://HOST/chain/1`",
        &[],
    );
}

#[test]
fn what_has_moved_for_good_is_told_from_what_has_not() {
    check("/moved", "ok, moved to http://HOST/page", &[]);
    check("/moved-for-now", "ok", &[]);
    check("/moved-twice", "ok, moved to http://HOST/moved-for-now", &[]);
    check("/in-letters", "ok", &["1 HEAD /%EA%B8%80", "1 HEAD /in-letters"]);
    check(
        "/to-app",
        "could not tell: it redirects to `app:open`, which is no address of the web",
        &[],
    );
}

#[test]
fn ids_are_looked_for_in_pages_alone() {
    check("/page#here", "ok", &["1 GET /page"]);
    check("/page#there", "ok, lacks there", &[]);
    check("/page#:~:text=x", "ok", &["1 HEAD /page"]);
    check("/page#L10-L20", "ok", &["1 HEAD /page"]);
    check("/moved#there", "ok, moved to http://HOST/page, lacks there", &[]);
    check("/packed#packed", "ok", &[]);
    check("/packed#here", "ok, lacks here", &[]);
    check(
        "/no-gzip#here",
        "ok, ids unknown: the bytes of the page cannot be unpacked",
        &[],
    );
    check("/brotli#packed", "ok", &[]);
    check("/brotli#here", "ok, lacks here", &[]);
    check("/paper.pdf#page=2", "ok", &[]);
    check("/paper.pdf#here", "ok", &[]);
    check(
        "/nowhere#here",
        "broken: its server answers 404 (not found)",
        &["1 GET /nowhere"],
    );
}

#[test]
fn a_wall_is_no_broken_link() {
    check(
        "/walled",
        "could not tell: a wall against programs stands before it (403)",
        &["1 HEAD /walled"],
    );
    check(
        "/walled-503",
        "could not tell: a wall against programs stands before it (503)",
        &[],
    );
    check(
        "/denied",
        "could not tell: its server answers 999 (request denied)",
        &[],
    );
    check(
        "/forbidden",
        "could not tell: its server answers 403 (forbidden)",
        &[],
    );
}

#[test]
fn nothing_leads_into_a_private_network() {
    let private = |address: &str| {
        format!("could not tell: its host is in a private network (`{address}`), which is not asked")
    };
    let after = |address: &str, to: &str| format!("{}, after a redirect to `{to}`", private(address));
    check(
        "/to-private",
        &after("10.0.0.1", "http://10.0.0.1/"),
        &["1 HEAD /to-private"],
    );
    check(
        "/to-metadata",
        &after("169.254.169.254", "http://169.254.169.254/latest"),
        &["1 HEAD /to-metadata"],
    );
    let (port, seen) = serve();
    let ask = |path: &str, allowed: &str| {
        shown(
            &outcomes(
                &[format!("http://127.0.0.1:{port}{path}")],
                false,
                allowed,
                &manners(),
            )[0],
        )
    };
    assert_eq!(ask("/page", "other.example"), private("127.0.0.1"));
    assert!(seen.requests().is_empty());
    assert!(
        ask("/to-localhost", "127.0.0.1").starts_with("could not tell: its host is in a private network")
    );
    assert_eq!(ask("/to-localhost", "*"), "ok");
    // Numbers that the name service takes for the machine itself.
    for host in ["2130706433", "0x7f.1", "[::ffff:127.0.0.1]"] {
        let url = format!("http://{host}:{port}/page");
        let outcome = &outcomes(&[url], false, "other.example", &manners())[0];
        assert!(
            matches!(outcome.verdict, Verdict::CouldNotTell(_) | Verdict::Broken(_)),
            "{host}"
        );
    }
    assert_eq!(
        seen.requests(),
        ["2 HEAD /to-localhost", "1 HEAD /page"]
            .map(str::to_owned)
            .into_iter()
            .rev()
            .collect::<Vec<_>>()
    );
}

#[test]
fn a_port_at_which_nobody_listens_is_broken() {
    let port = {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port()
    };
    let outcomes = outcomes(&[format!("http://127.0.0.1:{port}/")], false, "*", &manners());
    assert_eq!(shown(&outcomes[0]), "broken: its host takes no connections");
    check(
        "/no-http",
        "could not tell: its answer cannot be read: it is not as HTTP wants it",
        &[],
    );
}

#[test]
fn many_links_are_asked_for_a_few_at_a_time() {
    let servers: Vec<(u16, Arc<Seen>)> = (0..25).map(|_| serve()).collect();
    let urls: Vec<String> = servers
        .iter()
        .flat_map(|(port, _)| (0..20).map(move |number| format!("http://127.0.0.1:{port}/page/{number}")))
        .collect();
    assert_eq!(urls.len(), 500);
    let manners = Manners {
        timeout: Duration::from_secs(20),
        ..manners()
    };
    let outcomes = outcomes(&urls, false, "127.0.0.1", &manners);
    assert!(outcomes.iter().all(|outcome| outcome.verdict == Verdict::Holds));
    for (_, seen) in &servers {
        assert_eq!(seen.requests().len(), 20);
        let most = seen.most_open.load(Ordering::SeqCst);
        assert!(most <= 4, "{most} connections at one host");
        let all = seen.connections.load(Ordering::SeqCst);
        assert!(all <= 20, "{all} connections to one host");
    }
}
