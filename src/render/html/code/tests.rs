//! Marks, lines, folds and tabs as HTML.

use proptest::prelude::*;

use super::*;
use crate::config::Engine;
use crate::render::highlight::SpanStore;

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

fn shown(fence: &Fence) -> Shown<'_> {
    Shown::of(fence, Engine::Own, Some(&SpanStore::new(None)))
}

fn html(code: &str, marks: &[Mark]) -> String {
    let fence = Fence {
        language: Some(("hcl".into(), Span::default())),
        code: code.into(),
        ..Fence::default()
    };
    let mut html = String::new();
    let shown = shown(&fence);
    marked(
        &shown,
        marks,
        Span::new(0, code.len()),
        &mut html,
        &mut Vec::new(),
    );
    html
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

/// A block whose info string and code are given.
fn fence(info: &str, code: &str) -> Fence {
    let (language, attributes) = crate::content::fence::parse_info(info, 0..info.len());
    Fence {
        language,
        attributes: attributes.into(),
        code: code.into(),
        anchor: info.contains("numbers").then(|| "code-1".into()),
        ..Fence::default()
    }
}

/// Its lines as they are laid out, fold by fold.
fn laid_out(info: &str, code: &str, marks: &[Mark]) -> Vec<String> {
    let fence = fence(info, code);
    let shown = shown(&fence);
    let layout = Layout::of(&fence, &shown);
    let strings = ["line_ins", "line_del", "line_mark"].map(|key| (key.to_owned(), format!("{key}:")));
    let strings = strings.into_iter().collect();
    let piece = |piece: Piece| {
        let mut out = String::new();
        for line in piece.lines {
            layout.open(line, &strings, &mut out);
            marked(&shown, marks, layout.range(line), &mut out, &mut Vec::new());
            layout.close(line, &mut out);
        }
        out
    };
    layout.pieces().into_iter().map(piece).collect()
}

fn check_lines(info: &str, code: &str, expected: &[&str]) {
    assert_eq!(laid_out(info, code, &[]), expected, "{info}");
}

#[test]
fn lines_are_elements_that_say_what_they_are() {
    check_lines(
        "text mark=1 ins={2} del=3",
        "a\nb\nc\nd\n",
        &[
            "<mark class=\"line\"><span class=\"note hidden\">line_mark: </span>a\n</mark>\
           <ins class=\"line\"><span class=\"note hidden\">line_ins: </span>b\n</ins>\
           <del class=\"line\"><span class=\"note hidden\">line_del: </span>c\n</del>\
           <span class=\"line\">d\n</span>",
        ],
    );
    check_lines(
        "text mark=\"1-2: <why>\" focus=2 ins=2",
        "a\nb",
        &["<mark class=\"line\"><span class=\"note\">&lt;why&gt;</span>\
           <span class=\"note hidden\">line_mark: </span>a\n</mark>\
           <ins class=\"line marked focus\"><span class=\"note hidden\">line_ins: </span>b</ins>"],
    );
}

#[test]
fn numbers_are_links_without_text() {
    check_lines(
        "text numbers=9 collapse=2",
        "a\nb\n",
        &[
            "<span class=\"line\" id=\"code-1-L9\"><a class=\"number\" href=\"#code-1-L9\" tabindex=\"-1\" aria-hidden=\"true\"></a>a\n</span>",
            "<span class=\"line\" id=\"code-1-L10\"><a class=\"number\" href=\"#code-1-L10\" tabindex=\"-1\" aria-hidden=\"true\"></a>b\n</span>",
        ],
    );
}

#[test]
fn a_diff_has_the_colours_of_its_language() {
    check_lines(
        "diff lang=hcl",
        " a = 1\n+b = 2\n",
        &[
            "<span class=\"line\"><span class=\"p\">a</span> <span class=\"o\">=</span> <span class=\"n\">1</span>\n</span>\
           <ins class=\"line\"><span class=\"note hidden\">line_ins: </span>\
           <span class=\"p\">b</span> <span class=\"o\">=</span> <span class=\"n\">2</span>\n</ins>",
        ],
    );
}

#[test]
fn plain_code_is_that_of_the_block() {
    let plain = |info: &str, code: &str| shown::plain(&fence(info, code)).into_owned();
    assert_eq!(plain("hcl mark=1", "a = 1\n"), "a = 1\n");
    assert_eq!(plain("hcl ins=2 del=1", "a\nb\nc"), "- a\n+ b\n  c");
    assert_eq!(plain("diff lang=hcl", "+a\n"), "+a\n");
    assert_eq!(plain("ansi", "\x1b[31ma\x1b[0m\n"), "a\n");
}

/// HTML without what is said of lines and is not code.
fn without_notes(html: &str) -> String {
    let mut parts = html.split("<span class=\"note");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out += part.split_once("</span>").expect("a note ends").1;
    }
    out
}

proptest! {
    #[test]
    fn no_layout_changes_the_text(
        language in prop::sample::select(vec!["hcl", "text", "console", "ansi"]),
        code in "([a-z가<&>\"${}.#=$ \n\t]|local\\.a|/\\*|\\*/){0,30}",
        attributes in prop::collection::vec(
            (prop::sample::select(vec!["mark", "ins", "del", "focus", "collapse"]), 1..8_usize, 0..4_usize, any::<bool>()),
            0..6,
        ),
        numbers in any::<bool>(),
        ends in prop::collection::vec((0..60_usize, 0..12_usize, any::<bool>()), 0..8),
    ) {
        let mut info = language.to_owned() + if numbers { " numbers" } else { " id=x" };
        for (name, first, more, label) in attributes {
            info += &format!(" {name}=\"{first}-{}{}\"", first + more, if label { ": 왜" } else { "" });
        }
        let mut marks: Vec<Mark> = ends
            .into_iter()
            .map(|(start, length, refers)| if refers { reference(start, start + length) } else { definition(start, start + length) })
            .collect();
        marks.sort_by_key(|mark| mark.span);
        let pieces = laid_out(&info, &code, &marks);
        let text: String = pieces.iter().map(|piece| text_content(&without_notes(piece))).collect();
        let fence = fence(&info, &code);
        prop_assert_eq!(text, shown(&fence).code);
    }
}
