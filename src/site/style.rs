//! The author's own colours, fonts and sizes: `[style]` of `recto.toml` and the theme's `user.css`.
//!
//! Both go into the cascade layer `user`, which comes after the theme's own, so that they win whatever the theme's
//! selectors are (CSS Cascading and Inheritance Level 5, "Cascade Layers").

use std::collections::BTreeMap;

use super::palette::{self, Palette, Properties, Property, Styles};
use crate::config::{self, Style, StyleProperty};
use crate::diagnostic::{Diagnostic, Edit, Location, catalogue, suggest};
use crate::source::{SourcePath, Span};

/// The rule that sets the properties, after which the author's style sheet follows; empty without either.
pub(super) fn layer(style: &Style, user: Option<&str>) -> String {
    let user = user.unwrap_or_default();
    if style.properties.is_empty() && user.is_empty() {
        return String::new();
    }
    let mut layer = String::from("@layer user{\n:root{");
    for property in &style.properties {
        layer.push_str(&format!("--{}:{};", property.name, property.css()));
    }
    layer.push_str("}\n");
    layer.push_str(user);
    layer.push_str("\n}\n");
    layer
}

/// What is wrong with them: properties that the theme has not, values that are no colours where the theme has one,
/// colours that cannot be read, and rules that do nothing in a layer.
pub(super) fn check(style: &Style, styles: &Styles<'_>, palette: &Palette) -> Vec<Diagnostic> {
    let declared = declared(styles);
    let mut found: Vec<_> = style
        .properties
        .iter()
        .filter_map(|property| judge(property, &declared))
        .collect();
    found.extend(
        styles
            .get("user.css")
            .and_then(|(path, text)| lost_rule(path, text)),
    );
    found.extend(palette::check(styles, palette));
    found
}

/// The colours of the theme, with the author's in their places.
pub(super) fn palette(style: &Style, styles: &Styles<'_>) -> Palette {
    Palette::new(styles, colours(style))
}

/// The properties of `:root` in `style.css` by their names without dashes, and whether they are colours.
fn declared<'a>(styles: &Styles<'a>) -> BTreeMap<&'a str, bool> {
    let mut declared = BTreeMap::new();
    let Some((_, text)) = styles.get("style.css") else {
        return declared;
    };
    for rule in palette::rules(text).filter(|rule| rule.selectors == ":root") {
        for (name, value, _) in rule.declarations() {
            if let Some(name) = name.strip_prefix("--") {
                let is_colour = value.starts_with('#') || value.starts_with("light-dark(");
                declared.entry(name).or_insert(is_colour);
            }
        }
    }
    declared
}

fn judge(property: &StyleProperty, declared: &BTreeMap<&str, bool>) -> Option<Diagnostic> {
    let at = |span| Location::new(&SourcePath::new(config::PATH), span);
    let Some(is_colour) = declared.get(&*property.name) else {
        let message = format!("the theme has no property `{}`", property.name);
        let unknown = Diagnostic::new(&catalogue::CONFIG_UNKNOWN_KEY, message).at(at(property.name_span), "");
        return Some(match suggest::nearest(&property.name, declared.keys().copied()) {
            Some(near) => unknown.help(format!("did you mean `{near}`?")).fix(
                format!("write `{near}`"),
                vec![Edit {
                    location: at(property.name_span),
                    replacement: near.to_owned(),
                }],
            ),
            None if declared.is_empty() => {
                unknown.help("its `style.css` declares none in `:root`; take the line out")
            }
            None => {
                let names: Vec<_> = declared.keys().copied().collect();
                unknown.help(format!("its properties are `{}`", names.join("`, `")))
            }
        });
    };
    let mut values = [Some(&property.value), property.dark.as_ref()]
        .into_iter()
        .flatten();
    let wrong = values.find(|value| *is_colour && !palette::may_be_colour(&value.text))?;
    let message = format!("`{}` is a colour, and `{}` is none", property.name, wrong.text);
    Some(
        Diagnostic::new(&catalogue::CONFIG_BAD_VALUE, message)
            .at(at(wrong.span), "")
            .help("write one such as `#0b5cad`, `navy` or `oklch(45% 0.15 255)`"),
    )
}

/// The colours among the settings whose contrast can be judged.
fn colours(style: &Style) -> Properties {
    let none = Properties::new();
    let colour = |property: &StyleProperty| {
        let pair = palette::pair(&property.css(), &none)?;
        let location = Location::new(&SourcePath::new(config::PATH), property.value.span);
        Some((format!("--{}", property.name), Property { pair, location }))
    };
    style.properties.iter().filter_map(colour).collect()
}

/// The first rule that browsers pass over because it may only begin a style sheet.
fn lost_rule(path: &SourcePath, text: &str) -> Option<Diagnostic> {
    ["@import", "@charset", "@namespace"]
        .into_iter()
        .find_map(|rule| {
            let at = text.find(rule)?;
            let message =
                format!("browsers pass over `{rule}` in `user.css`, which is a part of `style.css`");
            Some(
                Diagnostic::new(&catalogue::BAD_THEME_FILE, message)
                    .at(Location::new(path, Span::new(at, at + rule.len())), "")
                    .help("write what it brings into `user.css` itself, or override `style.css`"),
            )
        })
}
