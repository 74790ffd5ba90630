//! Calls are hidden while Markdown is parsed: bytes of the same number stand in their places, so that every offset
//! stays, and no quote, star or bar in an argument means anything to the parser.
//!
//! Whether a call stands in code is known only when the text is parsed, and how the text is parsed depends on
//! which calls are hidden. So it is parsed until both agree, which nearly every text does at once.

use std::borrow::Cow;
use std::ops::Range;

use crate::source::Span;

use super::scan::{Finding, scan};
use super::{Call, Form};

/// How often the calls are looked for anew before they can only become fewer.
const ROUNDS: usize = 4;

/// The shortest comment of HTML.
const COMMENT: &str = "<!---->";

/// A text whose calls are hidden.
pub(in crate::content) struct Hidden<'a> {
    /// The text to parse, as long as the original.
    pub text: Cow<'a, str>,
    /// The calls in order.
    pub calls: Vec<Call>,
    /// What is wrong with them.
    pub findings: Vec<Finding>,
}

/// Finds and hides the calls of `text` from `start` on. `plain` parses a text, and gives where in it plain text or
/// one of the hidden calls stands, in order.
pub(in crate::content) fn hide<'a>(
    text: &'a str,
    start: usize,
    plain: impl Fn(&str, &[Call]) -> Vec<Range<usize>>,
) -> Hidden<'a> {
    let mut hidden = Hidden {
        text: Cow::Borrowed(text),
        calls: Vec::new(),
        findings: Vec::new(),
    };
    if scan(text, start, |_| true).is_empty() {
        return hidden;
    }
    for round in 0.. {
        let places = plain(&hidden.text, &hidden.calls);
        let mut found = scan(text, start, |at| stands_in(&places, at));
        if round >= ROUNDS {
            let were: Vec<Span> = hidden.calls.iter().map(|call| call.span).collect();
            found.retain(|(call, _)| round < 2 * ROUNDS && were.binary_search(&call.span).is_ok());
        }
        for (call, _) in &mut found {
            call.block = has_its_line(text, start, call.span);
        }
        let (calls, findings): (Vec<Call>, Vec<_>) = found.into_iter().unzip();
        hidden.findings = findings.into_iter().flatten().collect();
        // What is hidden then is so already.
        if calls == hidden.calls {
            break;
        }
        hidden.text = Cow::Owned(covered(text, &calls));
        hidden.calls = calls;
    }
    hidden
}

fn stands_in(places: &[Range<usize>], at: usize) -> bool {
    let after = places.partition_point(|place| place.start <= at);
    after > 0 && places[after - 1].contains(&at)
}

/// Whether nothing but the marks of lists and quotes stands beside a call on its lines.
fn has_its_line(text: &str, start: usize, span: Span) -> bool {
    let before = &text[start..span.start as usize];
    let before = &before[before.rfind('\n').map_or(0, |newline| newline + 1)..];
    let after = text[span.end as usize..].lines().next().unwrap_or_default();
    let mut marks = before.split_ascii_whitespace();
    span.len() >= COMMENT.len() && after.trim().is_empty() && marks.all(is_container_mark)
}

fn is_container_mark(mark: &str) -> bool {
    let mark = mark.trim_start_matches('>');
    let number = mark.strip_suffix(['.', ')']);
    let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    matches!(mark, "" | "-" | "*" | "+") || number.is_some_and(is_number)
}

/// A call with its own line is hidden by a comment of HTML, which is a block and ends the one before it; any other
/// by letters, beside which emphasis begins and ends as beside a word.
fn covered(text: &str, calls: &[Call]) -> String {
    let mut out = String::with_capacity(text.len());
    for call in calls {
        let span = call.span.range();
        out.push_str(&text[out.len()..span.start]);
        match call
            .block
            .then(|| span.len().checked_sub(COMMENT.len()))
            .flatten()
        {
            Some(inner) => {
                out.push_str("<!--");
                out.extend(std::iter::repeat_n('x', inner));
                out.push_str("-->");
            }
            None => out.extend(std::iter::repeat_n('x', span.len())),
        }
    }
    out.push_str(&text[out.len()..]);
    out
}

/// The calls that begin in `range`.
pub(in crate::content) fn calls_in<'c>(calls: &'c [Call], range: &Range<usize>) -> &'c [Call] {
    let before = |at: usize| calls.partition_point(|call| (call.span.start as usize) < at);
    &calls[before(range.start)..before(range.end.max(range.start))]
}

/// The call that begins in `range` of the covered `text`, with nothing before it but white space.
pub(in crate::content) fn call_at<'c>(
    calls: &'c [Call],
    text: &str,
    range: &Range<usize>,
) -> Option<&'c Call> {
    let call = calls_in(calls, range).first()?;
    let before = text.get(range.start..call.span.start as usize)?;
    before.trim().is_empty().then_some(call)
}

impl Call {
    /// The words a reader of the source knows it by.
    pub(super) fn shown(&self) -> String {
        match self.form {
            Form::Alone => format!("{{{{ {}(…) }}}}", self.name),
            Form::Begin => format!("{{% {}(…) %}}", self.name),
            Form::End => "{% end %}".to_owned(),
        }
    }
}
