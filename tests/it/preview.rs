//! `recto serve`, over a real socket.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use super::driver::Site;

/// No test waits longer for what should come at once.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running `recto serve`, which ends with it.
struct Preview {
    process: Child,
    said: Receiver<String>,
    host: String,
}

impl Preview {
    fn start(site: &Site, args: &[&str]) -> Self {
        let args = ["serve", "--port", "0"].iter().chain(args);
        Self::of(site.command(args))
    }

    fn of(mut command: Command) -> Self {
        let mut process = command.stderr(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let (say, said) = channel();
        thread::spawn(move || lines.map_while(Result::ok).try_for_each(|line| say.send(line)));
        let mut preview = Self {
            process,
            said,
            host: String::new(),
        };
        let line = preview.hears("serving ");
        let (_, address) = line.split_once("http://").unwrap();
        preview.host = address.split('/').next().unwrap().to_owned();
        preview
    }

    /// The next line with these words in it.
    fn hears(&self, words: &str) -> String {
        loop {
            let line = self.said.recv_timeout(PATIENCE).expect(words);
            if line.contains(words) {
                return line;
            }
        }
    }

    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        let host = &self.host;
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        )
        .unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// Asks until the answer is what it should become.
    fn becomes(&self, path: &str, expected: &str) {
        let began = Instant::now();
        while !self.get(path).contains(expected) {
            assert!(began.elapsed() < PATIENCE, "{path} never had {expected}");
            thread::yield_now();
        }
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

const SITE: &str = "-- recto.toml --\ntitle = \"T\"\nbase_url = \"https://example.org/blog/\"\n\
    -- content/posts/a.md --\n---\ntitle: A\ndate: 2025-07-08\ndraft: true\n---\nfirst words\n";

#[test]
fn a_post_is_seen_while_it_is_written() {
    let site = Site::new(SITE);
    let preview = Preview::start(&site, &[]);
    let page = preview.get("/blog/posts/a/");
    assert!(page.contains("first words"), "{page}");
    let canonical = format!(
        "<link rel=\"canonical\" href=\"http://{}/blog/posts/a/\">",
        preview.host
    );
    assert!(page.contains(&canonical), "{page}");
    site.write(
        "content/posts/a.md",
        "---\ntitle: A\ndate: 2025-07-08\n---\nsecond words\n",
    );
    preview.becomes("/blog/posts/a/", "second words");
    site.write(
        "content/posts/a.md",
        "---\ntitle: A\ndate: 2025-07-08\n---\nthird words ![x](gone.png)\n",
    );
    preview.hears("error[L003]");
    preview.becomes("/blog/posts/a/", "third words");
    site.write("recto.toml", "title = \n");
    preview.hears("error[C001]");
    assert!(preview.get("/blog/posts/a/").contains("third words"));
    assert!(!site.has("public"), "nothing is written");
}

#[test]
fn the_site_can_be_seen_as_it_would_be_published() {
    let site = Site::new(SITE);
    let preview = Preview::start(&site, &["--no-drafts"]);
    assert!(preview.get("/blog/posts/a/").starts_with("HTTP/1.1 404"));
}

#[test]
fn a_port_that_was_named_must_be_free() {
    let site = Site::new(SITE);
    let preview = Preview::start(&site, &[]);
    let port = preview.host.rsplit(':').next().unwrap();
    site.run(["serve", "--port", port])
        .fails(2)
        .stderr_has(&format!("error: port {port} is taken\nhelp: choose another port"));
}

/// A shell command in the site, with `$0` for the program that is tested.
#[cfg(unix)]
fn shell(site: &Site, script: &str) -> Command {
    let recto = site.command([""; 0]);
    let mut command = Command::new("sh");
    command.args(["-c", script]).arg(recto.get_program());
    command.current_dir(site.path("")).stdin(Stdio::null());
    command
}

#[cfg(unix)]
#[test]
fn a_full_table_of_files_ends_nothing() {
    let site = Site::new(SITE);
    let preview = Preview::of(shell(&site, "ulimit -n 48; exec \"$0\" serve --port 0"));
    let connect = || TcpStream::connect(&preview.host).unwrap();
    let held: Vec<TcpStream> = (0..200).map(|_| connect()).collect();
    preview.becomes("/blog/posts/a/", "first words");
    drop(held);
    preview.becomes("/blog/posts/a/", "first words");
    site.write(
        "content/posts/a.md",
        "---\ntitle: A\ndate: 2025-07-08\n---\nsecond words\n",
    );
    preview.becomes("/blog/posts/a/", "second words");
}

#[cfg(unix)]
#[test]
fn it_ends_when_it_is_asked_to_and_leaves_the_port() {
    for signal in ["INT", "TERM"] {
        let site = Site::new(SITE);
        // A shell without a person bids what it starts in the background ignore Ctrl-C.
        let mut preview = Preview::of(shell(&site, "trap '' INT; exec \"$0\" serve --port 0"));
        let _open = TcpStream::connect(&preview.host).unwrap();
        let id = preview.process.id().to_string();
        let kill = Command::new("kill").args(["-s", signal, &id]).status().unwrap();
        assert!(kill.success());
        assert_eq!(preview.process.wait().unwrap().code(), Some(0), "{signal}");
        drop(std::net::TcpListener::bind(&preview.host).expect("the port is free"));
    }
}

#[test]
fn other_machines_are_shown_the_way_when_they_are_let_in() {
    let site = Site::new(SITE);
    let preview = Preview::start(&site, &["--lan"]);
    let said = preview.hears("other machines");
    if let Some((_, rest)) = said.split_once("serving http://") {
        let host = rest.split('/').next().unwrap();
        assert!(rest.starts_with(&format!("{host}/blog/ ")), "{said}");
        preview.hears("█");
        let ask = |name: &str| {
            let mut stream = TcpStream::connect(host).unwrap();
            let request = format!("GET /blog/posts/a/ HTTP/1.1\r\nHost: {name}\r\n\r\n");
            stream.write_all(request.as_bytes()).unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).unwrap();
            answer
        };
        assert!(ask(host).starts_with("HTTP/1.1 200 "));
        assert!(ask("203.0.113.7").starts_with("HTTP/1.1 403 "));
        assert!(ask("example.org").starts_with("HTTP/1.1 403 "));
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
#[test]
fn the_site_is_opened_in_the_browser_when_asked_for() {
    let site = Site::new(SITE);
    let script = "printf '#!/bin/sh\\nprintf %%s \"$1\" > opened' > xdg-open; chmod +x xdg-open; \
                  PATH=\"$PWD:$PATH\" exec \"$0\" serve --port 0 --open";
    let preview = Preview::of(shell(&site, script));
    let began = Instant::now();
    let expected = format!("http://{}/blog/", preview.host);
    while !site.has("opened") || site.read("opened") != expected {
        assert!(began.elapsed() < PATIENCE, "nothing was opened");
        thread::yield_now();
    }
}
