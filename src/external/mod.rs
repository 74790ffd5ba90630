//! Links to other hosts: whether something answers there, asked with manners.
//!
//! What is thought about an answer is parted from how it is got, so that all of the thinking is tested without a
//! network or a clock:
//!
//! 1. `plan` says which addresses are to be asked for, each once, and what the record knows already;
//! 2. `visit` is one address from its first request to what is known of it: `judge` thinks about each answer;
//! 3. `board` has a queue for each host, and says whose turn it is;
//! 4. `crew` is the threads, and `client` how they ask (`network` says whom they may);
//! 5. `say` tells what was found, at the lines that wrote it.
//!
//! `record` is what is kept from run to run, and `archive` where a page can be read that is gone.

mod archive;
mod board;
mod client;
mod crew;
mod judge;
mod moment;
mod network;
mod plan;
mod record;
mod say;
mod visit;

#[cfg(test)]
mod hostile_tests;
#[cfg(test)]
mod tls_tests;

use std::collections::BTreeMap;
use std::time::Duration;

pub use archive::suggest;
pub use client::{Client, Proxy};
pub use plan::Plan;
pub use record::{Entry, Record};
pub use say::{Said, say};

use crate::config::Accept;

/// How hosts are asked, beside what the author decides. Times are settable so that tests need not wait.
#[derive(Clone, Debug)]
pub struct Manners {
    /// How long one request may take, from the name service to the last byte.
    pub timeout: Duration,
    /// How long is waited before each further try.
    pub waits: Vec<Duration>,
    /// The longest that is waited because a host asks for it.
    pub longest_wait: Duration,
    /// How many requests are under way at one host.
    pub per_host: usize,
    /// How many are under way.
    pub total: usize,
    /// How far the beginnings of two requests at one host are apart.
    pub apart: Duration,
    /// Answers that are good enough at some hosts.
    pub accepts: Vec<Accept>,
    /// The present moment, in seconds from the start of 1970.
    pub now: i64,
}

impl Manners {
    /// The usual manners, with what the author has decided.
    pub fn new(external: &crate::config::External, now: i64) -> Self {
        Self {
            timeout: external.timeout,
            waits: vec![Duration::from_secs(1), Duration::from_secs(3)],
            longest_wait: Duration::from_secs(60),
            per_host: external.per_host,
            total: external.total,
            apart: Duration::from_millis(100),
            accepts: external.accepts.clone(),
            now,
        }
    }
}

/// What is known of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Something answers.
    Holds,
    /// Nothing does, for this reason: `its server answers 404 (not found)`.
    Broken(String),
    /// A program cannot tell, for this reason.
    CouldNotTell(String),
}

/// What came of asking for an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// What is known.
    pub verdict: Verdict,
    /// Where it has moved for good.
    pub moved: Option<String>,
    /// The ids that links name and the page does not have.
    pub lacks: Vec<String>,
    /// Why its page could not be read for the ids that links name, although it holds.
    pub unread: Option<String>,
    /// Where an archive has the page: the day it was seen, and the address.
    pub archived: Option<(String, String)>,
}

impl Outcome {
    /// The outcome of an address of which only this is known.
    pub fn of(verdict: Verdict) -> Self {
        Self {
            verdict,
            moved: None,
            lacks: Vec::new(),
            unread: None,
            archived: None,
        }
    }
}

/// What came of all addresses, by their text without a fragment.
pub type Outcomes = BTreeMap<String, Outcome>;

/// Asks for everything in a plan that is to be asked for; `None` when there is no network to ask. `done` is called
/// after each.
pub fn ask(plan: &Plan, client: &Client, manners: &Manners, done: &(dyn Fn() + Sync)) -> Option<Outcomes> {
    let visits = plan.visits();
    let known = visits.iter().map(|visit| visit.start().to_string());
    let names: Vec<String> = known.collect();
    let asked = crew::run(client, manners, visits, done);
    if judge::is_network_lost(&asked) {
        return None;
    }
    let mut outcomes = plan.known().clone();
    outcomes.extend(
        names
            .into_iter()
            .zip(asked.into_iter().map(|asked| asked.outcome)),
    );
    Some(outcomes)
}
