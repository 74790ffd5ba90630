//! Any text as HCL: tokens tile it, and findings lie in it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use recto::hcl::{Options, check_syntax, tokenize};

fuzz_target!(|text: &str| {
    let mut at = 0;
    for token in tokenize(text) {
        assert_eq!(token.span.start as usize, at);
        at = token.span.end as usize;
    }
    assert_eq!(at, text.len());
    for label in check_syntax(text, Options::default()).iter().flat_map(|found| &found.labels) {
        assert!(text.get(label.location.range()).is_some(), "{label:?}");
    }
});
