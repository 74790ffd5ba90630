//! IP addresses, by the rules of RFC 4632 and RFC 4291.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::{Failure, Outcome, text, whole};
use crate::hcl::value::{Budget, Number, Value};

/// A network: its first address and the length of its prefix.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Network {
    /// The address as a number, bits after the prefix cleared.
    base: u128,
    prefix: u32,
    /// Bits of an address: 32 or 128.
    width: u32,
}

impl Network {
    fn show(self, address: u128) -> String {
        match self.width {
            32 => Ipv4Addr::from(u32::try_from(address).unwrap_or(u32::MAX)).to_string(),
            _ => Ipv6Addr::from(address).to_string(),
        }
    }

    fn mask(self) -> u128 {
        let hosts = self.width - self.prefix;
        let all = if self.width == 128 {
            u128::MAX
        } else {
            u128::from(u32::MAX)
        };
        if hosts == 128 { 0 } else { all >> hosts << hosts }
    }

    /// The network of this number among those with a longer prefix.
    fn subnet(self, prefix: u32, number: u128) -> Self {
        let shift = self.width - prefix;
        let offset = if shift == 128 { 0 } else { number << shift };
        Self {
            base: self.base | offset,
            prefix,
            ..self
        }
    }

    fn written(self) -> String {
        format!("{}/{}", self.show(self.base), self.prefix)
    }
}

fn network(arguments: &[Value]) -> Result<Network, Failure> {
    let source = text(arguments, 0)?;
    let fault = |cause: &str| {
        Failure::value(
            0,
            format!(
                "`{}` is not a network in CIDR notation: {cause}",
                source.escape_debug()
            ),
        )
        .help("write an address and the length of its prefix, such as `10.0.0.0/16`")
    };
    let Some((address, prefix)) = source.split_once('/') else {
        return Err(fault("the length of the prefix is missing"));
    };
    let (base, width) = match address_of(address) {
        Some(IpAddr::V4(address)) => (u128::from(u32::from(address)), 32),
        // Terraform takes such addresses for ones of four bytes here and of sixteen there.
        Some(IpAddr::V6(address)) if address.to_ipv4_mapped().is_some() => return Err(Failure::Undecided),
        Some(IpAddr::V6(address)) => (u128::from(address), 128),
        None => return Err(fault("the address is none")),
    };
    let digits = !prefix.is_empty() && prefix.len() <= 3 && prefix.bytes().all(|byte| byte.is_ascii_digit());
    let length = prefix
        .parse::<u32>()
        .ok()
        .filter(|length| digits && *length <= width);
    let Some(prefix) = length else {
        return Err(fault(&format!("the prefix has 0 to {width} bits")));
    };
    let network = Network { base, prefix, width };
    Ok(Network {
        base: base & network.mask(),
        ..network
    })
}

/// The address; leading zeros in its decimal parts are allowed, and mean nothing.
fn address_of(source: &str) -> Option<IpAddr> {
    if source.contains(':') {
        return source.parse::<Ipv6Addr>().ok().map(IpAddr::V6);
    }
    let part = |part: &str| {
        let digits = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        part.parse::<u8>().ok().filter(|_| digits)
    };
    let parts: Option<Vec<u8>> = source.split('.').map(part).collect();
    let parts = <[u8; 4]>::try_from(parts?).ok()?;
    Some(IpAddr::V4(Ipv4Addr::from(parts)))
}

pub(super) fn cidrhost(arguments: &[Value], _: &mut Budget) -> Outcome {
    let network = network(arguments)?;
    let number = arguments
        .get(1)
        .and_then(Value::as_number)
        .ok_or(Failure::Undecided)?;
    if !number.is_whole() {
        return Err(Failure::value(
            1,
            format!("`hostnum` must be a whole number, this is {number}"),
        ));
    }
    let hosts = network.width - network.prefix;
    let beyond = || {
        let room = if hosts < 64 {
            (1_u64 << hosts).to_string()
        } else {
            format!("2^{hosts}")
        };
        let written = network.written();
        Failure::value(
            1,
            format!("{number} is beyond the {room} addresses of `{written}`"),
        )
    };
    let magnitude = magnitude(number).ok_or_else(beyond)?;
    let last = if hosts == 128 { u128::MAX } else { (1 << hosts) - 1 };
    let offset = match number.is_negative() {
        true if magnitude - 1 <= last => last - (magnitude - 1),
        false if magnitude <= last => magnitude,
        _ => return Err(beyond()),
    };
    Ok(network.show(network.base | offset).into())
}

fn magnitude(number: &Number) -> Option<u128> {
    let number = if number.is_negative() {
        number.negated()
    } else {
        number.clone()
    };
    u128::try_from(number.to_i128()?).ok()
}

pub(super) fn cidrnetmask(arguments: &[Value], _: &mut Budget) -> Outcome {
    let network = network(arguments)?;
    if network.width != 32 {
        return Err(Failure::value(
            0,
            "networks of IPv6 have no netmask, only a prefix",
        ));
    }
    Ok(network.show(network.mask()).into())
}

pub(super) fn cidrsubnet(arguments: &[Value], _: &mut Budget) -> Outcome {
    let network = network(arguments)?;
    let bits = whole(arguments, 1, "newbits")?;
    let number = arguments
        .get(2)
        .and_then(Value::as_number)
        .ok_or(Failure::Undecided)?;
    if !number.is_whole() {
        return Err(Failure::value(
            2,
            format!("`netnum` must be a whole number, this is {number}"),
        ));
    }
    // For these Terraform gives addresses outside of the network.
    if bits < 0 || number.is_negative() {
        return Err(Failure::Undecided);
    }
    let prefix = longer(network, bits, 1)?;
    let bits = prefix - network.prefix;
    let room = if bits == 128 { u128::MAX } else { (1 << bits) - 1 };
    let Some(subnet) = magnitude(number).filter(|number| *number <= room) else {
        let message = match bits {
            0 => format!("without new bits there is only network 0, not {number}"),
            _ => format!("network {number} does not fit into {bits} new bits, the last one is {room}"),
        };
        return Err(Failure::value(2, message));
    };
    Ok(network.subnet(prefix, subnet).written().into())
}

/// The prefix with so many more bits.
fn longer(network: Network, bits: i64, argument: usize) -> Result<u32, Failure> {
    let room = network.width - network.prefix;
    match u32::try_from(bits).ok().filter(|bits| *bits <= room) {
        Some(bits) => Ok(network.prefix + bits),
        None => {
            let message = format!("`{}` has room for {room} new bits, not {bits}", network.written());
            Err(Failure::value(argument, message))
        }
    }
}

/// Networks one after the other, each at the next place where its size may begin.
pub(super) fn cidrsubnets(arguments: &[Value], _: &mut Budget) -> Outcome {
    const MOST_IPV6_BITS: i64 = 32;
    let network = network(arguments)?;
    let mut subnets = Vec::new();
    let mut next = Some(network.base);
    let end = network.base
        | !network.mask()
            & if network.width == 32 {
                u128::from(u32::MAX)
            } else {
                u128::MAX
            };
    for at in 1..arguments.len() {
        let bits = whole(arguments, at, "newbits")?;
        if bits < 1 {
            return Err(Failure::value(at, "each network needs at least one new bit"));
        }
        if bits > MOST_IPV6_BITS {
            return Err(Failure::value(
                at,
                format!("at most {MOST_IPV6_BITS} new bits are allowed, not {bits}"),
            ));
        }
        let prefix = longer(network, bits, at)?;
        let last = if network.width == prefix {
            0
        } else {
            (1_u128 << (network.width - prefix)) - 1
        };
        let start = next
            .and_then(|next| next.checked_add(last))
            .map(|start| start & !last);
        let Some(start) = start.filter(|start| *start <= end) else {
            let message = format!(
                "network {} does not fit behind the others into `{}`",
                at - 1,
                network.written()
            );
            return Err(Failure::value(at, message));
        };
        subnets.push(
            Network {
                base: start,
                prefix,
                ..network
            }
            .written(),
        );
        next = start.checked_add(last).and_then(|last| last.checked_add(1));
    }
    Ok(Value::strings(subnets))
}
