//! How long a site of a thousand posts takes: from nothing, again with nothing changed, and after one post
//! was edited. Run with `cargo bench`; the ratios say more than the seconds, which are the machine's.
#![expect(clippy::print_stdout, reason = "a benchmark prints what it measured")]

use std::time::{Duration, Instant};

use recto::source::{SourceFile, SourcePath, built_in};
use recto::{Builder, Options, OutputTree, SourceTree};

const POSTS: usize = 1_000;
const ROUNDS: usize = 5;

const CONFIG: &str = "title = \"Bench\"\nbase_url = \"https://example.org\"\nlanguage = \"ko\"\n";

fn main() {
    let mut sources = site();
    let cold = best(|| build(&mut Builder::new(), &sources));
    let mut builder = Builder::remembering();
    build(&mut builder, &sources);
    let again = best(|| build(&mut builder, &sources));
    let mut round = ROUNDS;
    let edited = best(|| {
        round += 1;
        put(&mut sources, "content/posts/p500.md", post(500, round));
        build(&mut builder, &sources);
    });
    let ratio = |time: Duration| cold.as_secs_f64() / time.as_secs_f64();
    println!("{POSTS} posts, best of {ROUNDS}");
    println!("from nothing      {cold:>8.1?}");
    println!(
        "nothing changed   {again:>8.1?}  {:>5.1} times as fast",
        ratio(again)
    );
    println!(
        "one post edited   {edited:>8.1?}  {:>5.1} times as fast",
        ratio(edited)
    );
}

fn site() -> SourceTree {
    let mut sources = SourceTree::default();
    sources.underlay(built_in());
    put(&mut sources, "recto.toml", CONFIG.to_owned());
    put(
        &mut sources,
        "content/posts/_index.md",
        "---\ntitle: 글\n---\n".to_owned(),
    );
    for at in 0..POSTS {
        put(&mut sources, &format!("content/posts/p{at}.md"), post(at, 0));
    }
    sources
}

fn put(sources: &mut SourceTree, path: &str, text: String) {
    sources.insert(SourceFile::from_memory(SourcePath::new(path), text.into_bytes()));
}

/// A post of about six kilobytes: text, a link to the one before it, code, a table.
fn post(at: usize, round: usize) -> String {
    let (year, month, day) = (2000 + at % 25, 1 + at % 12, 1 + at % 28);
    let link = if at == 0 {
        "/".to_owned()
    } else {
        format!("p{}.md", at - 1)
    };
    let section = format!(
        "## 절 {round}\n\n**VPC CNI(Container Network Interface)**를 쓰는 [앞의 글]({link})에 이어, 서브넷을 나눈다.\n\n\
         ```hcl\nresource \"aws_subnet\" \"pod_{at}\" {{\n  for_each   = local.zones\n  cidr_block = cidrsubnet(var.cidr, 2, each.value)\n}}\n```\n\n\
         | 프리픽스 | 주소 |\n| ---: | ---: |\n| `/19` | 8,192 |\n\n"
    );
    format!(
        "---\ntitle: 글 {at}\ndate: {year}-{month:02}-{day:02}\ntags: [t{}, t{}]\n---\n{}",
        at % 7,
        at % 31,
        section.repeat(12)
    )
}

fn build(builder: &mut Builder, sources: &SourceTree) {
    let tree = OutputTree::new();
    let build = builder
        .build(sources, &Options::default(), &tree)
        .expect("nothing collides");
    assert!(build.diagnostics.is_empty() && tree.len() > POSTS);
}

fn best(mut run: impl FnMut()) -> Duration {
    let time = |run: &mut dyn FnMut()| {
        let start = Instant::now();
        run();
        start.elapsed()
    };
    (0..ROUNDS).map(|_| time(&mut run)).min().unwrap_or_default()
}
