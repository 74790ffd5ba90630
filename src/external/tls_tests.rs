//! Hosts that cannot prove who they are. Their certificates are their own, and those of `localhost`: `expired.der`
//! held in 2020 alone, `unknown.der` holds until 2120, and nobody vouches for it.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, Stream};

use super::plan::tests::outbound;
use super::{Client, Manners, Plan, Record, Verdict, ask};
use crate::config::{External, UrlPattern};

const KEY: &[u8] = include_bytes!("../../tests/certificates/key.der");
const EXPIRED: &[u8] = include_bytes!("../../tests/certificates/expired.der");
const UNKNOWN: &[u8] = include_bytes!("../../tests/certificates/unknown.der");

/// Starts a server with a certificate on a free port; it ends with the tests.
fn serve(certificate: &'static [u8]) -> u16 {
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(KEY));
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![CertificateDer::from(certificate)], key)
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for mut socket in listener.incoming().flatten() {
            let mut connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut stream = Stream::new(&mut connection, &mut socket);
            let mut request = [0; 1024];
            if stream.read(&mut request).is_ok() {
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
            }
        }
    });
    port
}

fn verdict(certificate: &'static [u8]) -> Verdict {
    let url = format!("https://127.0.0.1:{}/", serve(certificate));
    let manners = Manners {
        timeout: Duration::from_secs(20),
        ..Manners::new(&External::default(), 784_111_777)
    };
    let outbound = [outbound(&url)];
    let plan = Plan::new(
        &outbound,
        &External::default(),
        &Record::default(),
        "2026-11-23",
        false,
    );
    let client = Client::new(
        "recto-test",
        &manners,
        &[UrlPattern::new("127.0.0.1").unwrap()],
        None,
    );
    let outcomes = ask(&plan, &client, &manners, &|| {}).expect("this machine is there");
    outcomes.into_values().next().unwrap().verdict
}

#[test]
fn a_certificate_that_has_expired_is_broken_and_an_unknown_one_proves_nothing() {
    assert_eq!(
        verdict(EXPIRED),
        Verdict::Broken("its host cannot prove who it is: its certificate has expired".to_owned())
    );
    assert_eq!(
        verdict(UNKNOWN),
        Verdict::CouldNotTell("nobody vouches for its host who is known here".to_owned())
    );
}
