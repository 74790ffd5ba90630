//! `recto check --external`: links to other hosts, and the record of them, `.recto/links.txt`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Instant;

use recto::check::elsewhere::Outbound;
use recto::config::{self, External};
use recto::data::TimeZone;
use recto::diagnostic::{Diagnostic, Location, Severity, Sources, catalogue};
use recto::external::{self, Client, Manners, Outcomes, Plan, Proxy, Record, Verdict};
use recto::source::SourcePath;

use super::args::ExternalArgs;
use super::base::Base;
use super::failure::Failure;
use super::files;
use super::progress::Progress;
use super::report::{plural, seconds};
use super::site;
use super::terminal::Terminal;

/// What a request calls itself, so that the people behind a host can see who asks.
const NAME: &str = concat!(
    "recto/",
    env!("CARGO_PKG_VERSION"),
    " (+",
    env!("CARGO_PKG_REPOSITORY"),
    ")"
);

/// What the links of a site are asked with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asking<'a> {
    pub(super) args: &'a ExternalArgs,
    /// What the author has decided.
    pub(super) external: &'a External,
    /// The folder in which the record lies.
    pub(super) folder: &'a Path,
    /// The day, such as `2026-11-23`.
    pub(super) today: &'a str,
    /// Whether there are other links than those that are asked for.
    pub(super) is_part: bool,
}

/// What is known of the links of a site.
#[derive(Debug, Default)]
pub(super) struct Verdicts {
    outcomes: Outcomes,
    /// Broken addresses that were there before, when only new ones are to fail.
    old: BTreeSet<String>,
    /// What is said of rules that exclude nothing.
    unmatched: Vec<Diagnostic>,
}

impl Asking<'_> {
    /// Asks for the links, and keeps what came of it.
    pub(super) fn run(
        &self,
        outbound: &[Outbound],
        sources: &dyn Sources,
        terminal: &Terminal,
    ) -> Result<Verdicts, Failure> {
        let started = Instant::now();
        let base = match &self.args.new_only {
            Some(reference) => Some(Base::find(self.folder, reference.as_deref())?),
            None => None,
        };
        let path = self.folder.join(".recto").join("links.txt");
        let (old, before) = read(&path, terminal)?;
        let anchors = self.args.external_anchors || self.external.anchors;
        let plan = Plan::new(outbound, self.external, &before, self.today, anchors);
        let manners = Manners::new(self.external, site::unix_seconds());
        let name = self.external.user_agent.as_deref().unwrap_or(NAME);
        let proxy = Proxy::from_environment();
        let client = Client::new(name, &manners, &self.external.allow_private, proxy.as_ref());
        let progress = Progress::of_links(*terminal, plan.len());
        let outcomes = external::ask(&plan, &client, &manners, &|| progress.count());
        drop(progress);
        let Some(mut outcomes) = outcomes else {
            terminal.warn(&format!(
                "there is no network: none of the hosts of {} can be found, so nothing is known of them",
                plural(plan.len(), "link")
            ));
            return Ok(Verdicts::default());
        };
        if self.args.archive {
            external::suggest(&mut outcomes, &client, &manners);
        }
        let mut record = before;
        record.update(&plan, &outcomes, self.today, self.is_part, base.is_none());
        let text = record.text();
        let is_needed = !outcomes.is_empty() || path.exists();
        if is_needed && old.as_deref() != Some(text.as_str()) {
            files::overwrite(&path, &text)?;
        }
        let time = seconds(started.elapsed());
        terminal.say(&format!(
            "{} in {time}: {}",
            asked(&plan),
            tally(&plan, &outcomes)
        ));
        let mut unmatched = Vec::new();
        if !self.is_part {
            unmatched = unmatched_rules(&plan);
        }
        Ok(Verdicts {
            old: match base {
                Some(base) => known_before(&base, outbound, &outcomes, sources)?,
                None => BTreeSet::new(),
            },
            outcomes,
            unmatched,
        })
    }
}

/// Rules that exclude nothing.
fn unmatched_rules(plan: &Plan) -> Vec<Diagnostic> {
    let path = SourcePath::new(config::PATH);
    plan.unmatched()
        .iter()
        .map(|rule| {
            let message = format!("`{}` excludes no link", rule.pattern);
            Diagnostic::new(&catalogue::UNUSED_IGNORE, message)
                .at(Location::new(&path, rule.span), "")
                .help("take it out")
        })
        .collect()
}

/// The broken addresses that the files had before, as they are written there. One that no file has as it is, but a
/// template that puts it together, cannot be called new.
fn known_before(
    base: &Base,
    outbound: &[Outbound],
    outcomes: &Outcomes,
    sources: &dyn Sources,
) -> Result<BTreeSet<String>, Failure> {
    let mut forms: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for link in outbound {
        let key = link.key();
        let is_broken = |outcome: &external::Outcome| matches!(outcome.verdict, Verdict::Broken(_));
        if !outcomes.get(&key).is_some_and(is_broken) {
            continue;
        }
        let forms = forms.entry(key).or_default();
        let Some(place) = &link.place else { continue };
        let bare = |text: &str| text.split('#').next().unwrap_or_default().to_owned();
        forms.insert(bare(&link.written));
        let text = sources.text(&place.path);
        forms.extend(text.and_then(|text| text.get(place.span.range())).map(bare));
    }
    let all: BTreeSet<String> = forms.values().flatten().cloned().collect();
    let known = base.having(&all)?;
    let is_old = |forms: &BTreeSet<String>| forms.is_empty() || !forms.is_disjoint(&known);
    Ok(forms
        .into_iter()
        .filter(|(_, forms)| is_old(forms))
        .map(|(key, _)| key)
        .collect())
}

fn read(path: &Path, terminal: &Terminal) -> Result<(Option<String>, Record), Failure> {
    if !path.exists() {
        return Ok((None, Record::default()));
    }
    let text = files::read(path)?;
    let (record, strange) = Record::read(&text);
    if let Some((first, rest)) = strange.split_first() {
        let (more, are) = match rest.len() {
            0 => (String::new(), "is"),
            more => (format!(" and {}", plural(more, "other line")), "are"),
        };
        terminal.warn(&format!(
            "line {first}{more} of `{}` cannot be understood, and {are} left out",
            site::shown(path)
        ));
    }
    Ok((Some(text), record))
}

/// `asked for 4 links`, or `asked for 1 of 4 links` when the record knows the others.
fn asked(plan: &Plan) -> String {
    match plan.known().len() {
        0 => format!("asked for {}", plural(plan.len(), "link")),
        known => format!(
            "asked for {} of {}",
            plan.len(),
            plural(plan.len() + known, "link")
        ),
    }
}

/// `10 hold, 1 broken, 0 could not be told` of all links, whether they were asked for or known.
fn tally(plan: &Plan, outcomes: &Outcomes) -> String {
    let count = |is: fn(&Verdict) -> bool| outcomes.values().filter(|outcome| is(&outcome.verdict)).count();
    let mut text = format!(
        "{} hold, {} broken, {} could not be told",
        count(|verdict| *verdict == Verdict::Holds),
        count(|verdict| matches!(verdict, Verdict::Broken(_))),
        count(|verdict| matches!(verdict, Verdict::CouldNotTell(_)))
    );
    if plan.excluded() > 0 {
        text.push_str(&format!("; {} excluded", plan.excluded()));
    }
    text
}

impl Verdicts {
    /// What is to be said of links, as the author wants findings to be judged. With `--new-only`, what was there
    /// before fails nothing.
    pub(super) fn findings(
        &self,
        outbound: &[Outbound],
        sources: &dyn Sources,
        judge: impl Fn(&mut Vec<Diagnostic>),
    ) -> Vec<Diagnostic> {
        let is_known = |url: &str| self.old.contains(url);
        let mut said = external::say(outbound, &self.outcomes, sources, &is_known);
        judge(&mut said.found);
        judge(&mut said.of_known);
        for known in &mut said.of_known {
            known.severity = Severity::Note;
        }
        said.found.extend(said.of_known);
        let mut unmatched = self.unmatched.clone();
        judge(&mut unmatched);
        said.found.extend(unmatched);
        said.found
    }
}

/// The present day where nothing says which.
pub(super) fn today() -> String {
    site::today(&TimeZone::utc())
}
