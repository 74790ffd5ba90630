//! Clients that no browser is, over real sockets.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;

use crate::serve::live::Site;
use crate::serve::server;
use crate::serve::tests::{PATIENCE, site};

fn serve() -> SocketAddr {
    let listener = server::listen("127.0.0.1:0".parse().unwrap(), false).unwrap();
    let address = listener.local_addr().unwrap();
    let big = "x".repeat(8_000_000);
    let first = site("/", &[("index.html", "here"), ("big.bin", &big)]);
    server::start(listener, address, Arc::new(Site::new(first)));
    address
}

fn connect(address: SocketAddr, bytes: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    // One that was closed already takes no more.
    let _ = stream.write_all(bytes);
    stream
}

/// All that the server says.
fn hear(mut stream: TcpStream) -> String {
    let (mut said, mut piece) = (Vec::new(), [0; 4096]);
    loop {
        match stream.read(&mut piece) {
            Ok(0) => break,
            Ok(length) => said.extend(&piece[..length]),
            Err(error) if error.kind() == ErrorKind::ConnectionReset => break,
            Err(error) => panic!("{error}"),
        }
    }
    String::from_utf8_lossy(&said).into_owned()
}

fn is_alive(address: SocketAddr) {
    let answer = hear(connect(address, b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.contains("\r\n\r\nhere"), "{answer}");
}

#[test]
fn hundreds_that_hold_on_hold_nobody_up() {
    let address = serve();
    let held: [&[u8]; 5] = [
        b"",
        b"GET / HTTP/1.1\r\nHost: local",
        b"GET /big.bin HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999999999999\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ];
    for bytes in held {
        let open: Vec<_> = (0..300).map(|_| connect(address, bytes)).collect();
        is_alive(address);
        drop(open);
    }
    is_alive(address);
}

#[test]
fn of_many_requests_at_once_the_first_is_answered_whole() {
    let address = serve();
    let request = "GET /big.bin HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let answer = hear(connect(address, request.repeat(50).as_bytes()));
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.ends_with("Connection: close"), "{head}");
    assert_eq!(body.len(), 8_000_000);
}

#[test]
fn a_client_that_sends_on_and_on_hears_its_answer() {
    let address = serve();
    let mut upload =
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 300000\r\nExpect: 100-continue\r\n\r\n"
            .to_vec();
    upload.resize(upload.len() + 300_000, b'x');
    let answer = hear(connect(address, &upload));
    assert!(answer.starts_with("HTTP/1.1 405 "), "{answer}");
    assert!(answer.contains("\r\nAllow: GET, HEAD\r\n"), "{answer}");
}

#[test]
fn what_is_no_request_is_told_so() {
    let address = serve();
    let check = |bytes: &[u8], status: &str| {
        let answer = hear(connect(address, bytes));
        let start = format!("HTTP/1.1 {status}");
        assert!(answer.starts_with(&start), "{start}: {answer}");
    };
    check(b"\x16\x03\x01", "400 Bad Request\r\n");
    check(b"GET /\r\n\r\n", "400 Bad Request\r\n");
    check(b"GET / HTTP/1.1\r\n\r\n", "400 Bad Request\r\n");
    check(b"PRI * HTTP/2.0\r\n\r\n", "505 HTTP Version Not Supported\r\n");
    let line = format!("GET /{} HTTP/1.1\r\n\r\n", "a".repeat(9_000));
    check(line.as_bytes(), "414 URI Too Long\r\n");
    let header = format!(
        "GET / HTTP/1.1\r\nHost: localhost\r\nA: {}\r\n\r\n",
        "a".repeat(70_000)
    );
    check(header.as_bytes(), "431 Request Header Fields Too Large\r\n");
    is_alive(address);
}

#[test]
fn there_is_room_for_so_many_pages_and_no_more() {
    let address = serve();
    let request = b"GET /__recto/live?page=/ HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n\
        Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: a\r\n\r\n";
    let mut status = [0; 12];
    let mut pages = Vec::new();
    loop {
        let mut page = connect(address, request);
        page.read_exact(&mut status).unwrap();
        if &status != b"HTTP/1.1 101" {
            break;
        }
        pages.push(page);
        assert!(pages.len() <= 128);
    }
    assert_eq!((&status, pages.len()), (b"HTTP/1.1 503", 128));
    is_alive(address);
}
