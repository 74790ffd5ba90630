//! When to build again: two verbs, [`Watcher::new`] and [`Watcher::wait`].
//!
//! Hidden behind them: editors that save by renaming, in pieces, or with files of their own beside; folders
//! that do not exist yet, vanish and come back; systems that cannot tell about changes at all. Folders are
//! watched, never files, because a watch on a file is lost when the file is replaced.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, ModifyKind};
use notify::{
    Config, Event, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher as Backend, WatcherKind,
};

use super::ServeError;

/// Changes are complete when nothing has happened for this long.
const QUIET: Duration = Duration::from_millis(20);

/// An empty file is likely one that is about to be written: it gets this long.
const EMPTY: Duration = Duration::from_millis(40);

/// Changes that do not end are taken as they are after this long.
const PATIENCE: Duration = Duration::from_millis(500);

/// How often files are looked at when the system does not tell.
const POLL: Duration = Duration::from_secs(1);

/// What has changed since the last build.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Files and folders that were made, written, renamed or removed; absolute, links in them resolved as
    /// they were when watching began. A new or vanished folder stands for all below it.
    pub paths: BTreeSet<PathBuf>,
    /// Whether anything may have changed, so that the paths do not tell all.
    pub everything: bool,
}

impl Changes {
    /// The changes before the first build.
    pub fn everything() -> Self {
        Self {
            everything: true,
            ..Self::default()
        }
    }
}

/// Waits for changes below some folders.
pub(super) struct Watcher {
    roots: Vec<PathBuf>,
    ignore: Vec<PathBuf>,
    backend: Box<dyn Backend + Send>,
    kind: WatcherKind,
    events: Receiver<notify::Result<Event>>,
    fallback: Option<String>,
}

impl Watcher {
    /// Begins to watch. What happens from here on is told by the first [`Watcher::wait`].
    pub(super) fn new(watch: &[PathBuf], ignore: &[PathBuf], poll: bool) -> Result<Self, ServeError> {
        let failed = |error: notify::Error| ServeError::Watch(error.to_string());
        let mut roots: Vec<PathBuf> = watch.iter().map(|path| resolve(path)).collect();
        roots.sort();
        roots.dedup_by(|root, above| root.starts_with(above));
        let (backend, events, kind) = backend(poll).or_else(|_| backend(true)).map_err(failed)?;
        let mut watcher = Self {
            roots,
            ignore: ignore.iter().map(|path| resolve(path)).collect(),
            backend,
            kind,
            events,
            fallback: None,
        };
        if kind == WatcherKind::PollWatcher && !poll {
            watcher.fallback = Some("the system cannot tell about changes".to_owned());
        }
        if let Err(error) = watcher.arm_all() {
            if watcher.is_polling() {
                return Err(failed(error));
            }
            watcher.fall_back(&error).map_err(failed)?;
        }
        Ok(watcher)
    }

    /// Waits for the next changes, and then until they are complete.
    pub(super) fn wait(&mut self) -> Changes {
        let mut changes = Changes::default();
        let mut began = None;
        let mut deadline: Option<Instant> = None;
        let mut waited_for_empty = false;
        loop {
            let event = match deadline {
                None => self.events.recv().map_err(|_| RecvTimeoutError::Disconnected),
                // Without this a flood would go on being read past its deadline.
                Some(deadline) if deadline <= Instant::now() => Err(RecvTimeoutError::Timeout),
                Some(deadline) => self
                    .events
                    .recv_timeout(deadline.saturating_duration_since(Instant::now())),
            };
            match event {
                Ok(event) => {
                    if self.note(event, &mut changes) {
                        let end = *began.get_or_insert_with(|| Instant::now() + PATIENCE);
                        deadline = Some(end.min(Instant::now() + QUIET));
                    }
                }
                Err(RecvTimeoutError::Timeout) => {
                    if waited_for_empty || !changes.paths.iter().any(|path| is_empty_file(path)) {
                        return changes;
                    }
                    waited_for_empty = true;
                    deadline = Some(Instant::now() + EMPTY);
                }
                Err(RecvTimeoutError::Disconnected) => {
                    self.restart();
                    return Changes::everything();
                }
            }
        }
    }

    /// Why the system is no longer asked for changes, once.
    pub(super) fn take_fallback(&mut self) -> Option<String> {
        self.fallback.take()
    }

    fn is_polling(&self) -> bool {
        self.kind == WatcherKind::PollWatcher
    }

    /// Adds what an event means to the changes, and says whether it means anything.
    fn note(&mut self, event: notify::Result<Event>, changes: &mut Changes) -> bool {
        let event = match event {
            Ok(event) => event,
            // While polling, a file that vanishes between two looks is an error of its own.
            Err(_) if self.is_polling() => return false,
            Err(error) => {
                if matches!(error.kind, notify::ErrorKind::MaxFilesWatch) {
                    drop(self.fall_back(&error));
                }
                changes.everything = true;
                return true;
            }
        };
        if event.need_rescan() {
            // Folders may have been made without a word as well.
            self.arm_or_fall_back();
            changes.everything = true;
            return true;
        }
        if !may_mean_something(event.kind) {
            return false;
        }
        let notes = event
            .paths
            .into_iter()
            .map(|path| self.note_path(event.kind, path, changes));
        notes.fold(false, |any, noted| any | noted)
    }

    fn note_path(&mut self, kind: EventKind, path: PathBuf, changes: &mut Changes) -> bool {
        let moved = is_move(kind);
        let is_folder = path.is_dir();
        if moved && self.carries_root(&path, is_folder) {
            // Watching anew forgets what was about to be told.
            self.arm_or_fall_back();
            changes.everything = true;
            return true;
        }
        // That a folder was written only means that something in it came or went, which is told as well.
        if !self.is_relevant(&path) || is_folder && !moved {
            return false;
        }
        // Files may land in a new folder before it is watched. Once this returns it is watched, and the
        // build, which comes later, sees what was there before.
        if is_folder
            && self.kind == WatcherKind::Inotify
            && let Err(error) = self.watch(&path, RecursiveMode::Recursive)
        {
            drop(self.fall_back(&error));
            changes.everything = true;
        }
        changes.paths.insert(path);
        true
    }

    /// Whether a root that is a folder has come with this path, or one has to be waited for elsewhere now.
    fn carries_root(&self, path: &Path, is_folder: bool) -> bool {
        let carries = |root: &PathBuf| root.starts_with(path) && (is_folder || root != path);
        self.roots.iter().any(carries)
    }

    fn is_relevant(&self, path: &Path) -> bool {
        let below = self.roots.iter().find_map(|root| path.strip_prefix(root).ok());
        below.is_some_and(|below| !below.components().any(is_litter))
            && !self.ignore.iter().any(|ignored| path.starts_with(ignored))
    }

    /// Watches every root, and the folder it lies in, which tells when the root comes or goes.
    fn arm_all(&mut self) -> notify::Result<()> {
        for root in self.roots.clone() {
            let above = root.ancestors().skip(1).find(|above| above.is_dir());
            // A folder has one watch: this one must not take the place of one that reaches further.
            if let Some(above) = above.filter(|above| !self.is_within_root(above)) {
                self.watch(above, RecursiveMode::NonRecursive)?;
            }
            if root.is_dir() {
                self.watch(&root, RecursiveMode::Recursive)?;
            }
        }
        Ok(())
    }

    fn is_within_root(&self, folder: &Path) -> bool {
        self.roots.iter().any(|root| folder.starts_with(root))
    }

    /// Watches a folder; one that is already gone was told, or will be.
    fn watch(&mut self, folder: &Path, mode: RecursiveMode) -> notify::Result<()> {
        match self.backend.watch(folder, mode) {
            Err(error) if matches!(error.kind, notify::ErrorKind::PathNotFound) => Ok(()),
            result => result,
        }
    }

    fn arm_or_fall_back(&mut self) {
        if let Err(error) = self.arm_all() {
            drop(self.fall_back(&error));
        }
    }

    /// Looks at the files again and again from now on. What was about to be told is lost.
    fn fall_back(&mut self, error: &notify::Error) -> notify::Result<()> {
        if !self.is_polling() {
            self.fallback = Some(format!("the system cannot tell about changes ({error})"));
            (self.backend, self.events, self.kind) = backend(true)?;
        }
        self.arm_all()
    }

    /// Starts over after the thread that tells about changes has ended.
    fn restart(&mut self) {
        std::thread::sleep(POLL);
        if let Ok((backend, events, kind)) = backend(true) {
            (self.backend, self.events, self.kind) = (backend, events, kind);
            self.arm_or_fall_back();
        }
    }
}

type Started = (
    Box<dyn Backend + Send>,
    Receiver<notify::Result<Event>>,
    WatcherKind,
);

fn backend(poll: bool) -> notify::Result<Started> {
    let (sender, events) = channel();
    if poll {
        // Times are compared by the second, so two saves within one differ in their contents only.
        let config = Config::default()
            .with_poll_interval(POLL)
            .with_compare_contents(true);
        let backend = PollWatcher::new(sender, config)?;
        return Ok((Box::new(backend), events, WatcherKind::PollWatcher));
    }
    let backend = RecommendedWatcher::new(sender, Config::default())?;
    Ok((Box::new(backend), events, RecommendedWatcher::kind()))
}

/// The absolute path with links resolved, as events tell it; what does not exist yet keeps its name.
fn resolve(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let resolved = absolute.ancestors().find_map(|above| {
        let below = absolute.strip_prefix(above).ok()?;
        // Joining an empty path would add a separator.
        let above = above.canonicalize().ok()?;
        Some(if below.as_os_str().is_empty() {
            above
        } else {
            above.join(below)
        })
    });
    resolved.unwrap_or(absolute)
}

/// Whether a file may be different now. Being read is no change, and our own build reads all of them.
fn may_mean_something(kind: EventKind) -> bool {
    !matches!(kind, EventKind::Access(access) if access != AccessKind::Close(AccessMode::Write))
}

/// Whether something came or went, rather than being written.
fn is_move(kind: EventKind) -> bool {
    use EventKind::{Any, Create, Modify, Remove};
    matches!(kind, Any | Create(_) | Remove(_) | Modify(ModifyKind::Name(_)))
}

/// Whether a name is one of those that editors, version control and file managers use for themselves.
fn is_litter(component: Component<'_>) -> bool {
    let name = component.as_os_str().to_string_lossy();
    let swap = name.rsplit_once('.').is_some_and(|(_, extension)| {
        matches!(
            extension,
            "swp" | "swo" | "swx" | "swpx" | "kate-swp" | "crdownload"
        )
    });
    let bracketed = name.len() > 1 && name.starts_with('#') && name.ends_with('#');
    swap || bracketed
        || matches!(&*name, "4913" | ".git" | ".hg" | ".svn" | ".jj" | ".DS_Store")
        || name.ends_with('~')
        || [".#", ".goutputstream-", ".~lock."]
            .iter()
            .any(|start| name.starts_with(start))
        || ["___jb_tmp___", "___jb_old___"]
            .iter()
            .any(|end| name.ends_with(end))
}

fn is_empty_file(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|stat| stat.is_file() && stat.len() == 0)
}

#[cfg(test)]
#[path = "watch_tests.rs"]
mod tests;
