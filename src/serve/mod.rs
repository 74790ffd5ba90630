//! Live preview: serves a site from memory, rebuilds it when a source changes, and tells the open pages.
//!
//! A loop around a build and nothing more: [`run`] builds, answers, waits for a change, builds again. It
//! knows no stage of the build; what it serves is a [`Snapshot`].
//!
//! - `snapshot` is what is served, `respond` turns it and a request into an answer (no sockets, no clock);
//! - `inject` is what is put into pages on the way out, `client/` the script that is;
//! - `hosts` says under which names, `server` has the sockets around that and `http` what is spoken on them;
//! - `live` is what is said to the open pages, `websocket` how;
//! - `watch` says when to build again.

mod hosts;
mod http;
mod inject;
mod live;
mod respond;
mod server;
mod snapshot;
mod watch;
mod websocket;

#[cfg(test)]
mod tests;

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::Serialize;

use crate::diagnostic::excerpt::Excerpt;

pub use inject::notice_page;
pub use snapshot::{Later, Served, Snapshot};
pub use watch::{Changes, Overtaken};

use hosts::Hosts;
use live::Site;
use watch::Watcher;

/// How to serve.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where to listen; port 0 takes any free one.
    pub address: SocketAddr,
    /// Whether other machines of the network are to be shown the way. Then a `Host` must be an address of this
    /// machine, and not any number.
    pub lan: bool,
    /// Names of this machine, such as `desk.local`, that are answered to beside `localhost`.
    pub names: Vec<String>,
    /// Whether to take the next free port when this one is taken: not if the user named it.
    pub any_port: bool,
    /// The folders (with all below them) and files a build reads. They need not exist yet.
    pub watch: Vec<PathBuf>,
    /// Folders and files whose changes mean nothing: the output, the cache.
    pub ignore: Vec<PathBuf>,
    /// Look at the files every second instead of being told by the system.
    pub poll: bool,
    /// What the pages do in the browser.
    pub manner: Manner,
}

/// What the pages do in the browser.
#[derive(Clone, Copy, Debug)]
pub struct Manner {
    /// Whether an open page goes where something was changed.
    pub follow: bool,
    /// Whether comments are asked for, instead of a note in their place.
    pub comments: bool,
    /// What there is to read about a diagnostic code.
    pub explain: fn(&str) -> Option<String>,
}

impl Default for Manner {
    fn default() -> Self {
        Self {
            follow: false,
            comments: false,
            explain: |_| None,
        }
    }
}

/// What a build came to.
#[derive(Clone, Debug, Default)]
pub struct Update {
    /// What to serve from now on. Without it the last one stays.
    pub snapshot: Option<Snapshot>,
    /// All that was found, the gravest of each file where the reader should begin.
    pub findings: Vec<Finding>,
    /// The errors as plain text, for what is shown without a script.
    pub report: String,
    /// What is known of pages, by the paths of their outputs.
    pub pages: BTreeMap<String, About>,
    /// The pages that the author has changed.
    pub news: Vec<News>,
}

/// What is known of a page beside its HTML.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// The file it is made from, relative to the site's root.
    pub source: String,
    /// Its address: the path under the host, percent-encoded.
    pub url: String,
    /// Why readers will not see it yet: `draft`. Nothing for a page that is published.
    pub badge: Option<String>,
}

/// A finding, and how to get there.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Finding {
    /// What was found.
    #[serde(flatten)]
    pub excerpt: Excerpt,
    /// The address that opens the main place in the author's editor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub editor: Option<String>,
    /// Where the main place is in the code blocks of the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub block: Option<Block>,
}

/// Some lines of one code block of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Block {
    /// The block, among those that are shown on the page, from 0.
    pub block: usize,
    /// The first line, from 0.
    pub first: usize,
    /// The last line, from 0.
    pub last: usize,
}

/// What happened to a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct News {
    /// What happened.
    pub kind: NewsKind,
    /// Where the page is, or was: the path under the host, percent-encoded.
    pub url: String,
    /// Where it was before it was moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Its title.
    pub title: String,
}

/// What happened to a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum NewsKind {
    /// Its file was written to.
    Changed,
    /// It is new.
    Added,
    /// It has another address.
    Moved,
    /// It is gone.
    Removed,
}

/// What a build may want to know of the server.
pub struct Ground<'a> {
    /// The address at which the site can be looked at, for the absolute addresses in pages.
    pub address: SocketAddr,
    /// The outputs that are open in a browser.
    pub looked_at: BTreeSet<String>,
    /// Whether the build is one of what is no longer; then it may be given up, which is `None`.
    pub overtaken: Overtaken,
    ahead: &'a dyn Fn(Snapshot),
}

impl Ground<'_> {
    /// Serves this from now on, before the build is done.
    pub fn serve_ahead(&self, snapshot: Snapshot) {
        (self.ahead)(snapshot);
    }
}

impl fmt::Debug for Ground<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = formatter.debug_struct("Ground");
        fields
            .field("address", &self.address)
            .field("looked_at", &self.looked_at);
        fields.finish_non_exhaustive()
    }
}

/// Something the user should be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The port was taken, so another one is used.
    PortTaken {
        /// The port that was asked for.
        wanted: u16,
        /// The port that was free.
        taken: u16,
    },
    /// The site can be looked at.
    Serving {
        /// Where it listens.
        address: SocketAddr,
        /// The address of the first page.
        url: String,
    },
    /// Other machines of the network can look at the site.
    Nearby {
        /// The address of the first page for them.
        url: String,
    },
    /// This machine is in no network.
    Alone,
    /// What the last build made is served now.
    Built,
    /// The system cannot tell about changes, so the files are looked at every second.
    Polling {
        /// What the system said.
        reason: String,
    },
}

impl fmt::Display for Notice {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PortTaken { wanted, taken } => {
                write!(formatter, "port {wanted} is taken, using {taken} instead")
            }
            Self::Serving { url, .. } => write!(formatter, "serving {url}"),
            Self::Nearby { url } => write!(formatter, "serving {url} for other machines"),
            Self::Alone => write!(
                formatter,
                "this machine has no address for other machines to reach"
            ),
            Self::Built => write!(formatter, "built"),
            Self::Polling { reason } => {
                write!(formatter, "{reason}: looking for changes every second instead")
            }
        }
    }
}

/// Why a site cannot be served.
#[derive(Debug)]
pub enum ServeError {
    /// The address cannot be listened on.
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// The sources cannot be watched, not even by looking at them again and again.
    Watch(String),
}

impl fmt::Display for ServeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Listen { address, source } if source.kind() == io::ErrorKind::AddrInUse => {
                write!(formatter, "port {} is taken", address.port())
            }
            Self::Listen { address, source } => write!(formatter, "cannot listen on `{address}`: {source}"),
            Self::Watch(reason) => write!(formatter, "cannot watch the sources: {reason}"),
        }
    }
}

impl std::error::Error for ServeError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Listen { source, .. } => Some(source),
            Self::Watch(_) => None,
        }
    }
}

/// For how long builds are given up for later ones. Somebody who never stops to save sees all pages at last.
const PATIENCE: Duration = Duration::from_secs(10);

/// Serves what `rebuild` makes until the process ends; returns only when it cannot begin.
///
/// `rebuild` is called once for everything, then after every change, always from this thread. A build that was
/// given up is made good by the next one, which comes at once. `notices` takes what the user should read.
pub fn run(
    options: &Options,
    mut rebuild: impl FnMut(&Changes, &Ground<'_>) -> Option<Update>,
    notices: impl Fn(Notice),
) -> Result<(), ServeError> {
    let listener = server::listen(options.address, options.any_port)?;
    let address = listener.local_addr().map_err(|source| ServeError::Listen {
        address: options.address,
        source,
    })?;
    if options.address.port() != 0 && options.address.port() != address.port() {
        notices(Notice::PortTaken {
            wanted: options.address.port(),
            taken: address.port(),
        });
    }
    // The absolute addresses in pages must lead other machines here as well.
    let lan = options.lan.then(server::lan_address).flatten();
    let reachable = lan.map_or(server::reachable(address), |ip| {
        SocketAddr::new(ip, address.port())
    });
    // Watching begins before the first build, so that no change falls between the two.
    let mut watcher = Watcher::new(&options.watch, &options.ignore, options.poll)?;
    let site = Arc::new(Site::begin(options.manner));
    let mut hosts = Hosts::from(address);
    hosts.any_number &= !options.lan;
    hosts.names = options.names.as_slice().into();
    server::start(listener, hosts, Arc::clone(&site));
    let is_told = Cell::new(false);
    let tell = || {
        if is_told.replace(true) {
            return;
        }
        let state = site.state();
        let url = server::url(address, &state);
        notices(Notice::Serving { address, url });
        if options.lan {
            let url = server::url(reachable, &state);
            notices(lan.map_or(Notice::Alone, |_| Notice::Nearby { url }));
        }
    };
    let ahead = |snapshot| {
        site.publish_ahead(snapshot);
        tell();
    };
    let mut changes = Changes::everything();
    let mut given_up: Option<Instant> = None;
    let mut must_end = false;
    loop {
        let ground = Ground {
            address: reachable,
            looked_at: site.looked_at(),
            overtaken: if must_end {
                Overtaken::default()
            } else {
                watcher.overtaken()
            },
            ahead: &ahead,
        };
        let Some(update) = rebuild(&changes, &ground) else {
            let later = watcher.at_hand();
            let since = given_up.get_or_insert_with(Instant::now);
            // It may be that what seemed to change did not.
            must_end = !later.is_any() || since.elapsed() > PATIENCE;
            changes.add(later);
            continue;
        };
        (given_up, must_end) = (None, false);
        site.publish(update);
        tell();
        notices(Notice::Built);
        if let Some(reason) = watcher.take_fallback() {
            notices(Notice::Polling { reason });
        }
        changes = watcher.wait();
    }
}
