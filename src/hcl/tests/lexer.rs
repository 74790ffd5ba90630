use crate::hcl::{TokenKind, tokenize};
use proptest::prelude::*;

/// The tokens that are not space, each as `Kind text`.
#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let tokens: Vec<String> = tokenize(text)
        .iter()
        .filter(|token| !matches!(token.kind, TokenKind::Whitespace | TokenKind::Newline))
        .map(|token| format!("{:?} {}", token.kind, token.span.of(text).replace('\n', "⏎")))
        .collect();
    assert_eq!(tokens, expected, "in {text:?}");
    tiles(text);
}

#[track_caller]
fn tiles(text: &str) {
    let mut at = 0;
    for token in tokenize(text) {
        assert_eq!(token.span.start as usize, at, "gap or overlap in {text:?}");
        assert!(!token.span.is_empty(), "empty {:?} in {text:?}", token.kind);
        assert!(
            text.is_char_boundary(token.span.end as usize),
            "cut character in {text:?}"
        );
        at = token.span.end as usize;
    }
    assert_eq!(at, text.len(), "lost bytes in {text:?}");
}

#[test]
fn an_argument_is_name_equals_value() {
    check(
        "값 = \"a-${b}\" # 주석",
        &[
            "Identifier 값",
            "Equal =",
            "OpenQuote \"",
            "StringText a-",
            "InterpolationOpen ${",
            "Identifier b",
            "TemplateClose }",
            "CloseQuote \"",
            "LineComment # 주석",
        ],
    );
}

#[test]
fn braces_and_strings_nest_inside_of_an_interpolation() {
    check(
        r#""${{a = "}"}["a"] ~}""#,
        &[
            "OpenQuote \"",
            "InterpolationOpen ${",
            "OpenBrace {",
            "Identifier a",
            "Equal =",
            "OpenQuote \"",
            "StringText }",
            "CloseQuote \"",
            "CloseBrace }",
            "OpenBracket [",
            "OpenQuote \"",
            "StringText a",
            "CloseQuote \"",
            "CloseBracket ]",
            "TemplateClose ~}",
            "CloseQuote \"",
        ],
    );
}

#[test]
fn a_heredoc_ends_at_its_tag_alone_on_a_line() {
    check(
        "<<-EOT\n  EOTX\n $${a} ${b}EOT\n  EOT  \nc",
        &[
            "HeredocOpen <<-EOT",
            "HeredocText   EOTX⏎ ",
            "Escape $${",
            "HeredocText a} ",
            "InterpolationOpen ${",
            "Identifier b",
            "TemplateClose }",
            "HeredocText EOT⏎",
            "HeredocClose EOT",
            "Identifier c",
        ],
    );
}

#[test]
fn escapes_are_told_from_bad_ones() {
    check(
        r#""\n\u00e9\U0001F600\uD800\가$$${"#,
        &[
            "OpenQuote \"",
            r"Escape \n",
            r"Escape \u00e9",
            r"Escape \U0001F600",
            r"BadEscape \u",
            "StringText D800",
            r"BadEscape \가",
            "StringText $",
            "Escape $${",
        ],
    );
}

#[test]
fn a_string_ends_with_its_line_at_the_latest() {
    check(
        "a = \"${b\"\nc = 1",
        &[
            "Identifier a",
            "Equal =",
            "OpenQuote \"",
            "InterpolationOpen ${",
            "Identifier b",
            "OpenQuote \"",
            "Identifier c",
            "Equal =",
            "Number 1",
        ],
    );
    check(
        "a = \"${b\nc = 1\n}",
        &[
            "Identifier a",
            "Equal =",
            "OpenQuote \"",
            "InterpolationOpen ${",
            "Identifier b",
            "Identifier c",
            "Equal =",
            "Number 1",
            "CloseBrace }",
        ],
    );
}

#[test]
fn foreign_quotes_are_one_token_with_their_content() {
    check(
        "'a # b' “c\" ’",
        &["MisquotedString 'a # b'", "MisquotedString “c\"", "BadQuote ’"],
    );
}

#[test]
fn an_unclosed_heredoc_ends_where_its_tag_begins_a_line() {
    check(
        "f(<<A\nx\nA)\nb = 1",
        &[
            "Identifier f",
            "OpenParen (",
            "HeredocOpen <<A",
            "HeredocText x⏎",
            "HeredocClose A",
            "CloseParen )",
            "Identifier b",
            "Equal =",
            "Number 1",
        ],
    );
}

#[test]
fn numbers_and_operators_are_cut_as_the_specification_says() {
    check(
        "1.5e-3...a::b=>!=",
        &[
            "Number 1.5e-3",
            "Ellipsis ...",
            "Identifier a",
            "DoubleColon ::",
            "Identifier b",
            "FatArrow =>",
            "NotEqual !=",
        ],
    );
}

#[test]
fn anything_can_be_cut() {
    for text in [
        "",
        "...",
        "}",
        "\"",
        "\"\\",
        "\"\\가",
        "<<",
        "<<-",
        "<<EOT",
        "<<EOT\n",
        "<<EOT\nEOT",
        "/*",
        "/*/",
        "\"${",
        "\"${\"${",
        "\r",
        "\r\n\r",
        "\u{feff}a",
        "\0",
        "$",
        "~}",
        "\"%{~",
        "<<A\r\n${\r\nA\r\n",
        "a\u{200b}b",
        "'",
    ] {
        tiles(text);
    }
}

/// Text that is made of the pieces that make HCL hard, Korean included.
pub(crate) fn hcl_like() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(vec![
            "a", "b1", "값", "true", "for", "in", "if", "else", "endif", "endfor", "resource", "0", "1.5", "\"", "\"x\"",
            "'", "“", "`", "{", "}", "[", "]", "(", ")", "=", "==", "=>", ",", ":", "::", ".", "...", "?", "!", "-", "+",
            "*", "/", "%", "<", ">", "&&", "||", "${", "%{", "~}", "$${", "\\", "\\n", "\\u12", "<<EOT\n", "<<-EOT\n",
            "EOT\n", "EOT", "#", "//", "/*", "*/", " ", "  ", "\t", "\n", "\n", "\r\n", "\r", ";", "가", "\u{a0}", "＝",
            "\u{200b}", "–", "…", "&quot;", "\0", "\u{feff}", "😀", "a = ", "\nb = ", "x {\n", "\n}\n", "f(",
        ]).prop_map(String::from),
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn tokens_tile_every_text(text in hcl_like()) {
        tiles(&text);
    }

    #[test]
    fn tokens_tile_any_unicode(text in ".*") {
        tiles(&text);
    }
}

#[test]
fn cutting_is_linear() {
    let many = |piece: &str| piece.repeat(170_000 / piece.len());
    for piece in [
        "[",
        "\"",
        "'",
        "“",
        "${",
        "\"${",
        "<<A\n",
        "<<A\nA,\n",
        "/*",
        "a = \"${b\n",
        "\\",
        "가",
        "$",
        "‘“`'",
        "{",
        "1.",
    ] {
        let text = many(piece);
        assert!(!tokenize(&text).is_empty());
        assert!(!tokenize(&format!("a = \"{text}")).is_empty());
        assert!(!tokenize(&format!("a = <<EOT\n{text}")).is_empty());
    }
}
