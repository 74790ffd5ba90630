//! What is kept comes back as it was, and what is not ours is made again.
#![expect(
    clippy::disallowed_methods,
    reason = "these tests break and remove what is kept"
)]

use std::time::SystemTime;

use proptest::prelude::*;
use tempfile::TempDir;
use xxhash_rust::xxh3::xxh3_128;

use super::super::laws::check_tiles;
use super::super::tests::SAMPLES;
use super::super::{highlight_with, resolve};
use super::*;

const LUA: &str = "local a = \"가\" -- b\n";

fn cache(folder: &TempDir) -> Cache {
    Cache::new(folder.path().join("code"), SystemTime::UNIX_EPOCH)
}

/// A store as a build finds it.
fn store(folder: &TempDir) -> SpanStore {
    SpanStore::new(Some(cache(folder)))
}

/// A build that shows these blocks: how many of them went through a grammar.
fn build(folder: &TempDir, blocks: &[(&str, &str)]) -> usize {
    let store = store(folder);
    for (language, code) in blocks {
        let fresh = highlight_with(Engine::Own, language, code);
        assert_eq!(store.highlight(Engine::Own, language, code), fresh, "{language}");
    }
    store.next_build();
    store.made()
}

fn entry(folder: &TempDir) -> Option<Vec<u8>> {
    cache(folder).get(ENTRY)
}

#[test]
fn a_block_goes_through_its_grammar_once() {
    let folder = tempfile::tempdir().unwrap();
    let blocks = [
        ("lua", LUA),
        ("zig", "const a = 1;"),
        ("hcl", "a = 1"),
        ("text", "a"),
    ];
    assert_eq!(build(&folder, &blocks), 2);
    assert_eq!(build(&folder, &blocks), 0);
    assert_eq!(
        build(&folder, &[("Lua", LUA), ("lua", "local a = 1"), ("zig", LUA)]),
        2
    );
    let store = store(&folder);
    for _ in 0..2 {
        store.highlight(Engine::Own, "lua", "local b");
    }
    assert_eq!(store.made(), 1, "within a build as well");
}

#[test]
fn an_engine_that_is_asked_for_is_kept_as_well() {
    let folder = tempfile::tempdir().unwrap();
    for made in [SAMPLES.len(), 0] {
        let store = store(&folder);
        let mut grammars = 0;
        for (language, code) in SAMPLES {
            let spans = store.highlight(Engine::Syntect, language, code);
            assert_eq!(
                spans,
                highlight_with(Engine::Syntect, language, code),
                "{language}"
            );
            grammars += usize::from(resolve(language).unwrap().grammar_for(Engine::Syntect).is_some());
        }
        store.next_build();
        assert_eq!(store.made(), made.min(grammars));
        // What our own lexers say is never in there.
        assert_eq!(
            store.highlight(Engine::Own, "yaml", "a: 1"),
            highlight_with(Engine::Own, "yaml", "a: 1")
        );
    }
}

#[test]
fn what_needs_no_grammar_touches_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let long = "x".repeat(300_000);
    assert_eq!(
        build(
            &folder,
            &[
                ("hcl", "a = 1"),
                ("text", "a"),
                ("klingon", "a"),
                ("lua", ""),
                ("lua", &long)
            ]
        ),
        0
    );
    assert!(!folder.path().join("code").exists());
    cache(&folder).put(ENTRY, b"not ours");
    assert_eq!(build(&folder, &[("rust", "fn a() {}")]), 0);
    assert_eq!(entry(&folder).as_deref(), Some(&b"not ours"[..]));
}

#[test]
fn blocks_that_are_gone_are_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    build(&folder, &[("lua", LUA), ("zig", "a")]);
    let both = entry(&folder).unwrap().len();
    assert_eq!(build(&folder, &[("lua", LUA)]), 0);
    let one = entry(&folder).unwrap();
    assert!(one.len() < both);
    assert_eq!(build(&folder, &[("zig", "a"), ("lua", LUA)]), 1);
    assert_eq!(build(&folder, &[("lua", LUA)]), 0);
    assert_eq!(entry(&folder), Some(one), "the same blocks are the same bytes");
}

#[test]
fn what_has_not_changed_is_not_written() {
    let folder = tempfile::tempdir().unwrap();
    build(&folder, &[("lua", LUA)]);
    let store = store(&folder);
    store.highlight(Engine::Own, "lua", LUA);
    std::fs::remove_dir_all(folder.path().join("code")).unwrap();
    store.next_build();
    assert_eq!(entry(&folder), None);
    // A builder that remembers pages is not asked again for the blocks in them.
    store.highlight(Engine::Own, "lua", "local c");
    store.next_build();
    store.next_build();
    assert_eq!(build(&folder, &[("lua", LUA), ("lua", "local c")]), 0);
}

#[test]
fn what_is_broken_is_made_again() {
    let folder = tempfile::tempdir().unwrap();
    let blocks = [("lua", LUA), ("zig", "const a = 1;")];
    build(&folder, &blocks);
    let good = entry(&folder).unwrap();
    for length in 0..good.len() {
        assert!(cache(&folder).put(ENTRY, &good[..length]));
        build(&folder, &blocks);
        assert_eq!(entry(&folder).as_ref(), Some(&good), "cut after {length}");
    }
    let path = folder.path().join("code").join(ENTRY);
    for broken in [&b""[..], b"short", b"12345678 and what is not of that hash"] {
        std::fs::write(&path, broken).unwrap();
        assert_eq!(build(&folder, &blocks), 2);
    }
    std::fs::remove_file(&path).unwrap();
    std::fs::create_dir(&path).unwrap();
    assert_eq!(build(&folder, &blocks), 2, "nothing can be kept there");
}

#[test]
fn spans_of_other_code_are_not_shown() {
    let folder = tempfile::tempdir().unwrap();
    let mut state = State::default();
    let spans = highlight_with(Engine::Own, "lua", "local a").spans;
    let packed = pack(&spans).into();
    let is_used = false;
    state.entries.insert(key("Lua", LUA), Entry { packed, is_used });
    assert!(cache(&folder).put(ENTRY, &state.to_bytes()));
    assert_eq!(build(&folder, &[("lua", LUA)]), 1);
    assert_eq!(build(&folder, &[("lua", LUA)]), 0);
}

#[test]
fn a_store_does_not_grow_without_end() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder);
    store.highlight(Engine::Own, "lua", LUA);
    store.lock().as_mut().unwrap().size = LARGEST;
    store.highlight(Engine::Own, "lua", "local c");
    store.next_build();
    assert_eq!(build(&folder, &[("lua", LUA), ("lua", "local c")]), 1);
}

#[test]
fn the_version_names_what_the_grammars_come_from() {
    let lock = include_str!("../../../Cargo.lock");
    for name in ["syntect", "two-face"] {
        let (_, after) = lock
            .split_once(&format!("name = \"{name}\"\nversion = \""))
            .unwrap();
        let version = after.split('"').next().unwrap();
        assert!(
            syntect::VERSION.contains(&format!("{name} {version},")),
            "{name} {version}"
        );
    }
}

/// Code that has something of many languages.
const MIXED: &str = "import a\nlocal b = \"c ${d}\\n\" # e\n-- f\nfn g(h: i32) { if (j == 1.5) return `k`; }\n/* l */ @m: <n o='p'>\n";

/// Who changes what the bundled grammars are taken for gives [`syntect::VERSION`] another number, and this as well.
#[test]
fn another_outcome_is_another_version() {
    let mut hasher = Xxh3::new();
    for language in [
        "lua",
        "zig",
        "perl",
        "haskell",
        "elixir",
        "swift",
        "scala",
        "nix",
        "r",
        "powershell",
        "html",
        "yaml",
        "ts",
    ] {
        hasher.update(&pack(&highlight_with(Engine::Syntect, language, MIXED).spans));
    }
    let outcome = (syntect::VERSION, format!("{:032x}", hasher.digest128()));
    assert_eq!(
        outcome,
        (
            "syntect 5.3.0, two-face 0.5.2+bat-0.26.1, 1",
            "9a8aacb5b46993ee2a912c064badc61d".to_owned()
        )
    );
}

#[test]
fn keys_tell_grammar_and_code_apart() {
    assert_ne!(key("a", "bc"), key("ab", "c"));
    assert_ne!(key("a", "b"), xxh3_128(b"ab"));
    assert_eq!(key("a", "b"), key("a", "b"));
}

proptest! {
    #[test]
    fn any_entry_gives_spans_that_tile(
        bytes in prop::collection::vec(any::<u8>(), 0..80),
        packed in prop::collection::vec(0_u8..20, 0..24),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let mut hostile = key("Lua", LUA).to_le_bytes().to_vec();
        push_number(&mut hostile, packed.len());
        hostile.extend(packed);
        let whole = hostile.clone();
        hostile.extend(&bytes);
        for content in [bytes, hostile, whole] {
            prop_assert!(cache(&folder).put(ENTRY, &content));
            let store = store(&folder);
            check_tiles(LUA, &store.highlight(Engine::Own, "lua", LUA).spans);
            store.next_build();
        }
    }
}
