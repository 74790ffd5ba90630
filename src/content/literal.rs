//! Links and alerts that are none for CommonMark and stay in the text: with a label that nothing defines, with a
//! space in the address, with a word that no alert has.
//!
//! Brackets are ordinary in posts about programs (`arr[i][j]`, `[a-z][0-9]`, usage lines), so only what can
//! hardly be meant as text is reported.

use super::ast::{Node, NodeKind};
use crate::diagnostic::{Diagnostic, Edit, Location, catalogue, suggest};
use crate::source::{SourcePath, Span};

/// The words of alerts, as GitHub has them.
const ALERTS: [&str; 5] = ["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"];

/// How far back from `]` its `[` is looked for, in bytes.
const LONGEST_TEXT: usize = 400;

/// What stayed in the text of a document and looks like a link or alert.
pub(super) fn findings(path: &SourcePath, text: &str, body: &[Node]) -> Vec<Diagnostic> {
    let mut reader = Reader {
        path,
        text,
        runs: Vec::new(),
        found: Vec::new(),
    };
    reader.walk(body);
    reader.links();
    reader.found
}

struct Reader<'a> {
    path: &'a SourcePath,
    text: &'a str,
    /// The bytes that became text, in order; pieces that touch are one.
    runs: Vec<Span>,
    found: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn walk(&mut self, nodes: &[Node]) {
        for node in nodes {
            match &node.kind {
                NodeKind::Text(_) => match self.runs.last_mut() {
                    Some(last) if last.end == node.span.start => *last = last.cover(node.span),
                    _ => self.runs.push(node.span),
                },
                NodeKind::BlockQuote => {
                    self.alert(node);
                    self.walk(&node.children);
                }
                _ => self.walk(&node.children),
            }
        }
    }

    /// A quote that begins with `[!WORD]`.
    fn alert(&mut self, quote: &Node) {
        let Some(paragraph) = quote.children.first() else {
            return;
        };
        let line = paragraph.span.of(self.text).lines().next().unwrap_or_default();
        let Some((word, rest)) = line.strip_prefix("[!").and_then(|line| line.split_once(']')) else {
            return;
        };
        if word.is_empty() || !word.bytes().all(|byte| byte.is_ascii_alphabetic()) || rest.starts_with('(') {
            return;
        }
        let start = paragraph.span.start as usize + "[!".len();
        let location = Location::new(self.path, Span::new(start, start + word.len()));
        let is_known = ALERTS.iter().any(|known| known.eq_ignore_ascii_case(word));
        let found = if is_known {
            Diagnostic::new(&catalogue::LITERAL_ALERT, format!("`[!{word}]` stays text"))
                .at(location, "")
                .help("let it stand alone in its line")
        } else {
            let found = Diagnostic::new(
                &catalogue::LITERAL_ALERT,
                format!("there is no alert `{word}`, so this stays text"),
            );
            match suggest::nearest(word, ALERTS) {
                Some(near) => found
                    .at(location.clone(), "")
                    .help(format!("did you mean `[!{near}]`?"))
                    .fix(
                        format!("write `{near}`"),
                        vec![Edit {
                            location,
                            replacement: near.to_owned(),
                        }],
                    ),
                None => found
                    .at(location, "")
                    .help("write `NOTE`, `TIP`, `IMPORTANT`, `WARNING` or `CAUTION`"),
            }
        };
        self.found.push(found);
    }

    /// Goes through every `](` and `][` that is text.
    fn links(&mut self) {
        for run in std::mem::take(&mut self.runs) {
            let written = run.of(self.text);
            for (at, _) in written.match_indices(']') {
                let close = run.start as usize + at;
                match written.as_bytes().get(at + 1) {
                    Some(b'[') => self.reference(close, run.end as usize),
                    Some(b'(') => self.spaced(close),
                    _ => {}
                }
            }
        }
    }

    /// `[text][label]` whose label nothing defines; `close` is the first `]`.
    fn reference(&mut self, close: usize, end: usize) {
        let Some(open) = self.opening(close) else {
            return;
        };
        let before = self.text[..open].trim_end_matches('!').chars().next_back();
        let is_index = |letter: char| letter.is_ascii_alphanumeric() || "_)]}`\\".contains(letter);
        if before.is_some_and(is_index) {
            return;
        }
        let behind = &self.text[close + 2..end.max(close + 2)];
        let Some((label, rest)) = behind.split_once(']') else {
            return;
        };
        let shown = &self.text[open + 1..close];
        if rest.starts_with(['[', '(', ':']) || !is_label(shown) || !(label.is_empty() || is_label(label)) {
            return;
        }
        let (name, span) = match label {
            "" => (shown, Span::new(open + 1, close)),
            label => (label, Span::new(close + 2, close + 2 + label.len())),
        };
        self.found.push(
            Diagnostic::new(
                &catalogue::UNDEFINED_REFERENCE,
                format!("nothing defines `[{name}]`, so the link stays text"),
            )
            .at(Location::new(self.path, span), "")
            .help(format!(
                "write a line `[{name}]: address`, or escape the brackets: `\\[`"
            )),
        );
    }

    /// `[text](an address.md)`; `close` is the `]`.
    fn spaced(&mut self, close: usize) {
        if self.opening(close).is_none_or(|open| open + 1 == close) {
            return;
        }
        let start = close + "](".len();
        let line = self.text[start..].lines().next().unwrap_or_default();
        let Some(inner) = line.split(')').next().filter(|inner| inner.len() < line.len()) else {
            return;
        };
        // A title may follow.
        let title = inner
            .find(" \"")
            .or_else(|| inner.find(" '"))
            .unwrap_or(inner.len());
        let address = inner[..title].trim_end();
        if !address.contains(' ') || address.contains(['<', '>', '(', '[']) || !is_address(address) {
            return;
        }
        let location = Location::new(self.path, Span::new(start, start + address.len()));
        let replacement = format!("<{address}>");
        self.found.push(
            Diagnostic::new(
                &catalogue::SPACE_IN_ADDRESS,
                format!("the address `{address}` has a space in it, so the link stays text"),
            )
            .at(location.clone(), "")
            .help("put it into angle brackets, or write `%20` for each space")
            .fix(
                format!("write `{replacement}`"),
                vec![Edit {
                    location,
                    replacement,
                }],
            ),
        );
    }

    /// The `[` of a `]`, in the same line, neither of them escaped.
    fn opening(&self, close: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let is_escaped = |at: usize| at > 0 && bytes[at - 1] == b'\\';
        if is_escaped(close) {
            return None;
        }
        let mut depth = 0_usize;
        for at in (close.saturating_sub(LONGEST_TEXT)..close).rev() {
            match bytes[at] {
                b'\n' => return None,
                b']' if !is_escaped(at) => depth += 1,
                b'[' if depth == 0 => return (!is_escaped(at)).then_some(at),
                b'[' if !is_escaped(at) => depth -= 1,
                _ => {}
            }
        }
        None
    }
}

/// Whether a text in brackets is one of words, and neither an index nor a class of letters (`a-z`).
fn is_label(text: &str) -> bool {
    let is_class = ["a-z", "A-Z", "0-9", "a-f", "A-F"]
        .iter()
        .any(|class| text.contains(class));
    let letters = text.chars().filter(|letter| letter.is_alphabetic()).count();
    let legal = |letter: char| letter.is_alphanumeric() || " -_./:*`'’,!?&+#".contains(letter);
    letters >= 2 && !is_class && text.chars().all(legal)
}

/// Whether a text with spaces can hardly be anything but an address: it begins as one, or ends with the name of a
/// file.
fn is_address(text: &str) -> bool {
    let path = text.split(['#', '?']).next().unwrap_or_default();
    let starts = ["http://", "https://", "./", "../", "/"];
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    let is_file = (2..=5).contains(&ending.len()) && ending.bytes().all(|byte| byte.is_ascii_alphanumeric());
    starts.iter().any(|start| text.starts_with(start)) || is_file
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::content::{ParseOptions, parse};
    use crate::source::SourcePath;

    /// The codes and the bytes that are said of a text.
    #[track_caller]
    fn check(text: &str, expected: &[(&str, &str)]) {
        let options = ParseOptions {
            markdown: crate::config::Markdown::default(),
            time_zone: crate::data::TimeZone::utc(),
        };
        let document: Arc<str> = format!("---\ntitle: T\n---\n{text}\n").into();
        let found = parse(&SourcePath::new("content/a.md"), &document, 0, &options).diagnostics;
        let said: Vec<(&str, &str)> = found
            .iter()
            .map(|found| (found.code.id, found.labels[0].location.span.of(&document)))
            .collect();
        assert_eq!(said, expected, "{text}");
    }

    #[test]
    fn a_label_that_nothing_defines_is_said() {
        check("See [the post][vpc] here.", &[("M007", "vpc")]);
        check("See [the **VPC** post][vpc post].", &[("M007", "vpc post")]);
        check("See [the post][] here.", &[("M007", "the post")]);
        check("> - 글은 [여기][글]와 [저기][다른 글]", &[("M007", "다른 글")]);
        check("![a picture][pic]", &[("M007", "pic")]);
        check("See [the post][vpc].\n\n[vpc]: https://example.org", &[]);
    }

    #[test]
    fn brackets_of_programs_are_text() {
        for text in [
            "arr[i][j] and [x][0] and table[row][column]",
            "`[text][nope]`",
            "    [text][nope]",
            "```text\n[text][nope]\n```",
            "[A-Za-z][a-zA-Z0-9]*",
            "- [ ] task\n- [x] done",
            r"\[text][nope] and [text\][nope]",
            "[text] [nope] apart, [text] alone",
            "String[][] and [][]",
            "[key][value][more]",
            "$[ab][cd]$",
            "f[i](x) and [see](a note) and [1](in 2025)",
            "[a](b.md) and [a](<b c.md>) and [a](b.md \"a title.md\")",
            "> [!NOTE]\n> Text.",
            "> [!](x.md)",
            "> [not an alert]",
        ] {
            check(text, &[]);
        }
    }

    #[test]
    fn a_space_in_an_address_is_said() {
        check("[a](my file.md)", &[("M008", "my file.md")]);
        check("글[여기](./한글 이름.md#절)를", &[("M008", "./한글 이름.md#절")]);
        check("![a](my pic.png \"Title\")", &[("M008", "my pic.png")]);
        check(
            "[a](https://example.org/a b)",
            &[("M008", "https://example.org/a b")],
        );
    }

    #[test]
    fn an_alert_that_is_none_is_said() {
        check("> [!NOTICE]\n> Text.", &[("M009", "NOTICE")]);
        check("> [!INFO]\n> Text.", &[("M009", "INFO")]);
        check("> [!WARNING] Careful\n> Text.", &[("M009", "WARNING")]);
    }
}
