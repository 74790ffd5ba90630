//! Where a page can be read that is gone: the Internet Archive says so when asked. What it names is told to the
//! author and never gone to.

use super::crew::{self, Ask};
use super::visit::Visit;
use super::{Client, Manners, Outcomes, Verdict};
use crate::link::url::Url;

/// Where the archive is asked.
const ARCHIVE: &str = "https://archive.org/wayback/available";

/// Asks for copies of all pages that are broken, and notes them.
pub fn suggest(outcomes: &mut Outcomes, client: &Client, manners: &Manners) {
    suggest_with(outcomes, client, manners);
}

fn suggest_with(outcomes: &mut Outcomes, client: &dyn Ask, manners: &Manners) {
    let is_broken = |verdict: &Verdict| matches!(verdict, Verdict::Broken(_));
    let broken = outcomes
        .iter_mut()
        .filter(|(_, outcome)| is_broken(&outcome.verdict));
    let (visits, wanted): (Vec<Visit>, Vec<_>) = broken
        .filter_map(|(url, outcome)| {
            let question = Url::parse(&format!("{ARCHIVE}?url={}", escaped(url)))?;
            Some((Visit::reading(question), outcome))
        })
        .unzip();
    let answers = crew::run(client, manners, visits, &|| {});
    for (outcome, answer) in wanted.into_iter().zip(answers) {
        outcome.archived = copy(&answer.body);
    }
}

/// The day and the address of the copy that an answer names.
fn copy(body: &[u8]) -> Option<(String, String)> {
    let answer: serde_json::Value = serde_json::from_slice(body).ok()?;
    let closest = answer.get("archived_snapshots")?.get("closest")?;
    if !closest.get("available")?.as_bool()? {
        return None;
    }
    let stamp = closest.get("timestamp")?.as_str()?;
    let part = |from: usize, to: usize| {
        let part = stamp.get(from..to)?;
        part.bytes().all(|byte| byte.is_ascii_digit()).then_some(part)
    };
    let day = format!("{}-{}-{}", part(0, 4)?, part(4, 6)?, part(6, 8)?);
    let url = Url::parse(closest.get("url")?.as_str()?)?;
    let is_archive = url.host == "web.archive.org";
    is_archive.then(|| {
        (
            day,
            Url {
                secure: true,
                port: 443,
                ..url
            }
            .to_string(),
        )
    })
}

/// An address as a value of a query.
fn escaped(url: &str) -> String {
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/".contains(&byte);
    let escape = |byte: u8| {
        if legal(byte) {
            char::from(byte).to_string()
        } else {
            format!("%{byte:02X}")
        }
    };
    url.bytes().map(escape).collect()
}

#[cfg(test)]
mod tests {
    use super::{Ask, copy, suggest_with};
    use crate::config::External;
    use crate::external::visit::{Failure, Method, Request, Response};
    use crate::external::{Manners, Outcome, Outcomes, Verdict};

    const ANSWER: &str = r#"{"archived_snapshots": {"closest": {"status": "200", "available": true,
        "url": "http://web.archive.org/web/20240301120000/https://a.example/?x", "timestamp": "20240301120000"}}}"#;

    struct Archive;

    impl Ask for Archive {
        fn ask(&self, request: &Request) -> Result<Response, Failure> {
            assert_eq!(request.method, Method::Read);
            assert_eq!(
                request.url.to_string(),
                "https://archive.org/wayback/available?url=https://a.example/%3Fx"
            );
            Ok(Response {
                status: 200,
                body: ANSWER.into(),
                ..Response::default()
            })
        }
    }

    #[test]
    fn a_copy_is_named_for_what_is_broken_alone() {
        let mut outcomes = Outcomes::from([
            (
                "https://a.example/?x".to_owned(),
                Outcome::of(Verdict::Broken("x".to_owned())),
            ),
            ("https://b.example/".to_owned(), Outcome::of(Verdict::Holds)),
        ]);
        suggest_with(&mut outcomes, &Archive, &Manners::new(&External::default(), 0));
        let archived = |url: &str| {
            outcomes[url]
                .archived
                .clone()
                .map(|(day, url)| format!("{day} {url}"))
        };
        let copy = "2024-03-01 https://web.archive.org/web/20240301120000/https://a.example/?x";
        assert_eq!(archived("https://a.example/?x").as_deref(), Some(copy));
        assert_eq!(archived("https://b.example/"), None);
    }

    #[test]
    fn an_answer_that_names_none_is_none() {
        for answer in [
            "",
            "{}",
            r#"{"archived_snapshots": {}}"#,
            &ANSWER.replace("true", "false"),
            &ANSWER.replace("web.archive.org", "evil.example"),
            &ANSWER.replace("\"20240301120000\"}", "\"글글글\"}"),
        ] {
            assert_eq!(copy(answer.as_bytes()), None, "{answer}");
        }
    }
}
