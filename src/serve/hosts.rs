//! Under which names this machine is asked.
//!
//! A page from elsewhere can have its host name bent to this address and then read whatever is answered to that
//! name. So only names that nobody else can bend are answered to.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

/// The names that are answered to on one connection.
#[derive(Clone, Debug)]
pub(super) struct Hosts {
    /// The address of this machine that the client reached.
    pub(super) address: IpAddr,
    /// Whether any number will do. A number cannot be bent; behind a translation of addresses the client knows
    /// another one than this machine.
    pub(super) any_number: bool,
    /// Names of this machine, such as `desk.local`.
    pub(super) names: Arc<[String]>,
}

impl From<SocketAddr> for Hosts {
    /// Those of a server that listens on this address.
    fn from(address: SocketAddr) -> Self {
        Self {
            address: address.ip(),
            any_number: address.ip().is_unspecified(),
            names: Arc::new([]),
        }
    }
}

impl Hosts {
    /// Whether a `Host` names this machine. Ports are not compared: a forwarded port has another number.
    pub(super) fn has(&self, host: &str) -> bool {
        let (name, rest) = match host.strip_prefix('[') {
            Some(rest) => match rest.split_once(']') {
                Some((name, rest)) if name.contains(':') => (name, rest),
                _ => return false,
            },
            None => host.split_at(host.find(':').unwrap_or(host.len())),
        };
        is_port(rest) && self.has_name(name)
    }

    fn has_name(&self, name: &str) -> bool {
        if let Ok(number) = name.parse::<IpAddr>() {
            let number = number.to_canonical();
            return number.is_loopback() || self.any_number || number == self.address.to_canonical();
        }
        // The name with a dot at its end is the same one, written in full.
        let name = name.strip_suffix('.').unwrap_or(name);
        let same = |own: &String| own.eq_ignore_ascii_case(name);
        name.eq_ignore_ascii_case("localhost") || self.names.iter().any(same)
    }
}

/// Whether this is nothing, or a colon and a port.
fn is_port(rest: &str) -> bool {
    let digits = rest.strip_prefix(':');
    rest.is_empty() || digits.is_some_and(|digits| digits.bytes().all(|digit| digit.is_ascii_digit()))
}

#[cfg(test)]
impl Hosts {
    /// Those of a server that listens on this address.
    pub(super) fn on(address: &str) -> Self {
        let address: IpAddr = address.parse().unwrap();
        Self {
            address,
            any_number: address.is_unspecified(),
            names: ["desk".to_owned(), "desk.local".to_owned()].into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_machine_are_its_own() {
        let check = |address: &str, own: &[&str], foreign: &[&str]| {
            let hosts = Hosts::on(address);
            let wrong: Vec<_> = own.iter().filter(|host| !hosts.has(host)).collect();
            assert!(wrong.is_empty(), "not its own: {wrong:?}");
            let wrong: Vec<_> = foreign.iter().filter(|host| hosts.has(host)).collect();
            assert!(wrong.is_empty(), "its own: {wrong:?}");
        };
        check(
            "127.0.0.1",
            &[
                "localhost",
                "LocalHost:3000",
                "localhost.",
                "localhost.:80",
                "127.0.0.1:80",
                "127.9.9.9",
                "[::1]",
                "[::1]:3000",
                "[::ffff:127.0.0.1]",
                "desk.local:4000",
                "Desk.Local.",
                "desk",
            ],
            &[
                "",
                ":",
                ":80",
                "example.org",
                "localhost.example.org:3000",
                "example.org.",
                "192.168.0.2",
                "[::2]",
                "[::1",
                "::1",
                "[::1]x",
                "[localhost]",
                "[127.0.0.1]",
                "127.0.0.1.nip.io",
                "localhost:a",
                "localhost:80:80",
                "localhost..",
                "a@localhost",
                "localhost@example.org",
                "localhost/",
                "2130706433",
                "0x7f.1",
                "127.1",
                "other.local",
                "desk.local.example.org",
            ],
        );
        check(
            "192.168.0.2",
            &["192.168.0.2:3000", "127.0.0.1"],
            &["192.168.0.3"],
        );
        check("::ffff:192.168.0.2", &["192.168.0.2:3000"], &["192.168.0.3"]);
        check("0.0.0.0", &["192.168.0.2:3000", "[fe80::1]:80"], &["example.org"]);
    }
}
