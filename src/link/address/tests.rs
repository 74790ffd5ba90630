use super::*;

fn meaning(url: &str) -> String {
    let origin = Origin::new("https://User.github.io/blog");
    match origin.meaning("posts/a/index.html", None, url) {
        Meaning::Own(Target { path, fragment }) => match fragment {
            Some(fragment) => format!("own {path} #{fragment}"),
            None => format!("own {path}"),
        },
        Meaning::BesideBase(path) => format!("beside {path}"),
        Meaning::Elsewhere { host } => format!("host {host}"),
        Meaning::Other { scheme, rest } => format!("{scheme} {rest}"),
        Meaning::Malformed(fault) => format!("{fault:?}"),
    }
}

#[test]
fn an_address_means_what_a_browser_takes_it_for() {
    for (url, expected) in [
        ("/blog/x/", "own x/"),
        ("/blog", "own "),
        ("/blog/", "own "),
        ("/x/", "beside /x/"),
        ("/blog/a..b//c.html", "own a..b//c.html"),
        ("/blog/x/.", "own x/"),
        ("/blog/x/%2e./y", "own y"),
        ("/blog/.x", "own .x"),
        ("b.html", "own posts/a/b.html"),
        ("./b/../c", "own posts/a/c"),
        ("../b/", "own posts/b/"),
        ("../../../../../blog/z", "own z"),
        ("..", "own posts/"),
        ("%2e%2E/b", "own posts/b"),
        ("", "own posts/a/index.html"),
        ("#x", "own posts/a/index.html #x"),
        ("?q=/../#x%20y", "own posts/a/index.html #x%20y"),
        ("\\blog\\x", "own x"),
        (" /blog/\n x ", "own  x"),
        ("/blog/%EA%B8%80/", "own 글/"),
        ("/blog/글/", "own 글/"),
        ("/blog/%ff", "Encoding"),
        ("/blog/100%", "own 100%"),
        ("https://user.github.io/blog/x", "own x"),
        ("HTTP://USER.GITHUB.IO:80/blog/x", "own x"),
        ("//user.github.io/blog/x#y", "own x #y"),
        ("//user.github.io./blog/x", "own x"),
        ("https://user.github.io", "host user.github.io"),
        ("//user.github.io/other/", "host user.github.io"),
        ("https:/user.github.io/blog/x", "beside /user.github.io/blog/x"),
        ("https:x", "own posts/a/x"),
        ("https://other.example:8080/x", "host other.example"),
        ("//other.example/x", "host other.example"),
        ("http://[::1]:80/", "host ::1"),
        ("https://a@user.github.io/blog/x", "own x"),
        ("https://", "NoHost"),
        ("mailto:a@b.c", "mailto a@b.c"),
        ("MAILTO:a", "mailto a"),
        ("htps://x", "htps //x"),
        ("1:2", "own posts/a/1:2"),
    ] {
        assert_eq!(meaning(url), expected, "{url}");
    }
}

#[test]
fn a_base_moves_all_that_is_relative() {
    let origin = Origin::new("https://e.org");
    let path = |base, url| match origin.meaning("a/index.html", Some(base), url) {
        Meaning::Own(target) => target.path,
        other => format!("{other:?}"),
    };
    assert_eq!(path("/b/c", "d"), "b/d");
    assert_eq!(path("../x/", "d"), "x/d");
    assert_eq!(path("https://e.org/y/", "#z"), "y/");
    let elsewhere = origin.meaning("a/index.html", Some("https://f.org/"), "d");
    assert_eq!(
        elsewhere,
        Meaning::Elsewhere {
            host: "f.org".to_owned()
        }
    );
}

proptest::proptest! {
    #[test]
    fn nothing_is_too_odd(url in r#"[a-z/\\.:%2eE#?@\[\] 가-]{0,40}"#) {
        let _ = meaning(&url);
    }
}
