use proptest::prelude::*;

use super::*;

fn scanned(text: &str) -> RawHtml {
    scan(text, |range| Span::from(range).shift(100))
}

/// Writes each address as `embed` or `link` and its text.
fn addresses(text: &str) -> Vec<String> {
    let raw = scanned(text);
    let kind = |embeds| if embeds { "embed" } else { "link" };
    let describe =
        |address: &RawAddress| format!("{} {}", kind(address.embeds), &text[address.range.clone()]);
    raw.addresses.iter().map(describe).collect()
}

fn check(text: &str, expected: &[&str]) {
    assert_eq!(addresses(text), expected, "{text}");
}

fn check_ids(text: &str, expected: &[&str]) {
    let raw = scanned(text);
    let ids: Vec<&str> = raw.ids.iter().map(|(range, _)| &text[range.clone()]).collect();
    assert_eq!(ids, expected, "{text}");
}

#[test]
fn links_are_followed_and_pictures_loaded() {
    check(
        "<a href=\"/글/\">글</a> <img src='a.png'> <AREA HREF=b.html>",
        &["link /글/", "embed a.png", "link b.html"],
    );
    check(
        "<video src=v.mp4 poster=p.jpg><source src=w.mp4><track src=t.vtt></video><object data=o.svg>",
        &[
            "embed v.mp4",
            "embed p.jpg",
            "embed w.mp4",
            "embed t.vtt",
            "embed o.svg",
        ],
    );
    check(
        "<iframe src=f.html></iframe><embed src=e><input type=image src=i>",
        &["embed f.html", "embed e", "embed i"],
    );
}

#[test]
fn the_relation_of_a_link_tells_whether_it_loads() {
    check("<link rel=canonical href=/a>", &["link /a"]);
    check("<link href=/a.css rel='alternate StyleSheet'>", &["embed /a.css"]);
}

#[test]
fn other_attributes_hold_no_address() {
    check("<p href=b src=c><a data-href=d HREF><p cite=e>", &[]);
    check("<q cite=e>", &["link e"]);
    check(
        "<form action=/a><use href=s.svg#x>",
        &["link /a", "embed s.svg#x"],
    );
    check("<a href=a href=b>", &["link a"]);
    check("<a title='href=a' href=b>", &["link b"]);
}

#[test]
fn values_are_taken_as_they_are_written() {
    check("<a href = \" a?x=1&amp;y=2 \">", &["link a?x=1&amp;y=2"]);
    check("<a href=a/>", &["link a/"]);
    check("<a href=''>", &["link "]);
    check("<a\nclass=x\n\thref\n=\n'a\nb'>", &["link a\nb"]);
    check("<a/href=a>", &["link a"]);
    check("<a =href=a href=b>", &["link b"]);
}

#[test]
fn every_candidate_of_a_srcset_counts() {
    check(
        "<img srcset='a.png, b@2x.png 2x,c.png 3x , data:image/png;base64,AA= 4x'>",
        &[
            "embed a.png",
            "embed b@2x.png",
            "embed c.png",
            "embed data:image/png;base64,AA=",
        ],
    );
    check(
        "<source srcset=' ,a.png f(1,2) 1x,b.png,,'>",
        &["embed a.png", "embed b.png"],
    );
    check("<img srcset>", &[]);
}

#[test]
fn comments_scripts_and_styles_are_skipped() {
    check("<!-- <a href=x> --><a href=y>", &["link y"]);
    check("<!--><a href=y>", &["link y"]);
    check("<!-- <a href=x> --!><a href=y>", &["link y"]);
    check("<!-- <a href=x>", &[]);
    check("<!-- - -- <a href=x> ---><a href=y>", &["link y"]);
    check(
        "<script src=s>'<a href=x>'</scripty></SCRIPT ><a href=y>",
        &["embed s", "link y"],
    );
    check(
        "<style>a::after{content:'<img src=x>'}</style><a href=y>",
        &["link y"],
    );
    check("<textarea><a href=x>", &[]);
    check(
        "<!DOCTYPE a href=x><?php href=x ?></ a href=x></a href=x><a href=y>",
        &["link y"],
    );
}

#[test]
fn broken_tags_do_no_harm() {
    check("a < b <> <1 href=x>", &[]);
    check("<a href=\"x", &[]);
    check("<a href=x", &[]);
    check("<a href=>b</a>", &["link "]);
    check("<", &[]);
    check("</", &[]);
}

#[test]
fn ids_and_names_of_anchors_are_found() {
    check_ids(
        "<div id=\"가\"><a name='나' id=다></a><input name=라><p id=''>",
        &["가", "나", "다", ""],
    );
    check_ids("<!-- <p id=x> -->", &[]);
}

#[test]
fn spans_are_those_of_the_file() {
    let raw = scanned("<a id=b href='c'>");
    assert_eq!(raw.ids[0].1, Span::new(106, 107));
    assert_eq!(raw.addresses[0].span, Span::new(114, 115));
}

fn check_rewrite(text: &str, new: &str, expected: &str) {
    let raw = scanned(text);
    let rewritten = rewrite(&raw, |_| Some(new.to_owned()), |_| None);
    assert_eq!(rewritten, expected, "{text}");
    let again = scanned(&rewritten);
    assert_eq!(again.addresses.len(), raw.addresses.len(), "{rewritten}");
}

#[test]
fn a_new_address_is_escaped() {
    check_rewrite(
        "<a href=\"x\">",
        "/글?a=1&b=\"2\"",
        "<a href=\"/글?a=1&amp;b=&quot;2&quot;\">",
    );
    check_rewrite("<a href='x'>", "it's", "<a href='it&#39;s'>");
    check_rewrite("<a href=x>", "a b>c", "<a href=a%20b&gt;c>");
    check_rewrite(
        "<a href=x>",
        "a?x&amp;y&#38;z&#x26;&lt",
        "<a href=a?x&amp;y&#38;z&#x26;&amp;lt>",
    );
    check_rewrite("<a href= x class=y>", "", "<a href= \"\" class=y>");
    check_rewrite("<a href='x' class=y>", "", "<a href='' class=y>");
}

#[test]
fn a_picture_without_a_size_gets_one() {
    let check = |text: &str, expected: &str| {
        let raw = scanned(text);
        let new = |old: &str| (old == "a").then(|| "/a".to_owned());
        assert_eq!(rewrite(&raw, new, |_| Some((4, 3))), expected);
    };
    check("<img src=a>", "<img width=\"4\" height=\"3\" src=/a>");
    check(
        "<p><IMG alt='' src='b'><img src=a>",
        "<p><IMG width=\"4\" height=\"3\" alt='' src='b'><img width=\"4\" height=\"3\" src=/a>",
    );
    check("<img src=a width=9>", "<img src=/a width=9>");
    check("<img height=9 src=b>", "<img height=9 src=b>");
    check(
        "<video poster=a src=b></video>",
        "<video poster=/a src=b></video>",
    );
}

#[test]
fn only_the_addresses_are_replaced() {
    let raw = scanned("<p class=a><img src=a srcset='a 1x, b 2x'></p>");
    let rewritten = rewrite(&raw, |old| (old == "a").then(|| "/base/a".to_owned()), |_| None);
    assert_eq!(
        rewritten,
        "<p class=a><img src=/base/a srcset='/base/a 1x, b 2x'></p>"
    );
}

#[test]
fn hostile_html_takes_linear_time() {
    for part in [
        "<",
        "<a ",
        "<a href='",
        "<!--",
        "<!---->",
        "<!-- -- ",
        "</script",
        "<script></",
        "<a href=x id=y",
        ",",
        "<a =",
        "&",
    ] {
        let text = part.repeat(100_000);
        let raw = scanned(&text);
        rewrite(&raw, |old| Some(format!("{old}&")), |_| Some((1, 1)));
    }
    let srcset = format!("<img srcset='{}'>", "a (, ".repeat(100_000));
    scanned(&srcset);
}

proptest! {
    #[test]
    fn any_text_is_scanned(
        parts in prop::collection::vec(
            prop_oneof![
                prop::sample::select(vec![
                    "<a ", "<img ", "href", "src", "srcset", "id", "=", "\"", "'", ">", "/>", " ", "<!--", "-->",
                    "<script", "</script", "가", ",", "2x", "&amp;", "<", "</", "\n", "(",
                ]).prop_map(str::to_owned),
                "\\PC{0,3}",
            ],
            0..30,
        )
    ) {
        let text = parts.concat();
        let raw = scanned(&text);
        let mut end = 0;
        for address in &raw.addresses {
            prop_assert!(text.get(address.range.clone()).is_some());
            prop_assert!(end <= address.range.start);
            end = address.range.end;
        }
        for (range, _) in &raw.ids {
            prop_assert!(text.get(range.clone()).is_some());
        }
        prop_assert_eq!(&rewrite(&raw, |old| Some(old.to_owned()), |_| None).into_owned(), &text);
        prop_assert!(matches!(rewrite(&raw, |_| None, |_| None), Cow::Borrowed(same) if same == text));
        let changed = rewrite(&raw, |_| Some("a b\"'&><`,가".to_owned()), |_| None).into_owned();
        let again = scanned(&changed);
        prop_assert_eq!(again.addresses.len(), raw.addresses.len());
        prop_assert_eq!(again.ids.len(), raw.ids.len());
    }
}
