//! How fast HCL is read and checked. Run with `cargo bench --bench hcl`.
#![expect(clippy::print_stdout, reason = "a benchmark prints what it measured")]

#[expect(dead_code, reason = "only the code of its posts is of interest here")]
mod blog;

use std::hint::black_box;
use std::time::{Duration, Instant};

use recto::hcl::schema::Schemas;
use recto::hcl::{Fragment, ModuleOptions, check, parse, tokenize};

const ROUNDS: usize = 9;

fn main() {
    let code = |at: usize| blog::BLOCKS.map(|block| block.replace('@', &at.to_string()));
    let large: String = (0..1_000).flat_map(code).collect();
    tell("cutting up a large file", large.len(), || {
        drop(black_box(tokenize(&large)));
    });
    tell("parsing a large file", large.len(), || {
        drop(black_box(parse(&large)));
    });

    let options = ModuleOptions {
        schemas: Schemas::embedded(),
        ..ModuleOptions::default()
    };
    let post = code(7);
    let module = |blocks: &[String]| {
        let fragment = |text| Fragment {
            text,
            ..Fragment::default()
        };
        let fragments: Vec<Fragment<'_>> = blocks.iter().map(|block| fragment(block.as_str())).collect();
        check(&fragments, &options)
    };
    let bytes = post.iter().map(String::len).sum();
    tell("checking the six blocks of a post", bytes, || {
        drop(black_box(module(&post)));
    });
    let posts: Vec<[String; 6]> = (0..37).map(code).collect();
    let bytes = posts.as_flattened().iter().map(String::len).sum();
    let all = || posts.iter().for_each(|post| drop(black_box(module(post))));
    tell("checking 222 blocks of 37 posts", bytes, all);
}

/// Prints the median time of a task, and how many bytes of code it takes in a second.
fn tell(what: &str, bytes: usize, task: impl Fn()) {
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            task();
            start.elapsed()
        })
        .collect();
    times.sort();
    let time = times[ROUNDS / 2];
    let speed = bytes as f64 / time.as_secs_f64() / 1e6;
    println!("{what:<36} {time:>9.1?}  {speed:>6.1} MB/s");
}
