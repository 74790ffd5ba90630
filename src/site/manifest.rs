//! `theme.toml`: what a theme says of itself.

use crate::data::{Codes, Fields, toml};
use crate::diagnostic::{Diagnostic, Location, catalogue};
use crate::source::{SourcePath, Span, Text};

const CODES: Codes = Codes {
    unknown_key: &catalogue::BAD_THEME_FILE,
    bad_value: &catalogue::BAD_THEME_FILE,
};

/// Reads `theme.toml`: `name`, `description`, `license`, `author`, `homepage`, and with `recto.min` and `recto.max` the
/// first and the last version that the theme is made for. `version` is the one that runs.
///
/// A version too old is an error; one that is newer than the theme knows of is a warning, as most themes go on working.
pub(super) fn check(path: &SourcePath, text: &Text, version: &str) -> Vec<Diagnostic> {
    let text = &*text.text;
    let (table, errors) = toml::parse(text, Span::new(0, text.len()));
    let mut found: Vec<_> = errors
        .into_iter()
        .map(|error| {
            Diagnostic::new(&catalogue::BAD_THEME_FILE, error.message)
                .at(Location::new(path, error.span), "")
                .help("a theme's `theme.toml` is a file of TOML")
        })
        .collect();
    let mut fields = Fields::new(path, text, &table, CODES);
    let name = fields.string("name").unwrap_or_else(|| folder(path));
    for key in ["description", "license", "author", "homepage"] {
        fields.string(key);
    }
    let mut bounds = fields.table("recto");
    let runs = numbers(version).unwrap_or_default();
    if let Some((least, span)) = bound(&mut bounds, "min", [0; 3])
        && runs < least
    {
        let [major, minor, patch] = least;
        let message =
            format!("the theme `{name}` needs Recto {major}.{minor}.{patch} or newer, and this is {version}");
        let older = Diagnostic::new(&catalogue::BAD_THEME_FILE, message)
            .at(bounds.location(span), "")
            .help("update Recto, or take an older version of the theme");
        bounds.report(older);
    }
    // `max = "0.3"` is any 0.3.
    if let Some((most, span)) = bound(&mut bounds, "max", [u64::MAX; 3])
        && runs > most
    {
        let written = span.of(text).trim_matches(['"', '\'']);
        let message = format!("the theme `{name}` is made for Recto up to {written}, and this is {version}");
        let newer = Diagnostic::new(&catalogue::NEWER_THAN_THEME, message)
            .at(bounds.location(span), "")
            .help("look whether there is a newer version of the theme; when all is well, raise `recto.max`");
        bounds.report(newer);
    }
    fields.absorb(bounds);
    found.extend(fields.finish());
    found
}

/// The name of the folder that the file stands in.
fn folder(path: &SourcePath) -> String {
    let folder = path.parent().rsplit('/').next();
    folder.unwrap_or_default().to_owned()
}

/// A version of one to three numbers; those that are not written are taken from `rest`.
fn bound(bounds: &mut Fields<'_>, key: &'static str, rest: [u64; 3]) -> Option<([u64; 3], Span)> {
    let (text, span) = bounds.text(key)?;
    let mut version = rest;
    let parts: Vec<_> = text.split('.').map(str::parse).collect();
    if parts.len() <= version.len() && parts.iter().all(Result::is_ok) {
        for (number, part) in version.iter_mut().zip(parts.into_iter().flatten()) {
            *number = part;
        }
        return Some((version, span));
    }
    bounds.reject(
        span,
        format!("`{text}` is no version"),
        "write one such as `0.1.0`",
    );
    None
}

/// The numbers of a version, without what stands behind `-` or `+`.
fn numbers(version: &str) -> Option<[u64; 3]> {
    let numbers = version.split(['-', '+']).next()?;
    let mut parts = numbers.split('.').map(|part| part.parse().ok());
    Some([parts.next()??, parts.next()??, parts.next()??])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(toml: &str) -> Vec<String> {
        let path = SourcePath::new("themes/mine/theme.toml");
        let line = |found: &Diagnostic| {
            let at = found.labels[0].location.span.of(toml).to_owned();
            format!(
                "{:?} {} at `{at}`: {}",
                found.severity, found.code.id, found.message
            )
        };
        check(&path, &Text::new(toml.into()), "0.2.3")
            .iter()
            .map(line)
            .collect()
    }

    #[test]
    fn a_theme_says_which_versions_it_is_made_for() {
        for fits in [
            "",
            "name = \"mine\"\nrecto.min = \"0.2.3\"\nrecto.max = \"0.2.3\"",
            "recto.min = \"0.2\"\nrecto.max = \"0.2\"",
            "[recto]\nmin = \"0\"\nmax = \"1\"",
        ] {
            assert_eq!(told(fits), [""; 0], "{fits}");
        }
        assert_eq!(
            told("name = \"mine\"\nrecto.min = \"0.10\""),
            ["Error T006 at `\"0.10\"`: the theme `mine` needs Recto 0.10.0 or newer, and this is 0.2.3"]
        );
        assert_eq!(
            told("recto.max = \"0.1\""),
            ["Warning T007 at `\"0.1\"`: the theme `mine` is made for Recto up to 0.1, and this is 0.2.3"]
        );
        assert_eq!(
            told("recto.min = \"new\"\nnmae = 1"),
            [
                "Error T006 at `\"new\"`: `new` is no version",
                "Error T006 at `nmae`: unknown key `nmae`",
            ]
        );
    }
}
