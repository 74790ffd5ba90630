//! Classified spans and their text as HTML.

use super::class::{Class, ClassSpan};
use crate::source::Span;

/// The whole block as HTML: see [`range_to_html`].
pub fn to_html(code: &str, spans: &[ClassSpan]) -> String {
    range_to_html(code, spans, Span::new(0, code.len()))
}

/// The bytes `range` of a block as well-formed HTML, for a page that marks up single lines.
///
/// The text content of the result is exactly those bytes, whatever the spans are: what no span covers
/// is plain text. A range that is not on character boundaries gives nothing.
pub fn range_to_html(code: &str, spans: &[ClassSpan], range: Span) -> String {
    let mut writer = Writer::default();
    let mut at = range.range().start;
    let end = range.range().end;
    let first = spans.partition_point(|piece| piece.span.range().end <= at);
    for piece in spans[first..]
        .iter()
        .take_while(|piece| piece.span.range().start < end)
    {
        let start = piece.span.range().start.max(at);
        let stop = piece.span.range().end.min(end);
        let (Some(gap), Some(text)) = (code.get(at..start), code.get(start..stop)) else {
            continue;
        };
        writer.text(gap, Class::Variable);
        writer.text(text, piece.class);
        at = stop;
    }
    writer.text(code.get(at..end).unwrap_or_default(), Class::Variable);
    writer.finish()
}

/// Writes pieces of text, joining those of equal class across blanks.
#[derive(Default)]
struct Writer<'a> {
    html: String,
    /// The class of the element that is open.
    open: Option<Class>,
    /// Blanks after the last visible text: inside the open element only if it goes on after them.
    blanks: Vec<&'a str>,
}

impl<'a> Writer<'a> {
    fn text(&mut self, text: &'a str, class: Class) {
        let visible = if class.keeps_blanks() {
            text
        } else {
            text.trim_ascii()
        };
        if visible.is_empty() {
            self.blanks.push(text);
            return;
        }
        let lead = text.len() - text.trim_ascii_start().len();
        let (before, after) = if class.keeps_blanks() {
            ("", "")
        } else {
            (&text[..lead], &text[lead + visible.len()..])
        };
        self.blanks.push(before);
        self.switch_to((!class.is_plain()).then_some(class));
        escape(visible, &mut self.html);
        self.blanks.push(after);
    }

    fn switch_to(&mut self, class: Option<Class>) {
        if self.open == class {
            self.html.extend(self.blanks.drain(..));
            return;
        }
        self.close();
        if let Some(class) = class {
            self.html.push_str("<span class=\"");
            self.html.push_str(class.name());
            self.html.push_str("\">");
        }
        self.open = class;
    }

    fn close(&mut self) {
        if self.open.is_some() {
            self.html.push_str("</span>");
        }
        self.html.extend(self.blanks.drain(..));
    }

    fn finish(mut self) -> String {
        self.close();
        self.html
    }
}

/// Writes text as the content of an element.
pub fn escape(text: &str, html: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| matches!(byte, b'&' | b'<' | b'>')) {
        html.push_str(&rest[..at]);
        html.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            _ => "&gt;",
        });
        rest = &rest[at + 1..];
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
        assert_eq!(
            range_to_html(&code, &spans, Span::new(0, 6)),
            r#"x <span class="c">/* a</span>"#
        );
        assert_eq!(
            range_to_html(&code, &spans, Span::new(7, 11)),
            r#"<span class="c">b */</span>"#
        );
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
