//! What a page allows its browser to load and run (Content Security Policy Level 3): what stands in the finished page, and nothing
//! that is put into it afterwards.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::config::Config;
use crate::hcl::function::text_digest;
use crate::link::html::decode;
use crate::link::markup::{Tag, Tags};

/// What a page runs and shows of other hosts.
#[derive(Debug, Default)]
struct Allowed {
    /// Hashes of scripts within the page, quoted.
    scripts: BTreeSet<String>,
    /// Whether handlers within tags are among them.
    handlers: bool,
    script_hosts: BTreeSet<String>,
    frame_hosts: BTreeSet<String>,
    style_hosts: BTreeSet<String>,
}

/// The page with its policy, which stands before anything that it could apply to. `comments` says whether the page has some.
pub(super) fn with_policy(html: &str, config: &Config, comments: bool) -> String {
    let Some(place) = place(html) else {
        return html.to_owned();
    };
    let mut allowed = Allowed::of(html);
    for host in &config.security.hosts {
        allowed.everywhere(host);
    }
    if let Some(giscus) = config.giscus.as_ref().filter(|_| comments) {
        allowed.everywhere(&giscus.origin);
    }
    let policy = allowed.policy().replace('&', "&amp;").replace('"', "&quot;");
    let meta = format!("\n<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">");
    format!("{}{meta}{}", &html[..place], &html[place..])
}

/// Behind the element that says the encoding, which has to come first; otherwise at the beginning of the head.
fn place(html: &str) -> Option<usize> {
    let head = html.find("<head>")? + "<head>".len();
    let charset = html[head..].trim_start();
    let before = html.len() - charset.len();
    match charset.strip_prefix("<meta charset=") {
        Some(rest) => Some(before + charset.len() - rest.len() + rest.find('>')? + 1),
        None => Some(head),
    }
}

impl Allowed {
    fn of(html: &str) -> Self {
        let mut allowed = Self::default();
        let mut tags = Tags::new(html);
        let mut tag = Tag::default();
        while tags.next_into(&mut tag) {
            allowed.add(html, &tag);
        }
        allowed
    }

    fn add(&mut self, html: &str, tag: &Tag<'_>) {
        let host = |name: &str| tag.value(name).and_then(|value| origin(&decode(&html[value])));
        if tag.is("script") {
            match (tag.value("src"), &tag.raw_text) {
                (Some(_), _) => self.script_hosts.extend(host("src")),
                (None, Some(text)) if !is_data(html, tag) => self.run(&html[text.clone()]),
                _ => {}
            }
        } else if tag.is("iframe") || tag.is("frame") || tag.is("embed") || tag.is("object") {
            self.frame_hosts.extend(host("src").or_else(|| host("data")));
        } else if tag.is("link") {
            self.style_hosts.extend(host("href"));
        }
        for attribute in &tag.attributes {
            let name = attribute.name.as_bytes();
            if name.len() > 2 && name[..2].eq_ignore_ascii_case(b"on") {
                self.handlers = true;
                self.run(&decode(&html[attribute.value.clone()]));
            }
        }
    }

    /// Allows a script within the page. Browsers read line ends as one character before they look at it.
    fn run(&mut self, script: &str) {
        let digest = if script.contains('\r') {
            text_digest(&script.replace("\r\n", "\n").replace('\r', "\n"))
        } else {
            text_digest(script)
        };
        self.scripts.insert(format!("'sha256-{digest}'"));
    }

    fn everywhere(&mut self, host: &str) {
        for hosts in [
            &mut self.script_hosts,
            &mut self.frame_hosts,
            &mut self.style_hosts,
        ] {
            hosts.insert(host.to_owned());
        }
    }

    fn policy(&self) -> String {
        let mut policy = String::from(
            "default-src 'self'; base-uri 'self'; img-src * data: blob:; media-src * data: blob:; font-src * data:",
        );
        let mut directive = |name: &str, first: &str, sources: &[&BTreeSet<String>]| {
            let _ = write!(policy, "; {name} 'self'{first}");
            for source in sources.iter().copied().flatten() {
                let _ = write!(policy, " {source}");
            }
        };
        let handlers = if self.handlers { " 'unsafe-hashes'" } else { "" };
        directive("script-src", handlers, &[&self.scripts, &self.script_hosts]);
        // Colours of pictures and places of the reader's menus are styles of elements, which can do no harm.
        directive("style-src", " 'unsafe-inline'", &[&self.style_hosts]);
        directive("frame-src", "", &[&self.frame_hosts]);
        directive("object-src", "", &[&self.frame_hosts]);
        directive("connect-src", "", &[&self.script_hosts]);
        policy
    }
}

/// Whether a script is data, which no browser runs.
fn is_data(html: &str, tag: &Tag<'_>) -> bool {
    let kind = tag
        .value("type")
        .map(|value| html[value].trim().to_ascii_lowercase());
    kind.is_some_and(|kind| kind.ends_with("json") && kind.starts_with("application/"))
}

/// The scheme and host of an address elsewhere, `https` where it takes the page's; of what the address itself holds, the scheme.
fn origin(url: &str) -> Option<String> {
    let url = url.trim();
    if url.starts_with("data:") {
        return Some("data:".to_owned());
    }
    let (scheme, rest) = match url.strip_prefix("//") {
        Some(rest) => ("https", rest),
        None => url.split_once("://")?,
    };
    let host = &rest[..rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len())];
    let is_safe = |text: &str| {
        let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"-.:[]+".contains(&byte);
        !text.is_empty() && text.bytes().all(is_part)
    };
    (is_safe(scheme) && is_safe(host))
        .then(|| format!("{}://{}", scheme.to_ascii_lowercase(), host.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(body: &str) -> String {
        Allowed::of(body).policy()
    }

    fn directive(body: &str, name: &str) -> String {
        let policy = policy(body);
        let mut directives = policy.split("; ");
        let found = directives.find_map(|directive| directive.strip_prefix(&format!("{name} ")));
        found.unwrap_or_default().to_owned()
    }

    #[test]
    fn a_page_may_run_what_stands_in_it() {
        let check =
            |body: &str, expected: &str| assert_eq!(directive(body, "script-src"), expected, "{body}");
        check("<p>x", "'self'");
        check("<p 글자=1>x", "'self'");
        // printf 'f()' | openssl dgst -sha256 -binary | base64
        let hash = "'sha256-GcEEE0IkDzIP5EQ6DXZaDPORqT5RTBELX8Fyzyg9yvo='";
        check("<script>f()</script>", &format!("'self' {hash}"));
        check(
            "<script type=module>f()</script><SCRIPT>f()</SCRIPT>",
            &format!("'self' {hash}"),
        );
        check("<script type=\"application/ld+json\">{}</script>", "'self'");
        check(
            "<script src=/a.js></script><script src='HTTPS://Cdn.org/x.js?a'></script>",
            "'self' https://cdn.org",
        );
        check(
            "<script src=//cdn.org:1/x.js></script>",
            "'self' https://cdn.org:1",
        );
        check("<!-- <script>f()</script> -->", "'self'");
        check(
            "<button onclick=\"f()\" onload>",
            &format!("'self' 'unsafe-hashes' {hash}"),
        );
        let lines = format!("'self' 'sha256-{}'", text_digest("a\nb"));
        check("<script>a\r\nb</script>", &lines);
        check(
            "<a onclick=\"a&#10;b\">",
            &lines.replace("'self'", "'self' 'unsafe-hashes'"),
        );
    }

    #[test]
    fn a_page_may_show_what_stands_in_it() {
        let frame = "<iframe src=\"https://video.org/1\"></iframe>";
        assert_eq!(directive(frame, "frame-src"), "'self' https://video.org");
        assert_eq!(directive(frame, "script-src"), "'self'");
        let sheet = "<link rel=stylesheet href=https://fonts.org/a.css>";
        assert_eq!(
            directive(sheet, "style-src"),
            "'self' 'unsafe-inline' https://fonts.org"
        );
        let held = "<iframe src='data:text/html,x'></iframe>";
        assert_eq!(directive(held, "frame-src"), "'self' data:");
        // No address ends the directive it stands in.
        let hostile =
            "<script src=\"https://a.org;script-src *\"></script><iframe src=\"https://x' y/\"></iframe>";
        assert_eq!(policy(hostile), policy(""));
    }

    #[test]
    fn the_policy_stands_behind_the_encoding() {
        let config = Config::default();
        let check = |html: &str, before: &str| {
            let with = with_policy(html, &config, false);
            let at = with.find("\n<meta http-equiv").unwrap();
            assert_eq!(&with[..at], before);
            assert!(with.ends_with(&html[before.len()..]));
        };
        check(
            "<html><head>\n<meta charset=\"utf-8\">\n<title>",
            "<html><head>\n<meta charset=\"utf-8\">",
        );
        check("<head><title>", "<head>");
        assert_eq!(with_policy("<p>x", &config, false), "<p>x");
    }
}
