//! The site a command works on.

use std::env;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use recto::config::{self, Config};
use recto::data::{Date, TimeZone};
use recto::error::Error;
use recto::output::{Cache, Sink};
use recto::pipeline::{self, Build, Builder, Options};
use recto::source::{self, SourcePath, SourceTree};

use super::args::{BuildOptions, RootArgs};
use super::failure::Failure;

/// The files of a site, read.
#[derive(Debug)]
pub(super) struct SiteFiles {
    /// The absolute path of the folder with `recto.toml`.
    pub(super) root: PathBuf,
    /// The files.
    pub(super) sources: SourceTree,
    /// The configuration. What is wrong with it is reported by the build.
    pub(super) config: Config,
}

/// The root of the site that the arguments name: an absolute path, links in it followed.
pub(super) fn root(args: &RootArgs) -> Result<PathBuf, Failure> {
    let start = args.root.as_deref().unwrap_or(Path::new("."));
    let folder = start.canonicalize().map_err(|error| Error::read(start, error))?;
    source::find_root(&folder).ok_or_else(|| Error::NoSite { folder }.into())
}

/// The files and folders that the site at a root is made from.
pub(super) fn made_from(root: &Path) -> Vec<PathBuf> {
    let names = source::FILES.into_iter().chain(source::FOLDERS);
    names.map(|name| root.join(name)).collect()
}

/// The files with the texts of a site.
pub(super) fn pages(sources: &SourceTree) -> Vec<SourcePath> {
    let files = sources.below("content").map(|(_, file)| &file.path);
    files.filter(|path| path.extension() == "md").cloned().collect()
}

/// A path as it is best shown: relative to the current folder when it lies there.
pub(super) fn shown(path: &Path) -> String {
    let current = env::current_dir().ok();
    let relative = current.and_then(|current| path.strip_prefix(current).ok().map(Path::to_path_buf));
    match relative {
        Some(relative) if relative.as_os_str().is_empty() => ".".to_owned(),
        Some(relative) => relative.display().to_string(),
        None => path.display().to_string(),
    }
}

/// The present moment. The only place where the clock is read.
#[expect(clippy::disallowed_methods, reason = "stages are handed the moment")]
pub(super) fn moment() -> SystemTime {
    SystemTime::now()
}

/// Where pictures are kept between builds of the site at a root.
pub(super) fn picture_cache(root: &Path) -> Cache {
    Cache::new(root.join(".recto/cache/img"), moment())
}

/// Where social cards are kept between builds of the site at a root.
pub(super) fn card_cache(root: &Path) -> Cache {
    Cache::new(root.join(".recto/cache/cards"), moment())
}

/// Where the colours of code are kept between builds of the site at a root.
pub(super) fn span_cache(root: &Path) -> Cache {
    Cache::new(root.join(".recto/cache/code"), moment())
}

/// The present moment as a date.
pub(super) fn now(zone: &TimeZone) -> Date {
    Date::from_unix(unix_seconds(), zone)
}

/// The seconds since the start of 1970.
pub(super) fn unix_seconds() -> i64 {
    let since = moment().duration_since(UNIX_EPOCH);
    let seconds = since.map_or(0, |since| since.as_secs());
    i64::try_from(seconds).unwrap_or(i64::MAX)
}

/// The present day, such as `2025-07-08`.
pub(super) fn today(zone: &TimeZone) -> String {
    now(zone).format("%Y-%m-%d")
}

/// What a build depends on beside the files.
pub(super) fn options(args: &BuildOptions, config: &Config, adsense: bool) -> Result<Options, Failure> {
    let now = match &args.now {
        Some(text) => Some(date(text, config)?),
        None => (!args.future).then(|| now(&config.time_zone)),
    };
    Ok(Options {
        drafts: args.drafts,
        now,
        base_url: args.base_url.clone(),
        adsense,
        linked_style: false,
        unreached: false,
        elsewhere: false,
    })
}

/// A moment that was written on the command line.
pub(super) fn date(text: &str, config: &Config) -> Result<Date, Failure> {
    Date::parse(text, &config.time_zone).ok_or_else(|| {
        Failure::new(
            format!("`{text}` is not a date"),
            "write a date such as `2025-07-08` or `2025-07-08T21:30:00+09:00`",
        )
    })
}

impl SiteFiles {
    /// Reads the files of the site at a root.
    pub(super) fn read(root: PathBuf) -> Self {
        let sources = pipeline::read(&source::list(&root));
        Self::new(root, sources)
    }

    /// The files of the site at a root, which have been read.
    pub(super) fn new(root: PathBuf, sources: SourceTree) -> Self {
        let config = config::load(&sources).value;
        Self {
            root,
            sources,
            config,
        }
    }

    /// Builds the site into a sink.
    pub(super) fn build(
        &self,
        builder: &mut Builder,
        options: &Options,
        sink: &dyn Sink,
    ) -> Result<Build, Failure> {
        Ok(builder.build(&self.sources, options, sink)?)
    }
}
