//! Labels of blocks: how many, and whether they are names.

use super::{Checker, edit};
use crate::diagnostic::{Diagnostic, catalogue, suggest};
use crate::hcl::ast::{Block, Label};
use crate::hcl::structure::table::BlockType;
use crate::source::Span;

/// Names a variable may not have, because they mean something in the blocks of modules.
const RESERVED: [&str; 8] = [
    "source",
    "version",
    "providers",
    "count",
    "for_each",
    "lifecycle",
    "depends_on",
    "locals",
];

impl Checker<'_> {
    pub(super) fn labels(&mut self, known: &BlockType, block: &Block) {
        let (wanted, given) = (known.labels.len(), block.labels.len());
        if wanted != given {
            self.label_count(known, block);
        }
        let is_name =
            |(_, label): &(&&str, &Label)| names_something(known.name) && !is_placeholder(&label.value);
        for (what, label) in known.labels.iter().zip(&block.labels).filter(is_name) {
            if !is_name_text(&label.value) && wanted == given {
                self.no_name(known, what, label);
            }
        }
        if known.name == "provisioner"
            && let [label] = block.labels.as_slice()
        {
            self.provisioner_type(label);
        }
        if known.name == "variable"
            && let [label] = block.labels.as_slice()
            && RESERVED.contains(&label.value.as_str())
        {
            let message = format!("a variable cannot be called `{}`", label.value);
            let finding = Diagnostic::new(&catalogue::HCL_LABELS, message)
                .at(label.span, "means something in `module` blocks")
                .help("give it another name");
            self.found.push(finding);
        }
    }

    /// Terraform itself brings all the provisioners there are, near enough.
    fn provisioner_type(&mut self, label: &Label) {
        const KNOWN: [&str; 3] = ["file", "local-exec", "remote-exec"];
        const GONE: [&str; 4] = ["chef", "habitat", "puppet", "salt-masterless"];
        let name = label.value.as_str();
        if KNOWN.contains(&name) {
            return;
        }
        let finding = if GONE.contains(&name) {
            let message = format!("Terraform has no provisioner `{name}` any more");
            Diagnostic::new(&catalogue::HCL_LABELS, message)
                .at(label.span, "removed in Terraform 0.15")
                .help("use `remote-exec`, or what the machine image brings along")
        } else if let Some(near) = suggest::nearest(name, KNOWN) {
            let message = format!("there is no provisioner `{name}`");
            Diagnostic::new(&catalogue::HCL_LABELS, message)
                .at(label.span, "unknown")
                .help(format!("did you mean `{near}`?"))
                .fix(
                    format!("write `{near}`"),
                    vec![edit(label.span, format!("\"{near}\""))],
                )
        } else {
            return;
        };
        self.found.push(finding);
    }

    fn label_count(&mut self, known: &BlockType, block: &Block) {
        let (wanted, given) = (known.labels.len(), block.labels.len());
        let needs = match known.labels {
            [] => "no label".to_owned(),
            [one] => format!("one label, the {one}"),
            labels => format!("{} labels, the {}", labels.len(), labels.join(" and the ")),
        };
        let message = format!("`{}` takes {needs}, but has {}", known.name, count(given));
        let finding = Diagnostic::new(&catalogue::HCL_LABELS, message);
        if given < wanted {
            let after = block.labels.last().map_or(block.kind.span, |last| last.span);
            let what = known.labels.get(given).copied().unwrap_or("label");
            let finding = finding.at(Span::at(after.end as usize), format!("the {what} is missing"));
            self.found.push(match split_label(block, wanted) {
                Some((span, parts)) => finding.fix(format!("write `{parts}`"), vec![edit(span, parts)]),
                None => finding,
            });
            return;
        }
        let last = block.labels.last().map_or(block.kind.span, |last| last.span);
        let extra = block
            .labels
            .get(wanted)
            .map_or(last, |first| first.span.cover(last));
        let before = match wanted.checked_sub(1).and_then(|index| block.labels.get(index)) {
            Some(label) => label.span,
            None => block.kind.span,
        };
        let gap = Span::new(before.end as usize, extra.end as usize);
        self.found.push(
            finding
                .at(extra, "too many")
                .fix("take it out", vec![edit(gap, "")]),
        );
    }

    fn no_name(&mut self, known: &BlockType, what: &str, label: &Label) {
        let message = format!("the {what} of `{}` cannot be `{}`", known.name, label.value);
        let mut finding = Diagnostic::new(&catalogue::HCL_LABELS, message)
            .at(label.span, "not a name")
            .help("begin with a letter or `_`, and go on with letters, digits, `_` and `-`");
        let mended = mended(&label.value);
        if is_name_text(&mended) {
            let quoted = format!("\"{mended}\"");
            finding = finding.fix(format!("write `{mended}`"), vec![edit(label.span, quoted)]);
        }
        self.found.push(finding);
    }
}

fn count(labels: usize) -> String {
    match labels {
        0 => "none".to_owned(),
        labels => labels.to_string(),
    }
}

/// Whether the labels of a block are names, not the types of something outside of the language.
fn names_something(block: &str) -> bool {
    !matches!(block, "backend" | "provisioner" | "dynamic" | "provider_meta")
}

/// `<NAME>` and the like in text that explains a block's form.
fn is_placeholder(label: &str) -> bool {
    label.contains(['<', '>', '{', '[']) || label.is_empty()
}

/// Whether a text is a name of the language.
pub(crate) fn is_name_text(text: &str) -> bool {
    let mut characters = text.chars();
    let first = characters.next();
    first.is_some_and(|first| first == '_' || unicode_ident::is_xid_start(first))
        && characters.all(|character| character == '-' || unicode_ident::is_xid_continue(character))
}

fn mended(label: &str) -> String {
    let legal = |character: char| character == '-' || unicode_ident::is_xid_continue(character);
    let text: String = label
        .chars()
        .map(|character| if legal(character) { character } else { '_' })
        .collect();
    if text.starts_with(|first: char| first.is_ascii_digit()) {
        format!("_{text}")
    } else {
        text
    }
}

/// `"aws_vpc.main"` in place of `"aws_vpc" "main"`.
fn split_label(block: &Block, wanted: usize) -> Option<(Span, String)> {
    let [label] = block.labels.as_slice() else {
        return None;
    };
    let (kind, name) = label.value.split_once('.')?;
    (wanted == 2 && is_name_text(kind) && is_name_text(name))
        .then(|| (label.span, format!("\"{kind}\" \"{name}\"")))
}
