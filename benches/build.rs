//! How long a site takes whose posts have four to six blocks of HCL each: from nothing, until the first page can
//! be seen, again with nothing changed, and after one post was edited. Run with `cargo bench --bench build`, and
//! with `-- 5000` for another number of posts; the ratios say more than the seconds, which are the machine's.
//! With `-- 5000 --write FOLDER` it puts the site there instead, for `recto build` and other programs.
#![expect(clippy::print_stdout, reason = "a benchmark prints what it measured")]
#![expect(clippy::disallowed_methods, reason = "a benchmark may write a site")]

mod blog;

use std::path::Path;
use std::time::{Duration, Instant};
use std::{fs, io};

use recto::{Builder, Options, OutputPath, OutputTree, SourceTree};

const ROUNDS: usize = 9;

/// What an author changes, from a text and the number of the round.
type Change = fn(String, usize) -> String;

const CHANGES: [(&str, Change); 3] = [
    ("a sentence", |text, round| format!("{text}\nAgain {round}.\n")),
    ("a heading", |text, round| {
        text.replace("## 절 1", &format!("## 절 1 {round}"))
    }),
    ("a title", |text, round| {
        text.replace("title: ", &format!("title: {round} "))
    }),
];

fn main() {
    let posts = std::env::args().find_map(|argument| argument.parse().ok());
    let posts = posts.unwrap_or(1_000);
    let folder = std::env::args()
        .skip_while(|argument| argument != "--write")
        .nth(1);
    if let Some(folder) = folder {
        write(posts, Path::new(&folder)).expect("the folder can be written");
        return;
    }
    let mut sources = blog::site(posts);
    let page = OutputPath::new(&format!("posts/p{}/index.html", posts / 2)).expect("it is a path");
    let look = |builder: &Builder, sources: &SourceTree| {
        let plan = builder.plan(sources, &Options::default());
        plan.render(&page).expect("it is a page");
        plan
    };

    println!("{posts} posts, median of {ROUNDS}");
    let cold = median(|| time(|| build(&Builder::new(), &sources)));
    let tell = |what: &str, time: Duration| {
        let ratio = cold.as_secs_f64() / time.as_secs_f64();
        println!("{what:<36} {time:>9.1?}  {ratio:>6.1} times as fast");
    };
    tell("from nothing", cold);
    let first = median(|| time(|| drop(look(&Builder::remembering(), &sources))));
    tell("from nothing to the first page", first);
    let builder = Builder::remembering();
    build(&builder, &sources);
    tell("nothing changed", median(|| time(|| build(&builder, &sources))));
    let path = blog::path(posts / 2);
    for (what, change) in CHANGES {
        let mut round = 0;
        let mut whole = Vec::new();
        let seen = median(|| {
            round += 1;
            blog::put(&mut sources, &path, change(blog::post(posts / 2), round));
            let start = Instant::now();
            let plan = look(&builder, &sources);
            let seen = start.elapsed();
            plan.finish(&OutputTree::new()).expect("nothing collides");
            whole.push(start.elapsed());
            seen
        });
        tell(&format!("{what} changed, to its page"), seen);
        tell(&format!("{what} changed, the whole site"), middle(whole));
    }
}

fn write(posts: usize, folder: &Path) -> io::Result<()> {
    for (path, text) in blog::files(posts) {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap_or(folder))?;
        fs::write(path, text)?;
    }
    Ok(())
}

fn build(builder: &Builder, sources: &SourceTree) {
    let tree = OutputTree::new();
    let build = builder.build(sources, &Options::default(), &tree);
    let build = build.expect("nothing collides");
    assert!(build.diagnostics.is_empty(), "{:?}", build.diagnostics[0]);
}

fn time(run: impl FnOnce()) -> Duration {
    let start = Instant::now();
    run();
    start.elapsed()
}

fn median(mut run: impl FnMut() -> Duration) -> Duration {
    middle((0..ROUNDS).map(|_| run()).collect())
}

fn middle(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
