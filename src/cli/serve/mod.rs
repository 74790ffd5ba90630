//! `recto serve`: the site from memory, built again whenever a file changes.

mod browser;
mod told;
mod update;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use recto::config::{BaseUrl, Config};
use recto::error::Error;
use recto::output::{Artifact, OutputPath, OutputTree, Sink};
use recto::pipeline::{Build, Builder, Options, Reader};
use recto::serve::{self, Changes, Ground, Manner, Notice, Overtaken, Update};
use recto::source::SourceTree;

use super::Status;
use super::args::ServeArgs;
use super::explain;
use super::failure::Failure;
use super::report::{Tally, plural};
use super::site::{self, SiteFiles};
use super::terminal::Terminal;
use super::{interrupt, nearby};

use told::Told;
use update::Kept;

/// Where to listen when nothing is said.
const PORT: u16 = 4000;

/// A build that takes no longer than this is not given up.
const LONG: Duration = Duration::from_millis(60);

/// How many of the changed files are named.
const NAMED: usize = 3;

pub(super) fn run(args: &ServeArgs, terminal: &Terminal) -> Result<Status, Failure> {
    interrupt::ends_well(terminal);
    let root = site::root(&args.root)?;
    let host = if args.lan {
        Ipv4Addr::UNSPECIFIED.into()
    } else {
        args.host
    };
    let options = serve::Options {
        address: SocketAddr::new(host, args.port.unwrap_or(PORT)),
        lan: args.lan,
        names: if args.lan { nearby::names() } else { Vec::new() },
        any_port: args.port.is_none(),
        watch: site::made_from(&root),
        ignore: Vec::new(),
        poll: args.poll,
        manner: Manner {
            follow: args.follow,
            comments: args.comments,
            explain: explain::text_of,
        },
    };
    let preview = RefCell::new(Preview {
        reader: Reader::new(root.clone()),
        builder: Builder::remembering()
            .with_cache(site::picture_cache(&root))
            .with_card_cache(site::card_cache(&root))
            .with_span_cache(site::span_cache(&root)),
        root,
        unpublished: !args.no_drafts,
        terminal,
        kept: Kept::default(),
        told: Told::default(),
        before: SourceTree::default(),
        pending: None,
    });
    let tell = |notice: Notice| match &notice {
        Notice::Serving { url, .. } => {
            terminal.say(&format!("{notice} until Ctrl-C is pressed"));
            if args.open && !browser::open(url) {
                terminal.warn("no browser could be opened");
            }
        }
        Notice::Nearby { url } => {
            terminal.say(&notice.to_string());
            terminal.say(&nearby::code(url, terminal.style()).unwrap_or_default());
        }
        Notice::Built => preview.borrow_mut().tell(),
        _ => terminal.warn(&notice.to_string()),
    };
    let rebuild = |changes: &Changes, ground: &Ground<'_>| preview.borrow_mut().rebuild(changes, ground);
    serve::run(&options, rebuild, tell)?;
    Ok(Status::Clean)
}

/// Builds the site again and again.
struct Preview<'a> {
    root: PathBuf,
    reader: Reader,
    builder: Builder,
    /// Whether drafts and posts of the future are shown.
    unpublished: bool,
    terminal: &'a Terminal,
    kept: Kept,
    told: Told,
    /// The files of the last build.
    before: SourceTree,
    /// What is to be said of the last build once it is served.
    pending: Option<(SiteFiles, Build, String)>,
}

impl Preview<'_> {
    /// Nothing when the build is given up, as there are newer files.
    fn rebuild(&mut self, changes: &Changes, ground: &Ground<'_>) -> Option<Update> {
        let moment = site::moment();
        let changed: Vec<PathBuf> = changes.paths.iter().cloned().collect();
        let files = SiteFiles::new(self.root.clone(), self.reader.read(&changed, moment));
        let options = Options {
            drafts: self.unpublished,
            now: (!self.unpublished).then(|| site::now(&files.config.time_zone)),
            base_url: local(&files.config, ground.address),
            linked_style: true,
            ..Options::default()
        };
        let restyled = self.kept.restyled(&files, changes);
        let is_restyled = restyled.is_some();
        if let Some(restyled) = restyled {
            ground.serve_ahead(restyled);
        }
        let plan = Arc::new(self.builder.plan(&files.sources, &options));
        if !is_restyled && let Some(ahead) = self.kept.ahead(&plan, &files, changes, &ground.looked_at) {
            ground.serve_ahead(ahead);
        }
        let tree = OutputTree::new();
        let until = Until {
            tree: &tree,
            overtaken: &ground.overtaken,
            since: moment,
        };
        let build = match plan.finish(&until) {
            Ok(build) => build,
            Err(Error::GivenUp) => return None,
            Err(error) => {
                let failure = Failure::from(error);
                self.terminal.fail(&failure);
                return Some(Update {
                    report: format!("error: {}", failure.message),
                    ..Update::default()
                });
            }
        };
        let update = self.kept.update(&files, &build, &tree);
        let now = site::now(&files.config.time_zone).format("%H:%M:%S");
        let line = format!(
            "{now} {} in {} ms: {}",
            what(&self.named(changes, &files.sources), &self.root, tree.len()),
            moment.elapsed().unwrap_or_default().as_millis(),
            Tally::of(&build.diagnostics).say()
        );
        self.before = files.sources.clone();
        self.pending = Some((files, build, line));
        Some(update)
    }

    /// The changes without files that came and went since the last build: those are of the editor's making.
    fn named(&self, changes: &Changes, now: &SourceTree) -> Changes {
        let is_there = |sources: &SourceTree, path: &str| {
            sources.get(path).is_some() || sources.below(path).next().is_some()
        };
        let lasts = |path: &&PathBuf| {
            let below = path.strip_prefix(&self.root).unwrap_or(path);
            let name = below.to_string_lossy();
            is_there(now, &name) || is_there(&self.before, &name)
        };
        let paths = changes
            .paths
            .iter()
            .filter(lasts)
            .cloned()
            .collect::<BTreeSet<_>>();
        Changes {
            paths: if paths.is_empty() {
                changes.paths.clone()
            } else {
                paths
            },
            everything: changes.everything,
        }
    }

    /// Says what is to be said of the last build.
    fn tell(&mut self) {
        if let Some((files, build, line)) = self.pending.take() {
            self.terminal.say(&line);
            self.told.tell(self.terminal, &build.diagnostics, &files.sources);
        }
    }
}

/// Takes the outputs of a build until it takes long and is one of what is no longer.
struct Until<'a> {
    tree: &'a OutputTree,
    overtaken: &'a Overtaken,
    since: SystemTime,
}

impl Sink for Until<'_> {
    fn accept(&self, path: OutputPath, artifact: Artifact) -> Result<(), Error> {
        self.goes_on()?;
        self.tree.accept(path, artifact)
    }

    fn goes_on(&self) -> Result<(), Error> {
        let is_long = || self.since.elapsed().is_ok_and(|time| time > LONG);
        if self.overtaken.is_so() && is_long() {
            return Err(Error::GivenUp);
        }
        Ok(())
    }
}

/// What a build was for: the files that changed, by their paths in the site.
fn what(changes: &Changes, root: &Path, outputs: usize) -> String {
    if changes.everything || changes.paths.is_empty() {
        return format!("built {}", plural(outputs, "file"));
    }
    // A folder in which something is named is no news of its own. What lies in it comes right after it.
    let mut after = changes.paths.iter().skip(1);
    let has_news = |path: &&PathBuf| !after.next().is_some_and(|next| next.starts_with(path));
    let paths: Vec<&PathBuf> = changes.paths.iter().filter(has_news).collect();
    let name = |path: &&PathBuf| path.strip_prefix(root).unwrap_or(path).display().to_string();
    let mut names: Vec<_> = paths.iter().take(NAMED).map(name).collect();
    let more = paths.len().saturating_sub(NAMED);
    if more > 0 {
        names.push(format!("{more} more"));
    }
    names.join(", ")
}

/// The address of the site on this machine: the path stays the configured one.
fn local(config: &Config, address: SocketAddr) -> Option<BaseUrl> {
    BaseUrl::parse(&format!("http://{address}{}", config.base_url.path())).ok()
}
