//! `[style]`: custom properties of the theme that the author sets.
//!
//! Which properties there are is the theme's to say (see `site::style`); here is made sure that a value cannot be more
//! than a value.

use crate::data::{Fields, Value, ValueKind};
use crate::source::Span;

/// Custom properties of the theme that the author sets, in the order they are written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Style {
    /// The properties.
    pub properties: Vec<StyleProperty>,
}

/// A custom property that the author sets.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct StyleProperty {
    /// Its name without the dashes before it, such as `accent`.
    pub name: String,
    /// Where the name stands in `recto.toml`.
    pub name_span: Span,
    /// The value, in light when there are two.
    pub value: StyleValue,
    /// The value in dark, when it is another one.
    pub dark: Option<StyleValue>,
}

/// A value of CSS and its place in `recto.toml`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct StyleValue {
    /// The value as it is written in a style sheet.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

impl StyleProperty {
    /// The value as it is written in a style sheet, `light-dark()` when there are two.
    pub fn css(&self) -> String {
        match &self.dark {
            Some(dark) => format!("light-dark({}, {})", self.value.text, dark.text),
            None => self.value.text.clone(),
        }
    }
}

/// Reads the table `style`.
pub(super) fn read(fields: &mut Fields<'_>) -> Style {
    let mut table = fields.table("style");
    let mut properties = Vec::new();
    for entry in table.entries() {
        let values = match &entry.value.kind {
            ValueKind::Table(modes) => {
                for mode in modes.entries() {
                    if !matches!(mode.key.as_str(), "light" | "dark") {
                        let message = format!("a property has no `{}`", mode.key);
                        table.reject(mode.key_span, message, "write `light` and `dark`");
                    }
                }
                if modes.get("light").is_none() || modes.get("dark").is_none() {
                    let message = format!("`{}` needs a value for light and one for dark", entry.key);
                    let help = format!("write `{} = {{ light = \"…\", dark = \"…\" }}`", entry.key);
                    table.reject(entry.key_span, message, &help);
                }
                let mut mode = |name: &str| value(&mut table, &entry.key, &modes.get(name)?.value);
                let light = mode("light");
                let dark = mode("dark");
                light.zip(dark).map(|(light, dark)| (light, Some(dark)))
            }
            _ => value(&mut table, &entry.key, &entry.value).map(|value| (value, None)),
        };
        if let Some((value, dark)) = values {
            properties.push(StyleProperty {
                name: entry.key.clone(),
                name_span: entry.key_span,
                value,
                dark,
            });
        }
    }
    // Which names there are is known to the theme alone.
    fields.take_findings(table);
    Style { properties }
}

fn value(table: &mut Fields<'_>, key: &str, value: &Value) -> Option<StyleValue> {
    let Some(text) = table.as_text(value) else {
        let message = format!("`{key}` is {}, but must be text", value.kind.name());
        table.reject(
            value.span,
            message,
            "write what stands behind the `:` in a style sheet",
        );
        return None;
    };
    let text = text.trim().to_owned();
    if let Err(reason) = one_value(&text) {
        table.reject(
            value.span,
            format!("`{key}` cannot be used: {reason}"),
            "write what stands between `:` and `;` in a style sheet",
        );
        return None;
    }
    Some(StyleValue {
        text,
        span: value.span,
    })
}

/// Makes sure that the text ends where its declaration does, and that an HTML parser sees no tag in it.
fn one_value(text: &str) -> Result<(), String> {
    if text.is_empty() {
        return Err("it is empty".into());
    }
    if let Some(bad) = text.chars().find(|c| ";{}<>\\@!".contains(*c) || c.is_control()) {
        return Err(format!("a value has no `{}`", bad.escape_default()));
    }
    if text.contains("/*") {
        return Err("it begins a comment".into());
    }
    let mut quote = None;
    let mut open = 0_u32;
    for c in text.chars() {
        match (quote, c) {
            (Some(begin), c) if begin == c => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, '(') => open += 1,
            (None, ')') => open = open.checked_sub(1).ok_or("a `)` closes nothing")?,
            _ => {}
        }
    }
    if quote.is_some() {
        return Err("a quote is not closed".into());
    }
    if open > 0 {
        return Err("a `(` is not closed".into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_ends_where_its_declaration_does() {
        for good in [
            "#a5331d",
            "44rem",
            "\"D2Coding\", monospace",
            "min(44rem, 100%)",
            "1.8",
        ] {
            assert_eq!(one_value(good), Ok(()), "{good}");
        }
        for bad in [
            "",
            "red; display: none",
            "red } body { display: none",
            "</style>",
            "\"Noto",
            "min(1rem",
            "1rem)",
            "red /* ",
            "\\3c",
            "red !important",
            "a\nb",
        ] {
            assert!(one_value(bad).is_err(), "{bad}");
        }
    }
}
