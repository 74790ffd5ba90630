//! Any Markdown: every byte of a code block stands somewhere in the file, and there it is the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use recto::config::Markdown;
use recto::content::{ParseOptions, parse};
use recto::data::TimeZone;
use recto::source::{SourcePath, Span};

fuzz_target!(|text: &str| {
    let options = ParseOptions {
        markdown: Markdown::default(),
        time_zone: TimeZone::utc(),
    };
    let document = parse(&SourcePath::new("content/a.md"), &text.into(), 0, &options).value;
    for fence in &document.facts.fences {
        assert!(text.get(fence.span.range()).is_some(), "{:?}", fence.span);
        let source = fence.source();
        for (at, character) in source.char_indices() {
            let span = Span::new(at, at + character.len_utf8());
            let there = text.get(fence.map.to_file(span).range());
            assert!(there.is_some(), "{span:?}");
            if fence.map.is_copied(span) {
                assert_eq!(there, Some(span.of(source)));
            }
        }
    }
});
