//! What an HTML or SVG text refers to, and its ids.

use std::borrow::Cow;
use std::ops::Range;

use super::markup::{Attribute, Tag, Tags, srcset, trimmed};
use super::{Contents, Kind, Reference, css};
use crate::source::Span;

/// Finds all references and ids of a text. Never fails: what is not HTML has neither.
///
/// Elements and attributes are those of the HTML Standard that hold an address, `meta` properties of Open
/// Graph among them, and `href` of SVG. Hints such as `preconnect` name a host and no file, so they count
/// for nothing.
pub fn contents(text: &str) -> Contents {
    contents_but(text, &[])
}

/// The same without reading the bytes in which nothing is known to count.
pub(super) fn contents_but(text: &str, inert: &[Span]) -> Contents {
    let mut reader = Reader {
        text,
        contents: Contents::default(),
    };
    let mut tags = Tags::without(text, inert);
    let mut tag = Tag::default();
    while tags.next_into(&mut tag) {
        // A template that becomes a shadow tree is shown; others wait for scripts.
        if tag.is("template") && tag.value("shadowrootmode").is_none() {
            tags.skip_template();
        } else {
            reader.read(&tag);
        }
    }
    reader.contents
}

/// What the text of an entry refers to in a feed. What a drawing takes from its own text came along with it.
pub(super) fn quoted(text: &str) -> impl Iterator<Item = Reference> {
    let leads_out = |reference: &Reference| reference.kind == Kind::Page || !reference.url.starts_with('#');
    contents(text).references.into_iter().filter(leads_out)
}

struct Reader<'a> {
    text: &'a str,
    contents: Contents,
}

impl Reader<'_> {
    fn read(&mut self, tag: &Tag<'_>) {
        if tag.is("base") && self.contents.base.is_none() {
            self.contents.base = tag.value("href").map(|value| self.decoded(&value));
            return;
        }
        for attribute in &tag.attributes {
            self.read_attribute(tag, attribute);
        }
        if tag.is("style")
            && let Some(sheet) = &tag.raw_text
        {
            self.read_css(sheet.clone());
        }
    }

    fn read_attribute(&mut self, tag: &Tag<'_>, attribute: &Attribute<'_>) {
        // Most attributes of a page are classes of highlighted code.
        if attribute.name.eq_ignore_ascii_case("class") {
            return;
        }
        match &*lower(attribute.name) {
            "id" => self.id(&attribute.value),
            "name" if tag.is("a") => {
                let name = self.decoded(&attribute.value);
                self.contents.ids.insert(name);
            }
            "style" => self.read_style(&attribute.value),
            "fill" | "stroke" | "filter" | "clip-path" | "mask" | "marker-start" | "marker-mid"
            | "marker-end" => {
                self.read_style(&attribute.value);
                self.paint(&attribute.value);
            }
            "srcdoc" if tag.is("iframe") => self.read_document(&attribute.value),
            "content" if tag.is("meta") => self.meta(tag, &attribute.value),
            name => {
                let Some(kind) = kind(self.text, tag, attribute) else {
                    return;
                };
                if matches!(name, "srcset" | "imagesrcset") {
                    for address in srcset(self.text, attribute.value.clone()) {
                        self.refer(kind, address);
                    }
                } else {
                    self.refer(kind, trimmed(self.text, &attribute.value));
                }
            }
        }
    }

    fn refer(&mut self, kind: Kind, range: Range<usize>) {
        let url = decode(&self.text[range.clone()]).into_owned();
        self.contents.references.push(Reference { kind, url, range });
    }

    fn id(&mut self, value: &Range<usize>) {
        let id = self.decoded(value);
        if id.is_empty() || !self.contents.ids.insert(id.clone()) {
            self.contents.bad_ids.push((id, value.clone()));
        }
    }

    fn read_style(&mut self, value: &Range<usize>) {
        match decode(&self.text[value.clone()]) {
            Cow::Borrowed(_) => self.read_css(value.clone()),
            Cow::Owned(style) => self.read_decoded(value, css::references(&style)),
        }
    }

    /// What a drawing takes from this very file (`fill="url(#id)"`). A style sheet's parts are not looked for:
    /// it may be meant for another page.
    fn paint(&mut self, value: &Range<usize>) {
        let text = &self.text[value.clone()];
        let inside = text
            .trim_start()
            .strip_prefix("url(")
            .and_then(|rest| rest.split_once(')'));
        let Some((inside, fallback)) = inside else { return };
        let address = inside.trim().trim_matches(['"', '\'']);
        // What is painted instead is the author's own answer. A `<base>` changes links, and these not.
        if address.starts_with('#') && fallback.trim().is_empty() && self.contents.base.is_none() {
            let start = value.end - text.len() + text.find('#').unwrap_or_default();
            self.refer(Kind::Resource, start..start + address.len());
        }
    }

    /// The document that a frame has in place of a file. Its ids are its own, and so are its frames.
    fn read_document(&mut self, value: &Range<usize>) {
        let document = decode(&self.text[value.clone()]);
        let mut reader = Reader {
            text: &document,
            contents: Contents::default(),
        };
        let mut tags = Tags::new(&document);
        let mut tag = Tag::default();
        while tags.next_into(&mut tag) {
            if !tag.is("iframe") && !tag.is("base") {
                reader.read(&tag);
            }
        }
        let mut found = reader.contents.references;
        found.retain(|reference| !reference.url.starts_with('#'));
        self.read_decoded(value, found);
    }

    /// References of the text that a value means, whose places are put back into the value as written.
    fn read_decoded(&mut self, value: &Range<usize>, found: Vec<Reference>) {
        let places = places(&self.text[value.clone()]);
        let written = |at: usize| {
            let known = places.partition_point(|(decoded, _)| *decoded <= at);
            let (decoded, written) = places[..known].last().copied().unwrap_or_default();
            value.start + written + (at - decoded)
        };
        self.contents
            .references
            .extend(found.into_iter().map(|reference| Reference {
                range: written(reference.range.start)..written(reference.range.end),
                ..reference
            }));
    }

    fn read_css(&mut self, range: Range<usize>) {
        let found = css::references(&self.text[range.clone()]);
        self.contents
            .references
            .extend(found.into_iter().map(|reference| Reference {
                range: reference.range.start + range.start..reference.range.end + range.start,
                ..reference
            }));
    }

    /// The address in `<meta http-equiv=refresh>` and in properties of Open Graph and of cards.
    fn meta(&mut self, tag: &Tag<'_>, value: &Range<usize>) {
        let named = |attribute: &str| tag.value(attribute).map(|range| &self.text[range]);
        if named("http-equiv").is_some_and(|name| name.eq_ignore_ascii_case("refresh")) {
            if let Some(address) = refresh_address(self.text, value) {
                self.refer(Kind::Page, address);
                self.contents.sends_on = true;
            }
            return;
        }
        let property = named("property").or_else(|| named("name")).unwrap_or_default();
        if PROPERTIES.contains(&property) {
            self.refer(Kind::Machine, trimmed(self.text, value));
        }
    }

    fn decoded(&self, range: &Range<usize>) -> String {
        decode(&self.text[range.clone()]).into_owned()
    }
}

/// A name in lower case, which most are already.
fn lower(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}

/// Names of `meta` whose content is an address that should answer.
const PROPERTIES: &[&str] = &[
    "og:image",
    "og:image:url",
    "og:image:secure_url",
    "og:url",
    "og:video",
    "og:video:url",
    "og:audio",
    "twitter:image",
    "twitter:image:src",
    "msapplication-TileImage",
    "msapplication-config",
];

/// How an element uses the address, or the addresses of a `srcset`, in an attribute; `None` when there is no
/// address in it. `text` is what the places in both point into.
pub fn kind(text: &str, tag: &Tag<'_>, attribute: &Attribute<'_>) -> Option<Kind> {
    let is = |names: &[&str]| names.iter().any(|name| tag.is(name));
    match &*lower(attribute.name) {
        "srcset" if is(&["img", "source"]) => Some(Kind::Picture),
        "imagesrcset" if tag.is("link") => Some(Kind::Picture),
        "href" | "xlink:href" if is(&["a", "area"]) => Some(Kind::Page),
        "href" if tag.is("link") => link_kind(text, tag),
        "href" | "xlink:href" if is(&["image", "feimage"]) => Some(Kind::Picture),
        "href" | "xlink:href" if is(&["use", "script", "textpath", "mpath", "pattern"]) => {
            Some(Kind::Resource)
        }
        "src" if is(&["img", "video", "audio", "source", "track", "input"]) => Some(Kind::Picture),
        "src" if is(&["script", "iframe", "embed", "frame"]) => Some(Kind::Resource),
        "poster" if tag.is("video") => Some(Kind::Picture),
        "data" if tag.is("object") => Some(Kind::Resource),
        "background" if is(&["body", "table", "td", "th"]) => Some(Kind::Picture),
        "action" if tag.is("form") => Some(Kind::Page),
        "cite" if is(&["blockquote", "q", "del", "ins"]) => Some(Kind::Machine),
        "formaction" if is(&["button", "input"]) => Some(Kind::Page),
        _ => None,
    }
}

/// How `<link href>` uses its address (HTML Standard, 4.6.7).
fn link_kind(text: &str, tag: &Tag<'_>) -> Option<Kind> {
    const LOADED: &[&str] = &[
        "apple-touch-icon",
        "apple-touch-icon-precomposed",
        "icon",
        "manifest",
        "mask-icon",
        "modulepreload",
        "prefetch",
        "preload",
        "prerender",
        "stylesheet",
    ];
    const HINTS: &[&str] = &["dns-prefetch", "preconnect", "pingback", "profile"];
    let rel = tag.value("rel")?;
    let relations = || text[rel.clone()].split_ascii_whitespace();
    let among = |names: &[&str]| {
        relations().any(|relation| names.iter().any(|name| relation.eq_ignore_ascii_case(name)))
    };
    if among(LOADED) {
        Some(Kind::Resource)
    } else if among(HINTS) {
        None
    } else {
        Some(Kind::Machine)
    }
}

/// The address of a refresh such as `5; url=/new/` (HTML Standard, 4.2.5.3).
fn refresh_address(text: &str, value: &Range<usize>) -> Option<Range<usize>> {
    let written = &text[value.clone()];
    let after = written.find([';', ','])? + 1;
    let rest = &written[after..];
    let space = rest.len() - rest.trim_start().len();
    let rest = rest.trim_start();
    let name = rest.get(..3).filter(|name| name.eq_ignore_ascii_case("url"));
    let (mut start, mut address) = (value.start + after + space, rest);
    if name.is_some() {
        let behind = rest[3..].trim_start();
        if let Some(behind) = behind.strip_prefix('=') {
            address = behind.trim_start();
            start = value.start + (written.len() - address.len());
        }
    }
    if let Some(quote) = address.chars().next().filter(|first| matches!(first, '"' | '\'')) {
        start += 1;
        address = address[1..].split(quote).next().unwrap_or_default();
    }
    let range = trimmed(text, &(start..start + address.len()));
    (!range.is_empty()).then_some(range)
}

/// Replaces character references: numbers, and the names that stand in addresses and ids. A name that is not
/// known stays, as it does in a browser when no semicolon follows.
pub fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let (character, len) = reference(rest).unwrap_or(('&', 1));
        out.push(character);
        rest = &rest[len..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Where pieces of the decoded text begin, each with its beginning in the text as written, in order. Between two of
/// them both have the same letters.
fn places(text: &str) -> Vec<(usize, usize)> {
    let mut places = vec![(0, 0)];
    let (mut decoded, mut at) = (0, 0);
    while let Some(offset) = text[at..].find('&') {
        at += offset;
        decoded += offset;
        let (character, len) = reference(&text[at..]).unwrap_or(('&', 1));
        at += len;
        decoded += character.len_utf8();
        places.push((decoded, at));
    }
    places
}

/// The character reference at the beginning of a text, and how many bytes it takes.
fn reference(text: &str) -> Option<(char, usize)> {
    if let Some(number) = text.strip_prefix("&#") {
        let (digits, radix) = match number.strip_prefix(['x', 'X']) {
            Some(hex) => (hex, 16),
            None => (number, 10),
        };
        let len = digits
            .bytes()
            .position(|byte| !char::from(byte).is_digit(radix))
            .unwrap_or(digits.len());
        let code = u32::from_str_radix(digits.get(..len)?, radix).ok()?;
        let mut end = text.len() - digits.len() + len;
        end += usize::from(text[end..].starts_with(';'));
        let character = char::from_u32(code).filter(|&character| character != '\0');
        return Some((character.unwrap_or('\u{fffd}'), end));
    }
    const NAMES: &[(&str, char)] = &[
        ("&amp;", '&'),
        ("&lt;", '<'),
        ("&gt;", '>'),
        ("&quot;", '"'),
        ("&apos;", '\''),
        ("&nbsp;", '\u{a0}'),
        ("&commat;", '@'),
        ("&colon;", ':'),
        ("&sol;", '/'),
        ("&period;", '.'),
        ("&num;", '#'),
        ("&equals;", '='),
        ("&quest;", '?'),
        ("&lowbar;", '_'),
        ("&hyphen;", '\u{2010}'),
        ("&Tab;", '\t'),
        ("&NewLine;", '\n'),
    ];
    NAMES
        .iter()
        .find(|(name, _)| text.starts_with(name))
        .map(|(name, character)| (*character, name.len()))
}

#[cfg(test)]
mod tests;
