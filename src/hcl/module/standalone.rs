//! A module of a post as files that another engine can read.
//!
//! A post shows parts, Terraform wants a whole. [`Module::standalone`] makes one of the other without moving a
//! byte, so that places in the files are places in the fragments:
//!
//! - a declaration that a later fragment revises is blanked out;
//! - a reference to what nobody declares becomes a reference to a variable of type `any`, whose value no engine
//!   knows; addresses are never shorter than that;
//! - a called module has a folder of its own with a stub that takes every argument given and has every output
//!   that could be asked for;
//! - what cannot stand in two files of one module (`required_providers`, a backend) stands in one.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::{Address, Declaration, Declarations, Kind, Module, Place, Source, Unit, attribute, is_elided};
use crate::hcl::ast::{Attribute, Block, Body, Item};
use crate::hcl::reference;
use crate::hcl::token::TokenKind;
use crate::hcl::tokenize;
use crate::hcl::walk::plain_string;
use crate::source::Span;

/// Arguments of a `module` block that are not the called module's.
const OF_THE_CALL: [&str; 7] = [
    "source",
    "version",
    "providers",
    "count",
    "for_each",
    "depends_on",
    "lifecycle",
];

/// A module that needs nothing beside it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standalone {
    /// For each fragment a file of the same length; `None` for one that is no file of the module.
    pub files: Vec<Option<String>>,
    /// One more file, with what the fragments leave out.
    pub stubs: String,
    /// The modules that are called.
    pub calls: Vec<CalledModule>,
    /// Where the files are not what the fragments are.
    pub replaced: Vec<Place>,
    /// The insides of blocks that say that something is left out.
    pub elided: Vec<Place>,
}

/// A module that is called, with what stands for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalledModule {
    /// The name of the `module` block.
    pub name: String,
    /// The folder, relative to the files.
    pub folder: String,
    /// The one file in it.
    pub stub: String,
}

impl Module<'_> {
    /// The module as files that another engine can read.
    pub fn standalone(&self) -> Standalone {
        let declarations = Declarations::gather(self.units());
        let mut writer = Writer::new(self.units());
        writer.blank_revised(&declarations);
        writer.blank_imports(&declarations);
        writer.settings();
        writer.calls(&declarations);
        writer.missing(&declarations);
        writer.finish()
    }
}

/// A block of Terraform's settings and the fragment it stands in.
type Setting<'m> = (&'m Unit<'m>, &'m Block);

struct Writer<'m> {
    units: &'m [Unit<'m>],
    /// The bytes of each file, by the index of its fragment.
    files: Vec<Option<Vec<u8>>>,
    made: Standalone,
}

impl<'m> Writer<'m> {
    fn new(units: &'m [Unit<'m>]) -> Self {
        let file = |unit: &Unit<'_>| unit.declares().then(|| unit.text.as_bytes().to_vec());
        Self {
            units,
            files: units.iter().map(file).collect(),
            made: Standalone::default(),
        }
    }

    /// Puts a text in the place of another, and space in what is left of it.
    fn replace(&mut self, place: Place, text: &str) {
        if self.is_replaced(place) {
            return;
        }
        let Some(Some(file)) = self.files.get_mut(place.fragment) else {
            return;
        };
        let Some(bytes) = file.get_mut(place.span.range()) else {
            return;
        };
        for byte in bytes.iter_mut().filter(|byte| !matches!(byte, b'\n' | b'\r')) {
            *byte = b' ';
        }
        if let Some(start) = bytes.get_mut(..text.len()) {
            start.copy_from_slice(text.as_bytes());
        }
        self.made.replaced.push(place);
    }

    fn is_replaced(&self, place: Place) -> bool {
        let inside = |done: &Place| done.fragment == place.fragment && done.span.contains(place.span);
        self.made.replaced.iter().any(inside)
    }

    /// All but the last declaration of a thing; two in one fragment are a mistake and stay.
    fn blank_revised(&mut self, declarations: &Declarations<'m>) {
        for (_, all) in declarations.iter() {
            let last = all.last().map(|last| last.place.fragment);
            for revised in all.iter().filter(|it| Some(it.place.fragment) != last) {
                if let Some(span) = written(revised) {
                    let fragment = revised.place.fragment;
                    self.replace(Place { fragment, span }, "");
                }
            }
        }
    }

    /// `import` blocks into resources that are not shown.
    fn blank_imports(&mut self, declarations: &Declarations<'m>) {
        for (unit, block) in self.blocks("import") {
            let to = attribute(block, "to").map(|to| to.value.span.of(unit.text));
            let mut names = to.unwrap_or_default().split(['.', '[']).map(str::trim);
            let address = Address {
                kind: Kind::Resource,
                type_name: names.next().unwrap_or_default(),
                name: names.next().unwrap_or_default(),
            };
            if to.is_some() && declarations.get(address).is_empty() {
                self.replace(unit.place(block.span), "");
            }
        }
    }

    fn blocks(&self, kind: &str) -> Vec<Setting<'m>> {
        let units = self.units.iter().filter(|unit| unit.declares());
        units
            .flat_map(|unit| nested(&unit.snippet.body, kind).map(move |block| (unit, block)))
            .collect()
    }

    /// What may stand only once in a module, though it may once in each fragment.
    fn settings(&mut self) {
        let settings = self.blocks("terraform");
        let inner = |kinds: &[&str]| -> Vec<Setting<'m>> {
            let of = |(unit, block): &Setting<'m>, kind: &str| -> Vec<Setting<'m>> {
                let unit = *unit;
                nested(&block.body, kind).map(|block| (unit, block)).collect()
            };
            settings
                .iter()
                .flat_map(|setting| kinds.iter().flat_map(|kind| of(setting, kind)))
                .collect()
        };
        let backends = inner(&["backend", "cloud"]);
        for (unit, block) in backends.iter().rev().skip(1) {
            self.replace(unit.place(block.span), "");
        }
        let required = inner(&["required_providers"]);
        if required.len() < 2 {
            return;
        }
        let mut providers: BTreeMap<&str, &str> = BTreeMap::new();
        for (unit, block) in required {
            let entries = block.body.items.iter().filter_map(|item| match item {
                Item::Attribute(attribute) => Some(attribute),
                Item::Block(_) => None,
            });
            providers.extend(entries.map(|entry| (entry.name.text.as_str(), entry.span.of(unit.text))));
            self.replace(unit.place(block.span), "");
        }
        let mut text = String::from("terraform {\n  required_providers {\n");
        for entry in providers.values() {
            let _ = writeln!(text, "    {entry}");
        }
        self.made.stubs += &text;
        self.made.stubs += "  }\n}\n";
    }

    /// References to what is not declared.
    fn missing(&mut self, declarations: &Declarations<'m>) {
        let unknown = unknown_name(declarations);
        let _ = write!(self.made.stubs, "variable \"{unknown}\" {{\n  type = any\n}}\n");
        let mut aliases = BTreeSet::new();
        for missing in reference::missing(self.units, declarations) {
            if self.is_replaced(missing.place) {
                continue;
            }
            if missing.address.kind == Kind::Provider {
                aliases.insert((missing.address.type_name, missing.address.name));
            } else {
                self.replace(missing.place, &format!("var.{unknown}"));
            }
        }
        for (provider, alias) in aliases {
            let _ = write!(
                self.made.stubs,
                "provider \"{provider}\" {{\n  alias = \"{alias}\"\n}}\n"
            );
        }
    }

    /// Called modules, each with a folder of its own.
    fn calls(&mut self, declarations: &Declarations<'m>) {
        let outputs = self.names_after_dots();
        for address in declarations.by_kind(Kind::Module) {
            let Some(Declaration {
                place,
                source: Source::Block(block),
                ..
            }) = declarations.get(address).last().copied()
            else {
                continue;
            };
            let folder = self.made.calls.len().to_string();
            if self.lead_to(place.fragment, block, &folder) {
                self.made.calls.push(CalledModule {
                    name: address.name.to_owned(),
                    folder,
                    stub: stub(block, &outputs),
                });
            }
        }
    }

    /// Makes a call lead to a folder; whether there was room to.
    fn lead_to(&mut self, fragment: usize, block: &Block, folder: &str) -> bool {
        let source = attribute(block, "source").map(|source| &source.value);
        let text = self.units.get(fragment).map_or("", |unit| unit.text);
        let path = format!("\"./{folder}\"");
        let Some(source) =
            source.filter(|source| source.span.len() >= path.len() && plain_string(source, text).is_some())
        else {
            return false;
        };
        let span = source.span;
        self.replace(Place { fragment, span }, &path);
        for name in ["version", "providers"] {
            if let Some(Attribute { span, .. }) = attribute(block, name) {
                let span = *span;
                self.replace(Place { fragment, span }, "");
            }
        }
        true
    }

    /// Every name that follows a dot somewhere: no output that is asked for has another.
    fn names_after_dots(&self) -> BTreeSet<&'m str> {
        let mut names = BTreeSet::new();
        for unit in self.units.iter().filter(|unit| unit.declares()) {
            let tokens = tokenize(unit.text);
            let pairs = tokens
                .windows(2)
                .filter(|pair| pair[0].kind == TokenKind::Dot && pair[1].kind == TokenKind::Identifier);
            names.extend(pairs.map(|pair| pair[1].span.of(unit.text)));
        }
        names
    }

    fn finish(mut self) -> Standalone {
        for unit in self.units.iter().filter(|unit| unit.declares()) {
            for item in &unit.snippet.body.items {
                if let Item::Block(block) = item {
                    elided(unit, block, &mut self.made.elided);
                }
            }
        }
        // Only whole spans of nodes have been replaced, and by ASCII.
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap_or_default();
        self.made.files = self.files.into_iter().map(|file| file.map(text)).collect();
        self.made
    }
}

/// The bytes of a declaration.
fn written(declaration: &Declaration<'_>) -> Option<Span> {
    match declaration.source {
        Source::Block(block) => Some(block.span),
        Source::Local(attribute) => Some(attribute.span),
        Source::Other => None,
    }
}

fn nested<'m>(body: &'m Body, kind: &str) -> impl Iterator<Item = &'m Block> {
    body.items.iter().filter_map(move |item| match item {
        Item::Block(block) if block.kind.text == kind => Some(block),
        _ => None,
    })
}

fn elided(unit: &Unit<'_>, block: &Block, found: &mut Vec<Place>) {
    if is_elided(&block.body, unit.text) {
        found.push(unit.place(block.span));
        return;
    }
    for item in &block.body.items {
        if let Item::Block(block) = item {
            elided(unit, block, found);
        }
    }
}

/// A name of one letter that no variable has: `var.z` is no longer than any address.
fn unknown_name(declarations: &Declarations<'_>) -> char {
    let free = |name: &char| {
        let name = name.to_string();
        let address = Address {
            kind: Kind::Variable,
            type_name: "",
            name: &name,
        };
        declarations.get(address).is_empty()
    };
    ('a'..='z').rev().chain('A'..='Z').find(free).unwrap_or('z')
}

/// What stands for a called module.
fn stub(call: &Block, outputs: &BTreeSet<&str>) -> String {
    let mut text = String::from("resource \"terraform_data\" \"unknown\" {}\n");
    for item in &call.body.items {
        if let Item::Attribute(attribute) = item
            && !OF_THE_CALL.contains(&attribute.name.text.as_str())
        {
            let _ = writeln!(text, "variable \"{}\" {{}}", attribute.name.text);
        }
    }
    for output in outputs {
        let _ = write!(
            text,
            "output \"{output}\" {{\n  value = terraform_data.unknown.output\n}}\n"
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hcl::{Fragment, ModuleOptions};

    fn standalone(texts: &[&str]) -> Standalone {
        let fragment = |text| Fragment {
            text,
            ..Fragment::default()
        };
        let fragments: Vec<Fragment<'_>> = texts.iter().copied().map(fragment).collect();
        let made = Module::read(&fragments, &ModuleOptions::default()).standalone();
        for (file, text) in made.files.iter().zip(texts) {
            let Some(file) = file else { continue };
            assert_eq!(file.len(), text.len());
            assert_eq!(file.lines().count(), text.lines().count());
        }
        made
    }

    #[track_caller]
    fn check(texts: &[&str], expected: &[&str]) {
        let made = standalone(texts);
        let files: Vec<&str> = made
            .files
            .iter()
            .map(|file| file.as_deref().unwrap_or("-"))
            .collect();
        assert_eq!(files, expected);
    }

    #[test]
    fn what_is_whole_stays_as_it_is() {
        let text = "variable \"a\" {}\n\noutput \"b\" {\n  value = var.a\n}\n";
        check(&[text], &[text]);
        assert!(standalone(&[text]).replaced.is_empty());
    }

    #[test]
    fn a_name_that_nobody_declares_is_unknown() {
        check(
            &[
                "output \"a\" {\n  value = [var.x, local.vpc_id, aws_vpc.main[0].id, data.aws_ami.a.id, module.v.id]\n}\n",
            ],
            &[
                "output \"a\" {\n  value = [var.z, var.z       , var.z       [0].id, var.z         .id, var.z   .id]\n}\n",
            ],
        );
        check(
            &["variable \"z\" {}\noutput \"a\" {\n  value = \"${local.가}\"\n}\n"],
            &["variable \"z\" {}\noutput \"a\" {\n  value = \"${var.y    }\"\n}\n"],
        );
        assert!(
            standalone(&["variable \"z\" {}\n"])
                .stubs
                .contains("variable \"y\" {")
        );
    }

    #[test]
    fn what_is_revised_later_goes() {
        check(
            &[
                "locals {\n  a = 1\n  b = 2\n}\nvariable \"x\" {\n}\n",
                "locals {\n  a = 3\n}\nvariable \"x\" {}\n",
            ],
            &[
                "locals {\n       \n  b = 2\n}\n              \n \n",
                "locals {\n  a = 3\n}\nvariable \"x\" {}\n",
            ],
        );
        check(
            &["locals {\n  a = local.unknown\n}\n", "locals {\n  a = 3\n}\n"],
            &["locals {\n                   \n}\n", "locals {\n  a = 3\n}\n"],
        );
        let twice = "variable \"x\" {}\nvariable \"x\" {}\n";
        check(&[twice], &[twice]);
    }

    #[test]
    fn only_files_of_the_module_are_files() {
        check(
            &[
                "cidr_block = 1\n",
                "variable \"x\" {}\n",
                "job \"a\" {}\n",
                "aws_vpc.a.id\n",
            ],
            &["-", "variable \"x\" {}\n", "-", "-"],
        );
    }

    #[test]
    fn required_providers_stand_once() {
        let one = "terraform {\n  required_providers {\n    aws = {\n      source = \"hashicorp/aws\"\n    }\n  }\n}\n";
        let two = "terraform {\n  required_providers {\n    tls = \"~> 4.0\"\n  }\n}\n";
        check(&[one], &[one]);
        let made = standalone(&[one, two]);
        assert!(
            !made
                .files
                .iter()
                .flatten()
                .any(|file| file.contains("required_providers"))
        );
        assert!(made.stubs.contains("    tls = \"~> 4.0\"\n"), "{}", made.stubs);
        assert!(
            made.stubs.contains("source = \"hashicorp/aws\""),
            "{}",
            made.stubs
        );
    }

    #[test]
    fn a_called_module_is_a_stub() {
        let made = standalone(&[
            "module \"vpc\" {\n  source  = \"terraform-aws-modules/vpc/aws\"\n  version = \"~> 6.0\"\n  cidr    = 1\n  providers = {\n    aws = aws.seoul\n  }\n}\n\
             output \"a\" {\n  value = module.vpc.id\n}\n",
        ]);
        let file = made.files[0].as_deref().unwrap();
        assert!(
            file.contains("source  = \"./0\"      ") && !file.contains("version"),
            "{file}"
        );
        assert_eq!(made.calls.len(), 1);
        let stub = &made.calls[0].stub;
        assert!(
            stub.contains("variable \"cidr\" {}") && stub.contains("output \"id\""),
            "{stub}"
        );
        assert!(!stub.contains("variable \"source\""), "{stub}");
        assert!(!made.stubs.contains("seoul"), "{}", made.stubs);
    }

    #[test]
    fn an_import_into_nothing_goes() {
        check(
            &["import {\n  to = aws_vpc.a\n  id = 1\n}\n"],
            &["        \n                \n        \n \n"],
        );
    }

    #[test]
    fn a_body_that_leaves_something_out_is_told() {
        let text = "resource \"aws_vpc\" \"a\" {\n  # ...\n}\nresource \"aws_vpc\" \"b\" {\n  x {\n    # ...\n  }\n}\n";
        let made = standalone(&[text]);
        let spans: Vec<&str> = made.elided.iter().map(|place| place.span.of(text)).collect();
        assert_eq!(spans.len(), 2);
        assert!(spans[1].starts_with("x {"), "{spans:?}");
    }
}
