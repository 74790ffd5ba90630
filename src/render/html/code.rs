//! Code blocks.

mod lines;
mod shown;
#[cfg(test)]
mod tests;

use std::fmt::Write;
use std::sync::Arc;

use super::cross_reference::{Mark, Role};
use super::{Flavour, Writer, escape, fill};
use crate::content::ast::{Node, NodeKind};
use crate::content::{Document, Fence};
use crate::diagnostic::{Diagnostic, catalogue};
use crate::diagram;
use crate::render::highlight::{self, Language};
use crate::source::Span;

use lines::{Layout, Piece};
use shown::Shown;

/// Whether a document has blocks with more than a frame and colours.
pub(in crate::render) fn has_parts(document: &Document) -> bool {
    let has_parts = |fence: &Arc<Fence>| {
        let shown = Layout::is_wanted(fence) || fence.tab().is_some() || fence.is_in(&["ansi"]);
        shown && !fence.is_hidden()
    };
    document.facts.fences.iter().any(has_parts)
}

/// Whether a block is a session or the output of a terminal.
fn is_terminal(name: &str) -> bool {
    highlight::resolve(name).is_some_and(Language::is_terminal)
}

impl<'a> Writer<'a> {
    /// Blocks side by side: the first one and those that follow it at once, up to a label that was there before.
    /// Gives the nodes behind them.
    pub(super) fn tabs(&mut self, first: &'a Arc<Fence>, after: &'a [Node]) -> &'a [Node] {
        let mut fences = vec![first];
        let mut count = 0;
        for node in after {
            let NodeKind::CodeBlock(fence) = &node.kind else {
                break;
            };
            if !fence.is_hidden() {
                if fence.tab().is_none() || fences.iter().any(|known| known.tab() == fence.tab()) {
                    break;
                }
                fences.push(fence);
            }
            count += 1;
        }
        let is_feed = self.flavour == Flavour::Feed;
        if !is_feed {
            let label = escape(self.text_of("tabs"));
            let _ = writeln!(self.out, "<div class=\"tabs\" data-label=\"{label}\">");
        }
        for fence in fences.into_iter().filter(|fence| !fence.is_hidden()) {
            let label = escape(fence.tab().unwrap_or_default());
            let _ = if is_feed {
                writeln!(self.out, "<p>{label}</p>")
            } else {
                writeln!(self.out, "<div class=\"tab\"><p class=\"tab-name\">{label}</p>")
            };
            self.code_block(fence);
            self.out.push_str(if is_feed { "" } else { "</div>\n" });
        }
        self.out.push_str(if is_feed { "" } else { "</div>\n" });
        &after[count..]
    }

    /// A frame with file name, language and highlighted code; for feeds the bare code.
    pub(super) fn code_block(&mut self, fence: &'a Arc<Fence>) {
        if fence.is_hidden() {
            return;
        }
        self.code_blocks += 1;
        if self.flavour == Flavour::Feed {
            let text = shown::plain(fence);
            let _ = writeln!(self.out, "<pre><code>{}</code></pre>", escape(&text));
            return;
        }
        let name = fence.language_name();
        let shown = Shown::of(fence, self.site.config.highlight.engine, self.spans);
        for (language, span) in shown::unknown_languages(fence) {
            self.unknown_language(language, span);
        }
        let layout = Layout::of(fence, &shown);
        let label = self.frame(fence, &name, &layout);
        for piece in layout.pieces() {
            self.piece(fence, &shown, &layout, &piece, &label);
        }
        self.out.push_str("</div>\n");
    }

    /// Begins the frame, and gives the name of the code for those who do not see it.
    fn frame(&mut self, fence: &Fence, name: &str, layout: &Layout) -> String {
        let mut class = String::from("code");
        let wraps = fence.switch("wrap").unwrap_or(self.markdown.wrap_code);
        let classes = [
            (is_terminal(name), " terminal"),
            (wraps, " wrap"),
            (layout.has_focus(), " focusing"),
        ];
        class.extend(
            classes
                .into_iter()
                .filter(|(is_so, _)| *is_so)
                .map(|(_, class)| class),
        );
        let id = fence.anchor.as_ref();
        let id = id.map_or_else(String::new, |id| format!(" id=\"{}\"", escape(id)));
        let copy = match fence.switch("copy") {
            Some(false) => " data-copy=\"false\"",
            _ => "",
        };
        let diagram = if fence.is_diagram(self.markdown.mermaid) {
            diagram_attributes(fence)
        } else {
            String::new()
        };
        let _ = write!(
            self.out,
            "<div class=\"{class}\" data-language=\"{}\"{id}{copy}{diagram}><div class=\"code-bar\">",
            escape(name)
        );
        let title = fence.value("title");
        if let Some(title) = title {
            let _ = write!(self.out, "<span class=\"code-title\">{}</span>", escape(title));
        }
        let language = shown::language_of(fence);
        if !language.is_empty() {
            let _ = write!(
                self.out,
                "<span class=\"code-language\">{}</span>",
                escape(language)
            );
        }
        self.out.push_str("</div>");
        let mut label = format!("{} {}", self.text_of("code"), self.code_blocks);
        for part in [Some(language).filter(|name| !name.is_empty()), title]
            .into_iter()
            .flatten()
        {
            let _ = write!(label, ", {part}");
        }
        label
    }

    /// One stretch of lines that are folded away together or not.
    fn piece(&mut self, fence: &Fence, shown: &Shown<'_>, layout: &Layout, piece: &Piece, label: &str) {
        let mut label = label.to_owned();
        if piece.is_folded {
            let number = |line: usize| (layout.first_number() + line).to_string();
            let (first, last) = (
                number(piece.lines.start),
                number(piece.lines.end.saturating_sub(1)),
            );
            let lines = fill(self.text_of("lines"), &[("first", &first), ("last", &last)]);
            let _ = write!(
                self.out,
                "<details class=\"fold\"><summary>{}</summary>",
                escape(&lines)
            );
            let _ = write!(label, ", {lines}");
        } else if !piece.is_first {
            let _ = write!(label, ", {}", layout.first_number() + piece.lines.start);
        }
        let name = fence.language_name();
        let class = if name.is_empty() {
            String::new()
        } else {
            format!(" class=\"language-{}\"", escape(&name))
        };
        let _ = write!(
            self.out,
            "<pre class=\"hl{}\"{} tabindex=\"0\" role=\"region\" aria-label=\"{}\"><code{class}>",
            layout.class(),
            layout.style(piece),
            escape(&label)
        );
        let marks = self.cross_references.marks(fence);
        let (out, coloured) = (&mut self.out, &mut self.coloured);
        if layout.is_plain() {
            let range = Span::new(0, shown.code.len());
            marked(shown, marks, range, out, coloured);
        } else {
            for line in piece.lines.clone() {
                layout.open(line, self.strings, out);
                marked(shown, marks, layout.range(line), out, coloured);
                layout.close(line, out);
            }
        }
        self.out.push_str("</code></pre>");
        if piece.is_folded {
            self.out.push_str("</details>");
        }
    }

    fn unknown_language(&mut self, language: &str, span: Span) {
        let unknown = Diagnostic::new(
            &catalogue::UNKNOWN_LANGUAGE,
            format!("no highlighting for `{language}`"),
        )
        .at(self.document.location(span), "");
        self.diagnostics.push(match highlight::suggestion(language) {
            Some(near) => unknown.help(format!("did you mean `{near}`?")),
            None => unknown.help("write `text` for a block without colours"),
        });
    }
}

/// What tells a diagram from other code, and how much room is left for it.
fn diagram_attributes(fence: &Fence) -> String {
    match diagram::height(&fence.code) {
        Some(height) => format!(" data-diagram style=\"--tall:{height}px\""),
        None => " data-diagram".to_owned(),
    }
}

/// Writes highlighted code with an element around each mark, and notes what is nothing but colours. The elements of
/// the highlighting are cut where a mark begins and ends, so that marks hold whole ones; the text content is the code
/// of the range. Marks are in order; one that begins before the last one ended, or not on a character, is left out,
/// and of one that goes beyond the range there is the part inside it.
fn marked(shown: &Shown<'_>, marks: &[Mark], range: Span, html: &mut String, coloured: &mut Vec<Span>) {
    let mut colours = |range: Span, html: &mut String| {
        let start = html.len();
        shown.write(range, html);
        coloured.extend((start < html.len()).then(|| Span::new(start, html.len())));
    };
    let (mut written, end) = (range.range().start, range.range().end);
    let first = marks.partition_point(|mark| mark.span.start < range.start);
    // One that began before the range may reach into it.
    let first = first.saturating_sub(1);
    for Mark { span, role } in &marks[first.min(marks.len())..] {
        let inside = span.range().start.max(written)..span.range().end.min(end);
        let is_cut = span.range().start < written;
        let is_old = is_cut && written > range.range().start;
        if is_old || inside.is_empty() || shown.code.get(span.range()).is_none() {
            continue;
        }
        colours(Span::new(written, inside.start), html);
        let (open, close) = match role {
            Role::Definition { .. } if is_cut => (String::new(), ""),
            Role::Definition { id } => (format!("<span id=\"{}\">", escape(id)), "</span>"),
            Role::Reference { id } => {
                let fragment = crate::site::routes::encode(id);
                (format!("<a class=\"ref\" href=\"#{fragment}\">"), "</a>")
            }
        };
        html.push_str(&open);
        colours(inside.clone().into(), html);
        html.push_str(close);
        written = inside.end;
    }
    colours(Span::new(written, end), html);
}
