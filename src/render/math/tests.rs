use proptest::prelude::*;

use super::*;

fn check(source: &str, expected: &str) {
    let expected = format!("<math display=\"inline\">{expected}</math>");
    assert_eq!(mathml(source, false), Ok(expected), "{source}");
}

/// Checks the message, and the text from the reported place on.
fn check_error(source: &str, message: &str, from: &str) {
    let error = mathml(source, false).expect_err(source);
    assert_eq!(error.message, message, "{source}");
    assert_eq!(error.at.map(|at| &source[at..]), Some(from), "{source}");
}

#[test]
fn a_formula_becomes_mathml() {
    check(
        "E = mc^2",
        "<mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup>",
    );
    check(
        r"\frac{1}{2}",
        "<mfrac><mrow><mn>1</mn></mrow><mrow><mn>2</mn></mrow></mfrac>",
    );
    check(r"\text{속도 < 빛}", "<mtext>속도 &lt; 빛</mtext>");
    check("", "");
}

#[test]
fn a_displayed_formula_says_so() {
    assert_eq!(
        mathml("x", true).unwrap(),
        "<math display=\"block\"><mi>x</mi></math>"
    );
}

#[test]
fn nothing_of_the_formula_is_taken_for_html() {
    check("a<b", "<mi>a</mi><mo>&lt;</mo><mi>b</mi>");
    check(r"\&", "<mi>&amp;</mi>");
    check(r"\operatorname{<b>}", "<mtext>&lt;b&gt;</mtext>");
    check(r"\mathop{<img src=x>}", "<mtext>&lt;img src=x&gt;</mtext>");
    check(r"\mathpunct{>}", "<mo>&gt;</mo>");
    check(r"\not<", "<mo>&lt;\u{338}</mo>");
    check(r#"\text{"minsize="}"#, "<mtext>\" minsize=\"</mtext>");
}

#[test]
fn what_the_crate_writes_wrongly_is_mended() {
    check(r"\strut", "<mspace width=\"0em\" height=\"1em\" />");
    check("a~b", "<mi>a</mi><mspace width=\"0.33333334em\" /><mi>b</mi>");
    check(r"\mkern 9mu", "<mspace width=\"0.5em\" />");
    let big = mathml(r"\big(", false).unwrap();
    assert!(big.contains("\" minsize=\""), "{big}");
}

#[test]
fn mistakes_are_named_with_their_place() {
    check_error(r"a + \foo b", r"unknown command `\foo`", r"\foo b");
    check_error(
        r"한글 뒤에 오는 이 \foo 라는 명령은 없다",
        r"unknown command `\foo`",
        r"\foo 라는 명령은 없다",
    );
    check_error(
        r"x \begin{foo} y \end{foo}",
        "unknown environment `foo`",
        r"\begin{foo} y \end{foo}",
    );
    check_error(r"\frac{1}{2", "this `{` is not closed", "{2");
    check_error("x}", "this `}` closes nothing", "}");
    check_error("x_1_2", "two subscripts on the same element", "_2");
    check_error(
        "a & b",
        "`&` can only stand in an environment with columns",
        "& b",
    );
    check_error(
        r"a \\ b",
        r"`\\` can only stand in an environment with rows",
        r"\ b",
    );
    check_error("a $x$", "`$` cannot stand inside a formula", "$x$");
    check_error(r"\frac{1}", "an argument is missing", "}");
    check_error(r"x \", "a formula cannot end with a backslash", r"\");
    check_error(r"\char가", r"`\char` needs a number", r"\char가");
    check_error(
        r"\def\x{y} \x",
        r"`\def` is not supported: write out what it stands for",
        r"\def\x{y} \x",
    );
}

#[test]
fn the_place_is_left_out_when_it_cannot_be_told() {
    let sum = "a+b+c+d+e+f & a+b+c+d+e+f";
    let error = mathml(&format!(r"\begin{{matrix}} {sum} \end{{matrix}} {sum}"), false).unwrap_err();
    assert_eq!(error.message, "`&` can only stand in an environment with columns");
    assert_eq!(error.at, None);
}

#[test]
fn braces_in_comments_and_escapes_do_not_count() {
    assert!(mathml("x % { \n + y", false).is_ok());
    assert!(mathml(r"\{ x \}", false).is_ok());
    check("x % end", "<mi>x</mi>");
}

#[test]
fn environments_are_set() {
    for source in [
        r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}",
        r"f(x) = \begin{cases} 1 & x > 0 \\ 0 & \text{otherwise} \end{cases}",
        r"\begin{aligned} a &= b \\ &= c \end{aligned}",
        r"\begin{array}{|c||r:l|} a & b & c \\[1em] \hline d & e & f \end{array}",
    ] {
        let html = mathml(source, true).unwrap();
        assert_eq!(unbalanced(&html), None, "{html}");
    }
}

#[test]
fn hostile_formulas_are_answered() {
    let many = MAX_LENGTH / 10;
    for source in [
        r"\sqrt".repeat(many),
        r"\relax ".repeat(many),
        r"\mathrm\bar ".repeat(many / 2) + "x",
        r"\frac\frac".repeat(many),
        "{".repeat(MAX_NESTING) + &"}".repeat(MAX_NESTING),
        "{".repeat(MAX_NESTING + 1),
        r"\left(".repeat(many) + &r"\right)".repeat(many / 2),
        r"\begin{matrix}".repeat(many / 2),
        "x".repeat(MAX_LENGTH + 1),
        r#"\char"FFFFFFFFFFFFFFFFFFFF"#.to_owned(),
        r"\begin{alignat}{65535}x\end{alignat}".to_owned(),
        r"\char99999999999999999999999".to_owned(),
        format!(r"\begin{{array}}{{{}}}x\end{{array}}", "c|".repeat(many)),
    ] {
        let _ = mathml(&source, true);
    }
}

/// The first tag that closes another element than it should; `None` for well-formed HTML.
fn unbalanced(html: &str) -> Option<String> {
    let mut open = Vec::new();
    for part in html.split('<').skip(1) {
        let Some((tag, text)) = part.split_once('>') else {
            return Some(part.to_owned());
        };
        if text.contains('>') {
            return Some(part.to_owned());
        }
        match (tag.strip_prefix('/'), tag.ends_with('/')) {
            (Some(name), _) if open.pop() != Some(name) => return Some(tag.to_owned()),
            (None, false) => open.push(tag.split(' ').next().unwrap_or_default()),
            _ => {}
        }
    }
    open.pop().map(str::to_owned)
}

fn check_any(source: &str) {
    match mathml(source, true) {
        Ok(html) => {
            assert_eq!(unbalanced(&html), None, "{source}\n{html}");
            assert!(html.starts_with("<math display=\"block\">") && html.ends_with("</math>"));
            assert!(!html.contains("<merror"));
        }
        Err(error) => assert!(error.at.is_none_or(|at| source.is_char_boundary(at)), "{error:?}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]
    #[test]
    fn any_text_is_a_formula_or_an_error(
        parts in prop::collection::vec(
            prop_oneof![
                4 => prop::sample::select(vec![
                    "x", "1", "{", "}", "^", "_", "&", "\\\\", "\\frac", "\\sqrt", "[", "]", "\\left", "\\right", "(", ")",
                    "\\begin{matrix}", "\\end{matrix}", "\\begin{array}{c|c}", "\\end{array}", "\\begin{cases}",
                    "\\end{cases}", "\\hline", "\\text{a}", "\\mathbf", "\\color{red}", "\\not", "\\limits", "\\sum",
                    "\\hspace", "1em", "\\operatorname", "\\char", "가", " ", "%", "\n", "~", "\\,", "\\strut", "'",
                    "\\big", "<", "\\overset", "\\substack", "\\middle|", "|", "\\displaystyle", "\\cancel", "\\mathop",
                    "\\genfrac", "\\begin{alignat}{2}", "\\end{alignat}", "\\begin{split}", "\\end{split}", "\\\\[2mu]",
                ]).prop_map(str::to_owned),
                1 => "\\PC{0,3}",
                1 => "\\\\[a-zA-Z]{1,6}",
            ],
            0..16,
        )
    ) {
        check_any(&parts.concat());
    }
}

/// Formulas that are right by construction.
fn formula() -> impl Strategy<Value = String> {
    let symbols = vec![
        "x",
        "12",
        "+",
        "<",
        r"\alpha",
        "가",
        r"\sum",
        r"\,",
        "'",
        r"\text{a}",
        r"\sin",
        "~",
        r"\strut",
    ];
    let symbol = prop::sample::select(symbols).prop_map(str::to_owned);
    symbol.prop_recursive(5, 60, 4, |inner| {
        let row = prop::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            row.prop_map(|parts| parts.join(" ")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!(r"\frac{{{a}}}{{{b}}}")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{{{a}}}_{{{b}}}^{{{a}}}")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!(r"\sqrt[{{{a}}}]{{{b}}}")),
            inner.clone().prop_map(|a| format!(r"\left( {a} \right)")),
            inner
                .clone()
                .prop_map(|a| format!(r"\not{{{a}}} \mathbf{{{a}}} \hat{{{a}}}")),
            (
                inner.clone(),
                inner.clone(),
                prop::sample::select(vec!["matrix", "cases", "aligned", "split", "pmatrix"])
            )
                .prop_map(|(a, b, name)| format!(r"\begin{{{name}}} {a} & {b} \\ {b} & {a} \end{{{name}}}")),
            (inner.clone(), inner).prop_map(|(a, b)| {
                format!(r"\begin{{array}}{{|c||r:l|}} {a} & {b} \\[9mu] \hline {b} \end{{array}}")
            }),
        ]
    })
}

proptest! {
    #[test]
    fn every_formula_is_set(source in formula()) {
        let html = mathml(&source, false);
        prop_assert!(html.is_ok(), "{source}: {html:?}");
        check_any(&source);
    }
}
