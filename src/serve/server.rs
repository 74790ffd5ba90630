//! HTTP around [`super::respond`], over `tiny_http`.
//!
//! What that library leaves to its user: an answer made by it keeps the connection, and with it one of its
//! threads, so answers are written by hand with `Connection: close`. It stops listening for good when
//! accepting fails once, so it is started again on the same socket. And reading the rest of a request or
//! writing to a slow client takes as long as the client likes, so every request has a thread of its own.

use std::fs;
use std::io::{self, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use super::live::{self, Site, State};
use super::respond::{Answer, Reply, Request, respond};
use super::{ServeError, respond};

/// How many ports after the one asked for are tried.
const PORTS: u16 = 50;

/// After how much silence the server sends itself a request. That shows whether it still listens. It also
/// helps connections along that were given to a thread another client holds on to: `tiny_http` counts
/// threads as idle until they wake, so two clients at once can be given the same one.
const SILENCE: Duration = Duration::from_secs(1);

/// Between two attempts to listen again; whatever made accepting fail needs time to go away.
const PAUSE: Duration = Duration::from_millis(200);

/// The longest body, in bytes, a request may come with.
const LARGEST_BODY: usize = 1 << 20;

/// Listens on the address, or on the next port that is free.
pub(super) fn listen(address: SocketAddr, any_port: bool) -> Result<TcpListener, ServeError> {
    let mut attempt = address;
    loop {
        let source = match TcpListener::bind(attempt) {
            Ok(listener) => return Ok(listener),
            Err(source) => source,
        };
        let next = attempt.port().checked_add(1);
        match next.filter(|next| any_port && next - address.port() <= PORTS) {
            Some(next) if source.kind() == io::ErrorKind::AddrInUse => attempt.set_port(next),
            _ => return Err(ServeError::Listen { address, source }),
        }
    }
}

/// The address of the first page, as one can open it on this machine.
pub(super) fn url(address: SocketAddr, state: &State) -> String {
    let base = state
        .snapshot
        .as_ref()
        .map_or("/", |snapshot| snapshot.base_path());
    format!("http://{}{}", reachable(address), respond::encode(base))
}

/// The address at which this machine itself reaches what listens on `address`.
pub(super) fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

/// Begins to answer in the background.
pub(super) fn start(listener: TcpListener, address: SocketAddr, site: Arc<Site>) {
    let doorman = Doorman { address, site };
    thread::spawn(move || {
        loop {
            let server = listener.try_clone().map_err(Into::into);
            match server.and_then(|listener| tiny_http::Server::from_listener(listener, None)) {
                Ok(server) => doorman.clone().receive(server),
                Err(_) => thread::sleep(PAUSE),
            }
        }
    });
}

/// Takes requests in and has them answered.
#[derive(Clone)]
struct Doorman {
    address: SocketAddr,
    site: Arc<Site>,
}

impl Doorman {
    /// Takes requests for as long as the server listens.
    fn receive(self, server: tiny_http::Server) {
        let mut probe = None;
        loop {
            match server.recv_timeout(SILENCE) {
                Ok(Some(request)) => {
                    probe = None;
                    self.clone().begin(request);
                }
                Ok(None) if probe.is_none() => probe = self.probe().ok(),
                Ok(None) | Err(_) => break,
            }
        }
        thread::sleep(PAUSE);
        // Connections it has accepted may still have something to say.
        let rest = move || {
            while let Ok(Some(request)) = server.recv_timeout(SILENCE) {
                self.clone().begin(request);
            }
        };
        drop(thread::Builder::new().spawn(rest));
    }

    /// Sends the server a request. The thread that accepts can also end without a word (it panics when
    /// there is no file descriptor left for a connection); then this one does not come through.
    fn probe(&self) -> io::Result<TcpStream> {
        let mut stream = TcpStream::connect_timeout(&reachable(self.address), SILENCE)?;
        stream.write_all(b"HEAD / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        Ok(stream)
    }

    /// Answers a request in its own thread. If there can be none, `tiny_http` answers the dropped request
    /// with status 500.
    fn begin(self, request: tiny_http::Request) {
        if request.body_length() > Some(LARGEST_BODY) {
            // Nobody sends bodies to a preview, and dropping this request would allocate all it announces,
            // which can end the process.
            return std::mem::forget(request);
        }
        drop(thread::Builder::new().spawn(move || self.serve(request)));
    }

    fn serve(&self, request: tiny_http::Request) {
        let head = request.method() == &tiny_http::Method::Head;
        match respond(&simplify(&request), self.address.ip(), &self.site.state(), read) {
            // A client that is gone does not need its answer.
            Reply::Answer(answer) => drop(write(request.into_writer(), &answer, head)),
            Reply::Live { listener, welcome } => {
                // Not `upgrade`: that keeps a second thread for reading, which no frame is worth.
                let mut channel = request.into_writer();
                if channel.write_all(welcome.as_bytes()).is_ok() {
                    live::follow(&self.site, channel, &listener);
                }
            }
        }
    }
}

fn simplify(request: &tiny_http::Request) -> Request {
    let header = |header: &tiny_http::Header| (header.field.to_string(), header.value.to_string());
    Request {
        method: request.method().to_string(),
        target: request.url().to_owned(),
        headers: request.headers().iter().map(header).collect(),
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "files that are published as they are are read when a browser asks for them"
)]
fn read(path: &Path) -> io::Result<Vec<u8>> {
    fs::read(path)
}

/// Writes in one piece: a small head alone on its way would hold back the rest until it is acknowledged.
fn write(mut writer: impl Write, answer: &Answer, head: bool) -> io::Result<()> {
    let reason = tiny_http::StatusCode(answer.status).default_reason_phrase();
    let mut message = format!("HTTP/1.1 {} {reason}\r\n", answer.status);
    for (name, value) in &answer.headers {
        message += &format!("{name}: {value}\r\n");
    }
    message += &format!(
        "Content-Length: {}\r\nConnection: close\r\n\r\n",
        answer.body().len()
    );
    let mut message = message.into_bytes();
    if !head {
        message.extend(answer.body());
    }
    writer.write_all(&message)?;
    writer.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_an_error_or_the_next_one_is_used() {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = taken.local_addr().unwrap();
        let error = listen(address, false).unwrap_err();
        assert_eq!(error.to_string(), format!("port {} is taken", address.port()));
        if address.port() < u16::MAX - PORTS {
            let other = listen(address, true).unwrap().local_addr().unwrap();
            assert!(other.port() > address.port());
        }
    }

    #[test]
    fn the_url_can_be_opened() {
        let check = |address: &str, base: &str, expected: &str| {
            let site = Site::new(crate::serve::tests::site(base, &[]));
            assert_eq!(url(address.parse().unwrap(), &site.state()), expected);
        };
        check("127.0.0.1:3000", "/", "http://127.0.0.1:3000/");
        check("0.0.0.0:80", "/글/", "http://127.0.0.1:80/%EA%B8%80/");
        check("[::]:3000", "/blog/", "http://[::1]:3000/blog/");
    }
}
