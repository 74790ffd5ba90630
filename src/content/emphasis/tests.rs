use std::ops::Range;

use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};

use super::*;
use crate::content::ast::{RawHtml, Target};

mod oracle;

/// The tree that the Markdown parser makes, blocks included; enough of it for these tests.
fn parse(source: &str) -> Vec<Node> {
    let mut open: Vec<Node> = Vec::new();
    let mut nodes = Vec::new();
    let options = Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TABLES;
    for (event, range) in Parser::new_ext(source, options).into_offset_iter() {
        match event {
            Event::Start(tag) => open.push(Node::leaf(kind_of(&tag), range.into())),
            Event::End(_) => {
                let node = open.pop().unwrap();
                open.last_mut()
                    .map_or(&mut nodes, |parent| &mut parent.children)
                    .push(node);
            }
            event => {
                let parent = open.last_mut().map_or(&mut nodes, |parent| &mut parent.children);
                parent.push(leaf_of(event, range));
            }
        }
    }
    nodes
}

fn kind_of(tag: &Tag) -> NodeKind {
    let target = |destination: &str| Target {
        destination: destination.to_owned(),
        destination_span: Span::default(),
        title: String::new(),
    };
    match tag {
        Tag::Emphasis => NodeKind::Emphasis,
        Tag::Strong => NodeKind::Strong,
        Tag::Strikethrough => NodeKind::Strikethrough,
        Tag::Link { dest_url, .. } => NodeKind::Link(Box::new(target(dest_url))),
        Tag::Image { dest_url, .. } => NodeKind::Image(Box::new(target(dest_url))),
        Tag::List(start) => NodeKind::List { start: *start },
        Tag::Item => NodeKind::Item { task: None },
        Tag::BlockQuote(_) => NodeKind::BlockQuote,
        Tag::TableHead => NodeKind::TableHead,
        Tag::TableRow => NodeKind::TableRow,
        Tag::TableCell => NodeKind::TableCell,
        Tag::Table(_) => NodeKind::Table {
            alignments: Vec::new(),
        },
        Tag::Heading { level, .. } => NodeKind::Heading {
            level: *level as u8,
            id: "".into(),
            classes: Box::default(),
        },
        _ => NodeKind::Paragraph,
    }
}

fn leaf_of(event: Event, range: Range<usize>) -> Node {
    let kind = match event {
        Event::Text(text) => NodeKind::Text(text.into_string().into()),
        Event::Code(code) => NodeKind::Code(code.into_string().into()),
        Event::SoftBreak => NodeKind::SoftBreak,
        Event::HardBreak => NodeKind::HardBreak,
        Event::Html(text) | Event::InlineHtml(text) => NodeKind::Html(Box::new(RawHtml {
            text: text.into_string(),
            ..RawHtml::default()
        })),
        _ => NodeKind::Rule,
    };
    Node::leaf(kind, range.into())
}

fn mended(source: &str) -> Vec<Node> {
    let mut nodes = parse(source);
    mend(&source.into(), &mut nodes);
    nodes
}

fn print(nodes: &[Node]) -> String {
    nodes.iter().map(print_node).collect()
}

fn print_node(node: &Node) -> String {
    let inner = print(&node.children);
    let tag = match &node.kind {
        NodeKind::Text(text) => return escape(text),
        NodeKind::Code(text) => return format!("<code>{}</code>", escape(text)),
        NodeKind::Html(raw) => return raw.text.clone(),
        NodeKind::SoftBreak => return "\n".to_owned(),
        NodeKind::HardBreak => return "<br />\n".to_owned(),
        NodeKind::Link(target) => return format!("<a href=\"{}\">{inner}</a>", target.destination),
        NodeKind::Image(target) => {
            let alt = node.plain_text();
            return format!("<img src=\"{}\" alt=\"{alt}\" />", target.destination);
        }
        NodeKind::Emphasis => "em",
        NodeKind::Strong => "strong",
        NodeKind::Strikethrough => "del",
        NodeKind::Heading { .. } => "h",
        NodeKind::BlockQuote => "blockquote",
        NodeKind::List { .. } => "ul",
        NodeKind::Item { .. } => "li",
        NodeKind::TableCell => "td",
        NodeKind::Table { .. } | NodeKind::TableRow | NodeKind::TableHead => return inner,
        _ => "p",
    };
    format!("<{tag}>{inner}</{tag}>")
}

fn escape(text: &str) -> String {
    let text = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    text.replace('"', "&quot;")
}

/// Mends a source of one paragraph and compares what stands inside of it.
fn check(source: &str, expected: &str) {
    assert_eq!(print(&mended(source)), format!("<p>{expected}</p>"), "{source}");
}

fn check_blocks(source: &str, expected: &str) {
    assert_eq!(print(&mended(source)), expected, "{source}");
}

#[test]
fn a_particle_after_a_closing_bracket_does_not_break_strong() {
    check(
        "**VPC CNI(Container)**를 쓴다",
        "<strong>VPC CNI(Container)</strong>를 쓴다",
    );
    check("이것은 **“인용”**이다", "이것은 <strong>“인용”</strong>이다");
    check("*가(나)*를", "<em>가(나)</em>를");
    check("~~가(나)~~를", "<del>가(나)</del>를");
    check("***가(나)***를", "<em><strong>가(나)</strong></em>를");
}

#[test]
fn an_opening_bracket_after_a_letter_does_not_break_strong() {
    check("그는**(웃으며)** 말했다", "그는<strong>(웃으며)</strong> 말했다");
    check(
        "패키지는**`npm`**이다",
        "패키지는<strong><code>npm</code></strong>이다",
    );
}

#[test]
fn code_links_and_pictures_move_into_the_new_element() {
    check(
        "**이 [링크](/a)**만, **`x`의 ![그림](/b)**를",
        "<strong>이 <a href=\"/a\">링크</a></strong>만, \
         <strong><code>x</code>의 <img src=\"/b\" alt=\"그림\" /></strong>를",
    );
}

#[test]
fn what_the_parser_paired_wrongly_is_paired_again() {
    check(
        "**A(a)**와**B(b)**를",
        "<strong>A(a)</strong>와<strong>B(b)</strong>를",
    );
    check("**가(나)**를 다**", "<strong>가(나)</strong>를 다**");
}

#[test]
fn emphasis_nests() {
    check(
        "**가 *나(다)*를 라(마)**는",
        "<strong>가 <em>나(다)</em>를 라(마)</strong>는",
    );
    check(
        "***가(나)*를 다(라)**는",
        "<strong><em>가(나)</em>를 다(라)</strong>는",
    );
    check(
        "~~**가(나)**를(다)~~는",
        "<del><strong>가(나)</strong>를(다)</del>는",
    );
}

#[test]
fn escaped_marks_and_entities_are_text() {
    check(r"\**가(나)**를", "**가(나)**를");
    check(r"\\**가(나)**를", r"\<strong>가(나)</strong>를");
    check("&#42;&#42;가(나)**를", "**가(나)**를");
    check(r"**가(나)\**를", "**가(나)**를");
}

#[test]
fn a_single_tilde_is_a_range() {
    check("(3)~5일, (10)~20일", "(3)~5일, (10)~20일");
    check("**3~5일(약)**과 6~7일", "<strong>3~5일(약)</strong>과 6~7일");
}

#[test]
fn text_without_cjk_stays_as_the_parser_made_it() {
    for source in [
        "**a(b)**c",
        "a**\"b\"**c",
        "a ** b ** c",
        "*a*b*",
        "***a** b*",
        "snake_case_(x)_y",
    ] {
        assert_eq!(mended(source), parse(source), "{source}");
    }
}

#[test]
fn blocks_are_mended_each_on_its_own() {
    check_blocks(
        ">**(가)**나\n>**(다)**라",
        "<blockquote><p><strong>(가)</strong>나\n<strong>(다)</strong>라</p></blockquote>",
    );
    check_blocks("# **가(나)**를\n", "<h><strong>가(나)</strong>를</h>");
    check_blocks(
        "|**(가)**나|b|\n|-|-|\n|**가(나)**를|**다(라)**|\n",
        "<td><strong>(가)</strong>나</td><td>b</td>\
         <td><strong>가(나)</strong>를</td><td><strong>다(라)</strong></td>",
    );
    check_blocks("**가(\n\n나)**를", "<p>**가(</p><p>나)**를</p>");
    check_blocks(
        "- **가(\n  - 나)**를 **다(라)**는\n",
        "<ul><li>**가(<ul><li>나)**를 <strong>다(라)</strong>는</li></ul></li></ul>",
    );
}

#[test]
fn link_text_is_a_container_of_its_own() {
    check(
        "[**가(나)**를](/x)**",
        "<a href=\"/x\"><strong>가(나)</strong>를</a>**",
    );
    check("**[가(나)**를](/x)", "**<a href=\"/x\">가(나)**를</a>");
    check(
        "_[**가(나)**를](/x)_",
        "<em><a href=\"/x\"><strong>가(나)</strong>를</a></em>",
    );
}

#[test]
fn spans_are_exact() {
    let source = "앞 ***가(나)**를 [**다(라)**는](/x) `마`*뒤";
    let mut found = Vec::new();
    collect_spans(&mended(source), source, &mut found);
    let expected = [
        "Text 앞 ",
        "Emphasis ***가(나)**를 [**다(라)**는](/x) `마`*",
        "Strong **가(나)**",
        "Text 가(나)",
        "Text 를 ",
        "Link [**다(라)**는](/x)",
        "Strong **다(라)**",
        "Text 다(라)",
        "Text 는",
        "Text  ",
        "Code `마`",
        "Text 뒤",
    ];
    assert_eq!(found, expected);
}

fn collect_spans(nodes: &[Node], source: &str, found: &mut Vec<String>) {
    for node in nodes {
        let name = format!("{:?}", node.kind);
        let name = name.split(['(', ' ']).next().unwrap();
        if name != "Paragraph" {
            found.push(format!("{name} {}", node.span.of(source)));
        }
        collect_spans(&node.children, source, found);
    }
}

fn check_literal(source: &str, expected: &[usize]) {
    let starts: Vec<usize> = literal_marks(&source.into(), &mended(source))
        .iter()
        .map(|span| span.start as usize)
        .collect();
    assert_eq!(starts, expected, "{source}");
}

#[test]
fn marks_without_a_partner_are_reported() {
    check_literal("**가 나", &[0]);
    check_literal("ab cd** ef", &[5]);
    check_literal("** ab **cd", &[0, 6]);
    check_literal("** ab **", &[0, 6]);
    check_literal("a**\"b\"**c", &[1, 6]);
    check_literal("> **a", &[2]);
    check_literal("_x **a y_", &[3]);
    check_literal("| **a | b |\n|-|-|\n", &[2]);
}

#[test]
fn prose_that_only_looks_like_marks_is_not_reported() {
    for source in [
        "2**10",
        "a ** b",
        "a ** b ** c",
        "src/**/*.tf 와 **/*.md",
        "비밀번호 ********",
        r"\*\*가",
        "`**가`",
        "네~~ 좋아요~~",
        "**가(나)**를",
        "a * b",
        "***",
    ] {
        check_literal(source, &[]);
    }
}

#[test]
fn deep_nesting_is_bounded() {
    let source = format!("{}(나)**를{}", "**가 ".repeat(40), " 다)**".repeat(39));
    let nodes = mended(&source);
    let depth = print(&nodes).matches("<strong>").count();
    assert_eq!(depth, MAX_NESTING);
    let text: String = nodes.iter().map(Node::plain_text).collect();
    assert_eq!(text.matches('*').count(), 4 * (40 - MAX_NESTING));
}

/// Inputs that take a careless pairing minutes.
#[test]
fn hostile_paragraphs_are_read_to_the_end() {
    let many = 100_000;
    let sources = [
        "**가(".repeat(many),
        ")**가".repeat(many),
        "*가 _가 ~~가(".repeat(many / 2) + &")**가".repeat(many),
        "*".repeat(many) + "(가)" + &"_".repeat(many),
        "가**(a)**_(b)_*(c)*".repeat(many / 5),
        format!("{}**가(나)**를", r"\".repeat(many)),
    ];
    for source in &sources {
        let node = Node::leaf(NodeKind::Text(source.as_str().into()), Span::new(0, source.len()));
        let mut nodes = vec![node];
        mend(&source.as_str().into(), &mut nodes);
        literal_marks(&source.as_str().into(), &nodes);
        let text: String = nodes.iter().map(Node::plain_text).collect();
        assert!(text.len() <= source.len());
    }
}

fn check_spans(nodes: &[Node], source: &str, within: Span) {
    let mut end = within.start;
    for node in nodes {
        assert!(
            within.contains(node.span),
            "{:?} outside of {within:?} in {source}",
            node
        );
        assert!(node.span.start >= end, "siblings overlap in {source}");
        assert!(source.get(node.span.range()).is_some(), "{source}");
        end = node.span.end;
        check_spans(&node.children, source, node.span);
    }
}

fn visible(nodes: &[Node]) -> String {
    nodes.iter().map(Node::plain_text).collect()
}

proptest! {
    #[test]
    fn any_text_is_mended_once_and_for_all(
        source in prop::collection::vec(
            prop::sample::select(vec![
                "**", "*", "_", "~~", "~", "가", "(", ")", "a", " ", ".", "`x`", "[", "](u)", "\\", "&amp;",
                "\n", "> ", "- ", "|", "\u{fe00}", "“", "。", "![",
            ]),
            0..40,
        )
    ) {
        let source = source.concat();
        let nodes = mended(&source);
        check_spans(&nodes, &source, Span::new(0, source.len()));
        let mut again = nodes.clone();
        mend(&source.as_str().into(), &mut again);
        prop_assert_eq!(&again, &nodes);
        // Marks leave the text; nothing else does.
        let unmarked = |text: String| text.replace(['*', '_', '~'], "");
        prop_assert_eq!(unmarked(visible(&parse(&source))), unmarked(visible(&nodes)));
        for span in literal_marks(&source.as_str().into(), &nodes) {
            prop_assert!(matches!(span.of(&source), "**" | "***"));
        }
    }
}
