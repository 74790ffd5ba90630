//! How hosts are asked. The only file that imports `ureq`.
//!
//! Redirects are not followed here, for each is asked for with the manners of its own host; and the addresses of a
//! host are looked at when its name has been looked up, so that no name leads into a private network.

use std::io::Read;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use ureq::Agent;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};

use super::Manners;
use super::crew::Ask;
use super::network::is_public;
use super::visit::{Failure, Method, Request, Response};
use crate::config::UrlPattern;

/// The most that is read of a page for its ids.
const LARGEST_PAGE: u64 = 1_000_000;

/// The most that is read of a page that says why there is none.
const LARGEST_EXCUSE: u64 = 16_384;

/// What is asked for, as a browser does: some servers send nothing else.
const ACCEPT: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,image/*,*/*;q=0.8";

/// What an answer is looked at for.
const HEADERS: [&str; 11] = [
    "cf-mitigated",
    "content-type",
    "date",
    "location",
    "retry-after",
    "server",
    "set-cookie",
    "x-amzn-waf-action",
    "x-datadome",
    "x-iinfo",
    "x-sucuri-block",
];

/// A proxy through which everything is asked.
#[derive(Clone, Debug)]
pub struct Proxy(ureq::Proxy);

impl Proxy {
    /// The proxy that the environment names, as other programs read it: `ALL_PROXY`, `HTTPS_PROXY`, `HTTP_PROXY`, but
    /// for the hosts of `NO_PROXY`.
    pub fn from_environment() -> Option<Self> {
        ureq::Proxy::try_from_env().map(Self)
    }
}

/// Who asks hosts.
#[derive(Debug)]
pub struct Client {
    agent: Agent,
    gate: Gate,
    is_behind_proxy: bool,
}

impl Client {
    /// Somebody who calls themselves `name` and may ask these hosts in private networks.
    pub fn new(name: &str, manners: &Manners, allow_private: &[UrlPattern], proxy: Option<&Proxy>) -> Self {
        let gate = Gate {
            allowed: allow_private.to_vec(),
        };
        let config = Config::builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(manners.timeout))
            .timeout_connect(Some(manners.timeout.min(Duration::from_secs(10))))
            .max_idle_connections(2 * manners.total)
            .max_idle_connections_per_host(manners.per_host)
            .user_agent(name)
            .accept(ACCEPT)
            .proxy(proxy.map(|proxy| proxy.0.clone()))
            .build();
        let resolver = Guard {
            gate: gate.clone(),
            names: DefaultResolver::default(),
        };
        Self {
            agent: Agent::with_parts(config, DefaultConnector::default(), resolver),
            gate,
            is_behind_proxy: proxy.is_some(),
        }
    }

    fn request(&self, request: &Request) -> Result<Response, Failure> {
        if self.is_behind_proxy {
            // The proxy looks names up; an address needs no looking up.
            self.gate.look_at_literal(&request.url.host)?;
        }
        let url = request.url.to_string();
        let answer = match request.method {
            Method::Head => self.agent.head(&url).call(),
            Method::Get | Method::Read => self.agent.get(&url).call(),
        };
        let (parts, body) = answer.map_err(|error| failure(&error))?.into_parts();
        let mut response = Response {
            status: parts.status.as_u16(),
            headers: HEADERS
                .iter()
                .filter_map(|name| {
                    let value = parts.headers.get(*name)?;
                    Some((*name, String::from_utf8_lossy(value.as_bytes()).into_owned()))
                })
                .collect(),
            ..Response::default()
        };
        let most = match (request.method, response.status) {
            (Method::Head, _) => 0,
            (Method::Read, 200..=299) => LARGEST_PAGE,
            (_, 400..) => LARGEST_EXCUSE,
            _ => 0,
        };
        if most > 0 {
            // What drips or breaks off has been read as far as it came.
            let mut reader = body.into_with_config().limit(most + 1).reader().take(most);
            match reader.read_to_end(&mut response.body) {
                Ok(_) => response.is_whole = (response.body.len() as u64) < most,
                Err(error) => response.cut_off = Some(cut_off(&error)),
            }
        }
        Ok(response)
    }
}

impl Ask for Client {
    fn ask(&self, request: &Request) -> Result<Response, Failure> {
        self.request(request)
    }
}

/// Who may be asked.
#[derive(Clone, Debug)]
struct Gate {
    allowed: Vec<UrlPattern>,
}

impl Gate {
    fn is_open(&self, host: &str) -> bool {
        let host = host.trim_matches(['[', ']']);
        self.allowed.iter().any(|pattern| pattern.matches(host))
    }

    fn look_at_literal(&self, host: &str) -> Result<(), Failure> {
        let bare = host.trim_matches(['[', ']']);
        let is_local = bare == "localhost" || bare.ends_with(".localhost");
        let is_private = match bare.parse::<IpAddr>() {
            Ok(address) => !is_public(address),
            Err(_) => is_local,
        };
        if is_private && !self.is_open(host) {
            return Err(Failure::Private(bare.to_owned()));
        }
        Ok(())
    }
}

/// Looks names up, and lets nobody through to a private network.
#[derive(Debug)]
struct Guard {
    gate: Gate,
    names: DefaultResolver,
}

/// Why a name is not gone to, on its way through the client.
#[derive(Debug)]
struct Refused(SocketAddr);

impl std::fmt::Display for Refused {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} is in a private network", self.0.ip())
    }
}

impl std::error::Error for Refused {}

impl Resolver for Guard {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.names.resolve(uri, config, timeout)?;
        let is_proxy = config.proxy().is_some_and(|proxy| proxy.uri() == uri);
        if is_proxy || self.gate.is_open(uri.host().unwrap_or_default()) {
            return Ok(found);
        }
        let mut allowed = self.empty();
        for address in found.iter().filter(|address| is_public(address.ip())) {
            allowed.push(*address);
        }
        match found.iter().next() {
            Some(first) if allowed.is_empty() => Err(ureq::Error::Other(Box::new(Refused(*first)))),
            _ => Ok(allowed),
        }
    }
}

fn failure(error: &ureq::Error) -> Failure {
    use ureq::{Error, Timeout};
    match error {
        Error::HostNotFound => Failure::NoHost,
        Error::Timeout(Timeout::Resolve) => Failure::NoNames,
        Error::Timeout(Timeout::Connect) => Failure::Timeout { connected: false },
        Error::Timeout(_) => Failure::Timeout { connected: true },
        Error::Io(error) => of_io(error),
        Error::Rustls(error) => of_tls(&error.to_string()),
        Error::Protocol(_) | Error::Http(_) | Error::LargeResponseHeader(..) => {
            Failure::Other("it is not as HTTP wants it".to_owned())
        }
        Error::Tls(reason) => Failure::Other((*reason).to_owned()),
        Error::Other(cause) => match cause.downcast_ref::<Refused>() {
            Some(refused) => Failure::Private(refused.0.ip().to_string()),
            None => Failure::Other(cause.to_string()),
        },
        error => Failure::Other(error.to_string()),
    }
}

/// Why a body could not be read to its end.
fn cut_off(error: &std::io::Error) -> &'static str {
    let cause = error
        .get_ref()
        .and_then(|cause| cause.downcast_ref::<ureq::Error>());
    match cause {
        Some(ureq::Error::Timeout(_)) => "the page does not come whole in time",
        Some(ureq::Error::Decompress(..)) => "the bytes of the page cannot be unpacked",
        _ => match error.kind() {
            std::io::ErrorKind::TimedOut | std::io::ErrorKind::WouldBlock => {
                "the page does not come whole in time"
            }
            std::io::ErrorKind::InvalidData | std::io::ErrorKind::InvalidInput => {
                "the bytes of the page cannot be unpacked"
            }
            _ => "the page breaks off",
        },
    }
}

fn of_io(error: &std::io::Error) -> Failure {
    use std::io::ErrorKind;
    let text = error.to_string();
    match error.kind() {
        ErrorKind::ConnectionRefused => Failure::Refused,
        ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable | ErrorKind::AddrNotAvailable => {
            Failure::Unreachable
        }
        ErrorKind::ConnectionReset
        | ErrorKind::ConnectionAborted
        | ErrorKind::BrokenPipe
        | ErrorKind::UnexpectedEof => Failure::Reset,
        ErrorKind::TimedOut | ErrorKind::WouldBlock => Failure::Timeout { connected: true },
        // The system's own words; there is no kind for them.
        _ if text.contains("emporary failure in name") || text.contains("Try again") => Failure::NoNames,
        _ if text.contains("lookup address") || text.contains("not known") => Failure::NoHost,
        _ if ["certificate", "corrupt message", "handshake", "alert"]
            .iter()
            .any(|mark| text.contains(mark)) =>
        {
            of_tls(&text)
        }
        _ => Failure::Other(text),
    }
}

/// Whether a certificate is wrong, or is one of somebody who is not known here.
fn of_tls(text: &str) -> Failure {
    let text = text.trim_start_matches("invalid peer certificate: ");
    if text.contains("UnknownIssuer") {
        return Failure::UnknownIssuer;
    }
    let known = [
        ("xpired", "its certificate has expired"),
        ("NotValidYet", "its certificate is not valid yet"),
        ("not valid for", "its certificate is of another host"),
        ("NotValidForName", "its certificate is of another host"),
        ("Revoked", "its certificate was revoked"),
    ];
    match known.iter().find(|(mark, _)| text.contains(mark)) {
        Some((_, reason)) => Failure::Certificate((*reason).to_owned()),
        None => Failure::Other("no secure connection comes about".to_owned()),
    }
}
