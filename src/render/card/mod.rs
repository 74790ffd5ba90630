//! Social cards: from a post to the SVG that its card is drawn from.

mod own_fonts;
mod store;

use std::borrow::Cow;
use std::sync::Arc;

use serde::Serialize;

use super::template::{Engine, Prepared};
use super::view::{ImageView, SocialCardView};
use super::{Rendered, pages::Views};
use crate::card::{self, Fonts, HEIGHT, Lines, SAFE_WIDTH, WIDTH, Weight};
use crate::diagnostic::{Diagnosed, Diagnostic, Location, catalogue};
use crate::output::Deferred;
use crate::site::theme::CARD_TEMPLATE;
use crate::site::{Page, PageId, Site, card_route};
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

/// How many tags are on a card at most.
const TAGS: usize = 4;

impl<'a> Views<'a> {
    /// The picture for social networks of a post without one of its own.
    pub(super) fn card_image(self, id: PageId) -> Option<ImageView<'a>> {
        let page = self.site.page(id);
        if !self.site.has_card(page) {
            return None;
        }
        let route = card_route(&page.route);
        if !self.site.writes(&route) {
            // The author has put a picture there.
            let asset = self.site.assets.get(&route)?;
            let size = asset.dimensions();
            return Some(self.plain_image(&route, size.map(|size| (size.width, size.height)), &page.title));
        }
        Some(self.plain_image(&route, Some((WIDTH, HEIGHT)), &page.title))
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
    id: PageId,
    fonts: &Arc<Fonts>,
    engine: &Engine,
    (shared, strings): (&Prepared, &Prepared),
    store: &Arc<CardStore>,
) -> Diagnosed<Rendered> {
    let site = views.site;
    let mut diagnostics = missing_glyphs(site, site.page(id), fonts);
    let view = Context {
        card: card(views, id, fonts),
    };
    let svg = match engine.render(CARD_TEMPLATE, shared, strings, &view) {
        Ok(svg) => svg,
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

fn card<'a>(views: Views<'a>, id: PageId, fonts: &Fonts) -> SocialCardView<'a> {
    let site = views.site;
    let page = site.page(id);
    let title = drawable(&page.title, fonts);
    let site_title = || drawable(&site.config.title, fonts);
    let Lines { size, lines } = card::lines(
        &if title.is_empty() { site_title() } else { title },
        &SIZES,
        SAFE_WIDTH,
        LINES,
        |text| fonts.width(text, Weight::Bold),
    );
    let fit = |text: &str, share: f32| {
        let width = SAFE_WIDTH as f32 / SMALL as f32 * share;
        card::clip(&drawable(text, fonts), width, |text| {
            fonts.width(text, Weight::Regular)
        })
    };
    let author = site.config.author.as_ref();
    SocialCardView {
        width: WIDTH,
        height: HEIGHT,
        title: &page.title,
        lines,
        font_size: size,
        site: fit(&site.config.title, 0.9),
        date: page.date.as_ref().map(|date| fit(&views.date(date).display, 0.4)),
        tags: tags(page, fonts),
        author: author.map(|author| fit(&author.name, 0.4)),
        language: &page.language,
        colors: &site.theme.colors,
    }
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

/// What of a card's texts cannot be drawn.
fn missing_glyphs(site: &Site, page: &Page, fonts: &Fonts) -> Vec<Diagnostic> {
    let document = &page.document;
    let front_matter = &document.front_matter;
    let texts = front_matter.title.iter().chain(&front_matter.tags);
    let mut found = Vec::new();
    for (text, span) in texts {
        for character in missing(text, fonts) {
            let written = span.of(&document.text).find(character);
            let place = written.map_or(*span, |at| {
                let start = span.start as usize + at;
                Span::new(start, start + character.len_utf8())
            });
            found.push(lacking(character).at(document.location(place), ""));
        }
    }
    // The same for every post, and told once.
    let author = site.config.author.as_ref().map(|author| author.name.as_str());
    for text in [Some(site.config.title.as_str()), author].into_iter().flatten() {
        found.extend(missing(text, fonts).into_iter().map(lacking));
    }
    found
}

fn lacking(character: char) -> Diagnostic {
    let (code, shown) = (u32::from(character), character);
    Diagnostic::new(
        &catalogue::MISSING_GLYPH,
        format!("no font for social cards has `{shown}` (U+{code:04X})"),
    )
    .help("the card is drawn without it; add a font that has it to `fonts` of `[social_cards]`")
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
    let shown: Cow<'_, str> = row[from..].chars().take(40).collect();
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
