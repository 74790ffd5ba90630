//! Any text, formatted: what comes out is code with the same words and comments, and stays as it is.
#![no_main]

use libfuzzer_sys::fuzz_target;
use recto::hcl::format::{check_style, format};
use recto::hcl::{TokenKind, parse, tokenize};

fuzz_target!(|text: &str| {
    let Some(formatted) = format(text) else {
        check_style(text);
        return;
    };
    assert!(parse(&formatted).diagnostics.is_empty(), "{formatted}");
    assert_eq!(words(text), words(&formatted));
    // Of whole-value interpolations inside of each other one layer goes at a time.
    let layers = text.matches("\"${").count();
    let settled = (0..layers).fold(formatted, |text, _| format(&text).expect("it is code"));
    assert_eq!(format(&settled), Some(settled));
});

/// All that is significant, apart from the marks that formatting takes away or puts in, and the element type
/// that a bare `list` or `"map"` gets.
fn words(text: &str) -> Vec<&str> {
    use TokenKind as Kind;
    let tokens = tokenize(text).into_iter().filter(|token| {
        let space = matches!(token.kind, Kind::Whitespace | Kind::Newline);
        let mark = matches!(
            token.kind,
            Kind::OpenQuote
                | Kind::CloseQuote
                | Kind::InterpolationOpen
                | Kind::TemplateClose
                | Kind::OpenParen
                | Kind::CloseParen
        );
        !space && !mark
    });
    tokens
        .map(|token| token.span.of(text))
        .filter(|word| !matches!(*word, "any" | "string"))
        .collect()
}
