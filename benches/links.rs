//! How long the proof of links alone takes: 1,000 finished pages with 42 links each to pages, ids and pictures, all
//! in memory. Run with `cargo bench --bench links`; with `RAYON_NUM_THREADS=1` the time is that of one core, which
//! is what the whole proof costs.
#![expect(clippy::print_stdout, reason = "a benchmark prints what it measured")]

use std::fmt::Write;
use std::time::Instant;

use recto::pipeline::check_built;
use recto::source::{SourceFile, SourcePath, SourceTree};

const PAGES: usize = 1_000;
const LINKS: usize = 42;
const ROUNDS: usize = 15;

fn main() {
    let sources = site();
    let mut times: Vec<_> = (0..ROUNDS)
        .map(|_| {
            let began = Instant::now();
            let built = check_built(&sources, "out", "https://example.org/");
            assert!(built.diagnostics.is_empty(), "every link holds");
            began.elapsed()
        })
        .collect();
    times.sort_unstable();
    println!(
        "{PAGES} pages, {} links: {:.1?} (median of {ROUNDS})",
        PAGES * LINKS,
        times[ROUNDS / 2]
    );
}

/// Pages in a ring: each links on to the next ones, to their ids and to pictures.
fn site() -> SourceTree {
    let file = |path: String, text: String| SourceFile::text(SourcePath::new(&path), text.into_bytes());
    let pages = (0..PAGES).map(|page| {
        let mut text = String::from("<!doctype html><title>Page</title>\n");
        for link in 0..LINKS {
            let other = (page + link * 7 + 1) % PAGES;
            let _ = match link % 3 {
                0 => writeln!(
                    text,
                    "<p id=\"part-{link}\"><a href=\"/posts/p{other}/\">on</a> text"
                ),
                1 => writeln!(text, "<p><a href=\"../p{other}/#part-{}\">on</a> text", link - 1),
                _ => writeln!(text, "<p><img src=\"/img/{}.png\" alt=\"x\"> text", other % 100),
            };
        }
        file(format!("out/posts/p{page}/index.html"), text)
    });
    let pictures = (0..100).map(|picture| file(format!("out/img/{picture}.png"), String::new()));
    let index = [file(
        "out/index.html".to_owned(),
        "<a href=\"/posts/p0/\">x</a>".to_owned(),
    )];
    SourceTree::new(pages.chain(pictures).chain(index))
}
