//! Code blocks.

use std::fmt::Write;
use std::sync::Arc;

use super::{Flavour, Writer, escape};
use crate::content::Fence;
use crate::diagnostic::{Diagnostic, catalogue};
use crate::render::highlight;

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
        let spans = highlight::highlight(&name, &fence.code).spans;
        self.out.push_str(&highlight::to_html(&fence.code, &spans));
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
