//! What is kept of links from run to run: `.recto/links.txt`, a line for each address, in their order.
//!
//! ```text
//! https://example.org/ 2026-11-23 ok
//! https://example.org/old 2026-11-23 ok moved=https://example.org/new ids=install
//! https://walled.example/ 2026-11-23 could-not-tell its server answers 403 (forbidden)
//! ```
//!
//! It belongs into the repository. Lines of two branches may be merged in any way: of two lines of an address the
//! later counts, and what is no line is left out.

use std::collections::{BTreeMap, BTreeSet};

use super::moment::day_number;
use super::{Outcome, Outcomes, Plan, Verdict};

/// For how many days a link that held is taken to hold.
const DAYS_OK: i64 = 7;

/// For how many days nothing more is asked where it could not be told.
const DAYS_UNKNOWN: i64 = 1;

const HEAD: &str =
    "# What `recto check --external` has seen. Keep it in the repository; any merge of it will do.\n";

/// What is known of links from earlier runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    entries: BTreeMap<String, Entry>,
}

/// What was seen of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The day, such as `2026-11-23`.
    day: String,
    verdict: Verdict,
    moved: Option<String>,
    /// The ids that were looked for and are there.
    ids: BTreeSet<String>,
}

impl Record {
    /// Reads a record; with it, the numbers of the lines that are none.
    pub fn read(text: &str) -> (Self, Vec<usize>) {
        let mut record = Self::default();
        let mut strange = Vec::new();
        for (at, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let Some((url, entry)) = Entry::read(line) else {
                strange.push(at + 1);
                continue;
            };
            let known = record.entries.get(&url);
            if known.is_none_or(|known| known.day <= entry.day) {
                record.entries.insert(url, entry);
            }
        }
        (record, strange)
    }

    /// Whether an address has been seen before, whatever came of it.
    pub fn knows(&self, url: &str) -> bool {
        self.entries.contains_key(url)
    }

    /// What holds of an address on a day without asking; nothing when it has to be asked for.
    pub(super) fn still_holds(&self, url: &str, ids: &BTreeSet<String>, today: &str) -> Option<Outcome> {
        let entry = self.entries.get(url)?;
        let age = day_number(today)? - day_number(&entry.day)?;
        let days = match &entry.verdict {
            Verdict::Holds if !ids.is_subset(&entry.ids) => return None,
            Verdict::Holds => DAYS_OK,
            Verdict::CouldNotTell(_) => DAYS_UNKNOWN,
            Verdict::Broken(_) => return None,
        };
        (0..days).contains(&age).then(|| Outcome {
            moved: entry.moved.clone(),
            ..Outcome::of(entry.verdict.clone())
        })
    }

    /// Takes over what was asked. Addresses that are not among the outcomes go, unless `keeps_others`; of those that
    /// are broken only the ones that are known already are kept, unless `keeps_new_faults`.
    pub fn update(
        &mut self,
        plan: &Plan,
        outcomes: &Outcomes,
        today: &str,
        keeps_others: bool,
        keeps_new_faults: bool,
    ) {
        if !keeps_others {
            self.entries.retain(|url, _| outcomes.contains_key(url));
        }
        for (url, outcome) in outcomes {
            let Some(ids) = plan.ids(url) else {
                continue;
            };
            let is_fault = matches!(outcome.verdict, Verdict::Broken(_));
            if is_fault && !keeps_new_faults && !self.knows(url) {
                continue;
            }
            let entry = Entry {
                day: today.to_owned(),
                verdict: outcome.verdict.clone(),
                moved: outcome.moved.clone(),
                ids: ids
                    .iter()
                    .filter(|id| outcome.unread.is_none() && !outcome.lacks.contains(id))
                    .cloned()
                    .collect(),
            };
            self.entries.insert(url.clone(), entry);
        }
    }

    /// The text of the file.
    pub fn text(&self) -> String {
        let mut text = HEAD.to_owned();
        for (url, entry) in &self.entries {
            text.push_str(&format!("{url} {}\n", entry.text()));
        }
        text
    }
}

impl Entry {
    fn read(line: &str) -> Option<(String, Self)> {
        let mut words = line.splitn(4, ' ');
        let (url, day, result) = (words.next()?, words.next()?, words.next()?);
        let rest = words.next().unwrap_or_default().trim();
        day_number(day)?;
        if !url.starts_with("http://") && !url.starts_with("https://") {
            return None;
        }
        let mut entry = Self {
            day: day.to_owned(),
            verdict: match result {
                "ok" => Verdict::Holds,
                "broken" => Verdict::Broken(rest.to_owned()),
                "could-not-tell" => Verdict::CouldNotTell(rest.to_owned()),
                _ => return None,
            },
            moved: None,
            ids: BTreeSet::new(),
        };
        if entry.verdict == Verdict::Holds {
            for word in rest.split_ascii_whitespace() {
                match word.split_once('=')? {
                    ("moved", url) => entry.moved = Some(url.to_owned()),
                    ("ids", ids) => entry.ids = ids.split(',').map(str::to_owned).collect(),
                    _ => return None,
                }
            }
        }
        Some((url.to_owned(), entry))
    }

    fn text(&self) -> String {
        let day = &self.day;
        let one_line = |reason: &str| reason.split_whitespace().collect::<Vec<_>>().join(" ");
        match &self.verdict {
            Verdict::Broken(reason) => format!("{day} broken {}", one_line(reason)),
            Verdict::CouldNotTell(reason) => format!("{day} could-not-tell {}", one_line(reason)),
            Verdict::Holds => {
                let mut text = format!("{day} ok");
                if let Some(moved) = &self.moved {
                    text.push_str(&format!(" moved={moved}"));
                }
                // One that cannot stand in a list is looked for again.
                let legal =
                    |id: &&String| !id.contains(|letter: char| letter == ',' || letter.is_whitespace());
                let ids: Vec<&str> = self.ids.iter().filter(legal).map(String::as_str).collect();
                if !ids.is_empty() {
                    text.push_str(&format!(" ids={}", ids.join(",")));
                }
                text
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{HEAD, Record};
    use crate::config::External;
    use crate::external::plan::tests::outbound;
    use crate::external::{Outcome, Outcomes, Plan, Verdict};
    use proptest::prelude::*;

    #[test]
    fn a_record_is_read_as_it_was_written() {
        let lines = "https://a.example/ 2026-11-23 ok\n\
                     https://b.example/ 2026-11-23 ok moved=https://c.example/ ids=x,y\n\
                     https://d.example/ 2026-11-20 broken its server answers 404 (not found)\n\
                     https://e.example/ 2026-11-23 could-not-tell x\n";
        let (record, strange) = Record::read(lines);
        assert_eq!(record.text(), format!("{HEAD}{lines}"));
        assert!(strange.is_empty());
    }

    #[test]
    fn a_merge_of_any_kind_is_read() {
        let text = "<<<<<<< ours\nhttps://a.example/ 2026-11-23 ok\n=======\n\
                    https://a.example/ 2026-11-20 broken x\n>>>>>>> theirs\n\
                    https://b.example/ yesterday ok\nhttps://c.example/ 2026-11-23 fine\n";
        let (record, strange) = Record::read(text);
        assert_eq!(record.text(), format!("{HEAD}https://a.example/ 2026-11-23 ok\n"));
        assert_eq!(strange, [1, 3, 5, 6, 7]);
    }

    #[test]
    fn what_is_gone_from_the_site_is_gone_from_the_record() {
        let check = |keeps_others: bool, keeps_new_faults: bool, expected: &str| {
            let (mut record, _) = Record::read("https://old.example/ 2026-11-01 ok\n");
            let external = External::default();
            let outbound = [
                outbound("https://bad.example/"),
                outbound("https://good.example/"),
            ];
            let plan = Plan::new(&outbound, &external, &record, "2026-11-23", false);
            let outcomes = Outcomes::from([
                (
                    "https://bad.example/".to_owned(),
                    Outcome::of(Verdict::Broken("x".to_owned())),
                ),
                ("https://good.example/".to_owned(), Outcome::of(Verdict::Holds)),
            ]);
            record.update(&plan, &outcomes, "2026-11-23", keeps_others, keeps_new_faults);
            assert_eq!(record.text(), format!("{HEAD}{expected}"));
        };
        let (bad, good) = (
            "https://bad.example/ 2026-11-23 broken x\n",
            "https://good.example/ 2026-11-23 ok\n",
        );
        check(false, true, &format!("{bad}{good}"));
        check(false, false, good);
        check(
            true,
            false,
            &format!("{good}https://old.example/ 2026-11-01 ok\n"),
        );
    }

    proptest! {
        #[test]
        fn reading_and_writing_settle(text in "([a-z:/ =,.0-9-]|\n|https://a.example/ 2026-11-2[0-9] (ok|broken x)\n){0,60}") {
            let once = Record::read(&text).0.text();
            let (again, strange) = Record::read(&once);
            prop_assert_eq!(again.text(), once);
            prop_assert!(strange.is_empty());
        }
    }
}
