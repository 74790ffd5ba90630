//! Addresses and ids in the raw HTML of a Markdown text, found where a browser would find them.

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use crate::link::markup::{Attribute, Tag, Tags, srcset, trimmed};
use crate::link::{Kind, html};
use crate::source::Span;

use super::ast::{RawAddress, RawHtml};

/// Finds the addresses and ids in raw HTML. `to_file` maps bytes of `text` to bytes of the file.
///
/// Ranges are of the bytes as written: character references stay, white space around is left out. Of an
/// attribute that is written twice, the first counts. Never fails: what is not HTML has no addresses.
pub fn scan(text: &str, to_file: impl Fn(Range<usize>) -> Span) -> RawHtml {
    let mut raw = RawHtml {
        text: text.to_owned(),
        addresses: Vec::new(),
        others: Vec::new(),
        ids: Vec::new(),
    };
    let mut tags = Tags::new(text);
    let mut tag = Tag::default();
    while tags.next_into(&mut tag) {
        for attribute in &tag.attributes {
            let is_name = attribute.is("name") && tag.is("a") && !attribute.value.is_empty();
            if attribute.is("id") || is_name {
                raw.ids
                    .push((attribute.value.clone(), to_file(attribute.value.clone())));
            } else if let Some(embeds) = embeds(text, &tag, attribute) {
                raw.addresses
                    .extend(addresses(text, attribute).into_iter().map(|range| RawAddress {
                        span: to_file(range.clone()),
                        range,
                        embeds,
                        sizeless_at: sizeless_at(text, &tag, attribute),
                    }));
            }
        }
    }
    let is_rewritten: HashSet<usize> = raw.addresses.iter().map(|address| address.range.start).collect();
    let all = html::contents(text).references.into_iter();
    raw.others = all
        .filter(|reference| !is_rewritten.contains(&reference.range.start))
        .map(|reference| (reference.url, to_file(reference.range)))
        .collect();
    raw
}

/// The text with its addresses replaced by what `new` gives for them; `None` keeps an address.
///
/// `new` gets an address as it is written, and may give text or HTML: `&` that begins no character
/// reference, quotes and angle brackets are escaped, white space is percent-encoded. So the result is
/// one attribute value again, however it was quoted. `size` gives width and height of the picture at an address, for
/// those that are written without.
pub fn rewrite<'a>(
    raw: &'a RawHtml,
    mut new: impl FnMut(&str) -> Option<String>,
    mut size: impl FnMut(&str) -> Option<(u32, u32)>,
) -> Cow<'a, str> {
    let mut out = String::new();
    let mut copied = 0;
    for RawAddress {
        range, sizeless_at, ..
    } in &raw.addresses
    {
        let Some(old) = raw.text.get(range.clone()).filter(|_| copied <= range.start) else {
            continue;
        };
        if let Some(at) = sizeless_at.filter(|at| copied <= *at && *at <= range.start)
            && let Some((width, height)) = size(old)
        {
            out.push_str(&raw.text[copied..at]);
            out.push_str(&format!(" width=\"{width}\" height=\"{height}\""));
            copied = at;
        }
        let Some(address) = new(old).filter(|address| address != old) else {
            continue;
        };
        let before = &raw.text[copied..range.start];
        out.push_str(before);
        if address.is_empty() && before.trim_end().ends_with('=') {
            out.push_str("\"\"");
        }
        push_escaped(&mut out, &address);
        copied = range.end;
    }
    if copied == 0 {
        return Cow::Borrowed(&raw.text);
    }
    out.push_str(&raw.text[copied..]);
    Cow::Owned(out)
}

/// Escapes for any attribute value: double-quoted, single-quoted or bare.
fn push_escaped(out: &mut String, address: &str) {
    for (at, character) in address.char_indices() {
        match character {
            '&' if !begins_reference(&address[at + 1..]) => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '`' => out.push_str("&#96;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            ' ' => out.push_str("%20"),
            '\t' => out.push_str("%09"),
            '\n' => out.push_str("%0A"),
            '\r' => out.push_str("%0D"),
            '\x0c' => out.push_str("%0C"),
            _ => out.push(character),
        }
    }
}

/// Whether the text after an `&` makes it a character reference such as `&amp;` or `&#38;`.
fn begins_reference(rest: &str) -> bool {
    // The longest name in HTML has 31 letters.
    let Some(end) = rest.bytes().take(33).position(|byte| byte == b';') else {
        return false;
    };
    let name = &rest[..end];
    match name.strip_prefix('#') {
        Some(number) => match number.strip_prefix(['x', 'X']) {
            Some(hex) => !hex.is_empty() && hex.bytes().all(|byte| byte.is_ascii_hexdigit()),
            None => !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()),
        },
        None => {
            name.starts_with(|first: char| first.is_ascii_alphabetic())
                && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
        }
    }
}

/// Where an `img` without width and height would have them: behind its name.
fn sizeless_at(text: &str, tag: &Tag<'_>, attribute: &Attribute<'_>) -> Option<usize> {
    let is_sizeless = tag.value("width").is_none() && tag.value("height").is_none();
    let is_picture = tag.is("img") && attribute.is("src");
    let name = tag.name.as_ptr().addr().checked_sub(text.as_ptr().addr())?;
    (is_sizeless && is_picture).then_some(name + tag.name.len())
}

/// Whether the address in an attribute is loaded with the page (`true`) or followed by a reader (`false`);
/// `None` if the attribute of this element holds no address.
fn embeds(text: &str, tag: &Tag<'_>, attribute: &Attribute<'_>) -> Option<bool> {
    Some(match html::kind(text, tag, attribute)? {
        Kind::Page | Kind::Machine => false,
        Kind::Picture | Kind::Resource => true,
    })
}

fn addresses(text: &str, attribute: &Attribute<'_>) -> Vec<Range<usize>> {
    if attribute.is("srcset") || attribute.is("imagesrcset") {
        return srcset(text, attribute.value.clone());
    }
    vec![trimmed(text, &attribute.value)]
}
