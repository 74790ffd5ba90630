//! The output folder, what stands in it, and the state folder beside it.

use std::path::{Path, PathBuf};

use super::disk::{self, Entry};
use super::path::OutputPath;
use crate::error::Error;

/// An output folder such as `public`, with links followed, and the folder beside it, `.public.recto`, in
/// which Recto keeps what it must know of it.
#[derive(Debug)]
pub(super) struct Target {
    folder: PathBuf,
    state: PathBuf,
}

/// What stands where an output is to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    Absent,
    File {
        len: u64,
    },
    Folder,
    /// Something at the path, or at a folder on the way to it, that is not what it would have to be.
    Obstacle {
        at: OutputPath,
        /// An ordinary file, and so perhaps ours; Recto makes no links.
        is_file: bool,
    },
}

impl Target {
    /// Finds the folder, which need not exist, and makes sure that nothing of the site lies in it and
    /// that it lies in nothing of the site.
    pub(super) fn find(given: &Path, sources: &[PathBuf]) -> Result<Self, Error> {
        let resolved = |path: &Path| disk::resolve(path).map_err(|error| Error::read(path, error));
        let folder = resolved(given)?;
        let not_a_folder = || Error::TargetNotAFolder {
            target: given.to_owned(),
        };
        let entry = disk::entry(&folder).map_err(|error| Error::read(&folder, error))?;
        let name = folder.file_name().ok_or_else(not_a_folder)?;
        if !matches!(entry, Entry::Absent | Entry::Folder) {
            return Err(not_a_folder());
        }
        for source in sources {
            let (target, sources) = (given.to_owned(), source.clone());
            let place = resolved(source)?;
            if place.starts_with(&folder) {
                return Err(Error::TargetHoldsSources { target, sources });
            }
            if folder.starts_with(&place) {
                return Err(Error::TargetInSources { target, sources });
            }
        }
        let mut state = std::ffi::OsString::from(".");
        state.push(name);
        state.push(".recto");
        Ok(Self {
            state: folder.with_file_name(state),
            folder,
        })
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(super) fn state(&self) -> &Path {
        &self.state
    }

    /// Where the files that are to be moved in wait.
    pub(super) fn staging(&self) -> PathBuf {
        self.state.join("staging")
    }

    /// Where one of them waits.
    pub(super) fn staged(&self, number: u64) -> PathBuf {
        self.staging().join(format!("{number:x}"))
    }

    /// What is to be done once everything waits; while it exists a publish is under way.
    pub(super) fn journal(&self) -> PathBuf {
        self.state.join("journal")
    }

    /// How the files of the last publish lay when it was over.
    pub(super) fn seal(&self) -> PathBuf {
        self.state.join("seal")
    }

    /// What the last publish put into the output folder.
    pub(super) fn manifest(&self) -> PathBuf {
        self.state.join("manifest")
    }

    /// Where a file is completed that comes from another disk.
    pub(super) fn incoming(&self) -> PathBuf {
        self.folder.join(".recto-incoming")
    }

    /// Where an output lies.
    pub(super) fn place(&self, path: impl AsRef<str>) -> PathBuf {
        self.folder.join(path.as_ref())
    }

    /// What stands where an output is to go; links on the way are obstacles, so that nothing outside of
    /// the output folder is ever read as an output, replaced or removed.
    pub(super) fn standing(&self, path: &OutputPath) -> Result<Standing, Error> {
        let entry = |path: PathBuf| disk::entry(&path).map_err(|error| Error::read(&path, error));
        for folder in path.folders() {
            match entry(self.place(folder))? {
                Entry::Folder => {}
                Entry::Absent => return Ok(Standing::Absent),
                found => {
                    let at = OutputPath::new(folder).expect("a folder of an output path is one");
                    let is_file = found != Entry::Other;
                    return Ok(Standing::Obstacle { at, is_file });
                }
            }
        }
        Ok(match entry(self.place(path))? {
            Entry::Absent => Standing::Absent,
            Entry::File { len } => Standing::File { len },
            Entry::Folder => Standing::Folder,
            Entry::Other => Standing::Obstacle {
                at: path.clone(),
                is_file: false,
            },
        })
    }

    /// Moves a staged file to its place.
    pub(super) fn bring_in(&self, number: u64, path: &OutputPath) -> Result<(), Error> {
        let place = self.place(path);
        if matches!(disk::entry(&place), Ok(Entry::Folder)) {
            disk::remove_hollow_folder(&place);
        }
        disk::move_file(&self.staged(number), &place, &self.incoming())
            .map_err(|error| Error::write(&place, error))
    }

    /// Removes whatever stands at a path, if it is no folder, and the folders that are left empty.
    pub(super) fn clear(&self, path: &OutputPath) -> Result<(), Error> {
        match self.standing(path)? {
            Standing::Obstacle { at, .. } if at == *path => self.remove(path),
            _ => self.prune(path),
        }
    }

    /// Removes the ordinary file at a path, if there is one, and the folders that are left empty.
    pub(super) fn prune(&self, path: &OutputPath) -> Result<(), Error> {
        match self.standing(path)? {
            Standing::File { .. } => self.remove(path),
            Standing::Absent => {
                self.remove_empty_folders(path);
                Ok(())
            }
            Standing::Folder | Standing::Obstacle { .. } => Ok(()),
        }
    }

    fn remove(&self, path: &OutputPath) -> Result<(), Error> {
        let place = self.place(path);
        disk::remove_file(&place).map_err(|error| Error::remove(&place, error))?;
        self.remove_empty_folders(path);
        Ok(())
    }

    fn remove_empty_folders(&self, path: &OutputPath) {
        for folder in path.folders().rev() {
            if !disk::remove_empty_folder(&self.place(folder)) {
                break;
            }
        }
    }
}
