//! Strings, cut and joined.

use super::{Failure, Outcome, text, whole};
use crate::hcl::value::{Budget, Value};

/// No result is longer than this; longer ones stay unknown.
const LONGEST: usize = 1 << 20;

pub(super) fn chomp(arguments: &[Value], _: &mut Budget) -> Outcome {
    Ok(text(arguments, 0)?.trim_end_matches(['\r', '\n']).into())
}

pub(super) fn endswith(arguments: &[Value], _: &mut Budget) -> Outcome {
    Ok(text(arguments, 0)?.ends_with(text(arguments, 1)?).into())
}

pub(super) fn startswith(arguments: &[Value], _: &mut Budget) -> Outcome {
    Ok(text(arguments, 0)?.starts_with(text(arguments, 1)?).into())
}

pub(super) fn strcontains(arguments: &[Value], _: &mut Budget) -> Outcome {
    Ok(text(arguments, 0)?.contains(text(arguments, 1)?).into())
}

pub(super) fn indent(arguments: &[Value], budget: &mut Budget) -> Outcome {
    let spaces = whole(arguments, 0, "spaces")?;
    let spaces = usize::try_from(spaces).map_err(|_| Failure::value(0, "`spaces` must not be negative"))?;
    let source = text(arguments, 1)?;
    let lines = source.matches('\n').count();
    limited(spaces, budget)?;
    let length = spaces.saturating_mul(lines).saturating_add(source.len());
    limited(length, budget)?;
    let line = format!("\n{}", " ".repeat(if lines == 0 { 0 } else { spaces }));
    Ok(source.replace('\n', &line).into())
}

/// Whether a text may become so long.
pub(super) fn limited(length: usize, budget: &mut Budget) -> Result<(), Failure> {
    if length > LONGEST {
        return Err(Failure::Undecided);
    }
    Ok(budget.spend_bytes(length)?)
}

pub(super) fn join(arguments: &[Value], budget: &mut Budget) -> Outcome {
    let separator = text(arguments, 0)?;
    let mut parts = Vec::new();
    for (at, list) in arguments.iter().enumerate().skip(1) {
        for (index, item) in list.items().unwrap_or_default().iter().enumerate() {
            if item.is_null() {
                return Err(Failure::value(
                    at,
                    format!("element {index} is null and cannot be joined"),
                ));
            }
            parts.push(item.as_str().ok_or(Failure::Undecided)?);
        }
    }
    let length: usize = parts.iter().map(|part| part.len()).sum();
    limited(
        separator.len().saturating_mul(parts.len()).saturating_add(length),
        budget,
    )?;
    Ok(parts.join(separator).into())
}

pub(super) fn split(arguments: &[Value], _: &mut Budget) -> Outcome {
    let (separator, source) = (text(arguments, 0)?, text(arguments, 1)?);
    if separator.is_empty() {
        return Ok(Value::strings(source.chars().map(String::from)));
    }
    Ok(Value::strings(source.split(separator)))
}

pub(super) fn lower(arguments: &[Value], _: &mut Budget) -> Outcome {
    let lower = |character: char| single(character, character.to_lowercase());
    Ok(text(arguments, 0)?.chars().map(lower).collect::<String>().into())
}

pub(super) fn upper(arguments: &[Value], _: &mut Budget) -> Outcome {
    Ok(text(arguments, 0)?
        .chars()
        .map(uppercase)
        .collect::<String>()
        .into())
}

/// The upper case of a character where it is one character: Terraform leaves `ß` as it is.
pub(super) fn uppercase(character: char) -> char {
    single(character, character.to_uppercase())
}

fn single(character: char, mut mapped: impl ExactSizeIterator<Item = char>) -> char {
    match (mapped.len(), character) {
        (1, _) => mapped.next().unwrap_or(character),
        (_, 'İ') => 'i',
        _ => character,
    }
}

pub(super) fn trim(arguments: &[Value], _: &mut Budget) -> Outcome {
    let cut: Vec<char> = text(arguments, 1)?.chars().collect();
    Ok(text(arguments, 0)?.trim_matches(cut.as_slice()).into())
}

pub(super) fn trimprefix(arguments: &[Value], _: &mut Budget) -> Outcome {
    let source = text(arguments, 0)?;
    Ok(source.strip_prefix(text(arguments, 1)?).unwrap_or(source).into())
}

pub(super) fn trimsuffix(arguments: &[Value], _: &mut Budget) -> Outcome {
    let source = text(arguments, 0)?;
    Ok(source.strip_suffix(text(arguments, 1)?).unwrap_or(source).into())
}

pub(super) fn trimspace(arguments: &[Value], _: &mut Budget) -> Outcome {
    Ok(text(arguments, 0)?.trim().into())
}

/// The part after the last slash, as on Unix.
pub(super) fn basename(arguments: &[Value], _: &mut Budget) -> Outcome {
    let path = text(arguments, 0)?;
    let trimmed = path.trim_end_matches('/');
    let name = match (path, trimmed) {
        ("", _) => ".",
        (_, "") => "/",
        _ => trimmed.rsplit('/').next().unwrap_or(trimmed),
    };
    Ok(name.into())
}

/// The part before the last slash, `.` and `..` resolved, as on Unix.
pub(super) fn dirname(arguments: &[Value], _: &mut Budget) -> Outcome {
    let path = text(arguments, 0)?;
    let folder = &path[..path.rfind('/').map_or(0, |slash| slash + 1)];
    let rooted = folder.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if rooted => {}
            part => parts.push(part),
        }
    }
    let clean = format!("{}{}", if rooted { "/" } else { "" }, parts.join("/"));
    Ok(if clean.is_empty() {
        ".".into()
    } else {
        clean.into()
    })
}
