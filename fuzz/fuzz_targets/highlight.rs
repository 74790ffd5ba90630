//! Any text as code of any language that has a lexer of its own: the pieces tile it, and its HTML holds it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use recto::config::Engine;
use recto::render::highlight::{highlight_with, to_html};

const LANGUAGES: &[&str] = &[
    "hcl", "console", "yaml", "bash", "json", "dockerfile", "diff", "toml", "ini", "dotenv", "html", "xml", "css",
    "makefile", "nginx", "markdown", "jinja", "c", "cpp", "csharp", "go", "graphql", "groovy", "java", "javascript",
    "kotlin", "php", "protobuf", "python", "ruby", "rust", "sql", "tsx", "typescript",
];

fuzz_target!(|text: &str| {
    for language in LANGUAGES {
        let spans = highlight_with(Engine::Own, language, text).spans;
        let mut at = 0;
        for piece in &spans {
            assert_eq!(piece.span.range().start, at, "{language}");
            at = piece.span.range().end;
            assert!(text.is_char_boundary(at), "{language}");
        }
        assert_eq!(at, text.len(), "{language}");
        assert!(to_html(text, &spans).len() >= text.len(), "{language}");
    }
});
