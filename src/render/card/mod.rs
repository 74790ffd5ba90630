//! Social cards: from a post to the SVG that its card is drawn from.

mod own_fonts;
mod store;

use std::collections::BTreeSet;
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
        if !self.site.wants_card(page) {
            return None;
        }
        let route = card_route(&page.route);
        if !self.site.writes(&route) {
            // The author has put a picture there.
            let asset = self.site.assets.get(&route)?;
            let size = asset.dimensions();
            return Some(self.plain_image(&route, size.map(|size| (size.width, size.height)), &page.title));
        }
        let is_drawn = self.site.draws_card(id);
        is_drawn.then(|| self.plain_image(&route, Some((WIDTH, HEIGHT)), &page.title))
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
    let Lines { size, lines } =
        card::lines(&drawable(&page.title, fonts), &SIZES, SAFE_WIDTH, LINES, |text| {
            fonts.width(text, Weight::Bold)
        });
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

/// The posts that get no card, as no letter of their title can be drawn.
pub fn without_title(site: &Site, fonts: &Fonts) -> Diagnosed<BTreeSet<PageId>> {
    let mut found = Diagnosed::clean(BTreeSet::new());
    let can_be_drawn = |title: &str| {
        title
            .chars()
            .any(|letter| !is_formless(letter) && fonts.has(letter))
    };
    for id in (0..site.pages.len()).map(PageId) {
        let page = site.page(id);
        let has_own = !site.writes(&card_route(&page.route));
        if site.wants_card(page) && !has_own && !can_be_drawn(&page.title) {
            found.value.insert(id);
            let lacking = of_page(page, page.document.front_matter.title.as_ref(), fonts);
            let help = "the post has no card; add a font that has them to `fonts` of `[social_cards]`";
            found
                .diagnostics
                .extend(lacking.map(|lacking| lacking.help(help)));
        }
    }
    found
}

/// What of a card's texts cannot be drawn.
fn missing_glyphs(site: &Site, page: &Page, fonts: &Fonts) -> Vec<Diagnostic> {
    let front_matter = &page.document.front_matter;
    let texts = front_matter.title.iter().chain(&front_matter.tags);
    let of_page = texts.filter_map(|text| of_page(page, Some(text), fonts));
    // The same for every post, and told once.
    let author = site.config.author.as_ref().map(|author| author.name.as_str());
    let of_site = [Some(site.config.title.as_str()), author].into_iter().flatten();
    let of_site = of_site.filter_map(|text| lacking(&missing(text, fonts)));
    let help = "the card is drawn without; add a font that has it to `fonts` of `[social_cards]`";
    of_page.chain(of_site).map(|found| found.help(help)).collect()
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
