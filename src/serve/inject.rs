//! What `serve` adds on the way out: the script in every page, and what that script asks for.
//!
//! Nothing of this is in an output of a build.

use std::borrow::Cow;
use std::sync::Arc;

use xxhash_rust::xxh3::Xxh3;

use super::live::State;
use super::respond::{self, Located, escape};
use super::snapshot::Served;

/// What begins the addresses that no page of a site has.
pub(super) const OWN: &str = "/__recto/";

/// The script. One file in the browser, several here: each is a list of functions within the same one.
const SCRIPT: &str = concat!(
    "(() => {\n'use strict';\nconst STYLE = `",
    include_str!("client/panel.css"),
    "`;\n",
    include_str!("client/morph.js"),
    include_str!("client/assets.js"),
    include_str!("client/dress.js"),
    include_str!("client/panel.js"),
    include_str!("client/live.js"),
    "})();\n",
);

/// What is answered below [`OWN`]: the type and the contents.
pub(super) fn own(path: &str, state: &State) -> Option<(&'static str, Vec<u8>)> {
    let name = path.strip_prefix(OWN)?;
    if let Some(code) = name.strip_prefix("codes/") {
        let text = (state.manner.explain)(code)?;
        return Some(("text/plain; charset=utf-8", text.into_bytes()));
    }
    (name == "live.js").then(|| (respond::content_type(name), SCRIPT.as_bytes().to_vec()))
}

/// Adds the live script in front of the last `</body>`, or at the end. The script is a file of its own
/// because a page may forbid scripts within itself, and is told the page's path so that a script of the
/// page can change the address bar.
pub(super) fn page(html: Vec<u8>, path: &str, state: &State) -> Vec<u8> {
    let mut sent = String::new();
    let mut html = match String::from_utf8(html) {
        Ok(html) => {
            let html = without_comments(&html, state);
            if runs_early(&html) {
                let text = serde_json::to_string(&html).unwrap_or_default();
                let text = text.replace('<', "\\u003c");
                sent = format!(r#"<script type="application/json" data-recto-sent>{text}</script>"#);
            }
            html.into_owned().into_bytes()
        }
        Err(other) => other.into_bytes(),
    };
    let comments = if state.manner.comments {
        " data-comments"
    } else {
        ""
    };
    let script = format!(
        r#"{sent}<script src="{OWN}live.js" data-page="{}" data-version="{}" data-build="{}" data-session="{:016x}"{comments}></script>"#,
        escape(path),
        version(state, path),
        state.build,
        state.session,
    );
    let is_end = |window: &[u8]| window.eq_ignore_ascii_case(b"</body");
    let at = html.windows(6).rposition(is_end).unwrap_or(html.len());
    html.splice(at..at, script.into_bytes());
    html
}

/// Whether a page has scripts that run before the live script, which then does not find the page as it was sent.
/// One too many only makes the page longer.
fn runs_early(html: &str) -> bool {
    let mut tags = html
        .split("<script")
        .skip(1)
        .filter_map(|rest| rest.split('>').next());
    tags.any(|tag| {
        !["defer", "async", "type=\"module\"", "type=\"application/"]
            .iter()
            .any(|late| tag.contains(late))
    })
}

/// Takes the address off the script of Giscus where a theme wrote its element into the page: a preview asks nobody
/// elsewhere for anything. The built-in theme's own script finds its place taken by the live script.
fn without_comments<'a>(html: &'a str, state: &State) -> Cow<'a, str> {
    const SCRIPT: &str = "src=\"https://giscus.app/client.js\"";
    if state.manner.comments || !html.contains(SCRIPT) {
        return Cow::Borrowed(html);
    }
    Cow::Owned(html.replace(SCRIPT, "data-recto-src"))
}

/// A text that changes whenever the answer for this path does: other contents, gone, come back. Made from
/// contents alone, so it means the same after a restart.
pub(super) fn version(state: &State, path: &str) -> String {
    let mut hasher = Xxh3::new();
    let Some(snapshot) = &state.snapshot else {
        hasher.update(b"failed");
        hasher.update(state.report.as_bytes());
        return format!("{:016x}", hasher.digest());
    };
    let decoded = respond::decode(path);
    match decoded.map(|decoded| respond::locate(snapshot, path, &decoded)) {
        Some(Located::Found { entry, status, .. }) => {
            hasher.update(&status.to_le_bytes());
            hasher.update(&entry.hash().to_le_bytes());
        }
        Some(Located::Moved { to, .. }) => hasher.update(to.as_bytes()),
        Some(Located::Missing(_)) | None => hasher.update(b"missing"),
    }
    format!("{:016x}", hasher.digest())
}

/// The output path and the HTML at this path; nothing when the browser has to ask for itself: another
/// address, no page, a file on the disk.
pub(super) fn html(state: &State, path: &str) -> Option<Arc<str>> {
    let text = |bytes: &[u8]| {
        let html = std::str::from_utf8(bytes).ok()?;
        Some(Arc::from(&*without_comments(html, state)))
    };
    let Some(snapshot) = &state.snapshot else {
        return text(failure_page(state).as_bytes());
    };
    let decoded = respond::decode(path)?;
    match respond::locate(snapshot, path, &decoded) {
        Located::Found { name, entry, .. } if respond::content_type(&name) == respond::HTML => {
            match entry.served() {
                Some(Served::Bytes(bytes) | Served::Notice(bytes)) => text(bytes),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The page for a site that never could be built.
pub(super) fn failure_page(state: &State) -> String {
    notice_page("The site cannot be built", &state.report)
}

/// A page in the place of one that cannot be made, with the reasons as text. The live script shows them more
/// finely when it is at hand.
pub fn notice_page(title: &str, report: &str) -> String {
    let (title, report) = (escape(title), escape(report));
    let style = "margin: 0; padding: 20px; white-space: pre-wrap; overflow-wrap: anywhere; \
                 font: 14px/1.5 ui-monospace, monospace";
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{title}</title>\n</head>\n\
         <body style=\"margin: 0\"><main><pre style=\"{style}\">{report}</pre></main></body>\n</html>\n"
    )
}
