//! What holds for any code in any language.

use proptest::prelude::*;

use super::tests::SAMPLES;
use super::*;

/// The three laws of the module.
fn check_laws(language: &str, code: &str) {
    let spans = highlight(language, code).spans;
    check_tiles(code, &spans);
    assert_eq!(text_content(&to_html(code, &spans)), code);
    let mut start = 0;
    for line in code.split_inclusive('\n') {
        let range = crate::source::Span::new(start, start + line.len());
        let mut html = String::new();
        write_range(code, &spans, range, &mut html);
        assert_eq!(text_content(&html), line);
        start += line.len();
    }
}

/// That pieces tile the code on character boundaries.
pub(super) fn check_tiles(code: &str, spans: &[ClassSpan]) {
    let mut at = 0;
    for piece in spans {
        assert_eq!(piece.span.range().start, at, "{code:?}");
        assert!(piece.span.range().end > at && code.is_char_boundary(piece.span.range().end));
        at = piece.span.range().end;
    }
    assert_eq!(at, code.len(), "{code:?}");
}

/// The text of HTML as this module writes it: elements are `span`s, and every one is closed.
fn text_content(html: &str) -> String {
    let mut text = String::new();
    let mut open = 0;
    for (count, part) in html.split('<').enumerate() {
        let shown = match part.split_once('>') {
            _ if count == 0 => part,
            Some((tag, shown)) => {
                open += if tag == "/span" { -1 } else { 1 };
                assert!(
                    open == 0 || open == 1 && tag.starts_with("span class=\""),
                    "{html}"
                );
                shown
            }
            None => panic!("a bare `<` in {html}"),
        };
        text.push_str(shown);
    }
    assert_eq!(open, 0, "{html}");
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

/// How many bytes a lexer of ours looks at in all; nothing for a bundled grammar.
fn effort(language: &str, code: &str) -> usize {
    let is_ours = !matches!(
        resolve(language).map(|language| language.lexer),
        Some(Lexer::Grammar)
    );
    scanner::effort(|| {
        if is_ours {
            drop(highlight(language, code));
        }
    })
}

/// The law on how much is looked at would hold of a lexer that does not count.
#[test]
fn every_lexer_counts_what_it_looks_at() {
    for (language, code) in SAMPLES {
        assert!(effort(language, code) >= code.len(), "{language}");
    }
}

#[test]
fn a_long_line_is_no_more_work_than_many_lines() {
    for (language, code) in SAMPLES {
        let lines = code.repeat(170_000 / code.len());
        let line = lines.replace(['\n', '\r'], " ");
        for code in [lines, line] {
            let times = effort(language, &code) / code.len();
            assert!(times <= 24, "{language}: each byte {times} times");
        }
    }
}

/// Languages whose lexers differ in kind, and some that go through a bundled grammar.
const LAWFUL: &[&str] = &[
    "hcl",
    "console",
    "yaml",
    "bash",
    "json",
    "dockerfile",
    "diff",
    "toml",
    "ini",
    "dotenv",
    "html",
    "xml",
    "css",
    "makefile",
    "nginx",
    "markdown",
    "jinja",
    "c",
    "cpp",
    "csharp",
    "go",
    "graphql",
    "groovy",
    "java",
    "javascript",
    "kotlin",
    "php",
    "protobuf",
    "python",
    "ruby",
    "rust",
    "sql",
    "tsx",
    "typescript",
    "lua",
    "text",
];

#[test]
fn samples_in_foreign_languages_keep_the_laws() {
    for (language, code) in SAMPLES {
        check_laws(language, code);
        for other in LAWFUL {
            check_laws(other, code);
        }
    }
}

#[test]
fn every_bundled_language_keeps_the_laws() {
    let code =
        "a = \"b ${c}\\n\" # d\n<e f='g'>{h: [1.5]}</e>\n/* i */ if (j) { return `k`; }\n가 \\\n@l: m\r\n";
    for language in language::names() {
        check_laws(language, code);
    }
}

/// Pieces of syntax that reach deep into a lexer.
const PIECES: &[&str] = &[
    "resource \"a\" \"b\" {",
    "}",
    "{",
    "a = ",
    "\"",
    "'",
    "${",
    "%{ for x in y }",
    "~}",
    "<<-EOT\n",
    "EOT\n",
    "EOF",
    "\n",
    "\r\n",
    " ",
    "\t",
    "[for k, v in ",
    "]",
    "(",
    ")",
    "...",
    "\\",
    "\\u00",
    "/*",
    "*/",
    "# ",
    "//",
    "$ ",
    "> ",
    "user@host:~$ ",
    "<<EOF",
    "`",
    "$(",
    "가",
    "é",
    "\u{1f600}",
    "\0",
    "\x0b",
    "\x0c",
    "\u{feff}",
    "1.5e",
    "::",
    "- ",
    ": ",
    "&a",
    "|",
    "@",
    "<script>",
    "</script>",
    "<?php ",
    "\u{2028}",
    "if",
    "in",
    "for",
    "data.",
    "aws_vpc.",
    "{{ ",
    " }}",
    "{% if ",
    "${{ ",
    "$((",
    "))",
    "[[ ",
    "<<'A'\n#!/bin/bash\n",
    "\nA\n",
    "r#\"",
    "\"#",
    "R\"x(",
    ")x\"",
    "\"\"\"",
    "'''",
    "f\"{",
    "$\"{",
    "<a b={",
    "</a>",
    "<!--",
    "a: |\n  ",
    "run: |\n  #!/bin/sh\n  ",
    "\tcd $(",
    "define x\n",
    "RUN <<E\n",
    "\nE\n",
    "case x in a) ",
    ";;",
    "#{",
    "@a",
    "#include <",
    "%-5",
    "a[",
    "a<b>(",
    "/[",
    "```sh\n",
    "```",
    "--- \n+++ \n",
    "{{ a }}: |\n",
    "{% a\n",
    "a",
    "_",
    ".",
    "0",
    "<",
    "[",
];

/// Such pieces in any order.
fn pieces() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES), 0..40).prop_map(|pieces| pieces.concat())
}

/// Two such pieces again and again: alternating, one after the other, or one once.
fn repeated() -> impl Strategy<Value = String> {
    let piece = || prop::sample::select(PIECES);
    (piece(), piece(), 0..3).prop_map(|(first, second, shape)| match shape {
        0 => [first, second].concat().repeat(2_000),
        1 => first.repeat(2_000) + &second.repeat(2_000),
        _ => first.to_owned() + &second.repeat(4_000),
    })
}

/// A sample with one piece of it replaced.
fn mutated() -> impl Strategy<Value = String> {
    let sample = prop::sample::select(SAMPLES);
    (
        sample,
        any::<prop::sample::Index>(),
        any::<prop::sample::Index>(),
        pieces(),
    )
        .prop_map(|((_, code), from, to, piece)| {
            let code: Vec<char> = code.chars().collect();
            let (from, to) = (from.index(code.len()), to.index(code.len()));
            let (from, to) = (from.min(to), from.max(to).min(from.min(to) + 20));
            let (before, after) = (&code[..from], &code[to..]);
            before
                .iter()
                .copied()
                .chain(piece.chars())
                .chain(after.iter().copied())
                .collect()
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_keeps_the_laws(code in "\\PC*|(?s).{0,60}", language in prop::sample::select(LAWFUL)) {
        check_laws(language, &code);
    }

    #[test]
    fn any_syntax_keeps_the_laws(code in pieces(), language in prop::sample::select(LAWFUL)) {
        check_laws(language, &code);
    }

    #[test]
    fn no_byte_is_looked_at_often(code in repeated(), language in prop::sample::select(LAWFUL)) {
        prop_assert!(effort(language, &code) <= 64 * code.len(), "{}", language);
    }

    #[test]
    fn hcl_and_sessions_keep_the_laws(code in pieces(), many in repeated()) {
        for language in ["hcl", "console"] {
            check_laws(language, &code);
            prop_assert!(effort(language, &many) <= 64 * many.len(), "{}", language);
        }
    }

    #[test]
    fn broken_samples_keep_the_laws(code in mutated(), language in prop::sample::select(LAWFUL)) {
        check_laws(language, &code);
    }
}
