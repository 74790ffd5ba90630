//! Publishing: the outputs of a build are staged beside the output folder and moved in together.
//!
//! 1. [`Staging::open`] locks the output folder and completes a publish that was interrupted.
//! 2. Each output is compared with what is in its place; only those that differ are written, into the
//!    staging folder. Nothing in the output folder changes yet, and nothing stays in memory.
//! 3. [`Staging::commit`] writes the journal, moves the staged files in, removes what the last publish
//!    wrote and this one did not, writes the manifest, and removes the journal.
//!
//! Where no output folder stands yet, there is nothing to compare with: the outputs are staged in folders as they are
//! to lie, and [`Staging::commit`] renames the staging folder. The manifest is written before that, so that files which
//! have come are known to be ours.
//!
//! **Crashes.** Before the journal is on the disk, the old site is there; after, the rest of the work can
//! be read from it. A single rename brings in each file, so a reader sees the old one or the new one,
//! whole. Pages are not forced to the disk one by one (0.3 ms and more each, most of the time of a build):
//! when the *power* fails a file may be empty, until the next build, which compares bytes, not dates,
//! writes it again.
//!
//! **What is ours.** The manifest names the files the last publish put there. Recto replaces and removes
//! nothing else: publishing into a folder with other things in it adds files, and a file with other bytes
//! in the way of an output is an error unless the caller said [`Foreign::Replace`]. A file that already
//! has the right bytes is in nobody's way, and counts as ours from then on. An ordinary file under a path
//! of the manifest is ours even if somebody has edited it; a symbolic link never is.
//!
//! **State.** Lock, journal, manifest and staging folder lie beside the output folder `public` in
//! `.public.recto`, so they are on the same disk and are never uploaded with the site. The folder ignores
//! itself in git. Without it (a fresh clone, a clean machine) nothing is known to be ours.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use super::disk::{self, Entry, Lock};
use super::journal::{Journal, Move, manifest_from_text, manifest_to_text};
use super::path::OutputPath;
use super::seal::Seal;
use super::target::{Standing, Target};
use super::tree::{Artifact, Sink, claim, entangled};
use crate::error::Error;

/// How many of the largest outputs are told.
const LARGEST: usize = 5;

/// What to do with a file that Recto did not write, where an output is to go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Foreign {
    /// Publish nothing and name the files.
    #[default]
    Refuse,
    /// Replace it, and tell so in [`Published::replaced`]. A folder with such files in it is still
    /// refused where a file is to go.
    Replace,
}

/// What a publish did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Published {
    /// Outputs that were new or had other bytes, in order.
    pub written: Vec<OutputPath>,
    /// How many outputs were there already with the same bytes.
    pub unchanged: usize,
    /// Files of an earlier build that are no longer part of the site, in order.
    pub removed: Vec<OutputPath>,
    /// Files of somebody else's that were replaced, in order.
    pub replaced: Vec<OutputPath>,
    /// The bytes that were written.
    pub bytes_written: u64,
    /// The bytes of the whole site.
    pub bytes: u64,
    /// The largest outputs with their sizes in bytes, largest first; at most five.
    pub largest: Vec<(OutputPath, u64)>,
}

/// A publish under way: takes the outputs of a build and brings them to the disk when all are there.
///
/// Dropped before it is committed, it leaves the output folder as it was.
#[derive(Debug)]
pub struct Staging {
    target: Target,
    foreign: Foreign,
    /// Whether no output folder stands yet.
    is_first: bool,
    /// What the last publish wrote.
    earlier: BTreeSet<OutputPath>,
    /// The same, by the name in lower case.
    spellings: BTreeMap<String, OutputPath>,
    accepted: Mutex<Accepted>,
    next_number: AtomicU64,
    recovered: bool,
    _lock: Lock,
}

/// What has been taken so far.
#[derive(Debug, Default)]
struct Accepted {
    outputs: BTreeMap<OutputPath, Output>,
    /// Must go before anything is moved in, besides what the outputs themselves tell.
    clear: BTreeSet<OutputPath>,
    /// Somebody else's, and in the way.
    foreign: BTreeSet<PathBuf>,
    /// Somebody else's, and about to be replaced.
    replaced: BTreeSet<OutputPath>,
}

#[derive(Debug)]
struct Output {
    /// In bytes.
    len: u64,
    /// The name in the staging folder; nothing for an output that is in its place already.
    staged: Option<u64>,
}

/// How an output compares with what is in its place.
enum Verdict {
    Unchanged,
    Differs,
    /// Another spelling of a name of the last publish leads to the same file.
    Respelled(OutputPath),
    /// Somebody else's file, which could be replaced.
    Foreign(OutputPath),
    /// Somebody else's file in a folder where a file is to go.
    ForeignBelow(PathBuf),
}

impl Staging {
    /// Locks an output folder, which need not exist yet, and completes a publish into it that was
    /// interrupted.
    ///
    /// `sources` are the files and folders the site is made from: an output folder that is one of them, holds
    /// one or lies in one is refused. Two builds cannot publish into one folder at once; the lock of a process that
    /// died is none.
    pub fn open(target: &Path, sources: &[PathBuf], foreign: Foreign) -> Result<Self, Error> {
        let given = target;
        let target = Target::find(given, sources)?;
        write_at(target.state(), disk::create_folders)?;
        let lock = write_at(&target.state().join("lock"), disk::lock)?;
        let lock = lock.ok_or_else(|| Error::TargetBusy {
            target: given.to_owned(),
        })?;
        write_at(&target.state().join(".gitignore"), |path| {
            match disk::read(path)? {
                Some(_) => Ok(()),
                None => disk::write_durably(path, "*\n"),
            }
        })?;
        let recovered = recover(&target)?;
        remove_at(&target.staging(), disk::remove_folder)?;
        write_at(&target.staging(), disk::create_folders)?;
        let earlier = read_manifest(&target)?;
        let is_first = matches!(disk::entry(target.folder()), Ok(Entry::Absent));
        Ok(Self {
            is_first,
            spellings: earlier
                .iter()
                .map(|path| (path.as_str().to_lowercase(), path.clone()))
                .collect(),
            target,
            foreign,
            earlier,
            accepted: Mutex::default(),
            next_number: AtomicU64::new(0),
            recovered,
            _lock: lock,
        })
    }

    /// Whether a publish that was interrupted had to be completed first.
    pub fn recovered(&self) -> bool {
        self.recovered
    }

    /// What a build from the same inputs would publish, which is what lies there, and the note that was kept with
    /// it; `None` when the last publish had other inputs, or anybody has touched a file of it since.
    pub fn standing(&self, key: u128) -> Option<(Published, String)> {
        let text = disk::read(&self.target.seal()).ok()??;
        let seal = Seal::from_text(&text).filter(|seal| seal.key == key)?;
        let is_ours = seal.files.len() == self.earlier.len()
            && seal.files.iter().all(|(path, _)| self.earlier.contains(path));
        if self.recovered || !is_ours || !seal.holds(&self.target) {
            return None;
        }
        let files = seal.files.iter().map(|(path, stamp)| (path, stamp.size()));
        let published = Published {
            unchanged: seal.files.len(),
            ..Published::of(files)
        };
        Some((published, seal.note))
    }

    /// Makes the output folder show this build.
    ///
    /// Nothing is touched when files of somebody else's are in the way. When the machine fails half-way,
    /// the next [`open`](Self::open) does the rest. With `seal`, a hash of everything the build was made from and
    /// a line to keep with it, [`standing`](Self::standing) knows this publish again.
    pub fn commit(mut self, seal: Option<(u128, &str)>) -> Result<Published, Error> {
        let accepted = std::mem::take(self.accepted.get_mut().unwrap_or_else(PoisonError::into_inner));
        if !accepted.foreign.is_empty() {
            let paths = accepted.foreign.into_iter().collect();
            return Err(Error::ForeignFiles { paths });
        }
        let journal = self.plan(&accepted);
        let published = summary(&accepted, &journal);
        let outputs = journal.outputs();
        if self.is_first {
            self.put_in_place(&outputs)?;
        } else {
            self.carry_out(&journal, &outputs)?;
        }
        if let Some((key, note)) = seal {
            // A site without a seal is built again, which is what a failure here comes to.
            if let Some(seal) = Seal::on(&self.target, key, note, outputs.into_iter()) {
                let _ = disk::write_loosely(&self.target.seal(), &seal.to_text());
            }
        }
        Ok(published)
    }

    /// Makes the staging folder the output folder.
    fn put_in_place(&self, outputs: &BTreeSet<OutputPath>) -> Result<(), Error> {
        write_manifest(&self.target, outputs)?;
        write_at(self.target.folder(), |folder| {
            disk::move_folder(&self.target.staging(), folder)
        })
    }

    fn carry_out(&self, journal: &Journal, outputs: &BTreeSet<OutputPath>) -> Result<(), Error> {
        if !journal.is_idle() {
            write_at(&self.target.journal(), |path| {
                disk::write_durably(path, &journal.to_text())
            })?;
            write_at(self.target.folder(), disk::create_folders)?;
            journal.carry_out(&self.target)?;
        }
        if *outputs != self.earlier {
            write_manifest(&self.target, outputs)?;
        }
        if !journal.is_idle() {
            remove_at(&self.target.journal(), disk::remove_file)?;
        }
        Ok(())
    }

    fn plan(&self, accepted: &Accepted) -> Journal {
        let mut journal = Journal::default();
        for (path, output) in &accepted.outputs {
            let (path, len) = (path.clone(), output.len);
            match output.staged {
                Some(number) => journal.moves.push(Move { number, len, path }),
                None => journal.keep.push(path),
            }
        }
        let gone = |path: &&OutputPath| !accepted.outputs.contains_key(*path);
        let in_the_way =
            |path: &OutputPath| accepted.clear.contains(path) || entangled(&accepted.outputs, path).is_some();
        let gone = self.earlier.iter().filter(gone).cloned();
        (journal.clear, journal.prune) = gone.partition(in_the_way);
        let foreign = accepted.clear.difference(&self.earlier).cloned();
        journal.clear.extend(foreign);
        journal
    }

    fn judge(&self, path: &OutputPath, artifact: &Artifact) -> Result<Verdict, Error> {
        let is_ours = |path: &OutputPath| self.earlier.contains(path);
        let verdict = match self.target.standing(path)? {
            Standing::Absent => Verdict::Differs,
            Standing::Obstacle { at, is_file } if is_file && is_ours(&at) => Verdict::Differs,
            Standing::Obstacle { at, .. } => Verdict::Foreign(at),
            Standing::Folder => match self.foreign_below(path)? {
                Some(file) => Verdict::ForeignBelow(file),
                None => Verdict::Differs,
            },
            Standing::File { len } => {
                if let Some(spelling) = self.other_spelling(path) {
                    return Ok(Verdict::Respelled(spelling.clone()));
                }
                if len == artifact.size() && disk::has_bytes(&self.target.place(path), artifact)? {
                    Verdict::Unchanged
                } else if is_ours(path) {
                    Verdict::Differs
                } else {
                    Verdict::Foreign(path.clone())
                }
            }
        };
        Ok(verdict)
    }

    /// A name of the last publish that differs in case and leads to the same file, which is so on the
    /// common disks of macOS and Windows. The file must be written anew under the new name.
    fn other_spelling(&self, path: &OutputPath) -> Option<&OutputPath> {
        if self.earlier.contains(path) {
            return None;
        }
        let spelling = self.spellings.get(&path.as_str().to_lowercase())?;
        disk::is_same_file(&self.target.place(spelling), &self.target.place(path)).then_some(spelling)
    }

    /// A file in a folder that is not ours.
    fn foreign_below(&self, folder: &OutputPath) -> Result<Option<PathBuf>, Error> {
        let folder = self.target.place(folder);
        let files = disk::files_below(&folder).map_err(|error| Error::read(&folder, error))?;
        Ok(files.into_iter().find(|file| !self.wrote(file)))
    }

    fn wrote(&self, file: &Path) -> bool {
        if !matches!(disk::entry(file), Ok(Entry::File { .. })) {
            return false;
        }
        let relative = file.strip_prefix(self.target.folder()).ok();
        let parts: Option<Vec<&str>> = relative
            .into_iter()
            .flat_map(Path::components)
            .map(|part| part.as_os_str().to_str())
            .collect();
        let path = parts.and_then(|parts| OutputPath::new(&parts.join("/")).ok());
        path.is_some_and(|path| self.earlier.contains(&path))
    }

    /// Writes an output of a first publish where it will lie in the staging folder. It is claimed before, so that what
    /// collides is told and not what comes of it on the disk.
    fn accept_first(&self, path: &OutputPath, artifact: &Artifact) -> Result<(), Error> {
        let output = Output {
            len: artifact.size(),
            staged: Some(0),
        };
        let accepted = || self.accepted.lock().unwrap_or_else(PoisonError::into_inner);
        claim(&mut accepted().outputs, path.clone(), output)?;
        let staged = self.target.staging().join(path.as_str());
        let len = disk::write_artifact(&staged, artifact, &self.target.place(path))?;
        // A file may have grown since the site was read.
        if let Some(output) = accepted().outputs.get_mut(path) {
            output.len = len;
        }
        Ok(())
    }

    fn stage(&self, path: &OutputPath, artifact: &Artifact) -> Result<Output, Error> {
        let number = self.next_number.fetch_add(1, Ordering::Relaxed);
        let staged = self.target.staged(number);
        let len = disk::write_artifact(&staged, artifact, &self.target.place(path))?;
        Ok(Output {
            len,
            staged: Some(number),
        })
    }
}

impl Sink for Staging {
    /// Compares the output with what is in its place, and writes it into the staging folder if it differs.
    fn accept(&self, path: OutputPath, artifact: Artifact) -> Result<(), Error> {
        let artifact = match artifact {
            Artifact::Deferred(deferred) => match deferred.make()? {
                Some(bytes) => Artifact::Bytes(bytes),
                None => return Ok(()),
            },
            artifact => artifact,
        };
        if self.is_first {
            return self.accept_first(&path, &artifact);
        }
        let verdict = self.judge(&path, &artifact)?;
        let is_refused = match verdict {
            Verdict::ForeignBelow(_) => true,
            Verdict::Foreign(_) => self.foreign == Foreign::Refuse,
            _ => false,
        };
        let output = if is_refused || matches!(verdict, Verdict::Unchanged) {
            Output {
                len: artifact.size(),
                staged: None,
            }
        } else {
            self.stage(&path, &artifact)?
        };
        drop(artifact);
        let mut accepted = self.accepted.lock().unwrap_or_else(PoisonError::into_inner);
        match verdict {
            Verdict::ForeignBelow(file) => drop(accepted.foreign.insert(file)),
            Verdict::Foreign(at) if is_refused => drop(accepted.foreign.insert(self.target.place(at))),
            Verdict::Foreign(at) => accepted.replace(at, &path),
            Verdict::Respelled(spelling) => drop(accepted.clear.insert(spelling)),
            Verdict::Unchanged | Verdict::Differs => {}
        }
        claim(&mut accepted.outputs, path, output)
    }

    fn wants_all(&self) -> bool {
        true
    }
}

impl Accepted {
    /// Somebody else's file goes; what stands on the way to an output must be out of it first.
    fn replace(&mut self, at: OutputPath, output: &OutputPath) {
        if at != *output {
            self.clear.insert(at.clone());
        }
        self.replaced.insert(at);
    }
}

impl Drop for Staging {
    /// Leaves no staged files behind, unless a journal needs them. What cannot be removed now is removed
    /// by the next [`Staging::open`].
    fn drop(&mut self) {
        if matches!(disk::entry(&self.target.journal()), Ok(Entry::Absent)) {
            let _ = disk::remove_folder(&self.target.staging());
        }
    }
}

impl Published {
    /// What can be told of files by their sizes in bytes.
    fn of<'a>(files: impl Iterator<Item = (&'a OutputPath, u64)>) -> Self {
        let mut largest: Vec<_> = files.collect();
        let bytes = largest.iter().map(|(_, len)| len).sum();
        largest.sort_by_key(|(_, len)| std::cmp::Reverse(*len));
        largest.truncate(LARGEST);
        let largest = largest.into_iter().map(|(path, len)| (path.clone(), len));
        Self {
            bytes,
            largest: largest.collect(),
            ..Self::default()
        }
    }
}

/// Completes an interrupted publish, if there is one.
///
/// A step that fails must not keep every later build from publishing: what is ours is noted down, and the
/// build that is about to begin compares every file and meets the same obstacle, or has none.
fn recover(target: &Target) -> Result<bool, Error> {
    let path = target.journal();
    let text = disk::read(&path).map_err(|error| Error::read(&path, error))?;
    let Some(text) = text else { return Ok(false) };
    if let Some(journal) = Journal::from_text(&text) {
        let is_complete = journal.carry_on(target);
        let mut outputs = journal.outputs();
        if !is_complete {
            outputs.extend(read_manifest(target)?);
        }
        write_manifest(target, &outputs)?;
        remove_at(&target.incoming(), disk::remove_file)?;
    }
    remove_at(&path, disk::remove_file)?;
    Ok(true)
}

/// What the last publish wrote; nothing when that is not known.
fn read_manifest(target: &Target) -> Result<BTreeSet<OutputPath>, Error> {
    let path = target.manifest();
    let text = disk::read(&path).map_err(|error| Error::read(&path, error))?;
    Ok(text
        .and_then(|text| manifest_from_text(&text))
        .unwrap_or_default())
}

fn write_manifest(target: &Target, outputs: &BTreeSet<OutputPath>) -> Result<(), Error> {
    write_at(&target.manifest(), |path| {
        disk::write_durably(path, &manifest_to_text(outputs))
    })
}

fn write_at<T>(path: &Path, write: impl FnOnce(&Path) -> std::io::Result<T>) -> Result<T, Error> {
    write(path).map_err(|error| Error::write(path, error))
}

fn remove_at(path: &Path, remove: impl FnOnce(&Path) -> std::io::Result<()>) -> Result<(), Error> {
    remove(path).map_err(|error| Error::remove(path, error))
}

fn summary(accepted: &Accepted, journal: &Journal) -> Published {
    let mut removed = [journal.clear.as_slice(), &journal.prune].concat();
    removed.retain(|path| !accepted.replaced.contains(path));
    removed.sort();
    let files = accepted.outputs.iter().map(|(path, output)| (path, output.len));
    Published {
        written: journal.moves.iter().map(|step| step.path.clone()).collect(),
        unchanged: journal.keep.len(),
        removed,
        bytes_written: journal.moves.iter().map(|step| step.len).sum(),
        replaced: accepted.replaced.iter().cloned().collect(),
        ..Published::of(files)
    }
}

#[cfg(test)]
mod tests;
