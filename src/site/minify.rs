//! Makes the style sheets and scripts of a theme smaller without changing what they mean. What may look like markup
//! inside of strings stays; where that cannot be told, all of it stays.

/// A style sheet without comments and without the white space that says nothing.
pub(super) fn css(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.bytes().position(has_meaning) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let mut length = 1;
        match rest.as_bytes()[0] {
            b'/' if rest.starts_with("/*") => {
                length = rest[2..].find("*/").map_or(rest.len(), |end| end + 4);
                space(&mut out);
            }
            b'/' => out.push('/'),
            quote @ (b'"' | b'\'') => {
                length = string_end(rest, quote.into());
                out.push_str(&rest[..length]);
            }
            sign @ (b'{' | b'}' | b';' | b',') => {
                if out.ends_with(' ') {
                    out.pop();
                }
                if sign == b'}' && out.ends_with(';') {
                    out.pop();
                }
                out.push(sign.into());
            }
            _ => space(&mut out),
        }
        rest = &rest[length..];
    }
    out.push_str(rest);
    out
}

/// Whether a byte is not simply passed on.
fn has_meaning(byte: u8) -> bool {
    matches!(
        byte,
        b' ' | b'\t' | b'\n' | b'\r' | b'{' | b'}' | b';' | b',' | b'/' | b'"' | b'\''
    )
}

/// One space, unless what stands before needs none. A space before a colon may be that between two selectors.
fn space(out: &mut String) {
    if !out.is_empty() && !out.ends_with([' ', '{', '}', ';', ',', ':', '(']) {
        out.push(' ');
    }
}

/// Where a string ends that `text` begins with.
fn string_end(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        if character == quote && !escaped {
            return at + 1;
        }
        escaped = character == '\\' && !escaped;
    }
    text.len()
}

/// A script without indentation and lines that are comments. One with a string over several lines stays as it is.
pub(super) fn js(text: &str) -> String {
    let spans_lines = |line: &str| line.matches('`').count() % 2 == 1 || line.ends_with('\\');
    if text.lines().any(spans_lines) {
        return text.to_owned();
    }
    let lines = text.lines().map(str::trim);
    let kept = lines.filter(|line| !line.is_empty() && !line.starts_with("//"));
    kept.flat_map(|line| [line, "\n"]).collect()
}

#[cfg(test)]
mod tests {
    use super::{css, js};

    #[test]
    fn a_style_sheet_keeps_its_meaning() {
        let check = |text: &str, expected: &str| assert_eq!(css(text), expected);
        check(
            "a {\n  color: red;\n  margin: 0 auto;\n}\n",
            "a{color:red;margin:0 auto}",
        );
        check("a :hover, b > c { x: y }", "a :hover,b > c{x:y}");
        check("/* a */ b /* c */ d { }", "b d{}");
        check(
            "a { content: \"  /* no */ ;  \" }",
            "a{content:\"  /* no */ ;  \"}",
        );
        check("a { content: '\\'  }' }", "a{content:'\\'  }'}");
        check("a { w: calc(1px + 2px) }", "a{w:calc(1px + 2px)}");
        check("@media (a) and (b) { c { } }", "@media (a) and (b){c{}}");
        check("a { b: \"", "a{b:\"");
        check("/* open", "");
    }

    #[test]
    fn a_script_keeps_its_meaning() {
        assert_eq!(js("// a\nlet b = 1; // c\n\n  d();\n"), "let b = 1; // c\nd();\n");
        let literal = "let a = `\n  // b\n`;\n";
        assert_eq!(js(literal), literal);
        assert_eq!(js("let a = `b`\n  c()"), "let a = `b`\nc()\n");
    }
}
