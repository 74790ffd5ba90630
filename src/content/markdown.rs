//! Markdown to a tree with spans. The only file that imports `pulldown-cmark`.
//!
//! The steps: events with byte ranges are folded into nodes ([`Builder`]); emphasis beside CJK characters is
//! mended (`emphasis`); headings get their ids.

use std::mem;
use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{
    Alignment as ColumnAlignment, BlockQuoteKind, CodeBlockKind, CowStr, Event, LinkType, OffsetIter,
    Options, Parser, Tag, TagEnd,
};

use super::ast::{AlertKind, Alignment, MAX_DEPTH, Node, NodeKind, RawHtml, Target};
use super::component::Call;
use super::fence::{Fence, OffsetMap, parse_info};
use super::slug::{self, Ids};
use super::{Text, component, emphasis, raw_html};
use crate::config::Markdown;
use crate::diagnostic::{Diagnosed, Diagnostic, Location, catalogue};
use crate::source::{SourcePath, Span};

/// Parses the Markdown in `text` from `start` on. Spans count from the beginning of `text`.
pub(super) fn parse(
    path: &SourcePath,
    text: &Arc<str>,
    start: usize,
    options: Markdown,
) -> Diagnosed<Vec<Node>> {
    let mut flags = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM;
    flags.set(Options::ENABLE_MATH, options.math);
    flags.set(Options::ENABLE_SMART_PUNCTUATION, options.smart_punctuation);
    let hidden = component::hide(text, start, |text, calls| plain(text, start, flags, calls));
    let limit = match hidden.calls.len() {
        0 => MAX_DEPTH,
        _ => MAX_DEPTH - BODIES_DEPTH,
    };
    let mut builder = Builder {
        text,
        start,
        calls: &hidden.calls,
        hidden: &hidden.text,
        in_call: false,
        limit,
        stack: Vec::new(),
        nodes: Vec::new(),
        lifted: Vec::new(),
        code: String::new(),
        too_deep: None,
        raw_html: options.raw_html,
    };
    let mut events = Parser::new_ext(&hidden.text[start..], flags).into_offset_iter();
    while let Some((event, range)) = events.next() {
        builder.event(event, range, &events);
    }
    let too_deep = builder.too_deep;
    let mut body = builder.finish();
    let mut findings = hidden.findings;
    if !hidden.calls.is_empty() {
        findings.extend(component::fold(text, &mut body));
    }
    emphasis::mend(text, &mut body);
    let in_file = |finding: Diagnostic<Span>| finding.map_locations(|span| Location::new(path, span));
    let mut diagnostics: Vec<Diagnostic> = findings.into_iter().map(in_file).collect();
    assign_ids(path, &mut body, &mut diagnostics);
    if let Some(span) = too_deep {
        diagnostics.push(
            Diagnostic::new(
                &catalogue::NESTED_TOO_DEEPLY,
                format!("Markdown nests more than {limit} levels deep"),
            )
            .at(Location::new(path, span), "")
            .help("make it flatter"),
        );
    }
    Diagnosed {
        value: body,
        diagnostics,
    }
}

/// How many levels the bodies of components may add to the tree: each itself, and a paragraph in it.
const BODIES_DEPTH: usize = 2 * component::MAX_BODIES;

/// Where plain text stands in `text`, or one of the calls that are hidden in it.
fn plain(text: &str, start: usize, flags: Options, calls: &[Call]) -> Vec<Range<usize>> {
    let mut places = Vec::new();
    let (mut code, mut pictures) = (false, 0_usize);
    for (event, range) in Parser::new_ext(&text[start..], flags).into_offset_iter() {
        let range = start + range.start..start + range.end;
        match event {
            Event::Start(Tag::CodeBlock(_)) => code = true,
            Event::End(TagEnd::CodeBlock) => code = false,
            Event::Start(Tag::Image { .. }) => pictures += 1,
            Event::End(TagEnd::Image) => pictures -= 1,
            Event::Text(written) if !code && pictures == 0 && text[range.clone()] == *written => {
                places.push(range);
            }
            Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_) => {
                places.extend(component::call_at(calls, text, &range).map(|call| call.span.range()));
            }
            _ => {}
        }
    }
    places.sort_by_key(|place| place.start);
    places
}

/// Folds events into nodes.
struct Builder<'a> {
    text: &'a Arc<str>,
    /// Where the events' offset 0 stands in the file.
    start: usize,
    /// The calls of components, in order.
    calls: &'a [Call],
    /// The text that the events are of: `text` with the calls hidden.
    hidden: &'a str,
    /// Inside of a block of raw HTML that hides a call.
    in_call: bool,
    /// How deeply nodes may nest.
    limit: usize,
    /// The open nodes, the outermost first, each with where its children begin in `nodes`.
    stack: Vec<(Node, usize)>,
    /// The closed nodes that wait for their parents to be closed: siblings lie one after the other, so that each
    /// list of children is allocated once and is as long as it must be.
    nodes: Vec<Node>,
    /// For each open tag whether its node was left out, because it would lie too deep.
    lifted: Vec<bool>,
    /// The code so far of the block of code that is open.
    code: String,
    /// The first element that lies too deep.
    too_deep: Option<Span>,
    /// Whether raw HTML is passed on.
    raw_html: bool,
}

impl<'a> Builder<'a> {
    fn event(&mut self, event: Event<'a>, range: Range<usize>, events: &OffsetIter<'a>) {
        let span = Span::from(range).shift(self.start);
        if self.is_call(&event, span) {
            return;
        }
        match event {
            Event::Start(tag) => self.open(tag, span, events),
            Event::End(tag) => self.close(tag),
            Event::Text(text) => self.push_text(&text, span),
            Event::Code(code) => self.push(NodeKind::Code(Text::meant(self.text, span, &code)), span),
            Event::InlineMath(source) => self.push_math(source, false, span),
            Event::DisplayMath(source) => self.push_math(source, true, span),
            Event::Html(html) => self.push_html(&html, span),
            Event::InlineHtml(html) => {
                let raw = self.scan(&html, |range| Span::from(range).shift(span.start as usize));
                self.push(NodeKind::Html(Box::new(raw)), span);
            }
            Event::FootnoteReference(label) => {
                let label = label.to_lowercase();
                self.push(NodeKind::FootnoteReference { label }, span);
            }
            Event::SoftBreak => self.push(NodeKind::SoftBreak, span),
            Event::HardBreak => self.push(NodeKind::HardBreak, span),
            Event::Rule => self.push(NodeKind::Rule, span),
            Event::TaskListMarker(done) => self.mark_task(done),
        }
    }

    /// Takes an event that stands for a call, or for a part of one.
    fn is_call(&mut self, event: &Event<'a>, span: Span) -> bool {
        if mem::take(&mut self.in_call) {
            self.in_call = !matches!(event, Event::End(TagEnd::HtmlBlock));
            return true;
        }
        let is_block = matches!(event, Event::Start(Tag::HtmlBlock));
        if self.calls.is_empty() || !(is_block || matches!(event, Event::InlineHtml(_))) {
            return false;
        }
        let Some(call) = component::call_at(self.calls, self.hidden, &span.range()) else {
            return false;
        };
        self.in_call = is_block;
        let mut call = call.clone();
        call.block = is_block;
        self.push_call(call);
        true
    }

    fn push_call(&mut self, call: Call) {
        let span = call.span;
        self.push(NodeKind::Component(Box::new(call)), span);
    }

    fn push(&mut self, kind: NodeKind, span: Span) {
        self.nodes.push(Node::leaf(kind, span));
    }

    fn push_math(&mut self, source: CowStr<'a>, display: bool, span: Span) {
        let source = source.into_string();
        let source = source.into();
        self.push(NodeKind::Math { source, display }, span);
    }

    fn open(&mut self, tag: Tag<'a>, span: Span, events: &OffsetIter<'a>) {
        let lifted = self.stack.len() >= self.limit;
        self.lifted.push(lifted);
        if lifted {
            self.too_deep.get_or_insert(span);
            return;
        }
        let kind = self.kind(tag, span, events);
        self.stack.push((Node::leaf(kind, span), self.nodes.len()));
    }

    fn kind(&self, tag: Tag<'a>, span: Span, events: &OffsetIter<'a>) -> NodeKind {
        match tag {
            Tag::Paragraph => NodeKind::Paragraph,
            Tag::Heading {
                level, id, classes, ..
            } => NodeKind::Heading {
                level: level as u8,
                id: id.map_or_else(String::new, CowStr::into_string).into(),
                classes: Box::new(classes.into_iter().map(CowStr::into_string).collect()),
            },
            Tag::BlockQuote(kind) => kind.map_or(NodeKind::BlockQuote, |kind| NodeKind::Alert(alert(kind))),
            Tag::CodeBlock(kind) => NodeKind::CodeBlock(Arc::new(self.fence(&kind, span))),
            Tag::HtmlBlock => NodeKind::HtmlBlock(Box::default()),
            Tag::List(start) => NodeKind::List { start },
            Tag::Item => NodeKind::Item { task: None },
            Tag::FootnoteDefinition(label) => NodeKind::FootnoteDefinition {
                label: label.to_lowercase(),
            },
            Tag::Table(columns) => NodeKind::Table {
                alignments: columns.into_iter().map(alignment).collect(),
            },
            Tag::TableHead => NodeKind::TableHead,
            Tag::TableRow => NodeKind::TableRow,
            Tag::TableCell => NodeKind::TableCell,
            Tag::Emphasis => NodeKind::Emphasis,
            Tag::Strong => NodeKind::Strong,
            Tag::Strikethrough => NodeKind::Strikethrough,
            Tag::Link {
                link_type,
                dest_url,
                title,
                id,
            } => NodeKind::Link(Box::new(self.target(link_type, &dest_url, &title, &id, events))),
            Tag::Image {
                link_type,
                dest_url,
                title,
                id,
            } => NodeKind::Image(Box::new(self.target(link_type, &dest_url, &title, &id, events))),
            // Not switched on in the options, so they never come.
            Tag::Superscript
            | Tag::Subscript
            | Tag::MetadataBlock(_)
            | Tag::DefinitionList
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition => NodeKind::Paragraph,
        }
    }

    /// The destination of an inline link is found when its text is known, see [`Builder::close`].
    fn target(
        &self,
        kind: LinkType,
        destination: &CowStr<'a>,
        title: &CowStr<'a>,
        id: &CowStr<'a>,
        events: &OffsetIter<'a>,
    ) -> Target {
        let mut destination_span = Span::default();
        let referred = matches!(
            kind,
            LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut
        );
        let definition = events.reference_definitions().get(id).filter(|_| referred);
        if let Some(definition) = definition {
            let span = Span::from(definition.span.clone()).shift(self.start);
            destination_span = find_destination(self.text, span, span.start as usize, "]:").unwrap_or(span);
        }
        let mailto = if kind == LinkType::Email { "mailto:" } else { "" };
        Target {
            destination: format!("{mailto}{destination}"),
            destination_span,
            title: title.to_string(),
        }
    }

    fn close(&mut self, _tag: TagEnd) {
        if self.lifted.pop().unwrap_or(false) {
            return;
        }
        let Some((mut node, first)) = self.stack.pop() else {
            return;
        };
        node.children = self.nodes.drain(first..).collect();
        let (span, text) = (node.span, self.text);
        match &mut node.kind {
            NodeKind::Link(target) | NodeKind::Image(target)
                if target.destination_span == Span::default() =>
            {
                let after = node.children.last().map_or(span.start, |child| child.span.end) as usize;
                target.destination_span = find_destination(text, span, after, "](")
                    .or_else(|| angle_brackets(text, span))
                    .unwrap_or(span);
            }
            NodeKind::HtmlBlock(raw) => {
                **raw = self.html_block(&mem::take(&mut node.children));
            }
            NodeKind::CodeBlock(fence) => {
                Arc::make_mut(fence).fill(text, &self.code);
                self.code.clear();
            }
            _ => {}
        }
        self.nodes.push(node);
    }

    fn push_text(&mut self, text: &CowStr<'a>, span: Span) {
        let source = self.text;
        if let Some((
            Node {
                kind: NodeKind::CodeBlock(fence),
                ..
            },
            _,
        )) = self.stack.last_mut()
        {
            let fence = Arc::make_mut(fence);
            if span.of(source) == &**text {
                fence.map.push_copied(self.code.len(), span.start as usize);
            } else {
                fence.map.push_replaced(self.code.len(), span);
            }
            self.code.push_str(text);
            return;
        }
        let mut from = span.start as usize;
        if span.of(self.hidden) == &**text {
            for call in component::calls_in(self.calls, &span.range()) {
                self.push_piece(Span::new(from, call.span.start as usize));
                self.push_call(call.clone());
                from = call.span.end as usize;
            }
        }
        if from == span.start as usize {
            self.push(NodeKind::Text(Text::meant(source, span, text)), span);
        } else {
            self.push_piece(Span::new(from, (span.end as usize).max(from)));
        }
    }

    fn push_piece(&mut self, span: Span) {
        if !span.is_empty() {
            self.push(NodeKind::Text(Text::part(self.text, span)), span);
        }
    }

    /// The lines of a block of raw HTML are its children until it is closed, see [`Builder::html_block`].
    fn push_html(&mut self, html: &CowStr<'a>, span: Span) {
        self.push(NodeKind::Text(Text::meant(self.text, span, html)), span);
    }

    fn mark_task(&mut self, done: bool) {
        let item = self
            .stack
            .iter_mut()
            .rev()
            .find_map(|(node, _)| match &mut node.kind {
                NodeKind::Item { task } => Some(task),
                _ => None,
            });
        if let Some(task) = item {
            *task = Some(done);
        }
    }

    fn fence(&self, kind: &CodeBlockKind<'a>, span: Span) -> Fence {
        let mut fence = Fence {
            span,
            ..Fence::default()
        };
        if let CodeBlockKind::Fenced(_) = kind {
            let line = span.of(self.text).lines().next().unwrap_or_default();
            let marks = line.len() - line.trim_start_matches(['`', '~']).len();
            let start = span.start as usize;
            let (language, attributes) = parse_info(self.text, start + marks..start + line.len());
            fence.language = language;
            fence.attributes = attributes.into();
        }
        fence
    }

    /// Joins the lines of a block of raw HTML and finds what is in it.
    fn html_block(&self, lines: &[Node]) -> RawHtml {
        let mut text = String::new();
        let mut map = OffsetMap::default();
        for line in lines {
            if let NodeKind::Text(html) = &line.kind {
                map.push_copied(text.len(), line.span.start as usize);
                text.push_str(html);
            }
        }
        self.scan(&text, |range| map.to_file(range.into()))
    }

    /// Finds what is in raw HTML, unless it is going to be shown as text.
    fn scan(&self, html: &str, to_file: impl Fn(Range<usize>) -> Span) -> RawHtml {
        if self.raw_html {
            return raw_html::scan(html, to_file);
        }
        RawHtml {
            text: html.to_owned(),
            ..RawHtml::default()
        }
    }

    fn finish(mut self) -> Vec<Node> {
        while let Some((mut node, first)) = self.stack.pop() {
            node.children = self.nodes.drain(first..).collect();
            self.nodes.push(node);
        }
        self.nodes.shrink_to_fit();
        self.nodes
    }
}

/// The bytes of a link's destination: what follows `mark` somewhere from `from` on, inside `within`.
fn find_destination(text: &str, within: Span, from: usize, mark: &str) -> Option<Span> {
    let end = within.end as usize;
    let found = text.get(from..end)?.find(mark)? + from + mark.len();
    let rest = text.get(found..end)?;
    let start = found + (rest.len() - rest.trim_start_matches(is_link_space).len());
    let rest = text.get(start..end)?;
    if let Some(inner) = rest.strip_prefix('<') {
        return Some(Span::new(start + 1, start + 1 + inner.find('>')?));
    }
    let mut depth = 0usize;
    let mut escaped = false;
    let length = rest
        .find(|character: char| {
            if mem::take(&mut escaped) {
                return false;
            }
            match character {
                '\\' => escaped = true,
                '(' => depth += 1,
                ')' if depth == 0 => return true,
                ')' => depth -= 1,
                _ => {}
            }
            character.is_ascii_whitespace()
        })
        .unwrap_or(rest.len());
    Some(Span::new(start, start + length))
}

/// Between a link's mark and its destination may stand white space and, in a quote, the quote's marks.
fn is_link_space(character: char) -> bool {
    character.is_ascii_whitespace() || character == '>'
}

/// The address of `<https://example.org>`.
fn angle_brackets(text: &str, span: Span) -> Option<Span> {
    let inner = span.of(text).strip_prefix('<')?.strip_suffix('>')?;
    Some(Span::new(
        span.start as usize + 1,
        span.start as usize + 1 + inner.len(),
    ))
}

fn alert(kind: BlockQuoteKind) -> AlertKind {
    match kind {
        BlockQuoteKind::Note => AlertKind::Note,
        BlockQuoteKind::Tip => AlertKind::Tip,
        BlockQuoteKind::Important => AlertKind::Important,
        BlockQuoteKind::Warning => AlertKind::Warning,
        BlockQuoteKind::Caution => AlertKind::Caution,
    }
}

fn alignment(column: ColumnAlignment) -> Alignment {
    match column {
        ColumnAlignment::None => Alignment::None,
        ColumnAlignment::Left => Alignment::Left,
        ColumnAlignment::Center => Alignment::Center,
        ColumnAlignment::Right => Alignment::Right,
    }
}

/// Gives every heading an id of its own: the one written, or one made of its text as GitHub does. Code blocks
/// whose lines can be linked to get one after them.
fn assign_ids(path: &SourcePath, body: &mut [Node], diagnostics: &mut Vec<Diagnostic>) {
    let mut ids = Ids::default();
    let mut take = |ids: &mut Ids, id: &str, span: Span| {
        if id.is_empty() {
            diagnostics.push(
                Diagnostic::new(&catalogue::DUPLICATE_ID, "the id is empty")
                    .at(Location::new(path, span), "")
                    .help("give this element an id, or take the attribute out"),
            );
            return true;
        }
        let free = ids.take(id);
        if !free {
            let message = format!("the id `{id}` is taken already");
            diagnostics.push(
                Diagnostic::new(&catalogue::DUPLICATE_ID, message)
                    .at(Location::new(path, span), "")
                    .help("give this element another id"),
            );
        }
        !free
    };
    each_raw_id(body, &mut |id, span| {
        take(&mut ids, id, span);
    });
    each_heading(body, &mut |id, _, span| {
        if !id.is_empty() && take(&mut ids, id, span) {
            *id = Box::default();
        }
    });
    each_heading(body, &mut |id, text, _| {
        if id.is_empty() {
            *id = ids.unique(&slug::heading_id(&text)).into();
        }
    });
    let mut number = 0;
    each_fence(body, &mut |fence| {
        if fence.is_hidden() {
            return;
        }
        number += 1;
        let written = fence.attribute("id").filter(|id| is_id(id.value.as_deref()));
        let written = written.map(|id| (id.value.clone().unwrap_or_default(), id.value_span));
        if written.is_none() && fence.first_number().is_none() {
            return;
        }
        let id = match written.filter(|(id, span)| !take(&mut ids, id, *span)) {
            Some((id, _)) => id,
            None => ids.unique(&format!("code-{number}")),
        };
        Arc::make_mut(fence).anchor = Some(id);
    });
}

/// Whether a block can be called that: an id of HTML has no white space.
fn is_id(id: Option<&str>) -> bool {
    id.is_some_and(|id| !id.is_empty() && !id.contains(char::is_whitespace))
}

fn each_fence(nodes: &mut [Node], visit: &mut impl FnMut(&mut Arc<Fence>)) {
    for node in nodes {
        if let NodeKind::CodeBlock(fence) = &mut node.kind {
            visit(fence);
        }
        each_fence(&mut node.children, visit);
    }
}

fn each_raw_id(nodes: &[Node], visit: &mut impl FnMut(&str, Span)) {
    for node in nodes {
        if let NodeKind::Html(raw) | NodeKind::HtmlBlock(raw) = &node.kind {
            for (range, span) in &raw.ids {
                visit(&raw.text[range.clone()], *span);
            }
        }
        each_raw_id(&node.children, visit);
    }
}

fn each_heading(nodes: &mut [Node], visit: &mut impl FnMut(&mut Box<str>, String, Span)) {
    for node in nodes {
        if matches!(node.kind, NodeKind::Heading { .. }) {
            let text = node.plain_text();
            if let NodeKind::Heading { id, .. } = &mut node.kind {
                visit(id, text, node.span);
            }
        } else {
            each_heading(&mut node.children, visit);
        }
    }
}

#[cfg(test)]
mod tests;
