//! Files that a person asked for: those of a new site, a new post, a schema. The author's own are never touched.
#![expect(
    clippy::disallowed_methods,
    reason = "these are files that the author asked for, not a build's"
)]

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use recto::error::Error;

use super::failure::Failure;

/// Writes a new file, with the folders above it.
pub(super) fn create(path: &Path, text: &str) -> Result<(), Failure> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| Error::write(folder, error))?;
    }
    match File::create_new(path).and_then(|mut file| file.write_all(text.as_bytes())) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(exists(path)),
        Err(error) => Err(Error::write(path, error).into()),
    }
}

/// Writes a file that is only ever written by this program, with the folders above it. One that is there is
/// replaced as a whole or not at all.
pub(super) fn replace(path: &Path, text: &str) -> Result<(), Failure> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| Error::write(folder, error))?;
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = path.with_file_name(format!(".{name}.new"));
    fs::write(&beside, text)
        .and_then(|()| fs::rename(&beside, path))
        .map_err(|error| Error::write(path, error).into())
}

/// Reads a text that the command line names.
pub(super) fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| {
        if error.kind() == io::ErrorKind::InvalidData {
            return Failure::new(
                format!("`{}` is not UTF-8", path.display()),
                "save the file as UTF-8",
            );
        }
        Error::read(path, error).into()
    })
}

/// The failure to write a file that is there.
pub(super) fn exists(path: &Path) -> Failure {
    Failure::new(
        format!("`{}` is there already", path.display()),
        "choose another name, or edit the file",
    )
}

/// The first name in a folder that is not `.git`; nothing for one that is empty or not there.
pub(super) fn first_entry(folder: &Path) -> Result<Option<String>, Failure> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::read(folder, error).into()),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| Error::read(folder, error))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name != ".git" {
            names.push(name);
        }
    }
    Ok(names.into_iter().min())
}

/// A text between quotes, as TOML and YAML both read it.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            character if character.is_control() => {
                quoted.push_str(&format!("\\u{:04X}", u32::from(character)));
            }
            character => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_text_with_quotes_stays_one_text() {
        assert_eq!(quoted(r#"a "b" \c"#), r#""a \"b\" \\c""#);
        assert_eq!(quoted("가\n\u{7f}"), r#""가\u000A\u007F""#);
    }
}
