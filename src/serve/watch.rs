//! When to build again: two verbs, [`Watcher::new`] and [`Watcher::wait`].
//!
//! Hidden behind them: editors that save by renaming, in pieces, or with files of their own beside; folders
//! that do not exist yet, vanish and come back; folders and files that are links; systems that cannot tell
//! about changes at all. Folders are watched, never files, because a watch on a file is lost when the file is
//! replaced. What an event says is only where to look: a change is what reads differently (`known`).

mod changes;
mod events;
mod known;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant, SystemTime};

use notify::{
    Config, Event, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher as Backend, WatcherKind,
};

use super::ServeError;
pub use changes::{Changes, Overtaken};

use events::{is_about_metadata, is_litter, is_move, is_writing, may_mean_something};
use known::{Bounds, Known, Link};

/// Changes are complete when nothing has happened for this long.
const QUIET: Duration = Duration::from_millis(5);

/// A file that vanished is likely about to be replaced: it gets this long.
const GONE: Duration = Duration::from_millis(30);

/// A file that somebody has open and writes to is likely half of what it will be, and an empty one about to be
/// written: they get this long.
const WRITING: Duration = Duration::from_millis(100);

/// A file that somebody has emptied and still has open is about to be written: it gets this long, as nobody wants
/// to read that an empty file lacks everything.
const EMPTIED: Duration = Duration::from_secs(1);

/// Changes that do not end are taken as they are after this long.
const PATIENCE: Duration = Duration::from_millis(500);

/// What is told so soon after a build began to be waited for may have happened while it read.
const SETTLING: Duration = Duration::from_millis(20);

/// How often files are looked at when the system does not tell.
const POLL: Duration = Duration::from_secs(1);

/// Waits for changes below some folders.
pub(super) struct Watcher {
    roots: Vec<Root>,
    ignore: Vec<PathBuf>,
    bounds: Bounds,
    backend: Box<dyn Backend + Send>,
    kind: WatcherKind,
    events: Receiver<notify::Result<Event>>,
    /// Whether something has been told that nobody has looked at yet.
    stirred: Arc<AtomicBool>,
    fallback: Option<String>,
    known: Known,
    /// When what the files hold was to be learnt: at the next wait, as it was at this moment.
    learn_as_of: Option<SystemTime>,
    /// The links that lead to what is not below a root, by what they lead to.
    links: BTreeMap<PathBuf, PathBuf>,
    /// Until when an event is a change whatever the file holds.
    settled: Instant,
}

/// Something that is watched.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Root {
    /// As it was named, absolute.
    given: PathBuf,
    /// Where it is, as events tell it.
    real: PathBuf,
}

/// What has been told since the last build.
#[derive(Debug, Default)]
struct Batch {
    /// Where to look, and whether something has changed there for sure.
    touched: BTreeMap<PathBuf, bool>,
    /// The files that were written to and not closed.
    writing: BTreeSet<PathBuf>,
    everything: bool,
}

impl Watcher {
    /// Begins to watch. What happens from here on is told by the first [`Watcher::wait`].
    pub(super) fn new(watch: &[PathBuf], ignore: &[PathBuf], poll: bool) -> Result<Self, ServeError> {
        let failed = |error: notify::Error| ServeError::Watch(error.to_string());
        let mut roots: Vec<Root> = watch.iter().map(|path| Root::new(path)).collect();
        roots.sort();
        roots.dedup_by(|root, above| root.given.starts_with(&above.given));
        let stirred = Arc::default();
        let started = backend(poll, &stirred).or_else(|_| backend(true, &stirred));
        let (backend, events, kind) = started.map_err(failed)?;
        let mut watcher = Self {
            bounds: Bounds::default(),
            roots,
            ignore: ignore.iter().map(|path| resolve(path)).collect(),
            backend,
            kind,
            events,
            stirred,
            fallback: None,
            known: Known::default(),
            learn_as_of: Some(now()),
            links: BTreeMap::new(),
            settled: Instant::now(),
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
        self.begin();
        loop {
            let changes = self.look_out(None);
            if changes.is_any() {
                return changes;
            }
        }
    }

    /// The changes there are already, and then all until they are complete.
    pub(super) fn at_hand(&mut self) -> Changes {
        self.begin();
        self.look_out(Some(Instant::now()))
    }

    /// To be called after a build, which may have read what is told now.
    fn begin(&mut self) {
        self.learn();
        self.settled = Instant::now() + SETTLING;
    }

    /// What tells whether something has changed that [`Watcher::wait`] has not told yet.
    pub(super) fn overtaken(&self) -> Overtaken {
        Overtaken(Some(Arc::clone(&self.stirred)))
    }

    /// Collects changes, at least until a moment if one is given, and otherwise until something was told.
    fn look_out(&mut self, began: Option<Instant>) -> Changes {
        let batch = self.gather(began);
        self.stirred.store(false, Ordering::Relaxed);
        let Some(batch) = batch else {
            self.restart();
            return Changes::everything();
        };
        if batch.everything {
            self.known = Known::default();
            self.learn_as_of = Some(now());
            return Changes::everything();
        }
        let mut paths = BTreeSet::new();
        for (path, surely) in batch.touched {
            // What lies below a new folder has been looked at with it.
            let is_below = path.ancestors().any(|above| paths.contains(above));
            if self.look(&path) || surely || is_below {
                paths.insert(path);
            }
        }
        Changes {
            paths,
            everything: false,
        }
    }

    /// Why the system is no longer asked for changes, once.
    pub(super) fn take_fallback(&mut self) -> Option<String> {
        self.fallback.take()
    }

    fn is_polling(&self) -> bool {
        self.kind == WatcherKind::PollWatcher
    }

    /// Learns what the files hold, unless that is known. Not before the first build, which this would hold up.
    fn learn(&mut self) {
        let Some(moment) = self.learn_as_of.take() else {
            return;
        };
        let mut links = Vec::new();
        for root in &self.roots {
            links.extend(self.known.learn(&root.given, &self.bounds, moment));
        }
        self.follow(links);
    }

    /// Whether what is at a path is another than before.
    fn look(&mut self, path: &Path) -> bool {
        let (is_different, links) = self.known.update(path, &self.bounds);
        self.follow(links);
        is_different
    }

    /// Collects what is told until it seems complete. Nothing when nobody is left to tell.
    fn gather(&mut self, mut began: Option<Instant>) -> Option<Batch> {
        let mut batch = Batch::default();
        let mut last = Instant::now();
        let mut pause = QUIET;
        loop {
            let now = Instant::now();
            let event = match began.map(|began| (last + pause).min(began + Self::patience(&batch))) {
                None if self.known.is_in_doubt() => self.events.recv_timeout(POLL),
                None => self.events.recv().map_err(|_| RecvTimeoutError::Disconnected),
                // Without this a flood would go on being read past its deadline.
                Some(due) if due <= now => Err(RecvTimeoutError::Timeout),
                Some(due) => self.events.recv_timeout(due - now),
            };
            match event {
                Ok(event) => {
                    if self.note(event, &mut batch) {
                        last = Instant::now();
                        began.get_or_insert(last);
                        pause = QUIET;
                    }
                }
                Err(RecvTimeoutError::Timeout) if began.is_none() => {
                    // Nobody tells when there are file descriptors again.
                    let cleared = self.known.cleared();
                    if !cleared.is_empty() {
                        batch.touched.extend(cleared.into_iter().map(|path| (path, true)));
                        return Some(batch);
                    }
                }
                Err(RecvTimeoutError::Timeout) => {
                    let longer = self.pause(&batch);
                    let is_over = began.is_none_or(|began| began + Self::patience(&batch) <= now);
                    if is_over || longer <= pause {
                        return Some(batch);
                    }
                    pause = longer;
                }
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
    }

    /// How long nothing must happen before these changes are complete.
    fn pause(&self, batch: &Batch) -> Duration {
        if batch.everything {
            QUIET
        } else if is_emptied(batch) {
            EMPTIED
        } else if !batch.writing.is_empty() || batch.touched.keys().any(|path| is_empty(path)) {
            WRITING
        } else if batch.touched.keys().any(|path| self.has_vanished(path)) {
            GONE
        } else {
            QUIET
        }
    }

    /// How long changes that do not end are waited for.
    fn patience(batch: &Batch) -> Duration {
        let is_waited_for = !batch.everything && is_emptied(batch);
        if is_waited_for { EMPTIED } else { PATIENCE }
    }

    /// Whether there was something at a path, and is no more.
    fn has_vanished(&self, path: &Path) -> bool {
        !path.exists() && self.known.has(path)
    }

    /// Adds what an event means to the batch, and says whether it means anything.
    fn note(&mut self, event: notify::Result<Event>, batch: &mut Batch) -> bool {
        let event = match event {
            Ok(event) => event,
            // While polling, a file that vanishes between two looks is an error of its own.
            Err(_) if self.is_polling() => return false,
            Err(error) => {
                if matches!(error.kind, notify::ErrorKind::MaxFilesWatch) {
                    drop(self.fall_back(&error));
                }
                batch.everything = true;
                return true;
            }
        };
        if event.need_rescan() {
            // Folders may have been made without a word as well.
            self.arm_or_fall_back();
            batch.everything = true;
            return true;
        }
        if !may_mean_something(event.kind) {
            return false;
        }
        let notes = event
            .paths
            .into_iter()
            .map(|path| self.note_path(event.kind, &path, batch));
        notes.fold(false, |any, noted| any | noted)
    }

    fn note_path(&mut self, kind: EventKind, path: &Path, batch: &mut Batch) -> bool {
        let moved = is_move(kind);
        let is_folder = path.is_dir();
        if moved && self.carries_root(path, is_folder) {
            // Watching anew forgets what was about to be told.
            self.arm_or_fall_back();
            batch.everything = true;
            return true;
        }
        let Some(name) = self.name(path) else { return false };
        // That a folder was written only means that something in it came or went, which is told as well.
        if is_folder && !moved {
            return false;
        }
        // Files may land in a new folder before it is watched. Once this returns it is watched, and the
        // build, which comes later, sees what was there before. A link is looked at later: it may lead anywhere.
        if is_folder
            && !path.is_symlink()
            && self.kind == WatcherKind::Inotify
            && let Err(error) = self.watch(path, RecursiveMode::Recursive)
        {
            drop(self.fall_back(&error));
            batch.everything = true;
        }
        if self.kind == WatcherKind::Inotify && is_writing(kind) {
            batch.writing.insert(name.clone());
        } else {
            batch.writing.remove(&name);
        }
        let is_sure = Instant::now() < self.settled && !is_about_metadata(kind);
        *batch.touched.entry(name).or_default() |= is_sure;
        true
    }

    /// Whether a root that is a folder has come with this path, or one has to be waited for elsewhere now.
    fn carries_root(&self, path: &Path, is_folder: bool) -> bool {
        let carries = |root: &PathBuf| root.starts_with(path) && (is_folder || root != path);
        let mut roots = self.roots.iter();
        roots.any(|root| carries(&root.real) || root.is_link() && root.given.starts_with(path))
    }

    /// The name under which something is told, if it is.
    fn name(&self, path: &Path) -> Option<PathBuf> {
        if self.ignore.iter().any(|ignored| path.starts_with(ignored)) {
            return None;
        }
        let roots = self.roots.iter().map(|root| (&root.real, &root.given));
        let mut places = roots.chain(&self.links);
        places.find_map(|(real, given)| {
            let below = path.strip_prefix(real).ok()?;
            (!below.iter().any(is_litter)).then(|| join(given, below))
        })
    }

    /// Watches every root, and the folder it lies in, which tells when the root comes or goes.
    fn arm_all(&mut self) -> notify::Result<()> {
        for root in &mut self.roots {
            root.real = resolve(&root.given);
        }
        self.bounds = bounds(&self.roots);
        let roots = self.roots.iter();
        let roots: Vec<PathBuf> = roots
            .flat_map(|root| [root.real.clone(), root.given.clone()])
            .collect();
        for root in roots {
            let above = root.ancestors().skip(1).find(|above| above.is_dir());
            // A folder has one watch: this one must not take the place of one that reaches further.
            if let Some(above) = above.map(resolve).filter(|above| !self.is_within_root(above)) {
                self.watch(&above, RecursiveMode::NonRecursive)?;
            }
            if root.is_dir() {
                self.watch(&resolve(&root), RecursiveMode::Recursive)?;
            }
        }
        let links = std::mem::take(&mut self.links).into_iter();
        self.follow(links.map(|(target, at)| Link { at, target }).collect());
        Ok(())
    }

    fn is_within_root(&self, folder: &Path) -> bool {
        self.roots.iter().any(|root| folder.starts_with(&root.real))
    }

    /// Watches what links lead to, unless that is watched anyway.
    fn follow(&mut self, links: Vec<Link>) {
        for link in links {
            if self.is_within_root(&link.target) || self.links.contains_key(&link.target) {
                continue;
            }
            let watched = if link.target.is_dir() {
                self.watch(&link.target, RecursiveMode::Recursive)
            } else {
                let above = link.target.parent().map(Path::to_path_buf);
                let above = above.filter(|above| !self.links.keys().any(|other| above.starts_with(other)));
                above.map_or(Ok(()), |above| self.watch(&above, RecursiveMode::NonRecursive))
            };
            self.links.insert(link.target, link.at);
            if let Err(error) = watched {
                drop(self.fall_back(&error));
            }
        }
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
        if self.is_polling() {
            return Ok(());
        }
        self.fallback = Some(format!("the system cannot tell about changes ({error})"));
        (self.backend, self.events, self.kind) = backend(true, &self.stirred)?;
        self.arm_all()
    }

    /// Starts over after the thread that tells about changes has ended.
    fn restart(&mut self) {
        std::thread::sleep(POLL);
        if let Ok((backend, events, kind)) = backend(true, &self.stirred) {
            (self.backend, self.events, self.kind) = (backend, events, kind);
            self.arm_or_fall_back();
        }
    }
}

impl Root {
    fn new(path: &Path) -> Self {
        let given = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
        Self {
            real: resolve(&given),
            given,
        }
    }

    /// Whether it leads elsewhere by itself.
    fn is_link(&self) -> bool {
        self.given.is_symlink()
    }
}

/// Links are followed within the folder that all roots lie in, and within roots that lie elsewhere.
fn bounds(roots: &[Root]) -> Bounds {
    let mut folders = roots.iter().filter_map(|root| root.given.parent());
    let first = folders.next().unwrap_or(Path::new(""));
    let site = folders.fold(first, |site, folder| {
        let mut above = site.ancestors();
        above.find(|above| folder.starts_with(above)).unwrap_or(site)
    });
    // A site is not the whole disk.
    let site = Some(resolve(site)).filter(|site| site.parent().is_some());
    Bounds(
        site.into_iter()
            .chain(roots.iter().map(|root| root.real.clone()))
            .collect(),
    )
}

#[expect(
    clippy::disallowed_methods,
    reason = "the times of files are compared with the moment when watching began"
)]
fn now() -> SystemTime {
    SystemTime::now()
}

type Started = (
    Box<dyn Backend + Send>,
    Receiver<notify::Result<Event>>,
    WatcherKind,
);

fn backend(poll: bool, stirred: &Arc<AtomicBool>) -> notify::Result<Started> {
    let (sender, events) = channel();
    let stirred = Arc::clone(stirred);
    let sender = move |event: notify::Result<Event>| {
        let is_litter = |path: &PathBuf| path.file_name().is_none_or(is_litter);
        let is_news = |event: &Event| may_mean_something(event.kind) && !event.paths.iter().all(is_litter);
        if event.as_ref().is_ok_and(is_news) {
            stirred.store(true, Ordering::Relaxed);
        }
        // Nobody listens to a watcher that was replaced.
        drop(sender.send(event));
    };
    if poll {
        // Times are compared by the second, so two saves within one differ in their contents only.
        let config = Config::default()
            .with_poll_interval(POLL)
            .with_compare_contents(true)
            .with_follow_symlinks(false);
        let backend = PollWatcher::new(sender, config)?;
        return Ok((Box::new(backend), events, WatcherKind::PollWatcher));
    }
    // Where links lead is watched by itself, as far as the site reaches.
    let config = Config::default().with_follow_symlinks(false);
    let backend = RecommendedWatcher::new(sender, config)?;
    Ok((Box::new(backend), events, RecommendedWatcher::kind()))
}

/// The absolute path with links resolved, as events tell it; what does not exist yet keeps its name.
fn resolve(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let resolved = absolute.ancestors().find_map(|above| {
        let below = absolute.strip_prefix(above).ok()?;
        Some(join(&above.canonicalize().ok()?, below))
    });
    resolved.unwrap_or(absolute)
}

/// The path below another; joining an empty one would add a separator.
fn join(above: &Path, below: &Path) -> PathBuf {
    if below.as_os_str().is_empty() {
        return above.to_path_buf();
    }
    above.join(below)
}

fn is_empty(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|stat| stat.is_file() && stat.len() == 0)
}

/// Whether a file was emptied by somebody who still has it open.
fn is_emptied(batch: &Batch) -> bool {
    batch.writing.iter().any(|path| is_empty(path))
}

#[cfg(test)]
#[path = "watch_tests.rs"]
mod tests;
