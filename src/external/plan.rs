//! Which addresses are asked for.

use std::collections::{BTreeMap, BTreeSet};

use super::visit::Visit;
use super::{Outcome, Outcomes, Record, Verdict, judge};
use crate::check::elsewhere::Outbound;
use crate::config::{External, UrlRule};
use crate::link::url::Url;

/// Which addresses are asked for, each once, and what is known already.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    targets: BTreeMap<String, Target>,
    known: Outcomes,
    excluded: usize,
    unmatched: Vec<UrlRule>,
}

#[derive(Clone, Debug)]
struct Target {
    url: Url,
    /// The ids that links name, when they are to be looked for.
    ids: BTreeSet<String>,
}

impl Plan {
    /// Plans for the addresses of a site on a day such as `2026-11-23`; with `anchors`, the ids that links name are
    /// looked for.
    pub fn new(
        outbound: &[Outbound],
        external: &External,
        record: &Record,
        today: &str,
        anchors: bool,
    ) -> Self {
        let mut plan = Self::default();
        let mut excluded = BTreeSet::new();
        for outbound in outbound {
            let key = outbound.key();
            let Some(url) = &outbound.url else {
                let reason = "it is no address that can be asked for".to_owned();
                plan.known.insert(key, Outcome::of(Verdict::Broken(reason)));
                continue;
            };
            if is_excluded(external, &key) {
                excluded.insert(key);
                continue;
            }
            let target = plan.targets.entry(key).or_insert_with(|| Target {
                url: url.without_fragment(),
                ids: BTreeSet::new(),
            });
            if anchors {
                target.ids.extend(url.fragment.as_deref().and_then(judge::id));
            }
        }
        let matches = |rule: &&UrlRule| !excluded.iter().any(|url: &String| rule.pattern.matches(url));
        let unmatched = external.excludes.iter().filter(matches);
        // One that another rule allows is matched as well.
        let allowed = |rule: &&UrlRule| !plan.targets.keys().any(|url| rule.pattern.matches(url));
        plan.unmatched = unmatched.filter(allowed).cloned().collect();
        plan.excluded = excluded.len();
        let known: Outcomes = plan
            .targets
            .iter()
            .filter_map(|(key, target)| Some((key.clone(), record.still_holds(key, &target.ids, today)?)))
            .collect();
        plan.targets.retain(|key, _| !known.contains_key(key));
        plan.known.extend(known);
        plan
    }

    /// How many addresses are asked for.
    pub fn len(&self) -> usize {
        self.targets.len()
    }

    /// Whether there is nothing to ask for.
    pub fn is_empty(&self) -> bool {
        self.targets.is_empty()
    }

    /// What is known without asking.
    pub fn known(&self) -> &Outcomes {
        &self.known
    }

    /// How many addresses the author has excluded.
    pub fn excluded(&self) -> usize {
        self.excluded
    }

    /// The rules that exclude nothing.
    pub fn unmatched(&self) -> &[UrlRule] {
        &self.unmatched
    }

    pub(super) fn visits(&self) -> Vec<Visit> {
        let targets = self.targets.values();
        targets
            .map(|target| Visit::new(target.url.clone(), target.ids.iter().cloned().collect()))
            .collect()
    }

    /// The ids that were looked for at an address.
    pub(super) fn ids(&self, key: &str) -> Option<&BTreeSet<String>> {
        self.targets.get(key).map(|target| &target.ids)
    }
}

fn is_excluded(external: &External, url: &str) -> bool {
    let is_among = |rules: &[UrlRule]| rules.iter().any(|rule| rule.pattern.matches(url));
    is_among(&external.excludes) && !is_among(&external.allows)
}

#[cfg(test)]
pub(super) mod tests {
    use super::{Outbound, Plan, Record};
    use crate::config::{External, UrlPattern, UrlRule};
    use crate::link::url::Url;

    pub(in crate::external) fn outbound(written: &str) -> Outbound {
        Outbound {
            url: Url::parse(written),
            written: written.to_owned(),
            place: None,
            output: "index.html".to_owned(),
        }
    }

    fn check(written: &[&str], external: &External, record: &str, asked: &[&str]) -> Plan {
        let outbound: Vec<Outbound> = written.iter().map(|written| outbound(written)).collect();
        let plan = Plan::new(&outbound, external, &Record::read(record).0, "2026-11-23", true);
        let visits: Vec<String> = plan
            .visits()
            .iter()
            .map(|visit| visit.start().to_string())
            .collect();
        assert_eq!(visits, asked, "{written:?}");
        plan
    }

    #[test]
    fn an_address_is_asked_for_once() {
        let plan = check(
            &[
                "https://a.example/#x",
                "HTTPS://A.example",
                "https://a.example:443/#L12",
                "https://a b/",
            ],
            &External::default(),
            "",
            &["https://a.example/"],
        );
        assert_eq!(plan.ids("https://a.example/").unwrap().len(), 1);
        assert_eq!(plan.known().len(), 1);
    }

    #[test]
    fn what_is_excluded_is_not_asked_for_unless_it_is_allowed() {
        let rule = |pattern: &str| UrlRule {
            pattern: UrlPattern::new(pattern).unwrap(),
            reason: "x".to_owned(),
            span: crate::source::Span::default(),
        };
        let external = External {
            excludes: vec![rule("a.example/*")],
            allows: vec![rule("*/docs/*")],
            ..External::default()
        };
        let plan = check(
            &[
                "https://a.example/",
                "https://a.example/docs/x",
                "https://b.example/",
            ],
            &external,
            "",
            &["https://a.example/docs/x", "https://b.example/"],
        );
        assert_eq!(plan.excluded(), 1);
    }

    #[test]
    fn what_the_record_knows_is_not_asked_for() {
        let record = "https://a.example/ 2026-11-17 ok\n\
                      https://b.example/ 2026-11-16 ok\n\
                      https://c.example/ 2026-11-23 could-not-tell its server answers 403 (forbidden)\n\
                      https://d.example/ 2026-11-22 could-not-tell x\n\
                      https://e.example/ 2026-11-23 broken x\n\
                      https://f.example/ 2026-11-23 ok ids=x\n\
                      https://g.example/ 2026-11-24 ok\n";
        check(
            &[
                "https://a.example/",
                "https://b.example/",
                "https://c.example/",
                "https://d.example/",
                "https://e.example/",
                "https://f.example/#x",
                "https://f.example/",
                "https://g.example/",
            ],
            &External::default(),
            record,
            &[
                "https://b.example/",
                "https://d.example/",
                "https://e.example/",
                "https://g.example/",
            ],
        );
        check(
            &["https://f.example/#y"],
            &External::default(),
            record,
            &["https://f.example/"],
        );
    }
}
