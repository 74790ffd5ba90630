use super::*;

fn parsed(text: &str) -> Diagnosed<Vec<Node>> {
    parse(
        &SourcePath::new("content/a.md"),
        &text.into(),
        0,
        Markdown::default(),
    )
}

/// The tree as an outline: kind and the bytes each node was written with.
fn outline(text: &str) -> String {
    fn show(nodes: &[Node], depth: usize, text: &str, out: &mut String) {
        for node in nodes {
            let kind = format!("{:?}", node.kind);
            let kind = kind.split([' ', '(', '{']).next().unwrap_or_default();
            out.push_str(&format!(
                "{}{kind} {:?}\n",
                "  ".repeat(depth),
                node.span.of(text)
            ));
            show(&node.children, depth + 1, text, out);
        }
    }
    let mut out = String::new();
    show(&parsed(text).value, 0, text, &mut out);
    out
}

#[test]
fn every_node_knows_its_bytes() {
    assert_eq!(
        outline("# 제목 `x`\n\n글 [링크](./a.md \"t\")와 ![그림](b.png)\n"),
        "\
Heading \"# 제목 `x`\\n\"
  Text \"제목 \"
  Code \"`x`\"
Paragraph \"글 [링크](./a.md \\\"t\\\")와 ![그림](b.png)\\n\"
  Text \"글 \"
  Link \"[링크](./a.md \\\"t\\\")\"
    Text \"링크\"
  Text \"와 \"
  Image \"![그림](b.png)\"
    Text \"그림\"
"
    );
}

fn destinations(text: &str) -> Vec<(String, String)> {
    super::super::facts::gather(&parsed(text).value)
        .links
        .iter()
        .map(|link| (link.destination.clone(), link.span.of(text).to_owned()))
        .collect()
}

#[test]
fn every_destination_knows_its_bytes() {
    let check = |text: &str, destination: &str, written: &str| {
        assert_eq!(
            destinations(text),
            [(destination.to_owned(), written.to_owned())],
            "{text}"
        );
    };
    check("[a](b.md)", "b.md", "b.md");
    check("[a]( <b c.md> 'x')", "b c.md", "b c.md");
    check("[a](b(c).md)", "b(c).md", "b(c).md");
    check("[a](b\\)c)", "b)c", "b\\)c");
    check("[](b)", "b", "b");
    check("[a *b* `](` c](d)", "d", "d");
    check("[a]\n\n[a]: /x/ \"t\"", "/x/", "/x/");
    check("![a][k]\n\n[k]: <x y.png>", "x y.png", "x y.png");
    check("<https://e.org>", "https://e.org", "https://e.org");
    check("<me@e.org>", "mailto:me@e.org", "me@e.org");
    check("> [a](\n> b)", "b", "b");
    check("[a](b&amp;c)", "b&c", "b&amp;c");
}

/// The texts and blocks of code of a tree, in order.
fn each_text(nodes: &[Node], visit: &mut impl FnMut(&str)) {
    for node in nodes {
        match &node.kind {
            NodeKind::Text(text) | NodeKind::Code(text) => visit(text),
            NodeKind::CodeBlock(fence) => visit(&fence.code),
            _ => {}
        }
        each_text(&node.children, visit);
    }
}

#[test]
fn what_reads_as_it_is_written_is_not_held_twice() {
    let check = |text: &str, expected: &[(&str, bool)]| {
        let source: Arc<str> = text.into();
        let body = parse(&SourcePath::new("content/a.md"), &source, 0, Markdown::default()).value;
        let held = source.as_bytes().as_ptr_range();
        let mut found = Vec::new();
        each_text(&body, &mut |text| {
            found.push((text.to_owned(), held.contains(&text.as_ptr())));
        });
        let found: Vec<(&str, bool)> = found.iter().map(|(text, lies)| (text.as_str(), *lies)).collect();
        assert_eq!(found, expected, "{text}");
    };
    check("a `b` c\n", &[("a ", true), ("b", true), (" c", true)]);
    check("**가(나)**를\n", &[("가(나)", true), ("를", true)]);
    check(
        "a &lt; `b\nc`\n",
        &[("a ", true), ("<", false), (" ", true), ("b c", false)],
    );
    check("```hcl\na = 1\n\nb = 2\n```\n", &[("a = 1\n\nb = 2\n", true)]);
    check(
        "> ```hcl\n> a = 1\n> b = 2\n> ```\n",
        &[("a = 1\nb = 2\n", false)],
    );
    check("```hcl\na = 1\n#~ b = 2\n```\n", &[("a = 1\n", false)]);
}

fn fences(text: &str) -> Vec<Arc<Fence>> {
    super::super::facts::gather(&parsed(text).value).fences
}

#[test]
fn code_maps_back_to_the_file() {
    let check = |text: &str, code: &str, piece: &str| {
        let fence = &fences(text)[0];
        assert_eq!(&*fence.code, code, "{text}");
        let at = code.find(piece).unwrap();
        let span = fence.map.to_file(Span::new(at, at + piece.len()));
        assert_eq!(span.of(text), piece, "{text}");
    };
    check("```hcl\na = 1\nb = 2\n```\n", "a = 1\nb = 2\n", "b = 2");
    check("> ```hcl\n> a = 1\n>  b = 2\n> ```\n", "a = 1\n b = 2\n", "b = 2");
    check(
        "1. x\n\n   ~~~tf\n   a = 1\n     b = 2\n   ~~~\n",
        "a = 1\n  b = 2\n",
        "b = 2",
    );
    check("```hcl\r\na = 1\r\nb = 2\r\n```\r\n", "a = 1\nb = 2\n", "b = 2");
    check("```hcl\na = 1\nb = 2", "a = 1\nb = 2", "b = 2");
    check(
        "- ```hcl\n\ta = 1\n\t\tb = 2\n  ```\n",
        "  a = 1\n  \tb = 2\n",
        "b = 2",
    );
    check("    indented\n    code\n", "indented\ncode\n", "code");
}

#[test]
fn the_info_string_has_places() {
    let text = "> ~~~ hcl,should_fail=HCL101 title=\"a b\"\n> x\n> ~~~\n";
    let fence = &fences(text)[0];
    assert!(fence.is_hcl());
    let (_, span) = fence.language.clone().unwrap();
    assert_eq!(span.of(text), "hcl");
    assert_eq!(
        fence.attribute("should_fail").unwrap().span.of(text),
        "should_fail=HCL101"
    );
    assert_eq!(fence.attribute("title").unwrap().value.as_deref(), Some("a b"));
}

fn ids(text: &str) -> Vec<String> {
    super::super::facts::gather(&parsed(text).value)
        .headings
        .into_iter()
        .map(|heading| heading.id)
        .collect()
}

#[test]
fn headings_have_ids_of_their_own() {
    assert_eq!(
        ids("## VPC CNI란?\n## 결과\n## 결과\n## x {#my-id}\n"),
        ["vpc-cni란", "결과", "결과-1", "my-id"]
    );
    assert_eq!(ids("## x {#결과}\n## 결과\n"), ["결과", "결과-1"]);
    assert_eq!(ids("> ## in a quote\n"), ["in-a-quote"]);
    let twice = parsed("## a {#x}\n## b {#x}\n");
    assert_eq!(twice.diagnostics[0].code.id, "M004");
    let raw = parsed("<p id=\"x\"></p>\n\n## X\n\n<i id=x></i>\n");
    assert_eq!(raw.diagnostics.len(), 1);
    assert_eq!(ids("<p id=\"x\"></p>\n\n## X\n"), ["x-1"]);
}

#[test]
fn emphasis_beside_korean_is_bold() {
    assert!(outline("**VPC CNI(Container Network Interface)**를 쓴다").contains("Strong \"**VPC CNI"));
}

#[test]
fn a_deep_text_is_cut_off_with_a_word() {
    let deep = parsed(&format!("{}x", "> ".repeat(500)));
    assert_eq!(deep.diagnostics[0].code.id, "M006");
}

proptest::proptest! {
    #[test]
    fn any_text_gives_spans_inside_it(text in "[ \\-*_`>#\\[\\]()!<a가\n\t|:~\"$1.\\\\]{0,80}") {
        fn check(nodes: &[Node], text: &str) {
            for node in nodes {
                assert!(text.get(node.span.range()).is_some(), "{text:?} {node:?}");
                check(&node.children, text);
            }
        }
        let body = parsed(&text).value;
        check(&body, &text);
        let facts = super::super::facts::gather(&body);
        for link in &facts.links {
            assert!(text.get(link.span.range()).is_some(), "{text:?} {link:?}");
        }
        for fence in &facts.fences {
            for (at, character) in fence.code.char_indices() {
                let span = fence.map.to_file(Span::new(at, at + character.len_utf8()));
                assert!(text.get(span.range()).is_some(), "{text:?} {fence:?}");
            }
        }
    }
}
