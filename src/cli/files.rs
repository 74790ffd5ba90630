//! Files that a person asked for: those of a new site, a new post, a schema, and those that `check --fix` mends. New
//! ones never take the place of others, and mended ones only that of what was read.
#![expect(
    clippy::disallowed_methods,
    reason = "these are the author's files, not a build's, and none is replaced unasked"
)]

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::process;

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
pub(super) fn overwrite(path: &Path, text: &str) -> Result<(), Failure> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| Error::write(folder, error))?;
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = path.with_file_name(format!(".{name}.new"));
    fs::write(&beside, text)
        .and_then(|()| fs::rename(&beside, path))
        .map_err(|error| Error::write(path, error).into())
}

/// Writes a report where the command line says. What is no plain file, such as `/dev/null`, stays what it is.
pub(super) fn report(path: &Path, text: &str) -> Result<(), Failure> {
    let is_other = fs::symlink_metadata(path).is_ok_and(|known| !known.is_file());
    if is_other {
        return fs::write(path, text).map_err(|error| Error::write(path, error).into());
    }
    overwrite(path, text)
}

/// Writes at the end of a file, which others write as well.
pub(super) fn append(path: &Path, text: &str) -> Result<(), Failure> {
    File::options()
        .append(true)
        .create(true)
        .open(path)
        .and_then(|mut file| file.write_all(text.as_bytes()))
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

/// Whether a file has its new content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Replaced {
    Yes,
    /// Somebody else has changed it since it was read.
    Not,
}

/// Replaces the content of a file as a whole, if it still is what was read; a link to it stays one, and it keeps
/// its permissions.
pub(super) fn replace(path: &Path, read: &[u8], new: &[u8]) -> Result<Replaced, Failure> {
    let written = |error| Error::write(path, error);
    let file = path.canonicalize().map_err(written)?;
    // The folder may be one's own where the file is not.
    File::options().write(true).open(&file).map_err(written)?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let beside = file.with_file_name(format!(".{name}.{}.recto~", process::id()));
    let replaced = write_beside(&file, &beside, new).and_then(|()| {
        let now = fs::read(&file)?;
        if now == new {
            return Ok(Replaced::Yes);
        }
        if now != read {
            return Ok(Replaced::Not);
        }
        fs::rename(&beside, &file)?;
        Ok(Replaced::Yes)
    });
    // After a rename there is none, and one that cannot be removed harms nobody.
    let _ = fs::remove_file(&beside);
    Ok(replaced.map_err(written)?)
}

fn write_beside(file: &Path, beside: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut new = File::create(beside)?;
    new.write_all(bytes)?;
    new.set_permissions(fs::metadata(file)?.permissions())?;
    new.sync_all()
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
    use super::*;

    #[test]
    fn only_what_was_read_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("글.md");
        fs::write(&path, "old").unwrap();
        assert_eq!(replace(&path, b"older", b"new").unwrap(), Replaced::Not);
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(replace(&path, b"old", b"new").unwrap(), Replaced::Yes);
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(replace(&path, b"old", b"new").unwrap(), Replaced::Yes);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        let gone = replace(&folder.path().join("gone.md"), b"", b"new").unwrap_err();
        assert!(gone.message.starts_with("cannot write `"), "{}", gone.message);
    }

    #[cfg(unix)]
    #[test]
    fn links_and_permissions_stay() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("a.md"), folder.path().join("link.md"));
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        symlink("a.md", &link).unwrap();
        assert_eq!(replace(&link, b"old", b"new").unwrap(), Replaced::Yes);
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
    }

    #[test]
    fn a_text_with_quotes_stays_one_text() {
        assert_eq!(quoted(r#"a "b" \c"#), r#""a \"b\" \\c""#);
        assert_eq!(quoted("가\n\u{7f}"), r#""가\u000A\u007F""#);
    }
}
