//! `recto new`: the beginning of a post or a page.

use std::path::{Path, PathBuf};

use recto::content::slug::slug;
use recto::data::Date;

use super::Status;
use super::args::NewArgs;
use super::failure::Failure;
use super::files::{self, quoted};
use super::site::{self, SiteFiles};
use super::terminal::Terminal;

pub(super) fn run(args: &NewArgs, terminal: &Terminal) -> Result<Status, Failure> {
    let site = SiteFiles::read(site::root(&args.root)?);
    let (folders, name) = parts(&args.path)?;
    let mut folder = site.root.join("content");
    for part in &folders {
        folder.push(existing_or_slug(&folder, part));
    }
    let stem = slug(name);
    let forms = [
        folder.join(format!("{stem}.md")),
        folder.join(&stem).join("index.md"),
    ];
    // Both forms have the same address.
    if let Some(taken) = forms.iter().find(|form| form.exists()) {
        return Err(files::exists(&PathBuf::from(site::shown(taken))));
    }
    let file = &forms[usize::from(args.bundle)];
    files::create(file, &beginning(args, &site, name, !folders.is_empty())?)?;
    terminal.result(&format!("{}\n", site::shown(file)))?;
    Ok(Status::Clean)
}

/// The folders below `content`, and the name. The path may also be written as that of the file.
fn parts(path: &str) -> Result<(Vec<&str>, &str), Failure> {
    let path = path.strip_prefix("content/").unwrap_or(path);
    let path = path.strip_suffix(".md").unwrap_or(path);
    let folders: Vec<&str> = path.split('/').collect();
    let unfit = |part: &str| {
        part.trim().is_empty()
            || part.starts_with('.')
            || part.contains(|c: char| c == '\\' || c.is_control())
    };
    let name = folders.last().copied().unwrap_or_default();
    if folders.iter().any(|part| unfit(part)) || matches!(name, "index" | "_index") {
        return Err(Failure::new(
            format!("`{}` cannot be the path of a page", path.escape_debug()),
            "name a page below `content`, as in `recto new posts/my-post`",
        ));
    }
    Ok((folders[..folders.len() - 1].to_vec(), name))
}

/// A folder that is there keeps its name.
fn existing_or_slug(above: &Path, part: &str) -> String {
    if above.join(part).is_dir() {
        part.to_owned()
    } else {
        slug(part)
    }
}

/// What stands in the file. Pages that are not in a folder, such as `about`, have no date.
fn beginning(args: &NewArgs, site: &SiteFiles, name: &str, in_folder: bool) -> Result<String, Failure> {
    let (day, rest) = split_day(name, site);
    let title = match &args.title {
        Some(title) => title.clone(),
        None => title(rest),
    };
    let date = match (&args.date, day) {
        (Some(text), _) => Some(site::date(text, &site.config)?.iso()),
        (None, Some(day)) => Some(day.to_owned()),
        (None, None) => in_folder.then(|| site::today(&site.config.time_zone)),
    };
    let mut text = format!("---\ntitle: {}\n", quoted(&title));
    if let Some(date) = date {
        text.push_str(&format!("date: {date}\n"));
    }
    text.push_str("draft: true\n---\n\n");
    Ok(text)
}

/// The day before a name such as `2025-07-08-name`, and the rest.
fn split_day<'a>(name: &'a str, site: &SiteFiles) -> (Option<&'a str>, &'a str) {
    let split = name
        .get(..10)
        .zip(name.get(10..).and_then(|rest| rest.strip_prefix('-')));
    match split.filter(|(day, rest)| !rest.is_empty() && Date::parse(day, &site.config.time_zone).is_some()) {
        Some((day, rest)) => (Some(day), rest),
        None => (None, name),
    }
}

/// `my-post` is "My post"; a name with spaces is a title already.
fn title(name: &str) -> String {
    let name = name.trim();
    if name.contains(char::is_whitespace) {
        return name.to_owned();
    }
    let spaced = name.replace(['-', '_'], " ");
    let spaced = spaced.trim();
    let mut letters = spaced.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_made_of_a_name() {
        for (name, expected) in [
            ("my-post", "My post"),
            ("쿠버네티스 입문", "쿠버네티스 입문"),
            ("쿠버네티스-입문", "쿠버네티스 입문"),
            ("for_each vs count", "for_each vs count"),
            ("---", "---"),
        ] {
            assert_eq!(title(name), expected);
        }
    }

    #[test]
    fn a_path_stays_below_the_content() {
        let check = |path: &str, expected: Option<(&[&str], &str)>| {
            let parts = parts(path).ok();
            let shown = parts.as_ref().map(|(folders, name)| (folders.as_slice(), *name));
            assert_eq!(shown, expected, "{path}");
        };
        check("about", Some((&[], "about")));
        check("content/posts/a/b.md", Some((&["posts", "a"], "b")));
        for path in [
            "",
            "/",
            "/etc/x",
            "../x",
            "posts/",
            "posts//x",
            "posts/.x",
            "a\\b",
            "a\0b",
            "posts/_index",
        ] {
            check(path, None);
        }
    }
}
