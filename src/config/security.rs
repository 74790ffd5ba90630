//! `[security]`: what browsers may load and run beside what pages say themselves.

use serde::Serialize;

use crate::data::Fields;
use crate::source::Span;

/// The policy of pages (Content Security Policy).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Security {
    /// Whether pages have one.
    pub csp: bool,
    /// Origins that scripts of the page may load scripts, frames, style sheets and data from, such as
    /// `https://cdn.example.org`.
    pub hosts: Vec<String>,
}

/// Reads the table `security`. `adsense` says whether there are advertisements, whose scripts load others from hosts that nobody
/// knows beforehand.
pub(super) fn read(fields: &mut Fields<'_>, adsense: bool) -> Security {
    let mut table = fields.table("security");
    let place = table.entries().iter().find(|entry| entry.key == "csp");
    let place = place.map_or(Span::default(), |entry| entry.value.span);
    let csp = table.boolean("csp").unwrap_or(false);
    if csp && adsense {
        table.reject(
            place,
            "a policy would keep advertisements from loading".into(),
            "write `csp = false`, or remove `[adsense]`",
        );
    }
    let written = table.texts("hosts").unwrap_or_default();
    let mut hosts = Vec::new();
    for (host, span) in written {
        if is_origin(&host) {
            hosts.push(host);
        } else {
            table.reject(
                span,
                format!("`{host}` is not the origin of a host"),
                "write the scheme and the host, as in `https://cdn.example.org` or `https://*.example.org`",
            );
        }
    }
    fields.absorb(table);
    Security {
        csp: csp && !adsense,
        hosts,
    }
}

/// `https://` and a host, whose first label may be `*`; nothing that would end the directive it stands in.
fn is_origin(text: &str) -> bool {
    let host = text.strip_prefix("https://").unwrap_or_default();
    let (name, port) = host
        .split_once(':')
        .map_or((host, None), |(name, port)| (name, Some(port)));
    let labels = name.strip_prefix("*.").unwrap_or(name).split('.');
    let is_label = |label: &str| {
        !label.is_empty()
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let is_port = |port: &str| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    labels.clone().all(is_label) && port.is_none_or(is_port)
}

#[cfg(test)]
mod tests {
    use super::is_origin;

    #[test]
    fn an_origin_is_a_scheme_and_a_host() {
        for good in ["https://a.org", "https://*.a.org", "https://a.org:8443"] {
            assert!(is_origin(good), "{good}");
        }
        for bad in [
            "a.org",
            "http://a.org",
            "https://",
            "https://a.org/x",
            "https://a.org; x",
            "https://*",
            "*",
            "https://a..org",
        ] {
            assert!(!is_origin(bad), "{bad}");
        }
    }
}
