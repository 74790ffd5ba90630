//! The threads that ask. Everything they think is thought elsewhere.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::board::{Board, GivenUp, Turn};
use super::judge;
use super::visit::{Failure, Request, Response, Step, Visit};
use super::{Manners, Outcome, Verdict};

/// Who makes requests.
pub(super) trait Ask: Sync {
    /// Makes one request, and ends within the time that a request may take.
    fn ask(&self, request: &Request) -> Result<Response, Failure>;
}

/// What came of a visit.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) outcome: Outcome,
    /// The host that it began at.
    pub(super) host: String,
    /// Why there was no answer at last.
    pub(super) last: Option<Failure>,
    /// What was read, when that was wanted.
    pub(super) body: Vec<u8>,
}

struct Shared {
    board: Board,
    visits: Vec<Visit>,
    asked: Vec<Option<Asked>>,
}

/// Makes all visits, and gives what came of each, in their order. `done` is called after each.
pub(super) fn run(
    client: &dyn Ask,
    manners: &Manners,
    visits: Vec<Visit>,
    done: &(dyn Fn() + Sync),
) -> Vec<Asked> {
    let mut board = Board::new(manners);
    for (number, visit) in visits.iter().enumerate() {
        board.put(&visit.start().origin(), number, Duration::ZERO);
    }
    board.sort();
    let count = visits.len();
    let crew = Crew {
        client,
        manners,
        done,
        began: Instant::now(),
        shared: Mutex::new(Shared {
            board,
            asked: vec![None; count],
            visits,
        }),
        changed: Condvar::new(),
    };
    thread::scope(|scope| {
        for _ in 0..manners.total.clamp(1, count.max(1)) {
            scope.spawn(|| crew.work());
        }
    });
    let shared = crew.shared.into_inner().unwrap_or_else(PoisonError::into_inner);
    let lost = |host: String| Asked {
        outcome: Outcome::of(Verdict::CouldNotTell("it was not asked".to_owned())),
        host,
        last: None,
        body: Vec::new(),
    };
    let pairs = shared.asked.into_iter().zip(&shared.visits);
    pairs
        .map(|(asked, visit)| asked.unwrap_or_else(|| lost(visit.start().host.clone())))
        .collect()
}

struct Crew<'a> {
    client: &'a dyn Ask,
    manners: &'a Manners,
    done: &'a (dyn Fn() + Sync),
    began: Instant,
    shared: Mutex<Shared>,
    changed: Condvar,
}

impl Crew<'_> {
    fn lock(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work(&self) {
        let mut shared = self.lock();
        loop {
            let now = self.began.elapsed();
            match shared.board.next(now) {
                Turn::Nothing => {
                    self.changed.notify_all();
                    return;
                }
                Turn::Wait(until) => {
                    // An answer wakes everybody; the limit is there for moments that nobody tells of.
                    let wait = until.map_or(Duration::from_secs(1), |until| until.saturating_sub(now));
                    let waited = self.changed.wait_timeout(shared, wait);
                    shared = waited.unwrap_or_else(PoisonError::into_inner).0;
                }
                Turn::Skip(number, known) => self.finish(&mut shared, number, known.outcome, known.last),
                Turn::Ask(number) => {
                    let request = shared.visits[number].request();
                    drop(shared);
                    let answer = self.client.ask(&request);
                    shared = self.lock();
                    self.take(&mut shared, number, &request, answer);
                    self.changed.notify_all();
                }
            }
        }
    }

    fn take(&self, shared: &mut Shared, number: usize, request: &Request, answer: Result<Response, Failure>) {
        let elapsed = self.began.elapsed();
        let host = request.url.origin();
        shared.board.answered(&host);
        let last = answer.as_ref().err().cloned();
        match last.as_ref().and_then(judge::silence) {
            Some(verdict) => {
                let outcome = Outcome::of(verdict);
                let last = last.clone();
                shared.board.silent(&host, GivenUp { outcome, last });
            }
            None => shared.board.heard(&host),
        }
        let now = self.manners.now + i64::try_from(elapsed.as_secs()).unwrap_or(0);
        match shared.visits[number].take(answer, self.manners, now) {
            Step::Again { after, host_waits } => {
                let ready = elapsed + after;
                if host_waits {
                    shared.board.pause(&host, ready);
                }
                let next = shared.visits[number].request().url.origin();
                shared.board.put(&next, number, ready);
            }
            Step::Done { outcome, give_up } => {
                if give_up {
                    let known = GivenUp {
                        outcome: outcome.clone(),
                        last: last.clone(),
                    };
                    shared.board.give_up(&host, known);
                }
                self.finish(shared, number, outcome, last);
            }
        }
    }

    fn finish(&self, shared: &mut Shared, number: usize, outcome: Outcome, last: Option<Failure>) {
        let visit = &mut shared.visits[number];
        shared.asked[number] = Some(Asked {
            outcome,
            host: visit.start().host.clone(),
            last,
            body: std::mem::take(&mut visit.body),
        });
        (self.done)();
    }
}
