//! Any text as expressions and as a module: evaluating them ends, and what is shown of a value reads back.
#![no_main]

use libfuzzer_sys::fuzz_target;
use recto::hcl::value::{Budget, NoScope, evaluate, parse_shown, show, shows};
use recto::hcl::{Fragment, ModuleOptions, check, parse_expressions};

fuzz_target!(|text: &str| {
    let parse = parse_expressions(text);
    for expression in &parse.tree {
        let (value, findings) = evaluate(expression, text, &NoScope, &mut Budget::new(20_000));
        for label in findings.iter().flat_map(|found| &found.labels) {
            assert!(text.get(label.location.range()).is_some(), "{label:?}");
        }
        if parse.diagnostics.is_empty() && findings.is_empty() && value.is_wholly_known() {
            let shown = show(&value);
            if let Some(read) = parse_shown(&shown) {
                assert_ne!(shows(&read, &value), Some(false), "{shown}");
            }
        }
    }
    let fragment = Fragment {
        text,
        ..Fragment::default()
    };
    for label in check(&[fragment, fragment], &ModuleOptions::default()).iter().flat_map(|found| &found.labels) {
        assert!(text.get(label.location.span.range()).is_some(), "{label:?}");
    }
});
