use super::*;

fn check(text: &str, expected: &[&str]) {
    let found: Vec<String> = references(text)
        .iter()
        .map(|reference| format!("{:?} {}", reference.kind, reference.url))
        .collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn addresses_are_found_and_comments_are_not() {
    check(
        "@import \"a.css\" screen; @import url(b.css); /* url(no.png) */ p{background:URL( c.png ), url('d e.png')}",
        &[
            "Resource a.css",
            "Resource b.css",
            "Picture c.png",
            "Picture d e.png",
        ],
    );
    check(
        "p{content:\"url(no.png)\";background:image-set(\"a.png\" 1x, url(b.png) 2x, 'c' type('image/avif'))}",
        &["Picture a.png", "Picture b.png", "Picture c"],
    );
    check(
        "@font-face{src:url(f.woff2) format(\"woff2\")}",
        &["Picture f.woff2"],
    );
}

#[test]
fn escapes_are_replaced() {
    check("p{background:url(a\\ b\\29 .png)}", &["Picture a b).png"]);
    check("p{background:url(\"a\\\"b\")}", &["Picture a\"b"]);
}

#[test]
fn what_is_unfinished_ends_with_the_text() {
    check("p{background:url(a.png", &["Picture a.png"]);
    check("p{background:url('a.png", &["Picture a.png"]);
    check("@import", &[]);
    check("p{background:url(var(--x))}", &[]);
    check("p{background:url()}/*", &[]);
    check("\\", &[]);
}
