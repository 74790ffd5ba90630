//! `recto check --external`: the links of a site and of a built one, the record of them, and what fails.
//!
//! The hosts are played by a proxy of this machine, so that names can be those of a real site.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::thread;

use super::driver::{CONFIG, Run, Site};

/// The hosts of the tests: what was asked of them, and through which door.
struct Hosts {
    address: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Hosts {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let all = Arc::clone(&asked);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let asked = Arc::clone(&all);
                thread::spawn(move || converse(&stream, &asked));
            }
        });
        Self { address, asked }
    }

    /// What has been asked since the last time, in order of the letters.
    fn asked(&self) -> Vec<String> {
        let mut asked = std::mem::take(&mut *self.asked.lock().unwrap());
        asked.sort();
        asked
    }

    fn check(&self, site: &Site, args: &[&str]) -> Run {
        self.check_in(site, args, &[])
    }

    fn check_in(&self, site: &Site, args: &[&str], variables: &[(&str, &str)]) -> Run {
        let all = ["check", "--external", "--format", "short"];
        let mut command = site.command(all.iter().chain(args).copied());
        for name in ["NO_PROXY", "no_proxy"] {
            command.env_remove(name);
        }
        command.env_remove("GITHUB_BASE_REF");
        command.env("ALL_PROXY", &self.address);
        command.envs(variables.iter().copied());
        Run::of(command)
    }
}

fn converse(stream: &TcpStream, asked: &Mutex<Vec<String>>) -> Option<()> {
    let mut reader = BufReader::new(stream);
    let mut out = stream;
    let tunnel = head(&mut reader)?;
    let host = tunnel.split(' ').nth(1)?.split(':').next()?.to_owned();
    out.write_all(b"HTTP/1.1 200 Go\r\n\r\n").ok()?;
    loop {
        let request = head(&mut reader)?;
        let mut words = request.split(' ');
        let (method, path) = (words.next()?, words.next()?);
        asked.lock().unwrap().push(format!("{method} {host}{path}"));
        let (status, headers) = match path {
            path if path.starts_with("/gone") || path == "/also-gone" => ("404 No", ""),
            "/walled" => ("403 No", ""),
            "/moved" => ("301 Moved", "location: /new\r\n"),
            _ => ("200 OK", "content-type: text/html\r\n"),
        };
        let body = "<p id=\"here\">";
        let answer = format!(
            "HTTP/1.1 {status}\r\n{headers}content-length: {}\r\n\r\n",
            body.len()
        );
        out.write_all(answer.as_bytes()).ok()?;
        if method != "HEAD" {
            out.write_all(body.as_bytes()).ok()?;
        }
    }
}

/// The first line of a request; `None` at its end.
fn head(reader: &mut impl BufRead) -> Option<String> {
    let mut first = String::new();
    if reader.read_line(&mut first).ok()? == 0 {
        return None;
    }
    let mut line = String::new();
    while reader.read_line(&mut line).ok()? > 0 && !line.trim().is_empty() {
        line.clear();
    }
    Some(first)
}

/// A site of which the links of the text alone are asked for.
fn site(text: &str) -> Site {
    Site::new(&format!(
        "{CONFIG}-- content/posts/a.md --\n---\ntitle: A\ndate: 2025-07-08\n---\n{text}\n"
    ))
}

const RECORD: &str = ".recto/links.txt";

fn lines(record: &str) -> Vec<&str> {
    record.lines().filter(|line| !line.starts_with('#')).collect()
}

#[test]
fn a_broken_link_is_said_at_its_line_and_fails() {
    let hosts = Hosts::start();
    let site =
        site("한글 [a](http://a.example/gone), [b](http://a.example/gone)\n\n[c](http://b.example/walled)\n");
    let run = hosts.check(&site, &["--now", "2026-11-23"]).fails(1);
    let expected = "\
        content/posts/a.md:5:8: error[L015]: nothing answers for `http://a.example/gone`: its server answers 404 (not found) (help: link to where it is now, or take the link out)\n\
        content/posts/a.md:5:36: error[L015]: nothing answers for `http://a.example/gone`: its server answers 404 (not found) (help: link to where it is now, or take the link out)\n\
        content/posts/a.md:7:5: note[L016]: it cannot be told whether `http://b.example/walled` holds: its server answers 403 (forbidden) (help: open it in a browser; `[check.external]` in `recto.toml` can accept or exclude it)\n";
    let run = run.stdout_is(expected);
    run.stderr_has("asked for 2 links in ")
        .stderr_has("0 hold, 1 broken, 1 could not be told");
    assert_eq!(
        hosts.asked(),
        [
            "GET a.example/gone",
            "GET b.example/walled",
            "HEAD a.example/gone",
            "HEAD b.example/walled"
        ]
    );
    assert_eq!(
        lines(&site.read(RECORD)),
        [
            "http://a.example/gone 2026-11-23 broken its server answers 404 (not found)",
            "http://b.example/walled 2026-11-23 could-not-tell its server answers 403 (forbidden)",
        ]
    );
}

#[test]
fn what_held_last_week_is_not_asked_again() {
    let hosts = Hosts::start();
    let site = site("[a](http://a.example/#here), [b](http://a.example/gone)\n");
    hosts.check(&site, &["--now", "2026-11-16"]).fails(1);
    assert_eq!(hosts.asked().len(), 3);
    let record = site.read(RECORD);
    hosts.check(&site, &["--now", "2026-11-22"]).fails(1);
    assert_eq!(hosts.asked(), ["GET a.example/gone", "HEAD a.example/gone"]);
    assert_eq!(site.read(RECORD), record.replace("16 broken", "22 broken"));
    hosts.check(&site, &["--now", "2026-11-23"]).fails(1);
    assert_eq!(hosts.asked().len(), 3);
    // An id was never looked for.
    hosts
        .check(&site, &["--now", "2026-11-23", "--external-anchors"])
        .fails(1);
    assert_eq!(
        hosts.asked(),
        ["GET a.example/", "GET a.example/gone", "HEAD a.example/gone"]
    );
    site.write(RECORD, format!("<<<<<<< ours\n{}", site.read(RECORD)));
    hosts
        .check(&site, &["--now", "2026-11-23"])
        .fails(1)
        .stderr_has("warning: line 1 of `.recto/links.txt` cannot be understood, and is left out");
    assert!(!site.read(RECORD).contains("<<<"));
}

/// Runs git in a site, as somebody of no name.
fn git(site: &Site, arguments: &[&str]) {
    let mut command = Command::new("git");
    command.arg("-C").arg(site.path(""));
    for setting in [
        "user.name=A",
        "user.email=a@a.example",
        "commit.gpgsign=false",
        "core.hooksPath=/none",
    ] {
        command.args(["-c", setting]);
    }
    let output = command.args(arguments).output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn a_pull_request_fails_for_what_it_brings_alone() {
    let hosts = Hosts::start();
    let site = site("[a](http://a.example/gone#x)\n");
    hosts
        .check(&site, &["--new-only"])
        .fails(2)
        .stderr_has("`--new-only` needs a git repository with a commit");
    git(&site, &["init", "--quiet", "--initial-branch", "main"]);
    git(&site, &["add", "--all"]);
    git(&site, &["commit", "--quiet", "--message", "a"]);
    // There is no record: the link was there before all the same.
    hosts
        .check(&site, &["--new-only"])
        .succeeds()
        .stdout_has("note[L015]");
    git(&site, &["checkout", "--quiet", "-b", "work"]);
    let post =
        "---\ntitle: B\ndate: 2025-07-08\n---\n[b](http://a.example/also-gone) [c](http://a.example/gone)\n";
    site.write("content/posts/b.md", post);
    // The work brings the record of its fault along.
    site.write(
        RECORD,
        "http://a.example/also-gone 2026-11-23 broken its server answers 404 (not found)\n",
    );
    git(&site, &["add", "--all"]);
    git(&site, &["commit", "--quiet", "--message", "b"]);
    for reference in ["--new-only=main", "--new-only=HEAD~"] {
        let run = hosts.check(&site, &[reference]).fails(1);
        run.stdout_has("content/posts/b.md:5:5: error[L015]")
            .stdout_has("content/posts/b.md:5:37: note[L015]")
            .stdout_has("content/posts/a.md:5:5: note[L015]");
    }
    hosts.check(&site, &["--new-only=work"]).succeeds();
    // As in a job of a pull request.
    let run = hosts.check_in(&site, &["--new-only"], &[("GITHUB_BASE_REF", "main")]);
    run.fails(1).stdout_has("content/posts/b.md:5:5: error[L015]");
    hosts
        .check(&site, &["--new-only=nowhere"])
        .fails(2)
        .stderr_has("it cannot be seen where this work has left `nowhere`");
}

#[test]
fn links_of_files_without_a_site_are_asked_for() {
    let hosts = Hosts::start();
    let folder = Site::new("-- README.md --\n[a](http://a.example/gone) [b](http://a.example/{{ x }})\n");
    let run = hosts.check(&folder, &["README.md"]).fails(1);
    run.stdout_has("README.md:1:5: error[L015]")
        .stderr_has("asked for 1 link in ");
    assert!(folder.has(RECORD));
}

/// Asks about links of hosts that cannot be, with no other machine that would ask for it.
#[track_caller]
fn there_is_no_network(site: &Site) {
    let mut command = site.command(["check", "--external"]);
    for name in [
        "ALL_PROXY",
        "HTTPS_PROXY",
        "HTTP_PROXY",
        "all_proxy",
        "https_proxy",
        "http_proxy",
    ] {
        command.env_remove(name);
    }
    Run::of(command).succeeds().stderr_has("there is no network");
}

#[test]
fn without_a_network_nothing_is_known_and_nothing_fails() {
    let site = site("[a](http://a.invalid/x) [b](http://b.invalid/y)\n");
    site.write(RECORD, "http://a.invalid/x 2026-01-01 ok\n");
    there_is_no_network(&site);
    assert_eq!(site.read(RECORD), "http://a.invalid/x 2026-01-01 ok\n");
}

#[test]
fn without_a_network_all_links_of_a_host_are_unknown() {
    let links: String = (0..9)
        .map(|number| format!("[a](http://a.invalid/{number}) [b](http://b.invalid/{number})\n"))
        .collect();
    let site = site(&links);
    there_is_no_network(&site);
}

#[test]
fn lines_of_the_record_that_are_none_are_told() {
    let hosts = Hosts::start();
    let site = site("Text.\n");
    site.write(RECORD, "<<<<<<< ours\n");
    hosts
        .check(&site, &[])
        .stderr_has("line 1 of `.recto/links.txt` cannot be understood, and is left out");
    site.write(RECORD, "<<<<<<< ours\n=======\n");
    hosts
        .check(&site, &[])
        .stderr_has("line 1 and 1 other line of `.recto/links.txt` cannot be understood, and are left out");
}

#[test]
fn a_rule_that_excludes_nothing_is_told() {
    let hosts = Hosts::start();
    let site = site("[a](http://a.example/)\n");
    let rule = "[[check.external.exclude]]\nurl = \"https://github.com/*\"\nreason = \"x\"\n";
    site.write("recto.toml", format!("{}{rule}", site.read("recto.toml")));
    hosts
        .check(&site, &[])
        .stdout_has("recto.toml:4:7: warning[I001]: `https://github.com/*` excludes no link");
}

#[test]
fn the_links_of_the_built_in_theme_are_nobodys_to_mend() {
    const TEMPLATE: &str = include_str!("../../themes/recto/templates/base.html");
    let hosts = Hosts::start();
    let site = site("[a](http://a.example/)\n");
    assert!(TEMPLATE.contains("<li><a href=\"https://github.com/"));
    hosts.check(&site, &[]).succeeds();
    assert_eq!(hosts.asked(), ["HEAD a.example/"]);
    // One that the author has replaced is theirs.
    let replaced = TEMPLATE.replacen(
        "<li><a href=\"https://github.com/",
        "<li><a href=\"http://gone.example/gone?",
        1,
    );
    let before = replaced.split("http://gone.example/").next().unwrap();
    let line = before.matches('\n').count() + 1;
    site.write("themes/recto/templates/base.html", &replaced);
    hosts.check(&site, &[]).fails(1).stdout_has(&format!(
        "themes/recto/templates/base.html:{line}:14: error[L015]"
    ));
}

#[test]
fn a_link_that_has_moved_is_mended() {
    let hosts = Hosts::start();
    let site = site("[a](http://a.example/moved#x) and <http://a.example/moved>\n");
    hosts
        .check(&site, &[])
        .succeeds()
        .stdout_has("note[L017]: `http://a.example/moved#x` has moved to `http://a.example/new` for good");
    let run = hosts.check(&site, &["--fix"]).succeeds();
    run.stderr_has("mended 2 findings in 1 file");
    let text = site.read("content/posts/a.md");
    assert!(
        text.ends_with("[a](http://a.example/new#x) and <http://a.example/new>\n\n"),
        "{text}"
    );
}

#[test]
fn ids_are_looked_for_when_that_is_asked() {
    let hosts = Hosts::start();
    let site = site("[a](http://a.example/#here) [b](http://a.example/#there)\n");
    hosts.check(&site, &[]).succeeds().stdout_is("");
    hosts.check(&site, &["--external-anchors"]).succeeds().stdout_has(
        "content/posts/a.md:5:33: warning[L018]: the page of `http://a.example/#there` has no element",
    );
}

#[test]
fn the_author_decides_what_is_asked_and_what_is_said() {
    let hosts = Hosts::start();
    let site = site(
        "[a](http://a.example/gone) <!-- recto-ignore L015: it comes back -->\n\n[b](http://b.example/walled)\n\n[c](http://c.example/gone)\n",
    );
    let settings = "[[check.external.accept]]\nhost = \"b.example\"\ncodes = [403]\nreason = \"no robots\"\n\
                    [[check.external.exclude]]\nurl = \"c.example/*\"\nreason = \"it is being built\"\n";
    site.write("recto.toml", format!("{}{settings}", site.read("recto.toml")));
    let run = hosts.check(&site, &[]).succeeds().stdout_is("");
    run.stderr_has("asked for 2 links in ")
        .stderr_has("1 hold, 1 broken, 0 could not be told; 1 excluded");
    assert!(hosts.asked().iter().all(|asked| !asked.contains("c.example")));
}

#[test]
fn any_built_site_is_asked_for() {
    let hosts = Hosts::start();
    let site = Site::new(
        "-- out/index.html --\n<!doctype html>\n<a href=\"http://a.example/gone\">a</a> <img src=\"http://b.example/x\" alt=\"\">\n\
         -- recto.toml --\n[check.external]\nper_hosts = 1\n",
    );
    site.write("out/favicon.ico", "");
    let run = hosts.check(&site, &["--site", "out"]).fails(1);
    run.stdout_has("out/index.html:2:10: error[L015]: nothing answers for `http://a.example/gone`")
        .stdout_has("recto.toml:2:1: error[C002]: unknown key `per_hosts` in `[check.external]`");
    assert!(site.read(RECORD).contains("http://a.example/gone "));
}

#[test]
fn what_a_new_site_ignores_lets_the_record_in() {
    let site = Site::empty();
    site.run(["init", "."]).succeeds();
    let ignored = site.read(".gitignore");
    assert!(ignored.contains("/.recto/*\n!/.recto/links.txt\n"), "{ignored}");
}
