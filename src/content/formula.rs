//! Formulas as plain text, for descriptions: what reads them shows no TeX.

/// Bytes of a formula that is still worth reading in a line of text.
const LONGEST: usize = 200;

/// What stands for a formula that is none in plain text.
const LEFT_OUT: &str = "…";

/// A formula in TeX as a reader would type it: `2^{32}` is `2^32`, `x_{i+1}` is `x_(i+1)`. One with commands or
/// environments, whose meaning is in their layout, is left out.
pub(super) fn plain(source: &str) -> String {
    let read = if source.len() <= LONGEST {
        read(source)
    } else {
        None
    };
    read.unwrap_or_else(|| LEFT_OUT.to_owned())
}

fn read(source: &str) -> Option<String> {
    let mut out = String::new();
    let mut groups = Vec::new();
    for character in source.chars() {
        match character {
            '\\' | '&' | '%' | '#' => return None,
            '{' => groups.push(out.len()),
            '}' => {
                let start = groups.pop()?;
                if !out[start..].chars().all(char::is_alphanumeric) {
                    out.insert(start, '(');
                    out.push(')');
                }
            }
            '~' => out.push(' '),
            character => out.push(character),
        }
    }
    groups.is_empty().then_some(out)
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn what_can_be_typed_is_and_the_rest_is_left_out() {
        assert_eq!(plain("2^{32}"), "2^32");
        assert_eq!(plain("x_{i+1}^{2}"), "x_(i+1)^2");
        assert_eq!(plain("{a{b}}~c"), "ab c");
        assert_eq!(plain("O(n)"), "O(n)");
        for left_out in ["\\frac{1}{2}", "a}", "{a", &"x".repeat(201)] {
            assert_eq!(plain(left_out), "…", "{left_out}");
        }
    }
}
