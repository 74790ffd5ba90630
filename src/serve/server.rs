//! The sockets around [`super::respond`]: a thread takes connections in, each has a thread of its own.

use std::fs;
use std::io::{self, Read};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, Shutdown, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use super::hosts::Hosts;
use super::http::connection::Connection;
use super::http::guests::{Guest, Guests};
use super::live::{self, Farewell, Listener, Site, State};
use super::respond::{Answer, Opened, Reply, respond};
use super::{ServeError, respond};

/// How many ports after the one asked for are tried.
const PORTS: u16 = 50;

/// How many file descriptors there are where the system does not say: the fewest of the common ones.
const DESCRIPTORS: usize = 256;

/// Between two attempts to take a connection in; whatever made the last one fail needs time to go away.
const PAUSE: Duration = Duration::from_millis(50);

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

/// The address of this machine in its network: the one from which it would speak to another. Nothing is sent.
/// The addresses asked about are those of documentation (RFC 5737) and of the common private networks.
pub(super) fn lan_address() -> Option<IpAddr> {
    let asked = [
        [192, 0, 2, 1],
        [192, 168, 0, 1],
        [192, 168, 1, 1],
        [10, 0, 0, 1],
        [172, 16, 0, 1],
    ];
    asked.into_iter().find_map(|other| {
        let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
        socket.connect((Ipv4Addr::from(other), 9)).ok()?;
        let own = socket.local_addr().ok()?.ip();
        (!own.is_loopback() && !own.is_unspecified()).then_some(own)
    })
}

/// Begins to answer in the background, under these names.
pub(super) fn start(listener: TcpListener, hosts: impl Into<Hosts>, site: Arc<Site>) {
    let hosts = hosts.into();
    let guests = Guests::among(descriptors().unwrap_or(DESCRIPTORS));
    thread::spawn(move || {
        loop {
            match listener.accept() {
                Ok((stream, _)) => welcome(stream, &guests, &hosts, &site),
                Err(_) => {
                    // There are no more file descriptors, or this client is gone already.
                    guests.make_room();
                    thread::sleep(PAUSE);
                }
            }
        }
    });
}

/// Gives a connection a place and a thread. When there are none, it is closed.
fn welcome(stream: TcpStream, guests: &Arc<Guests>, hosts: &Hosts, site: &Arc<Site>) {
    let stream = Arc::new(stream);
    let Some(guest) = guests.welcome(&stream) else {
        return;
    };
    let address = stream.local_addr().map_or(hosts.address, |address| address.ip());
    let (hosts, site) = (
        Hosts {
            address,
            ..hosts.clone()
        },
        Arc::clone(site),
    );
    // A client that is gone does not need its answer.
    let serve = move || drop(serve(&stream, guest, &hosts, &site));
    drop(thread::Builder::new().name("connection".to_owned()).spawn(serve));
}

fn serve(stream: &TcpStream, guest: Guest, hosts: &Hosts, site: &Site) -> io::Result<()> {
    let mut connection = Connection::new(stream, guest)?;
    let request = match connection.request() {
        None => return Ok(()),
        Some(Err(refusal)) => return connection.answer(Answer::text(refusal.status, refusal.reason), false),
        Some(Ok(request)) => request,
    };
    // The state is let go before the live channel begins: it may be the last to hold an old build.
    let reply = respond(&request, hosts, &site.state(), open);
    match reply {
        Reply::Answer(answer) => connection.answer(answer, request.method == "HEAD"),
        Reply::Live { listener, welcome } => {
            match connection.listen(&welcome)? {
                Ok((channel, _guest)) => converse(channel, site, &listener)?,
                Err(connection) => {
                    let refusal = Answer::text(503, "too many pages are open");
                    connection.answer(refusal, false)?;
                }
            }
            Ok(())
        }
    }
}

/// Tells an open page what it should know until it leaves. A second thread waits for its farewell, so that a
/// closed page costs nothing: neither a place nor a look at it from time to time.
fn converse(channel: &TcpStream, site: &Site, listener: &Listener) -> io::Result<()> {
    channel.set_read_timeout(None)?;
    let farewell = Farewell::default();
    thread::scope(|scope| {
        let hear = || {
            // A page sends nothing but its farewell, or it ends; one that says anything else can come again.
            let _ = (&*channel).read(&mut [0; 64]);
            site.part(&farewell);
        };
        let hearing = thread::Builder::new().name("farewell".to_owned());
        hearing.spawn_scoped(scope, hear)?;
        live::follow(site, channel, listener, &farewell);
        // The other thread ends with the channel. One that is closed already needs no goodbye.
        let _ = channel.shutdown(Shutdown::Both);
        Ok(())
    })
}

/// Opens a file that is published as it is. It was a file when the site was built; opening a pipe in its place
/// would wait for somebody to write.
fn open(path: &Path) -> io::Result<Opened> {
    let stat = fs::metadata(path)?;
    if !stat.is_file() {
        return Err(io::Error::other("it is no file any more"));
    }
    Ok((Box::new(fs::File::open(path)?), stat.len()))
}

/// How many file descriptors this process may have, where the system says so in a file: the soft limit.
fn descriptors() -> Option<usize> {
    let mut limits = String::new();
    let mut file = fs::File::open("/proc/self/limits").ok()?;
    file.read_to_string(&mut limits).ok()?;
    let line = limits
        .lines()
        .find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().next()?.parse().ok()
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

    #[cfg(target_os = "linux")]
    #[test]
    fn the_system_says_how_many_file_descriptors_there_are() {
        assert!(descriptors().is_some_and(|most| most > 8));
    }
}
