//! Comments with which the author accepts a finding: `<!-- recto-ignore L001: the page comes on Friday -->`.
//!
//! A comment by itself holds for the block after it, one within a block for its line. The comments are notes
//! to Recto and not to readers, so they are taken out of the tree.

use super::ast::{Node, NodeKind};
use crate::diagnostic::{Code, Diagnosed, Diagnostic, Edit, Location, catalogue, suggest};
use crate::source::{SourcePath, Span};

/// What a comment begins with.
const MARK: &str = "recto-ignore";

/// One code that a comment accepts somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignore {
    /// The code.
    pub code: &'static Code,
    /// Where the code is written.
    pub span: Span,
    /// The bytes of the block or line in which findings of the code are accepted.
    pub holds_for: Span,
    /// The bytes to take out when the comment is not needed; `None` when it has other codes as well.
    pub removal: Option<Span>,
}

/// Takes the comments out of a tree. One that cannot be understood accepts nothing and is reported.
pub(super) fn take(path: &SourcePath, text: &str, body: &mut Vec<Node>) -> Diagnosed<Vec<Ignore>> {
    let mut taker = Taker {
        path,
        text,
        taken: Diagnosed::default(),
    };
    if text.contains(MARK) {
        taker.visit(body);
    }
    taker.taken
}

struct Taker<'a> {
    path: &'a SourcePath,
    text: &'a str,
    taken: Diagnosed<Vec<Ignore>>,
}

impl Taker<'_> {
    fn visit(&mut self, nodes: &mut Vec<Node>) {
        for at in 0..nodes.len() {
            let next = nodes[at + 1..].iter().find(|node| !self.is_note(node));
            let next = next.map(|node| node.span);
            let node = &nodes[at];
            let whole = self.is_note(node);
            let is_block = matches!(node.kind, NodeKind::HtmlBlock(_));
            if is_block || matches!(node.kind, NodeKind::Html(_)) {
                for comment in comments(self.text, node.span) {
                    let holds_for = if is_block && whole {
                        next.map(|next| trimmed(self.text, next))
                    } else {
                        Some(lines(self.text, comment))
                    };
                    self.read(comment, holds_for);
                }
            }
            self.visit(&mut nodes[at].children);
        }
        nodes.retain(|node| !self.is_note(node));
    }

    /// Whether a node is such comments and nothing else.
    fn is_note(&self, node: &Node) -> bool {
        if !matches!(node.kind, NodeKind::HtmlBlock(_) | NodeKind::Html(_)) {
            return false;
        }
        let mut rest = node.span.start as usize;
        let comments = comments(self.text, node.span);
        let is_blank = |from: usize, to: usize| Span::new(from, to).of(self.text).trim().is_empty();
        for comment in &comments {
            if !is_blank(rest, comment.start as usize) {
                return false;
            }
            rest = comment.end as usize;
        }
        !comments.is_empty() && is_blank(rest, node.span.end as usize)
    }

    fn read(&mut self, comment: Span, holds_for: Option<Span>) {
        let (codes, reason) = parts(self.text, comment);
        let is_given = reason.is_some_and(|reason| !reason.of(self.text).trim().is_empty());
        if codes.is_empty() {
            let help = "name the code and the reason, as in `<!-- recto-ignore L001: written next week -->`";
            return self.reject(comment, "this comment ignores no code".to_owned(), help);
        }
        if !is_given {
            let last = codes.last().copied().unwrap_or(comment);
            let message = "this comment does not say why it ignores a finding".to_owned();
            let help =
                "write the reason after a colon, as in `<!-- recto-ignore L001: written next week -->`";
            return self.reject(codes[0].cover(last), message, help);
        }
        let Some(holds_for) = holds_for else {
            let help = "put it before a block, or on the line of the finding";
            return self.reject(comment, "there is nothing after this comment".to_owned(), help);
        };
        for span in &codes {
            let name = span.of(self.text);
            match catalogue::find(name) {
                Some(code) => self.taken.value.push(Ignore {
                    code,
                    span: *span,
                    holds_for,
                    removal: (codes.len() == 1).then(|| removal(self.text, comment)),
                }),
                None => self.unknown(name, *span),
            }
        }
    }

    fn unknown(&mut self, name: &str, span: Span) {
        let known = catalogue::ALL.iter().flat_map(|code| [code.id, code.name]);
        let near = suggest::nearest(name, known);
        let mut found = Diagnostic::new(&catalogue::BAD_IGNORE, format!("there is no diagnostic `{name}`"))
            .at(Location::new(self.path, span), "");
        found = match near {
            Some(near) => found.help(format!("did you mean `{near}`?")).fix(
                format!("write `{near}`"),
                vec![Edit {
                    location: Location::new(self.path, span),
                    replacement: near.to_owned(),
                }],
            ),
            None => found.help("write a code such as `L001` or its name"),
        };
        self.taken.diagnostics.push(found);
    }

    fn reject(&mut self, span: Span, message: String, help: &str) {
        self.taken.diagnostics.push(
            Diagnostic::new(&catalogue::BAD_IGNORE, message)
                .at(Location::new(self.path, span), "")
                .help(help),
        );
    }
}

/// The comments of this kind in a piece of the file.
fn comments(text: &str, within: Span) -> Vec<Span> {
    let mut found = Vec::new();
    let written = within.of(text);
    let mut at = 0;
    while let Some(start) = written[at..].find("<!--").map(|start| at + start) {
        let Some(end) = written[start..].find("-->").map(|end| start + end + 3) else {
            break;
        };
        let inside = written[start..end].trim_start_matches("<!--").trim_start();
        let is_mark = inside.strip_prefix(MARK).is_some_and(|rest| {
            let next = rest.chars().next();
            next.is_none_or(|next| next.is_whitespace() || matches!(next, ':' | '-'))
        });
        if is_mark {
            found.push(Span::new(start, end).shift(within.start as usize));
        }
        at = end;
    }
    found
}

/// The codes of a comment, each with its place, and the place of what follows the colon.
fn parts(text: &str, comment: Span) -> (Vec<Span>, Option<Span>) {
    let written = comment.of(text);
    let end = written.len() - "-->".len();
    let start = written.find(MARK).map_or(end, |at| at + MARK.len());
    let inside = &written[start..end];
    let (names, reason) = match inside.split_once(':') {
        Some((names, _)) => (names, Some(Span::new(start + names.len() + 1, end))),
        None => (inside, None),
    };
    let mut codes = Vec::new();
    let mut at = start;
    for name in names.split(|letter: char| letter == ',' || letter.is_whitespace()) {
        if !name.is_empty() {
            codes.push(Span::new(at, at + name.len()).shift(comment.start as usize));
        }
        at += name.len()
            + text[comment.start as usize + at + name.len()..]
                .chars()
                .next()
                .map_or(0, char::len_utf8);
    }
    (codes, reason.map(|reason| reason.shift(comment.start as usize)))
}

/// The whole lines that a span is on, without the last line's ending.
fn lines(text: &str, span: Span) -> Span {
    let range = span.range();
    let start = text[..range.start].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[range.end..]
        .find('\n')
        .map_or(text.len(), |newline| range.end + newline);
    Span::new(start, end)
}

/// A span without the white space at its end.
fn trimmed(text: &str, span: Span) -> Span {
    let start = span.range().start;
    Span::new(start, start + span.of(text).trim_end().len())
}

/// A comment, with its line when nothing else is on it.
fn removal(text: &str, comment: Span) -> Span {
    let lines = lines(text, comment);
    let end = lines.range().end;
    if lines.of(text).trim() == comment.of(text) {
        let newline = usize::from(text[end..].starts_with('\n'));
        return Span::new(lines.range().start, end + newline);
    }
    let before = &text[lines.range().start..comment.range().start];
    let blank = before.len() - before.trim_end_matches([' ', '\t']).len();
    Span::new(comment.range().start - blank, comment.range().end)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;
    use crate::config::Markdown;
    use crate::content::{Document, ParseOptions, parse};
    use crate::data::TimeZone;

    fn read(text: &str) -> Diagnosed<Document> {
        let path = SourcePath::new("content/a.md");
        let options = ParseOptions {
            markdown: Markdown::default(),
            time_zone: TimeZone::utc(),
        };
        parse(&path, &Arc::from(text), 0, &options)
    }

    /// What a text accepts: codes with the bytes in which they are accepted.
    fn check(text: &str, expected: &[(&str, &str)]) {
        let document = read(text).value;
        let found: Vec<_> = document
            .ignores
            .iter()
            .map(|ignore| {
                assert_eq!(catalogue::find(ignore.span.of(text)), Some(ignore.code));
                (ignore.code.id, ignore.holds_for.of(text))
            })
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn a_comment_by_itself_holds_for_the_next_block() {
        check(
            "<!-- recto-ignore L001: why -->\nA [b](c)\nand more.\n\nNext.\n",
            &[("L001", "A [b](c)\nand more.")],
        );
        check(
            "<!-- recto-ignore L001: why -->\n\n\n- a\n- b\n\nNext.\n",
            &[("L001", "- a\n- b")],
        );
        check(
            "<!--recto-ignore broken-link, L003: 이유는: 둘-->\n# A\n",
            &[("L001", "# A"), ("L003", "# A")],
        );
        check(
            "<!-- recto-ignore L001: one -->\n<!-- recto-ignore L002: two -->\nA\n",
            &[("L001", "A"), ("L002", "A")],
        );
        check("> <!-- recto-ignore L001: why -->\n> A\n\nB\n", &[("L001", "A")]);
    }

    #[test]
    fn a_comment_in_a_block_holds_for_its_line() {
        check(
            "One [a](b) <!-- recto-ignore L001: why -->\ntwo [c](d)\n",
            &[("L001", "One [a](b) <!-- recto-ignore L001: why -->")],
        );
        check(
            "| a |\n| - |\n| b <!-- recto-ignore L001: why --> |\n| c |\n",
            &[("L001", "| b <!-- recto-ignore L001: why --> |")],
        );
        check(
            "<div>\n<img src=x> <!-- recto-ignore L003: why -->\n</div>\n",
            &[("L003", "<img src=x> <!-- recto-ignore L003: why -->")],
        );
    }

    #[test]
    fn other_comments_and_code_are_left_alone() {
        check("<!-- recto-ignored L001: why -->\nA\n", &[]);
        check("`<!-- recto-ignore L001: why -->`\n", &[]);
        check("```html\n<!-- recto-ignore L001: why -->\n```\n", &[]);
        let body = &read("<!-- a --> \n\nA <!-- b --> c\n").value.body;
        assert_eq!(body.len(), 2);
        assert_eq!(body[1].children.len(), 3);
    }

    #[test]
    fn readers_do_not_see_the_comments() {
        let document = read("<!-- recto-ignore L001: why -->\nA <!-- recto-ignore L001: x -->\n").value;
        assert_eq!(document.body.len(), 1);
        assert!(
            document.body[0]
                .children
                .iter()
                .all(|node| matches!(node.kind, NodeKind::Text(_)))
        );
    }

    #[test]
    fn a_comment_that_cannot_be_understood_is_named() {
        let check = |text: &str, expected: &str| {
            let read = read(text);
            let messages: Vec<_> = read.diagnostics.iter().map(|found| &found.message).collect();
            assert!(messages.contains(&&expected.to_owned()), "{text}\n{messages:?}");
            assert_eq!(read.value.ignores, []);
        };
        check("<!-- recto-ignore -->\nA\n", "this comment ignores no code");
        check("<!-- recto-ignore: why -->\nA\n", "this comment ignores no code");
        let why = "this comment does not say why it ignores a finding";
        check("<!-- recto-ignore L001 -->\nA\n", why);
        check("<!-- recto-ignore L001:  -->\nA\n", why);
        check(
            "<!-- recto-ignore L0001: why -->\nA\n",
            "there is no diagnostic `L0001`",
        );
        check(
            "A\n\n<!-- recto-ignore L001: why -->\n",
            "there is nothing after this comment",
        );
    }

    #[test]
    fn what_is_not_needed_can_be_taken_out() {
        let check = |text: &str, expected: &str| {
            let document = read(text).value;
            let removal = document.ignores[0].removal.unwrap();
            let mut left = text.to_owned();
            left.replace_range(removal.range(), "");
            assert_eq!(left, expected);
        };
        check("<!-- recto-ignore L001: why -->\nA\n", "A\n");
        check("A <!-- recto-ignore L001: why -->\nB\n", "A\nB\n");
        check("> <!-- recto-ignore L001: why -->\n> A\n", ">\n> A\n");
        let two = read("<!-- recto-ignore L001, L002: why -->\nA\n").value;
        assert!(two.ignores.iter().all(|ignore| ignore.removal.is_none()));
    }

    proptest! {
        #[test]
        fn every_place_lies_in_the_file(
            parts in prop::collection::vec(prop::sample::select(vec![
                "<!--", "-->", "recto-ignore", " ", ":", ",", "L001", "가", "\u{a0}", "\n", "> ", "- ", "| ", "`", "a",
            ]), 0..30),
        ) {
            let text = parts.concat();
            for ignore in read(&text).value.ignores {
                for span in [Some(ignore.span), Some(ignore.holds_for), ignore.removal].into_iter().flatten() {
                    prop_assert!(text.get(span.range()).is_some(), "{text:?}");
                }
            }
        }
    }
}
