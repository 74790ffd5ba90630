//! Sites with pictures, which are made here.
#![expect(
    clippy::disallowed_methods,
    reason = "a test plays a disk that fails and a user who cleans up"
)]

use std::collections::BTreeSet;
use std::time::SystemTime;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder};
use recto::error::Error;
use recto::output::{Artifact, Cache, OutputPath, OutputTree, Sink};
use recto::picture::{Kind, inspect};
use recto::pipeline::{Build, Builder};
use recto::source::SourceTree;

use super::driver::Site;
use super::site::{Built, build_with, bytes, options, put, sources};

const SITE: &str = "-- recto.toml --\ntitle = \"T\"\nbase_url = \"https://example.org/blog\"\n\
    -- content/_index.md --\n---\ntitle: T\n---\n";

fn noise(width: u32, height: u32, seed: u32) -> Vec<u8> {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    (0..width * height * 3).map(|_| next()).collect()
}

fn jpeg(width: u32, height: u32, seed: u32) -> Vec<u8> {
    let mut out = Vec::new();
    encode(JpegEncoder::new_with_quality(&mut out, 60), width, height, seed);
    out
}

fn png(width: u32, height: u32, seed: u32) -> Vec<u8> {
    let mut out = Vec::new();
    encode(PngEncoder::new(&mut out), width, height, seed);
    out
}

fn encode(encoder: impl ImageEncoder, width: u32, height: u32, seed: u32) {
    let pixels = noise(width, height, seed);
    encoder
        .write_image(&pixels, width, height, ExtendedColorType::Rgb8)
        .unwrap();
}

fn post(text: &str) -> String {
    format!("{SITE}-- content/posts/a/index.md --\n---\ntitle: A\ndate: 2025-07-08\n---\n{text}\n")
}

/// A post that shows pictures of its own.
fn site(text: &str, pictures: &[(&str, Vec<u8>)]) -> SourceTree {
    let mut site = sources(&post(text));
    for (name, bytes) in pictures {
        put(&mut site, &format!("content/posts/a/{name}"), bytes.clone());
    }
    site
}

fn build(sources: &SourceTree) -> Built {
    build_with(&Builder::new(), sources, &options())
}

fn page(built: &Built, path: &str) -> String {
    String::from_utf8(built.outputs[path].clone()).unwrap()
}

/// The `img` elements of a page.
fn pictures(page: &str) -> Vec<&str> {
    let starts = page.match_indices("<img").map(|(at, _)| &page[at..]);
    starts.map(|rest| &rest[..=rest.find('>').unwrap()]).collect()
}

/// A page without the hashes in the addresses of sizes.
fn without_hashes(text: &str) -> String {
    let mut parts: Vec<String> = text.split('.').map(str::to_owned).collect();
    for part in &mut parts {
        if part.len() == 8 && part.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            "HASH".clone_into(part);
        }
    }
    parts.join(".")
}

#[test]
fn a_photograph_is_offered_in_several_widths() {
    let mut site = site("![A b](p.jpg)", &[("p.jpg", jpeg(900, 600, 1))]);
    let text = "---\ntitle: B\ndate: 2025-07-07\nthumbnail: ../a/p.jpg\n---\nx\n";
    put(&mut site, "content/posts/b.md", text);
    let built = build(&site);
    assert_eq!(built.said, "");
    let page_of = |path| without_hashes(&page(&built, path));
    let a = page_of("posts/a/index.html");
    let shown = pictures(&a);
    let srcset = "/blog/posts/a/p.HASH.480w.webp 480w, /blog/posts/a/p.HASH.800w.webp 800w, \
                  /blog/posts/a/p.HASH.900w.webp 900w";
    assert!(
        shown[0].starts_with("<img src=\"/blog/posts/a/p.jpg\""),
        "{shown:?}"
    );
    assert!(
        shown[0].contains(&format!("srcset=\"{srcset}\" sizes=\"(min-width")),
        "{shown:?}"
    );
    assert!(shown[0].contains("alt=\"A b\" width=\"900\" height=\"600\" style=\"background-color:#"));
    assert!(!shown[0].contains("lazy"));
    let b = page_of("posts/b/index.html");
    assert!(pictures(&b)[0].contains(srcset), "{b}");
    let feed = page_of("feed.xml");
    assert!(
        feed.contains("https://example.org/blog/posts/a/p.jpg") && !feed.contains(".webp"),
        "{feed}"
    );
    let made: Vec<_> = built
        .outputs
        .iter()
        .filter(|(path, _)| path.ends_with(".webp"))
        .collect();
    let widths: BTreeSet<u32> = made
        .iter()
        .map(|(_, bytes)| inspect(bytes).unwrap().width)
        .collect();
    assert_eq!((made.len(), widths), (3, BTreeSet::from([480, 800, 900])));
}

#[test]
fn a_dark_twin_is_shown_on_dark_pages() {
    let light = ("n.png", png(60, 40, 1));
    let dark = ("n.dark.png", png(60, 40, 2));
    let built = build(&site(
        "![N](n.png \"The net\")\n\n![O](o.png)",
        &[light, dark, ("o.png", png(40, 60, 3))],
    ));
    assert_eq!(built.said, "");
    let page = page(&built, "posts/a/index.html");
    let shown = pictures(&page);
    assert!(
        page.contains("<figure>\n<span class=\"twins\"><img")
            && page.contains("</span>\n<figcaption>The net")
    );
    assert!(
        shown[0].contains("n.png") && shown[0].contains("class=\"on-light\""),
        "{shown:?}"
    );
    assert!(
        shown[1].contains("n.dark.png") && shown[1].contains("class=\"on-dark\""),
        "{shown:?}"
    );
    assert!(
        shown[..3].iter().all(|image| image.contains("loading=\"lazy\"")),
        "{shown:?}"
    );
    let feed = String::from_utf8(built.outputs["feed.xml"].clone()).unwrap();
    assert!(feed.contains("n.png") && !feed.contains("n.dark.png"));
}

#[test]
fn a_component_gets_the_pictures_of_markdown() {
    let pictures_of = |text: &str| {
        let built = build(&site(
            text,
            &[
                ("n.png", png(60, 40, 1)),
                ("n.dark.png", png(60, 40, 2)),
                ("p.jpg", jpeg(900, 600, 1)),
            ],
        ));
        assert_eq!(built.said, "");
        let page = page(&built, "posts/a/index.html");
        pictures(&page).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let called = pictures_of(
        "{{ figure(src=\"p.jpg\", alt=\"A \\\"b\\\"\") }}\n\n{{ figure(src=\"./n.png\", alt=\"N\") }}\n\n\
         {% figure(src=\"p.jpg\", alt=\"C\") %}See ![D](p.jpg).{% end %}",
    );
    let written = pictures_of("![A \"b\"](p.jpg)\n\n![N](./n.png)\n\n![C](p.jpg)\n\n![D](p.jpg)");
    assert_eq!(called, written);
    assert!(called[0].contains("900w.webp 900w") && called[0].contains("background-color"));
    assert!(called[1].contains("on-light") && called[2].contains("n.dark.png"));
}

#[test]
fn style_sheets_know_how_high_a_picture_is_by_its_width() {
    let files = [
        ("h.png", png(40, 60, 1)),
        ("w.png", png(60, 40, 2)),
        ("s.png", png(40, 40, 3)),
    ];
    let built = build(&site("![H](h.png) ![W](w.png) ![S](s.png)", &files));
    let page = page(&built, "posts/a/index.html");
    let shown = pictures(&page);
    assert!(
        shown[0].contains(" style=\"--ratio:0.6667;background-color:#"),
        "{shown:?}"
    );
    assert!(
        shown[1..].iter().all(|image| !image.contains("--ratio")),
        "{shown:?}"
    );
    assert!(!built.text("feed.xml").contains("--ratio"));
}

#[test]
fn what_is_wrong_with_a_picture_is_said_where_it_is_shown() {
    let check = |name: &str, bytes: Vec<u8>, expected: &str| {
        let built = build(&site(&format!("![A]({name})"), &[(name, bytes)]));
        let expected = match expected {
            "" => String::new(),
            said => format!("content/posts/a/index.md:5:6: {said} (help: "),
        };
        assert!(
            built.said.starts_with(&expected) && built.said.is_empty() == expected.is_empty(),
            "{}",
            built.said
        );
        assert_eq!(
            built
                .outputs
                .keys()
                .filter(|path| path.ends_with("w.webp"))
                .count(),
            0
        );
    };
    let whole = png(60, 40, 1);
    check(
        "n.png",
        whole[..whole.len() / 2].to_vec(),
        "error[L019]: `content/posts/a/n.png` cannot be decoded: the file is cut short",
    );
    let mut bomb = whole[..33].to_vec();
    bomb[16..24].copy_from_slice(&[0, 0, 0x27, 0x10, 0, 0, 0x27, 0x11]);
    bomb.extend(&whole[33..]);
    check(
        "n.png",
        bomb,
        "error[L020]: `content/posts/a/n.png` has 100.0 million pixels, and at most 50 million are taken",
    );
    let frame = b"\x2c\0\0\0\0\x02\0\x01\0\0\x02\x02\x4c\x01\0";
    let gif = |frames| {
        [
            b"GIF89a\x02\0\x01\0\0\0\0".as_slice(),
            &frame.repeat(frames),
            b"\x3b",
        ]
        .concat()
    };
    check("n.gif", gif(2), "");
    check(
        "n.gif",
        gif(80_000),
        "warning[L021]: `content/posts/a/n.gif` has 1.2 MB, and is passed on as it is",
    );
    check(
        "n.png",
        b"(a picture)".to_vec(),
        "error[L019]: `content/posts/a/n.png` is no PNG, JPEG, GIF or WebP",
    );
    for name in ["n.png", "n.jpg", "n.webp", "n.gif", "n.avif", "n.svg"] {
        let said = format!("error[L019]: `content/posts/a/{name}` is empty");
        check(name, Vec::new(), &said);
    }
    for (name, format) in [("n.tif", "TIFF"), ("n.TIFF", "TIFF"), ("n.heic", "HEIC")] {
        let said = format!(
            "error[L019]: `content/posts/a/{name}` is a {format} file, which not every browser shows"
        );
        check(name, b"II*\0".to_vec(), &said);
    }
    // All browsers show these, and Recto passes them on.
    check("n.bmp", b"BM".to_vec(), "");
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\" ";
    check("n.svg", [svg, &b"viewBox=\"0 0 1 1\"/>"[..]].concat(), "");
    check(
        "n.svg",
        [svg, &b"/>"[..]].concat(),
        "warning[L006]: the size of `content/posts/a/n.svg` cannot be read",
    );
    check(
        "n.svg",
        [svg, &b">\n<g></svg>"[..]].concat(),
        "error[L019]: `content/posts/a/n.svg` is no XML: expected 'g' tag, not 'svg', at line 2, column 4",
    );
}

#[test]
fn raw_html_gets_the_size_of_its_pictures() {
    let built = build(&site(
        "<img src=\"n.png\" alt=\"\">",
        &[("n.png", png(60, 40, 1))],
    ));
    assert_eq!(built.said, "", "an empty text is said on purpose");
    let page = page(&built, "posts/a/index.html");
    assert!(
        page.contains("<img width=\"60\" height=\"40\" src=\"/blog/posts/a/n.png\" alt=\"\">"),
        "{page}"
    );
}

#[test]
fn published_originals_do_not_tell_where_they_were_taken() {
    let plain = jpeg(60, 40, 1);
    let note = b"\xff\xfe\0\x09at home";
    let taken = [&plain[..2], note, &plain[2..]].concat();
    let published = |config: &str| {
        let mut site = site("![A](p.jpg)", &[("p.jpg", taken.clone())]);
        put(&mut site, "static/q.jpg", taken.clone());
        put(
            &mut site,
            "recto.toml",
            format!("title = \"T\"\nbase_url = \"https://example.org\"\n{config}"),
        );
        let built = build(&site);
        assert_eq!(built.said, "");
        (
            built.outputs["posts/a/p.jpg"].clone(),
            built.outputs["q.jpg"].clone(),
        )
    };
    assert_eq!(published(""), (plain.clone(), plain));
    assert_eq!(
        published("[images]\nstrip = false\n"),
        (taken.clone(), taken.clone())
    );
}

#[test]
fn settings_choose_the_forms() {
    let made = |settings: &str| {
        let mut site = site("![A](p.jpg)", &[("p.jpg", jpeg(120, 80, 1))]);
        let config = format!("title = \"T\"\nbase_url = \"https://example.org\"\n[images]\n{settings}");
        put(&mut site, "recto.toml", config);
        let built = build(&site);
        let paths = built
            .outputs
            .keys()
            .filter_map(|path| path.strip_prefix("posts/a/p."));
        let ends: BTreeSet<Vec<&str>> = paths
            .filter(|path| *path != "jpg")
            .map(|path| path.rsplit('.').take(2).collect())
            .collect();
        (
            format!("{ends:?}"),
            page(&built, "posts/a/index.html"),
            built.said,
        )
    };
    let (ends, page, _) = made("webp = false");
    assert!(ends == "{}" && !page.contains("srcset"), "{ends}");
    assert_eq!(
        made("widths = [100, 50]").0,
        r#"{["webp", "100w"], ["webp", "50w"]}"#
    );
    let said = made("widths = [1]").2;
    assert!(
        said.contains("error[C003]: `widths` must be a list of up to 12 numbers between 16 and 16383"),
        "{said}"
    );
    if cfg!(feature = "avif") {
        let (ends, page, said) = made("avif = true\nwidths = [60]");
        assert_eq!(
            (ends.as_str(), said.as_str()),
            (r#"{["avif", "60w"], ["webp", "60w"]}"#, "")
        );
        assert!(
            page.contains("<picture><source type=\"image/avif\" srcset=\"/posts/a/p."),
            "{page}"
        );
    }
}

/// Takes everything, as publishing does.
#[derive(Default)]
struct Everything(OutputTree);

impl Sink for Everything {
    fn accept(&self, path: OutputPath, artifact: Artifact) -> Result<(), Error> {
        self.0.accept(path, Artifact::from(bytes(artifact)))
    }

    fn wants_all(&self) -> bool {
        true
    }
}

fn build_all(builder: &Builder, sources: &SourceTree) -> (Build, Vec<(String, Vec<u8>)>) {
    let tree = Everything::default();
    let build = builder.build(sources, &options(), &tree).unwrap();
    let outputs = tree
        .0
        .iter()
        .map(|(path, artifact)| (path.to_string(), bytes(artifact)));
    (build, outputs.collect())
}

#[test]
fn a_cache_changes_nothing_but_the_work() {
    let folder = tempfile::tempdir().unwrap();
    let cached = || Builder::new().with_cache(Cache::new(folder.path().to_owned(), SystemTime::UNIX_EPOCH));
    let pictures = [
        ("p.jpg", jpeg(500, 300, 1)),
        ("n.png", png(60, 40, 2)),
        ("same.jpg", jpeg(500, 300, 1)),
    ];
    let site = site("![A](p.jpg) ![B](n.png) ![C](same.jpg) ![D](p.jpg)", &pictures);
    let (build, plain) = build_all(&Builder::new(), &site);
    assert_eq!(build.decoded, 2, "each content once");
    let decodes = || {
        let (build, outputs) = build_all(&cached(), &site);
        assert!(outputs == plain, "the same bytes");
        build.decoded
    };
    assert_eq!((decodes(), decodes()), (2, 0));
    let entries = || {
        std::fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().path())
    };
    for path in entries() {
        std::fs::write(path, b"rubbish of more than eight bytes").unwrap();
    }
    assert!(decodes() >= 2, "what is broken is made again");
    assert_eq!(decodes(), 0);
    for path in entries() {
        std::fs::remove_file(path).unwrap();
    }
    assert_eq!((decodes(), decodes()), (2, 0));
}

#[test]
fn a_build_after_a_change_equals_one_from_nothing() {
    let mut site = site("![A](p.jpg)", &[("p.jpg", jpeg(500, 300, 1))]);
    let builder = Builder::remembering();
    assert_eq!(build_all(&builder, &site).0.decoded, 1);
    assert_eq!(build_all(&builder, &site).0.decoded, 1, "nothing has changed");
    put(&mut site, "content/posts/a/p.jpg", jpeg(500, 300, 2));
    let (build, outputs) = build_all(&builder, &site);
    assert_eq!(build.decoded, 2);
    assert!(outputs == build_all(&Builder::new(), &site).1);
    put(&mut site, "content/posts/a/p.dark.jpg", jpeg(500, 300, 3));
    assert!(build_all(&builder, &site).1 == build_all(&Builder::new(), &site).1);
}

#[test]
fn a_check_makes_nothing_and_finds_what_is_broken() {
    let site = Site::new(&post("![A](p.jpg)"));
    site.write("content/posts/a/p.jpg", jpeg(500, 300, 1));
    site.run(["check"]).succeeds();
    let kept = site.files(".recto/cache/img");
    let name = kept[0].0.to_string_lossy().into_owned();
    assert!(kept.len() == 1 && name.ends_with(".facts"), "{name}");
    site.run(["build"]).succeeds();
    let published = site.files("public");
    let sizes = published
        .iter()
        .filter(|(path, _)| path.extension().is_some_and(|end| end == "webp"));
    let kinds: Vec<Kind> = sizes.map(|(_, bytes)| inspect(bytes).unwrap().kind).collect();
    assert_eq!(kinds, [Kind::Webp; 1]);
}

#[test]
fn a_preview_makes_a_picture_when_it_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let builder = Builder::new().with_cache(Cache::new(folder.path().to_owned(), SystemTime::UNIX_EPOCH));
    let pictures = [("p.jpg", jpeg(500, 300, 1)), ("q.jpg", jpeg(500, 300, 2))];
    let tree = OutputTree::default();
    builder
        .build(&site("![A](p.jpg) ![B](q.jpg)", &pictures), &options(), &tree)
        .unwrap();
    let kept = |end: &str| {
        let names = std::fs::read_dir(folder.path()).unwrap();
        let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name.ends_with(end)).count()
    };
    assert_eq!((kept(".facts"), kept(".webp")), (2, 0));
    let is_size = |path: &OutputPath| path.as_str().contains("/p.") && path.as_str().ends_with(".webp");
    let (_, asked) = tree.iter().find(|(path, _)| is_size(path)).unwrap();
    assert_eq!(inspect(&bytes(asked)).unwrap().kind, Kind::Webp);
    assert_eq!((kept(".facts"), kept(".webp")), (2, 1), "the other stays unmade");
}

#[test]
fn a_site_that_stands_needs_no_cache() {
    let site = Site::new(&post("![A](p.jpg)"));
    site.write("content/posts/a/p.jpg", jpeg(500, 300, 1));
    // What has just been written may change once more without a trace.
    let picture = std::fs::File::options()
        .write(true)
        .open(site.path("content/posts/a/p.jpg"));
    picture.unwrap().set_modified(SystemTime::UNIX_EPOCH).unwrap();
    site.run(["build"]).succeeds();
    let published = site.files("public");
    std::fs::remove_dir_all(site.path(".recto")).unwrap();
    site.run(["build"]).succeeds();
    assert!(!site.has(".recto"), "nothing was decoded");
    site.write("content/posts/b.md", "---\ntitle: B\ndate: 2025-07-07\n---\nx\n");
    site.run(["build"]).succeeds();
    let after = site.files("public");
    let is_size = |path: &std::path::Path| path.extension().is_some_and(|end| end == "webp");
    let sizes = |files: &[(std::path::PathBuf, Vec<u8>)]| {
        let sizes = files.iter().filter(|(path, _)| is_size(path));
        sizes.cloned().collect::<Vec<_>>()
    };
    assert!(!sizes(&published).is_empty() && sizes(&published) == sizes(&after));
}
