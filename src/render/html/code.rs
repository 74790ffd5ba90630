//! Code blocks.

use std::fmt::Write;
use std::sync::Arc;

use super::cross_reference::{Mark, Role};
use super::{Flavour, Writer, escape};
use crate::content::Fence;
use crate::diagnostic::{Diagnostic, catalogue};
use crate::render::highlight::{self, ClassSpan};
use crate::source::Span;

impl<'a> Writer<'a> {
    /// A frame with file name, language and highlighted code; for feeds the bare code.
    pub(super) fn code_block(&mut self, fence: &'a Arc<Fence>) {
        if fence.is_hidden() {
            return;
        }
        self.code_blocks += 1;
        let name = fence.language_name();
        if self.flavour == Flavour::Feed {
            let _ = writeln!(self.out, "<pre><code>{}</code></pre>", escape(&fence.code));
            return;
        }
        let language = highlight::resolve(&name);
        if language.is_none() {
            self.unknown_language(fence);
        }
        let title = fence
            .attribute("title")
            .and_then(|attribute| attribute.value.as_deref());
        let shown = language.as_ref().map_or("", |language| language.name);
        let _ = write!(
            self.out,
            "<div class=\"code\" data-language=\"{}\"><div class=\"code-bar\">",
            escape(&name)
        );
        if let Some(title) = title {
            let _ = write!(self.out, "<span class=\"code-title\">{}</span>", escape(title));
        }
        if !shown.is_empty() {
            let _ = write!(self.out, "<span class=\"code-language\">{}</span>", escape(shown));
        }
        let mut label = format!("{} {}", self.text_of("code"), self.code_blocks);
        for part in [Some(shown).filter(|shown| !shown.is_empty()), title]
            .into_iter()
            .flatten()
        {
            let _ = write!(label, ", {part}");
        }
        let class = if name.is_empty() {
            String::new()
        } else {
            format!(" class=\"language-{}\"", escape(&name))
        };
        let _ = write!(
            self.out,
            "</div><pre class=\"hl\" tabindex=\"0\" role=\"region\" aria-label=\"{}\"><code{class}>",
            escape(&label)
        );
        let spans = highlight::highlight_with(self.site.config.highlight.engine, &name, &fence.code).spans;
        let marks = self.cross_references.marks(fence);
        self.out.push_str(&marked(&fence.code, &spans, marks));
        self.out.push_str("</code></pre></div>\n");
    }

    fn unknown_language(&mut self, fence: &Fence) {
        let Some((language, span)) = &fence.language else {
            return;
        };
        let unknown = Diagnostic::new(
            &catalogue::UNKNOWN_LANGUAGE,
            format!("no highlighting for `{language}`"),
        )
        .at(self.document.location(*span), "");
        self.diagnostics.push(match highlight::suggestion(language) {
            Some(near) => unknown.help(format!("did you mean `{near}`?")),
            None => unknown.help("write `text` for a block without colours"),
        });
    }
}

/// Highlighted code with an element around each mark. The elements of the highlighting are cut where a mark
/// begins and ends, so that marks hold whole ones; the text content is the code. Marks are in order; one that
/// begins before the last one ended, or not on a character, is left out.
fn marked(code: &str, spans: &[ClassSpan], marks: &[Mark]) -> String {
    let mut html = String::new();
    let mut written = 0;
    for Mark { span, role } in marks {
        let range = span.range();
        if range.start < written || code.get(range.clone()).is_none_or(str::is_empty) {
            continue;
        }
        html += &highlight::range_to_html(code, spans, Span::new(written, range.start));
        let (open, close) = match role {
            Role::Definition { id } => (format!("<span id=\"{}\">", escape(id)), "</span>"),
            Role::Reference { id } => {
                let fragment = crate::site::routes::encode(id);
                (format!("<a class=\"ref\" href=\"#{fragment}\">"), "</a>")
            }
        };
        html += &open;
        html += &highlight::range_to_html(code, spans, *span);
        html += close;
        written = range.end;
    }
    html + &highlight::range_to_html(code, spans, Span::new(written, code.len()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn definition(start: usize, end: usize) -> Mark {
        let role = Role::Definition { id: "d".into() };
        let span = Span::new(start, end);
        Mark { span, role }
    }

    fn reference(start: usize, end: usize) -> Mark {
        let role = Role::Reference { id: "d".into() };
        let span = Span::new(start, end);
        Mark { span, role }
    }

    fn html(code: &str, marks: &[Mark]) -> String {
        marked(code, &highlight::highlight("hcl", code).spans, marks)
    }

    fn check(code: &str, marks: &[Mark], expected: &str) {
        assert_eq!(html(code, marks), expected, "{code}");
    }

    #[test]
    fn marks_go_around_the_colours() {
        check(
            "a = local.b\n",
            &[definition(0, 1), reference(4, 11)],
            "<span id=\"d\"><span class=\"p\">a</span></span> <span class=\"o\">=</span> \
             <a class=\"ref\" href=\"#d\"><span class=\"b\">local</span>.b</a>\n",
        );
        check("x", &[], "x");
    }

    #[test]
    fn a_colour_is_cut_where_a_mark_ends() {
        check(
            "# a <b>\n",
            &[reference(2, 3), reference(4, 5)],
            "<span class=\"c\">#</span> <a class=\"ref\" href=\"#d\"><span class=\"c\">a</span></a> \
             <a class=\"ref\" href=\"#d\"><span class=\"c\">&lt;</span></a><span class=\"c\">b&gt;</span>\n",
        );
    }

    #[test]
    fn marks_that_do_not_fit_are_left_out() {
        let whole = html("한 = 1", &[]);
        for marks in [
            &[reference(1, 2)][..],
            &[reference(5, 99)],
            &[reference(99, 100)],
            &[reference(2, 2)],
        ] {
            check("한 = 1", marks, &whole);
        }
        let both = html("abc = 1", &[reference(0, 2), definition(1, 3)]);
        assert_eq!(both, html("abc = 1", &[reference(0, 2)]));
    }

    /// The text of HTML made of `a` and `span` elements, and that these nest.
    fn text_content(html: &str) -> String {
        let mut text = String::new();
        let mut open = Vec::new();
        let mut rest = html;
        while let Some((before, after)) = rest.split_once('<') {
            text.push_str(before);
            let (tag, after) = after.split_once('>').expect("a tag ends");
            match tag.strip_prefix('/') {
                Some(name) => assert_eq!(open.pop(), Some(name), "{html}"),
                None => open.push(tag.split(' ').next().unwrap_or_default()),
            }
            rest = after;
        }
        assert!(open.is_empty(), "{html}");
        text.push_str(rest);
        text.replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&amp;", "&")
    }

    proptest! {
        #[test]
        fn no_mark_changes_the_text(
            code in "([a-z가<&>\"${}.#= \n]|local\\.a|\"\\$\\{var\\.b\\}\"){0,30}",
            ends in prop::collection::vec((0..60_usize, 0..12_usize, any::<bool>()), 0..8),
        ) {
            let mut marks: Vec<Mark> = ends
                .into_iter()
                .map(|(start, length, refers)| if refers { reference(start, start + length) } else { definition(start, start + length) })
                .collect();
            marks.sort_by_key(|mark| mark.span.start);
            prop_assert_eq!(text_content(&html(&code, &marks)), code);
        }
    }
}
