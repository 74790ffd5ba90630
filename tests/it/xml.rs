//! As much of XML as reports use: elements with attributes, and text.

/// An element, or text when it has no name.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) children: Vec<Element>,
    pub(crate) text: String,
}

impl Element {
    pub(crate) fn attribute(&self, name: &str) -> &str {
        let found = self.attributes.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value)
    }

    /// The elements with a name, in order, at any depth.
    pub(crate) fn all(&self, name: &str) -> Vec<&Element> {
        let mut found: Vec<&Element> = Vec::new();
        for child in &self.children {
            if child.name == name {
                found.push(child);
            }
            found.extend(child.all(name));
        }
        found
    }
}

/// Reads a document, or fails the test where it is not well-formed.
pub(crate) fn parse(text: &str) -> Element {
    let forbidden = |letter: char| {
        let is_space = matches!(letter, '\t' | '\n' | '\r');
        (letter.is_control() && !is_space) || matches!(letter, '\u{fffe}' | '\u{ffff}')
    };
    assert!(
        !text.contains(forbidden),
        "XML has no room for a letter of\n{text}"
    );
    let rest = text
        .strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
        .unwrap();
    let mut root = Element::default();
    let rest = content(rest, &mut root);
    assert_eq!(rest, "", "something follows the root");
    assert_eq!(root.children.len(), 1);
    root.children.remove(0)
}

/// Reads up to the end tag of the parent.
fn content<'a>(mut rest: &'a str, parent: &mut Element) -> &'a str {
    loop {
        let tag = rest.find('<').unwrap_or(rest.len());
        assert!(!rest[..tag].contains("]]>"));
        parent.text += &unescaped(&rest[..tag]);
        rest = &rest[tag..];
        if rest.is_empty() || rest.starts_with("</") {
            return rest;
        }
        rest = element(&rest[1..], parent);
    }
}

fn element<'a>(text: &'a str, parent: &mut Element) -> &'a str {
    let end = text.find([' ', '>', '/']).unwrap();
    let mut element = Element {
        name: text[..end].to_owned(),
        ..Element::default()
    };
    let mut rest = &text[end..];
    while let Some(attribute) = rest.strip_prefix(' ') {
        let (name, value) = attribute.split_once("=\"").unwrap();
        let (value, after) = value.split_once('"').unwrap();
        assert!(!value.contains(['<', '\n']), "{value}");
        let known = element.attributes.iter().any(|(known, _)| known == name);
        assert!(!known, "`{name}` stands there twice");
        element.attributes.push((name.to_owned(), unescaped(value)));
        rest = after;
    }
    if let Some(after) = rest.strip_prefix("/>") {
        parent.children.push(element);
        return after;
    }
    rest = content(rest.strip_prefix('>').unwrap(), &mut element);
    let closing = format!("</{}>", element.name);
    rest = rest.strip_prefix(&closing).unwrap();
    parent.children.push(element);
    rest
}

fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut parts = text.split('&');
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let (name, rest) = part.split_once(';').unwrap();
        out.push(match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            name => char::from_u32(name.strip_prefix('#').unwrap().parse().unwrap()).unwrap(),
        });
        out.push_str(rest);
    }
    out
}
