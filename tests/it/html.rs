//! Just enough of HTML and XML to look at an output: tags with decoded attributes, and whether XML is
//! well-formed.

/// A start tag.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tag {
    /// In lower case.
    pub(crate) name: String,
    /// Names in lower case, values with character references undone.
    pub(crate) attributes: Vec<(String, String)>,
    /// The text from the tag's end up to the next tag, or for `script` and `style` up to their end.
    pub(crate) text: String,
}

impl Tag {
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    pub(crate) fn is(&self, name: &str, attribute: &str, value: &str) -> bool {
        self.name == name && self.get(attribute) == Some(value)
    }
}

/// The start tags of a page, in order.
pub(crate) fn tags(html: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        if !rest.starts_with(|first: char| first.is_ascii_alphabetic()) {
            continue;
        }
        let (mut tag, after) = start_tag(rest);
        rest = after;
        let raw = matches!(tag.name.as_str(), "script" | "style" | "textarea" | "title");
        let end = if raw {
            let close = format!("</{}", tag.name);
            rest.to_ascii_lowercase().find(&close).unwrap_or(rest.len())
        } else {
            rest.find('<').unwrap_or(rest.len())
        };
        tag.text = unescape(&rest[..end]);
        rest = &rest[end..];
        tags.push(tag);
    }
    tags
}

/// A tag from its name on, and what follows it.
fn start_tag(text: &str) -> (Tag, &str) {
    let end = text
        .find(|character: char| character.is_whitespace() || matches!(character, '>' | '/'))
        .unwrap_or(text.len());
    let mut tag = Tag {
        name: text[..end].to_ascii_lowercase(),
        ..Tag::default()
    };
    let mut rest = &text[end..];
    loop {
        rest = rest.trim_start_matches(|character: char| character.is_whitespace() || character == '/');
        if rest.is_empty() {
            return (tag, rest);
        }
        if let Some(after) = rest.strip_prefix('>') {
            return (tag, after);
        }
        let end = rest[1..]
            .find(|character: char| character.is_whitespace() || matches!(character, '=' | '>' | '/'))
            .map_or(rest.len(), |end| end + 1);
        let name = rest[..end].to_ascii_lowercase();
        let after = rest[end..].trim_start();
        let value;
        (value, rest) = match after.strip_prefix('=') {
            Some(after) => attribute_value(after.trim_start()),
            None => ("", after),
        };
        if tag.get(&name).is_none() {
            tag.attributes.push((name, unescape(value)));
        }
    }
}

fn attribute_value(text: &str) -> (&str, &str) {
    match text.chars().next() {
        Some(quote @ ('"' | '\'')) => text[1..].split_once(quote).unwrap_or((&text[1..], "")),
        _ => {
            let end = text
                .find(|character: char| character.is_whitespace() || character == '>')
                .unwrap_or(text.len());
            text.split_at(end)
        }
    }
}

/// Undoes the character references that Recto writes, and numeric ones.
pub(crate) fn unescape(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let reference = after
            .split_once(';')
            .and_then(|(name, after)| Some((character(name)?, after)));
        match reference {
            Some((character, after)) => {
                out.push(character);
                rest = after;
            }
            None => {
                out.push('&');
                rest = after;
            }
        }
    }
    out + rest
}

fn character(name: &str) -> Option<char> {
    let number = |digits: &str, radix| u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => match name.strip_prefix("#x") {
            Some(digits) => number(digits, 16),
            None => number(name.strip_prefix('#')?, 10),
        },
    }
}

/// The text of a page without tags, scripts and styles.
pub(crate) fn text(html: &str) -> String {
    tags(html)
        .into_iter()
        .filter(|tag| !matches!(tag.name.as_str(), "script" | "style"))
        .map(|tag| tag.text)
        .collect()
}

/// What is not well-formed about an XML document, as far as Recto could get it wrong: tags that do not
/// match, attributes without quotes or twice, bare `&` and `<`, characters XML 1.0 does not have.
pub(crate) fn xml_fault(xml: &str) -> Option<String> {
    let mut open: Vec<&str> = Vec::new();
    let mut roots = 0;
    let bad = |character: char| {
        (character < ' ' && !"\t\n\r".contains(character)) || matches!(character, '\u{fffe}' | '\u{ffff}')
    };
    if let Some(character) = xml.chars().find(|character| bad(*character)) {
        return Some(format!("the character {character:?}"));
    }
    let xml = xml.strip_prefix("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n")?;
    let style = xml.strip_prefix("<?xml-stylesheet type=\"text/css\" href=\"");
    let mut rest = match style {
        Some(style) => style.split_once("\"?>\n")?.1,
        None => xml,
    };
    loop {
        let Some((text, after)) = rest.split_once('<') else {
            let end = open.is_empty() && roots == 1 && rest.trim().is_empty();
            return (!end).then(|| format!("the end, with {open:?} open"));
        };
        if let Some(fault) = reference_fault(text) {
            return Some(fault);
        }
        let Some((tag, after)) = after.split_once('>') else {
            return Some("a tag without end".into());
        };
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name) {
                return Some(format!("`</{name}>` closes nothing"));
            }
            continue;
        }
        let empty = tag.ends_with('/');
        let name = tag.trim_end_matches('/').split(' ').next().unwrap_or_default();
        if let Some(fault) = attribute_fault(tag.trim_end_matches('/')[name.len()..].trim()) {
            return Some(format!("`<{tag}>`: {fault}"));
        }
        roots += usize::from(open.is_empty());
        if !empty {
            open.push(name);
        }
    }
}

fn attribute_fault(mut attributes: &str) -> Option<String> {
    let mut seen = Vec::new();
    while !attributes.is_empty() {
        let (name, value) = attributes.split_once("=\"")?;
        if seen.contains(&name) {
            return Some(format!("`{name}` is there twice"));
        }
        seen.push(name);
        let Some((value, after)) = value.split_once('"') else {
            return Some(format!("`{name}` has no end"));
        };
        if let Some(fault) = reference_fault(value) {
            return Some(fault);
        }
        attributes = after.trim_start();
    }
    None
}

fn reference_fault(text: &str) -> Option<String> {
    text.match_indices('&').find_map(|(at, _)| {
        let name = text[at + 1..].split(';').next().unwrap_or_default();
        let known = matches!(name, "amp" | "lt" | "gt" | "quot" | "apos") || name.starts_with('#');
        (!known).then(|| format!("a bare `&` before {name:.20}"))
    })
}

#[test]
fn tags_are_read_as_a_browser_would() {
    let html = "<!-- <a href=x> --><a HREF='b&amp;c' data-x>d &lt; e</a><script>\"<p>\"</script><img src=f.png alt=\"\"/>";
    let found = tags(html);
    let names: Vec<&str> = found.iter().map(|tag| tag.name.as_str()).collect();
    assert_eq!(names, ["a", "script", "img"]);
    assert_eq!(found[0].get("href"), Some("b&c"));
    assert_eq!(found[0].get("data-x"), Some(""));
    assert_eq!(found[0].text, "d < e");
    assert_eq!(found[1].text, "\"<p>\"");
    assert_eq!(found[2].get("src"), Some("f.png"));
}

#[test]
fn broken_xml_is_seen() {
    let check = |body: &str, good: bool| {
        let xml = format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{body}");
        assert_eq!(xml_fault(&xml).is_none(), good, "{body}: {:?}", xml_fault(&xml));
    };
    check("<a><b c=\"d &amp; e\"/>f &lt; g</a>\n", true);
    check("<a><b></a></b>", false);
    check("<a>b & c</a>", false);
    check("<a b=\"c&d\"/>", false);
    check("<a b=\"c\" b=\"d\"/>", false);
    check("<a/><b/>", false);
    check("<a>\u{1}</a>", false);
    check("<a>", false);
}
