//! The tree of a document to HTML.
//!
//! Two flavours: [`Flavour::Page`] for the site itself and [`Flavour::Feed`] for feed readers, with absolute
//! addresses, plain code and no furniture. Both are pure functions of the document, the site's addresses and
//! the interface's texts.

mod code;
mod component;
mod cross_reference;
mod footnotes;
mod image;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::hash::{Hash, Hasher};

use xxhash_rust::xxh3::Xxh3;

use super::highlight::SpanStore;
use super::math;
use crate::config::Markdown;
use crate::content::ast::{Alignment, Node, NodeKind, RawHtml, Target};
use crate::content::{Document, raw_html};
use crate::diagnostic::{Diagnosed, Diagnostic, catalogue};
use crate::site::{PageId, Resolution, Site};
use crate::source::Span;
use crate::source::find::find_where;

pub(super) use code::has_parts as has_code_parts;
pub use component::Components;
use cross_reference::CrossReferences;
use footnotes::Footnotes;

/// For whom the HTML is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Flavour {
    /// The site's own page.
    Page,
    /// A feed reader.
    Feed,
}

/// The text of a page.
#[derive(Clone, Debug, Default)]
pub struct Body {
    /// As HTML.
    pub html: String,
    /// The bytes of it that are nothing but text and the elements that give code its colours, in order.
    pub coloured: Vec<Span>,
}

impl Body {
    /// The bytes in which nothing refers to anything or has an id, in a page in which the text begins at an offset.
    pub fn inert_at(&self, start: usize) -> impl Iterator<Item = Span> {
        self.coloured.iter().map(move |span| span.shift(start))
    }
}

/// Renders the text of a page. `spans` is what takes code apart; feeds, which show none of its colours, need none.
pub fn body(
    site: &Site,
    page: PageId,
    flavour: Flavour,
    strings: &BTreeMap<String, String>,
    components: Components<'_>,
    spans: Option<&SpanStore>,
) -> Diagnosed<Body> {
    let document = &site.page(page).document;
    let footnotes = Footnotes::of(&document.body);
    let cross_references = match flavour {
        Flavour::Page => CrossReferences::of(document, &footnotes),
        Flavour::Feed => CrossReferences::default(),
    };
    let mut writer = Writer {
        site,
        page,
        document,
        markdown: site.config.markdown,
        flavour,
        strings,
        out: String::with_capacity(document.text.len() * 4),
        coloured: Vec::new(),
        footnotes,
        cross_references,
        code_blocks: 0,
        tables: 0,
        images: 0,
        in_link: false,
        in_contents: false,
        components: Some(components),
        spans,
        diagnostics: Vec::new(),
    };
    writer.nodes(&document.body);
    writer.write_footnotes();
    Diagnosed {
        value: Body {
            html: writer.out,
            coloured: writer.coloured,
        },
        diagnostics: writer.diagnostics,
    }
}

/// A hash over all that [`body`] depends on for the flavour of pages, beside the texts of the interface: the
/// document and where its links lead.
pub fn inputs(site: &Site, page: PageId) -> u128 {
    let document = &site.page(page).document;
    let mut hasher = Xxh3::new();
    (&document.path, document.hash).hash(&mut hasher);
    (
        site.config.markdown,
        site.config.highlight,
        &site.config.base_url,
        &site.config.images.sizes,
    )
        .hash(&mut hasher);
    for link in &document.facts.links {
        match site.resolve(page, &link.destination) {
            Resolution::Internal(internal) => {
                let picture = image::inputs(site, &internal.route);
                (0_u8, &internal.route, &internal.suffix, picture).hash(&mut hasher);
            }
            Resolution::External => hasher.write_u8(1),
            Resolution::Unpublished | Resolution::Broken { .. } => hasher.write_u8(2),
        }
    }
    hasher.digest128()
}

/// Renders the text of a heading for a list of contents: marks stay, links and footnotes go.
pub fn heading_text(site: &Site, page: PageId, node: &Node, strings: &BTreeMap<String, String>) -> String {
    let mut writer = Writer {
        site,
        page,
        document: &site.page(page).document,
        markdown: site.config.markdown,
        flavour: Flavour::Page,
        strings,
        out: String::new(),
        coloured: Vec::new(),
        footnotes: Footnotes::default(),
        cross_references: CrossReferences::default(),
        code_blocks: 0,
        tables: 0,
        images: 0,
        in_link: true,
        in_contents: true,
        components: None,
        spans: None,
        diagnostics: Vec::new(),
    };
    writer.nodes(&node.children);
    writer.out
}

/// What is wrong with the formulas of a document. [`body`] says the same of a page.
pub fn formulas(document: &Document) -> Vec<Diagnostic> {
    fn visit(document: &Document, node: &Node, found: &mut Vec<Diagnostic>) {
        if let NodeKind::Math { source, display } = &node.kind
            && let Err(error) = math::mathml(source, *display)
        {
            found.push(bad_formula(document, &error, *display, node.span));
        }
        for child in &node.children {
            visit(document, child, found);
        }
    }
    let mut found = Vec::new();
    for node in &document.body {
        visit(document, node, &mut found);
    }
    found
}

fn bad_formula(document: &Document, error: &math::MathError, display: bool, span: Span) -> Diagnostic {
    let marks = if display { 2 } else { 1 };
    let at = error.at.map_or(span, |at| {
        Span::at((span.start as usize + marks + at).min(span.end as usize))
    });
    Diagnostic::new(
        &catalogue::BAD_MATH,
        format!("the formula cannot be read: {}", error.message),
    )
    .at(document.location(at), "")
    .help("mend the formula, or write `\\$` where a dollar sign is meant")
}

struct Writer<'a> {
    site: &'a Site,
    page: PageId,
    document: &'a Document,
    markdown: Markdown,
    flavour: Flavour,
    strings: &'a BTreeMap<String, String>,
    out: String,
    /// See [`Body::coloured`].
    coloured: Vec<Span>,
    footnotes: Footnotes<'a>,
    cross_references: CrossReferences,
    code_blocks: usize,
    tables: usize,
    /// How many pictures were written.
    images: usize,
    /// Inside a link, where HTML allows no other.
    in_link: bool,
    /// In the list of contents, where the ids and links of raw HTML would stand a second time.
    in_contents: bool,
    /// What turns components into HTML; without it only their bodies are shown.
    components: Option<Components<'a>>,
    /// What takes code apart; without it code is plain.
    spans: Option<&'a SpanStore>,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Writer<'a> {
    fn nodes(&mut self, nodes: &'a [Node]) {
        let mut rest = nodes;
        while let Some((node, after)) = rest.split_first() {
            rest = after;
            match &node.kind {
                NodeKind::CodeBlock(fence) if fence.tab().is_some() => rest = self.tabs(fence, after),
                _ => self.node(node),
            }
        }
    }

    fn wrapped(&mut self, open: &str, node: &'a Node, close: &str) {
        self.out.push_str(open);
        self.nodes(&node.children);
        self.out.push_str(close);
    }

    fn text_of(&self, key: &str) -> &'a str {
        self.strings.get(key).map_or("", String::as_str)
    }

    fn node(&mut self, node: &'a Node) {
        match &node.kind {
            NodeKind::Paragraph => self.paragraph(node),
            NodeKind::Heading { level, id, classes } => self.heading(node, *level, id, classes),
            NodeKind::BlockQuote => self.wrapped("<blockquote>\n", node, "</blockquote>\n"),
            NodeKind::Alert(kind) => {
                let (name, title) = (kind.name(), escape(self.text_of(kind.name())));
                let open = format!(
                    "<aside class=\"alert alert-{name}\" role=\"note\">\n<p class=\"alert-title\">{title}</p>\n"
                );
                self.wrapped(&open, node, "</aside>\n");
            }
            NodeKind::CodeBlock(fence) => self.code_block(fence),
            NodeKind::HtmlBlock(raw) | NodeKind::Html(raw) => self.raw_html(raw),
            NodeKind::List { start: None } => self.wrapped("<ul>\n", node, "</ul>\n"),
            NodeKind::List { start: Some(1) } => self.wrapped("<ol>\n", node, "</ol>\n"),
            NodeKind::List { start: Some(start) } => {
                self.wrapped(&format!("<ol start=\"{start}\">\n"), node, "</ol>\n");
            }
            NodeKind::Item { task } => self.item(node, *task),
            NodeKind::Table { alignments } => self.table(node, alignments),
            NodeKind::Rule => self.out.push_str("<hr>\n"),
            NodeKind::Text(text) => self.out.push_str(&escape(text)),
            NodeKind::Code(code) => {
                self.out.push_str("<code>");
                self.out.push_str(&escape(code));
                self.out.push_str("</code>");
            }
            NodeKind::Math { source, display } => self.math(source, *display, node.span),
            NodeKind::Emphasis => self.wrapped("<em>", node, "</em>"),
            NodeKind::Strong => self.wrapped("<strong>", node, "</strong>"),
            NodeKind::Strikethrough => self.wrapped("<del>", node, "</del>"),
            NodeKind::Link(target) => self.link(node, target),
            NodeKind::Image(target) => self.image(node, target),
            NodeKind::SoftBreak => self.out.push('\n'),
            NodeKind::HardBreak => self.out.push_str("<br>\n"),
            NodeKind::Component(call) => self.component(node, call),
            NodeKind::FootnoteReference { label } => self.footnote_reference(label),
            // Footnotes are written at the end; the parts of a table by the table.
            NodeKind::FootnoteDefinition { .. }
            | NodeKind::TableHead
            | NodeKind::TableRow
            | NodeKind::TableCell => {}
        }
    }

    /// A picture with a title that stands alone is a figure, its title the caption.
    fn paragraph(&mut self, node: &'a Node) {
        if let [picture] = node.children.as_slice()
            && let NodeKind::Image(target) = &picture.kind
            && !target.title.is_empty()
        {
            self.out.push_str("<figure>\n");
            self.image(picture, target);
            let caption = escape(&target.title);
            let _ = write!(self.out, "\n<figcaption>{caption}</figcaption>\n</figure>\n");
            return;
        }
        self.wrapped("<p>", node, "</p>\n");
    }

    fn heading(&mut self, node: &'a Node, level: u8, id: &str, classes: &[String]) {
        let class = if classes.is_empty() {
            String::new()
        } else {
            format!(" class=\"{}\"", escape(&classes.join(" ")))
        };
        if self.flavour == Flavour::Feed {
            self.wrapped(&format!("<h{level}>"), node, &format!("</h{level}>\n"));
            return;
        }
        let open = format!(
            "<div class=\"heading h{level}\"><h{level} id=\"{}\"{class}>",
            escape(id)
        );
        self.wrapped(&open, node, &format!("</h{level}>"));
        let label = fill(self.text_of("anchor"), &[("title", &node.plain_text())]);
        let fragment = crate::site::routes::encode(id);
        let _ = writeln!(
            self.out,
            "<a class=\"anchor\" href=\"#{fragment}\" aria-label=\"{}\">#</a></div>",
            escape(&label)
        );
    }

    fn raw_html(&mut self, raw: &'a RawHtml) {
        if !self.markdown.raw_html {
            self.out.push_str(&escape(&raw.text));
            return;
        }
        if self.in_contents {
            return;
        }
        let address = |address: &str| {
            let meant = address.replace("&amp;", "&");
            self.address(&meant).map(Cow::into_owned)
        };
        let rewritten = raw_html::rewrite(raw, address, |address| self.size_at(address));
        self.out.push_str(&rewritten);
    }

    /// Where an address of the source leads from the page; `None` when it leads nowhere, which the checks
    /// have reported.
    fn address<'d>(&self, destination: &'d str) -> Option<Cow<'d, str>> {
        let feed = self.flavour == Flavour::Feed;
        match self.site.resolve(self.page, destination) {
            Resolution::External => Some(destination.into()),
            Resolution::Internal(_) if !feed && destination.starts_with('#') => Some(destination.into()),
            Resolution::Internal(internal) => {
                let href = self.site.href(&internal);
                let origin = if feed {
                    self.site.config.base_url.origin()
                } else {
                    ""
                };
                Some(format!("{origin}{href}").into())
            }
            Resolution::Unpublished | Resolution::Broken { .. } => None,
        }
    }

    /// In a tight list the box's label holds the line; in a loose one the first paragraph.
    fn item(&mut self, node: &'a Node, task: Option<bool>) {
        let Some(done) = task else {
            self.wrapped("<li>", node, "</li>\n");
            return;
        };
        let checked = if done { " checked" } else { "" };
        let open = format!("<label><input type=\"checkbox\" disabled{checked}> <span>");
        self.out.push_str("<li class=\"task\">");
        let children = node.children.as_slice();
        let line = children.iter().take_while(|child| child.kind.is_inline()).count();
        let rest = match children.first() {
            Some(first) if first.kind == NodeKind::Paragraph => {
                self.wrapped(&format!("<p>{open}"), first, "</span></label></p>\n");
                &children[1..]
            }
            _ => {
                self.out.push_str(&open);
                self.nodes(&children[..line]);
                self.out.push_str("</span></label>");
                &children[line..]
            }
        };
        self.nodes(rest);
        self.out.push_str("</li>\n");
    }

    fn table(&mut self, node: &'a Node, alignments: &[Alignment]) {
        self.tables += 1;
        let page = self.flavour == Flavour::Page;
        if page {
            let label = format!("{} {}", self.text_of("table"), self.tables);
            let label = escape(&label);
            let _ = write!(
                self.out,
                "<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"{label}\">"
            );
        }
        self.out.push_str("<table>\n");
        for (at, row) in node.children.iter().enumerate() {
            let head = row.kind == NodeKind::TableHead;
            match (head, at) {
                (true, _) => self.out.push_str("<thead>\n"),
                (false, 1) => self.out.push_str("<tbody>\n"),
                _ => {}
            }
            self.row(row, if head { "th" } else { "td" }, alignments);
            if head {
                self.out.push_str("</thead>\n");
            }
        }
        if node.children.len() > 1 {
            self.out.push_str("</tbody>\n");
        }
        self.out
            .push_str(if page { "</table></div>\n" } else { "</table>\n" });
    }

    fn row(&mut self, row: &'a Node, tag: &str, alignments: &[Alignment]) {
        self.out.push_str("<tr>");
        for (at, cell) in row.children.iter().enumerate() {
            let style = match alignments.get(at) {
                Some(Alignment::Left) => " style=\"text-align:left\"",
                Some(Alignment::Center) => " style=\"text-align:center\"",
                Some(Alignment::Right) => " style=\"text-align:right\"",
                _ => "",
            };
            let scope = if tag == "th" { " scope=\"col\"" } else { "" };
            for part in ["<", tag, scope, style, ">"] {
                self.out.push_str(part);
            }
            self.nodes(&cell.children);
            for part in ["</", tag, ">"] {
                self.out.push_str(part);
            }
        }
        self.out.push_str("</tr>\n");
    }

    fn math(&mut self, source: &str, display: bool, span: Span) {
        match math::mathml(source, display) {
            Ok(mathml) => self.out.push_str(&mathml),
            Err(error) => {
                let _ = write!(self.out, "<code>{}</code>", escape(source));
                if self.flavour == Flavour::Page {
                    self.diagnostics
                        .push(bad_formula(self.document, &error, display, span));
                }
            }
        }
    }

    fn link(&mut self, node: &'a Node, target: &Target) {
        if self.in_link {
            self.nodes(&node.children);
            return;
        }
        let destination = target.destination.as_str();
        let address = self.address(destination).unwrap_or(Cow::Borrowed(destination));
        let _ = write!(self.out, "<a href=\"{}\"", escape(&address));
        if !target.title.is_empty() {
            let _ = write!(self.out, " title=\"{}\"", escape(&target.title));
        }
        if self.flavour == Flavour::Page && self.is_elsewhere(destination) {
            if self.markdown.external_nofollow {
                self.out.push_str(" rel=\"nofollow noopener\"");
            }
            if self.markdown.external_new_tab {
                self.out.push_str(" target=\"_blank\"");
                if !self.markdown.external_nofollow {
                    self.out.push_str(" rel=\"noopener\"");
                }
            }
        }
        self.in_link = true;
        self.wrapped(">", node, "</a>");
        self.in_link = false;
    }

    /// Whether an address leads to another host.
    fn is_elsewhere(&self, destination: &str) -> bool {
        let host = match destination.split_once(':') {
            Some((scheme, rest))
                if ["http", "https"]
                    .iter()
                    .any(|web| scheme.eq_ignore_ascii_case(web)) =>
            {
                rest
            }
            _ => destination,
        };
        host.strip_prefix("//").is_some_and(|rest| {
            let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
            !host.eq_ignore_ascii_case(self.site.config.base_url.host())
        })
    }
}

/// Escapes text for an element or a double-quoted attribute.
pub fn escape(text: &str) -> Cow<'_, str> {
    let is_special = |byte| (byte == b'&') | (byte == b'<') | (byte == b'>') | (byte == b'"');
    let mut next = find_where(text.as_bytes(), is_special);
    if next.is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + text.len() / 8 + "&quot;".len());
    let mut rest = text;
    while let Some(special) = next {
        out.push_str(&rest[..special]);
        out.push_str(match rest.as_bytes()[special] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            _ => "&quot;",
        });
        rest = &rest[special + 1..];
        next = find_where(rest.as_bytes(), is_special);
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Puts values into the `{name}` places of a text.
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let (before, from) = rest.split_at(open);
        out.push_str(before);
        let named = from[1..]
            .split_once('}')
            .and_then(|(name, after)| Some((values.iter().find(|(key, _)| *key == name)?.1, after)));
        match named {
            Some((value, after)) => {
                out.push_str(value);
                rest = after;
            }
            None => {
                out.push('{');
                rest = &from[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_filled_once() {
        assert_eq!(fill("{n}분 {x} {", &[("n", "{n}")]), "{n}분 {x} {");
        assert_eq!(escape("a<b> & \"c\""), "a&lt;b&gt; &amp; &quot;c&quot;");
    }
}
