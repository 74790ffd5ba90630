//! Looks and laws of the lexers.

use super::*;

/// The code with the letter of each character's class below it, a line at a time; plain text, blanks
/// and empty lines have none.
fn annotate(language: &str, code: &str) -> String {
    let spans = highlight(language, code).spans;
    let class_at = |at: usize| {
        spans
            .iter()
            .find(|piece| piece.span.range().contains(&at))
            .map(|piece| piece.class)
    };
    let mut shown = String::new();
    let mut start = 0;
    for line in code.split_inclusive('\n') {
        let letter = |(at, character): (usize, char)| match class_at(start + at) {
            _ if character.is_whitespace() => ' ',
            Some(class) if class.is_plain() => ' ',
            Some(Class::Prompt) => '$',
            Some(Class::Output) => '>',
            Some(class) => class.name().chars().next().unwrap(),
            None => '?',
        };
        let letters: String = line.char_indices().map(letter).collect();
        shown.push_str(line.trim_end());
        shown.push('\n');
        if !letters.trim().is_empty() {
            shown.push_str(letters.trim_end());
            shown.push('\n');
        }
        start += line.len();
    }
    shown
}

macro_rules! samples {
    ($($test:ident: $language:literal $file:literal,)*) => {
        const SAMPLES: &[(&str, &str)] = &[$(($language, include_str!(concat!("samples/", $file)))),*];
        $(#[test]
        fn $test() {
            insta::assert_snapshot!(annotate($language, include_str!(concat!("samples/", $file))));
        })*
    };
}

samples! {
    bash: "bash" "deploy.sh",
    console: "console" "session.console",
    css: "css" "theme.css",
    diff: "diff" "fix.diff",
    dockerfile: "dockerfile" "Dockerfile",
    go: "go" "server.go",
    html: "html" "page.html",
    ini: "ini" "settings.ini",
    java: "java" "Main.java",
    json: "json" "policy.json",
    jsonc: "jsonc" "tsconfig.jsonc",
    makefile: "makefile" "Makefile",
    nginx: "nginx" "nginx.conf",
    python: "python" "client.py",
    rust: "rust" "cache.rs",
    sql: "sql" "report.sql",
    toml: "toml" "recto.toml",
    typescript: "typescript" "store.ts",
    yaml: "yaml" "deployment.yaml",
}
