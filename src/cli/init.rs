//! `recto init`: a new site, which builds and passes `recto check`.

use std::path::Path;

use recto::config::{self, BaseUrl};
use recto::data::TimeZone;

use super::Status;
use super::args::{InitArgs, Language};
use super::failure::Failure;
use super::files::{self, quoted};
use super::report::plural;
use super::site;
use super::terminal::Terminal;

/// A file by its path in the new site.
type File = (&'static str, &'static str);

const ANY_LANGUAGE: &[File] = &[
    (".gitignore", include_str!("starter/any/gitignore")),
    (
        ".github/workflows/pages.yml",
        include_str!("starter/any/.github/workflows/pages.yml"),
    ),
    (
        "static/favicon.svg",
        include_str!("starter/any/static/favicon.svg"),
    ),
];

/// Where the site will be, until the author says.
const EXAMPLE: &str = "https://example.org/";

/// The files of a language.
macro_rules! starter {
    ($language:literal) => {
        &[
            (
                "recto.toml",
                include_str!(concat!("starter/", $language, "/recto.toml")),
            ),
            (
                "content/_index.md",
                include_str!(concat!("starter/", $language, "/content/_index.md")),
            ),
            (
                "content/about.md",
                include_str!(concat!("starter/", $language, "/content/about.md")),
            ),
            (
                "content/posts/_index.md",
                include_str!(concat!("starter/", $language, "/content/posts/_index.md")),
            ),
            (
                "content/posts/first-post.md",
                include_str!(concat!("starter/", $language, "/content/posts/first-post.md")),
            ),
        ]
    };
}

const ENGLISH: &[File] = starter!("en");
const KOREAN: &[File] = starter!("ko");

/// What is written where a person says nothing.
struct Defaults {
    files: &'static [File],
    title: &'static str,
    time_zone: &'static str,
}

pub(super) fn run(args: &InitArgs, terminal: &Terminal) -> Result<Status, Failure> {
    let folder = &args.folder;
    if let Some(name) = files::first_entry(folder)? {
        return Err(Failure::new(
            format!("`{}` is not empty: there is `{name}`", folder.display()),
            "choose a new folder, as in `recto init my-blog`",
        ));
    }
    let defaults = defaults(args.lang);
    let values = values(args, &defaults);
    for (path, text) in ANY_LANGUAGE.iter().chain(defaults.files) {
        files::create(&folder.join(path), &filled(text, &values))?;
    }
    let mut count = ANY_LANGUAGE.len() + defaults.files.len();
    if let Some(url) = &args.base_url {
        files::create(&folder.join(config::GISCUS_PATH), &giscus_json(url))?;
        count += 1;
    }
    let count = plural(count, "file");
    terminal.say(&format!("made a site of {count} in `{}`", folder.display()));
    terminal.say(&next_steps(args));
    Ok(Status::Clean)
}

/// Who may show the repository's discussions, once there are comments: the site, and a preview of it.
fn giscus_json(site: &BaseUrl) -> String {
    let origin = site.origin();
    format!("{{\n  \"origins\": [\"{origin}\"],\n  \"originsRegex\": [\"http://localhost:[0-9]+\"]\n}}\n")
}

fn defaults(language: Language) -> Defaults {
    match language {
        Language::En => Defaults {
            files: ENGLISH,
            title: "My notes",
            time_zone: "UTC",
        },
        Language::Ko => Defaults {
            files: KOREAN,
            title: "나의 개발 노트",
            time_zone: "Asia/Seoul",
        },
    }
}

/// What stands in the files for what. The title comes last: it may hold anything.
fn values(args: &InitArgs, defaults: &Defaults) -> [(&'static str, String); 4] {
    let zone = TimeZone::named(defaults.time_zone).unwrap_or_else(TimeZone::utc);
    let address = match &args.base_url {
        Some(url) => url.to_string(),
        None => EXAMPLE.to_owned(),
    };
    let title = args.title.as_deref().unwrap_or(defaults.title);
    [
        ("@VERSION@", env!("CARGO_PKG_VERSION").to_owned()),
        ("@TODAY@", site::today(&zone)),
        ("@BASE_URL@", quoted(&address)),
        ("@TITLE@", quoted(title)),
    ]
}

fn filled(text: &str, values: &[(&str, String)]) -> String {
    let fill = |text: String, (mark, value): &(&str, String)| text.replace(mark, value);
    values.iter().fold(text.to_owned(), fill)
}

fn next_steps(args: &InitArgs) -> String {
    let mut steps = String::from("\nNext:\n");
    if args.folder != Path::new(".") {
        steps.push_str(&format!("  cd {}\n", args.folder.display()));
    }
    steps.push_str(
        "  recto serve                 write, and look at it\n\
         \u{20}\u{20}recto new posts/my-post     begin a post\n\
         \u{20}\u{20}recto check                 prove it, as `.github/workflows/pages.yml` does before it publishes",
    );
    if args.base_url.is_none() {
        steps.push_str("\n\nWrite the address of the site into `recto.toml` before you publish: `base_url`.");
    }
    steps
}
