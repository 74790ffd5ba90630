//! What the open pages are told.
//!
//! The channel is a WebSocket. Server-sent events and long polling would each hold one of the six
//! connections a browser grants a host, so with six tabs open the seventh page would not even load;
//! WebSockets are counted apart (some hundreds).
//!
//! A page is told the version its address has now and whether the build failed, never "something changed".
//! A message that was missed is made good by the next, so none has to be kept, and pages that did not
//! change see the version they have and stay as they are.

use std::io::Write;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::snapshot::Snapshot;
use super::{Update, respond, websocket};

/// How often something is sent on a silent channel, so that those of closed pages are found out.
const HEARTBEAT_EVERY: Duration = Duration::from_secs(20);

/// The site as it is now.
#[derive(Clone, Debug)]
pub(super) struct State {
    /// Counts the builds of this process, from 1.
    pub(super) build: u64,
    /// The last one that could be served.
    pub(super) snapshot: Option<Arc<Snapshot>>,
    /// The errors of the last build, if it had any.
    pub(super) report: Option<String>,
}

impl State {
    /// The state after another build.
    fn after(&self, update: Update) -> Self {
        Self {
            build: self.build + 1,
            snapshot: update.snapshot.map(Arc::new).or_else(|| self.snapshot.clone()),
            report: update.failed.then_some(update.report),
        }
    }

    /// What the open page at this path should know. A page that is the report shows no second one.
    fn message(&self, page: &str) -> String {
        let report = self.report.as_deref().filter(|_| self.snapshot.is_some());
        let version = respond::version(self, page);
        serde_json::json!({ "version": version, "report": report }).to_string()
    }
}

/// The state, and a way to wait for the next one.
#[derive(Debug)]
pub(super) struct Site {
    state: Mutex<Arc<State>>,
    published: Condvar,
}

impl Site {
    pub(super) fn new(first: Update) -> Self {
        let nothing = State {
            build: 0,
            snapshot: None,
            report: None,
        };
        Self {
            state: Mutex::new(Arc::new(nothing.after(first))),
            published: Condvar::new(),
        }
    }

    pub(super) fn state(&self) -> Arc<State> {
        Arc::clone(&self.lock())
    }

    pub(super) fn publish(&self, update: Update) {
        let mut state = self.lock();
        *state = Arc::new(state.after(update));
        self.published.notify_all();
    }

    /// Waits until there is a later build than the one that is known; nothing if that takes too long.
    fn later_than(&self, build: u64, timeout: Duration) -> Option<Arc<State>> {
        let known = |state: &mut Arc<State>| state.build == build;
        let waited = self.published.wait_timeout_while(self.lock(), timeout, known);
        let (state, result) = waited.unwrap_or_else(PoisonError::into_inner);
        (!result.timed_out()).then(|| Arc::clone(&state))
    }

    /// A state is put in whole, so a lock that was left by a panic guards a good one.
    fn lock(&self) -> MutexGuard<'_, Arc<State>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Tells one open page everything it should know, from what is now on, until it is gone.
///
/// Nothing is read from the channel: what a browser sends is a farewell at most, and a gone page shows when
/// writing fails.
pub(super) fn follow(site: &Site, mut channel: impl Write, page: &str) {
    let (mut build, mut told) = (0, String::new());
    loop {
        let frame = match site.later_than(build, HEARTBEAT_EVERY) {
            Some(state) => {
                build = state.build;
                let message = state.message(page);
                if message == told {
                    continue;
                }
                told = message;
                websocket::text(&told)
            }
            None => websocket::HEARTBEAT.to_vec(),
        };
        if channel.write_all(&frame).and_then(|()| channel.flush()).is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::serve::tests::{failure, site};

    fn message(state: &State, page: &str) -> (String, Option<String>) {
        let message: serde_json::Value = serde_json::from_str(&state.message(page)).unwrap();
        let text = |field: &str| message[field].as_str().map(str::to_owned);
        (text("version").unwrap(), text("report"))
    }

    #[test]
    fn a_page_hears_of_its_own_changes_only() {
        let live = Site::new(site("/", &[("a.html", "one"), ("b.html", "one")]));
        let before = live.state();
        live.publish(site(
            "/",
            &[("a.html", "two"), ("b.html", "one"), ("c.html", "new")],
        ));
        let after = live.state();
        assert_ne!(message(&before, "/a"), message(&after, "/a"));
        assert_eq!(message(&before, "/b"), message(&after, "/b"));
        assert_eq!(message(&before, "/b"), message(&after, "/b.html"));
        assert_ne!(message(&before, "/c"), message(&after, "/c"));
    }

    #[test]
    fn a_style_sheet_concerns_every_page() {
        let live = Site::new(site("/", &[("a.html", "one"), ("a.css", "one")]));
        let before = live.state();
        live.publish(site("/", &[("a.html", "one"), ("a.css", "two")]));
        assert_ne!(message(&before, "/a"), message(&live.state(), "/a"));
    }

    #[test]
    fn the_last_good_build_stays_under_the_report() {
        let live = Site::new(site("/", &[("a.html", "one")]));
        let good = message(&live.state(), "/a");
        live.publish(failure("wrong"));
        let failed = message(&live.state(), "/a");
        assert_eq!(failed, (good.0.clone(), Some("wrong".to_owned())));
        live.publish(site("/", &[("a.html", "one")]));
        assert_eq!(message(&live.state(), "/a"), good);
    }

    #[test]
    fn without_a_good_build_the_page_is_the_report() {
        let live = Site::new(failure("wrong"));
        let first = message(&live.state(), "/a");
        assert_eq!(first.1, None);
        live.publish(failure("wrong again"));
        assert_ne!(first, message(&live.state(), "/a"));
    }

    #[test]
    fn a_silent_channel_waits_for_the_next_build() {
        let live = Site::new(Update::default());
        assert_eq!(
            live.later_than(0, Duration::ZERO).map(|state| state.build),
            Some(1)
        );
        assert!(live.later_than(1, Duration::ZERO).is_none());
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| live.later_than(1, Duration::from_secs(30)));
            live.publish(Update::default());
            assert_eq!(waiting.join().unwrap().map(|state| state.build), Some(2));
        });
    }
}
