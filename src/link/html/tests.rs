use super::*;

fn check(text: &str, expected: &[&str]) {
    let found: Vec<String> = contents(text)
        .references
        .iter()
        .map(|reference| format!("{:?} {}", reference.kind, reference.url))
        .collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn everything_a_page_refers_to_is_found() {
    check(
        "<a href=/a>a</a><AREA HREF='b c'><img src=\" d.png \" srcset=\"e.png 1x, f@2x.png 2x\">\
         <picture><source srcset=g.webp></picture>",
        &[
            "Page /a",
            "Page b c",
            "Picture d.png",
            "Picture e.png",
            "Picture f@2x.png",
            "Picture g.webp",
        ],
    );
    check(
        "<video src=v poster=p><source src=s><track src=t></video><audio src=u></audio><object data=o></object>\
         <iframe src=i></iframe><embed src=e><input type=image src=n>",
        &[
            "Picture v",
            "Picture p",
            "Picture s",
            "Picture t",
            "Picture u",
            "Resource o",
            "Resource i",
            "Resource e",
            "Picture n",
        ],
    );
    check(
        "<svg><use href=sprite.svg#a /><use xlink:href='#b'/><image href=c.png /><a xlink:href=d></a></svg>",
        &["Resource sprite.svg#a", "Resource #b", "Picture c.png", "Page d"],
    );
    check(
        "<form action=/x><button formaction=/y></form>",
        &["Page /x", "Page /y"],
    );
}

#[test]
fn coloured_code_hides_nothing() {
    let text = "<span class=\"k\"><a href=/a></a></span ><span class=\"b\" id=c></span>\
                <SPAN class='d' style=\"background: url(e.png)\"></span><span class=\"f><a href=/g>";
    check(text, &["Page /a", "Picture e.png"]);
    assert_eq!(contents(text).ids, ["c".to_owned()].into_iter().collect());
}

#[test]
fn a_link_is_loaded_read_by_machines_or_a_hint() {
    check(
        "<link rel=stylesheet href=a.css><link rel='shortcut icon' href=b.ico><link rel=canonical href=c>\
         <link rel=preconnect href=https://d.example><link rel='preload' imagesrcset='e.png 1x' href=f.png>\
         <link href=g>",
        &[
            "Resource a.css",
            "Resource b.ico",
            "Machine c",
            "Picture e.png",
            "Resource f.png",
        ],
    );
}

#[test]
fn a_refresh_and_properties_are_addresses() {
    check(
        "<meta http-equiv=refresh content='0; URL=\"/new/\"'>",
        &["Page /new/"],
    );
    check("<meta http-equiv='Refresh' content='3;/new/'>", &["Page /new/"]);
    check("<meta http-equiv=refresh content=5>", &[]);
    check(
        "<meta property=og:image content=/a.png><meta name=twitter:image content=b.png><meta name=x content=c>",
        &["Machine /a.png", "Machine b.png"],
    );
}

#[test]
fn styles_refer_too() {
    check(
        "<p style=\"background:url(a.png)\"><style>@import 'b.css'; p{background:url( \"c.png\" )}</style>",
        &["Picture a.png", "Resource b.css", "Picture c.png"],
    );
    check(
        "<p style=\"background:url(&quot;a.png&quot;)\">",
        &["Picture a.png"],
    );
    check("<p style='fill:url(#gradient)'>", &[]);
}

#[test]
fn what_is_only_text_refers_to_nothing() {
    check(
        "<!-- <a href=x> --><textarea><a href=y></textarea><script>'<a href=z>'</script>",
        &[],
    );
    check("<noscript><img src=x></noscript>", &["Picture x"]);
}

#[test]
fn character_references_are_replaced() {
    check(
        "<a href='?a=1&amp;b=2&c=3'><a href=mailto:a&#64;b.c><a href=&#x2F;x>",
        &["Page ?a=1&b=2&c=3", "Page mailto:a@b.c", "Page /x"],
    );
}

#[test]
fn ids_are_known_and_bad_ones_told() {
    let found = contents("<p id=a><p id=''><a name=b><h2 id=a><h3 id='c &amp; d'>");
    let mut ids: Vec<&str> = found.ids.iter().map(String::as_str).collect();
    ids.sort_unstable();
    assert_eq!(ids, ["a", "b", "c & d"]);
    let bad: Vec<&str> = found.bad_ids.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(bad, ["", "a"]);
}

#[test]
fn the_first_base_counts() {
    let found = contents("<base href=/a/><base href=/b/><a href=c>");
    assert_eq!(found.base.as_deref(), Some("/a/"));
}

proptest::proptest! {
    #[test]
    fn every_range_is_of_the_text(text in r#"[<>a-z="' &;#/(){}:,가\\*-]{0,80}"#) {
        let found = contents(&text);
        for reference in found.references {
            proptest::prop_assert!(text.get(reference.range).is_some());
        }
        let _ = super::super::xml::contents(&text);
        for reference in css::references(&text) {
            proptest::prop_assert!(text.get(reference.range).is_some());
        }
    }
}

/// What is passed over changes nothing, wherever it stands.
#[track_caller]
fn check_inert(before: &str, inert: &str, after: &str) {
    let text = [before, inert, after].concat();
    let span = Span::new(before.len(), before.len() + inert.len());
    assert_eq!(contents_but(&text, &[span]), contents(&text), "{text}");
}

#[test]
fn what_is_inert_is_passed_over_and_nothing_else() {
    let sheet = ".a{color:red}";
    check_inert("<style>", sheet, "</style><a href=/x>");
    check_inert("<style>", sheet, ".x{background:url(/missing.png)}</style>");
    check_inert("<style>", sheet, "@import \"/gone.css\";</style>");
    check_inert(
        "<style>",
        sheet,
        ".x::after{content:\"<a href=/nowhere>\"}</style>",
    );
    check_inert("<style>.b{background:url(/b.png)}", sheet, "</style>");
    check_inert("<textarea>", sheet, "<a href=\"/no\"></textarea><a href=/x>");
    check_inert("<title>", sheet, "</title><a href=/x>");
    check_inert("<script>", sheet, "\"<a href=/no>\"</script><a href=/x>");
    let code = "<span class=\"k\">if</span> a &lt; b";
    for (before, after) in [
        ("<pre><code>", "</code></pre><a href=/x>"),
        ("<pre><code><a href=#a>", "</a><a id=a>"),
        ("<!-- ", " <a href=/no> --><a href=/x>"),
        ("<!--", "--><a href=/x>"),
        ("<img alt='", "' src=/x>"),
        ("<template>", "<a href=/no></template><a href=/x>"),
        ("<textarea>", "<a href=/no></textarea><a href=/x>"),
        ("<p", "<a href=/x>"),
        ("", "<a href=/x>"),
        ("<a href=/x>", ""),
    ] {
        check_inert(before, code, after);
    }
}
