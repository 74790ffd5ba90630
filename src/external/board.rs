//! Whose turn it is: a queue for each host. Knows no clock; moments are counted from the beginning.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use super::visit::Failure;
use super::{Manners, Outcome};

/// After so many requests in a row without a sign of life, a host is asked no more.
const MOST_SILENCES: usize = 3;

/// The queues of all hosts.
#[derive(Debug)]
pub(super) struct Board {
    hosts: BTreeMap<String, Host>,
    per_host: usize,
    total: usize,
    apart: Duration,
    under_way: usize,
    /// The hosts in the order in which they are thought of: those first of which most is asked, as they take
    /// longest. One that may go on goes on before another begins, on the connections that it has.
    order: Vec<String>,
}

#[derive(Debug, Default)]
struct Host {
    /// Visits, and when each may go on.
    queue: VecDeque<(usize, Duration)>,
    under_way: usize,
    /// When the next request may begin.
    free_at: Duration,
    /// How many requests in a row got no sign of life.
    silences: usize,
    /// What is known of whatever it would be asked.
    given_up: Option<GivenUp>,
}

/// What is known of whatever a host would be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct GivenUp {
    pub(super) outcome: Outcome,
    /// Why there was no answer at last.
    pub(super) last: Option<Failure>,
}

/// What a worker does next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// Make the request of a visit.
    Ask(usize),
    /// Take what is known of its host for the outcome of a visit.
    Skip(usize, GivenUp),
    /// Look again at this moment, or when something has been done.
    Wait(Option<Duration>),
    /// There is nothing left.
    Nothing,
}

impl Board {
    pub(super) fn new(manners: &Manners) -> Self {
        Self {
            hosts: BTreeMap::new(),
            per_host: manners.per_host.max(1),
            total: manners.total.max(1),
            apart: manners.apart,
            under_way: 0,
            order: Vec::new(),
        }
    }

    /// Puts a visit at the end of a host's queue; it may go on at `ready`.
    pub(super) fn put(&mut self, host: &str, visit: usize, ready: Duration) {
        if !self.hosts.contains_key(host) {
            self.order.push(host.to_owned());
        }
        let host = self.hosts.entry(host.to_owned()).or_default();
        host.queue.push_back((visit, ready));
    }

    /// Puts the hosts with the longest queues first.
    pub(super) fn sort(&mut self) {
        let len = |host: &String| self.hosts.get(host).map_or(0, |host| host.queue.len());
        self.order
            .sort_by_cached_key(|host| (std::cmp::Reverse(len(host)), host.clone()));
    }

    /// Leaves a host alone until a moment.
    pub(super) fn pause(&mut self, host: &str, until: Duration) {
        if let Some(host) = self.hosts.get_mut(host) {
            host.free_at = host.free_at.max(until);
        }
    }

    /// Asks a host nothing any more.
    pub(super) fn give_up(&mut self, host: &str, known: GivenUp) {
        if let Some(host) = self.hosts.get_mut(host) {
            host.given_up = Some(known);
        }
    }

    /// A request at a host got no sign of life: after some in a row, this is what is known of all that it would be
    /// asked.
    pub(super) fn silent(&mut self, host: &str, known: GivenUp) {
        let Some(host) = self.hosts.get_mut(host) else {
            return;
        };
        host.silences += 1;
        if host.silences >= MOST_SILENCES && host.given_up.is_none() {
            host.given_up = Some(known);
        }
    }

    /// A host gave a sign of life.
    pub(super) fn heard(&mut self, host: &str) {
        if let Some(host) = self.hosts.get_mut(host) {
            host.silences = 0;
        }
    }

    /// A request at a host has been answered.
    pub(super) fn answered(&mut self, host: &str) {
        self.under_way = self.under_way.saturating_sub(1);
        if let Some(host) = self.hosts.get_mut(host) {
            host.under_way = host.under_way.saturating_sub(1);
        }
    }

    /// Whose turn it is at a moment.
    pub(super) fn next(&mut self, now: Duration) -> Turn {
        if self.under_way >= self.total {
            return Turn::Wait(None);
        }
        let mut earliest: Option<Duration> = None;
        let mut chosen = None;
        for name in &self.order {
            let Some(host) = self.hosts.get(name) else {
                continue;
            };
            match host.turn(now, self.per_host) {
                Some((at, ready)) if ready <= now => {
                    chosen = Some((name.clone(), at));
                    break;
                }
                Some((_, ready)) => {
                    earliest = Some(earliest.map_or(ready, |earliest| earliest.min(ready)));
                }
                None => {}
            }
        }
        let Some((name, at)) = chosen else {
            let is_done = self.under_way == 0 && self.hosts.values().all(|host| host.queue.is_empty());
            return if is_done {
                Turn::Nothing
            } else {
                Turn::Wait(earliest)
            };
        };
        self.begin(&name, at, now)
    }

    fn begin(&mut self, name: &str, at: usize, now: Duration) -> Turn {
        let Some(host) = self.hosts.get_mut(name) else {
            return Turn::Wait(None);
        };
        let Some((visit, _)) = host.queue.remove(at) else {
            return Turn::Wait(None);
        };
        if let Some(known) = &host.given_up {
            return Turn::Skip(visit, known.clone());
        }
        host.under_way += 1;
        host.free_at = now + self.apart;
        self.under_way += 1;
        Turn::Ask(visit)
    }
}

impl Host {
    /// The place in the queue of the next visit, and when it may go on; `None` when all hands are full.
    fn turn(&self, now: Duration, per_host: usize) -> Option<(usize, Duration)> {
        if self.given_up.is_some() {
            return (!self.queue.is_empty()).then_some((0, now));
        }
        if self.under_way >= per_host {
            return None;
        }
        let queue = self.queue.iter().enumerate();
        let first = queue.min_by_key(|(at, (_, ready))| (*ready, *at));
        first.map(|(at, (_, ready))| (at, (*ready).max(self.free_at)))
    }
}

#[cfg(test)]
mod tests {
    use super::{Board, GivenUp, Turn};
    use crate::config::External;
    use crate::external::visit::Failure;
    use crate::external::{Manners, Outcome, Verdict};
    use std::time::Duration;

    const fn at(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    fn board() -> Board {
        let mut manners = Manners::new(&External::default(), 0);
        manners.total = 3;
        Board::new(&manners)
    }

    #[test]
    fn a_host_is_asked_two_things_at_a_time_and_not_at_once() {
        let mut board = board();
        for visit in 0..3 {
            board.put("a", visit, at(0));
        }
        assert_eq!(board.next(at(0)), Turn::Ask(0));
        assert_eq!(board.next(at(0)), Turn::Wait(Some(at(100))));
        assert_eq!(board.next(at(100)), Turn::Ask(1));
        assert_eq!(board.next(at(500)), Turn::Wait(None));
        board.answered("a");
        assert_eq!(board.next(at(500)), Turn::Ask(2));
        board.answered("a");
        board.answered("a");
        assert_eq!(board.next(at(500)), Turn::Nothing);
    }

    #[test]
    fn the_host_of_which_most_is_asked_begins_and_all_share_what_there_is() {
        let mut board = board();
        for (visit, host) in ["d", "b", "c", "a", "a"].into_iter().enumerate() {
            board.put(host, visit, at(0));
        }
        board.sort();
        let turns: Vec<Turn> = (0..4).map(|_| board.next(at(0))).collect();
        let expected = [Turn::Ask(3), Turn::Ask(1), Turn::Ask(2), Turn::Wait(None)];
        assert_eq!(turns, expected);
        board.answered("b");
        assert_eq!(board.next(at(0)), Turn::Ask(0));
        board.answered("a");
        assert_eq!(board.next(at(99)), Turn::Wait(Some(at(100))));
        assert_eq!(board.next(at(100)), Turn::Ask(4));
    }

    #[test]
    fn a_visit_that_waits_holds_up_nobody_and_a_host_that_waits_holds_up_its_own() {
        let mut board = board();
        board.put("a", 0, at(1_000));
        board.put("a", 1, at(0));
        assert_eq!(board.next(at(0)), Turn::Ask(1));
        board.answered("a");
        board.pause("a", at(5_000));
        assert_eq!(board.next(at(2_000)), Turn::Wait(Some(at(5_000))));
        board.put("b", 2, at(2_000));
        assert_eq!(board.next(at(2_000)), Turn::Ask(2));
        assert_eq!(board.next(at(5_000)), Turn::Ask(0));
    }

    #[test]
    fn a_host_that_is_given_up_is_not_asked() {
        let mut board = board();
        board.put("a", 0, at(0));
        board.put("a", 1, at(9_000));
        let known = GivenUp {
            outcome: Outcome::of(Verdict::Broken("gone".to_owned())),
            last: Some(Failure::NoHost),
        };
        board.give_up("a", known.clone());
        assert_eq!(board.next(at(0)), Turn::Skip(0, known.clone()));
        assert_eq!(board.next(at(0)), Turn::Skip(1, known));
        assert_eq!(board.next(at(0)), Turn::Nothing);
    }

    #[test]
    fn a_host_that_is_silent_three_times_in_a_row_is_given_up() {
        let mut board = board();
        for visit in 0..6 {
            board.put("a", visit, at(0));
        }
        let known = GivenUp {
            outcome: Outcome::of(Verdict::CouldNotTell("silence".to_owned())),
            last: Some(Failure::NoNames),
        };
        let signs = [true, true, false, true, true];
        for (visit, is_silent) in signs.into_iter().enumerate() {
            let now = at(1_000 * u64::try_from(visit).unwrap());
            assert_eq!(board.next(now), Turn::Ask(visit));
            board.answered("a");
            if is_silent {
                board.silent("a", known.clone());
            } else {
                board.heard("a");
            }
        }
        assert_eq!(board.next(at(9_000)), Turn::Ask(5));
        board.answered("a");
        board.put("a", 5, at(20_000));
        board.silent("a", known.clone());
        assert_eq!(board.next(at(9_000)), Turn::Skip(5, known));
    }
}
