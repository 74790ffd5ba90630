//! `recto serve`, over a real socket.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};
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
        let mut process = site.command(args).stderr(Stdio::piped()).spawn().unwrap();
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
