//! Puts `data/schemas/` into the form in which it is part of the program: one in which the schema of a type is found
//! and read without anything being unpacked.
//!
//! All lines of all types have an eighth as many names and a hundred meanings, so a line is kept as the numbers of
//! both. `src/hcl/schema/embedded.rs` reads what is written here.

use std::collections::HashMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use ruzstd::decoding::StreamingDecoder;
use ruzstd::io::Read;

/// What is written, each in a file of its name.
#[derive(Default)]
struct Tables {
    /// The heads of all types (`resource aws_vpc`), sorted within a provider.
    heads: Texts,
    /// The different first words of lines.
    names: Texts,
    /// What follows them.
    meanings: Texts,
    /// The lines of all bodies, in the order of the heads: two bytes for the number of the name, one for that of the
    /// meaning.
    bodies: Vec<u8>,
    /// For each head, where its body ends among the lines.
    body_ends: Vec<u8>,
}

/// Texts one behind the other.
#[derive(Default)]
struct Texts {
    text: String,
    /// Where each ends.
    ends: Vec<u8>,
    /// The numbers of those that are there once.
    numbers: HashMap<String, usize>,
}

/// Packs the providers of `folder` into tables in `out`, and lists them in `schemas.rs` there.
pub(crate) fn pack(folder: &Path, out: &Path) {
    let mut tables = Tables::default();
    let mut code = String::new();
    let texts = texts(folder);
    let count = texts.len();
    for text in texts {
        let mut lines = text.lines();
        let first = lines.next().and_then(|line| line.strip_prefix("provider "));
        let (source, version) = first.and_then(|line| line.split_once(' ')).expect("a provider");
        let start = tables.heads.count();
        tables.add(lines);
        let end = tables.heads.count();
        writeln!(
            code,
            "    Slice::packed({source:?}, {version:?}, {start}..{end}),"
        )
        .expect("a string grows");
    }
    let code = format!("static PROVIDERS: [Slice; {count}] = [\n{code}];\n");
    fs::write(out.join("schemas.rs"), code).expect("the output folder is there");
    for (name, bytes) in [
        ("heads.txt", tables.heads.text.as_bytes()),
        ("heads.ends", &tables.heads.ends),
        ("names.txt", tables.names.text.as_bytes()),
        ("names.ends", &tables.names.ends),
        ("meanings.txt", tables.meanings.text.as_bytes()),
        ("meanings.ends", &tables.meanings.ends),
        ("bodies", &tables.bodies),
        ("bodies.ends", &tables.body_ends),
    ] {
        fs::write(out.join(format!("schemas.{name}")), bytes).expect("the output folder is there");
    }
}

/// The texts by their first lines, those of providers that are written by hand last.
fn texts(folder: &Path) -> Vec<String> {
    let mut texts = Vec::new();
    for entry in fs::read_dir(folder).expect("the schemas are there").flatten() {
        let path = entry.path();
        let read = || fs::read(&path).expect("it was listed");
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("zst") => texts.push((false, unpack(&read()))),
            Some("schema") => texts.push((true, read())),
            _ => {}
        }
    }
    texts.sort();
    let text = |(_, bytes)| String::from_utf8(bytes).expect("schemas are text");
    texts.into_iter().map(text).collect()
}

fn unpack(packed: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut decoder = StreamingDecoder::new(packed).expect("it is compressed with Zstandard");
    decoder.read_to_end(&mut bytes).expect("it is whole");
    bytes
}

impl Tables {
    /// Adds the types of a provider.
    fn add<'a>(&mut self, mut lines: impl Iterator<Item = &'a str>) {
        let mut types = Vec::new();
        while let Some(line) = lines.next() {
            let head = line.strip_suffix(" {").expect("the head of a type");
            assert!(
                head.split(' ').count() <= 2,
                "`{head}` says more than there is room for"
            );
            let mut open = 1;
            let body: Vec<&str> = lines
                .by_ref()
                .map(str::trim)
                .take_while(|line| {
                    open += i32::from(line.ends_with('{')) - i32::from(*line == "}");
                    open > 0
                })
                .collect();
            types.push((head, body));
        }
        types.sort_unstable();
        for (head, body) in types {
            self.heads.push(head);
            for line in body {
                let (name, meaning) = line.split_at(line.find(' ').unwrap_or(line.len()));
                let name = u16::try_from(self.names.number(name)).expect("numbers of more bytes for names");
                let meaning = u8::try_from(self.meanings.number(meaning)).expect("numbers of more bytes");
                self.bodies.extend(name.to_le_bytes());
                self.bodies.push(meaning);
            }
            push_end(&mut self.body_ends, self.bodies.len() / 3);
        }
    }
}

impl Texts {
    fn count(&self) -> usize {
        self.ends.len() / 4
    }

    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        push_end(&mut self.ends, self.text.len());
    }

    /// The number of a text, which is added where it is new.
    fn number(&mut self, text: &str) -> usize {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let number = self.count();
        self.numbers.insert(text.to_owned(), number);
        self.push(text);
        number
    }
}

fn push_end(ends: &mut Vec<u8>, end: usize) {
    ends.extend(u32::try_from(end).expect("tables are small").to_le_bytes());
}
