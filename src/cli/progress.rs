//! A line that says how far a long build is, or the asking for links; somebody must be looking on.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use recto::error::Error;
use recto::output::{Artifact, OutputPath, Sink};

use super::terminal::Terminal;

/// Builds that are done by then need no line.
const PATIENCE: Duration = Duration::from_millis(300);

/// How often the line is written anew.
const EVERY: Duration = Duration::from_millis(100);

/// How wide a bar is.
const BAR: usize = 20;

/// The line, from the first moment it is needed until this is dropped.
#[derive(Debug)]
pub(super) struct Progress {
    made: Arc<AtomicUsize>,
    /// Dropped to end the line.
    stop: Option<Sender<()>>,
    drawing: Option<JoinHandle<()>>,
}

impl Progress {
    /// The line of a build.
    pub(super) fn start(terminal: Terminal) -> Self {
        Self::drawing(terminal, |made| match made {
            0 => "reading…".to_owned(),
            made => format!("building: {made} files"),
        })
    }

    /// The line of links that are asked for.
    pub(super) fn of_links(terminal: Terminal, total: usize) -> Self {
        Self::drawing(terminal, move |asked| {
            let full = (BAR * asked).checked_div(total).unwrap_or(BAR).min(BAR);
            let bar = "█".repeat(full) + &"░".repeat(BAR - full);
            format!("asking: {bar} {asked} of {total} links")
        })
    }

    /// Counts one more.
    pub(super) fn count(&self) {
        self.made.fetch_add(1, Ordering::Relaxed);
    }

    fn drawing(terminal: Terminal, line: impl Fn(usize) -> String + Send + 'static) -> Self {
        let made = Arc::new(AtomicUsize::new(0));
        if !terminal.is_interactive() {
            return Self {
                made,
                stop: None,
                drawing: None,
            };
        }
        let (stop, stopped) = channel::<()>();
        let counted = Arc::clone(&made);
        let drawing = thread::spawn(move || {
            let mut wait = PATIENCE;
            while stopped.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                let line = line(counted.load(Ordering::Relaxed));
                terminal.show(&format!("\r\u{1b}[K{line}"));
                wait = EVERY;
            }
            if wait == EVERY {
                terminal.show("\r\u{1b}[K");
            }
        });
        Self {
            made,
            stop: Some(stop),
            drawing: Some(drawing),
        }
    }

    /// A sink that counts what goes into another.
    pub(super) fn counting<'a>(&'a self, sink: &'a dyn Sink) -> Counting<'a> {
        Counting {
            sink,
            made: &self.made,
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(drawing) = self.drawing.take() {
            let _ = drawing.join();
        }
    }
}

/// Counts the outputs that go into a sink.
pub(super) struct Counting<'a> {
    sink: &'a dyn Sink,
    made: &'a AtomicUsize,
}

impl Sink for Counting<'_> {
    fn accept(&self, path: OutputPath, artifact: Artifact) -> Result<(), Error> {
        self.made.fetch_add(1, Ordering::Relaxed);
        self.sink.accept(path, artifact)
    }

    fn goes_on(&self) -> Result<(), Error> {
        self.sink.goes_on()
    }

    fn wants_all(&self) -> bool {
        self.sink.wants_all()
    }
}
