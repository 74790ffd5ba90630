//! Files that a person asked for: those of a new site, a new post. Existing ones are never touched.
#![expect(
    clippy::disallowed_methods,
    reason = "these are the author's files, not a build's, and none is ever replaced"
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
