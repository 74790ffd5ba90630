//! Social cards: from a site or post to the SVG that its card is drawn from.

mod own_fonts;
mod store;

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::Serialize;

use super::template::{Engine, Interface, Prepared};
use super::view::{ImageView, SocialCardView};
use super::{Rendered, pages::Views};
use crate::card::{self, Fonts, HEIGHT, Lines, SAFE_WIDTH, WIDTH, Weight};
use crate::diagnostic::{Diagnosed, Diagnostic, Location, catalogue};
use crate::output::Deferred;
use crate::site::theme::CARD_TEMPLATE;
use crate::site::{Card, Page, PageId, Site};
use crate::source::Span;

pub use own_fonts::load as load_fonts;
pub use store::CardStore;

/// The sizes of a title, in pixels, from the one that is best to the one that is still read in a small preview.
const SIZES: [u32; 3] = [64, 52, 44];

/// How many lines a title has at most.
const LINES: usize = 3;

/// The size of the texts around the title in pixels.
const SMALL: u32 = 28;

/// What is left between two tags, in ems.
const GAP: f32 = 0.75;

/// How many lines the site's description has at most.
const DESCRIPTION_LINES: usize = 3;

/// How many tags are on a card at most.
const TAGS: usize = 4;

impl<'a> Views<'a> {
    /// A card as the picture for social networks, when there is one.
    pub(super) fn card_image(self, card: Card) -> Option<ImageView<'a>> {
        if !self.site.has_card(card) {
            return None;
        }
        let route = self.site.card_route(card);
        let title = self.site.card_title(card);
        if !self.site.writes(&route) {
            // The author has put a picture there.
            let asset = self.site.assets.get(&route)?;
            let size = asset.dimensions();
            return Some(self.plain_image(&route, size.map(|size| (size.width, size.height)), title));
        }
        let is_drawn = self.site.draws_card(card);
        is_drawn.then(|| self.plain_image(&route, Some((WIDTH, HEIGHT)), title))
    }
}

/// All that the template sees beside `site` and `t`.
#[derive(Debug, Serialize)]
struct Context<'a> {
    card: SocialCardView<'a>,
}

/// Makes the output of a card: its SVG now, so that what is wrong is found, and its picture when it is asked for.
pub(super) fn render(
    views: Views<'_>,
    of: Card,
    fonts: &Arc<Fonts>,
    engine: &Engine,
    (shared, interface): (&Prepared, &Interface),
    store: &Arc<CardStore>,
) -> Diagnosed<Rendered> {
    let site = views.site;
    let mut diagnostics = missing_glyphs(site, of, fonts);
    let view = Context {
        card: match of {
            Card::Site => site_card(views, fonts),
            Card::Post(id) => post_card(views, id, fonts),
        },
    };
    let svg = match engine.render(CARD_TEMPLATE, shared, interface, &view, &[]) {
        Ok(filled) => filled.text,
        Err(found) => {
            diagnostics.push(*found);
            return Diagnosed {
                value: Rendered::Nothing,
                diagnostics,
            };
        }
    };
    if let Some((message, line, column)) = card::parse_error(&svg) {
        diagnostics.push(malformed(site, &message, &svg, line, column));
        return Diagnosed {
            value: Rendered::Nothing,
            diagnostics,
        };
    }
    let (fonts, store) = (Arc::clone(fonts), Arc::clone(store));
    let make = move || store.bytes(&svg, &fonts).map(Some);
    Diagnosed {
        value: Rendered::Deferred(Deferred::new(make)),
        diagnostics,
    }
}

fn post_card<'a>(views: Views<'a>, id: PageId, fonts: &Fonts) -> SocialCardView<'a> {
    let page = views.site.page(id);
    SocialCardView {
        site: fit(&views.site.config.title, 0.9, fonts),
        date: page
            .date
            .as_ref()
            .map(|date| fit(&views.date(date).display, 0.4, fonts)),
        tags: tags(page, fonts),
        language: &page.language,
        ..bare_card(views.site, &page.title, fonts)
    }
}

/// The card of a site has its address where others have its title, and says what it is about.
fn site_card<'a>(views: Views<'a>, fonts: &Fonts) -> SocialCardView<'a> {
    let config = &views.site.config;
    let address = config.base_url.absolute("");
    let address = address.split_once("://").map_or(&*address, |(_, rest)| rest);
    let description = drawable(&config.description, fonts);
    let lines = card::lines(&description, &[SMALL], SAFE_WIDTH, DESCRIPTION_LINES, |text| {
        fonts.width(text, Weight::Regular)
    });
    SocialCardView {
        site: fit(address.trim_end_matches('/'), 0.9, fonts),
        description: lines.lines,
        ..bare_card(views.site, &config.title, fonts)
    }
}

/// What all cards have: a title, and what is the same for the whole site.
fn bare_card<'a>(site: &'a Site, title: &'a str, fonts: &Fonts) -> SocialCardView<'a> {
    let Lines { size, lines } = card::lines(&drawable(title, fonts), &SIZES, SAFE_WIDTH, LINES, |text| {
        fonts.width(text, Weight::Bold)
    });
    let author = site.config.author.as_ref();
    SocialCardView {
        width: WIDTH,
        height: HEIGHT,
        title,
        lines,
        font_size: size,
        site: String::new(),
        description: Vec::new(),
        date: None,
        tags: Vec::new(),
        author: author.map(|author| fit(&author.name, 0.4, fonts)),
        language: &site.config.language,
        colors: &site.theme.colors,
    }
}

/// As much of a small text as stands on a share of the line.
fn fit(text: &str, share: f32, fonts: &Fonts) -> String {
    let width = SAFE_WIDTH as f32 / SMALL as f32 * share;
    card::clip(&drawable(text, fonts), width, |text| {
        fonts.width(text, Weight::Regular)
    })
}

/// The first tags, as many as stand on a line beside a date.
fn tags(page: &Page, fonts: &Fonts) -> Vec<String> {
    let mut room = SAFE_WIDTH as f32 / SMALL as f32 * 0.6;
    let tags = page.document.front_matter.tags.iter();
    let tags = tags
        .map(|(tag, _)| drawable(tag, fonts))
        .filter(|tag| !tag.is_empty());
    tags.take(TAGS)
        .take_while(|tag| {
            room -= fonts.width(tag, Weight::Regular) + fonts.width("#", Weight::Regular) + GAP;
            room >= 0.0
        })
        .collect()
}

/// The text without what no font can draw, each gap one space.
fn drawable(text: &str, fonts: &Fonts) -> String {
    let letter = |letter: char| match letter {
        letter if letter.is_whitespace() => ' ',
        letter => letter,
    };
    let drawn: String = text
        .chars()
        .map(letter)
        .filter(|letter| fonts.has(*letter))
        .collect();
    drawn.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a character has no form of its own: it joins or varies others, or says how they are set.
fn is_formless(character: char) -> bool {
    let joins = matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}');
    joins || character.is_whitespace() || character.is_control()
}

fn missing(text: &str, fonts: &Fonts) -> Vec<char> {
    let mut missing = Vec::new();
    for character in text
        .chars()
        .filter(|letter| !is_formless(*letter) && !fonts.has(*letter))
    {
        if !missing.contains(&character) {
            missing.push(character);
        }
    }
    missing
}

/// The cards that are not drawn, as no letter of their title can be.
pub fn without_title(site: &Site, fonts: &Fonts) -> Diagnosed<BTreeSet<Card>> {
    let mut found = Diagnosed::clean(BTreeSet::new());
    let can_be_drawn = |title: &str| {
        title
            .chars()
            .any(|letter| !is_formless(letter) && fonts.has(letter))
    };
    let cards = site.cards().filter(|card| site.writes(&site.card_route(*card)));
    for card in cards.filter(|card| !can_be_drawn(site.card_title(*card))) {
        found.value.insert(card);
        let (lacking, whose) = match card {
            Card::Site => (lacking(&missing(&site.config.title, fonts)), "site"),
            Card::Post(id) => {
                let page = site.page(id);
                let title = page.document.front_matter.title.as_ref();
                (of_page(page, title, fonts), "post")
            }
        };
        let help =
            format!("the {whose} has no card; add a font that has them to `fonts` of `[social_cards]`");
        found
            .diagnostics
            .extend(lacking.map(|lacking| lacking.help(help)));
    }
    found
}

/// What of a card's texts cannot be drawn.
fn missing_glyphs(site: &Site, card: Card, fonts: &Fonts) -> Vec<Diagnostic> {
    let config = &site.config;
    let of_page: Vec<Diagnostic> = match card {
        Card::Site => Vec::new(),
        Card::Post(id) => {
            let page = site.page(id);
            let front_matter = &page.document.front_matter;
            let texts = front_matter.title.iter().chain(&front_matter.tags);
            texts
                .filter_map(|text| of_page(page, Some(text), fonts))
                .collect()
        }
    };
    // The same for every post, and told once.
    let author = config.author.as_ref().map(|author| author.name.as_str());
    let description = (card == Card::Site).then_some(config.description.as_str());
    let of_site = [Some(config.title.as_str()), author, description];
    let of_site = of_site.into_iter().flatten();
    let of_site = of_site.filter_map(|text| lacking(&missing(text, fonts)));
    let help = "the card is drawn without; add a font that has it to `fonts` of `[social_cards]`";
    let found = of_page.into_iter().chain(of_site);
    found.map(|found| found.help(help)).collect()
}

/// What no font has of a text of a page, where each first stands.
fn of_page(page: &Page, text: Option<&(String, Span)>, fonts: &Fonts) -> Option<Diagnostic> {
    let (text, span) = text?;
    let document = &page.document;
    let missing = missing(text, fonts);
    let mut found = lacking(&missing)?;
    let written = span.of(&document.text);
    let mut places: Vec<Span> = missing
        .iter()
        .filter_map(|letter| {
            let start = span.start as usize + written.find(*letter)?;
            Some(Span::new(start, start + letter.len_utf8()))
        })
        .collect();
    // Written with escapes, it stands nowhere.
    if places.is_empty() {
        places.push(*span);
    }
    for place in places {
        found = found.at(document.location(place), "");
    }
    Some(found)
}

/// Names characters that no font has; nothing when there are none.
fn lacking(missing: &[char]) -> Option<Diagnostic> {
    let name = |character: &char| format!("`{character}` (U+{:04X})", u32::from(*character));
    let names: Vec<String> = missing.iter().map(name).collect();
    let message = format!("no font for social cards has {}", names.join(", "));
    (!missing.is_empty()).then(|| Diagnostic::new(&catalogue::MISSING_GLYPH, message))
}

fn malformed(site: &Site, message: &str, svg: &str, line: u32, column: u32) -> Diagnostic {
    let row = svg
        .lines()
        .nth(line.saturating_sub(1) as usize)
        .unwrap_or_default();
    let from = row
        .char_indices()
        .nth(column.saturating_sub(1) as usize)
        .map_or(row.len(), |(at, _)| at);
    let shown: String = row[from..].chars().take(40).collect();
    let found = Diagnostic::new(
        &catalogue::MALFORMED_CARD,
        format!("the social card is no SVG: {message}, at `{shown}`"),
    );
    let mut templates = site.theme.templates.iter();
    let found = match templates.find(|template| template.name == CARD_TEMPLATE) {
        Some(template) => found.at(Location::new(&template.path, Span::at(0)), ""),
        None => found,
    };
    found.help("mend the template; what it writes must be well-formed XML")
}
