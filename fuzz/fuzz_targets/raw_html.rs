//! Any text as raw HTML: addresses lie in it, and rewriting keeps what is around them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use recto::content::raw_html::{rewrite, scan};

fuzz_target!(|text: &str| {
    let raw = scan(text, Into::into);
    for address in &raw.addresses {
        assert!(text.get(address.range.clone()).is_some(), "{address:?}");
    }
    assert_eq!(rewrite(&raw, |_| None), text);
    rewrite(&raw, |_| Some("/a b\"'<>&".to_owned()));
});
