//! `recto check --engine`: the author's own Terraform or OpenTofu as a second opinion on the code of posts.
//!
//! Every module of a post is made whole (`Module::standalone`), written into a folder of its own below
//! `.recto/engine/`, and validated there. Where the engine and Recto do not agree, a note says so.
//!
//! 1. `program` finds the engine and runs it;
//! 2. `folder` writes what it reads;
//! 3. `answer` reads what it says, back at the places of the author's text;
//! 4. `compare` holds that against what Recto has found.

mod answer;
mod compare;
mod folder;
mod program;

use std::collections::BTreeSet;
use std::path::Path;

use recto::check::{self, PostModule};
use recto::diagnostic::{Diagnostic, catalogue};
use recto::source::SourcePath;

use super::args::EngineArgs;
use super::failure::Failure;
use super::report::plural;
use super::subject::Subject;
use super::terminal::Terminal;
use answer::{Answer, Obstacle};
use folder::Workshop;
use program::Program;

/// What came of asking the engine.
#[derive(Default)]
struct Tally {
    checked: usize,
    skipped: usize,
    differences: Vec<Diagnostic>,
    /// Providers that the engine would have needed.
    providers: BTreeSet<String>,
}

/// Asks the engine about the code of every page, and gives the differences to what was found.
pub(super) fn run(
    args: &EngineArgs,
    subject: &Subject,
    terminal: &Terminal,
) -> Result<Vec<Diagnostic>, Failure> {
    let (Some(engine), Some((root, site))) = (args.engine, subject.checked_site()) else {
        return Ok(Vec::new());
    };
    let program = Program::find(engine)?;
    let workshop = Workshop::open(root, args.engine_dir.as_deref())?;
    let mut tally = Tally::default();
    for page in &site.pages {
        let document = &page.document;
        for module in check::modules(document, &subject.sources) {
            let asked = Asked {
                program: &program,
                path: &document.path,
                module: &module,
                found: &subject.found,
            };
            asked.ask(&workshop, &mut tally, terminal)?;
        }
    }
    say(&tally, &program, args.engine_dir.as_deref(), terminal);
    if site.config.severities.get(catalogue::HCL_ENGINE.id) == Some(&None) {
        tally.differences.clear();
    }
    Ok(tally.differences)
}

/// One module that the engine is asked about.
struct Asked<'a> {
    program: &'a Program,
    path: &'a SourcePath,
    module: &'a PostModule<'a>,
    found: &'a [Diagnostic],
}

impl Asked<'_> {
    fn ask(&self, workshop: &Workshop, tally: &mut Tally, terminal: &Terminal) -> Result<(), Failure> {
        let folder = workshop.write(&name(self.path, self.module.name), &self.module.standalone)?;
        let answer = Answer::read(&self.program.validate(&folder)?, &self.module.standalone);
        let answer = answer.map_err(|cause| Failure {
            message: format!(
                "cannot read what {} says of `{}`: {cause}",
                self.program, self.path
            ),
            help: None,
        })?;
        if let Some(obstacle) = &answer.obstacle {
            tally.skipped += 1;
            terminal.say(&format!("{} skipped `{}`: {obstacle}", self.program, self.path));
            if let Obstacle::Providers(providers) = obstacle {
                tally.providers.extend(providers.iter().cloned());
            }
            return Ok(());
        }
        tally.checked += 1;
        let shown = super::site::shown(&folder);
        let differences = compare::differences(self.module, &answer, self.found, self.program.name(), &shown);
        tally.differences.extend(differences);
        Ok(())
    }
}

/// The name of a module's folder: `posts+vpc`, `posts+vpc@dev`.
fn name(path: &SourcePath, module: &str) -> String {
    let page = path.strip_folder("content").unwrap_or(path.as_str());
    let page = page.strip_suffix(".md").unwrap_or(page).replace('/', "+");
    if module.is_empty() {
        return page;
    }
    let legal = |character: char| {
        if character.is_alphanumeric() || matches!(character, '-' | '_') {
            character
        } else {
            '_'
        }
    };
    format!("{page}@{}", module.chars().map(legal).collect::<String>())
}

fn say(tally: &Tally, program: &Program, engine_dir: Option<&Path>, terminal: &Terminal) {
    if !tally.providers.is_empty() && engine_dir.is_none() {
        terminal.say(
            "help: run `init` in a folder whose code requires these providers, and name it with `--engine-dir`",
        );
    }
    let skipped = match tally.skipped {
        0 => String::new(),
        skipped => format!(", {skipped} skipped"),
    };
    terminal.say(&format!(
        "{program} looked at {}{skipped}: {}",
        plural(tally.checked, "module"),
        plural(tally.differences.len(), "difference")
    ));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_has_a_folder_of_its_own() {
        let check = |path: &str, module: &str, expected: &str| {
            assert_eq!(name(&SourcePath::new(path), module), expected);
        };
        check("content/posts/가.md", "", "posts+가");
        check("content/a/index.md", "dev", "a+index@dev");
        check("content/a.md", "../x", "a@___x");
    }
}
