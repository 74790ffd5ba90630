//! Comments that allow a finding: `# recto:allow HCL503`.

use crate::hcl::lexer::tokenize;
use crate::source::Span;

/// One code that a comment allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// The code as written.
    pub code: String,
    /// Where it is written.
    pub span: Span,
    /// What it holds for: the line of the comment, or the next line with code when the comment stands alone.
    pub line: Span,
}

/// The codes that comments of a fragment allow, in the order of the text.
pub fn allowances(text: &str) -> Vec<Allowance> {
    if !text.contains("recto:allow") {
        return Vec::new();
    }
    let comments = tokenize(text).into_iter().filter(|token| token.kind.is_trivia());
    let mut code = NextCode::Unsought;
    comments
        .flat_map(|comment| of_comment(text, comment.span, &mut code))
        .collect()
}

fn of_comment(text: &str, comment: Span, code: &mut NextCode) -> Vec<Allowance> {
    let Some((before, codes)) = comment.of(text).split_once("recto:allow") else {
        return Vec::new();
    };
    let line = allowed_line(text, comment, code);
    let mut at = comment.start as usize + before.len() + "recto:allow".len();
    let mut allowances = Vec::new();
    for word in codes.split([',', ' ', '\t']) {
        let code = word.trim_end_matches("*/").trim();
        if !code.is_empty() {
            allowances.push(Allowance {
                code: code.to_owned(),
                span: Span::new(at, at + code.len()),
                line,
            });
        }
        at += word.len() + 1;
    }
    allowances
}

/// The next line with code, as far as it was sought: the comments before it all hold for it.
#[derive(Clone, Copy, Debug)]
enum NextCode {
    Unsought,
    At(Span),
    /// Nothing but comments is left.
    Nowhere,
}

/// The line a comment holds for.
fn allowed_line(text: &str, comment: Span, code: &mut NextCode) -> Span {
    let at = comment.start as usize;
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let end = |from: usize| {
        text[from..]
            .find('\n')
            .map_or(text.len(), |newline| from + newline)
    };
    let own = Span::new(start, end(at));
    if !text[start..at].trim().is_empty() {
        return own;
    }
    match *code {
        NextCode::At(known) if known.start > own.end => return known,
        NextCode::Nowhere => return own,
        NextCode::At(_) | NextCode::Unsought => {}
    }
    let mut next = own.end as usize + 1;
    while next < text.len() {
        let line = Span::new(next, end(next));
        let shown = line.of(text).trim();
        if !shown.is_empty() && !shown.starts_with('#') && !shown.starts_with("//") {
            *code = NextCode::At(line);
            return line;
        }
        next = line.end as usize + 1;
    }
    // Nothing but comments is left, and each of them holds for itself.
    *code = NextCode::Nowhere;
    own
}

#[cfg(test)]
mod tests {
    use super::allowances;

    fn check(text: &str, expected: &[(&str, &str)]) {
        let found = allowances(text);
        let found: Vec<_> = found
            .iter()
            .map(|allowance| {
                assert_eq!(allowance.span.of(text), allowance.code);
                (allowance.code.as_str(), allowance.line.of(text))
            })
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn a_comment_allows_codes_on_its_line_or_the_next() {
        check(
            "a = 1 # recto:allow HCL503\n",
            &[("HCL503", "a = 1 # recto:allow HCL503")],
        );
        check(
            "# recto:allow HCL301, HCL302\n# 설명\n\na = 1\n",
            &[("HCL301", "a = 1"), ("HCL302", "a = 1")],
        );
        check(
            "a = 1 /* recto:allow HCL1 */\n",
            &[("HCL1", "a = 1 /* recto:allow HCL1 */")],
        );
        check("a = \"recto:allow HCL1\"\n", &[]);
        check("# recto:allow", &[]);
        check("# recto:allow 한글", &[("한글", "# recto:allow 한글")]);
    }
}
