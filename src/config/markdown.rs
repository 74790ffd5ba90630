//! `[markdown]`: how posts are read and written.

use crate::data::Fields;

/// How Markdown is read and written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Markdown {
    /// Whether raw HTML is passed on; otherwise it is shown as text.
    pub raw_html: bool,
    /// Whether `$…$` is a formula.
    pub math: bool,
    /// Whether `"` and `--` become typographic.
    pub smart_punctuation: bool,
    /// Whether long lines of code are broken, unless the block or the reader wants otherwise.
    pub wrap_code: bool,
    /// Whether links to other hosts carry `rel="nofollow noopener"`.
    pub external_nofollow: bool,
    /// Whether links to other hosts open in a new tab.
    pub external_new_tab: bool,
    /// Whether footnotes stand beside the text where there is room.
    pub sidenotes: bool,
    /// Whether blocks of Mermaid are drawn, unless the block wants otherwise.
    pub mermaid: bool,
}

impl Default for Markdown {
    fn default() -> Self {
        Self {
            raw_html: true,
            math: true,
            smart_punctuation: false,
            wrap_code: false,
            external_nofollow: false,
            external_new_tab: false,
            sidenotes: false,
            mermaid: true,
        }
    }
}

pub(super) fn read(fields: &mut Fields<'_>) -> Markdown {
    let default = Markdown::default();
    let mut table = fields.table("markdown");
    let markdown = Markdown {
        raw_html: table.boolean("raw_html").unwrap_or(default.raw_html),
        math: table.boolean("math").unwrap_or(default.math),
        smart_punctuation: table
            .boolean("smart_punctuation")
            .unwrap_or(default.smart_punctuation),
        wrap_code: table.boolean("wrap_code").unwrap_or(default.wrap_code),
        external_nofollow: table
            .boolean("external_nofollow")
            .unwrap_or(default.external_nofollow),
        external_new_tab: table
            .boolean("external_new_tab")
            .unwrap_or(default.external_new_tab),
        sidenotes: table.boolean("sidenotes").unwrap_or(default.sidenotes),
        mermaid: table.boolean("mermaid").unwrap_or(default.mermaid),
    };
    fields.absorb(table);
    markdown
}
