//! The author's own colours, fonts, style sheets and files of the theme.

use super::driver::Site;
use super::html::tags;
use super::site::built;

const POST: &str = "-- content/posts/a.md --\n---\ntitle: A\ndate: 2025-01-01\n---\nOne.\n";

/// A site with these lines of configuration and these files.
fn site(config: &str, files: &str) -> String {
    format!("-- recto.toml --\ntitle = \"T\"\nbase_url = \"https://e.org/b/\"\n{config}\n{POST}{files}")
}

/// The style sheet in a page.
fn style(html: &str) -> &str {
    let rest = html.split_once("<style>").expect("a page has its style").1;
    rest.split_once("</style>").expect("it ends").0
}

#[test]
fn settings_and_the_authors_style_sheet_come_after_the_theme() {
    let built = built(&site(
        "[style]\naccent = { light = \"#0b5cad\", dark = \"#7fbcff\" }\nleading = 1.8",
        "-- themes/recto/assets/user.css --\nh1 { letter-spacing: 0 }\n",
    ));
    assert_eq!(built.said, "");
    let style = style(built.text("posts/a/index.html"));
    let order = style.split_once("@layer ").unwrap().1.split_once(';').unwrap().0;
    let layers: Vec<&str> = order.split(',').map(str::trim).collect();
    let place = |name| layers.iter().position(|layer| *layer == name).unwrap();
    assert!(
        place("user") > place("parts") && place("user") > place("code"),
        "{order}"
    );
    let own = style.split_once("@layer user{").unwrap().1;
    assert!(
        own.starts_with(":root{--accent:light-dark(#0b5cad,#7fbcff);--leading:1.8"),
        "{own}"
    );
    assert!(own.contains("h1{letter-spacing:0}"), "{own}");
    assert!(!built.has("assets/user.css"), "it is a part of `style.css`");
}

#[test]
fn each_alert_has_a_colour_of_its_own() {
    let alerts = ["note", "tip", "important", "warning", "caution"];
    let settings: String = alerts
        .map(|name| format!("{name} = \"#12345{}\"\n", name.len()))
        .concat();
    let built = built(&site(&format!("[style]\n{settings}"), ""));
    assert_eq!(built.said, "");
    let style = style(built.text("posts/a/index.html"));
    for name in alerts {
        assert!(style.contains(&format!("--hue:var(--{name})")), "{name}: {style}");
    }
}

#[test]
fn a_site_without_an_icon_has_the_themes() {
    let icons = |files: &str| {
        let built = built(&site("", files));
        assert_eq!(built.said, "");
        let tags = tags(built.text("404.html"));
        let icons = tags.iter().filter(|tag| tag.is("link", "rel", "icon"));
        let urls: Vec<String> = icons.map(|tag| tag.get("href").unwrap().to_owned()).collect();
        for url in &urls {
            assert!(
                url.strip_prefix("/b/").is_some_and(|path| built.has(path)),
                "{url}"
            );
        }
        urls
    };
    let themes = icons("");
    assert_eq!(themes.len(), 1);
    assert!(
        themes[0].contains("assets/icon.") && themes[0].ends_with(".svg"),
        "{themes:?}"
    );
    let own = icons("-- static/favicon.svg --\n<svg/>\n");
    assert!(own.len() == 1 && own[0].ends_with("/favicon.svg"), "{own:?}");
    let changed = icons("-- themes/recto/assets/icon.svg --\n<svg/>\n");
    assert!(changed.len() == 1 && changed != themes, "{changed:?}");
}

#[test]
fn a_site_without_a_style_of_its_own_has_no_layer_for_it() {
    let built = built(&site("", ""));
    assert!(!style(built.text("posts/a/index.html")).contains("@layer user{"));
}

#[test]
fn what_is_wrong_with_a_style_stands_in_its_line() {
    let site = Site::new(&site(
        "[style]\nacent = \"#123456\"\nquiet = { light = \"#999\", dark = \"#aaa\" }\ntint = \"blu\"\n\
         ground = { light = \"#fff\" }\nfont = \"x; y\"\nleading = [1]\nmark = \"#ff\"",
        "-- themes/recto/assets/user.css --\n@import \"../x.css\";\n:root { --chip: #222 }\n",
    ));
    let found = site.run(["check", "--format", "short", "--root", "."]);
    let told: Vec<&str> = found
        .stdout()
        .lines()
        .filter(|line| !line.contains("[L0"))
        .collect();
    let expected = [
        "recto.toml:4:1: error[C002]: the theme has no property `acent` (help: did you mean `accent`?)",
        "recto.toml:5:19: error[T005]: `--quiet` has a contrast of 2.68:1 on `--tint` in light (help: take a colour further away from the ground: readers need 4.5:1)",
        "recto.toml:6:8: error[C003]: `tint` is a colour, and `blu` is none (help: write one such as `#0b5cad`, `navy` or `oklch(45% 0.15 255)`)",
        "recto.toml:7:1: error[C003]: `ground` needs a value for light and one for dark (help: write `ground = { light = \"…\", dark = \"…\" }`)",
        "recto.toml:8:8: error[C003]: `font` cannot be used: a value has no `;` (help: write what stands between `:` and `;` in a style sheet)",
        "recto.toml:9:11: error[C003]: `leading` is a list, but must be text (help: write what stands behind the `:` in a style sheet)",
        "recto.toml:10:8: error[C003]: `mark` is a colour, and `#ff` is none (help: write one such as `#0b5cad`, `navy` or `oklch(45% 0.15 255)`)",
        "themes/recto/assets/user.css:1:1: error[T006]: browsers pass over `@import` in `user.css`, which is a part of `style.css` (help: write what it brings into `user.css` itself, or override `style.css`)",
        "themes/recto/assets/user.css:2:17: error[T005]: `--text` has a contrast of 1.02:1 on `--chip` in light (help: take a colour further away from the ground: readers need 4.5:1)",
    ];
    assert_eq!(told, expected);
}

#[test]
fn a_file_of_the_theme_is_ejected_and_never_replaced() {
    let site = Site::configured(POST);
    let listed = site.run(["theme", "list"]);
    assert!(
        listed.stdout().contains("templates/base.html\n"),
        "{}",
        listed.stdout()
    );
    let ejected = site.run(["theme", "eject", "base.html", "i18n/ko.toml"]);
    assert_eq!(
        ejected.stdout(),
        "themes/recto/templates/base.html\nthemes/recto/i18n/ko.toml\n"
    );
    assert_eq!(
        site.read("themes/recto/templates/base.html"),
        include_str!("../../themes/recto/templates/base.html")
    );
    let listed = site.run(["theme", "list"]);
    assert!(
        listed
            .stdout()
            .contains("templates/base.html  overridden by themes/recto/templates/base.html\n"),
        "{}",
        listed.stdout()
    );
    site.write("themes/recto/templates/base.html", "mine");
    let refused = site.run(["theme", "eject", "404.html", "base.html"]);
    assert!(
        refused
            .stderr()
            .contains("`themes/recto/templates/base.html` is there already")
    );
    assert_eq!(site.read("themes/recto/templates/base.html"), "mine");
    assert!(!site.has("themes/recto/templates/404.html"), "all or none");
    let unknown = site.run(["theme", "eject", "bass.html"]);
    assert!(
        unknown.stderr().contains("help: did you mean `base.html`?"),
        "{}",
        unknown.stderr()
    );
}

#[test]
fn a_template_goes_through_tables_in_one_order() {
    let template = "{% for key, value in article.extra %}{{ key }}={{ value }},{% endfor %}\n\
                    {% for key, value in t %}{{ key }},{% endfor %}\n\
                    {% for key, value in site.assets %}{{ key }},{% endfor %}";
    let post = "-- content/posts/b.md --\n---\ntitle: B\ndate: 2025-01-02\nextra:\n  one: 1\n  two: 2\n  three: 3\n  four: 4\n---\nTwo.\n";
    let site = site(
        "",
        &format!("{post}-- themes/recto/templates/post.html --\n{template}\n"),
    );
    let first = built(&site);
    let text = first.text("posts/b/index.html");
    assert!(text.contains("four=4"), "{text}");
    for _ in 0..4 {
        assert_eq!(built(&site).text("posts/b/index.html"), text);
    }
}

#[test]
fn what_stands_beside_the_style_sheet_of_a_page_is_proved() {
    let check = |behind: &str, expected: &[&str]| {
        let sheet = "{{ site.styles[\"style.css\"] | safe }}";
        let page = format!(
            "<!doctype html><title>{{{{ page.title }}}}</title>{}",
            behind.replace('@', sheet)
        );
        let built = built(&site(
            "",
            &format!("-- themes/recto/templates/post.html --\n{page}\n"),
        ));
        let found: Vec<&str> = expected
            .iter()
            .copied()
            .filter(|words| !built.said.contains(words))
            .collect();
        assert_eq!(found, [""; 0], "{behind}\n{}", built.said);
        assert_eq!(
            built.said.is_empty(),
            expected.is_empty(),
            "{behind}\n{}",
            built.said
        );
    };
    check("<style>@</style>", &[]);
    check(
        "<style>@.x{background:url(/missing.png)}</style>",
        &["missing.png"],
    );
    check(
        "<style>.x{background:url(/missing.png)}@</style>",
        &["missing.png"],
    );
    check("<style>@.x::after{content:\"<a href=/nowhere>\"}</style>", &[]);
    check("<textarea>@<a href=\"/nowhere/\"></textarea>", &[]);
    check("<textarea>@</textarea><a href=\"/nowhere/\">a</a>", &["nowhere"]);
}
