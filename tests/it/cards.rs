//! Sites with social cards.
#![expect(clippy::disallowed_methods, reason = "a test plays a user who cleans up")]

use std::time::SystemTime;

use image::ImageFormat;
use recto::output::{Artifact, Cache, OutputPath, OutputTree};
use recto::pipeline::Builder;

use super::html::tags;
use super::site::{Built, build_with, built, bytes, options, put, sources};

const SITE: &str =
    "-- recto.toml --\ntitle = \"T\"\nbase_url = \"https://example.org/blog\"\n[social_cards]\n";

/// A site with a post in which `front` stands at the end of the front matter.
fn site(title: &str, front: &str) -> String {
    format!("{SITE}-- content/posts/a/index.md --\n---\ntitle: {title}\ndate: 2025-07-08\n{front}---\nx\n")
}

/// Width, height, and the red, green and blue of every pixel.
fn pixels(png: &[u8]) -> (u32, u32, Vec<[u8; 3]>) {
    let decoded = image::load_from_memory_with_format(png, ImageFormat::Png)
        .unwrap()
        .to_rgb8();
    let pixels = decoded.pixels().map(|pixel| pixel.0).collect();
    (decoded.width(), decoded.height(), pixels)
}

/// What the post says about its picture, in the order of the page.
fn said_of_picture(built: &Built) -> Vec<String> {
    said_of_picture_on("posts/a/index.html", built)
}

fn said_of_picture_on(page: &str, built: &Built) -> Vec<String> {
    let wanted = [
        "og:image",
        "og:image:width",
        "og:image:height",
        "og:image:alt",
        "twitter:card",
    ];
    tags(built.text(page))
        .iter()
        .filter(|tag| tag.name == "meta")
        .filter_map(|tag| {
            let name = tag.get("property").or_else(|| tag.get("name"))?;
            let content = tag.get("content")?;
            wanted.contains(&name).then(|| format!("{name} {content}"))
        })
        .collect()
}

#[test]
fn a_post_has_a_card_with_its_title() {
    let built = built(&site("쿠버네티스와 Terraform", ""));
    assert_eq!(built.said, "");
    assert_eq!(
        said_of_picture(&built),
        [
            "og:image https://example.org/blog/posts/a/og.png",
            "og:image:width 1200",
            "og:image:height 630",
            "og:image:alt 쿠버네티스와 Terraform",
            "twitter:card summary_large_image",
        ]
    );
    let (width, height, pixels) = pixels(&built.outputs["posts/a/og.png"]);
    assert_eq!((width, height), (1200, 630));
    // The ground, the strip along the top, and the ink of the title are the theme's.
    assert_eq!(pixels[600 * 1200 + 600], [255, 255, 255]);
    assert_eq!(pixels[0], [0xa5, 0x33, 0x1d]);
    let ink: Vec<(usize, usize)> = (0..pixels.len())
        .filter(|at| pixels[*at] == [0x1c, 0x21, 0x27])
        .map(|at| (at % 1200, at / 1200))
        .collect();
    assert!(ink.len() > 3000, "{}", ink.len());
    assert!(
        ink.iter()
            .all(|(x, y)| (80..1120).contains(x) && (80..550).contains(y))
    );
    // One line of it stands in the middle.
    assert!(ink.iter().all(|(_, y)| (270..370).contains(y)));
}

#[test]
fn the_same_texts_give_the_same_bytes() {
    let first = built(&site(
        "A long title that needs more than one line of letters of this size",
        "",
    ));
    assert_eq!(
        first,
        built(&site(
            "A long title that needs more than one line of letters of this size",
            ""
        ))
    );
    assert!(first.outputs["posts/a/og.png"].len() < 40_000);
}

#[test]
fn a_site_without_the_table_has_none() {
    let text = site("A", "");
    for config in ["", "[social_cards]\nenabled = false\n"] {
        let built = built(&text.replace("[social_cards]\n", config));
        assert_eq!(
            (built.said.as_str(), said_of_picture(&built)),
            ("", vec!["twitter:card summary".to_owned()])
        );
        assert!(!built.has("posts/a/og.png"));
    }
}

#[test]
fn a_picture_of_the_author_comes_first() {
    let mut with_thumbnail = sources(&site("A", "thumbnail: /p.svg\n"));
    put(
        &mut with_thumbnail,
        "static/p.svg",
        "<svg xmlns='http://www.w3.org/2000/svg' width='4' height='3'/>",
    );
    let built = build_with(&Builder::new(), &with_thumbnail, &options());
    assert!(!built.has("posts/a/og.png"));
    assert_eq!(
        said_of_picture(&built)[0],
        "og:image https://example.org/blog/p.svg"
    );

    let mut own = sources(&site("\"🚀\"", ""));
    put(&mut own, "content/posts/a/og.png", "not drawn");
    let built = build_with(&Builder::new(), &own, &options());
    assert_eq!(built.outputs["posts/a/og.png"], b"not drawn");
    assert_eq!(built.said, "");
    assert_eq!(
        said_of_picture(&built)[0],
        "og:image https://example.org/blog/posts/a/og.png"
    );
}

#[test]
fn pages_without_a_picture_have_the_card_of_the_site() {
    let text = site("A", "tags: [\"x\"]\nseries: S\n").replace(
        "title = \"T\"\n",
        "title = \"T & U\"\ndescription = \"구름 위의 기록\"\n",
    );
    let mut sources = sources(&text);
    put(
        &mut sources,
        "static/p.svg",
        "<svg xmlns='http://www.w3.org/2000/svg' width='4' height='3'/>",
    );
    put(&mut sources, "content/about.md", "---\ntitle: About\n---\nx\n");
    put(
        &mut sources,
        "content/own.md",
        "---\ntitle: Own\nthumbnail: /p.svg\n---\nx\n",
    );
    let built = build_with(&Builder::new(), &sources, &options());
    assert_eq!(built.said, "");
    for page in [
        "index.html",
        "archive/index.html",
        "tags/index.html",
        "tags/x/index.html",
        "series/index.html",
        "series/s/index.html",
        "about/index.html",
    ] {
        assert_eq!(
            said_of_picture_on(page, &built),
            [
                "og:image https://example.org/blog/og.png",
                "og:image:width 1200",
                "og:image:height 630",
                "og:image:alt T & U",
                "twitter:card summary_large_image",
            ],
            "{page}"
        );
    }
    assert_eq!(
        said_of_picture_on("own/index.html", &built)[0],
        "og:image https://example.org/blog/p.svg"
    );
    // Its data speaks of the page alone.
    assert!(!built.text("about/index.html").contains("\"image\""));
    // The description stands below the title.
    let ink = |built: &Built| {
        let (_, _, pixels) = pixels(&built.outputs["og.png"]);
        let below = &pixels[362 * 1200..480 * 1200];
        below.iter().filter(|pixel| **pixel != [255; 3]).count()
    };
    let silent = super::site::sources(&text.replace("description = \"구름 위의 기록\"\n", ""));
    let silent = build_with(&Builder::new(), &silent, &options());
    assert_eq!(ink(&silent), 0);
    assert!(ink(&built) > 500, "{}", ink(&built));
}

#[test]
fn a_picture_of_the_author_takes_the_place_of_the_sites_card() {
    for path in ["static/og.png", "content/og.png"] {
        let mut sources = sources(&site("A", ""));
        put(&mut sources, path, "not drawn");
        let built = build_with(&Builder::new(), &sources, &options());
        assert_eq!(built.said, "");
        assert_eq!(built.outputs["og.png"], b"not drawn");
        assert_eq!(
            said_of_picture_on("index.html", &built),
            [
                "og:image https://example.org/blog/og.png",
                "og:image:alt T",
                "twitter:card summary_large_image"
            ]
        );
    }
}

#[test]
fn a_site_whose_title_cannot_be_drawn_has_no_card() {
    let text = site("A", "").replace("title = \"T\"\n", "title = \"🚀\"\n");
    let built = built(&text);
    assert_eq!(
        built.said,
        "warning[T010]: no font for social cards has `🚀` (U+1F680) (help: the site has no card; add a font that has \
         them to `fonts` of `[social_cards]`)\n\
         warning[T010]: no font for social cards has `🚀` (U+1F680) (help: the card is drawn without; add a font that \
         has it to `fonts` of `[social_cards]`)\n"
    );
    assert!(!built.has("og.png"));
    assert_eq!(said_of_picture_on("index.html", &built), ["twitter:card summary"]);
    assert_eq!(built.dangling(), [""; 0]);
}

#[test]
fn a_template_of_the_site_takes_the_place_of_the_themes() {
    let og = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"120\" height=\"63\">\
              <rect width=\"60\" height=\"63\" fill=\"{{ card.colors.accent }}\"/>\
              <desc>{{ card.title }} {{ card.tags | join(sep=\" \") }} {{ card.date }}</desc></svg>";
    let text = site("\"A <b> & c\"", "tags: [x<y]\n");
    let built = built(&format!(
        "{}-- themes/recto/templates/og.svg --\n{og}\n",
        text.replace(
            "[social_cards]\n",
            "[social_cards]\n[style]\naccent = { light = \"#0b5cad\", dark = \"#7fbcff\" }\n"
        )
    ));
    assert_eq!(built.said, "");
    let (_, _, pixels) = pixels(&built.outputs["posts/a/og.png"]);
    assert_eq!(
        (pixels[0], pixels[590], pixels[610]),
        ([11, 92, 173], [11, 92, 173], [255, 255, 255])
    );
}

#[test]
fn what_no_font_has_is_pointed_at() {
    let built = built(&site("\"Go 🚀 뷁🚀\"", "tags: [\"a🎉\"]\n"));
    let help = "(help: the card is drawn without; add a font that has it to `fonts` of `[social_cards]`)";
    let lines = [
        ("2:12", "`🚀` (U+1F680), `뷁` (U+BDC1)"),
        ("4:10", "`🎉` (U+1F389)"),
    ]
    .map(|(place, letters)| {
        format!(
            "content/posts/a/index.md:{place}: warning[T010]: no font for social cards has {letters} {help}\n"
        )
    });
    assert_eq!(built.said, lines.concat());
    assert_eq!(built.diagnostics[0].labels.len(), 2);
}

#[test]
fn a_post_whose_title_cannot_be_drawn_has_no_card() {
    let builder = Builder::remembering();
    let mut sources = sources(&site("\"🚀\u{200d}🎉\"", "tags: [\"a\"]\n"));
    let none = build_with(&builder, &sources, &options());
    assert_eq!(
        none.said,
        "content/posts/a/index.md:2:9: warning[T010]: no font for social cards has `🚀` (U+1F680), `🎉` (U+1F389) \
         (help: the post has no card; add a font that has them to `fonts` of `[social_cards]`)\n"
    );
    assert!(!none.has("posts/a/og.png"));
    // The card of the site stands in its place.
    assert_eq!(
        said_of_picture(&none)[0],
        "og:image https://example.org/blog/og.png"
    );
    assert_eq!(none.dangling(), [""; 0]);
    put(
        &mut sources,
        "content/posts/a/index.md",
        "---\ntitle: Go\ndate: 2025-07-08\n---\nx\n",
    );
    let some = build_with(&builder, &sources, &options());
    assert_eq!(some.said, "");
    assert!(some.has("posts/a/og.png"));
}

#[test]
fn a_font_that_is_none_is_pointed_at() {
    let fonts = "[social_cards]\nfonts = [\"fonts/a.otf\", \"fonts/b.otf\"]\n";
    let mut site = sources(&site("A", "").replace("[social_cards]\n", fonts));
    put(&mut site, "fonts/a.otf", "no font");
    let built = build_with(&Builder::new(), &site, &options());
    assert_eq!(
        built.said,
        "recto.toml:4:10: error[C003]: the font `fonts/a.otf` cannot be used: it is no OpenType font (help: take a file with the \
         ending `.otf`, `.ttf` or `.ttc`; browsers' WOFF2 is not read)\n\
         recto.toml:4:25: error[C003]: the font `fonts/b.otf` cannot be used: there is no such file (help: did you mean \
         `fonts/a.otf`?)\n"
    );
}

#[test]
fn a_card_is_drawn_once() {
    let folder = tempfile::tempdir().unwrap();
    let builder =
        || Builder::new().with_card_cache(Cache::new(folder.path().to_owned(), SystemTime::UNIX_EPOCH));
    let drawn = |title: &str| {
        let sources = sources(&site(title, ""));
        let plan = builder().plan(&sources, &options());
        let tree = OutputTree::new();
        plan.finish(&tree).unwrap();
        let card = tree.get("posts/a/og.png").map(bytes);
        // The cards are drawn when their bytes are asked for, so they are counted afterwards.
        (plan.finish(&OutputTree::new()).unwrap().drawn, card)
    };
    let (count, first) = drawn("A");
    assert_eq!(count, 1);
    assert_eq!(drawn("A"), (0, first.clone()));
    assert_eq!(drawn("B").0, 1);
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        std::fs::remove_file(entry.unwrap().path()).unwrap();
    }
    assert_eq!(drawn("A"), (1, first));
}

#[test]
fn a_preview_draws_a_card_when_it_is_asked_for() {
    let sources = sources(&site("A", ""));
    let builder = Builder::remembering();
    let plan = builder.plan(&sources, &options());
    let build = plan.finish(&OutputTree::new()).unwrap();
    assert_eq!(build.drawn, 0);
    let path = OutputPath::new("posts/a/og.png").unwrap();
    let Some(Artifact::Deferred(card)) = plan.render(&path) else {
        panic!("it is not made yet");
    };
    let bytes = card.make().unwrap().unwrap();
    assert_eq!(pixels(&bytes).0, 1200);
    assert_eq!(plan.finish(&OutputTree::new()).unwrap().drawn, 1);
}
