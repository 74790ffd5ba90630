//! What the open pages are told.
//!
//! The channel is a WebSocket. Server-sent events and long polling would each hold one of the six
//! connections a browser grants a host, so with six tabs open the seventh page would not even load;
//! WebSockets are counted apart (some hundreds).
//!
//! A page says which version it has when it connects, and is told what it has not: never "something changed".
//! So a message that was missed is made good by the next one, and none has to be kept. The new HTML of the
//! page comes with the message, because asking for it would take another connection.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use serde::Serialize;

use super::snapshot::Snapshot;
use super::{About, Finding, Manner, News, Update, inject, respond, websocket};

/// How many findings of other pages a page is told.
const ELSEWHERE: usize = 50;

/// The site as it is now.
#[derive(Clone, Debug)]
pub(super) struct State {
    /// Differs between two runs of the server.
    pub(super) session: u64,
    /// Counts the builds of this process, from 1.
    pub(super) build: u64,
    /// The last one that could be served.
    pub(super) snapshot: Option<Arc<Snapshot>>,
    /// The errors of the last build as plain text.
    pub(super) report: String,
    /// What the pages do in the browser.
    pub(super) manner: Manner,
    /// All that the last build found.
    findings: Vec<Finding>,
    /// What is known of pages, by the paths of their outputs.
    pages: BTreeMap<String, About>,
    /// What the last build that changed a page changed, and its number.
    news: (u64, Vec<News>),
    /// Style sheets, scripts, pictures and fonts by address, with the build that last changed them and a number
    /// that changes with their contents.
    assets: BTreeMap<String, (u64, u64)>,
}

/// An open page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Listener {
    /// Its path as it was asked for, percent-encoded.
    pub(super) page: String,
    known: Known,
}

/// What an open page has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Known {
    session: String,
    build: u64,
    version: String,
}

/// What an open page is told.
#[derive(Debug, Serialize)]
struct Message<'a> {
    session: String,
    build: u64,
    version: String,
    /// The page, when it is not what the browser has.
    #[serde(skip_serializing_if = "Option::is_none")]
    html: Option<Arc<str>>,
    /// Whether the page has to be asked for.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    reload: bool,
    /// The assets that the browser may have in an old form, by address.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    assets: BTreeMap<&'a str, String>,
    /// Whether any asset may be old.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    all_assets: bool,
    /// What was found in the page, and in what all pages are made from.
    here: Vec<&'a Finding>,
    /// What was found in other pages.
    elsewhere: Vec<&'a Finding>,
    /// How many more there are.
    more: usize,
    #[serde(skip_serializing_if = "<[News]>::is_empty")]
    news: &'a [News],
    follow: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    badge: Option<&'a str>,
    /// Why readers will not see some pages yet, by their addresses.
    unpublished: BTreeMap<&'a str, &'a str>,
}

impl State {
    /// The state after another build.
    fn after(&self, update: Update) -> Self {
        let build = self.build + 1;
        let mut assets = self.assets.clone();
        if let (Some(before), Some(now)) = (&self.snapshot, &update.snapshot) {
            let changed = now.changed_assets(before);
            assets.extend(changed.map(|(path, hash)| {
                let address = respond::encode(&format!("{}{path}", now.base_path()));
                (address, (build, hash))
            }));
        }
        let news = if update.news.is_empty() {
            self.news.clone()
        } else {
            (build, update.news)
        };
        Self {
            build,
            // A build that came to nothing leaves what was known of the pages that stay.
            pages: match update.snapshot {
                None => self.pages.clone(),
                Some(_) => update.pages,
            },
            snapshot: update.snapshot.map(Arc::new).or_else(|| self.snapshot.clone()),
            report: update.report,
            findings: update.findings,
            news,
            assets,
            session: self.session,
            manner: self.manner,
        }
    }

    /// The state with another site to serve, before more is known of it.
    fn with(&self, snapshot: Snapshot) -> Self {
        let ahead = Update {
            snapshot: Some(snapshot),
            findings: self.findings.clone(),
            report: self.report.clone(),
            pages: self.pages.clone(),
            news: Vec::new(),
        };
        self.after(ahead)
    }

    /// The output that is served at a path.
    fn output(&self, page: &str) -> Option<String> {
        let decoded = respond::decode(page)?;
        match respond::locate(self.snapshot.as_ref()?, page, &decoded) {
            respond::Located::Found { name, .. } => Some(name),
            _ => None,
        }
    }

    /// What is known of the page at a path.
    fn about(&self, page: &str) -> Option<&About> {
        self.pages.get(&self.output(page)?)
    }

    /// What an open page should know, given what it has.
    fn message(&self, listener: &Listener) -> Message<'_> {
        let (page, known) = (listener.page.as_str(), &listener.known);
        let session = format!("{:016x}", self.session);
        let version = inject::version(self, page);
        let about = self.about(page);
        let is_old = version != known.version;
        let html = is_old.then(|| inject::html(self, page)).flatten();
        let same_run = known.session == session;
        let source = about.map(|about| about.source.as_str());
        let (here, mut elsewhere): (Vec<_>, Vec<_>) = self
            .findings
            .iter()
            .partition(|finding| concerns(finding, source));
        let more = elsewhere.len().saturating_sub(ELSEWHERE);
        elsewhere.truncate(ELSEWHERE);
        let changed = self.assets.iter().filter(|(_, (build, _))| *build > known.build);
        Message {
            build: self.build,
            reload: is_old && html.is_none(),
            html,
            assets: changed
                .filter(|_| same_run)
                .map(|(address, (_, hash))| (address.as_str(), format!("{hash:x}")))
                .collect(),
            all_assets: !same_run,
            here,
            elsewhere,
            more,
            news: if same_run && self.news.0 > known.build {
                &self.news.1
            } else {
                &[]
            },
            follow: self.manner.follow,
            badge: about.and_then(|about| about.badge.as_deref()),
            unpublished: self
                .pages
                .values()
                .filter_map(|about| Some((about.url.as_str(), about.badge.as_deref()?)))
                .collect(),
            session,
            version,
        }
    }
}

/// Whether a finding is the affair of a page made from `source`: it is in its file or in what is not a page's
/// (the configuration, the theme).
fn concerns(finding: &Finding, source: Option<&str>) -> bool {
    let mut places = finding.excerpt.places.iter();
    let shared = |file: &str| !file.starts_with("content/") && !file.starts_with("static/");
    match places.next() {
        None => true,
        Some(main) => {
            shared(&main.file)
                || Some(main.file.as_str()) == source
                || places.any(|place| Some(place.file.as_str()) == source)
        }
    }
}

impl Listener {
    /// Reads what a page says of itself in the query with which it opens the channel.
    pub(super) fn new(query: &str) -> Self {
        let field = |name: &str| {
            let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            let value = pairs.find(|(key, _)| *key == name).map(|(_, value)| value);
            value.and_then(respond::decode).unwrap_or_default()
        };
        Self {
            page: field("page"),
            known: Known {
                session: field("session"),
                build: field("build").parse().unwrap_or_default(),
                version: field("version"),
            },
        }
    }
}

/// The state, and a way to wait for the next one.
#[derive(Debug)]
pub(super) struct Site {
    state: Mutex<Arc<State>>,
    published: Condvar,
    /// The paths of open pages, and in how many windows each is open.
    open: Mutex<BTreeMap<String, usize>>,
}

/// Whether the page of a channel has left.
#[derive(Debug, Default)]
pub(super) struct Farewell(AtomicBool);

/// An open page is in the list for as long as this lives.
struct Opened<'a> {
    site: &'a Site,
    page: &'a str,
}

impl Site {
    /// A site after its first build.
    #[cfg(test)]
    pub(super) fn new(first: Update) -> Self {
        let site = Self::begin(Manner::default());
        site.publish(first);
        site
    }

    /// A site before its first build.
    pub(super) fn begin(manner: Manner) -> Self {
        let nothing = State {
            // The state of a fresh hasher is random, and one need not trust it further than to differ.
            session: RandomState::new().build_hasher().finish(),
            build: 0,
            snapshot: None,
            report: String::new(),
            manner,
            findings: Vec::new(),
            pages: BTreeMap::new(),
            news: (0, Vec::new()),
            assets: BTreeMap::new(),
        };
        Self {
            state: Mutex::new(Arc::new(nothing)),
            published: Condvar::new(),
            open: Mutex::default(),
        }
    }

    /// The site as it is now; waits for the first build.
    pub(super) fn state(&self) -> Arc<State> {
        let unbuilt = |state: &mut Arc<State>| state.build == 0;
        let state = self.published.wait_while(self.lock(), unbuilt);
        Arc::clone(&state.unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts another site in place before more is known of it.
    pub(super) fn publish_ahead(&self, snapshot: Snapshot) {
        let mut state = self.lock();
        *state = Arc::new(state.with(snapshot));
        self.published.notify_all();
    }

    /// The outputs that are looked at.
    pub(super) fn looked_at(&self) -> BTreeSet<String> {
        let state = Arc::clone(&self.lock());
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.keys().filter_map(|page| state.output(page)).collect()
    }

    fn open<'a>(&'a self, page: &'a str) -> Opened<'a> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        *open.entry(page.to_owned()).or_default() += 1;
        Opened { site: self, page }
    }

    pub(super) fn publish(&self, update: Update) {
        let mut state = self.lock();
        *state = Arc::new(state.after(update));
        self.published.notify_all();
    }

    /// Waits until there is a later build than the one that is known; nothing when the page has left.
    fn later_than(&self, build: u64, farewell: &Farewell) -> Option<Arc<State>> {
        let known = |state: &mut Arc<State>| state.build == build && !farewell.is_said();
        let state = self.published.wait_while(self.lock(), known);
        let state = state.unwrap_or_else(PoisonError::into_inner);
        (!farewell.is_said()).then(|| Arc::clone(&state))
    }

    /// Lets the channel of a page that has left end.
    pub(super) fn part(&self, farewell: &Farewell) {
        // Under the lock, so that nobody looks before this and waits after it.
        let _state = self.lock();
        farewell.0.store(true, Ordering::Relaxed);
        self.published.notify_all();
    }

    /// A state is put in whole, so a lock that was left by a panic guards a good one.
    fn lock(&self) -> MutexGuard<'_, Arc<State>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Farewell {
    fn is_said(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl Drop for Opened<'_> {
    fn drop(&mut self) {
        let mut open = self.site.open.lock().unwrap_or_else(PoisonError::into_inner);
        match open.get_mut(self.page) {
            Some(windows) if *windows > 1 => *windows -= 1,
            _ => drop(open.remove(self.page)),
        }
    }
}

/// Tells one open page everything it should know, from what is now on, until it has left: its farewell is said,
/// or writing fails.
pub(super) fn follow(site: &Site, mut channel: impl Write, listener: &Listener, farewell: &Farewell) {
    let _open = site.open(&listener.page);
    let mut listener = listener.clone();
    let mut build = 0;
    while let Some(state) = site.later_than(build, farewell) {
        let message = state.message(&listener);
        let text = serde_json::to_string(&message).unwrap_or_default();
        build = state.build;
        listener.known = Known {
            session: message.session,
            build,
            version: message.version,
        };
        // Writing to a slow page is not to hold an old build.
        drop(state);
        let frame = websocket::text(&text);
        if channel.write_all(&frame).and_then(|()| channel.flush()).is_err() {
            return;
        }
    }
}

#[cfg(test)]
#[path = "live_tests.rs"]
mod tests;
