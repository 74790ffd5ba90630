//! Base64, URLs and CSV.

use std::sync::Arc;

use super::{Failure, Outcome, text};
use crate::hcl::value::{Budget, Entries, Type, Value};

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

pub(super) fn base64encode(arguments: &[Value], _: &mut Budget) -> Outcome {
    Ok(base64(text(arguments, 0)?.as_bytes()).into())
}

/// Base64 with padding.
pub(super) fn base64(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let digit = ALPHABET[(bits >> (18 - 6 * place) & 63) as usize];
            out.push(if place <= chunk.len() {
                char::from(digit)
            } else {
                '='
            });
        }
    }
    out
}

pub(super) fn base64decode(arguments: &[Value], _: &mut Budget) -> Outcome {
    let source = text(arguments, 0)?;
    let bytes = decoded(source).map_err(|at| {
        let found = source[at..].chars().next();
        let message = match found {
            Some(found) => format!("`{}` at character {} is not Base64", found.escape_debug(), at + 1),
            None => "the Base64 text is cut off".to_owned(),
        };
        Failure::value(0, message)
    })?;
    String::from_utf8(bytes).map(Value::from).map_err(|_| {
        Failure::value(0, "what is encoded is not text in UTF-8")
            .help("keep it encoded, and use an argument that takes Base64")
    })
}

/// The bytes, or where the text is wrong. Line breaks are skipped.
fn decoded(source: &str) -> Result<Vec<u8>, usize> {
    let mut out = Vec::new();
    let mut bits = 0_u32;
    let mut digits = 0;
    let mut padding = 0;
    for (at, byte) in source.bytes().enumerate() {
        let start = || {
            (0..=at)
                .rev()
                .find(|at| source.is_char_boundary(*at))
                .unwrap_or(0)
        };
        match ALPHABET.iter().position(|&digit| digit == byte) {
            _ if byte == b'\n' || byte == b'\r' => {}
            Some(value) if padding == 0 => {
                bits = bits << 6 | u32::try_from(value).unwrap_or(0);
                digits += 1;
                if digits % 4 == 0 {
                    out.extend_from_slice(&bits.to_be_bytes()[1..]);
                    bits = 0;
                }
            }
            None if byte == b'=' && digits % 4 >= 2 && digits % 4 + padding < 4 => padding += 1,
            _ => return Err(start()),
        }
    }
    match (digits % 4, padding) {
        (0, 0) => {}
        (2, 2) => out.push(bits.to_be_bytes()[2] << 4 | bits.to_be_bytes()[3] >> 4),
        (3, 1) => out.extend_from_slice(&(bits << 6).to_be_bytes()[1..3]),
        _ => return Err(source.len()),
    }
    Ok(out)
}

/// The encoding of form fields: a space becomes `+`.
pub(super) fn urlencode(arguments: &[Value], _: &mut Budget) -> Outcome {
    let mut out = String::new();
    for byte in text(arguments, 0)?.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
            b' ' => out.push('+'),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    Ok(out.into())
}

/// A list of objects, one for each row after the first, which names the columns.
pub(super) fn csvdecode(arguments: &[Value], budget: &mut Budget) -> Outcome {
    let source = text(arguments, 0)?;
    budget.spend_bytes(source.len())?;
    let mut rows = rows(source)?.into_iter();
    let Some(header) = rows.next() else {
        return Err(Failure::value(
            0,
            "a first line with the names of the columns is missing",
        ));
    };
    for (at, name) in header.iter().enumerate() {
        if header[..at].contains(name) {
            return Err(Failure::value(0, format!("two columns are named `{name}`")));
        }
    }
    let mut objects = Vec::new();
    for (at, row) in rows.enumerate() {
        if row.len() != header.len() {
            let message = format!(
                "row {} has {} fields, the first line has {}",
                at + 2,
                row.len(),
                header.len()
            );
            return Err(Failure::value(0, message));
        }
        let entry = |(name, field): (&String, String)| (Arc::from(name.as_str()), Value::from(field));
        objects.push(Value::object(
            header.iter().zip(row).map(entry).collect::<Entries>(),
        ));
    }
    let element = Type::object(header.iter().map(|name| (name.as_str(), Type::String)));
    Ok(Value::list(element, objects))
}

/// The rows of a CSV text as RFC 4180 has it; empty lines are none.
fn rows(source: &str) -> Result<Vec<Vec<String>>, Failure> {
    let mut rows = Vec::new();
    let mut rest = source;
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('\n').or_else(|| rest.strip_prefix("\r\n")) {
            rest = after;
            continue;
        }
        let mut row = Vec::new();
        loop {
            let (field, after) = field(rest)?;
            row.push(field);
            match after.strip_prefix(',') {
                Some(after) => rest = after,
                None => {
                    let after = after.strip_prefix('\r').unwrap_or(after);
                    rest = after.strip_prefix('\n').unwrap_or(after);
                    break;
                }
            }
        }
        rows.push(row);
    }
    Ok(rows)
}

fn field(source: &str) -> Result<(String, &str), Failure> {
    let Some(mut rest) = source.strip_prefix('"') else {
        let end = source.find([',', '\n']).unwrap_or(source.len());
        let bare = source[..end].strip_suffix('\r').unwrap_or(&source[..end]);
        if bare.contains('"') {
            return Err(Failure::value(
                0,
                "a quote stands inside of a field without quotes",
            ));
        }
        return Ok((bare.to_owned(), &source[bare.len()..]));
    };
    let mut text = String::new();
    loop {
        let Some((part, after)) = rest.split_once('"') else {
            return Err(Failure::value(0, "a field in quotes is not closed"));
        };
        text.push_str(part);
        match after.strip_prefix('"') {
            Some(after) => {
                text.push('"');
                rest = after;
            }
            None if after.is_empty() || after.starts_with([',', '\n', '\r']) => return Ok((text, after)),
            None => {
                return Err(Failure::value(
                    0,
                    "something follows the closing quote of a field",
                ));
            }
        }
    }
}
