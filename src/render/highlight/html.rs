//! Classified spans and their text as HTML.

use super::class::{Class, ClassSpan};
use crate::source::Span;
use crate::source::find::find_where;

/// The whole block as HTML: see [`write_range`].
pub fn to_html(code: &str, spans: &[ClassSpan]) -> String {
    let mut html = String::new();
    write_range(code, spans, Span::new(0, code.len()), &mut html);
    html
}

/// Writes the bytes `range` of a block as well-formed HTML, for a page that marks up single lines.
///
/// The text content of the result is exactly those bytes, whatever the spans are: what no span covers
/// is plain text. A range that is not on character boundaries gives nothing.
pub fn write_range(code: &str, spans: &[ClassSpan], range: Span, html: &mut String) {
    let (mut at, end) = (range.range().start, range.range().end);
    if code.get(at..end).is_none_or(str::is_empty) {
        return;
    }
    let first = spans.partition_point(|piece| piece.span.range().end <= at);
    let pieces = &spans[first..];
    let pieces = &pieces[..pieces.partition_point(|piece| piece.span.range().start < end)];
    let mut writer = Writer::new(code, at, end, pieces, html);
    for piece in pieces {
        let start = piece.span.range().start.max(at);
        let stop = piece.span.range().end.min(end);
        if code.get(at..start).is_some() && code.get(start..stop).is_some() {
            writer.text(at, start, Class::Variable);
            writer.text(start, stop, piece.class);
            at = stop;
        }
    }
    writer.text(at, end, Class::Variable);
    writer.close(end);
}

/// The bytes of an element's tags: of one with the longest name of a class, which is seldom, not.
const TAGS: usize = "<span class=\"k\"></span>".len();

/// Writes pieces of text that follow each other, joining those of equal class across blanks.
struct Writer<'a> {
    code: &'a str,
    html: &'a mut String,
    /// The class of the element that is open.
    open: Option<Class>,
    /// Up to where the code is written. What follows are blanks, which are inside of the open element only if it goes
    /// on after them.
    written: usize,
}

impl<'a> Writer<'a> {
    /// With room for the code from `start` to `end`, its elements, and some characters that get longer.
    fn new(code: &'a str, start: usize, end: usize, pieces: &[ClassSpan], html: &'a mut String) -> Self {
        let elements = pieces.iter().filter(|piece| !piece.class.is_plain()).count();
        let length = end - start;
        html.reserve(length + length / 16 + elements * TAGS);
        Self {
            code,
            html,
            open: None,
            written: start,
        }
    }

    /// Writes the code from `start` to `end`, which begins where the last piece ended.
    fn text(&mut self, start: usize, end: usize, class: Class) {
        let text = &self.code[start..end];
        let (start, text) = if class.keeps_blanks() {
            (start, text)
        } else {
            let shown = text.trim_ascii_start();
            (end - shown.len(), shown.trim_ascii_end())
        };
        if text.is_empty() {
            return;
        }
        self.switch_to((!class.is_plain()).then_some(class), start);
        escape(text, self.html);
        self.written = start + text.len();
    }

    /// Opens the element of a class, unless it is open, for text that begins at `start`.
    fn switch_to(&mut self, class: Option<Class>, start: usize) {
        if self.open == class {
            self.blanks(start);
            return;
        }
        self.close(start);
        if let Some(class) = class {
            self.html.push_str(class.tag());
        }
        self.open = class;
    }

    fn close(&mut self, end: usize) {
        if self.open.is_some() {
            self.html.push_str("</span>");
        }
        self.blanks(end);
    }

    /// Writes the blanks before `end`.
    fn blanks(&mut self, end: usize) {
        self.html.push_str(&self.code[self.written..end]);
    }
}

/// Writes text as the content of an element; what is between entities goes over in one go.
pub fn escape(text: &str, html: &mut String) {
    let mut rest = text;
    let is_special = |byte| (byte == b'&') | (byte == b'<') | (byte == b'>');
    while let Some(special) = find_where(rest.as_bytes(), is_special) {
        html.push_str(&rest[..special]);
        html.push_str(match rest.as_bytes()[special] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            _ => "&gt;",
        });
        rest = &rest[special + 1..];
    }
    html.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Spans from `(text, class)` pieces, and the text they tile.
    fn tiled(pieces: &[(&str, Class)]) -> (String, Vec<ClassSpan>) {
        let mut code = String::new();
        let mut spans = Vec::new();
        for &(text, class) in pieces {
            let start = code.len();
            code.push_str(text);
            spans.push(ClassSpan {
                span: Span::new(start, code.len()),
                class,
            });
        }
        (code, spans)
    }

    fn check(pieces: &[(&str, Class)], expected: &str) {
        let (code, spans) = tiled(pieces);
        assert_eq!(to_html(&code, &spans), expected);
    }

    #[test]
    fn equal_neighbours_share_an_element_across_blanks() {
        check(
            &[
                ("# a\n", Class::Comment),
                ("  ", Class::Variable),
                ("# b", Class::Comment),
                ("\n", Class::Variable),
            ],
            "<span class=\"c\"># a\n  # b</span>\n",
        );
        check(
            &[
                ("if", Class::Keyword),
                (" ", Class::Variable),
                ("f", Class::Function),
            ],
            r#"<span class="k">if</span> <span class="f">f</span>"#,
        );
    }

    #[test]
    fn plain_classes_get_no_element() {
        check(&[("x", Class::Variable), ("(", Class::Punctuation)], "x(");
    }

    #[test]
    fn a_prompt_keeps_its_blank_and_output_its_line_ends() {
        check(
            &[
                ("$ ", Class::Prompt),
                ("ls\n", Class::Function),
                ("a\n\n", Class::Output),
            ],
            "<span class=\"prompt\">$ </span><span class=\"f\">ls</span>\n<span class=\"output\">a\n\n</span>",
        );
    }

    #[test]
    fn markup_of_the_code_is_escaped() {
        check(
            &[("a<b> & \"c\"", Class::String)],
            r#"<span class="s">a&lt;b&gt; &amp; "c"</span>"#,
        );
    }

    #[test]
    fn a_line_is_cut_out_of_a_span_that_goes_beyond_it() {
        let (code, spans) = tiled(&[("x ", Class::Variable), ("/* a\nb */", Class::Comment)]);
        let range = |start, end| {
            let mut html = String::new();
            write_range(&code, &spans, Span::new(start, end), &mut html);
            html
        };
        assert_eq!(range(0, 6), r#"x <span class="c">/* a</span>"#);
        assert_eq!(range(7, 11), r#"<span class="c">b */</span>"#);
    }

    #[test]
    fn spans_that_do_not_fit_the_text_lose_no_text() {
        let class = Class::Keyword;
        let spans = [(1, 2), (0, 4), (3, 99)].map(|(start, end)| ClassSpan {
            span: Span::new(start, end),
            class,
        });
        let text = to_html("가나다", &spans)
            .replace("<span class=\"k\">", "")
            .replace("</span>", "");
        assert_eq!(text, "가나다");
        assert_eq!(to_html("가나다", &[]), "가나다");
    }
}
