//! `recto check --external`: links to other hosts, and the record of them, `.recto/links.txt`.

use std::path::Path;
use std::time::Instant;

use recto::check::elsewhere::Outbound;
use recto::config::External;
use recto::data::TimeZone;
use recto::diagnostic::{Diagnostic, Severity, Sources};
use recto::external::{self, Client, Manners, Outcomes, Plan, Proxy, Record, Verdict};

use super::args::ExternalArgs;
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
#[derive(Debug)]
pub(super) struct Verdicts {
    outcomes: Outcomes,
    /// What was known before.
    before: Record,
    new_only: bool,
}

impl Asking<'_> {
    /// Asks for the links, and keeps what came of it.
    pub(super) fn run(&self, outbound: &[Outbound], terminal: &Terminal) -> Result<Verdicts, Failure> {
        let started = Instant::now();
        let path = self.folder.join(".recto").join("links.txt");
        let (old, before) = read(&path, terminal)?;
        let anchors = self.args.external_anchors || self.external.anchors;
        let plan = Plan::new(outbound, self.external, &before, self.today, anchors);
        let manners = Manners::new(self.external, site::unix_seconds());
        let name = self.external.user_agent.as_deref().unwrap_or(NAME);
        let proxy = Proxy::from_environment();
        let client = Client::new(name, &manners, &self.external.allow_private, proxy.as_ref());
        let progress = Progress::of_links(*terminal, plan.len());
        let mut outcomes = external::ask(&plan, &client, &manners, &|| progress.count());
        drop(progress);
        if self.args.archive {
            external::suggest(&mut outcomes, &client, &manners);
        }
        let mut record = before.clone();
        record.update(&plan, &outcomes, self.today, self.is_part, !self.args.new_only);
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
        Ok(Verdicts {
            outcomes,
            before,
            new_only: self.args.new_only,
        })
    }
}

fn read(path: &Path, terminal: &Terminal) -> Result<(Option<String>, Record), Failure> {
    if !path.exists() {
        return Ok((None, Record::default()));
    }
    let text = files::read(path)?;
    let (record, strange) = Record::read(&text);
    if let Some((first, rest)) = strange.split_first() {
        let more = match rest.len() {
            0 => String::new(),
            more => format!(" and {}", plural(more, "other line")),
        };
        terminal.warn(&format!(
            "line {first}{more} of `{}` cannot be understood, and is left out",
            site::shown(path)
        ));
    }
    Ok((Some(text), record))
}

fn asked(plan: &Plan) -> String {
    format!("asked for {}", plural(plan.len(), "link"))
}

/// `10 hold, 1 is broken; 3 were known already`.
fn tally(plan: &Plan, outcomes: &Outcomes) -> String {
    let count = |is: fn(&Verdict) -> bool| outcomes.values().filter(|outcome| is(&outcome.verdict)).count();
    let mut text = format!(
        "{} hold, {} broken, {} could not be told",
        count(|verdict| *verdict == Verdict::Holds),
        count(|verdict| matches!(verdict, Verdict::Broken(_))),
        count(|verdict| matches!(verdict, Verdict::CouldNotTell(_)))
    );
    if !plan.known().is_empty() {
        text.push_str(&format!("; {} of them known before", plan.known().len()));
    }
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
        let is_known = |url: &str| self.new_only && self.before.knows(url);
        let mut said = external::say(outbound, &self.outcomes, sources, &is_known);
        judge(&mut said.found);
        judge(&mut said.of_known);
        for known in &mut said.of_known {
            known.severity = Severity::Note;
        }
        said.found.extend(said.of_known);
        said.found
    }
}

/// The present day where nothing says which.
pub(super) fn today() -> String {
    site::today(&TimeZone::utc())
}
