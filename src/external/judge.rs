//! What an answer means for a link.

use std::collections::BTreeSet;
use std::time::Duration;

use super::crew::Asked;
use super::visit::{Failure, Method, Response};
use super::{Manners, Verdict, moment};
use crate::link::address::decode;
use crate::link::url::Url;
use crate::link::{html, proof};

/// What an answer means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Judgement {
    /// Something is there.
    Holds,
    /// More requests will tell no more.
    Known(Verdict),
    /// The same, also of whatever else the host would be asked.
    GiveUp(Verdict),
    /// The server may not know how to answer for what it does not send.
    AskForBytes,
    /// It is elsewhere.
    Redirect {
        to: String,
        for_good: bool,
        cookie: bool,
    },
    /// It may be otherwise soon.
    Retry(Retry),
}

/// What may be otherwise soon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Retry {
    /// What is known if it stays as it is.
    pub(super) otherwise: Verdict,
    /// How long the host wants it to be.
    pub(super) wanted: Option<Duration>,
    /// Whether the host should be left alone for as long.
    pub(super) host_waits: bool,
    /// Whether to ask for the bytes then.
    pub(super) try_bytes: bool,
    /// Whether, if it stays as it is, the host need not be asked anything else.
    pub(super) gives_up: bool,
    /// Whether one more try tells all that more would: each takes as long as a request may.
    pub(super) once: bool,
}

impl Retry {
    fn or(otherwise: Verdict) -> Self {
        Self {
            otherwise,
            wanted: None,
            host_waits: false,
            try_bytes: true,
            gives_up: false,
            once: false,
        }
    }
}

fn broken(reason: impl Into<String>) -> Verdict {
    Verdict::Broken(reason.into())
}

fn unknown(reason: impl Into<String>) -> Verdict {
    Verdict::CouldNotTell(reason.into())
}

/// What the answer for an address means (RFC 9110, section 15).
pub(super) fn response(
    response: &Response,
    url: &Url,
    method: Method,
    manners: &Manners,
    now: i64,
) -> Judgement {
    let status = response.status;
    let is_accepted = manners
        .accepts
        .iter()
        .any(|accept| accept.codes.contains(&status) && accept.host.matches(&url.host));
    if is_accepted {
        return Judgement::Holds;
    }
    if status == 429 {
        return Judgement::Retry(Retry {
            wanted: retry_after(response, now),
            host_waits: true,
            try_bytes: false,
            gives_up: true,
            ..Retry::or(unknown("its server asks for fewer requests (429)"))
        });
    }
    if is_wall(response) {
        return Judgement::Known(unknown(format!(
            "a wall against programs stands before it ({status})"
        )));
    }
    if let 301 | 302 | 303 | 307 | 308 = status {
        return match response.header("location") {
            Some(to) if !to.trim().is_empty() => Judgement::Redirect {
                to: to.to_owned(),
                for_good: matches!(status, 301 | 308),
                cookie: response.header("set-cookie").is_some(),
            },
            _ => Judgement::Known(broken(format!("its server redirects to nowhere ({status})"))),
        };
    }
    match status {
        200..=299 => Judgement::Holds,
        // A server that answers otherwise than for the bytes is wrong, and a link that is called broken must be.
        _ if method == Method::Head => Judgement::AskForBytes,
        // There is something of which no such part could be had; or it is as it was.
        304 | 416 => Judgement::Holds,
        // It wants to know who asks, or does not say to everybody that it is there.
        401 | 402 | 403 | 407 | 451 | 999 => {
            Judgement::Known(unknown(format!("its server answers {}", named(status))))
        }
        // It does not like how it is asked.
        405 | 406 | 412 | 417 | 426 | 428 => {
            Judgement::Known(unknown(format!("its server answers {}", named(status))))
        }
        408 | 425 => Judgement::Retry(Retry::or(unknown(format!(
            "its server answers {}",
            named(status)
        )))),
        500..=599 => Judgement::Retry(unavailable(response, now)),
        _ => Judgement::Known(broken(format!("its server answers {}", named(status)))),
    }
}

/// A server that cannot now may say until when.
fn unavailable(response: &Response, now: i64) -> Retry {
    let status = response.status;
    let reason = format!("its server answers {}", named(status));
    match retry_after(response, now).filter(|_| status == 503) {
        Some(wanted) => Retry {
            wanted: Some(wanted),
            ..Retry::or(unknown(format!("{reason} for now")))
        },
        None => Retry::or(broken(reason)),
    }
}

/// A status with its name, when it is one that is met.
fn named(status: u16) -> String {
    let name = match status {
        400 => "bad request",
        401 => "unauthorized",
        402 => "payment required",
        403 => "forbidden",
        404 => "not found",
        405 => "method not allowed",
        406 => "not acceptable",
        408 => "request timeout",
        410 => "gone",
        451 => "unavailable for legal reasons",
        500 => "internal server error",
        502 => "bad gateway",
        503 => "service unavailable",
        504 => "gateway timeout",
        999 => "request denied",
        _ => return status.to_string(),
    };
    format!("{status} ({name})")
}

/// Whether the answer is not of the page but of a wall that keeps programs out.
fn is_wall(response: &Response) -> bool {
    let has = |name: &str, text: &str| {
        let value = response.header(name).unwrap_or_default();
        value.to_ascii_lowercase().contains(text)
    };
    let refuses = matches!(response.status, 401 | 403 | 405 | 406 | 429 | 503 | 999);
    has("cf-mitigated", "challenge")
        || has("x-amzn-waf-action", "challenge")
        || has("x-amzn-waf-action", "captcha")
        || (refuses && MARKS.iter().any(|name| response.header(name).is_some()))
        || (response.status == 503 && has("server", "cloudflare") && challenges(&response.body))
}

/// Headers that walls leave on what they refuse.
const MARKS: [&str; 3] = ["x-datadome", "x-sucuri-block", "x-iinfo"];

/// Whether a page only looks at who reads it. Older walls say so in the page alone.
fn challenges(body: &[u8]) -> bool {
    let body = String::from_utf8_lossy(body);
    ["/cdn-cgi/challenge-platform/", "cf-chl", "jschl"]
        .iter()
        .any(|mark| body.contains(mark))
}

/// How long a host wants to be left alone: seconds, or a date (RFC 9110, section 10.2.3). A date is held against the
/// host's own clock when it tells it.
fn retry_after(response: &Response, now: i64) -> Option<Duration> {
    let text = response.header("retry-after")?.trim();
    if let Ok(seconds) = text.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let until = moment::http_date(text)?;
    let clock = response.header("date").and_then(moment::http_date).unwrap_or(now);
    Some(Duration::from_secs(u64::try_from(until - clock).unwrap_or(0)))
}

const SILENCE: &str = "its server does not answer in time";
const NO_NAMES: &str = "the name service does not answer";
const NO_WAY: &str = "there is no way to its host from here";

/// What is known of a host that gave no sign of life, whatever it is asked; `None` when it did.
pub(super) fn silence(failure: &Failure) -> Option<Verdict> {
    match failure {
        Failure::Timeout { .. } => Some(unknown(SILENCE)),
        Failure::NoNames => Some(unknown(NO_NAMES)),
        Failure::Unreachable => Some(unknown(NO_WAY)),
        _ => None,
    }
}

/// What it means that there is no answer.
pub(super) fn failure(failure: &Failure) -> Judgement {
    match failure {
        Failure::NoHost => Judgement::GiveUp(broken("there is no such host")),
        Failure::NoNames => Judgement::Retry(Retry {
            try_bytes: false,
            ..Retry::or(unknown(NO_NAMES))
        }),
        Failure::Refused => Judgement::Retry(Retry {
            gives_up: true,
            ..Retry::or(broken("its host takes no connections"))
        }),
        Failure::Unreachable => Judgement::Retry(Retry {
            gives_up: true,
            ..Retry::or(unknown(NO_WAY))
        }),
        Failure::Reset => Judgement::Retry(Retry::or(broken("its server breaks the connection off"))),
        Failure::Timeout { connected } => Judgement::Retry(Retry {
            gives_up: !connected,
            once: true,
            ..Retry::or(unknown(SILENCE))
        }),
        Failure::Certificate(reason) => {
            Judgement::GiveUp(broken(format!("its host cannot prove who it is: {reason}")))
        }
        Failure::UnknownIssuer => Judgement::GiveUp(unknown("nobody vouches for its host who is known here")),
        Failure::Private(address) => Judgement::Known(unknown(format!(
            "its host is in a private network (`{address}`), which is not asked"
        ))),
        Failure::Other(reason) => {
            Judgement::Retry(Retry::or(unknown(format!("its answer cannot be read: {reason}"))))
        }
    }
}

/// The ids that a page does not have; a reason when that cannot be told.
pub(super) fn missing_ids(response: &Response, ids: &[String]) -> Result<Vec<String>, String> {
    let kind = response.header("content-type").unwrap_or_default();
    // Of a PDF or a picture, the reader's program knows what a fragment means.
    if ids.is_empty() || !kind.to_ascii_lowercase().contains("html") {
        return Ok(Vec::new());
    }
    let text = String::from_utf8_lossy(&response.body);
    let known = html::contents(&text).ids;
    let is_there = |id: &str| {
        let decoded = decode(id).unwrap_or_else(|| id.to_owned());
        // GitHub gives the headings of texts ids of its own, which its script knows.
        [id, &decoded, &format!("user-content-{decoded}")]
            .iter()
            .any(|id| known.contains(*id))
    };
    let missing: Vec<String> = ids.iter().filter(|id| !is_there(id)).cloned().collect();
    if !missing.is_empty() && !response.is_whole {
        let reason = response.cut_off.unwrap_or("the page is too long to look for it");
        return Err(reason.to_owned());
    }
    Ok(missing)
}

/// The id that a fragment asks a page of another host for. Scripts read the rest: places in an application, and the
/// lines of code.
pub(super) fn id(fragment: &str) -> Option<String> {
    let id = proof::anchor(fragment)?;
    let is_read_by_script =
        proof::names_lines(&id) || id.starts_with(['!', '/', '?']) || id.contains(['=', '&']);
    (!is_read_by_script).then_some(id)
}

/// Whether there is no network: not one host could be found or come to. That a name service knows nothing of the
/// only host may be the host's fault.
pub(super) fn is_network_lost(asked: &[Asked]) -> bool {
    let is_lost = |asked: &&Asked| {
        matches!(
            asked.last,
            Some(Failure::NoHost | Failure::NoNames | Failure::Unreachable)
        )
    };
    let lost: Vec<&Asked> = asked.iter().filter(is_lost).collect();
    let others = asked.iter().filter(|asked| !is_lost(asked));
    let is_private = |asked: &Asked| matches!(asked.last, Some(Failure::Private(_)));
    let is_sure = lost.iter().any(|asked| asked.last != Some(Failure::NoHost))
        || lost
            .iter()
            .map(|asked| &asked.host)
            .collect::<BTreeSet<_>>()
            .len()
            > 1;
    !lost.is_empty() && is_sure && others.into_iter().all(is_private)
}
