//! Any bytes as a post, through the whole pipeline: no panic, and findings lie in their file.
#![no_main]

use libfuzzer_sys::fuzz_target;
use recto::source::{SourceFile, SourcePath, built_in};
use recto::{Builder, Options, OutputTree, SourceTree};

fuzz_target!(|bytes: &[u8]| {
    let mut sources =
        SourceTree::from_fixture("-- recto.toml --\ntitle = \"T\"\nbase_url = \"https://e.org/b\"\n");
    sources.underlay(built_in());
    let path = SourcePath::new("content/posts/2025-01-01-a.md");
    sources.insert(SourceFile::from_memory(path, bytes.to_vec()));
    let build = Builder::new().build(&sources, &Options::default(), &OutputTree::new());
    for label in build
        .expect("nothing collides")
        .diagnostics
        .iter()
        .flat_map(|found| &found.labels)
    {
        if let Some(text) = sources.text(label.location.path.as_str()) {
            assert!(text.text.get(label.location.span.range()).is_some(), "{label:?}");
        }
    }
});
