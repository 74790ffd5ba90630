//! The house rules, read from the files themselves: who may import whom, what may not be left lying about.
#![expect(clippy::disallowed_methods, reason = "these tests read the repository")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The rank of every module: one may import those of a smaller rank only.
const RANKS: &[(&str, usize)] = &[
    ("source", 0),
    ("hash", 0),
    ("memo", 0),
    ("error", 0),
    ("card", 1),
    ("picture", 1),
    ("diagnostic", 1),
    ("diagram", 1),
    ("data", 2),
    ("hcl", 2),
    ("link", 2),
    ("config", 3),
    ("content", 4),
    ("output", 4),
    ("site", 5),
    ("check", 6),
    ("render", 6),
    ("pipeline", 7),
    ("serve", 8),
    ("external", 8),
];

/// What the preview may import: the result of a build and what it is made of, but no stage.
const SERVE: &[&str] = &["pipeline", "output", "diagnostic", "config", "source", "error"];

/// Every dependency and the files that may import it; a path that ends with `/` is a folder, and no path
/// at all means everywhere.
const DOORS: &[(&str, &[&str])] = &[
    ("annotate_snippets", &["src/diagnostic/text.rs"]),
    ("clap", &["src/cli/args.rs"]),
    ("csscolorparser", &["src/site/palette.rs"]),
    ("ctrlc", &["src/cli/interrupt.rs"]),
    ("fast_image_resize", &["src/picture/resize.rs"]),
    ("image", &["src/picture/decode.rs"]),
    ("imagesize", &["src/content/asset.rs"]),
    ("jiff", &["src/data/date.rs"]),
    ("md_5", &["src/hcl/function/hash.rs"]),
    ("memchr", &["src/source/find.rs"]),
    ("mimalloc", &["src/main.rs"]),
    ("moxcms", &["src/picture/color.rs"]),
    ("notify", &["src/serve/watch.rs", "src/serve/watch/events.rs"]),
    (
        "num_bigint",
        &["src/hcl/value/decimal.rs", "src/hcl/value/number.rs"],
    ),
    ("png", &["src/card/encode.rs"]),
    ("pulldown_cmark", &["src/content/markdown.rs"]),
    ("pulldown_latex", &["src/render/math.rs", "src/render/math/"]),
    ("qrcode", &["src/cli/nearby.rs"]),
    ("ravif", &["src/picture/avif.rs"]),
    ("rayon", &["src/pipeline.rs", "src/pipeline/"]),
    ("regex", &["src/hcl/function/pattern.rs", "src/hcl/value/show.rs"]),
    ("resvg", &["src/card/drawing.rs"]),
    ("rgb", &["src/picture/avif.rs"]),
    ("rustc_hash", &["src/hash.rs"]),
    (
        "ruzstd",
        &[
            "src/card/shipped.rs",
            "src/diagram/script.rs",
            "src/hcl/schema/tests/facts.rs",
        ],
    ),
    ("saphyr_parser", &["src/data/yaml.rs"]),
    ("serde", &[]),
    ("serde_json", &[]),
    ("sha1", &["src/hcl/function/hash.rs"]),
    ("sha2", &["src/hcl/function/hash.rs"]),
    ("skrifa", &["src/card/typeface.rs"]),
    ("strsim", &["src/diagnostic/suggest.rs"]),
    ("syntect", &["src/render/highlight/syntect.rs"]),
    ("tera", &["src/render/template.rs"]),
    ("toml", &["src/data/toml.rs"]),
    ("two_face", &["src/render/highlight/syntect.rs"]),
    ("unicode_ident", &[]),
    (
        "unicode_segmentation",
        &[
            "src/card/lines.rs",
            "src/hcl/format/columns.rs",
            "src/hcl/function/format.rs",
            "src/hcl/function/text.rs",
            "src/hcl/value/evaluate/template_pieces.rs",
        ],
    ),
    ("unicode_normalization", &["src/source/unicode.rs"]),
    ("ureq", &["src/external/client.rs"]),
    ("walkdir", &["src/source/walk.rs"]),
    ("webp", &["src/picture/webp.rs"]),
    ("xxhash_rust", &[]),
];

/// Who may touch the disk: the reader of the sources, the publisher, the preview's watching and serving of
/// files, the commands that write a file for the author or mend one, and the folders of the second engine.
const DISK: &[&str] = &[
    "src/source/walk.rs",
    "src/output/",
    "src/serve/snapshot.rs",
    "src/serve/server.rs",
    "src/serve/watch.rs",
    "src/serve/watch/",
    "src/cli/files.rs",
    "src/cli/engine/folder.rs",
];

/// The longest a source file may be.
const LONGEST_FILE: usize = 750;

/// Names that say nothing.
const EMPTY_NAMES: &[&str] = &["utils", "util", "helpers", "helper", "common", "manager", "misc"];

/// What is written while something is not finished. Spelled in two halves, so that this file has none.
fn leftovers() -> Vec<String> {
    [
        ("todo", "!("),
        ("unimplemented", "!("),
        ("dbg", "!("),
        ("#[", "ignore"),
        ("FIX", "ME"),
    ]
    .map(|(one, other)| format!("{one}{other}"))
    .to_vec()
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A text file of the repository.
struct File {
    /// Relative to the repository, with `/`.
    path: String,
    text: String,
}

/// The text files below a folder, without what tools make.
fn files(folder: &str) -> Vec<File> {
    const MADE: &[&str] = &[
        "target",
        ".git",
        "node_modules",
        "public",
        "artifacts",
        "corpus",
        ".recto",
    ];
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            let made = MADE.contains(&name.as_str()) || name.starts_with(".public");
            if path.is_dir() && !made {
                folders.push(path);
            } else if let Some(text) = path.is_file().then(|| fs::read_to_string(&path).ok()).flatten() {
                let path = relative(&path);
                found.push(File { path, text });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn relative(path: &Path) -> String {
    let path = path.strip_prefix(root()).expect("it was found below");
    path.to_string_lossy().replace('\\', "/")
}

fn sources() -> Vec<File> {
    let mut sources = files("src");
    sources.retain(|file| file.path.ends_with(".rs"));
    assert!(sources.len() > 50, "the sources were not found");
    sources
}

/// Whether a file holds tests only.
fn is_test(path: &str) -> bool {
    let stem = path
        .rsplit('/')
        .next()
        .unwrap_or_default()
        .trim_end_matches(".rs");
    path.contains("/tests/") || stem == "tests" || stem.ends_with("_tests")
}

/// The lines of a source file without comments and without what is compiled for tests only. Relies on the
/// layout that `cargo fmt` gives: an item ends with the bracket at its own depth.
fn production(text: &str) -> String {
    let depth = |line: &str| line.len() - line.trim_start().len();
    let mut out = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line.trim() == "#[cfg(test)]" {
            let item = lines.by_ref().find(|line| !line.trim().starts_with("#["));
            let item = item.unwrap_or_default();
            if !item.trim_end().ends_with([';', '}', ',']) {
                let end =
                    |line: &&str| depth(line) == depth(item) && line.trim().starts_with(['}', ']', ')']);
                lines.by_ref().find(end);
            }
        } else if !line.trim_start().starts_with("//") {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// The top-level modules that `crate::…` paths of a text name.
fn imports(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, _) in text.match_indices("crate::") {
        let before = text[..at].chars().next_back();
        if before.is_some_and(|before| before.is_alphanumeric() || before == '_' || before == '$') {
            continue;
        }
        let rest = &text[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(group) => found.extend(group_heads(group)),
            None => found.extend(identifier(rest)),
        }
    }
    found
}

/// The first name of each path of a `use` group, given what follows its bracket.
fn group_heads(group: &str) -> Vec<String> {
    let mut depth = 0;
    let mut heads = Vec::new();
    let mut fresh = true;
    for (at, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => fresh = true,
            _ if fresh && !character.is_whitespace() => {
                heads.extend(identifier(&group[at..]));
                fresh = false;
            }
            _ => {}
        }
    }
    heads
}

fn identifier(text: &str) -> Option<String> {
    let end = text
        .find(|character: char| !(character.is_alphanumeric() || character == '_'))
        .unwrap_or(text.len());
    (end > 0).then(|| text[..end].to_owned())
}

/// The module a source file belongs to; `None` for `lib.rs`, `main.rs` and the command line.
fn module(path: &str) -> Option<&str> {
    let below = path.strip_prefix("src/")?;
    let module = below.split('/').next()?.trim_end_matches(".rs");
    (!matches!(module, "lib" | "main" | "cli")).then_some(module)
}

fn rank(module: &str) -> Option<usize> {
    RANKS
        .iter()
        .find(|(name, _)| *name == module)
        .map(|(_, rank)| *rank)
}

/// What a file of a module may not import, but does.
fn wrong_imports(module: &str, text: &str) -> Vec<String> {
    let allowed = |import: &str| {
        import == module
            || match (module, rank(import), rank(module)) {
                (_, None, _) | (_, _, None) => false,
                ("serve", ..) => SERVE.contains(&import),
                (_, Some(import), Some(own)) => import < own,
            }
    };
    imports(&production(text))
        .into_iter()
        .filter(|import| !allowed(import))
        .collect()
}

#[test]
fn modules_import_downwards_only() {
    let mut wrong = Vec::new();
    for file in sources().iter().filter(|file| !is_test(&file.path)) {
        let Some(module) = module(&file.path) else {
            continue;
        };
        if rank(module).is_none() {
            wrong.push(format!("`{}`: the module `{module}` has no rank", file.path));
        }
        for import in wrong_imports(module, &file.text) {
            wrong.push(format!("`{}` may not import `crate::{import}`", file.path));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_direction_scanner_sees_what_is_written() {
    let check = |module: &str, text: &str, expected: &[&str]| {
        assert_eq!(wrong_imports(module, text), expected, "{text}");
    };
    check("site", "use crate::content::Document;", &[]);
    check("content", "use crate::site::Site;", &["site"]);
    check("render", "let found = crate::check::page(site);", &["check"]);
    check(
        "check",
        "use crate::{config, render::{html, view}, site};",
        &["render"],
    );
    check(
        "source",
        "impl crate::diagnostic::Sources for Tree {}",
        &["diagnostic"],
    );
    check(
        "serve",
        "use crate::pipeline::Build;\nuse crate::render::Job;",
        &["render"],
    );
    check("site", "// see crate::render\n/// and [`crate::pipeline`]", &[]);
    check(
        "site",
        "#[cfg(test)]\nmod tests {\n    use crate::render::Job;\n}\n",
        &[],
    );
    check(
        "site",
        "#[cfg(test)]\nuse crate::render::Job;\nuse crate::check::page;",
        &["check"],
    );
    check("site", "use other_crate::render;", &[]);
    check("output", "use crate::content::Document;", &["content"]);
    check("site", "use crate::nowhere::Thing;", &["nowhere"]);
}

/// Whether a text uses an outside crate, by its name at the beginning of a path. A module of ours with the
/// same name hides it.
fn uses(text: &str, name: &str) -> bool {
    let part_of_name = |before: &str| {
        let last = before.chars().next_back();
        last.is_some_and(|last| last.is_alphanumeric() || matches!(last, '_' | '"' | '.'))
    };
    let hidden = text.contains(&format!("mod {name};")) || imports_module(text, name);
    text.match_indices(name).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + name.len()..]);
        let begins = match before.strip_suffix("::") {
            Some(before) => !part_of_name(before),
            None => !hidden && !part_of_name(before) && !before.ends_with(':'),
        };
        begins && (after.starts_with("::") || (after.starts_with(';') && before.ends_with("use ")))
    })
}

/// Whether a `use` of our own paths brings a name in.
fn imports_module(text: &str, name: &str) -> bool {
    let statements = text.split(';').filter_map(|part| part.rsplit_once("use "));
    statements
        .filter(|(_, path)| path.starts_with("crate::") || path.starts_with("super::"))
        .any(|(_, path)| {
            path.split(|character: char| !(character.is_alphanumeric() || character == '_'))
                .any(|word| word == name)
        })
}

fn may_use(path: &str, doors: &[&str]) -> bool {
    doors.is_empty()
        || doors
            .iter()
            .any(|door| path == *door || (door.ends_with('/') && path.starts_with(door)))
}

#[test]
fn every_outside_crate_has_one_door() {
    let mut wrong = Vec::new();
    for file in sources().iter().filter(|file| !is_test(&file.path)) {
        let text = production(&file.text);
        for (name, doors) in DOORS.iter().chain(&[("std::fs", DISK)]) {
            // The type of a file's metadata is no reading.
            let text = text.replace("std::fs::Metadata", "Metadata");
            let grouped = *name == "std::fs" && text.contains("use std::{") && uses(&text, "fs");
            if (uses(&text, name) || grouped) && !may_use(&file.path, doors) {
                wrong.push(format!("`{}` may not use `{name}`", file.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_door_scanner_sees_what_is_written() {
    for text in [
        "use tera::Tera;",
        "use tera;",
        "fn a() -> tera::Result<()> {}",
        "(tera::Value)",
        "use crate::site::Site;\nuse tera::Tera;",
        "mod tera;\nuse ::tera::Tera;",
    ] {
        assert!(uses(text, "tera"), "{text}");
    }
    for text in [
        "use self::tera_like::X;",
        "crate::tera::X",
        "my_tera::X",
        "\"tera::\"",
        "a tera b",
    ] {
        assert!(!uses(text, "tera"), "{text}");
    }
    assert!(uses("use std::fs;", "std::fs"));
    assert!(uses("std::fs::read(path)", "std::fs"));
    assert!(may_use("src/output/disk.rs", DISK));
    assert!(!may_use("src/outputs.rs", DISK));
}

/// The keys of `[dependencies]`.
fn dependencies(manifest: &str) -> BTreeSet<String> {
    let section = manifest.split("[dependencies]\n").nth(1).unwrap_or_default();
    let section = section.split("\n[").next().unwrap_or_default();
    section
        .lines()
        .filter_map(|line| line.split_once('='))
        .map(|(name, _)| name.trim().replace('-', "_"))
        .collect()
}

#[test]
fn every_dependency_is_in_the_table_of_doors() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let doors: BTreeSet<String> = DOORS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(dependencies(&manifest), doors);
    assert_eq!(
        dependencies("[dependencies]\na-b = \"1\"\n\n[dev-dependencies]\nc = \"2\"\n"),
        BTreeSet::from(["a_b".to_owned()])
    );
}

#[test]
fn nothing_is_left_unfinished() {
    let mut wrong = Vec::new();
    for folder in ["src", "tests", "benches", "fuzz", "themes"] {
        for file in files(folder) {
            for leftover in leftovers() {
                for (at, _) in file.text.match_indices(&leftover) {
                    let line = file.text[..at].lines().count();
                    wrong.push(format!("{}:{line}: `{leftover}`", file.path));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn files_are_short_and_modules_have_names_that_say_something() {
    let mut wrong = Vec::new();
    for file in sources().into_iter().chain(files("tests/it")) {
        let lines = file.text.lines().count();
        if file.path.ends_with(".rs") && lines > LONGEST_FILE {
            wrong.push(format!("`{}` has {lines} lines", file.path));
        }
        let mut parts = file.path.split('/').map(|part| part.trim_end_matches(".rs"));
        if parts.any(|part| EMPTY_NAMES.contains(&part)) {
            wrong.push(format!("the name of `{}` says nothing", file.path));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_changelog_has_this_version() {
    let changelog = fs::read_to_string(root().join("CHANGELOG.md")).expect("there is a `CHANGELOG.md`");
    let version = env!("CARGO_PKG_VERSION");
    let heading = |line: &str| line.starts_with("## ") && line.contains(version);
    assert!(changelog.lines().any(heading), "no heading names {version}");
}

#[test]
fn no_file_knows_the_machine_it_was_written_on() {
    let here = env!("CARGO_MANIFEST_DIR");
    let mut wrong = Vec::new();
    for file in files("") {
        if file.text.contains(here) {
            wrong.push(format!("`{}` names the folder of this checkout", file.path));
        }
        let home = ["/home/", "/Users/"]
            .iter()
            .find(|home| names_a_home(&file.text, home));
        if let Some(home) = home {
            wrong.push(format!("`{}` names a folder in `{home}`", file.path));
        }
        let lock = file.path.ends_with("package-lock.json") && file.text.contains("\"resolved\"");
        let index = "registry+https://github.com/rust-lang/crates.io-index";
        let registry = |line: &str| line.starts_with("source = ") && !line.contains(index);
        if lock || (file.path.ends_with("Cargo.lock") && file.text.lines().any(registry)) {
            wrong.push(format!("`{}` names a registry", file.path));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whether a text names a person's folder. Examples use `/home/user`.
fn names_a_home(text: &str, home: &str) -> bool {
    text.match_indices(home).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let owner = identifier(&text[at + home.len()..]);
        let path = before.is_none_or(|before| !before.is_alphanumeric() && before != '.' && before != '}');
        path && owner.is_some_and(|owner| owner != "user")
    })
}

#[test]
fn a_home_folder_is_told_from_an_address() {
    assert!(names_a_home(&format!("see {}kim/site", "/home/"), "/home/"));
    assert!(!names_a_home("https://example.org/home/page", "/home/"));
    assert!(!names_a_home("`/home/user/site`", "/home/"));
    assert!(!names_a_home("[\"/home/\", \"/Users/\"]", "/home/"));
}

#[test]
fn every_test_file_is_used() {
    let files = files("tests");
    let text = |path: &str| {
        files
            .iter()
            .find(|file| file.path == path)
            .map(|file| file.text.as_str())
    };
    let main = text("tests/it/main.rs").expect("the tests have a root");
    let all: String = files.iter().map(|file| file.text.as_str()).collect();
    let mut wrong = Vec::new();
    for File { path, .. } in &files {
        let name = path.rsplit('/').next().unwrap_or_default();
        let stem = name.split('.').next().unwrap_or_default();
        let used = match path.strip_prefix("tests/").unwrap_or(path) {
            "run" | "it/main.rs" => true,
            it if it.starts_with("it/snapshots/") || it.starts_with("snapshots/") => {
                snapshot_is_used(name, &files)
            }
            it if it.starts_with("it/") && it.ends_with(".rs") => main.contains(&format!("mod {stem};")),
            markdown if markdown.starts_with("markdown/") => all.contains("glob!(\"../markdown\", \"*.md\""),
            post if post.starts_with("hcl/posts/") => all.contains("join(\"tests/hcl/posts\")"),
            browser if browser.ends_with(".test.mjs") || browser.contains("/package") => true,
            _ => all.contains(name),
        };
        if !used {
            wrong.push(format!("`{path}` is used by no test"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A snapshot of `insta` belongs to a test of its module, and for a folder of inputs to one of them.
fn snapshot_is_used(name: &str, files: &[File]) -> bool {
    let Some((test, input)) = name.strip_suffix(".snap").and_then(|name| name.split_once('@')) else {
        return name.ends_with(".snap");
    };
    let function = test.rsplit("__").next().unwrap_or_default();
    let input = input.rsplit("__").next().unwrap_or_default();
    files.iter().any(|file| file.path.ends_with(&format!("/{input}")))
        && files
            .iter()
            .any(|file| file.text.contains(&format!("fn {function}()")))
}
