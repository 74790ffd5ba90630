//! `recto check`: the same build, of which nothing is kept.

use std::sync::Arc;
use std::time::Instant;

use recto::error::Error;
use recto::output::{Artifact, OutputPath, OutputTree, Sink};
use recto::pipeline::Builder;

use super::Status;
use super::args::CheckArgs;
use super::engine;
use super::failure::Failure;
use super::progress::Progress;
use super::report::{self, Tally, plural, seconds};
use super::site::{self, SiteFiles};
use super::terminal::Terminal;

pub(super) fn run(args: &CheckArgs, terminal: &Terminal) -> Result<Status, Failure> {
    let started = Instant::now();
    let progress = Progress::start(*terminal);
    let files = SiteFiles::read(site::root(&args.options.root)?);
    let options = site::options(&args.options, &files.config, false)?;
    let names = Names::default();
    let mut build = files.build(&mut Builder::new(), &options, &progress.counting(&names))?;
    drop(progress);
    let differences = engine::run(&args.engine, &files, &build, terminal)?;
    build.diagnostics.extend(differences);
    build.diagnostics.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    let deny = args.options.deny;
    report::findings(
        terminal,
        &build.diagnostics,
        &files.sources,
        args.options.format,
        deny,
    )?;
    let tally = Tally::of(&build.diagnostics);
    let (pages, time) = (plural(build.site.pages.len(), "page"), seconds(started.elapsed()));
    let why = tally.denial(deny);
    terminal.say(&format!("checked {pages} in {time}: {}{why}", tally.say()));
    Ok(if tally.forbids(deny) {
        Status::Findings
    } else {
        Status::Clean
    })
}

/// Keeps the names of the outputs and nothing else, so that outputs that collide are found here as well.
#[derive(Debug, Default)]
struct Names(OutputTree);

impl Sink for Names {
    fn accept(&self, path: OutputPath, artifact: Artifact) -> Result<(), Error> {
        drop(artifact);
        self.0.accept(path, Artifact::Bytes(Arc::new([])))
    }
}
