//! The few ways in which the machine fails, as opposed to what is wrong in the author's files.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// A failure that has no place in the user's files.
///
/// The message is complete in itself: it already says what [`source`](std::error::Error::source) would.
#[derive(Debug)]
pub enum Error {
    /// A file or folder could not be read or written.
    Io {
        /// What was being done.
        action: Action,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// No `recto.toml` in the folder or in those above it.
    NoSite {
        /// Where the search began.
        folder: PathBuf,
    },
    /// The preview's port is in use.
    PortTaken {
        /// The port.
        port: u16,
    },
    /// Another process publishes into the same folder.
    TargetBusy {
        /// The output folder.
        target: PathBuf,
    },
    /// The output folder is not a folder, or has no name to put the staging folder beside.
    TargetNotAFolder {
        /// What was given as output folder.
        target: PathBuf,
    },
    /// The output folder is, or holds, what the site is made from.
    TargetHoldsSources {
        /// The output folder.
        target: PathBuf,
        /// The file or folder of the site in it.
        sources: PathBuf,
    },
    /// The output folder lies in what the site is made from.
    TargetInSources {
        /// The output folder.
        target: PathBuf,
        /// The folder of the site it lies in.
        sources: PathBuf,
    },
    /// Files that Recto did not write are where the build wants to put its own.
    ForeignFiles {
        /// The files in the way, in order; never empty.
        paths: Vec<PathBuf>,
    },
    /// Who takes the outputs of a build wants no more of them.
    GivenUp,
    /// Two outputs want the same path, or one is a folder for the other.
    Collision {
        /// The path that sorts first.
        first: String,
        /// The other; equal to the first when both are the same.
        second: String,
    },
}

/// What was being done when the system refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Reading a file or listing a folder.
    Read,
    /// Writing or replacing a file, or making a folder.
    Write,
    /// Removing a file or folder.
    Remove,
}

impl Action {
    fn verb(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Remove => "remove",
        }
    }
}

impl Error {
    /// A failure to read a file or folder.
    pub fn read(path: &Path, source: io::Error) -> Self {
        Self::io(Action::Read, path, source)
    }

    /// A failure to write a file or folder.
    pub fn write(path: &Path, source: io::Error) -> Self {
        Self::io(Action::Write, path, source)
    }

    /// A failure to remove a file or folder.
    pub fn remove(path: &Path, source: io::Error) -> Self {
        Self::io(Action::Remove, path, source)
    }

    fn io(action: Action, path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        Self::Io { action, path, source }
    }

    /// What can be done about it, as an imperative sentence, where anything can.
    pub fn help(&self) -> Option<&'static str> {
        match self {
            Self::Io { source, .. } => io_help(source),
            Self::NoSite { .. } => {
                Some("run the command in a folder with a `recto.toml`, or make one with `recto init`")
            }
            Self::PortTaken { .. } => Some("stop the other program, or choose another port with `--port`"),
            Self::TargetBusy { .. } => {
                Some("wait for the other build to end, or choose another output folder")
            }
            Self::TargetNotAFolder { .. }
            | Self::TargetHoldsSources { .. }
            | Self::TargetInSources { .. } => {
                Some("choose a folder of its own for the output, such as `public`")
            }
            Self::ForeignFiles { .. } => {
                Some("move them away, choose an empty folder for the output, or replace them with `--force`")
            }
            Self::GivenUp => None,
            Self::Collision { first, second } if first == second => {
                Some("give one of the two another address")
            }
            Self::Collision { .. } => {
                Some("a name cannot be a file and a folder at once: rename one of the two")
            }
        }
    }
}

fn io_help(source: &io::Error) -> Option<&'static str> {
    match source.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            Some("free some space, then run the build again")
        }
        io::ErrorKind::PermissionDenied => {
            Some("check who owns the file and its folder, and their permissions")
        }
        io::ErrorKind::ReadOnlyFilesystem => Some("choose an output folder on a disk that can be written to"),
        _ => None,
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io { action, path, source } => {
                write!(formatter, "cannot {} `{}`: ", action.verb(), path.display())?;
                write_cause(formatter, source)
            }
            Self::NoSite { folder } => {
                write!(formatter, "no `recto.toml` in `{}` or above it", folder.display())
            }
            Self::PortTaken { port } => write!(formatter, "port `{port}` is in use"),
            Self::TargetBusy { target } => {
                write!(
                    formatter,
                    "another build is publishing into `{}`",
                    target.display()
                )
            }
            Self::TargetNotAFolder { target } => {
                write!(formatter, "`{}` cannot be an output folder", target.display())
            }
            Self::TargetHoldsSources { target, sources } => write!(
                formatter,
                "the output folder `{}` holds `{}`, from which the site is made",
                target.display(),
                sources.display()
            ),
            Self::TargetInSources { target, sources } => write!(
                formatter,
                "the output folder `{}` lies in `{}`, from which the site is made",
                target.display(),
                sources.display()
            ),
            Self::ForeignFiles { paths } => write_foreign(formatter, paths),
            Self::GivenUp => formatter.write_str("the build was given up"),
            Self::Collision { first, second } if first == second => {
                write!(formatter, "two outputs want the path `{first}`")
            }
            Self::Collision { first, second } => {
                write!(formatter, "`{first}` and `{second}` cannot both be published")
            }
        }
    }
}

/// Says the common causes in the house's words and leaves the rest to the system.
fn write_cause(formatter: &mut fmt::Formatter<'_>, source: &io::Error) -> fmt::Result {
    match source.kind() {
        io::ErrorKind::NotFound => formatter.write_str("there is no such file or folder"),
        io::ErrorKind::PermissionDenied => formatter.write_str("permission denied"),
        io::ErrorKind::StorageFull => formatter.write_str("the disk is full"),
        io::ErrorKind::NotADirectory => formatter.write_str("a file is in the way"),
        io::ErrorKind::IsADirectory => formatter.write_str("a folder is in the way"),
        _ => write!(formatter, "{source}"),
    }
}

fn write_foreign(formatter: &mut fmt::Formatter<'_>, paths: &[PathBuf]) -> fmt::Result {
    let Some((first, others)) = paths.split_first() else {
        return formatter.write_str("files that Recto did not write are in the way");
    };
    write!(formatter, "`{}`", first.display())?;
    match others.len() {
        0 => formatter.write_str(" is in the way and was not written by Recto"),
        1 => formatter.write_str(" and another file are in the way and were not written by Recto"),
        more => write!(
            formatter,
            " and {more} other files are in the way and were not written by Recto"
        ),
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use super::*;

    fn check(error: &Error, message: &str, help: Option<&str>) {
        assert_eq!(error.to_string(), message);
        assert_eq!(error.help(), help);
    }

    #[test]
    fn a_full_disk_is_said_with_the_file_and_the_remedy() {
        let error = Error::write(Path::new("public/a.html"), io::ErrorKind::StorageFull.into());
        check(
            &error,
            "cannot write `public/a.html`: the disk is full",
            Some("free some space, then run the build again"),
        );
        assert!(error.source().is_some());
    }

    #[test]
    fn an_unknown_cause_is_passed_through() {
        let error = Error::read(Path::new("a.png"), io::Error::other("the cable is out"));
        check(&error, "cannot read `a.png`: the cable is out", None);
    }

    #[test]
    fn files_in_the_way_are_counted() {
        let paths = ["a", "b", "c"].map(PathBuf::from);
        let foreign = |count: usize| Error::ForeignFiles {
            paths: paths[..count].to_vec(),
        };
        assert_eq!(
            foreign(1).to_string(),
            "`a` is in the way and was not written by Recto"
        );
        assert_eq!(
            foreign(2).to_string(),
            "`a` and another file are in the way and were not written by Recto"
        );
        assert_eq!(
            foreign(3).to_string(),
            "`a` and 2 other files are in the way and were not written by Recto"
        );
    }

    #[test]
    fn a_collision_tells_the_same_path_from_a_folder_for_a_file() {
        let collision = |second: &str| Error::Collision {
            first: "a".to_owned(),
            second: second.to_owned(),
        };
        check(
            &collision("a"),
            "two outputs want the path `a`",
            Some("give one of the two another address"),
        );
        assert_eq!(
            collision("a/index.html").to_string(),
            "`a` and `a/index.html` cannot both be published"
        );
    }
}
