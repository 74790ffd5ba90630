//! `[check.external]`: how links to other hosts are asked for, and which are not.

use std::time::Duration;

use crate::data::{Fields, ValueKind};
use crate::source::Span;

/// How links to other hosts are asked for, and which are not.
#[derive(Clone, Debug)]
pub struct External {
    /// Whether the ids that links name must be in the pages of other hosts.
    pub anchors: bool,
    /// What a request calls itself, in place of the honest name.
    pub user_agent: Option<String>,
    /// How long one request may take, from the name service to the last byte.
    pub timeout: Duration,
    /// How many requests are under way at one host.
    pub per_host: usize,
    /// How many requests are under way.
    pub total: usize,
    /// Hosts that may be in a private network.
    pub allow_private: Vec<UrlPattern>,
    /// Addresses that are not asked for.
    pub excludes: Vec<UrlRule>,
    /// Addresses that are asked for although they are excluded.
    pub allows: Vec<UrlRule>,
    /// Answers that are good enough at some hosts.
    pub accepts: Vec<Accept>,
}

/// A pattern of addresses, and why there is one.
#[derive(Clone, Debug)]
pub struct UrlRule {
    /// The addresses.
    pub pattern: UrlPattern,
    /// Why.
    pub reason: String,
    /// Where the pattern stands in `recto.toml`.
    pub span: Span,
}

/// Answers that are good enough at some hosts.
#[derive(Clone, Debug)]
pub struct Accept {
    /// The hosts.
    pub host: UrlPattern,
    /// Status codes of HTTP.
    pub codes: Vec<u16>,
    /// Why.
    pub reason: String,
}

/// A pattern of hosts or addresses: `*` stands for anything. One without a scheme holds for both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UrlPattern(String);

impl UrlPattern {
    /// A pattern as it is written.
    ///
    /// # Errors
    /// A sentence for the author when nothing can match.
    pub fn new(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if text.is_empty() || text.contains(char::is_whitespace) {
            return Err("it must be an address, in which `*` stands for anything".into());
        }
        Ok(Self(text.to_owned()))
    }

    /// Whether an address, or the name of a host, is meant: the whole of it.
    pub fn matches(&self, text: &str) -> bool {
        let text = match text.split_once("://") {
            Some((_, rest)) if !self.0.contains("://") => rest,
            _ => text,
        };
        // Where a `*` has been taken for too little, the last one alone needs to take more.
        let (pattern, text) = (self.0.as_bytes(), text.as_bytes());
        let (mut at, mut read) = (0, 0);
        let mut star: Option<(usize, usize)> = None;
        while read < text.len() {
            if pattern.get(at) == Some(&b'*') {
                star = Some((at, read));
                at += 1;
            } else if pattern
                .get(at)
                .is_some_and(|byte| byte.eq_ignore_ascii_case(&text[read]))
            {
                at += 1;
                read += 1;
            } else if let Some((place, taken)) = star {
                star = Some((place, taken + 1));
                at = place + 1;
                read = taken + 1;
            } else {
                return false;
            }
        }
        pattern[at..].iter().all(|byte| *byte == b'*')
    }
}

impl std::fmt::Display for UrlPattern {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Default for External {
    fn default() -> Self {
        Self {
            anchors: false,
            user_agent: None,
            timeout: Duration::from_secs(20),
            per_host: 2,
            total: 32,
            allow_private: Vec::new(),
            excludes: Vec::new(),
            allows: Vec::new(),
            accepts: Vec::new(),
        }
    }
}

/// Reads the table `check.external`.
pub(super) fn read(check: &mut Fields<'_>) -> External {
    let default = External::default();
    let mut table = check.table("external");
    let external = External {
        anchors: table.boolean("anchors").unwrap_or(default.anchors),
        user_agent: user_agent(&mut table),
        timeout: table
            .integer("timeout", 1, 300)
            .and_then(|seconds| u64::try_from(seconds).ok())
            .map_or(default.timeout, Duration::from_secs),
        per_host: count(&mut table, "per_host", 4).unwrap_or(default.per_host),
        total: count(&mut table, "total", 32).unwrap_or(default.total),
        allow_private: table
            .texts("allow_private")
            .unwrap_or_default()
            .into_iter()
            .filter_map(|(text, span)| {
                super::accept(&mut table, span, "allow_private", UrlPattern::new(&text))
            })
            .collect(),
        excludes: rules(&mut table, "exclude"),
        allows: rules(&mut table, "allow"),
        accepts: accepts(&mut table),
    };
    check.absorb(table);
    external
}

fn count(table: &mut Fields<'_>, key: &'static str, most: i64) -> Option<usize> {
    table
        .integer(key, 1, most)
        .and_then(|count| usize::try_from(count).ok())
}

fn user_agent(table: &mut Fields<'_>) -> Option<String> {
    let (text, span) = table.text("user_agent")?;
    let legal = !text.trim().is_empty() && text.bytes().all(|byte| (b' '..0x7f).contains(&byte));
    let checked = legal
        .then_some(text)
        .ok_or_else(|| "it must be letters of ASCII, such as `my-blog (+https://example.org)`".into());
    super::accept(table, span, "user_agent", checked)
}

fn rules(external: &mut Fields<'_>, key: &'static str) -> Vec<UrlRule> {
    let mut rules = Vec::new();
    for mut table in external.tables(key) {
        let url = table.text("url");
        let span = url.as_ref().map_or(Span::default(), |(_, span)| *span);
        let reason = reason(&mut table, key);
        if url.is_none() {
            lacks(&mut table, key, "url");
        }
        let pattern =
            url.and_then(|(text, span)| super::accept(&mut table, span, "url", UrlPattern::new(&text)));
        if let (Some(pattern), Some(reason)) = (pattern, reason) {
            rules.push(UrlRule {
                pattern,
                reason,
                span,
            });
        }
        external.absorb(table);
    }
    rules
}

fn accepts(external: &mut Fields<'_>) -> Vec<Accept> {
    let mut accepts = Vec::new();
    for mut table in external.tables("accept") {
        let host = table.text("host");
        let codes = codes(&mut table);
        let reason = reason(&mut table, "accept");
        if host.is_none() {
            lacks(&mut table, "accept", "host");
        }
        let host =
            host.and_then(|(text, span)| super::accept(&mut table, span, "host", UrlPattern::new(&text)));
        if let (Some(host), Some(codes), Some(reason)) = (host, codes, reason) {
            accepts.push(Accept { host, codes, reason });
        }
        external.absorb(table);
    }
    accepts
}

fn codes(table: &mut Fields<'_>) -> Option<Vec<u16>> {
    let Some(entry) = table.entry("codes") else {
        lacks(table, "accept", "codes");
        return None;
    };
    let values = match &entry.value.kind {
        ValueKind::Array(values) => values.as_slice(),
        _ => std::slice::from_ref(&entry.value),
    };
    let code = |kind: &ValueKind| match kind {
        ValueKind::Integer(code @ 100..=999) => u16::try_from(*code).ok(),
        _ => None,
    };
    let codes: Option<Vec<u16>> = values.iter().map(|value| code(&value.kind)).collect();
    if codes.is_none() {
        let message = "`codes` must be status codes of HTTP".to_owned();
        table.reject(entry.value.span, message, "write a list such as `[403]`");
    }
    codes
}

fn reason(table: &mut Fields<'_>, key: &str) -> Option<String> {
    match table.text("reason") {
        Some((reason, _)) if !reason.trim().is_empty() => Some(reason),
        Some((_, span)) => {
            table.reject(span, "`reason` does not say why".to_owned(), "write why");
            None
        }
        None => {
            lacks(table, key, "reason");
            None
        }
    }
}

fn lacks(table: &mut Fields<'_>, list: &str, key: &str) {
    if table.entries().iter().any(|entry| entry.key == key) {
        return;
    }
    let place = table
        .entries()
        .first()
        .map_or(Span::default(), |entry| entry.key_span);
    let message = format!("an entry of `check.external.{list}` needs `{key}`");
    table.reject(place, message, "write it");
}

#[cfg(test)]
mod tests {
    use super::UrlPattern;
    use crate::config::{Config, load};
    use crate::source::SourceTree;

    #[test]
    fn a_star_stands_for_anything() {
        let check = |pattern: &str, text: &str, expected: bool| {
            let matches = UrlPattern::new(pattern).unwrap().matches(text);
            assert_eq!(matches, expected, "{pattern} {text}");
        };
        check("https://a.example/*", "https://a.example/", true);
        check("https://a.example/*", "http://a.example/", false);
        check("a.example/*", "http://a.example/x/y?z", true);
        check("a.example", "http://a.example/", false);
        check("*.example/*/edit", "https://wiki.example/page/edit", true);
        check("*.example", "WIKI.example", true);
        check("*", "anything", true);
        check("*a*b", &"a".repeat(5_000), false);
    }

    fn check(toml: &str, expected: &[&str]) -> Config {
        let toml = format!("-- recto.toml --\ntitle = \"T\"\nbase_url = \"https://example.org\"\n{toml}\n");
        let loaded = load(&SourceTree::from_fixture(&toml));
        let messages: Vec<&str> = loaded
            .diagnostics
            .iter()
            .map(|found| found.message.as_str())
            .collect();
        assert_eq!(messages, expected, "{toml}");
        loaded.value
    }

    #[test]
    fn what_is_not_asked_has_a_reason() {
        let good = "[check.external]\nper_host = 4\nallow_private = [\"wiki.intern\"]\n\
                    [[check.external.exclude]]\nurl = \"https://a.example/*\"\nreason = \"needs a login\"\n\
                    [[check.external.accept]]\nhost = \"b.example\"\ncodes = 403\nreason = \"no robots\"";
        let external = check(good, &[]).findings.external;
        assert_eq!(external.per_host, 4);
        assert_eq!(
            (external.excludes.len(), external.accepts[0].codes.as_slice()),
            (1, &[403][..])
        );
        check(
            "[[check.external.exclude]]\nurl = \"x\"",
            &["an entry of `check.external.exclude` needs `reason`"],
        );
        check(
            "[[check.external.accept]]\nhost = \"x\"\ncodes = [\"no\"]\nreason = \"x\"",
            &["`codes` must be status codes of HTTP"],
        );
        check(
            "[check.external]\nper_host = 5\ntimout = 3\nuser_agent = \"글\"",
            &[
                "`user_agent` cannot be used: it must be letters of ASCII, such as `my-blog (+https://example.org)`",
                "`per_host` is a whole number, but must be a whole number from 1 to 4",
                "unknown key `timout` in `[check.external]`",
            ],
        );
    }
}
