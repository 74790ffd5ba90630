//! Checksums. The only file that imports the hash crates.

use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};

use super::encoding::base64;
use super::{Failure, Outcome, text};
use crate::hcl::value::{Budget, Value};

fn digest<D: Digest>(arguments: &[Value], budget: &mut Budget) -> Result<Vec<u8>, Failure> {
    let source = text(arguments, 0)?;
    budget.spend_bytes(source.len())?;
    Ok(D::digest(source.as_bytes()).to_vec())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The SHA-256 of a text in Base64: what `base64sha256` gives, and what browsers hold scripts against.
pub fn text_digest(text: &str) -> String {
    base64(&Sha256::digest(text.as_bytes()))
}

pub(super) fn md5(arguments: &[Value], budget: &mut Budget) -> Outcome {
    Ok(hex(&digest::<Md5>(arguments, budget)?).into())
}

pub(super) fn sha1(arguments: &[Value], budget: &mut Budget) -> Outcome {
    Ok(hex(&digest::<Sha1>(arguments, budget)?).into())
}

pub(super) fn sha256(arguments: &[Value], budget: &mut Budget) -> Outcome {
    Ok(hex(&digest::<Sha256>(arguments, budget)?).into())
}

pub(super) fn sha512(arguments: &[Value], budget: &mut Budget) -> Outcome {
    Ok(hex(&digest::<Sha512>(arguments, budget)?).into())
}

pub(super) fn base64sha256(arguments: &[Value], budget: &mut Budget) -> Outcome {
    Ok(base64(&digest::<Sha256>(arguments, budget)?).into())
}

pub(super) fn base64sha512(arguments: &[Value], budget: &mut Budget) -> Outcome {
    Ok(base64(&digest::<Sha512>(arguments, budget)?).into())
}

/// The name-based UUID of RFC 9562, section 5.5.
pub(super) fn uuidv5(arguments: &[Value], _: &mut Budget) -> Outcome {
    let namespace = match text(arguments, 0)? {
        "dns" => namespace(0x10),
        "url" => namespace(0x11),
        "oid" => namespace(0x12),
        "x500" => namespace(0x14),
        other => parsed(other).ok_or_else(|| {
            Failure::value(0, "the namespace is none").help("use `dns`, `url`, `oid`, `x500` or a UUID")
        })?,
    };
    let mut hash = Sha1::digest([&namespace, text(arguments, 1)?.as_bytes()].concat());
    hash[6] = hash[6] & 0x0f | 0x50;
    hash[8] = hash[8] & 0x3f | 0x80;
    let digits = hex(&hash[..16]);
    let parts = [
        &digits[..8],
        &digits[8..12],
        &digits[12..16],
        &digits[16..20],
        &digits[20..],
    ];
    Ok(parts.join("-").into())
}

/// The well-known namespaces differ in one byte: `6ba7b810-9dad-11d1-80b4-00c04fd430c8` is that of DNS.
fn namespace(fourth: u8) -> [u8; 16] {
    let mut bytes = *b"\x6b\xa7\xb8\x00\x9d\xad\x11\xd1\x80\xb4\x00\xc0\x4f\xd4\x30\xc8";
    bytes[3] = fourth;
    bytes
}

fn parsed(uuid: &str) -> Option<[u8; 16]> {
    let hyphens = [8, 13, 18, 23];
    let shaped = uuid.len() == 36 && hyphens.iter().all(|&at| uuid.as_bytes()[at] == b'-');
    let digits: String = uuid.chars().filter(|character| *character != '-').collect();
    if !shaped || digits.len() != 32 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    Some(u128::from_str_radix(&digits, 16).ok()?.to_be_bytes())
}
