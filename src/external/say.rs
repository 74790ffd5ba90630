//! What was found, at the lines that wrote it.

use std::collections::{BTreeMap, BTreeSet};

use super::{Outcome, Outcomes, Verdict, judge};
use crate::check::elsewhere::Outbound;
use crate::diagnostic::{Diagnostic, Edit, Location, Sources, catalogue};
use crate::link::url::Url;

/// An address that stands in more pages than this is said once: it is of a template.
const MOST_TIMES: usize = 20;

/// What is to be said.
#[derive(Clone, Debug, Default)]
pub struct Said {
    /// What was found.
    pub found: Vec<Diagnostic>,
    /// What was found of links that are not new.
    pub of_known: Vec<Diagnostic>,
}

/// Says what came of the addresses of a site. `is_known` tells links that are not new.
pub fn say(
    outbound: &[Outbound],
    outcomes: &Outcomes,
    sources: &dyn Sources,
    is_known: &dyn Fn(&str) -> bool,
) -> Said {
    let mut said = Said::default();
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for outbound in outbound.iter().filter(|outbound| is_of_template(outbound)) {
        *times.entry(&outbound.written).or_default() += 1;
    }
    let mut told = BTreeSet::new();
    for outbound in outbound {
        let key = outbound.key();
        let Some(outcome) = outcomes.get(&key) else {
            continue;
        };
        let times = match times.get(outbound.written.as_str()) {
            Some(times) if is_of_template(outbound) => *times,
            _ => 1,
        };
        let is_once = outbound.place.is_none() || times > MOST_TIMES;
        if is_once && !told.insert(&outbound.written) {
            continue;
        }
        for mut found in findings(outbound, outcome, sources) {
            if times > MOST_TIMES {
                found = found.help(format!("it stands there {times} times: mend its template"));
            }
            if is_known(&key) {
                said.of_known.push(found);
            } else {
                said.found.push(found);
            }
        }
    }
    said
}

/// Whether an address stands in a page that is made, and not in a text.
fn is_of_template(outbound: &Outbound) -> bool {
    let made = |place: &Location| !matches!(place.path.extension(), "md" | "toml");
    outbound.place.as_ref().is_none_or(made)
}

fn findings(outbound: &Outbound, outcome: &Outcome, sources: &dyn Sources) -> Vec<Diagnostic> {
    let written = outbound.written.replace('`', "%60");
    let mut found = Vec::new();
    match &outcome.verdict {
        Verdict::Holds => {}
        Verdict::Broken(reason) => found.push(dead(&written, reason, outcome)),
        Verdict::CouldNotTell(reason) => found.push(
            Diagnostic::new(
                &catalogue::UNPROVEN_LINK,
                format!("it cannot be told whether `{written}` holds: {reason}"),
            )
            .help("open it in a browser; `[check.external]` in `recto.toml` can accept or exclude it"),
        ),
    }
    if let Some(moved) = &outcome.moved {
        found.push(moved_link(outbound, &written, moved, sources));
    }
    let id = outbound
        .url
        .as_ref()
        .and_then(|url| judge::id(url.fragment.as_deref()?));
    if let (Some(id), Some(reason)) = (&id, &outcome.unread) {
        found.push(
            Diagnostic::new(
                &catalogue::UNPROVEN_LINK,
                format!("it cannot be told whether the page of `{written}` has the id `{id}`: {reason}"),
            )
            .help("open it in a browser; the page itself answers"),
        );
    }
    if let Some(id) = id.filter(|id| outcome.lacks.contains(id)) {
        found.push(
            Diagnostic::new(
                &catalogue::DEAD_ANCHOR,
                format!("the page of `{written}` has no element with the id `{id}`"),
            )
            .help("link to an id that is there, or to the page"),
        );
    }
    found.into_iter().map(|found| placed(found, outbound)).collect()
}

fn placed(found: Diagnostic, outbound: &Outbound) -> Diagnostic {
    match &outbound.place {
        Some(place) => found.at(place.clone(), ""),
        None => {
            let output = &outbound.output;
            let page = output.strip_suffix("index.html").unwrap_or(output);
            found.help(format!("a template has written it, such as into `/{page}`"))
        }
    }
}

fn dead(written: &str, reason: &str, outcome: &Outcome) -> Diagnostic {
    let found = Diagnostic::new(
        &catalogue::DEAD_LINK,
        format!("nothing answers for `{written}`: {reason}"),
    )
    .help("link to where it is now, or take the link out");
    match &outcome.archived {
        Some((day, url)) => found.help(format!("the Internet Archive has it as it was on {day}: `{url}`")),
        None => found,
    }
}

fn moved_link(outbound: &Outbound, written: &str, moved: &str, sources: &dyn Sources) -> Diagnostic {
    let found = Diagnostic::new(
        &catalogue::MOVED_LINK,
        format!("`{written}` has moved to `{moved}` for good"),
    );
    let lost = |url: &Url| Url::parse(moved).is_some_and(|moved| moved.is_root()) && !url.is_root();
    if outbound.url.as_ref().is_some_and(lost) {
        return found.help("see whether that still is what is meant: it is the first page of a host");
    }
    let fragment = outbound.url.as_ref().and_then(|url| url.fragment.as_deref());
    let replacement = match fragment {
        Some(fragment) => format!("{moved}#{fragment}"),
        None => moved.to_owned(),
    };
    let found = found.help(format!("link to `{replacement}`"));
    let Some(place) = &outbound.place else {
        return found;
    };
    let is_as_written = sources
        .text(&place.path)
        .is_some_and(|text| text.get(place.span.range()) == Some(outbound.written.as_str()));
    if !is_as_written || replacement.contains(['(', ')', '`', '\'', '"']) {
        return found;
    }
    found.fix(
        format!("write `{replacement}`"),
        vec![Edit {
            location: place.clone(),
            replacement,
        }],
    )
}

#[cfg(test)]
mod tests {
    use super::{Outcome, Outcomes, Verdict, say};
    use crate::check::elsewhere::Outbound;
    use crate::diagnostic::{Location, short};
    use crate::link::url::Url;
    use crate::source::{SourcePath, SourceTree, Span};

    fn check(url: &str, outcome: &Outcome, expected: &[&str]) {
        let text = format!("-- content/a.md --\n[a]({url}) text\n");
        let sources = SourceTree::from_fixture(&text);
        let path = SourcePath::new("content/a.md");
        let outbound = Outbound {
            url: Url::parse(url),
            written: url.to_owned(),
            place: Some(Location::new(&path, Span::new(4, 4 + url.len()))),
            output: "a/index.html".to_owned(),
        };
        let key = outbound.key();
        let outcomes = Outcomes::from([(key, outcome.clone())]);
        let said = say(&[outbound], &outcomes, &sources, &|_| false);
        let shown = short::render(&said.found, &sources);
        let lines: Vec<&str> = shown.lines().collect();
        assert_eq!(lines, expected, "{url}");
    }

    #[test]
    fn what_was_found_stands_at_the_line() {
        let of = Outcome::of;
        check("https://a.example/", &of(Verdict::Holds), &[]);
        check(
            "https://a.example/x",
            &Outcome {
                archived: Some((
                    "2024-03-01".to_owned(),
                    "https://web.archive.example/x".to_owned(),
                )),
                ..of(Verdict::Broken("its server answers 404 (not found)".to_owned()))
            },
            &[
                "content/a.md:1:5: error[L015]: nothing answers for `https://a.example/x`: its server answers 404 \
               (not found) (help: link to where it is now, or take the link out)",
            ],
        );
        let moved = |to: &str| Outcome {
            moved: Some(to.to_owned()),
            ..of(Verdict::Holds)
        };
        check(
            "http://a.example/x#y",
            &moved("https://a.example/x"),
            &[
                "content/a.md:1:5: note[L017]: `http://a.example/x#y` has moved to `https://a.example/x` for good \
               (help: link to `https://a.example/x#y`)",
            ],
        );
        check(
            "http://a.example/x",
            &moved("https://a.example/"),
            &[
                "content/a.md:1:5: note[L017]: `http://a.example/x` has moved to `https://a.example/` for good \
               (help: see whether that still is what is meant: it is the first page of a host)",
            ],
        );
        check(
            "https://a.example/#y",
            &Outcome {
                lacks: vec!["y".to_owned()],
                ..of(Verdict::Holds)
            },
            &[
                "content/a.md:1:5: warning[L018]: the page of `https://a.example/#y` has no element with the id `y` \
               (help: link to an id that is there, or to the page)",
            ],
        );
    }
}
