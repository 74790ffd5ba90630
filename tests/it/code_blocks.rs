//! Code blocks from the outside: what a site's author is told of them, and what readers and feeds get.

use recto::pipeline::{Builder, Options};

use super::html::tags;
use super::pages::{post, prose};
use super::site::{Built, build_with, built, options, put, sources, twice};

const GUIDE: &str = include_str!("../../docs/content/guide/code-blocks.md");

/// A site with one post and other files.
fn site(markdown: &str, files: &str) -> String {
    format!(
        "-- recto.toml --\ntitle = \"T\"\nbase_url = \"https://e.org/\"\n-- content/_index.md --\n---\ntitle: H\n---\n\
         -- content/posts/a.md --\n---\ntitle: A\ndate: 2025-01-01\n---\n{markdown}\n{files}"
    )
}

/// What is said of a site, a line each, without advice.
#[track_caller]
fn tells(markdown: &str, files: &str, expected: &[&str]) -> Built {
    let built = built(&site(markdown, files));
    let said = built
        .said
        .lines()
        .map(|line| line.split(" (help:").next().unwrap_or_default());
    assert_eq!(said.collect::<Vec<_>>(), expected, "{markdown}");
    built
}

#[test]
fn every_attribute_is_documented() {
    for known in recto::content::fence::attributes::ALL {
        let written = [format!("`{}`", known.name), format!("`{}=", known.name)];
        assert!(
            written.iter().any(|written| GUIDE.contains(written)),
            "`{}`",
            known.name
        );
    }
}

#[test]
fn an_attribute_that_means_nothing_is_told_at_its_bytes() {
    tells(
        "```js numbrs\nx\n```\n",
        "",
        &["content/posts/a.md:5:7: warning[M002]: unknown fence attribute `numbrs`"],
    );
    assert!(
        post("```js numbrs\nx\n```\n")
            .said
            .ends_with("(help: did you mean `numbers`?)\n")
    );
    tells("```js dev live\nx\n```\n", "", &[]);
    tells(
        "```js mark=1,3 wrap=maybe numbers=x id=\"a b\"\nx\n```\n",
        "",
        &[
            "content/posts/a.md:5:14: warning[M010]: there is no line 3: the block has 1 line",
            "content/posts/a.md:5:21: warning[M010]: `wrap` cannot be `maybe`",
            "content/posts/a.md:5:35: warning[M010]: `x` is no number of a line",
            "content/posts/a.md:5:41: warning[M010]: an id has no white space",
        ],
    );
    tells(
        "```js mark region=x lang=ts\nx\n```\n",
        "",
        &[
            "content/posts/a.md:5:7: warning[M002]: `mark` needs a value",
            "content/posts/a.md:5:12: warning[M002]: `region` has no effect here",
            "content/posts/a.md:5:21: warning[M002]: `lang` has no effect here",
        ],
    );
}

#[test]
fn lines_have_ids_that_links_are_proved_against() {
    let markdown = "[a](#code-1-L3) [b](#x-L1) [c](#x)\n\n```js numbers=2\na\nb\n```\n```js id=x\na\n```\n";
    let built = post(markdown);
    assert_eq!((built.said.as_str(), built.dangling()), ("", Vec::new()));
    assert!(twice(prose(&built)).is_empty());
    for (link, said) in [
        (
            "#code-1-L1",
            "content/posts/a.md:5:5: error[L002]: this page has nothing with the id `code-1-L1`",
        ),
        (
            "#code-1-L03",
            "content/posts/a.md:5:5: error[L002]: this page has nothing with the id `code-1-L03`",
        ),
    ] {
        tells(&format!("[a]({link})\n\n```js numbers=2\na\n```\n"), "", &[said]);
    }
    let clash = "## A {#code-1}\n\n[a](#code-1-1-L1)\n\n```js numbers\na\n```\n";
    assert_eq!(post(clash).said, "");
    tells(
        "## A {#x}\n\n```js id=x\na\n```\n",
        "",
        &["content/posts/a.md:7:10: warning[M004]: the id `x` is taken already"],
    );
}

const SNIPPET: &str = "-- snippets/vpc.tf --\nvariable \"cidr\" {}\n\n# region net\n\
                       resource \"aws_vpc\" \"main\" {\n  cidr_block = var.cird\n}\n# endregion\n";

#[test]
fn what_is_wrong_in_a_file_is_told_there_once() {
    let post = "```hcl file=/snippets/vpc.tf\n```\n";
    let two = format!("{SNIPPET}-- content/posts/b.md --\n---\ntitle: B\ndate: 2025-01-02\n---\n{post}");
    let said = "snippets/vpc.tf:5:20: warning[HCL302]: `var.cird` is not declared, but `var.cidr` is";
    let built = tells(post, &two, &[said]);
    let [finding] = built.diagnostics.as_slice() else {
        panic!("{:?}", built.diagnostics);
    };
    let (first, last) = (&finding.labels[0], &finding.labels[finding.labels.len() - 1]);
    assert_eq!(first.location.path.as_str(), "snippets/vpc.tf");
    assert_eq!(last.location.path.as_str(), "content/posts/a.md");
    assert_eq!(last.message, "shown here");
    let fix = finding.fix.as_ref().expect("it can be mended");
    assert_eq!(fix.edits[0].location.path.as_str(), "snippets/vpc.tf");
    // A region sees what the rest of the post declares.
    tells(
        "```hcl file=/snippets/vpc.tf region=net\n```\n```hcl\nvariable \"cird\" {}\n```\n",
        SNIPPET,
        &[],
    );
}

#[test]
fn a_block_that_shows_a_file_may_allow_and_expect_what_is_wrong_in_it() {
    tells("```hcl file=/snippets/vpc.tf allow=HCL302\n```\n", SNIPPET, &[]);
    let broken = "-- content/posts/b.tf --\na = {\n";
    tells("```hcl file=b.tf should_fail=HCL101\n```\n", broken, &[]);
    tells(
        "```hcl file=b.tf region=x\n```\n",
        broken,
        &["content/posts/a.md:5:25: error[M011]: `content/posts/b.tf` has no region `x`"],
    );
}

#[test]
fn the_markdown_of_a_page_has_the_code_of_files_in_it() {
    let fence = "```hcl file=/snippets/vpc.tf region=net\n```";
    let quoted = "> - ~~~text file=/snippets/marks.txt\n>   ~~~";
    let files = "-- snippets/vpc.tf --\n#~ locals {}\n# region net\na = 1\n\nb = 2\n# endregion\n-- snippets/marks.txt --\n~~~~\nx\n";
    let built = tells(&format!("{fence}\n\n{quoted}\n\n[A](a.md)\n"), files, &[]);
    let twin = built.text("posts/a/index.md");
    let body = twin.split("---\n\n").nth(1).expect("it has a front matter");
    assert_eq!(
        body,
        "```hcl file=/snippets/vpc.tf region=net\na = 1\n\nb = 2\n```\n\n\
         > - ~~~~~text file=/snippets/marks.txt\n>   ~~~~\n>   x\n>   ~~~~~\n\n[A](https://e.org/posts/a/)\n"
    );
}

#[test]
fn a_changed_file_changes_the_page_that_shows_it() {
    let builder = Builder::remembering();
    let mut sources = sources(&site(
        "```go file=/snippets/x.go\n```\n",
        "-- snippets/x.go --\npackage one\n",
    ));
    let first = build_with(&builder, &sources, &options());
    assert!(first.text("posts/a/index.html").contains("one\n</code>"));
    assert!(
        first.outputs.keys().all(|path| !path.contains("snippets")),
        "it is not published"
    );
    put(&mut sources, "snippets/x.go", "package two\n");
    let second = build_with(&builder, &sources, &options());
    assert!(second.text("posts/a/index.html").contains("two\n</code>"));
    assert_eq!(second, build_with(&Builder::new(), &sources, &options()));
    put(&mut sources, "snippets/x.go", vec![0xff, 0xfe]);
    let third = build_with(&builder, &sources, &options());
    assert!(
        third.said.contains("error[M011]: `snippets/x.go` is no text"),
        "{}",
        third.said
    );
}

#[test]
fn a_file_that_is_shown_is_used() {
    let files = "-- content/posts/x.go --\npackage x\n-- content/posts/y.go --\npackage y\n";
    let sources = sources(&site("```go file=x.go\n```\n", files));
    let unreached = Options {
        unreached: true,
        ..options()
    };
    let said = build_with(&Builder::new(), &sources, &unreached).said;
    assert!(
        said.contains("content/posts/y.go") && !said.contains("x.go"),
        "{said}"
    );
}

#[test]
fn feeds_have_plain_code() {
    let built = post(
        "```bash tab=\"a\"\none\n```\n```bash tab=\"b\"\ntwo\n```\n\n```js ins=1 numbers\nx\n```\n\n```ansi\n\\e[31mred\\e[0m\n```\n",
    );
    let feed = built.text("feed.xml").replace("&lt;", "<").replace("&gt;", ">");
    for code in [
        "<p>a</p>\n<pre><code>one\n</code></pre>\n<p>b</p>\n<pre><code>two\n</code></pre>\n",
        "<pre><code>+ x\n</code></pre>",
        "<pre><code>red\n</code></pre>",
    ] {
        assert!(feed.contains(code), "{code}\n{feed}");
    }
}

#[test]
fn blocks_beside_one_another_are_tabs() {
    let tab = |label: &str| format!("```bash tab=\"{label}\"\n{label}\n```\n");
    let groups = |markdown: &str| {
        let built = post(markdown);
        let is = |class: &'static str| move |tag: &super::html::Tag| tag.is("div", "class", class);
        let tags = tags(prose(&built));
        let groups = tags.iter().filter(|tag| is("tabs")(tag)).count();
        (groups, tags.iter().filter(|tag| is("tab")(tag)).count())
    };
    let [a, b] = ["a", "b"].map(tab);
    assert_eq!(groups(&format!("{a}{b}")), (1, 2));
    assert_eq!(groups(&format!("{a}{b}{a}{b}")), (2, 4));
    assert_eq!(groups(&format!("{a}\nText\n\n{b}")), (2, 2));
    assert_eq!(groups(&format!("> {}\n", a.replace('\n', "\n> "))), (1, 1));
    assert_eq!(
        groups(&format!("{a}```hcl hidden\nlocals {{}}\n```\n{b}")),
        (1, 2)
    );
}

#[test]
fn only_pages_that_need_it_load_more_styles() {
    let loads = |markdown: &str| {
        post(markdown)
            .text("posts/a/index.html")
            .contains("/assets/code.")
    };
    assert!(!loads("```hcl title=\"a\"\na = 1\n```\n"));
    assert!(!loads("```console\n$ ls\n```\n"));
    assert!(loads("```hcl {1}\na = 1\n```\n"));
    assert!(loads("```ansi\na\n```\n"));
}
