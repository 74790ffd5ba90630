//! `recto check`: the same build, of which nothing is kept; or Markdown files of any blog.

use std::env;
use std::path::Path;
use std::time::Instant;

use recto::check::Policy;
use recto::config::{self, BaseUrl, Findings};
use recto::diagnostic::{Diagnosed, Diagnostic, catalogue};
use recto::error::Error;
use recto::source::{SourceFile, SourcePath, SourceTree};
use recto::{pipeline, source};

use super::Status;
use super::args::CheckArgs;
use super::engine;
use super::external::{self, Asking};
use super::failure::Failure;
use super::files;
use super::fix::{self, Outcome};
use super::outlet::{self, Told};
use super::progress::Progress;
use super::report::{Tally, plural, seconds};
use super::subject::{self, Subject};
use super::terminal::Terminal;

pub(super) fn run(args: &CheckArgs, terminal: &Terminal) -> Result<Status, Failure> {
    let started = Instant::now();
    if let Some(folder) = &args.site {
        return built(folder, args, terminal, started);
    }
    let progress = Progress::start(*terminal);
    let mut subjects = subject::all(args)?;
    let mut outcome = Outcome::default();
    for subject in &mut subjects {
        subject.check(&progress)?;
    }
    drop(progress);
    if args.external.external {
        for subject in &mut subjects {
            subject.ask(args, terminal)?;
        }
    }
    let progress = Progress::start(*terminal);
    for subject in &mut subjects {
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

/// Checks a folder of HTML.
fn built(folder: &Path, args: &CheckArgs, terminal: &Terminal, started: Instant) -> Result<Status, Failure> {
    if !folder.is_dir() {
        return Err(Failure::new(
            format!("there is no folder `{}`", folder.display()),
            "name the folder that your generator has written, such as `public` or `dist`",
        ));
    }
    let name = folder.to_string_lossy().replace('\\', "/");
    let name = name.trim_start_matches("./").trim_end_matches('/');
    let name = if name == "." { "" } else { name };
    let options = &args.options;
    let base_url = options
        .base_url
        .as_ref()
        .map_or_else(String::new, BaseUrl::to_string);
    let mut sources = pipeline::read_files(&source::list_built(name, folder));
    if !sources
        .iter()
        .any(|file| matches!(file.path.extension(), "html" | "htm"))
    {
        return Err(Failure::new(
            format!("there is no HTML file in `{}`", folder.display()),
            "build the site first, or name the folder that your generator has written, such as `public` or `dist`",
        ));
    }
    let built = pipeline::check_built(&sources, name, &base_url);
    let mut found = built.diagnostics;
    let checked = sources.iter().map(|file| file.path.clone()).collect();
    let current = env::current_dir().map_err(|error| Error::read(".".as_ref(), error))?;
    let decided = decided(&current)?;
    let policy = Policy::of_findings(decided.value.clone());
    policy.apply_later(&mut found);
    found.extend(decided.diagnostics);
    if let Ok(text) = files::read(&current.join(config::PATH)) {
        sources.insert(SourceFile::text(SourcePath::new(config::PATH), text.into_bytes()));
    }
    if args.external.external {
        let external = decided.value.external;
        let asking = Asking {
            args: &args.external,
            external: &external,
            folder: &current,
            today: &external::today(),
            is_part: false,
        };
        let verdicts = asking.run(&built.elsewhere, &sources, terminal)?;
        let judge = |found: &mut Vec<Diagnostic>| policy.apply_later(found);
        found.extend(verdicts.findings(&built.elsewhere, &sources, judge));
    }
    found.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    let told = Told {
        found: &found,
        sources: &sources,
        root: &current,
        checked,
    };
    outlet::tell(terminal, &options.report, options.deny, &[told])?;
    let (tally, deny) = (Tally::of(&found), options.deny);
    let (count, time, why) = (
        plural(built.files, "file"),
        seconds(started.elapsed()),
        tally.denial(deny),
    );
    terminal.say(&format!("checked {count} in {time}: {}{why}", tally.say()));
    Ok(if tally.forbids(deny) {
        Status::Findings
    } else {
        Status::Clean
    })
}

/// What a `recto.toml` in the current folder says of findings; it need not be one of a site.
pub(super) fn decided(current: &Path) -> Result<Diagnosed<Findings>, Failure> {
    let path = current.join(config::PATH);
    if !path.is_file() {
        return Ok(Diagnosed::default());
    }
    let text = files::read(&path)?;
    let mut alone = SourceTree::default();
    alone.insert(SourceFile::text(SourcePath::new(config::PATH), text.into_bytes()));
    let loaded = config::load(&alone);
    let is_ours = |found: &Diagnostic| found.code != &catalogue::CONFIG_MISSING_KEY;
    Ok(Diagnosed {
        value: loaded.value.findings,
        diagnostics: loaded.diagnostics.into_iter().filter(is_ours).collect(),
    })
}

fn tell(args: &CheckArgs, terminal: &Terminal, subjects: &[Subject]) -> Result<(), Failure> {
    let told: Vec<Told<'_>> = subjects.iter().map(Subject::told).collect();
    outlet::tell(terminal, &args.options.report, args.options.deny, &told)
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
