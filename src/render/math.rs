//! Formulas: TeX in, MathML out. The only door to pulldown-latex.
//!
//! 1. survey the source: what would make the parser panic, or take its stack or its time, is an error
//!    here, and mistakes whose place the parser cannot tell get one;
//! 2. parse it to events, up to the first error, which gets its place and our words;
//! 3. mend events that the crate writes wrongly, write them, and escape what it leaves bare.

mod explain;

#[cfg(test)]
mod tests;

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use pulldown_latex::config::{DisplayMode, RenderConfig};
use pulldown_latex::event::{Content, Dimension, DimensionUnit, EnvironmentFlow, Event, Visual};
use pulldown_latex::{Parser, ParserError, Storage, push_mathml};

/// Bytes a formula may have. The parser looks for the ends of groups in quadratic time.
const MAX_LENGTH: usize = 16_384;

/// How deeply braces may nest, for the same reason.
const MAX_NESTING: usize = 100;

/// Commands that may be parsed on the caller's stack. The parser recurses once for each of those it meets in
/// a row (`\sqrt\sqrt x`), and takes about 2 KiB for it.
const COMMANDS_ON_STACK: usize = 250;

/// Stack that is set aside for each command of a longer formula.
const STACK_PER_COMMAND: usize = 8192;

/// Commands that define others. What they expand to knows no bounds, and they would be forgotten at the end
/// of the formula.
const DEFINITIONS: &[&str] = &[
    "def",
    "futurelet",
    "let",
    "newcommand",
    "providecommand",
    "renewcommand",
];

/// Why a formula cannot be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct MathError {
    /// What is wrong, in words for the author of the formula.
    pub message: String,
    /// The byte of the formula where it goes wrong, on a character boundary; `None` if that cannot be told.
    pub at: Option<usize>,
}

impl MathError {
    fn new(message: impl Into<String>, at: impl Into<Option<usize>>) -> Self {
        Self {
            message: message.into(),
            at: at.into(),
        }
    }
}

/// The MathML of a formula in TeX: one `math` element of HTML; `display` sets it on a line of its own.
///
/// # Errors
/// The first thing that is wrong with the formula. Commands that define others are refused.
pub(super) fn mathml(source: &str, display: bool) -> Result<String, MathError> {
    let commands = survey(source)?;
    let convert = || convert(source, display);
    let outcome = if commands <= COMMANDS_ON_STACK {
        // The parser panics on numbers that are too large (`\char"FFFFFFFFFFFFFFFFF`, overflow checks on).
        // It shares nothing with the caller that could be left half done.
        catch_unwind(AssertUnwindSafe(convert)).ok()
    } else {
        on_larger_stack(commands * STACK_PER_COMMAND, convert)
    };
    outcome.unwrap_or_else(|| Err(MathError::new("this formula cannot be turned into MathML", None)))
}

/// Runs `work` on a thread of its own, since a stack that overflows cannot be caught; `None` if it panics.
fn on_larger_stack<T: Send>(bytes: usize, work: impl FnOnce() -> T + Send) -> Option<T> {
    thread::scope(|scope| {
        let thread = thread::Builder::new()
            .stack_size(bytes)
            .spawn_scoped(scope, work)
            .ok()?;
        thread.join().ok()
    })
}

/// Checks what the parser must not be given, and counts the commands.
fn survey(source: &str) -> Result<usize, MathError> {
    if source.len() > MAX_LENGTH {
        return Err(MathError::new(
            format!("this formula has {} bytes, more than {MAX_LENGTH}", source.len()),
            None,
        ));
    }
    let mut commands = 0;
    let mut open = Vec::new();
    let mut at = 0;
    while let Some(offset) = source[at..].find(['\\', '%', '{', '}']) {
        let found = at + offset;
        at = found + 1;
        match source.as_bytes()[found] {
            b'\\' => {
                commands += 1;
                at += survey_command(source, found)?;
            }
            b'%' => at = source[at..].find('\n').map_or(source.len(), |offset| at + offset),
            b'{' if open.len() == MAX_NESTING => {
                let message = format!("braces nest more than {MAX_NESTING} deep");
                return Err(MathError::new(message, found));
            }
            b'{' => open.push(found),
            _ => drop(
                open.pop()
                    .ok_or_else(|| MathError::new("this `}` closes nothing", found))?,
            ),
        }
    }
    match open.pop() {
        Some(brace) => Err(MathError::new("this `{` is not closed", brace)),
        None => Ok(commands),
    }
}

/// Checks the command whose backslash is at an offset, and gives the length of its name.
fn survey_command(source: &str, at: usize) -> Result<usize, MathError> {
    let rest = &source[at + 1..];
    let Some(first) = rest.chars().next() else {
        return Err(MathError::new("a formula cannot end with a backslash", at));
    };
    let name = command_name(rest);
    if DEFINITIONS.contains(&name) {
        return Err(MathError::new(
            format!("`\\{name}` is not supported: write out what it stands for"),
            at,
        ));
    }
    let argument = rest[name.len()..].trim_start();
    if name == "char" && !argument.starts_with(|first: char| first.is_ascii()) {
        return Err(MathError::new("`\\char` needs a number", at));
    }
    Ok(if name.is_empty() {
        first.len_utf8()
    } else {
        name.len()
    })
}

/// The letters that a text begins with.
fn command_name(text: &str) -> &str {
    let end = text.find(|character: char| !character.is_ascii_alphabetic());
    &text[..end.unwrap_or(text.len())]
}

fn convert(source: &str, display: bool) -> Result<String, MathError> {
    let storage = Storage::new();
    let padded = explain::padded(source);
    let events: Result<Vec<Event>, ParserError> = Parser::new(&padded, &storage).collect();
    let events = events.map_err(|error| explain::explain(source, &error))?;
    let config = RenderConfig {
        display_mode: if display {
            DisplayMode::Block
        } else {
            DisplayMode::Inline
        },
        ..RenderConfig::default()
    };
    let mut out = String::new();
    push_mathml(
        &mut out,
        events.into_iter().map(|event| Ok::<_, io::Error>(mend(event))),
        config,
    )
    .map_err(|error| MathError::new(error.to_string(), None))?;
    Ok(escaped(&out))
}

/// Puts right the events that the crate writes as broken HTML or invalid CSS.
fn mend(event: Event) -> Event {
    match event {
        // Names of operators are written without escapes, texts are not.
        Event::Content(Content::Function(name)) if name.contains(['<', '>', '&']) => {
            Event::Content(Content::Text(name))
        }
        // `~`, which would come out as these six characters.
        Event::Content(Content::Text("&nbsp;")) => Event::Space {
            width: Some(Dimension::new(1. / 3., DimensionUnit::Em)),
            height: None,
            depth: None,
        },
        // Without a width, the tag itself is left out.
        Event::Space { width, height, depth } => Event::Space {
            width: Some(width.map_or(Dimension::new(0., DimensionUnit::Em), css)),
            height: height.map(css),
            depth: depth.map(css),
        },
        Event::Visual(Visual::Fraction(Some(bar))) => Event::Visual(Visual::Fraction(Some(css(bar)))),
        Event::EnvironmentFlow(EnvironmentFlow::NewLine {
            spacing,
            horizontal_lines,
        }) => Event::EnvironmentFlow(EnvironmentFlow::NewLine {
            spacing: spacing.map(css),
            horizontal_lines,
        }),
        event => event,
    }
}

/// The same length in a unit of CSS, which has no `mu`, and finite.
fn css(dimension: Dimension) -> Dimension {
    let Dimension { value, unit } = dimension;
    let value = if value.is_finite() { value } else { 0. };
    match unit {
        DimensionUnit::Mu => Dimension::new(value / 18., DimensionUnit::Em),
        unit => Dimension::new(value, unit),
    }
}

/// Escapes single characters that the crate writes as they are, `<mo><</mo>`, and parts two attributes.
fn escaped(mathml: &str) -> String {
    let mut out = mathml.replace("\"minsize=\"", "\" minsize=\"");
    for (character, reference) in [('&', "&amp;"), ('<', "&lt;"), ('>', "&gt;")] {
        for end in ["</", "\u{338}</"] {
            out = out.replace(&format!(">{character}{end}"), &format!(">{reference}{end}"));
        }
    }
    out
}
