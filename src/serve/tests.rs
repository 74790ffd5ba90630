//! The whole of `serve` over real sockets and real files.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use super::live::Site;
use super::{Changes, Finding, Ground, Manner, Notice, Options, Served, Snapshot, Update, run, server};
use crate::diagnostic::{Diagnostic, catalogue, excerpt};
use crate::source::SourceTree;

/// No test waits longer for what should come at once.
pub(super) const PATIENCE: Duration = Duration::from_secs(20);

#[expect(
    clippy::disallowed_methods,
    reason = "the tests play the user who writes files"
)]
pub(super) fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// A good build with these outputs.
pub(super) fn site(base_path: &str, files: &[(&str, &str)]) -> Update {
    let served = |text: &str| Served::Bytes(Arc::from(text.as_bytes()));
    let files = files
        .iter()
        .map(|(path, text)| ((*path).to_owned(), served(text)));
    Update {
        snapshot: Some(Snapshot::new(base_path, files)),
        ..Update::default()
    }
}

/// A build that came to nothing, for a reason that concerns every page.
pub(super) fn failure(report: &str) -> Update {
    let found = Diagnostic::new(&catalogue::CONFIG_SYNTAX, report);
    let excerpts = excerpt::excerpts(&[found], &SourceTree::new([]));
    let finding = |excerpt| Finding {
        excerpt,
        editor: None,
        block: None,
    };
    Update {
        findings: excerpts.into_iter().map(finding).collect(),
        report: report.to_owned(),
        ..Update::default()
    }
}

/// A server on a free port, and the site to publish to.
fn serve(first: Update) -> (SocketAddr, Arc<Site>) {
    let listener = server::listen("127.0.0.1:0".parse().unwrap(), false).unwrap();
    let address = listener.local_addr().unwrap();
    let site = Arc::new(Site::new(first));
    server::start(listener, address, Arc::clone(&site));
    (address, site)
}

fn connect(address: SocketAddr, request: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream
        .write_all(request.replace('\n', "\r\n").as_bytes())
        .unwrap();
    stream
}

/// The whole answer as text, from a server that is asked to close the connection.
fn ask(address: SocketAddr, request: &str) -> String {
    let request = format!("{request}\nHost: {address}\nConnection: close\n\n");
    let mut answer = Vec::new();
    connect(address, &request).read_to_end(&mut answer).unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

fn get(address: SocketAddr, path: &str) -> String {
    ask(address, &format!("GET {path} HTTP/1.1"))
}

/// An open page: what it hears.
struct Page(BufReader<TcpStream>);

impl Page {
    fn open(address: SocketAddr, path: &str) -> Self {
        let request = format!(
            "GET /__recto/live?page={path} HTTP/1.1\nHost: {address}\nOrigin: http://{address}\n\
             Connection: keep-alive, Upgrade\nUpgrade: websocket\nSec-WebSocket-Version: 13\n\
             Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n\n"
        );
        let mut page = Self(BufReader::new(connect(address, &request)));
        let head: Vec<String> = page
            .0
            .by_ref()
            .lines()
            .map(Result::unwrap)
            .take_while(|line| !line.is_empty())
            .collect();
        assert_eq!(head[0], "HTTP/1.1 101 Switching Protocols");
        assert!(
            head.contains(&"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=".to_owned()),
            "{head:?}"
        );
        page
    }

    /// The version in the next message, and the first thing that was found.
    fn hear(&mut self) -> (String, Option<String>) {
        let mut head = [0; 2];
        self.0.read_exact(&mut head).unwrap();
        assert_eq!(head[0], 0x81, "a whole text message");
        let length = match head[1] {
            126 => {
                let mut length = [0; 2];
                self.0.read_exact(&mut length).unwrap();
                usize::from(u16::from_be_bytes(length))
            }
            short => usize::from(short),
        };
        let mut message = vec![0; length];
        self.0.read_exact(&mut message).unwrap();
        let message: serde_json::Value = serde_json::from_slice(&message).unwrap();
        let text = |value: &serde_json::Value| value.as_str().map(str::to_owned);
        (
            text(&message["version"]).unwrap(),
            text(&message["here"][0]["message"]),
        )
    }
}

impl Page {
    /// Waits for this message. A file may be seen while it is being written, so others may come before.
    fn hears(&mut self, expected: &(String, Option<String>)) {
        while self.hear() != *expected {}
    }
}

/// The version in the script tag of a page.
fn version_of(answer: &str) -> String {
    let (_, rest) = answer.split_once("data-version=\"").expect("a live page");
    rest.split('"').next().unwrap().to_owned()
}

#[test]
fn a_page_is_answered_and_the_connection_closed() {
    let (address, _) = serve(site("/", &[("index.html", "<p>글"), ("a.css", "a {}")]));
    let answer = get(address, "/a.css");
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.contains("\r\nConnection: close\r\n"), "{answer}");
    assert!(
        answer.ends_with("\r\nContent-Length: 4\r\nConnection: close\r\n\r\na {}"),
        "{answer}"
    );
    assert!(get(address, "/").contains("<p>글<script src=\"/__recto/live.js\" data-page=\"/\""));
    let head = ask(address, "HEAD /a.css HTTP/1.1");
    assert!(
        head.ends_with("\r\nContent-Length: 4\r\nConnection: close\r\n\r\n"),
        "{head}"
    );
}

#[test]
fn the_script_is_there() {
    let (address, _) = serve(site("/", &[]));
    let answer = get(address, "/__recto/live.js");
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\nContent-Type: text/javascript; charset=utf-8\r\n"));
    assert!(answer.contains("new WebSocket(address)"));
    assert!(get(address, "/__recto/other.js").starts_with("HTTP/1.1 404 "));
}

#[test]
fn a_file_on_disk_is_read_when_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("film.mp4");
    write(&path, "0123456789");
    let files = [("film.mp4".to_owned(), Served::File(path))];
    let snapshot = Some(Snapshot::new("/", files));
    let (address, _) = serve(Update {
        snapshot,
        ..Update::default()
    });
    let part = ask(address, "GET /film.mp4 HTTP/1.1\nRange: bytes=2-4");
    assert!(
        part.starts_with("HTTP/1.1 206 Partial Content\r\n") && part.ends_with("\r\n\r\n234"),
        "{part}"
    );
    drop(folder);
    assert!(get(address, "/film.mp4").starts_with("HTTP/1.1 500 "));
}

#[test]
fn clients_that_hold_on_hold_nobody_up() {
    let (address, _) = serve(site(
        "/",
        &[("index.html", "here"), ("big.bin", &"x".repeat(8_000_000))],
    ));
    let held = [
        "GET /big.bin HTTP/1.1\nHost: localhost\n\n",
        "GET /never/ends",
        "POST / HTTP/1.1\nHost: localhost\nContent-Length: 99999999999999\n\n",
        "POST / HTTP/1.1\nHost: localhost\nContent-Length: 2000\n\n",
        "POST / HTTP/1.1\nHost: localhost\nTransfer-Encoding: chunked\n\n",
    ];
    let _open = held.map(|request| connect(address, request));
    assert!(get(address, "/").contains("here"));
    let answer = ask(address, "POST / HTTP/1.1\nContent-Length: 0");
    assert!(
        answer.starts_with("HTTP/1.1 405 Method Not Allowed\r\n"),
        "{answer}"
    );
}

#[test]
fn eight_pages_hear_of_a_build_and_a_ninth_loads() {
    let (address, live) = serve(site("/", &[("a.html", "one"), ("b.html", "one")]));
    let at_hand = version_of(&get(address, "/a"));
    let mut pages: Vec<Page> = (0..8).map(|_| Page::open(address, "/a")).collect();
    for page in &mut pages {
        assert_eq!(page.hear(), (at_hand.clone(), None));
    }
    live.publish(site("/", &[("a.html", "two"), ("b.html", "one")]));
    let news = version_of(&get(address, "/a"));
    assert_ne!(news, at_hand);
    for page in &mut pages {
        assert_eq!(page.hear(), (news.clone(), None));
    }
}

#[test]
fn a_closed_page_is_no_longer_looked_at() {
    let (address, live) = serve(site("/", &[("a.html", "one")]));
    let mut page = Page::open(address, "/a");
    page.hear();
    assert_eq!(live.looked_at().len(), 1);
    drop(page);
    let began = Instant::now();
    while !live.looked_at().is_empty() {
        assert!(began.elapsed() < PATIENCE, "it is still thought to be open");
        thread::yield_now();
    }
}

#[test]
fn an_old_page_hears_at_once_that_it_is_old() {
    let (address, live) = serve(site("/", &[("a.html", "one")]));
    let at_hand = version_of(&get(address, "/a"));
    live.publish(site("/", &[("a.html", "two")]));
    assert_ne!(Page::open(address, "/a").hear().0, at_hand);
    // A page that is not there yet is told when it comes.
    let mut page = Page::open(address, "%2F%EA%B8%80");
    let absent = page.hear();
    live.publish(site("/", &[("글.html", "now")]));
    assert_ne!(page.hear(), absent);
}

#[test]
fn the_channel_is_for_own_pages() {
    let (address, _) = serve(site("/", &[]));
    let answer = ask(
        address,
        "GET /__recto/live?page=/ HTTP/1.1\nOrigin: http://example.org",
    );
    assert!(answer.starts_with("HTTP/1.1 403 "), "{answer}");
    assert!(get(address, "/__recto/live?page=/").starts_with("HTTP/1.1 426 Upgrade Required\r\n"));
}

/// A user's folder with one file per page, served by [`run`], which counts its builds.
struct Preview {
    folder: tempfile::TempDir,
    address: SocketAddr,
    builds: Receiver<Changes>,
}

impl Preview {
    fn start(files: &[(&str, &str)]) -> Self {
        Self::with(files, |_| false)
    }

    /// One whose builds are given up when `gives_up` says so.
    fn with(files: &[(&str, &str)], mut gives_up: impl FnMut(&Changes) -> bool + Send + 'static) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            write(&folder.path().join("content").join(path), text);
        }
        let options = Options {
            address: "127.0.0.1:0".parse().unwrap(),
            any_port: false,
            lan: false,
            names: Vec::new(),
            watch: vec![folder.path().join("content")],
            ignore: Vec::new(),
            poll: false,
            manner: Manner::default(),
        };
        let (content, (built, builds), (notice, notices)) = (options.watch[0].clone(), channel(), channel());
        let notice = Mutex::new(notice);
        thread::spawn(move || {
            let rebuild = |changes: &Changes, _: &Ground<'_>| {
                let update = build(&content);
                drop(built.send(changes.clone()));
                (!gives_up(changes)).then_some(update)
            };
            run(&options, rebuild, |news| tell(&notice, news)).unwrap();
        });
        let address = loop {
            if let Notice::Serving { address, url } = notices.recv_timeout(PATIENCE).unwrap() {
                assert_eq!(url, format!("http://{address}/"));
                break address;
            }
        };
        assert!(builds.recv_timeout(PATIENCE).unwrap().everything);
        Self {
            folder,
            address,
            builds,
        }
    }

    fn write(&self, path: &str, text: &str) {
        write(&self.folder.path().join("content").join(path), text);
    }

    /// Asks until the answer is what it should become.
    fn becomes(&self, path: &str, expected: &str) {
        let began = Instant::now();
        while !get(self.address, path).contains(expected) {
            assert!(
                began.elapsed() < PATIENCE,
                "{path} never had {expected}: {}",
                get(self.address, path)
            );
            thread::yield_now();
        }
    }
}

fn tell(notice: &Mutex<Sender<Notice>>, news: Notice) {
    drop(notice.lock().unwrap().send(news));
}

/// Every file is a page; one with `wrong` in it is an error.
fn build(content: &Path) -> Update {
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(content)
        .into_iter()
        .flatten()
        .filter(|entry| entry.file_type().is_file())
    {
        let text = read(entry.path());
        if text.contains("wrong") {
            return failure(&format!("{}: <wrong>", entry.file_name().display()));
        }
        let path = entry.path().strip_prefix(content).unwrap().to_str().unwrap();
        files.push((path.to_owned(), text));
    }
    let files: Vec<_> = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    site("/", &files)
}

#[expect(clippy::disallowed_methods, reason = "the tests play the build")]
fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_default()
}

#[test]
fn a_saved_file_is_served_and_told() {
    let preview = Preview::start(&[("a.html", "one"), ("b.html", "one")]);
    let mut page = Page::open(preview.address, "/a");
    let before = page.hear();
    preview.write("a.html", "two");
    preview.becomes("/a", "two");
    assert_ne!(page.hear(), before);
    preview.write("new/deep/c.html", "three");
    preview.becomes("/new/deep/c", "three");
}

#[test]
fn a_removed_file_is_gone_and_a_renamed_one_elsewhere() {
    let preview = Preview::start(&[("a.html", "one"), ("b.html", "two")]);
    let content = preview.folder.path().join("content");
    #[expect(
        clippy::disallowed_methods,
        reason = "the tests play the user who moves files"
    )]
    {
        fs::remove_file(content.join("a.html")).unwrap();
        fs::rename(content.join("b.html"), content.join("c.html")).unwrap();
    }
    preview.becomes("/a", "404 Not Found");
    preview.becomes("/b", "404 Not Found");
    preview.becomes("/c", "two");
}

#[test]
fn an_error_is_shown_over_the_page_until_it_is_mended() {
    let preview = Preview::start(&[("a.html", "one"), ("b.html", "one")]);
    let mut page = Page::open(preview.address, "/a");
    let (good, nothing) = page.hear();
    assert_eq!(nothing, None);
    preview.write("b.html", "wrong");
    page.hears(&(good.clone(), Some("b.html: <wrong>".to_owned())));
    assert!(get(preview.address, "/b").contains("one"));
    preview.write("b.html", "right");
    page.hears(&(good, None));
    preview.becomes("/b", "right");
}

#[test]
fn a_site_that_was_never_good_is_its_report_until_it_is_mended() {
    let preview = Preview::start(&[("a.html", "wrong")]);
    let answer = get(preview.address, "/any/page");
    assert!(answer.starts_with("HTTP/1.1 500 "), "{answer}");
    assert!(answer.contains("a.html: &lt;wrong&gt;"), "{answer}");
    let mut page = Page::open(preview.address, "/any/page");
    assert_eq!(page.hear().0, version_of(&answer));
    preview.write("a.html", "right");
    assert_ne!(page.hear().0, version_of(&answer));
    preview.becomes("/a", "right");
}

#[test]
fn the_last_of_many_saves_is_what_stays() {
    let preview = Preview::start(&[("a.html", "0")]);
    for save in 1..=50 {
        preview.write("a.html", &format!("save {save}."));
    }
    preview.becomes("/a", "save 50.");
    assert!(preview.builds.try_iter().count() <= 50);
}

#[test]
fn a_build_that_was_given_up_is_made_good_by_the_next() {
    let mut given_up = 0;
    let preview = Preview::with(&[("a.html", "one")], move |changes| {
        given_up += usize::from(!changes.everything);
        (1..=3).contains(&given_up)
    });
    preview.write("a.html", "two");
    preview.becomes("/a", "two");
    let builds: Vec<Changes> = preview.builds.try_iter().collect();
    assert!(builds.len() >= 4);
    let is_of_a = |changes: &Changes| changes.paths.iter().any(|path| path.ends_with("a.html"));
    assert!(builds.iter().all(is_of_a), "{builds:?}");
}
