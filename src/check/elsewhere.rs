//! The addresses of other hosts that a site refers to, each at the line that wrote it. Whether anything answers
//! there is not asked here.

use std::collections::HashSet;

use super::outputs::{Made, Output};
use super::writer::Writer;
use crate::diagnostic::Location;
use crate::link::Reference;
use crate::link::address::{Meaning, names_host};
use crate::link::proof;
use crate::link::published::Published;
use crate::link::url::Url;
use crate::site::{PageId, Resolution, Site};
use crate::source::{Content, SourceFile, SourcePath, SourceTree, built_in};

/// An address of another host over HTTP, and where it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outbound {
    /// What is asked for; `None` when nothing can be.
    pub url: Option<Url>,
    /// The address as it is written.
    pub written: String,
    /// Where; `None` when a template has made it.
    pub place: Option<Location>,
    /// The path of an output that has it, such as `posts/name/index.html`.
    pub output: String,
}

impl Outbound {
    /// What the address is known by: without its fragment.
    pub fn key(&self) -> String {
        match &self.url {
            Some(url) => url.without_fragment().to_string(),
            None => self.written.clone(),
        }
    }
}

/// The addresses of other hosts in all outputs of a site, given in the order of their numbers in `published`; each
/// place once, and what is written in no file of the author's once.
pub fn of_site(
    site: &Site,
    sources: &SourceTree,
    published: &Published,
    outputs: &[Output],
) -> Vec<Outbound> {
    let mut collector = Collector {
        site,
        writer: Writer::new(site, sources),
        built_in: unchanged_built_in(sources),
        places: HashSet::new(),
        known: HashSet::new(),
        found: Vec::new(),
    };
    // Files first: what is known there is not looked for where a list or feed repeats it.
    for wants_theme in [false, true] {
        for (number, output) in outputs.iter().enumerate() {
            if matches!(output.made, Made::Theme) != wants_theme {
                continue;
            }
            let path = published.path(number);
            if let Made::Page(page) = output.made {
                collector.read_markdown(page, path);
            }
            for reference in &output.proof.elsewhere {
                collector.read_output(output, path, reference);
            }
        }
    }
    collector.found
}

fn unchanged_built_in(sources: &SourceTree) -> HashSet<SourcePath> {
    let is_unchanged = |file: &SourceFile| match (&file.content, sources.text(file.path.as_str())) {
        (Content::Text(ours), Some(theirs)) => ours.hash == theirs.hash,
        _ => false,
    };
    let unchanged = built_in().filter(is_unchanged);
    unchanged.map(|file| file.path).collect()
}

struct Collector<'a> {
    site: &'a Site,
    writer: Writer<'a>,
    /// Files of the built-in theme that the author has not replaced.
    built_in: HashSet<SourcePath>,
    places: HashSet<Location>,
    /// What has been found, by what it asks for.
    known: HashSet<String>,
    found: Vec<Outbound>,
}

impl Collector<'_> {
    /// Every link of a text has its own place.
    fn read_markdown(&mut self, page: PageId, output: &str) {
        let document = &self.site.page(page).document;
        for link in &document.facts.links {
            let is_outbound = self.site.resolve(page, &link.destination) == Resolution::External;
            let meaning = self.site.origin.meaning("", None, &link.destination);
            let over_http = matches!(meaning, Meaning::Elsewhere { .. });
            if is_outbound && over_http && proof::outside(&meaning).is_none() {
                self.add(&link.destination, Some(document.location(link.span)), output);
            }
        }
    }

    fn read_output(&mut self, output: &Output, path: &str, reference: &Reference) {
        let asked = asked(&reference.url);
        let of_page = matches!(output.made, Made::Page(_));
        if self.known.contains(&asked) && (of_page || matches!(output.made, Made::Theme)) {
            return;
        }
        let place = self.writer.place(&output.made, &reference.url, &reference.range);
        // Recto's own templates are Recto's to mend.
        if place
            .as_ref()
            .is_some_and(|place| self.built_in.contains(&place.path))
        {
            return;
        }
        self.add(&reference.url, place, path);
    }

    fn add(&mut self, written: &str, place: Option<Location>, output: &str) {
        // Relative to a `<base>` on another host; what it means there is not known.
        if !names_host(written) {
            return;
        }
        self.known.insert(asked(written));
        if place
            .as_ref()
            .is_none_or(|place| self.places.insert(place.clone()))
        {
            self.found.push(Outbound {
                url: Url::parse(written),
                written: written.to_owned(),
                place,
                output: output.to_owned(),
            });
        }
    }
}

/// What an address asks for, for telling whether two are one.
fn asked(written: &str) -> String {
    Url::parse(written).map_or_else(|| written.to_owned(), |url| url.to_string())
}

#[cfg(test)]
mod tests {
    use crate::output::OutputTree;
    use crate::pipeline::{Builder, Options};
    use crate::source::{SourceTree, built_in};

    #[test]
    fn an_address_stands_where_it_is_written() {
        let mut sources = SourceTree::from_fixture(
            "-- recto.toml --\ntitle = \"T\"\nbase_url = \"https://me.example/\"\n\
             [[menu]]\nlabel = \"Code\"\nurl = \"https://code.example/me\"\n\
             -- content/posts/a.md --\n---\ntitle: A\ndate: 2025-07-08\n---\n\
             [one](https://a.example/글), [again](https://a.example/글), [mail](mailto:a@b.example),\n\
             [own](https://me.example/), [local](http://localhost:3000/)\n\n\
             <video src=\"https://b.example/v.mp4\"></video>\n\n[ref]\n\n[ref]: <https://c.example/#x>\n\
             -- static/a.css --\nbody { background: url(https://d.example/p.png) }\n",
        );
        sources.underlay(built_in());
        let options = Options {
            elsewhere: true,
            ..Options::default()
        };
        let build = Builder::new()
            .build(&sources, &options, &OutputTree::new())
            .unwrap();
        let mut found: Vec<String> = build
            .elsewhere
            .iter()
            .filter_map(|outbound| {
                let place = outbound.place.as_ref()?;
                let Some(text) = sources.text(place.path.as_str()) else {
                    return Some(format!("{} {}", place.path, outbound.written));
                };
                let line = text.text[..place.span.range().start].matches('\n').count() + 1;
                Some(format!("{}:{line} {}", place.path, place.span.of(&text.text)))
            })
            .collect();
        found.sort();
        assert_eq!(
            found,
            [
                "content/posts/a.md:12 https://c.example/#x",
                "content/posts/a.md:5 https://a.example/글",
                "content/posts/a.md:5 https://a.example/글",
                "content/posts/a.md:8 https://b.example/v.mp4",
                "recto.toml:5 https://code.example/me",
                "static/a.css https://d.example/p.png",
            ]
        );
    }
}
