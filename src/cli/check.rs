//! `recto check`: the same build, of which nothing is kept; or Markdown files of any blog.

use std::time::Instant;

use super::Status;
use super::args::CheckArgs;
use super::engine;
use super::failure::Failure;
use super::fix::{self, Outcome};
use super::progress::Progress;
use super::report::{self, Tally, plural, seconds};
use super::subject::{self, Subject};
use super::terminal::Terminal;

pub(super) fn run(args: &CheckArgs, terminal: &Terminal) -> Result<Status, Failure> {
    let started = Instant::now();
    let progress = Progress::start(*terminal);
    let mut subjects = subject::all(args)?;
    let mut outcome = Outcome::default();
    for subject in &mut subjects {
        subject.check(&progress)?;
        if args.fix {
            fix::run(args, subject, &progress, &mut outcome)?;
            if args.engine.engine.is_some() {
                // What was checked last may not be what was kept.
                subject.check(&progress)?;
            }
        }
        subject.found = subject.asked_for();
    }
    drop(progress);
    for subject in &mut subjects {
        let differences = engine::run(&args.engine, subject, terminal)?;
        subject.found.extend(differences);
        subject.found.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    }
    if args.dry_run {
        terminal.result(&outcome.difference)?;
    }
    tell(args, terminal, &subjects)?;
    let tally = subjects
        .iter()
        .map(|subject| Tally::of(&subject.found))
        .sum::<Tally>();
    if args.fix {
        outcome.details().for_each(|line| terminal.detail(&line));
        terminal.say(&outcome.say(tally.total(), args.dry_run));
    }
    if let Some(failure) = outcome.failure() {
        return Err(failure);
    }
    let deny = args.options.deny;
    let (count, time) = (count(args, &subjects), seconds(started.elapsed()));
    let why = tally.denial(deny);
    terminal.say(&format!("checked {count} in {time}: {}{why}", tally.say()));
    Ok(if tally.forbids(deny) {
        Status::Findings
    } else {
        Status::Clean
    })
}

fn tell(args: &CheckArgs, terminal: &Terminal, subjects: &[Subject]) -> Result<(), Failure> {
    let options = &args.options;
    for subject in subjects {
        report::findings(
            terminal,
            &subject.found,
            &subject.sources,
            options.format,
            options.deny,
        )?;
    }
    Ok(())
}

/// `4 pages` of a site, `2 files` that were named.
fn count(args: &CheckArgs, subjects: &[Subject]) -> String {
    if args.files.is_empty() {
        plural(subjects.iter().map(Subject::pages).sum(), "page")
    } else {
        let named = subjects.iter().filter_map(|subject| subject.named.as_ref());
        plural(named.map(|named| named.len()).sum(), "file")
    }
}
