//! The theme's colours for code: every class has one, and it can be read, on marked lines too. What is said of
//! other themes stands in [`crate::site::palette`].

use std::collections::BTreeMap;

use super::Class;
use crate::site::palette::{self, Palette, Rule, pair};
use crate::source::SourcePath;

const HIGHLIGHT: &str = include_str!("../../../themes/recto/assets/highlight.css");
const STYLE: &str = include_str!("../../../themes/recto/assets/style.css");
const CODE: &str = include_str!("../../../themes/recto/assets/code.css");

/// The colours of rules of the style sheet: the one for browsers without `light-dark()`, and the pair.
fn colours(rule: Rule<'_>) -> Option<(u32, (u32, u32))> {
    let none = BTreeMap::new();
    let mut values = rule.declarations().filter(|(name, _, _)| *name == "color");
    let fallback = pair(values.next()?.1, &none)?;
    Some((fallback.0, pair(values.next()?.1, &none)?))
}

fn rules() -> impl Iterator<Item = (Rule<'static>, (u32, (u32, u32)))> {
    palette::rules(HIGHLIGHT).filter_map(|rule| Some((rule, colours(rule)?)))
}

#[test]
fn every_colour_stands_out_from_every_ground() {
    let path = SourcePath::new("themes/recto/assets");
    let sheets = [
        ("highlight.css", HIGHLIGHT),
        ("style.css", STYLE),
        ("code.css", CODE),
    ];
    let styles = sheets
        .into_iter()
        .map(|(name, text)| (name, (&path, text)))
        .collect();
    assert_eq!(
        palette::check(&styles, &Palette::new(&styles, BTreeMap::new())),
        []
    );
    for ground in ["--tint:", "--line-mark:", "--line-ins:", "--line-del:"] {
        assert!(sheets.iter().any(|(_, text)| text.contains(ground)), "{ground}");
    }
    for (rule, (fallback, (light, _))) in rules() {
        assert_eq!(fallback, light, "{}", rule.selectors);
    }
}

/// What is out of focus has the quiet colour of the page.
#[test]
fn what_is_out_of_focus_can_be_read() {
    let value = |name: &str| {
        let declarations = palette::rules(STYLE).flat_map(Rule::declarations);
        let mut values = declarations.filter(|(known, _, _)| *known == name);
        pair(values.next().unwrap().1, &BTreeMap::new()).unwrap()
    };
    let (quiet, tint) = (value("--quiet"), value("--tint"));
    assert!(palette::contrast(quiet.0, tint.0) >= 4.5);
    assert!(palette::contrast(quiet.1, tint.1) >= 4.5);
}

/// The colours that a terminal's output brings along are moved until they can be read on a plain block; that is
/// far enough for marked lines.
#[test]
fn a_terminals_own_colours_can_be_read_on_marked_lines() {
    let declarations = || palette::rules(CODE).flat_map(Rule::declarations);
    let grounds: Vec<_> = declarations()
        .filter(|(name, _, _)| name.starts_with("--line-"))
        .filter_map(|(_, value, _)| pair(value, &BTreeMap::new()))
        .collect();
    assert_eq!(grounds.len(), 3);
    for step in 0..4096_u32 {
        let rgb = (step >> 8) * 0x0011_0000 + ((step >> 4) & 15) * 0x1100 + (step & 15) * 0x11;
        let [light, dark] = super::ansi::shades(rgb);
        for ground in &grounds {
            assert!(
                palette::contrast(light, ground.0) >= 4.5,
                "#{light:06x} on #{:06x}",
                ground.0
            );
            assert!(
                palette::contrast(dark, ground.1) >= 4.5,
                "#{dark:06x} on #{:06x}",
                ground.1
            );
        }
    }
}

#[test]
fn every_class_with_markup_has_one_colour() {
    let mut selectors: Vec<&str> = rules().flat_map(|(rule, _)| rule.selectors.split(',')).collect();
    let named = |class: &Class| format!(".hl .{}", class.name());
    let mut expected: Vec<String> = Class::ALL
        .iter()
        .filter(|class| !class.is_plain())
        .map(named)
        .collect();
    selectors.sort_unstable();
    expected.sort_unstable();
    assert_eq!(selectors, expected);
}

#[test]
fn the_style_sheet_stays_small() {
    assert!(HIGHLIGHT.len() <= 1_400, "{} bytes", HIGHLIGHT.len());
}
