//! What a reader, a search engine and a feed reader find on the pages.

use std::path::Path;
use std::sync::LazyLock;

use super::html::{Tag, tags, text, unescape, xml_fault};
use super::site::{Built, NOTES, build, built, options, put, sources};

static SITE: LazyLock<Built> = LazyLock::new(|| built(NOTES));

/// The blog of this repository, as it lies on the disk.
pub(crate) static BLOG: LazyLock<Built> = LazyLock::new(|| {
    let listing = recto::source::list(Path::new(env!("CARGO_MANIFEST_DIR")));
    build(&recto::pipeline::read(&listing), &options())
});

const SECOND: &str = "posts/second/index.html";

fn find<'a>(tags: &'a [Tag], name: &str, attribute: &str, value: &str) -> &'a Tag {
    let mut found = tags.iter().filter(|tag| tag.is(name, attribute, value));
    let first = found.next();
    let first = first.unwrap_or_else(|| panic!("no <{name} {attribute}=\"{value}\">"));
    assert!(
        found.next().is_none(),
        "more than one <{name} {attribute}=\"{value}\">"
    );
    first
}

/// The `content` of a `meta` element.
fn meta<'a>(tags: &'a [Tag], attribute: &str, value: &str) -> &'a str {
    find(tags, "meta", attribute, value)
        .get("content")
        .unwrap_or_default()
}

/// The page made of a post with this Markdown.
pub(crate) fn post(markdown: &str) -> Built {
    post_with("", markdown)
}

/// The same with a line of configuration.
fn post_with(config: &str, markdown: &str) -> Built {
    built(&format!(
        "-- recto.toml --\ntitle = \"T\"\nbase_url = \"https://e.org/b/\"\n{config}\n-- content/posts/a.md --\n---\n\
         title: A\ndate: 2025-01-01\n---\n{markdown}\n-- content/posts/b.md --\n---\ntitle: B\ndate: 2025-01-02\n---\n\
         ## 결과\n-- static/a b.svg --\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"4\" height=\"3\"/>\n"
    ))
}

/// The HTML of that post's text.
pub(crate) fn prose(built: &Built) -> &str {
    let html = built.text("posts/a/index.html");
    let from = html.split_once("<div class=\"prose\">").expect("it has a text").1;
    from.split_once("\n</div>\n</article>").expect("the text ends").0
}

#[track_caller]
fn check_prose(markdown: &str, expected: &str) {
    let built = post(markdown);
    assert_eq!(built.said, "", "{markdown}");
    assert!(prose(&built).contains(expected), "{markdown}\n{}", prose(&built));
}

#[test]
fn a_description_made_from_the_text_has_no_tex() {
    let description = |text: &str| {
        meta(
            &tags(post(text).text("posts/a/index.html")),
            "name",
            "description",
        )
        .to_owned()
    };
    assert_eq!(
        description("$$\n\\frac{1}{2}\n$$\n\nIPv4 has $2^{32}$ addresses.\n"),
        "IPv4 has 2^32 addresses."
    );
    assert_eq!(
        description("A half, $\\frac{1}{2}$, stays.\n"),
        "A half, …, stays."
    );
}

#[test]
fn the_head_says_what_the_page_is() {
    let html = SITE.text(SECOND);
    let tags = tags(html);
    let title = "둘째 <글> & \"따옴표\"";
    assert_eq!(tags[0].get("lang"), Some("ko"));
    let head_title = tags
        .iter()
        .find(|tag| tag.name == "title")
        .map(|tag| tag.text.as_str());
    assert_eq!(head_title, Some("둘째 <글> & \"따옴표\" — 구름 노트 & more"));
    assert_eq!(meta(&tags, "name", "description"), "둘째 글의 <설명> & \"더\"");
    assert_eq!(meta(&tags, "name", "keywords"), "aws, C++, CI/CD");
    let canonical = find(&tags, "link", "rel", "canonical").get("href");
    assert_eq!(canonical, Some("https://notes.example/posts/second/"));
    assert_eq!(meta(&tags, "property", "og:title"), title);
    assert_eq!(meta(&tags, "property", "og:type"), "article");
    assert_eq!(
        meta(&tags, "property", "og:url"),
        "https://notes.example/posts/second/"
    );
    assert_eq!(meta(&tags, "property", "og:locale"), "ko_KR");
    let image = "https://notes.example/images/%ED%81%B0%20%EA%B7%B8%EB%A6%BC.svg";
    assert_eq!(meta(&tags, "property", "og:image"), image);
    assert_eq!(meta(&tags, "property", "og:image:width"), "640");
    assert_eq!(meta(&tags, "property", "article:published_time"), "2025-02-01");
    assert_eq!(meta(&tags, "property", "article:modified_time"), "2025-02-03");
    let alternates: Vec<_> = tags
        .iter()
        .filter(|tag| tag.is("link", "rel", "alternate"))
        .map(|tag| (tag.get("type").unwrap(), tag.get("href").unwrap()))
        .collect();
    assert_eq!(
        alternates,
        [
            ("application/atom+xml", "/feed.xml"),
            ("application/feed+json", "/feed.json"),
            ("text/markdown", "/posts/second/index.md"),
        ]
    );
}

#[test]
fn structured_data_is_json_that_agrees_with_the_page() {
    let tags = tags(SITE.text(SECOND));
    let data = &find(&tags, "script", "type", "application/ld+json").text;
    let data: serde_json::Value = serde_json::from_str(data).unwrap();
    let [article, crumbs] = data["@graph"].as_array().unwrap().as_slice() else {
        panic!("{data}")
    };
    assert_eq!(article["@type"], "BlogPosting");
    assert_eq!(article["headline"], "둘째 <글> & \"따옴표\"");
    assert_eq!(article["datePublished"], "2025-02-01");
    assert_eq!(article["dateModified"], "2025-02-03");
    assert_eq!(article["author"]["name"], "Kim");
    assert_eq!(article["mainEntityOfPage"], "https://notes.example/posts/second/");
    assert_eq!(
        crumbs["itemListElement"][1]["item"],
        "https://notes.example/posts/"
    );
    assert_eq!(crumbs["itemListElement"][2]["position"], 3);
}

#[test]
fn pages_in_other_languages_say_so() {
    let html = SITE.text("posts/dated-name/index.html");
    let tags = tags(html);
    assert_eq!(tags[0].get("lang"), Some("en"));
    assert_eq!(meta(&tags, "property", "og:locale"), "en_US");
    assert!(text(html).contains("1 min"), "the interface is English too");
    // In the Korean list the English card is marked.
    assert!(SITE.text("tags/eks/index.html").contains("<h2 lang=\"en\">"));
}

#[test]
fn the_real_post_takes_six_minutes() {
    let html = BLOG.text("posts/eks-custom-networking/index.html");
    let meta = html
        .split_once("<p class=\"meta\">")
        .unwrap()
        .1
        .split_once("</p>")
        .unwrap()
        .0;
    assert!(meta.contains("<span>읽는 데 6분</span>"), "{meta}");
}

#[test]
fn the_real_post_is_bold_beside_korean() {
    let html = BLOG.text("posts/eks-custom-networking/index.html");
    assert!(html.contains("<strong>VPC CNI(Container Network Interface)</strong>를 사용합니다"));
    assert!(!text(html.split_once("<div class=\"prose\">").unwrap().1).contains("**"));
}

#[test]
fn the_real_blog_is_sound_under_both_bases() {
    let listing = recto::source::list(Path::new(env!("CARGO_MANIFEST_DIR")));
    let read = recto::pipeline::read(&listing);
    for base in [
        "https://comstering.github.io/",
        "https://comstering.github.io/blog/",
    ] {
        let mut options = options();
        options.base_url = recto::config::BaseUrl::parse(base).ok();
        let built = build(&read, &options);
        assert_eq!(built.said, "");
        assert_eq!(built.dangling(), [""; 0]);
        assert_eq!(built.base, base);
    }
}

#[test]
fn comments_are_asked_for_as_configured() {
    let tags_of = |path: &str| tags(BLOG.text(path));
    let post = tags_of("posts/eks-custom-networking/index.html");
    let container = post.iter().find(|tag| tag.get("data-giscus").is_some()).unwrap();
    for (name, value) in [
        ("data-giscus", "https://giscus.app"),
        ("data-repo", "comstering/comstering.github.io"),
        ("data-repo-id", "MDEwOlJlcG9zaXRvcnkzNjI0MjQ3NDk="),
        ("data-category", "Announcements"),
        ("data-category-id", "MDE4OkRpc2N1c3Npb25DYXRlZ29yeTMyOTQ4OTYw"),
        ("data-mapping", "specific"),
        ("data-term", "posts/eks-custom-networking"),
        ("data-strict", "0"),
        ("data-reactions-enabled", "1"),
        ("data-emit-metadata", "0"),
        ("data-input-position", "top"),
        ("data-theme", "preferred_color_scheme"),
        ("data-lang", "ko"),
        ("data-loading", "lazy"),
    ] {
        assert_eq!(container.get(name), Some(value), "{name}");
    }
    let permalink = "https://comstering.github.io/posts/eks-custom-networking/";
    assert_eq!(meta(&post, "name", "giscus:backlink"), permalink);
    let has = |tags: &[Tag]| tags.iter().any(|tag| tag.get("data-giscus").is_some());
    assert!(!has(&tags_of("about/index.html")), "the page switched them off");
    assert!(
        !has(&tags(SITE.text("posts/fifth/index.html"))),
        "the post switched them off"
    );
    assert!(!has(&tags_of("index.html")));
}

#[test]
fn advertisements_need_a_client_and_leave() {
    let adsense = |client: bool, allowed: bool| {
        let config = if client {
            "[adsense]\nclient = \"ca-pub-123\"\n"
        } else {
            ""
        };
        let site = sources(&format!(
            "-- recto.toml --\ntitle = \"T\"\nbase_url = \"https://e.org\"\n{config}"
        ));
        let mut options = options();
        options.adsense = allowed;
        build(&site, &options)
            .text("index.html")
            .contains("adsbygoogle.js?client=ca-pub-123")
    };
    assert!(adsense(true, true));
    assert!(!adsense(true, false));
    assert!(!adsense(false, true));
}

#[test]
fn drafts_and_the_future_are_left_out() {
    let everything: String = SITE
        .outputs
        .values()
        .map(|bytes| String::from_utf8_lossy(bytes))
        .collect();
    assert!(
        !SITE
            .outputs
            .keys()
            .any(|path| path.contains("draft") || path.contains("future"))
    );
    for word in ["초고", "비밀", "앞날", "미래"] {
        assert!(!everything.contains(word), "{word}");
    }
    let mut with = options();
    with.drafts = true;
    with.now = None;
    let all = build(&sources(NOTES), &with);
    assert!(
        all.has("posts/draft/index.html")
            && all.has("posts/draft/secret.svg")
            && all.has("posts/future/index.html")
    );
    let draft = tags(all.text("posts/draft/index.html"));
    assert_eq!(meta(&draft, "name", "robots"), "noindex");
    assert!(!all.text("sitemap.xml").contains("/draft/"));
    assert!(!all.text("posts/draft/index.html").contains("data-giscus"));
}

#[test]
fn the_feed_has_the_whole_text_with_absolute_addresses() {
    let feed = SITE.text("feed.xml");
    assert_eq!(xml_fault(feed), None);
    let found = tags(feed);
    let texts = |name: &str| {
        found
            .iter()
            .filter(|tag| tag.name == name)
            .map(|tag| tag.text.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(texts("updated")[0], "2025-05-01T21:30:00+09:00");
    assert_eq!(texts("title")[0], "구름 노트 & more");
    assert_eq!(texts("id").len(), 6);
    let second = feed
        .split("<entry>")
        .find(|entry| entry.contains("/posts/second/"))
        .unwrap();
    assert!(
        second.contains("<updated>2025-02-03T00:00:00+09:00</updated>"),
        "{second}"
    );
    let content = find(&tags(second), "content", "type", "html").text.clone();
    assert!(content.contains("${var.name} {{ not }} {% a template %}"));
    assert!(content.contains("src=\"https://notes.example/images/%ED%81%B0%20%EA%B7%B8%EB%A6%BC.svg\""));
    assert!(content.contains("href=\"https://notes.example/posts/first/#%EB%81%9D\""));
}

#[test]
fn the_small_files_are_there() {
    assert_eq!(
        SITE.text("robots.txt"),
        "User-agent: *\nAllow: /\n\nSitemap: https://notes.example/sitemap.xml\n"
    );
    assert_eq!(SITE.text(".nojekyll"), "");
    assert!(SITE.has(".well-known/security.txt"));
    assert!(!SITE.has("CNAME"));
    let named = built(&NOTES.replace("paginate", "cname = \"notes.example\"\npaginate"));
    assert_eq!(named.text("CNAME"), "notes.example\n");
    let sitemap = SITE.text("sitemap.xml");
    assert_eq!(xml_fault(sitemap), None);
    assert!(sitemap.contains("<loc>https://notes.example/posts/second/</loc><lastmod>2025-02-03</lastmod>"));
    assert!(
        sitemap.contains("<loc>https://notes.example/about/</loc></url>"),
        "no day is made up"
    );
    for absent in ["404", "/old/first/", "assets"] {
        assert!(!sitemap.contains(absent), "{absent}");
    }
    let missing = tags(SITE.text("404.html"));
    assert_eq!(meta(&missing, "name", "robots"), "noindex");
    assert!(!missing.iter().any(|tag| tag.is("link", "rel", "canonical")));
}

#[test]
fn assets_carry_a_hash_of_what_is_in_them() {
    let style = |built: &Built| {
        let path = built
            .outputs
            .keys()
            .find(|path| path.starts_with("assets/style."));
        path.expect("there is a style sheet").clone()
    };
    let own = style(&SITE);
    assert_eq!(own.len(), "assets/style.01234567.css".len());
    assert!(
        SITE.text("index.html")
            .contains(&format!("<style>{}</style>", SITE.text(&own)))
    );
    let mut other = sources(NOTES);
    put(&mut other, "themes/recto/assets/style.css", "body { margin: 0 }");
    let other = build(&other, &options());
    assert_ne!(style(&other), own);
    assert!(other.text(&style(&other)).starts_with("body{margin:0}"));
}

#[test]
fn a_style_that_refers_to_files_is_linked_to() {
    let mut site = sources(NOTES);
    put(&mut site, "themes/recto/assets/style.css", "@import '/a.css';");
    put(&mut site, "static/a.css", "");
    let html = build(&site, &options()).text("index.html").to_owned();
    let tags = tags(&html);
    let style = find(&tags, "link", "rel", "stylesheet")
        .get("href")
        .unwrap_or_default();
    assert!(style.starts_with("/assets/style."), "{style}");
    assert_eq!(html.matches("<style>").count(), 1, "that of lists");
}

#[test]
fn the_menu_is_the_configured_one_and_marks_the_page() {
    let html = SITE.text("posts/index.html");
    let menu = html
        .split_once("<nav class=\"site-menu\"")
        .unwrap()
        .1
        .split_once("</nav>")
        .unwrap()
        .0;
    let links: Vec<_> = tags(menu).into_iter().filter(|tag| tag.name == "a").collect();
    let shown: Vec<_> = links
        .iter()
        .map(|tag| (tag.get("href").unwrap(), tag.text.as_str()))
        .collect();
    assert_eq!(
        shown,
        [("/posts/", "글"), ("/tags/", "태그"), ("/about/", "소개")]
    );
    assert_eq!(links[0].get("aria-current"), Some("page"));
    assert_eq!(links[1].get("aria-current"), None);
}

#[test]
fn ten_posts_fit_on_a_page_and_the_eleventh_does_not() {
    let site = |posts: usize| {
        let mut fixture = "-- recto.toml --\ntitle = \"T\"\nbase_url = \"https://e.org/b\"\n".to_owned();
        for at in 1..=posts {
            fixture +=
                &format!("-- content/posts/p{at}.md --\n---\ntitle: P{at}\ndate: 2025-01-{at:02}\n---\nx\n");
        }
        built(&fixture)
    };
    let ten = site(10);
    assert!(!ten.has("page/2/index.html"));
    assert!(!ten.text("index.html").contains("class=\"pager\""));
    let eleven = site(11);
    let first = tags(eleven.text("index.html"));
    assert_eq!(find(&first, "a", "rel", "next").get("href"), Some("/b/page/2/"));
    assert_eq!(
        first
            .iter()
            .filter(|tag| tag.is("article", "class", "card"))
            .count(),
        10
    );
    let second = eleven.text("page/2/index.html");
    assert_eq!(find(&tags(second), "a", "rel", "prev").get("href"), Some("/b/"));
    assert!(text(second).contains("P1") && !text(second).contains("P2"));
    assert_eq!(
        find(&tags(second), "link", "rel", "canonical").get("href"),
        Some("https://e.org/b/page/2/")
    );
}

#[test]
fn former_addresses_lead_to_the_present_one() {
    for path in ["old/first/index.html", "2024/first.html"] {
        let found = tags(SITE.text(path));
        assert_eq!(meta(&found, "http-equiv", "refresh"), "0; url=/posts/first/");
        assert_eq!(meta(&found, "name", "robots"), "noindex");
        let canonical = find(&found, "link", "rel", "canonical").get("href");
        assert_eq!(canonical, Some("https://notes.example/posts/first/"));
    }
}

#[test]
fn a_series_runs_from_its_oldest_post() {
    let html = SITE.text("posts/second/index.html");
    assert!(text(html).contains("연재 2/3"));
    let series = html
        .split_once("<nav class=\"series\"")
        .unwrap()
        .1
        .split_once("</nav>")
        .unwrap()
        .0;
    let links: Vec<_> = tags(series)
        .into_iter()
        .filter_map(|tag| tag.get("href").map(str::to_owned))
        .collect();
    assert_eq!(
        links,
        [
            "/series/%EB%84%A4%ED%8A%B8%EC%9B%8C%ED%81%AC/",
            "/posts/first/",
            "/posts/second/",
            "/posts/bundle/"
        ]
    );
}

#[test]
fn nothing_in_a_text_is_a_template() {
    let markdown =
        "{{ page.title }} {% if x %} {# note #}\n\n```\n{{ site.title }} {% raw %} {# c #}\n```\n\n`{{ x }}`";
    let built = post(markdown);
    assert_eq!(built.said, "");
    let shown = text(prose(&built));
    assert!(
        shown.contains("{{ page.title }} {% if x %} {# note #}"),
        "{shown}"
    );
    assert!(shown.contains("{{ site.title }} {% raw %} {# c #}"), "{shown}");
    assert!(shown.contains("{{ x }}"), "{shown}");
}

#[test]
fn code_is_shown_byte_for_byte() {
    let code = "a = \"${x}\"  # <주석> & 'q'\n\n\tb = \"\\\\\"\n";
    let built = post(&format!("```hcl title=\"main.tf\"\n{code}```"));
    let html = prose(&built);
    let shown = html
        .split_once("<code")
        .unwrap()
        .1
        .split_once('>')
        .unwrap()
        .1
        .split_once("</code>")
        .unwrap()
        .0;
    let mut plain = String::new();
    for piece in shown.split('<') {
        plain += piece.split_once('>').map_or(piece, |(_, text)| text);
    }
    assert_eq!(unescape(&plain), code);
    assert!(
        html.contains("<span class=\"code-title\">main.tf</span>"),
        "{html}"
    );
}

#[test]
fn links_lead_where_the_author_means() {
    check_prose("[b](b.md)", "<a href=\"/b/posts/b/\">b</a>");
    check_prose(
        "[b](./b.md#결과)",
        "<a href=\"/b/posts/b/#%EA%B2%B0%EA%B3%BC\">b</a>",
    );
    check_prose("[b](/posts/b)", "<a href=\"/b/posts/b/\">b</a>");
    check_prose("[b](/b/posts/b/)", "<a href=\"/b/posts/b/\">b</a>");
    check_prose("[b](../b/)", "<a href=\"/b/posts/b/\">b</a>");
    check_prose(
        "[b](<https://x.org/?a=1&b>)",
        "<a href=\"https://x.org/?a=1&amp;b\">b</a>",
    );
    check_prose(
        "![b](</a b.svg>)",
        "<img src=\"/b/a%20b.svg\" alt=\"b\" width=\"4\" height=\"3\"",
    );
    check_prose(
        "<img src='/a b.svg' alt=b>",
        "<img width=\"4\" height=\"3\" src='/b/a%20b.svg' alt=b>",
    );
}

#[test]
fn links_elsewhere_are_marked_as_configured() {
    let check = |nofollow: bool, tab: bool, destination: &str, expected: &str| {
        let config = format!("[markdown]\nexternal_nofollow = {nofollow}\nexternal_new_tab = {tab}\n");
        let built = post_with(&config, &format!("[x]({destination})"));
        assert!(
            prose(&built).contains(&format!("<a href=\"{destination}\"{expected}>")),
            "{}",
            prose(&built)
        );
    };
    check(false, false, "https://x.org/", "");
    check(true, false, "https://x.org/", " rel=\"nofollow noopener\"");
    check(
        false,
        true,
        "https://x.org/",
        " target=\"_blank\" rel=\"noopener\"",
    );
    check(
        true,
        true,
        "//x.org/",
        " rel=\"nofollow noopener\" target=\"_blank\"",
    );
    check(true, true, "https://e.org/other/", "");
    check(true, true, "mailto:a@x.org", "");
    check(
        true,
        true,
        "HTTPS://x.org/",
        " rel=\"nofollow noopener\" target=\"_blank\"",
    );
}

#[test]
fn files_of_a_bundle_go_where_its_page_goes() {
    assert!(SITE.has("posts/bundle/구성도.svg") && SITE.has("posts/bundle/img/a.svg"));
    let html = SITE.text("posts/bundle/index.html");
    assert!(html.contains(
        "src=\"/posts/bundle/%EA%B5%AC%EC%84%B1%EB%8F%84.svg\" alt=\"구성도\" width=\"320\" height=\"200\""
    ));
    assert!(html.contains("poster=\"/posts/bundle/img/a.svg\""));
    assert!(html.contains("/posts/bundle/img/a.svg 2x"));
}

#[test]
fn a_name_from_a_mac_is_the_same_name() {
    let composed = NOTES.replace("content/posts/fifth.md", "content/posts/각.md");
    let decomposed = NOTES.replace(
        "content/posts/fifth.md",
        "content/posts/\u{1100}\u{1161}\u{11a8}.md",
    );
    let link = |notes: &str| built(&notes.replace("시작합니다.", "[각](각.md)"));
    assert_eq!(link(&composed).outputs, link(&decomposed).outputs);
}

#[test]
fn raw_html_can_be_switched_off() {
    let built = post_with(
        "[markdown]\nraw_html = false",
        "<b onclick=\"x()\">굵게</b>\n\n<script>alert(1)</script>",
    );
    let html = prose(&built);
    assert!(
        html.contains("&lt;b onclick=&quot;x()&quot;&gt;굵게&lt;/b&gt;"),
        "{html}"
    );
    assert!(!html.contains("<script"), "{html}");
}

#[test]
fn the_ids_of_the_page_never_meet_those_of_headings() {
    let built = post(
        "# Main\n\n## Theme\n\n## Series\n\n## Comments\n\n## Series name\n\n## <a id=\"old\"></a>Title",
    );
    assert_eq!(super::site::twice(built.text("posts/a/index.html")), [""; 0]);
}

#[test]
fn markdown_becomes_html() {
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::glob!("../markdown", "*.md", |path| {
            let markdown = input(path);
            let built = post(&markdown);
            let said = built.said.replace("content/posts/a.md:", "");
            insta::assert_snapshot!(format!("{}\n{said}", prose(&built)));
        });
    });
}

#[expect(clippy::disallowed_methods, reason = "reads the inputs of a test")]
fn input(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

/// The policy of a page.
fn policy(page: &str) -> Option<String> {
    let found = tags(page);
    let meta = found
        .iter()
        .find(|tag| tag.get("http-equiv") == Some("Content-Security-Policy"))?;
    Some(meta.get("content")?.to_owned())
}

#[test]
fn a_policy_stands_in_the_head_of_every_page_when_wished_for() {
    let site = |config: &str, body: &str| {
        built(&format!(
            "-- recto.toml --\ntitle = \"T\"\nbase_url = \"https://e.org\"\n{config}\n-- content/posts/a.md --\n---\ntitle: A\n\
             date: 2025-01-01\ntags: [x]\nseries: S\n---\n{body}\n"
        ))
    };
    let plain = site("", "x");
    let policed = site("[security]\ncsp = true\nhosts = [\"https://*.c.org\"]", "x");
    assert_eq!((plain.said.as_str(), policed.said.as_str()), ("", ""));
    let pages: Vec<&String> = plain
        .outputs
        .keys()
        .filter(|path| path.ends_with(".html"))
        .collect();
    assert!(pages.len() >= 8, "{pages:?}");
    for path in pages {
        assert_eq!(policy(plain.text(path)), None, "{path}");
        let page = policed.text(path);
        let policy = policy(page).unwrap();
        let [meta, script] =
            ["<meta http-equiv=\"Content-Security", "<script"].map(|tag| page.find(tag).unwrap());
        assert!(meta < script, "{path}");
        // The script that sets the theme, that of the page for unknown addresses, and the host of the setting.
        let scripts = 1 + usize::from(path == "404.html");
        assert_eq!(policy.matches("'sha256-").count(), scripts, "{path}: {policy}");
        assert!(
            policy.contains("; connect-src 'self' https://*.c.org"),
            "{path}: {policy}"
        );
    }
    let scripted = site("[security]\ncsp = true", "<script>f()</script>");
    let policy = |path: &str| policy(scripted.text(path)).unwrap();
    assert_eq!(policy("posts/a/index.html").matches("'sha256-").count(), 2);
    assert_eq!(policy("index.html").matches("'sha256-").count(), 1);
    let both = site("[security]\ncsp = true\n[adsense]\nclient = \"ca-pub-12\"", "x");
    assert_eq!(
        both.said,
        "recto.toml:4:7: error[C003]: a policy would keep advertisements from loading (help: write `csp = false`, or remove \
         `[adsense]`)\n"
    );
    let wrong = site("[security]\nhosts = [\"https://a.org/x\"]", "x");
    assert!(
        wrong
            .said
            .starts_with("recto.toml:4:10: error[C003]: `https://a.org/x` is not the origin of a host"),
        "{}",
        wrong.said
    );
}
