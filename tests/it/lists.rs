//! Archive, series, feeds of lists, translations, comments, and what is for programs.

use super::html::{Tag, tags, text, xml_fault};
use super::site::{Built, NOTES, build, built, options, put, sources};

/// A site with these lines of configuration and these posts: name, lines of front matter, text.
fn site(config: &str, posts: &[(&str, &str, &str)]) -> Built {
    let mut fixture = format!(
        "-- recto.toml --\ntitle = \"T\"\nbase_url = \"https://e.org/b/\"\n{config}\n-- content/posts/_index.md --\n---\n\
         title: Posts\n---\n"
    );
    for (name, front_matter, text) in posts {
        fixture +=
            &format!("-- content/posts/{name}.md --\n---\ntitle: {name}\n{front_matter}\n---\n{text}\n");
    }
    built(&fixture)
}

fn all<'a>(tags: &'a [Tag], name: &str) -> Vec<&'a str> {
    let found = tags.iter().filter(|tag| tag.name == name);
    found.map(|tag| tag.text.trim()).collect()
}

fn hrefs(html: &str) -> Vec<String> {
    let links = tags(html).into_iter().filter(|tag| tag.name == "a");
    links
        .filter_map(|tag| tag.get("href").map(str::to_owned))
        .collect()
}

/// What stands between two texts.
fn between<'a>(html: &'a str, from: &str, to: &str) -> &'a str {
    let rest = html
        .split_once(from)
        .unwrap_or_else(|| panic!("no `{from}` in {html}"))
        .1;
    rest.split_once(to)
        .unwrap_or_else(|| panic!("no `{to}` behind it"))
        .0
}

fn json(built: &Built, path: &str) -> serde_json::Value {
    serde_json::from_str(built.text(path)).expect("it is JSON")
}

#[test]
fn a_first_page_that_nobody_wrote_has_the_description_of_the_site() {
    let built = site(
        "description = \"Notes on clouds\"",
        &[("a", "date: 2025-01-01", "x")],
    );
    let described = "<meta name=\"description\" content=\"Notes on clouds\">";
    assert!(built.text("index.html").contains(described));
    assert!(!built.text("index.html").contains("name=\"keywords\""));
}

#[test]
fn a_language_runs_in_its_own_direction() {
    let of = |language: &str, lang: &str| {
        let post = ("a", &*format!("date: 2025-01-01\nlang: {lang}"), "x");
        let built = site(&format!("language = \"{language}\""), &[post]);
        assert_eq!(built.said, "");
        let dir = |path: &str, name: &str| {
            let tags = tags(built.text(path));
            let tag = tags.iter().find(|tag| tag.name == name);
            tag.and_then(|tag| tag.get("dir")).map(str::to_owned)
        };
        ["index.html", "posts/index.html", "posts/a/index.html"].map(|path| dir(path, "html"))
    };
    let rtl = || Some("rtl".to_owned());
    assert_eq!(of("ko", "ar"), [None, None, rtl()]);
    assert_eq!(of("he", "ar"), [rtl(), rtl(), rtl()]);
    assert_eq!(of("fa", "az"), [rtl(), rtl(), None]);
}

#[test]
fn an_entry_says_what_differs_from_its_list() {
    let built = site(
        "language = \"ko\"",
        &[
            ("a", "date: 2025-01-01\nlang: ur", "x"),
            ("b", "date: 2025-01-02\nlang: en", "x"),
            ("c", "date: 2025-01-03", "x"),
        ],
    );
    for path in ["index.html", "posts/index.html", "archive/index.html"] {
        let found = tags(built.text(path));
        let (_, entries) = found.split_at(found.iter().position(|tag| tag.name == "main").unwrap());
        let marks = entries.iter();
        let mut marks: Vec<_> = marks
            .filter_map(|tag| Some((tag.get("lang")?, tag.get("dir"))))
            .collect();
        marks.dedup();
        assert_eq!(marks, [("en", None), ("ur", Some("rtl"))], "{path}");
    }
    // What is said in the language of the list does not stand in the marked element.
    let home = built.text("index.html");
    for part in [
        "<article class=\"card\">\n<h2 lang=\"en\"><a href=\"/b/posts/b/\">b</a></h2>\n<p class=\"meta\">",
        "<span>읽는 데 1분</span>",
        "<p class=\"card-text\" lang=\"en\">x</p>",
    ] {
        assert!(home.contains(part), "{part}\n{home}");
    }
}

#[test]
fn texts_of_the_interface_in_another_language_say_so() {
    let built = site(
        "language = \"he\"",
        &[
            ("a", "date: 2025-01-01\nlang: ko", "x"),
            ("b", "date: 2025-01-02\nlang: en-GB", "x"),
        ],
    );
    assert_eq!(built.said, "");
    let home = built.text("index.html");
    for part in [
        "<a class=\"skip\" href=\"#recto.main\" lang=\"en\">Skip to content</a>",
        "<span lang=\"en\"><bdi>1 min read</bdi></span>",
        "<li lang=\"en\"><a href=\"/b/feed.xml\">Feed</a></li>",
    ] {
        assert!(home.contains(part), "{part}\n{home}");
    }
    let list = built.text("posts/index.html");
    assert!(
        list.contains("<span lang=\"en\"><bdi>2 posts</bdi></span>"),
        "{list}"
    );
    for (path, time) in [
        ("posts/a/index.html", "읽는 데 1분"),
        ("posts/b/index.html", "1 min read"),
    ] {
        let page = built.text(path);
        assert!(page.contains(&format!("<span>{time}</span>")), "{page}");
        assert!(!page.contains(" lang=\"en\""), "{page}");
    }
}

#[test]
fn the_archive_has_all_posts_by_year_and_month() {
    let built = built(&NOTES.replace("date: 2025-01-01", "date: 2023-01-01"));
    assert_eq!(built.said, "");
    let html = built.text("archive/index.html");
    let found = tags(html);
    assert_eq!(all(&found, "h2"), ["2025", "2023"]);
    assert_eq!(all(&found, "h3"), ["5월", "4월", "3월", "2월", "1월"]);
    assert_eq!(
        found
            .iter()
            .filter(|tag| tag.is("details", "class", "year") && tag.get("open").is_some())
            .count(),
        2
    );
    let main = between(html, "<main", "</main>");
    assert_eq!(
        hrefs(main)[3..],
        [
            "/posts/fifth/",
            "/posts/dated-name/",
            "/posts/bundle/",
            "/posts/second/",
            "/posts/first/"
        ]
    );
    assert!(
        built
            .text("sitemap.xml")
            .contains("<loc>https://notes.example/archive/</loc>")
    );
}

#[test]
fn old_years_of_a_large_site_are_closed_and_still_there() {
    let posts: Vec<(String, String)> = (0..101)
        .map(|at| {
            (
                format!("p{at}"),
                format!("date: {}-03-{:02}", 2020 + at % 5, 1 + at / 5),
            )
        })
        .collect();
    let posts: Vec<_> = posts
        .iter()
        .map(|(name, date)| (name.as_str(), date.as_str(), "x"))
        .collect();
    let open = |posts: &[(&str, &str, &str)]| {
        let built = site("", posts);
        let html = built.text("archive/index.html").to_owned();
        let years: Vec<bool> = tags(&html)
            .iter()
            .filter(|tag| tag.name == "details")
            .map(|tag| tag.get("open").is_some())
            .collect();
        (years, html.matches("<time").count())
    };
    assert_eq!(open(&posts), (vec![true, true, true, false, false], 101));
    assert_eq!(open(&posts[1..]), (vec![true; 5], 100));
}

#[test]
fn a_series_has_a_page_and_feeds() {
    let built = built(NOTES);
    let index = built.text("series/index.html");
    assert_eq!(
        hrefs(between(index, "<main", "</main>")),
        ["/series/%EB%84%A4%ED%8A%B8%EC%9B%8C%ED%81%AC/"]
    );
    assert!(text(index).contains("글 3편"));
    let html = built.text("series/네트워크/index.html");
    assert_eq!(
        hrefs(between(html, "<ol", "</ol>")),
        ["/posts/first/", "/posts/second/", "/posts/bundle/"],
        "from the oldest"
    );
    let feed = built.text("series/네트워크/feed.xml");
    assert_eq!(xml_fault(feed), None);
    let titles = all(&tags(feed), "title").join("|");
    assert_eq!(
        titles,
        "연재: 네트워크 — 구름 노트 & more|묶음 글|둘째 <글> & \"따옴표\"|첫 글"
    );
    let post = built.text("posts/second/index.html");
    assert!(between(post, "<nav class=\"series\"", "</nav>").contains("href=\"/series/%EB%84%A4"));
}

#[test]
fn the_feeds_of_the_site_have_texts_and_those_of_lists_descriptions() {
    let built = built(NOTES);
    let feed = json(&built, "feed.json");
    assert_eq!(feed["version"], "https://jsonfeed.org/version/1.1");
    assert_eq!(feed["feed_url"], "https://notes.example/feed.json");
    assert_eq!(feed["items"].as_array().unwrap().len(), 5);
    let second = &feed["items"][3];
    assert_eq!(second["id"], "https://notes.example/posts/second/");
    assert_eq!(second["date_modified"], "2025-02-03T00:00:00+09:00");
    assert_eq!(second["tags"][1], "C++");
    assert!(
        second["content_html"]
            .as_str()
            .unwrap()
            .contains("https://notes.example/posts/first/#")
    );
    assert!(second.get("content_text").is_none());
    let tag = json(&built, "tags/aws/feed.json");
    assert_eq!(tag["home_page_url"], "https://notes.example/tags/aws/");
    assert_eq!(tag["items"][1]["content_text"], "둘째 글의 <설명> & \"더\"");
    assert!(tag["items"][1].get("content_html").is_none());
    assert!(!built.text("tags/aws/feed.xml").contains("<content"));
    let tag_page = built.text("tags/aws/index.html");
    assert!(tag_page.contains("href=\"/tags/aws/feed.json\""));
    let all =
        super::site::built(&NOTES.replace("paginate = 3", "paginate = 3\nfeed = { full_text = \"all\" }"));
    assert!(all.text("tags/aws/feed.xml").contains("<content type=\"html\">"));
    let none =
        super::site::built(&NOTES.replace("paginate = 3", "feed = { full_text = \"none\", limit = 2 }"));
    assert_eq!(json(&none, "feed.json")["items"].as_array().unwrap().len(), 2);
    assert!(!none.text("feed.xml").contains("<content"));
}

#[test]
fn a_feed_tells_a_reader_in_a_browser_what_it_is() {
    let built = built(NOTES);
    let feed = built.text("feed.xml");
    let style = between(feed, "<?xml-stylesheet type=\"text/css\" href=\"/", "\"?>");
    assert!(built.has(style), "{style}");
    assert!(between(feed, "<p xmlns=\"http://www.w3.org/1999/xhtml\">", "</p>").contains("피드"));
}

#[test]
fn a_page_has_its_markdown_beside_it() {
    let built = built(NOTES);
    let twin = built.text("posts/first/index.md");
    let expected = "---\ntitle: \"첫 글\"\ndate: 2025-01-01\nurl: https://notes.example/posts/first/\n---\n\n\
        시작합니다. [둘째](https://notes.example/posts/second/#%EA%B2%B0%EA%B3%BC), [소개](https://notes.example/about/#%EC%97%B0%EB%9D%BD%EC%B2%98), [여기](#끝), \
        [밖](https://example.org/a?b=c&d=e).\n";
    assert!(twin.starts_with(expected), "{twin}");
    assert!(!twin.contains("aliases"));
    let bundle = built.text("posts/bundle/index.md");
    assert!(
        bundle.contains("![구성도](https://notes.example/posts/bundle/%EA%B5%AC%EC%84%B1%EB%8F%84.svg)"),
        "{bundle}"
    );
    assert!(!built.has("posts/index.md"), "a list has none");
    let list = built.text("llms.txt");
    assert!(
        list.starts_with("# 구름 노트 & more\n\n> 클라우드에서 <배운> 것\n\n## 모아보기\n\n"),
        "{list}"
    );
    assert!(
        list.contains("\n- [묶음 글](https://notes.example/posts/bundle/index.md)\n"),
        "{list}"
    );
    assert!(
        list.contains("\n## Guide\n\n- [Install](https://notes.example/guide/install/index.md)\n"),
        "{list}"
    );
    assert!(!list.contains("초고") && !list.contains("앞날"), "{list}");
    let without = super::site::built(&NOTES.replace("paginate = 3", "llms = false"));
    assert!(
        !without
            .outputs
            .keys()
            .any(|path| path.ends_with(".md") || path == "llms.txt")
    );
    assert!(!without.text("posts/first/index.html").contains("text/markdown"));
}

#[test]
fn a_link_to_a_markdown_file_means_the_page() {
    let built = site("", &[("a", "date: 2025-01-01", "[x](/posts/a.md)")]);
    assert!(
        built
            .text("posts/a/index.html")
            .contains("<a href=\"/b/posts/a/\">x</a>")
    );
}

#[test]
fn what_the_author_has_takes_the_place_of_what_would_be_made() {
    let mut site = sources(NOTES);
    put(&mut site, "static/llms.txt", "mine");
    put(&mut site, "static/tags/aws/feed.json", "{}");
    put(&mut site, "content/archive.md", "---\ntitle: Mine\n---\nwords\n");
    put(
        &mut site,
        "content/series/_index.md",
        "---\ntitle: Mine too\n---\n",
    );
    let built = build(&site, &options());
    assert_eq!(built.said, "");
    assert_eq!(
        (built.text("llms.txt"), built.text("tags/aws/feed.json")),
        ("mine", "{}")
    );
    assert!(text(built.text("archive/index.html")).contains("words"));
    assert!(text(built.text("series/index.html")).contains("Mine too"));
    assert!(!built.text("tags/aws/index.html").contains("/tags/aws/feed.json"));
    assert_eq!(built.dangling(), [""; 0]);
}

#[test]
fn pinned_posts_stand_first_on_the_first_page_alone() {
    let posts = [
        ("a", "date: 2025-01-01\npinned: true", "x"),
        ("b", "date: 2025-01-02", "x"),
        ("c", "date: 2025-01-03", "x"),
    ];
    let built = site("", &posts);
    let home = built.text("index.html");
    let titles: Vec<String> = home
        .split("<h2>")
        .skip(1)
        .map(|rest| text(rest.split("</h2>").next().unwrap()))
        .collect();
    assert_eq!(
        titles.iter().map(|title| title.trim()).collect::<Vec<_>>(),
        ["a", "c", "b"]
    );
    assert_eq!(home.matches("class=\"pinned\"").count(), 1);
    assert!(built.text("feed.json").find("/posts/c/") < built.text("feed.json").find("/posts/a/"));
    let section = between(built.text("posts/index.html"), "<main", "</main>");
    assert_eq!(hrefs(section).last().unwrap(), "/b/posts/a/");
}

#[test]
fn posts_that_share_rare_tags_are_related() {
    let posts = [
        ("a", "date: 2025-01-01\ntags: [rare, common]", "x"),
        ("b", "date: 2025-01-02\ntags: [common]", "x"),
        ("c", "date: 2025-01-03\ntags: [common]", "x"),
        ("d", "date: 2024-01-04\ntags: [rare]", "x"),
        ("e", "date: 2025-01-05\ntags: [common]", "x"),
        ("f", "date: 2025-01-06\ntags: [common]\nlang: ko", "x"),
        ("g", "date: 2025-01-07\ntags: [alone]", "x"),
    ];
    let built = site("", &posts);
    let related = between(
        built.text("posts/a/index.html"),
        "<nav class=\"related\"",
        "</nav>",
    );
    assert_eq!(hrefs(related), ["/b/posts/d/", "/b/posts/e/", "/b/posts/c/"]);
    assert!(!built.text("posts/g/index.html").contains("class=\"related\""));
}

#[test]
fn a_post_can_say_that_it_is_old_and_where_it_is_edited() {
    let config = "outdated_after = 2\nedit_url = \"https://github.com/o/r/edit/main/{path}\"";
    let posts = [
        ("old", "date: 2021-02-01", "x"),
        ("kept", "date: 2021-02-01\nupdated: 2025-01-01", "x"),
        ("새 글", "date: 2024-02-01", "x"),
    ];
    let built = site(config, &posts);
    assert_eq!(built.said, "");
    let old = text(built.text("posts/old/index.html"));
    assert!(old.contains("This post is 4 years old."), "{old}");
    for path in ["posts/kept/index.html", "posts/새-글/index.html"] {
        assert!(!text(built.text(path)).contains("years old"), "{path}");
    }
    let edit = hrefs(between(
        built.text("posts/새-글/index.html"),
        "class=\"edit\"",
        "</p>",
    ));
    assert_eq!(
        edit,
        ["https://github.com/o/r/edit/main/content/posts/%EC%83%88%20%EA%B8%80.md"]
    );
    assert!(
        !site("", &posts)
            .text("posts/old/index.html")
            .contains("years old")
    );
    let wrong = site("edit_url = \"https://github.com/o/r\"", &[]);
    assert!(wrong.said.contains("`edit_url` cannot be used"), "{}", wrong.said);
}

#[test]
fn the_elements_of_a_post_stand_in_their_order() {
    let html = built(&NOTES.replace("paginate = 3", "edit_url = \"https://x.org/{path}\""));
    let html = html.text("posts/second/index.html");
    let marks = [
        "class=\"back\"",
        "<h1>",
        "class=\"meta\"",
        "class=\"tags\"",
        "class=\"thumbnail\"",
        "class=\"prose\"",
        "class=\"edit\"",
        "class=\"author\"",
        "class=\"series\"",
        "class=\"neighbours\"",
        "class=\"all\"",
        "class=\"comments\"",
        "</main>",
    ];
    let places: Vec<_> = marks
        .iter()
        .map(|mark| html.find(mark).unwrap_or_else(|| panic!("no {mark}")))
        .collect();
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn translations_know_of_each_other() {
    let original = ("a", "date: 2025-01-01", "x");
    let korean = "date: 2025-01-02\nlang: ko\ntranslation_of: a.md";
    let built = site("", &[original, ("b", korean, "x")]);
    assert_eq!(built.said, "");
    for path in ["posts/a/index.html", "posts/b/index.html"] {
        let html = built.text(path);
        let found: Vec<_> = tags(html)
            .iter()
            .filter_map(|tag| Some((tag.get("hreflang")?.to_owned(), tag.get("href")?.to_owned())))
            .filter(|(_, href)| href.starts_with("https:"))
            .collect();
        let expected = [("en", "a"), ("x-default", "a"), ("ko", "b")];
        let expected =
            expected.map(|(language, name)| (language.to_owned(), format!("https://e.org/b/posts/{name}/")));
        assert_eq!(found, expected, "{path}");
        assert!(
            !html.contains("class=\"neighbours\""),
            "the same post is no neighbour"
        );
    }
    assert!(text(built.text("posts/a/index.html")).contains("한국어"));
    let check = |front_matter: &str, message: &str| {
        let said = site("", &[original, ("b", front_matter, "x"), ("c", korean, "x")]).said;
        assert!(said.contains(message), "{front_matter}\n{said}");
    };
    check(
        "date: 2025-01-02\ntranslation_of: a.md",
        "[F003]: `a.md` is in `en` as well",
    );
    check(
        "date: 2025-01-02\nlang: ja\ntranslation_of: c.md",
        "[F003]: `c.md` is a translation itself",
    );
    check(
        "date: 2025-01-02\nlang: ja\ntranslation_of: aa.md",
        "[L001]: there is no page `aa.md`",
    );
    check(korean, "[F003]: `a.md` has another translation into `ko`");
}

#[test]
fn titles_beside_a_page_are_in_their_languages() {
    let built = site(
        "menu = [{ label = \"글\", url = \"/\" }]\n[author]\nname = \"나\"",
        &[
            ("a", "date: 2025-01-01\nlang: en\nseries: S\ntags: [y]", "x"),
            ("b", "date: 2025-01-02\nlang: ko\nseries: S\ntags: [x]", "x"),
            ("c", "date: 2025-01-03\nlang: ar\nseries: S\ntags: [x]", "x"),
        ],
    );
    let marks = |path: &str| -> Vec<String> {
        let page = built.text(path);
        let body = &page[page.find("<body").unwrap()..];
        tags(body)
            .iter()
            .filter_map(|tag| {
                let dir = tag.get("dir").unwrap_or("-");
                Some(format!("{} {} {dir}", tag.name, tag.get("lang")?))
            })
            .collect()
    };
    let count = |path: &str, mark: &str| marks(path).iter().filter(|found| *found == mark).count();
    // The neighbour, and those in the series.
    assert_eq!(count("posts/a/index.html", "bdi ko -"), 1);
    assert_eq!(count("posts/a/index.html", "a ko -"), 1);
    assert_eq!(count("posts/a/index.html", "a ar rtl"), 1);
    assert_eq!(count("posts/c/index.html", "bdi ko ltr"), 1);
    assert_eq!(count("posts/c/index.html", "a en ltr"), 1);
    // What all pages share is in the language of the site.
    for (shared, expected) in [("a en -", 2), ("ul en -", 1), ("div en -", 1)] {
        assert_eq!(count("posts/a/index.html", shared), 0, "{shared}");
        assert_eq!(count("posts/b/index.html", shared), expected, "{shared}");
    }
}

const GISCUS: &str = "[comments.giscus]\nrepo = \"o/r\"\nrepo_id = \"R_kgDOABCDEF\"\ncategory = \"Show and tell\"\n\
                      category_id = \"DIC_kwDOABCDEF\"";

/// `data-mapping`, `data-term` and the link of the comments of a post.
fn thread(built: &Built, path: &str) -> Option<(String, String, String)> {
    let found = tags(built.text(path));
    let container = found.iter().find(|tag| tag.get("data-giscus").is_some())?;
    let link = hrefs(between(built.text(path), "class=\"comments-link\"", "</p>")).remove(0);
    let value = |name: &str| container.get(name).unwrap_or_default().to_owned();
    Some((value("data-mapping"), value("data-term"), link))
}

#[test]
fn a_page_finds_its_discussion() {
    let posts = [
        ("글 a", "date: 2025-01-01", "x"),
        ("term", "date: 2025-01-02\ncomments: { term: old/x }", "x"),
        ("number", "date: 2025-01-03\ncomments:\n  number: 12", "x"),
        ("none", "date: 2025-01-04\ncomments: false", "x"),
    ];
    let built = site(GISCUS, &posts);
    assert_eq!(built.said, "");
    let check = |built: &Built, path: &str, mapping: &str, term: &str, link: &str| {
        let link = format!("https://github.com/o/r/discussions{link}");
        let expected = Some((mapping.to_owned(), term.to_owned(), link));
        assert_eq!(thread(built, &format!("posts/{path}/index.html")), expected);
    };
    let search = "/categories/show-and-tell?discussions_q=posts/%EA%B8%80-a";
    check(&built, "글-a", "specific", "posts/글-a", search);
    check(
        &built,
        "term",
        "specific",
        "old/x",
        "/categories/show-and-tell?discussions_q=old/x",
    );
    check(&built, "number", "number", "12", "/12");
    assert_eq!(thread(&built, "posts/none/index.html"), None);
    let pathname = site(&format!("{GISCUS}\nterm_style = \"pathname\""), &posts);
    assert_eq!(
        thread(&pathname, "posts/글-a/index.html").unwrap().1,
        "b/posts/%EA%B8%80-a/"
    );
    let two = [("a", "date: 2025-01-01\ncomments: { term: x, number: 1 }", "x")];
    assert!(
        site(GISCUS, &two)
            .said
            .contains("comments have one discussion, but two are named")
    );
}

#[test]
fn a_folder_decides_about_comments_and_a_page_about_itself() {
    let fixture = format!(
        "-- recto.toml --\ntitle = \"T\"\nbase_url = \"https://e.org\"\n{GISCUS}\n-- content/posts/_index.md --\n---\ntitle: P\n\
         comments: false\n---\n-- content/posts/a.md --\n---\ntitle: A\ndate: 2025-01-01\n---\n-- content/posts/b.md --\n---\n\
         title: B\ndate: 2025-01-02\ncomments: true\n---\n"
    );
    let built = built(&fixture);
    assert_eq!(built.said, "");
    assert_eq!(thread(&built, "posts/a/index.html"), None);
    assert!(thread(&built, "posts/b/index.html").is_some());
}

#[test]
fn discussions_that_may_be_mistaken_are_named() {
    let posts = [
        ("eks", "date: 2025-01-01", "x"),
        ("eks-a", "date: 2025-01-02", "x"),
        ("eks-b", "date: 2025-01-03", "x"),
        ("ek", "date: 2025-01-04\ncomments: false", "x"),
    ];
    let said = site(&format!("{GISCUS}\nstrict = 0"), &posts).said;
    let expected: Vec<&str> = said.lines().filter(|line| line.contains("C005")).collect();
    assert_eq!(expected.len(), 2, "{said}");
    assert!(
        expected[0].contains("eks-a.md") && expected[0].contains("`posts/eks-a` begins with `posts/eks`"),
        "{said}"
    );
    assert_eq!(site(GISCUS, &posts).said, "");
    let said = site(&format!("{GISCUS}\nmapping = \"pathname\""), &posts[..1]).said;
    assert!(said.contains("C005") && said.contains("`b/posts/eks/`"), "{said}");
    assert_eq!(
        site(&format!("{GISCUS}\nmapping = \"title\""), &posts[..1]).said,
        ""
    );
}

#[test]
fn a_giscus_json_must_name_the_site() {
    let said = |json: &str, config: &str| {
        let fixture = format!(
            "-- recto.toml --\ntitle = \"T\"\nbase_url = \"https://e.org/b\"\n{config}\n-- giscus.json --\n{json}"
        );
        built(&fixture).said
    };
    let said_of = |json: &str| said(json, GISCUS);
    for json in [
        "{}",
        "{\"defaultCommentOrder\": \"newest\"}",
        "{\"origins\": [\"https://x.org\", \"https://e.org\"]}",
        "{\"origins\": [\"https://x.org\"], \"originsRegex\": [\"https://.*\\\\.org\"]}",
    ] {
        assert_eq!(said_of(json), "", "{json}");
    }
    let refused = "warning[C006]: Giscus shows no comments on `https://e.org`: `giscus.json` does not name it (help: add \
                   `\"https://e.org\"` to `origins`, or remove the file)\n";
    // A path or a slash is no part of an origin.
    let other =
        "{\n  \"origins\": [\"https://e.org/\"],\n  \"originsRegex\": [\"http://localhost:[0-9]+\"]\n}\n";
    assert_eq!(said_of(other), format!("giscus.json:2:14: {refused}"));
    assert_eq!(said(other, ""), "");
    let local = "{\"originsRegex\": [\"http://localhost:[0-9]+\"]}";
    assert_eq!(said_of(local), format!("giscus.json:1:18: {refused}"));
    assert_eq!(
        said_of("{\n \"origins\": [\n}\n"),
        "giscus.json:3:1: warning[C006]: `giscus.json` is no JSON: expected value (help: mend the file; Giscus reads it \
         before it shows comments)\n"
    );
}

#[test]
fn footnotes_stand_beside_the_text_when_wished_for() {
    let note = [("a", "date: 2025-01-01", "x[^1] y[^1]\n\n[^1]: Note.")];
    let plain = site("", &note);
    assert!(!plain.text("posts/a/index.html").contains("anchor-name"));
    let beside = site("[markdown]\nsidenotes = true", &note);
    let html = beside.text("posts/a/index.html");
    assert!(html.contains("<section class=\"footnotes sidenotes\""));
    assert_eq!(
        html.matches("anchor-name:--fnref-1").count(),
        1,
        "at the first reference"
    );
    assert!(html.contains("<li id=\"fn-1\" style=\"anchor-name:--fn-1;--at:anchor(--fnref-1 top)"));
    assert!(!beside.text("feed.xml").contains("anchor"));
}

#[test]
fn the_page_about_the_author_says_so() {
    let built = built(NOTES);
    let found = tags(built.text("about/index.html"));
    let data = &found
        .iter()
        .find(|tag| tag.is("script", "type", "application/ld+json"))
        .unwrap()
        .text;
    let data: serde_json::Value = serde_json::from_str(data).unwrap();
    assert_eq!(data["@graph"][0]["@type"], "ProfilePage");
    assert_eq!(data["@graph"][0]["mainEntity"]["name"], "Kim");
    assert_eq!(
        data["@graph"][0]["mainEntity"]["sameAs"],
        serde_json::json!(["https://github.com/kim"])
    );
}

#[test]
fn no_two_pages_have_one_title() {
    // A tag and a series of one name.
    let built = built(&NOTES.replace("tags: [aws, 클라우드]", "tags: [aws, 네트워크]"));
    let titles: Vec<String> = built
        .pages()
        .filter(|(_, html)| !html.contains("http-equiv=\"refresh\""))
        .map(|(_, html)| between(html, "<title>", "</title>").to_owned())
        .collect();
    let distinct: std::collections::BTreeSet<&String> = titles.iter().collect();
    assert_eq!(distinct.len(), titles.len(), "{titles:?}");
}
