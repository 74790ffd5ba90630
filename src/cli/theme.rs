//! `recto theme`: the files of the built-in theme, and copies of them for the site.

use std::path::PathBuf;

use recto::diagnostic::suggest;
use recto::site::theme::{self, BUILT_IN};
use recto::source::{Content, built_in};

use super::Status;
use super::args::{ThemeArgs, ThemeCommand, ThemeEjectArgs, ThemeListArgs};
use super::failure::Failure;
use super::files;
use super::site::{self, SiteFiles};
use super::terminal::Terminal;

pub(super) fn run(args: &ThemeArgs, terminal: &Terminal) -> Result<Status, Failure> {
    match &args.command {
        ThemeCommand::List(args) => list(args, terminal),
        ThemeCommand::Eject(args) => eject(args, terminal),
    }
}

/// Texts of the theme by their paths in it.
fn texts() -> Vec<(String, String)> {
    let text = |file: recto::source::SourceFile| match &file.content {
        Content::Text(text) => Some((
            file.path.strip_folder(BUILT_IN)?.to_owned(),
            text.text.to_string(),
        )),
        _ => None,
    };
    let mut texts: Vec<_> = built_in().filter_map(text).collect();
    texts.sort();
    texts
}

/// Where the site's own form of a file of the theme is.
fn own(site: &SiteFiles, path: &str) -> PathBuf {
    site.root.join(theme::FOLDER).join(&site.config.theme).join(path)
}

fn list(args: &ThemeListArgs, terminal: &Terminal) -> Result<Status, Failure> {
    let site = SiteFiles::read(site::root(&args.root)?);
    let mut lines = String::new();
    for (path, _) in texts() {
        let file = own(&site, &path);
        lines.push_str(&path);
        if file.exists() {
            lines.push_str(&format!("  overridden by {}", site::shown(&file)));
        }
        lines.push('\n');
    }
    terminal.result(&lines)?;
    Ok(Status::Clean)
}

fn eject(args: &ThemeEjectArgs, terminal: &Terminal) -> Result<Status, Failure> {
    let site = SiteFiles::read(site::root(&args.root)?);
    let texts = texts();
    let wanted: Result<Vec<_>, _> = args.files.iter().map(|name| find(&texts, name)).collect();
    let wanted: Vec<_> = wanted?
        .into_iter()
        .map(|(path, text)| (own(&site, path), text))
        .collect();
    // All or none: nothing is written when one of them is there.
    if let Some((taken, _)) = wanted.iter().find(|(file, _)| file.exists()) {
        return Err(files::exists(&PathBuf::from(site::shown(taken))));
    }
    for (file, text) in wanted {
        files::create(&file, text)?;
        terminal.result(&format!("{}\n", site::shown(&file)))?;
    }
    Ok(Status::Clean)
}

/// The file that is meant: by its path in the theme or in a site, or by its name alone when no other has it.
fn find<'a>(texts: &'a [(String, String)], written: &str) -> Result<(&'a str, &'a str), Failure> {
    let path = written.strip_prefix(&format!("{BUILT_IN}/")).unwrap_or(written);
    let is_meant = |known: &str| known == path || known.rsplit('/').next() == Some(path);
    let mut meant = texts.iter().filter(|(known, _)| is_meant(known));
    if let (Some((path, text)), None) = (meant.next(), meant.next()) {
        return Ok((path, text));
    }
    let known = || texts.iter().map(|(known, _)| known.as_str());
    let names = known()
        .flat_map(|known| [Some(known), known.rsplit('/').next()])
        .flatten();
    let help = match suggest::nearest(path, names) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`recto theme list` names its files".to_owned(),
    };
    Err(Failure::new(
        format!("the theme has no file `{}`", written.escape_debug()),
        &help,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_found_by_its_path_or_its_name() {
        let texts = texts();
        for written in [
            "templates/base.html",
            "base.html",
            "themes/recto/templates/base.html",
        ] {
            assert_eq!(
                find(&texts, written).unwrap().0,
                "templates/base.html",
                "{written}"
            );
        }
        for wrong in ["bass.html", "", "templates", "templates/", "../recto.toml"] {
            assert!(find(&texts, wrong).is_err(), "{wrong}");
        }
    }
}
