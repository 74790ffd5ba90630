//! How fast code gets its colours: microseconds for a block and megabytes a second, by Recto's own lexers and by the
//! bundled grammars; then on one long line, and how fast HTML is written. Run with `cargo bench --bench highlight`.
#![expect(clippy::print_stdout, reason = "a benchmark prints what it measured")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use recto::config::Engine;
use recto::render::highlight::{highlight_with, to_html};

const ROUNDS: usize = 9;
/// How long code on one line is, in bytes.
const LONG_LINE: usize = 170_000;

macro_rules! samples {
    ($($language:literal $file:literal,)*) => {
        &[$(($language, include_str!(concat!("../src/render/highlight/samples/", $file)))),*]
    };
}

const SAMPLES: &[(&str, &str)] = samples! {
    "hcl" "main.tf",
    "console" "session.console",
    "yaml" "compose.yaml",
    "json" "policy.json",
    "bash" "backup.sh",
    "dockerfile" "service.Dockerfile",
    "toml" "Cargo.toml.sample",
    "ini" "web.service",
    "diff" "release.patch",
    "rust" "parser.rs",
    "go" "worker.go",
    "typescript" "store.ts",
    "tsx" "page.tsx",
    "javascript" "server.js",
    "python" "lambda.py",
    "sql" "schema.sql",
    "html" "form.html",
    "xml" "pom.xml",
    "css" "theme.css",
    "makefile" "build.mk",
    "java" "Orders.java",
    "kotlin" "Service.kt",
    "c" "ring.c",
    "cpp" "pool.cpp",
    "csharp" "Program.cs",
    "nginx" "nginx.conf",
    "markdown" "README.md",
    "ruby" "app.rb",
    "php" "index.php",
};

fn main() {
    println!(
        "{:<12} {:>6} {:>22} {:>24} {:>8}",
        "language", "bytes", "own", "grammars", "times"
    );
    for (language, code) in SAMPLES {
        let own = median(200, || {
            drop(black_box(highlight_with(Engine::Own, language, code)));
        });
        // The first block compiles what it needs of the grammar.
        drop(highlight_with(Engine::Syntect, language, code));
        let grammars = median(2, || {
            drop(black_box(highlight_with(Engine::Syntect, language, code)));
        });
        let times = grammars.as_secs_f64() / own.as_secs_f64();
        let (own, grammars) = (speed(code.len(), own), speed(code.len(), grammars));
        println!(
            "{language:<12} {:>6} {own:>22} {grammars:>24} {times:>7.0}x",
            code.len()
        );
    }
    println!();
    for (language, code) in SAMPLES {
        let line = code.replace('\n', " ");
        let line = line.repeat(LONG_LINE / line.len() + 1);
        let time = median(1, || {
            drop(black_box(highlight_with(Engine::Own, language, &line)));
        });
        println!(
            "{language:<12} one line of {} kB: {:>22}",
            line.len() / 1000,
            speed(line.len(), time)
        );
    }
    println!();
    let blocks: Vec<_> = SAMPLES
        .iter()
        .map(|(language, code)| (code, highlight_with(Engine::Own, language, code).spans))
        .collect();
    let time = median(20, || {
        for (code, spans) in &blocks {
            drop(black_box(to_html(code, spans)));
        }
    });
    let bytes = blocks.iter().map(|(code, _)| code.len()).sum();
    println!(
        "HTML of all of them, {bytes} bytes of code: {}",
        speed(bytes, time)
    );
}

fn speed(bytes: usize, time: Duration) -> String {
    let micros = time.as_secs_f64() * 1e6;
    format!("{micros:.1} us, {:.1} MB/s", bytes as f64 / micros)
}

/// The median time of a task that is done so many times in a row.
fn median(repeats: u32, task: impl Fn()) -> Duration {
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            (0..repeats).for_each(|_| task());
            start.elapsed() / repeats
        })
        .collect();
    times.sort();
    times[ROUNDS / 2]
}
