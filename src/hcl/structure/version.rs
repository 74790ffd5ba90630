//! Version constraints and the addresses of providers.

/// What is wrong with a constraint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BadVersion {
    /// The bytes in the constraint.
    pub(crate) start: usize,
    /// One past the last byte.
    pub(crate) end: usize,
    /// Why Terraform does not read it.
    pub(crate) reason: &'static str,
    /// What was probably meant, in place of the whole constraint.
    pub(crate) meant: Option<String>,
}

const OPERATORS: [&str; 7] = ["", "=", "!=", ">", ">=", "<", "<="];

/// Finds the first part of a version constraint (`>= 1.5, < 2.0`) that Terraform does not read.
pub(crate) fn check(constraint: &str) -> Option<BadVersion> {
    let mut start = 0;
    for part in constraint.split(',') {
        if let Some((reason, meant)) = part_fault(part) {
            let inner = part.trim();
            let from = start + (part.len() - part.trim_start().len());
            let whole = |meant: String| {
                let before = &constraint[..from];
                let after = &constraint[from + inner.len()..];
                format!("{before}{meant}{after}")
            };
            return Some(BadVersion {
                start: from,
                end: from + inner.len(),
                reason,
                meant: meant.map(whole),
            });
        }
        start += part.len() + 1;
    }
    None
}

/// Why one comparison is none, and what was meant.
fn part_fault(part: &str) -> Option<(&'static str, Option<String>)> {
    let part = part.trim();
    if part.is_empty() {
        return Some(("an empty comparison", None));
    }
    let digits = part
        .find(|character: char| character.is_ascii_alphanumeric() || character == '*')
        .unwrap_or(part.len());
    let operator = part[..digits].trim();
    let version = part[digits..].trim();
    let good = OPERATORS.contains(&operator) || operator == "~>";
    if good && is_version(version) {
        return None;
    }
    let meant = |operator: &str| is_version(version).then(|| format!("{operator} {version}"));
    Some(match operator {
        "^" => ("`^` belongs to npm and Cargo", meant("~>")),
        "~" => ("`~` alone is no operator", meant("~>")),
        "==" => ("equality is written `=`", meant("=")),
        "=>" => ("`=>` is no operator", meant(">=")),
        "=<" => ("`=<` is no operator", meant("<=")),
        "<>" => ("`<>` is no operator", meant("!=")),
        "~=" => ("`~=` belongs to Python", meant("~>")),
        ">~" | "~>=" | "=~" | "~>~" => ("this is no operator", meant("~>")),
        _ if good => version_fault(operator, version),
        _ => ("this is no operator", None),
    })
}

fn version_fault(operator: &str, version: &str) -> (&'static str, Option<String>) {
    if let Some(meant) = missing_comma(operator, version) {
        return ("comparisons are separated by commas", Some(meant));
    }
    let wildcard = [".x", ".*", ".X"]
        .iter()
        .find_map(|end| version.strip_suffix(end));
    match wildcard.filter(|rest| is_version(rest) && operator.is_empty()) {
        Some(rest) => ("there are no wildcards", Some(format!("~> {rest}.0"))),
        None if version.is_empty() => ("a version is missing", None),
        None => ("this is no version", None),
    }
}

/// `1.0 < 2.0` after an operator: a comma was left out.
fn missing_comma(operator: &str, version: &str) -> Option<String> {
    let at = version.find(char::is_whitespace)?;
    let (first, rest) = version.split_at(at);
    let rest = rest.trim();
    let space = if operator.is_empty() { "" } else { " " };
    (is_version(first) && check(rest).is_none() && rest.starts_with(['<', '>', '=', '!', '~']))
        .then(|| format!("{operator}{space}{first}, {rest}"))
}

/// `1`, `v1.2`, `1.2.3-beta1+build`.
fn is_version(text: &str) -> bool {
    let text = text.strip_prefix('v').unwrap_or(text);
    let (text, build) = text
        .split_once('+')
        .map_or((text, None), |(core, build)| (core, Some(build)));
    let (core, pre) = text
        .split_once('-')
        .map_or((text, None), |(core, pre)| (core, Some(pre)));
    let numbers = core
        .split('.')
        .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    let label = |label: &str| {
        label.split('.').all(|part| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        })
    };
    numbers && pre.is_none_or(label) && build.is_none_or(label)
}

/// Why an address such as `hashicorp/aws` names no provider.
pub(crate) fn address_fault(address: &str) -> Option<&'static str> {
    if address.contains("://") {
        return Some("a provider's address is no URL");
    }
    let parts: Vec<&str> = address.split('/').collect();
    if parts.len() > 3 {
        return Some("a provider's address has at most three parts");
    }
    let host = parts.len() == 3;
    for (index, part) in parts.iter().enumerate() {
        if host && index == 0 {
            if part.is_empty() || part.contains([' ', '_']) {
                return Some("its first part is no host name");
            }
        } else if !is_part(part) {
            return Some("its parts are made of letters, digits and dashes");
        }
    }
    parts
        .last()
        .is_some_and(|name| name.starts_with("terraform-provider-"))
        .then_some("a provider's name is written without `terraform-provider-`")
}

fn is_part(part: &str) -> bool {
    !part.is_empty()
        && !part.starts_with('-')
        && !part.ends_with('-')
        && !part.contains("--")
        && part
            .chars()
            .all(|character| character.is_alphanumeric() || character == '-')
}

#[cfg(test)]
mod tests {
    use super::{address_fault, check};

    #[test]
    fn terraform_reads_these() {
        for good in [
            "1",
            "~>6",
            "~> 6.0",
            ">= 1, < 2",
            ">=1.5.0,<2.0.0",
            "= 1.2.3",
            "!= 1.0",
            "1.2.3-beta1",
            "v1.2",
            "> 0.12.0-rc1",
            " >= 1.0 ",
        ] {
            assert_eq!(check(good), None, "{good}");
        }
    }

    #[test]
    fn other_notations_are_mended() {
        let mended = |text: &str| check(text).expect(text).meant;
        assert_eq!(mended("^6.0").as_deref(), Some("~> 6.0"));
        assert_eq!(mended("~6").as_deref(), Some("~> 6"));
        assert_eq!(mended("== 1.5").as_deref(), Some("= 1.5"));
        assert_eq!(mended("=> 1.5").as_deref(), Some(">= 1.5"));
        assert_eq!(mended(">= 1.0 < 2.0").as_deref(), Some(">= 1.0, < 2.0"));
        assert_eq!(mended(">= 1, ^2").as_deref(), Some(">= 1, ~> 2"));
        assert_eq!(mended("6.x").as_deref(), Some("~> 6.0"));
        for bad in ["", "latest", "*", "x.y.z", ">=", "1..2", ">= 1,", "한글", "1 2"] {
            assert_eq!(mended(bad), None, "{bad}");
        }
    }

    #[test]
    fn addresses_of_providers() {
        for good in [
            "aws",
            "hashicorp/aws",
            "registry.terraform.io/hashicorp/aws",
            "localhost:8080/a/b",
        ] {
            assert_eq!(address_fault(good), None, "{good}");
        }
        for bad in [
            "",
            "https://github.com/a/b",
            "a/b/c/d",
            "hashi_corp/aws",
            "hashicorp/",
            "hashicorp/terraform-provider-aws",
            "a b",
        ] {
            assert!(address_fault(bad).is_some(), "{bad}");
        }
    }
}
