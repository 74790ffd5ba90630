//! Code in the languages of the bundled grammars, whose colours are kept from build to build.
#![expect(clippy::disallowed_methods, reason = "a test plays a user who cleans up")]

use std::path::Path;
use std::time::SystemTime;

use recto::output::{Cache, OutputTree};
use recto::pipeline::Builder;

use super::driver::{CONFIG, Site};
use super::site::{Built, build, build_with, options, put, sources};

/// A site whose post has two blocks for the grammars and one for a lexer of ours.
fn site(config: &str) -> String {
    format!(
        "{CONFIG}{config}-- content/posts/a.md --\n---\ntitle: A\ndate: 2025-01-01\n---\n\
         ```lua mark=1\nlocal a = \"b\"\n```\n```hcl\na = 1\n```\n```diff lang=zig\n+const a = 1;\n-const a = 2;\n```\n"
    )
}

fn builder(folder: &Path) -> Builder {
    Builder::new().with_span_cache(Cache::new(folder.to_owned(), SystemTime::UNIX_EPOCH))
}

/// A build with what earlier ones kept, and how many blocks it took apart.
fn cached(fixture: &str, folder: &Path) -> (Built, usize) {
    let (builder, sources) = (builder(folder), sources(fixture));
    let built = build_with(&builder, &sources, &options());
    let again = builder.build(&sources, &options(), &OutputTree::new()).unwrap();
    (built, again.tokenized)
}

#[test]
fn a_build_with_kept_colours_equals_one_from_nothing() {
    for (config, blocks) in [("", 2), ("[highlight]\nengine = \"syntect\"\n", 2)] {
        let folder = tempfile::tempdir().unwrap();
        let fixture = site(config);
        let cold = build(&sources(&fixture), &options());
        assert!(
            cold.text("posts/a/index.html")
                .contains("<span class=\"k\">local</span>")
        );
        assert_eq!(cached(&fixture, folder.path()), (cold, blocks), "{config}");
        let cold = build(&sources(&fixture), &options());
        assert_eq!(cached(&fixture, folder.path()), (cold, 0), "{config}");
    }
}

#[test]
fn colours_of_one_engine_are_not_those_of_the_other() {
    let folder = tempfile::tempdir().unwrap();
    let fixture = |engine: &str| {
        site(&format!("[highlight]\nengine = \"{engine}\"\n")).replace("```hcl\n", "```yaml\n- ")
    };
    for (engine, blocks) in [("recto", 2), ("syntect", 1), ("syntect", 0), ("recto", 0)] {
        let fixture = fixture(engine);
        let cold = build(&sources(&fixture), &options());
        assert_eq!(cached(&fixture, folder.path()), (cold, blocks), "{engine}");
    }
}

#[test]
fn an_edited_page_is_taken_apart_only_where_it_changed() {
    let folder = tempfile::tempdir().unwrap();
    let preview =
        Builder::remembering().with_span_cache(Cache::new(folder.path().to_owned(), SystemTime::UNIX_EPOCH));
    let mut sources = sources(&site(""));
    let count = |sources: &_| {
        let build = preview.build(sources, &options(), &OutputTree::new()).unwrap();
        build.tokenized
    };
    assert_eq!(count(&sources), 2);
    let text = site("")
        .split("a.md --\n")
        .nth(1)
        .unwrap()
        .replace("\"b\"", "\"c\"");
    put(&mut sources, "content/posts/a.md", text);
    assert_eq!(count(&sources), 3);
    assert_eq!(
        build_with(&preview, &sources, &options()),
        build(&sources, &options())
    );
    // The pages that were not asked for again still have theirs in the cache.
    assert_eq!(count(&sources), 3);
    let next = builder(folder.path()).build(&sources, &options(), &OutputTree::new());
    assert_eq!(next.unwrap().tokenized, 0);
}

#[test]
fn commands_keep_colours_in_one_file_and_none_without_need() {
    let site = Site::new(&site(""));
    site.run(["check"]).succeeds();
    let kept = site.files(".recto/cache/code");
    assert_eq!(kept.len(), 1, "{kept:?}");
    site.run(["build"]).succeeds();
    assert_eq!(
        site.files(".recto/cache/code"),
        kept,
        "the build shows the same blocks"
    );
    let published = site.files("public");

    std::fs::write(&kept[0].0, "not ours").unwrap();
    std::fs::remove_dir_all(site.path("public")).unwrap();
    std::fs::remove_dir_all(site.path(".public.recto")).unwrap();
    site.run(["build"]).succeeds();
    assert_eq!(site.files("public"), published);
    assert_eq!(site.files(".recto/cache/code"), kept);

    let plain = Site::configured(
        "-- content/posts/a.md --\n---\ntitle: A\ndate: 2025-01-01\n---\n```hcl\na = 1\n```\n",
    );
    plain.run(["build"]).succeeds();
    assert!(!plain.has(".recto"), "no block needs a grammar");
}
