//! One address, from its first request to what is known of it. No network, no clock.

use std::time::Duration;

use super::judge::{self, Judgement, Retry};
use super::{Manners, Outcome, Verdict};
use crate::link::url::Url;

/// How many redirects are followed.
const MOST_REDIRECTS: usize = 10;

/// How a server is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    /// For what there is, without its bytes.
    Head,
    /// For the bytes, of which none are read.
    Get,
    /// For the bytes, of which the first are read.
    Read,
}

/// What a server is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Request {
    pub(super) method: Method,
    pub(super) url: Url,
}

/// What a server answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Response {
    pub(super) status: u16,
    /// The headers that are looked at, their names in lower case.
    pub(super) headers: Vec<(&'static str, String)>,
    /// The beginning of the body, when it was asked for.
    pub(super) body: Vec<u8>,
    /// Whether that is all of it.
    pub(super) is_whole: bool,
    /// Why no more of it could be read; nothing when no more was wanted.
    pub(super) cut_off: Option<&'static str>,
}

impl Response {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(found, _)| *found == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// The name service knows no such host.
    NoHost,
    /// The name service does not answer.
    NoNames,
    /// The host is there and takes no connections.
    Refused,
    /// There is no way to the host.
    Unreachable,
    /// The connection was broken off.
    Reset,
    /// No connection, or no answer, in time.
    Timeout { connected: bool },
    /// The host cannot prove who it is, for this reason.
    Certificate(String),
    /// Nobody vouches for the host that is known here.
    UnknownIssuer,
    /// The host is in a private network, at this address.
    Private(String),
    /// Something else.
    Other(String),
}

/// What is to be done next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Ask again, after a while; the host wants that of everybody when `host_waits`.
    Again { after: Duration, host_waits: bool },
    /// All is known. When the host is given up, the same holds for whatever else it would be asked.
    Done { outcome: Outcome, give_up: bool },
}

/// One address, and how far it has been followed.
#[derive(Clone, Debug)]
pub(super) struct Visit {
    start: Url,
    at: Url,
    method: Method,
    /// The ids that links name.
    ids: Vec<String>,
    /// Whether the body is wanted for itself.
    pub(super) keeps_body: bool,
    pub(super) body: Vec<u8>,
    seen: Vec<Url>,
    tries: usize,
    /// Where it has moved for good, as far as every redirect up to there was one for good.
    moved: Option<Url>,
    was_permanent: bool,
    /// Whether a redirect set a cookie, without which it may lead in a circle.
    wants_cookies: bool,
}

impl Visit {
    /// A visit of an address, to see whether it answers, and has elements with these ids.
    pub(super) fn new(start: Url, ids: Vec<String>) -> Self {
        Self {
            at: start.clone(),
            method: if ids.is_empty() {
                Method::Head
            } else {
                Method::Read
            },
            ids,
            keeps_body: false,
            body: Vec::new(),
            seen: vec![start.clone()],
            start,
            tries: 0,
            moved: None,
            was_permanent: true,
            wants_cookies: false,
        }
    }

    /// A visit for what stands at an address.
    pub(super) fn reading(start: Url) -> Self {
        Self {
            method: Method::Read,
            keeps_body: true,
            ..Self::new(start, Vec::new())
        }
    }

    /// The address that it began with.
    pub(super) fn start(&self) -> &Url {
        &self.start
    }

    /// The next request.
    pub(super) fn request(&self) -> Request {
        Request {
            method: self.method,
            url: self.at.without_fragment(),
        }
    }

    /// Takes the answer to the last request.
    pub(super) fn take(&mut self, answer: Result<Response, Failure>, manners: &Manners, now: i64) -> Step {
        let judgement = match &answer {
            Ok(response) => judge::response(response, &self.at, self.method, manners, now),
            Err(failure) => judge::failure(failure),
        };
        match judgement {
            Judgement::Holds => self.holds(answer.ok()),
            Judgement::Known(verdict) => self.done(verdict, false),
            Judgement::GiveUp(verdict) => self.done(verdict, true),
            Judgement::AskForBytes => {
                self.method = Method::Get;
                again(Duration::ZERO)
            }
            Judgement::Redirect { to, for_good, cookie } => self.follow(&to, for_good, cookie),
            Judgement::Retry(retry) => self.retry(retry, manners),
        }
    }

    fn holds(&mut self, response: Option<Response>) -> Step {
        let mut unread = None;
        let mut lacks = Vec::new();
        if let Some(response) = response {
            match judge::missing_ids(&response, &self.ids) {
                Ok(missing) => lacks = missing,
                Err(reason) => unread = Some(reason),
            }
            if self.keeps_body {
                self.body = response.body;
            }
        }
        let moved = self.moved.take().filter(|moved| *moved != self.start);
        Step::Done {
            outcome: Outcome {
                moved: moved.map(|moved| moved.without_fragment().to_string()),
                lacks,
                unread,
                ..Outcome::of(Verdict::Holds)
            },
            give_up: false,
        }
    }

    fn done(&self, verdict: Verdict, give_up: bool) -> Step {
        let way = if self.at.without_fragment() == self.start.without_fragment() {
            String::new()
        } else {
            format!(", after a redirect to `{}`", self.at.without_fragment())
        };
        let verdict = match verdict {
            Verdict::Holds => Verdict::Holds,
            Verdict::Broken(reason) => Verdict::Broken(reason + &way),
            Verdict::CouldNotTell(reason) => Verdict::CouldNotTell(reason + &way),
        };
        Step::Done {
            outcome: Outcome::of(verdict),
            give_up,
        }
    }

    fn follow(&mut self, location: &str, for_good: bool, cookie: bool) -> Step {
        self.wants_cookies |= cookie;
        let Some(next) = self.at.join(location) else {
            let reason = format!("it redirects to `{location}`, which is no address of the web");
            // Such as that of a program: a browser may know what to do.
            return self.done(Verdict::CouldNotTell(reason), false);
        };
        let is_known = self
            .seen
            .iter()
            .any(|seen| seen.without_fragment() == next.without_fragment());
        if is_known && self.wants_cookies {
            let reason = "it redirects in a circle for whoever keeps no cookies".to_owned();
            return self.done(Verdict::CouldNotTell(reason), false);
        }
        if is_known {
            return self.done(Verdict::Broken("it redirects in a circle".to_owned()), false);
        }
        if self.seen.len() > MOST_REDIRECTS {
            let reason = format!("it redirects more than {MOST_REDIRECTS} times");
            return self.done(Verdict::Broken(reason), false);
        }
        self.was_permanent &= for_good;
        if self.was_permanent {
            self.moved = Some(next.clone());
        }
        self.seen.push(next.clone());
        self.at = next;
        self.tries = 0;
        again(Duration::ZERO)
    }

    fn retry(&mut self, retry: Retry, manners: &Manners) -> Step {
        let wait = manners.waits.get(self.tries);
        let Some(wait) = wait.filter(|_| !retry.once || self.tries == 0) else {
            return self.done(retry.otherwise, retry.gives_up);
        };
        self.tries += 1;
        if self.method == Method::Head && retry.try_bytes {
            self.method = Method::Get;
        }
        match retry.wanted {
            Some(wanted) if wanted > manners.longest_wait => self.done(retry.otherwise, true),
            Some(wanted) => Step::Again {
                after: wanted,
                host_waits: true,
            },
            None => Step::Again {
                after: *wait,
                host_waits: retry.host_waits,
            },
        }
    }
}

fn again(after: Duration) -> Step {
    Step::Again {
        after,
        host_waits: false,
    }
}

#[cfg(test)]
mod tests {
    use super::{Duration, Failure, Manners, Method, Response, Step, Url, Verdict, Visit};
    use crate::config::External;
    use proptest::prelude::*;

    const NOW: i64 = 784_111_777;

    fn visit() -> Visit {
        Visit::new(Url::parse("https://a.example/").unwrap(), Vec::new())
    }

    fn response(status: u16, headers: &[(&'static str, &str)]) -> Response {
        let headers = headers.iter();
        Response {
            status,
            headers: headers
                .map(|(name, value)| (*name, (*value).to_owned()))
                .collect(),
            ..Response::default()
        }
    }

    /// What is done after each of these answers, the usual manners given.
    fn check(answers: &[Result<Response, Failure>], expected: &[&str]) {
        let manners = Manners::new(&External::default(), NOW);
        let mut visit = visit();
        let steps: Vec<String> = answers
            .iter()
            .map(|answer| match visit.take(answer.clone(), &manners, NOW) {
                Step::Again { after, host_waits } => {
                    let who = if host_waits { "host" } else { "visit" };
                    format!(
                        "{who} waits {} s, then {:?}",
                        after.as_secs(),
                        visit.request().method
                    )
                }
                Step::Done { outcome, give_up } => {
                    let host = if give_up { ", host given up" } else { "" };
                    match outcome.verdict {
                        Verdict::Holds => format!("ok{host}"),
                        Verdict::Broken(_) => format!("broken{host}"),
                        Verdict::CouldNotTell(_) => format!("could not tell{host}"),
                    }
                }
            })
            .collect();
        assert_eq!(steps, expected, "{answers:?}");
    }

    #[test]
    fn patience_is_measured_as_the_host_wants() {
        let busy = |headers: &[(&'static str, &str)]| Ok(response(429, headers));
        check(
            &[busy(&[]), busy(&[]), busy(&[])],
            &[
                "host waits 1 s, then Head",
                "host waits 3 s, then Head",
                "could not tell, host given up",
            ],
        );
        let date = ("retry-after", "Sun, 06 Nov 1994 08:50:07 GMT");
        check(&[busy(&[("retry-after", "7")])], &["host waits 7 s, then Head"]);
        check(&[busy(&[date])], &["host waits 30 s, then Head"]);
        // The clock of the host goes first.
        let clock = ("date", "Sun, 06 Nov 1994 08:50:02 GMT");
        check(&[busy(&[date, clock])], &["host waits 5 s, then Head"]);
        check(
            &[busy(&[("retry-after", "Sun, 06 Nov 1994 08:00:00 GMT")])],
            &["host waits 0 s, then Head"],
        );
        check(
            &[busy(&[("retry-after", "3600")])],
            &["could not tell, host given up"],
        );
        check(
            &[busy(&[("retry-after", "soon")])],
            &["host waits 1 s, then Head"],
        );
    }

    #[test]
    fn what_may_be_otherwise_soon_is_tried_three_times() {
        let error = || Ok(response(502, &[]));
        check(
            &[error(), error(), error(), error()],
            &[
                "visit waits 0 s, then Get",
                "visit waits 1 s, then Get",
                "visit waits 3 s, then Get",
                "broken",
            ],
        );
        let timeout = |connected| Err(Failure::Timeout { connected });
        check(
            &[timeout(true), timeout(false)],
            &["visit waits 1 s, then Get", "could not tell, host given up"],
        );
        check(
            &[Err(Failure::Reset), Ok(response(200, &[]))],
            &["visit waits 1 s, then Get", "ok"],
        );
        check(&[Err(Failure::NoHost)], &["broken, host given up"]);
        check(
            &[Err(Failure::Certificate("x".to_owned()))],
            &["broken, host given up"],
        );
    }

    fn any_answer() -> impl Strategy<Value = Result<Response, Failure>> {
        let header = prop_oneof![
            ".{0,8}".prop_map(|text| ("location", text)),
            "(/[a-c]|//[a-c]\\.example|https?:[a-c/]{0,6}|\\?|#x)".prop_map(|text| ("location", text)),
            "[0-9]{0,20}|.{0,30}".prop_map(|text| ("retry-after", text)),
            ".{0,5}".prop_map(|text| ("content-type", format!("text/html{text}"))),
        ];
        let headers = prop::collection::vec(header, 0..3);
        let status = prop_oneof![
            Just(200),
            Just(301),
            Just(302),
            Just(429),
            Just(503),
            100_u16..1000
        ];
        let good = (status, headers, "[<a-c =>\"id]{0,20}").prop_map(|(status, headers, body)| {
            Ok(Response {
                status,
                headers,
                body: body.into_bytes(),
                is_whole: true,
                cut_off: None,
            })
        });
        let bad = prop_oneof![
            Just(Failure::Reset),
            Just(Failure::NoNames),
            Just(Failure::Timeout { connected: true }),
            Just(Failure::Refused),
        ];
        prop_oneof![4 => good, 1 => bad.prop_map(Err)]
    }

    proptest! {
        #[test]
        fn every_visit_ends(answers in prop::collection::vec(any_answer(), 60)) {
            let manners = Manners::new(&External::default(), NOW);
            let mut visit = Visit::new(Url::parse("https://a.example/").unwrap(), vec!["a".to_owned()]);
            let mut waited = Duration::ZERO;
            let ended = answers.into_iter().position(|answer| match visit.take(answer, &manners, NOW) {
                Step::Again { after, .. } => {
                    waited += after;
                    false
                }
                Step::Done { .. } => true,
            });
            // Ten redirects, and at each address two more tries.
            prop_assert!(ended.is_some_and(|steps| steps < 11 * 3));
            prop_assert!(waited <= Duration::from_secs(11 * 2 * 60));
            prop_assert_eq!(visit.request().method, Method::Read);
        }
    }
}
