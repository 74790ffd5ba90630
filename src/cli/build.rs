//! `recto build`: proves the site and publishes it, all or nothing.

use std::path::PathBuf;
use std::time::Instant;
use std::{env, mem};

use recto::error::Error;
use recto::output::{Cache, Foreign, Published, Staging};
use recto::pipeline::{Build, Builder};

use super::Status;
use super::args::BuildArgs;
use super::failure::Failure;
use super::outlet::{self, Told};
use super::progress::Progress;
use super::report::{Tally, plural, seconds, size};
use super::site::{self, SiteFiles};
use super::standing::Inputs;
use super::terminal::Terminal;

/// GitHub Pages takes a gigabyte; a site is warned of half-way.
const LARGE_SITE: u64 = 500_000_000;

/// More than a reader on the road should be made to load.
const LARGE_FILE: u64 = 25_000_000;

pub(super) fn run(args: &BuildArgs, terminal: &Terminal) -> Result<Status, Failure> {
    let started = Instant::now();
    let progress = Progress::start(*terminal);
    let files = SiteFiles::read(site::root(&args.options.root)?);
    let options = site::options(&args.options, &files.config, true)?;
    let output = output_folder(args, &files)?;
    let foreign = if args.force {
        Foreign::Replace
    } else {
        Foreign::Refuse
    };
    let staging = Staging::open(&output, &site::made_from(&files.root), foreign)?;
    let caches = [site::picture_cache, site::card_cache, site::span_cache].map(|cache| cache(&files.root));
    let inputs = Inputs::of(&files.sources, &options);
    let (found, outcome) = match inputs.standing(&staging) {
        Some((published, found)) => (found, Outcome::Standing(published)),
        None => {
            let [pictures, cards, spans] = caches.clone();
            let mut builder = Builder::new()
                .with_cache(pictures)
                .with_card_cache(cards)
                .with_span_cache(spans);
            let build = files.build(&mut builder, &options, &progress.counting(&staging))?;
            (build.diagnostics.clone(), Outcome::Made(Box::new(build)))
        }
    };
    drop(progress);
    if staging.recovered() {
        terminal.warn("an earlier build was interrupted while it published, which was completed first");
    }
    let deny = args.options.deny;
    let told = Told {
        found: &found,
        sources: &files.sources,
        root: &files.root,
        checked: site::pages(&files.sources),
    };
    outlet::tell(terminal, &args.options.report, deny, &[told])?;
    let tally = Tally::of(&found);
    if tally.forbids(deny) {
        let why = tally.denial(deny);
        terminal.say(&format!("nothing was published: {}{why}", tally.say()));
        return Ok(Status::Findings);
    }
    let published = match outcome {
        Outcome::Standing(published) => published,
        Outcome::Made(build) => {
            let published = inputs.publish(staging, &build)?;
            caches.iter().for_each(Cache::prune);
            // The process is about to end, and takes all its memory with it at once.
            mem::forget(build);
            published
        }
    };
    tell_details(terminal, &published);
    let (output, time) = (site::shown(&output), seconds(started.elapsed()));
    let (files, counts) = summary(&published);
    let found = tally.say();
    terminal.say(&format!(
        "published {files} to `{output}` ({counts}) in {time}: {found}"
    ));
    Ok(Status::Clean)
}

/// Where the site to publish is.
enum Outcome {
    /// In its place, from an earlier build.
    Standing(Published),
    /// In the staging folder.
    Made(Box<Build>),
}

/// The configured folder lies in the site; one of the command line is meant from the current folder.
fn output_folder(args: &BuildArgs, files: &SiteFiles) -> Result<PathBuf, Failure> {
    let Some(folder) = &args.output else {
        return Ok(files.root.join(&files.config.output));
    };
    let current = env::current_dir().map_err(|error| Error::read(".".as_ref(), error))?;
    Ok(current.join(folder))
}

/// `36 files`, and `4 written, 32 unchanged, 1 removed`.
fn summary(published: &Published) -> (String, String) {
    let written = published.written.len();
    let parts = [
        (written, "written"),
        (published.unchanged, "unchanged"),
        (published.removed.len(), "removed"),
    ];
    let counts: Vec<_> = parts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    (plural(written + published.unchanged, "file"), counts.join(", "))
}

/// What happened to which file, and what is unusual about the site.
fn tell_details(terminal: &Terminal, published: &Published) {
    for path in &published.written {
        terminal.detail(&format!("  written {path}"));
    }
    for path in &published.removed {
        terminal.detail(&format!("  removed {path}"));
    }
    for path in &published.replaced {
        terminal.say(&format!("  replaced {path}, which Recto had not written"));
    }
    for (path, len) in &published.largest {
        if *len > LARGE_FILE {
            terminal.warn(&format!("`{path}` is large: {}", size(*len)));
        }
    }
    if published.bytes > LARGE_SITE {
        let total = size(published.bytes);
        terminal.warn(&format!(
            "the site is large: {total} of the 1 GB that GitHub Pages takes"
        ));
    }
    terminal.detail(&format!("the site has {}", size(published.bytes)));
}
