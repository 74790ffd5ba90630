//! Any text as front matter: no panic, and the body begins on a character.
#![no_main]

use libfuzzer_sys::fuzz_target;
use recto::content::front_matter::parse;
use recto::data::TimeZone;
use recto::source::SourcePath;

fuzz_target!(|text: &str| {
    let (found, body) = parse(&SourcePath::new("content/a.md"), text, &TimeZone::utc());
    assert!(text.get(body..).is_some());
    for label in found.diagnostics.iter().flat_map(|found| &found.labels) {
        assert!(text.get(label.location.span.range()).is_some(), "{label:?}");
    }
});
