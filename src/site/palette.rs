//! Whether the colours of a theme can be read: WCAG 2 contrast, computed from its style sheets.
//!
//! Looked at are the colours of text on their grounds, and those that `highlight.css` gives pieces of code, on the
//! ground of a block (`--tint`) and on those of lines that are marked, added and removed. A colour with an alpha channel, of
//! a function of other colours, or of a property that is not known is not judged.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Location, catalogue};
use crate::source::{SourcePath, Span};

/// The least contrast of text (WCAG 2, success criterion 1.4.3).
const LEAST: f64 = 4.5;

/// The properties with the grounds of code, and what is said of each.
const GROUNDS: [(&str, &str); 4] = [
    ("--tint", "code"),
    ("--line-mark", "marked lines"),
    ("--line-ins", "added lines"),
    ("--line-del", "removed lines"),
];

/// A colour in light and in dark.
type Pair = (u32, u32);

/// The author's own style sheet.
const USER: &str = "user.css";

/// Inks of the page's text, and the grounds that they stand on.
const TEXT: [(&str, &[&str]); 3] = [
    ("--text", &["--ground", "--tint", "--chip", "--mark"]),
    ("--quiet", &["--ground", "--tint"]),
    ("--accent", &["--ground"]),
];

/// Style sheets of a theme by name, with their files.
pub type Styles<'a> = BTreeMap<&'a str, (&'a SourcePath, &'a str)>;

/// A custom property with a colour.
#[derive(Clone, Debug)]
pub struct Property {
    /// The colour.
    pub pair: Pair,
    /// Where it is given.
    pub location: Location,
}

/// Custom properties by their names, dashes included.
pub type Properties = BTreeMap<String, Property>;

/// The colours of a theme.
#[derive(Clone, Debug)]
pub struct Palette {
    properties: Properties,
    /// Those among them that are the author's own.
    own: Properties,
}

/// What cannot be read, of text and of code.
pub fn check(styles: &Styles<'_>, Palette { properties, own }: &Palette) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (ink, grounds) in TEXT {
        if let Some(property) = properties.get(ink) {
            let grounds = grounds.iter().map(|ground| (*ground, *ground));
            found.extend(low(
                ink,
                property,
                own.contains_key(ink),
                grounds,
                properties,
                own,
            ));
        }
    }
    for sheet in ["highlight.css", USER] {
        let Some((path, text)) = styles.get(sheet) else {
            continue;
        };
        for rule in rules(text).filter(|rule| rule.selectors.contains(".hl")) {
            let ink = rule.last("color").and_then(|(value, span)| {
                Some(Property {
                    pair: pair(value, properties)?,
                    location: Location::new(path, span),
                })
            });
            if let Some(ink) = ink {
                let is_own = sheet == USER;
                found.extend(low(
                    rule.selectors,
                    &ink,
                    is_own,
                    GROUNDS.into_iter(),
                    properties,
                    own,
                ));
            }
        }
    }
    found
}

impl Palette {
    /// Reads the properties of all style sheets. `settings` are the colours that the author gives in the place of the
    /// theme's; those of `user.css` have the last word.
    pub fn new(styles: &Styles<'_>, settings: Properties) -> Self {
        let mut properties = Properties::new();
        for (sheet, written) in styles.iter().filter(|(sheet, _)| **sheet != USER) {
            gather(sheet, *written, &mut properties);
        }
        let mut own = settings;
        if let Some(written) = styles.get(USER) {
            let mut last = Properties::new();
            gather(USER, *written, &mut last);
            own.extend(last);
        }
        properties.extend(own.clone());
        Self { properties, own }
    }
}

/// The finding for an ink whose contrast to the worst of its grounds is too low. It stands where the author has
/// given a colour, and otherwise at the ink.
fn low<'a>(
    name: &str,
    ink: &Property,
    is_own: bool,
    grounds: impl Iterator<Item = (&'a str, &'a str)>,
    properties: &Properties,
    own: &Properties,
) -> Option<Diagnostic> {
    let judge = |(property, ground): (&'a str, &'a str)| {
        let pair = properties.get(property)?.pair;
        let light = (contrast(ink.pair.0, pair.0), property, ground, "light");
        Some([light, (contrast(ink.pair.1, pair.1), property, ground, "dark")])
    };
    let worst = grounds.filter_map(judge).flatten();
    let (contrast, property, ground, mode) = worst.min_by(|a, b| a.0.total_cmp(&b.0))?;
    if contrast >= LEAST {
        return None;
    }
    let location = match own.get(property) {
        Some(ground) if !is_own => &ground.location,
        _ => &ink.location,
    };
    let ground = match ground.strip_prefix("--") {
        Some(_) => format!("`{ground}`"),
        None => ground.to_owned(),
    };
    let message = format!("`{name}` has a contrast of {contrast:.2}:1 on {ground} in {mode}");
    Some(
        Diagnostic::new(&catalogue::LOW_CONTRAST, message)
            .at(location.clone(), "")
            .help("take a colour further away from the ground: readers need 4.5:1"),
    )
}

/// Adds the properties with colours of a style sheet. The first is the theme's own; later ones are for special cases.
fn gather(sheet: &str, (path, text): (&SourcePath, &str), properties: &mut Properties) {
    for rule in rules(text).filter(|rule| sheet != USER || rule.selectors == ":root") {
        let own = rule.declarations().filter(|(name, _, _)| name.starts_with("--"));
        for (name, value, span) in own {
            if let Some(pair) = pair(value, properties) {
                let location = Location::new(path, span);
                let property = || Property { pair, location };
                properties.entry(name.to_owned()).or_insert_with(property);
            }
        }
    }
}

/// The colours that cards are drawn with when the style sheets do not say theirs.
const COLORS: [(&str, u32); 5] = [
    ("ground", 0x00ff_ffff),
    ("text", 0x001c_2127),
    ("quiet", 0x0058_616d),
    ("line", 0x00dd_e1e6),
    ("accent", 0x00a5_331d),
];

/// The colours of light pages as `#rrggbb`, by the names of their properties without `--` and with `_` for `-`.
pub fn light(palette: &Palette) -> BTreeMap<String, String> {
    let written = palette
        .properties
        .iter()
        .map(|(name, property)| (name.trim_start_matches('-').replace('-', "_"), property.pair.0));
    let mut colors: BTreeMap<String, u32> = COLORS.map(|(name, color)| (name.to_owned(), color)).into();
    colors.extend(written);
    let shown = colors.into_iter();
    shown
        .map(|(name, color)| (name, format!("#{color:06x}")))
        .collect()
}

/// A rule of a style sheet.
#[derive(Clone, Copy, Debug)]
pub struct Rule<'a> {
    /// What it is for, as written.
    pub selectors: &'a str,
    body: &'a str,
    /// Where the body begins in the sheet.
    at: usize,
}

impl<'a> Rule<'a> {
    /// Its declarations: name, value, and where the value stands.
    pub fn declarations(self) -> impl Iterator<Item = (&'a str, &'a str, Span)> {
        let mut at = self.at;
        self.body.split(';').filter_map(move |declaration| {
            let start = at;
            at += declaration.len() + 1;
            let (name, value) = declaration.split_once(':')?;
            let written = value.trim();
            let from = start + name.len() + 1 + (value.len() - value.trim_start().len());
            Some((uncommented(name), written, Span::new(from, from + written.len())))
        })
    }

    /// The last value of a property, which is the one that counts.
    fn last(self, name: &str) -> Option<(&'a str, Span)> {
        let values = self.declarations().filter(|(known, _, _)| *known == name);
        values.last().map(|(_, value, span)| (value, span))
    }
}

/// The rules of a style sheet that hold declarations.
pub fn rules(text: &str) -> impl Iterator<Item = Rule<'_>> {
    let mut at = 0;
    text.split_inclusive('}').filter_map(move |piece| {
        let start = at;
        at += piece.len();
        let piece = piece.strip_suffix('}')?;
        let (before, body) = piece.rsplit_once('{')?;
        let selectors = before.rsplit(['{', ';']).next().unwrap_or_default();
        Some(Rule {
            selectors: uncommented(selectors),
            body,
            at: start + before.len() + 1,
        })
    })
}

/// What follows the last comment.
fn uncommented(text: &str) -> &str {
    // Most have none, and looking for one byte is soon done.
    let commented = text.contains('/');
    let end = commented.then(|| text.rfind("*/")).flatten();
    end.map_or(text, |end| &text[end + 2..]).trim()
}

/// The colours that a value is in light and in dark.
pub fn pair(value: &str, properties: &Properties) -> Option<Pair> {
    let inside = |name: &str| value.strip_prefix(name)?.strip_suffix(')');
    if let Some(both) = inside("light-dark(") {
        let (light, dark) = halves(both)?;
        return Some((colour(light)?, colour(dark)?));
    }
    if let Some(name) = inside("var(") {
        return Some(properties.get(name.trim())?.pair);
    }
    colour(value).map(|colour| (colour, colour))
}

/// What stands before and behind the comma that is in no function.
fn halves(both: &str) -> Option<(&str, &str)> {
    let mut open = 0_u32;
    let comma = both.find(|c| {
        match c {
            '(' => open += 1,
            ')' => open = open.saturating_sub(1),
            _ => {}
        }
        c == ',' && open == 0
    })?;
    Some((&both[..comma], &both[comma + 1..]))
}

/// A colour as CSS writes one (CSS Color Module Level 4), without light and dark: its red, green and blue. One that
/// lets the ground shine through is none that could be judged.
fn colour(text: &str) -> Option<u32> {
    let text = text.trim();
    // The parser takes digits without `#`, which browsers do not.
    let is_css = text.starts_with('#') || !text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let color = csscolorparser::parse(text).ok().filter(|_| is_css)?;
    let [red, green, blue, alpha] = color.to_rgba8();
    (alpha == u8::MAX).then(|| u32::from_be_bytes([0, red, green, blue]))
}

/// Whether the value has the form of a colour: one that can be judged, one with an alpha channel, or a function that
/// is not looked into.
pub fn may_be_colour(text: &str) -> bool {
    colour(text).is_some()
        || text.ends_with(')')
        || text.starts_with('#') && csscolorparser::parse(text).is_ok()
        || text.eq_ignore_ascii_case("transparent")
}

fn luminance(colour: u32) -> f64 {
    let channel = |shift: u32| {
        let value = f64::from((colour >> shift) & 0xff) / 255.0;
        if value <= 0.040_45 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * channel(16) + 0.7152 * channel(8) + 0.0722 * channel(0)
}

/// How much two colours differ, from 1 to 21 (WCAG 2, "contrast ratio").
pub fn contrast(one: u32, other: u32) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// The colour nearest to one that has a contrast to a ground: mixed with black or white, whichever is further
/// from the ground, in steps of a 64th.
pub fn legible(colour: u32, ground: u32, least: f64) -> u32 {
    let goal: u32 = if contrast(0, ground) > contrast(0x00ff_ffff, ground) {
        0
    } else {
        255
    };
    let mixed = |step: u32| {
        let channel = |shift: u32| ((((colour >> shift) & 255) * (64 - step) + goal * step) / 64) << shift;
        channel(16) | channel(8) | channel(0)
    };
    let fits = |colour: &u32| contrast(*colour, ground) >= least;
    (0..=64).map(mixed).find(fits).unwrap_or(goal * 0x0001_0101)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_the_standard() {
        assert!((contrast(0x0000_0000, 0x00ff_ffff) - 21.0).abs() < 1e-9);
        assert!((contrast(0x0077_7777, 0x00ff_ffff) - 4.478).abs() < 1e-3);
    }

    #[test]
    fn a_colour_is_moved_no_further_than_it_must_be() {
        assert_eq!(legible(0x0000_0000, 0x00ff_ffff, 4.5), 0);
        let moved = legible(0x00ff_8700, 0x00ff_ffff, 4.5);
        assert!(contrast(moved, 0x00ff_ffff) >= 4.5 && contrast(moved, 0x00ff_ffff) < 4.8);
    }

    /// What is said of a sheet for code, on a ground that is white or black.
    fn told(highlight: &str) -> Vec<String> {
        let (style, code) = (
            ":root { --tint: light-dark(#fff, #000); }",
            "@layer code { :root { --line-ins: light-dark(#dfd, #020) } }",
        );
        let path = SourcePath::new("themes/mine/assets/highlight.css");
        let sheets = [
            ("highlight.css", highlight),
            ("style.css", style),
            ("code.css", code),
        ];
        let styles = sheets
            .into_iter()
            .map(|(name, text)| (name, (&path, text)))
            .collect();
        let line = |found: &Diagnostic| {
            let written = found.labels[0].location.span.of(highlight);
            format!("{} `{written}` {}", found.code.id, found.message)
        };
        check(&styles, &Palette::new(&styles, Properties::new()))
            .iter()
            .map(line)
            .collect()
    }

    #[test]
    fn a_colour_that_cannot_be_read_is_pointed_at() {
        assert_eq!(
            told("/* a */\n.hl .k{color:#767676;color:light-dark(#767676, #fff)}\n.hl .c { color: #111 }"),
            [
                "T005 `light-dark(#767676, #fff)` `.hl .k` has a contrast of 4.20:1 on added lines in light",
                "T005 `#111` `.hl .c` has a contrast of 1.10:1 on added lines in dark",
            ]
        );
    }

    #[test]
    fn every_way_of_writing_a_colour_is_judged() {
        for light in [
            "#eee",
            "rgb(238 238 238)",
            "rgb(238, 238, 238)",
            "hsl(0 0% 93%)",
            "oklch(95% 0 0)",
            "LightGray",
        ] {
            let sheet = format!(".hl .k{{color:light-dark({light}, rgb(255, 255, 255))}}");
            assert!(told(&sheet)[0].starts_with("T005"), "{light}");
        }
    }

    #[test]
    fn what_cannot_be_understood_is_not_judged() {
        for sheet in [
            "",
            ".hl .k{color:rgb(250 250 250 / 50%)}",
            ".hl .k{color:color-mix(in srgb, red, white)}",
            ".hl .k{color:fff}",
            ".other{color:#fff}",
            ".hl .k{color:light-dark(#000,#fff)}",
            ".hl{",
            "}}{",
        ] {
            assert_eq!(told(sheet), [""; 0], "{sheet}");
        }
    }
}
