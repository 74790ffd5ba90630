//! Comments that say "and so on".

use crate::diagnostic::Diagnostic;
use crate::hcl::ast::Body;
use crate::hcl::lexer::tokenize;
use crate::hcl::token::TokenKind;
use crate::source::Span;

/// Words that say in a comment that something is left out.
const WORDS: [&str; 34] = [
    "omit",
    "elide",
    "snip",
    "skip",
    "abbreviat",
    "truncat",
    "shorten",
    "unchanged",
    "same as",
    "as before",
    "as above",
    "rest of",
    "the rest",
    "other ",
    "others",
    "more ",
    "remaining",
    "additional",
    "etc",
    "existing",
    "생략",
    "중략",
    "후략",
    "나머지",
    "동일",
    "같다",
    "같습니다",
    "같음",
    "같은",
    "그대로",
    "기존",
    "이하",
    "그 외",
    "省略",
];

/// Whether a comment of a body, not of a block inside of it, says that something is left out: `# ...`,
/// `// 생략`, `# (omitted)`, `# other arguments`. A lone `...` counts as well.
pub fn is_elided(body: &Body, text: &str) -> bool {
    let inside = body.span.of(text);
    if !may_have_comment(inside) && !inside.contains("...") {
        return false;
    }
    let mut depth = 0_usize;
    for token in tokenize(inside) {
        match token.kind {
            TokenKind::OpenBrace | TokenKind::OpenBracket | TokenKind::OpenParen => depth += 1,
            TokenKind::InterpolationOpen | TokenKind::DirectiveOpen => depth += 1,
            TokenKind::CloseBrace | TokenKind::CloseBracket | TokenKind::CloseParen => {
                depth = depth.saturating_sub(1);
            }
            TokenKind::TemplateClose => depth = depth.saturating_sub(1),
            TokenKind::Ellipsis if depth == 0 => return true,
            TokenKind::LineComment | TokenKind::BlockComment
                if depth == 0 && leaves_out(token.span.of(inside)) =>
            {
                return true;
            }
            _ => {}
        }
    }
    false
}

/// Where something is left out of a text, or could not be read: comments that say so and the places of faults.
/// Nothing is missing from a body that holds one of them.
pub(super) fn gaps(text: &str, faults: &[Diagnostic<Span>]) -> Vec<Span> {
    let tokens = if may_have_comment(text) {
        tokenize(text)
    } else {
        Vec::new()
    };
    let comments = tokens
        .into_iter()
        .filter(|token| matches!(token.kind, TokenKind::LineComment | TokenKind::BlockComment))
        .map(|token| token.span)
        .filter(|comment| leaves_out(comment.of(text)));
    let broken = faults
        .iter()
        .flat_map(|fault| &fault.labels)
        .map(|label| label.location);
    comments.chain(broken).collect()
}

/// Whether there can be a comment. Most blocks have none and need not be cut up to know.
fn may_have_comment(text: &str) -> bool {
    text.contains('#') || text.contains("//") || text.contains("/*")
}

/// Whether a comment, marks included, says that something is left out.
fn leaves_out(comment: &str) -> bool {
    let marks = |character: char| matches!(character, '#' | '/' | '*') || character.is_whitespace();
    let said = comment.trim_matches(marks).to_lowercase();
    said.contains("...") || said.contains(['…', '⋯', '⋮']) || WORDS.iter().any(|word| said.contains(word))
}

#[cfg(test)]
mod tests {
    use super::is_elided;
    use crate::hcl::parse;

    fn check(text: &str, elided: bool) {
        assert_eq!(is_elided(&parse(text).tree, text), elided, "{text}");
    }

    #[test]
    fn a_comment_says_that_something_is_left_out() {
        for comment in [
            "# ...",
            "// 생략",
            "# (omitted)",
            "# 나머지는 같다",
            "/* ... */",
            "# … other arguments",
            "#…",
            "# (중략)",
            "## 이하 동일",
        ] {
            check(&format!("a = 1\n{comment}\n"), true);
            check(&format!("a = 1 {comment}\n"), true);
            check(&format!("a {{\n  {comment}\n}}\n"), false);
        }
        check("# 서브넷을 만든다\na = 1\n", false);
        check("a = \"# ...\"\n", false);
        check("a = \"${f(b...)}\"\n", false);
        check("a = f(b...)\n", false);
    }
}
