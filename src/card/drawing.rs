//! From SVG to pixels. The only file that imports `resvg`.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::{self, ID, Source};
use resvg::usvg::roxmltree::{Document, Error, ParsingOptions};
use resvg::usvg::{FontFamily, FontResolver, ImageHrefResolver, Options, Tree};

use super::{Fonts, HEIGHT, WIDTH, encode};

/// The namespace of SVG.
const SVG: &str = "http://www.w3.org/2000/svg";

/// The weight a fallback is chosen for when the text's own face is not known.
const REGULAR: u16 = 400;

/// The fonts as the drawing crate knows them.
pub(super) struct Database {
    fonts: Arc<fontdb::Database>,
    /// By the place of the face among [`Fonts::faces`].
    ids: Vec<Option<ID>>,
}

impl fmt::Debug for Database {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Database").field(&self.ids.len()).finish()
    }
}

impl Database {
    pub(super) fn new(fonts: &Fonts) -> Self {
        let mut database = fontdb::Database::new();
        let mut loaded: HashMap<*const u8, Vec<(u32, ID)>> = HashMap::new();
        let ids = fonts.faces().iter().map(|face| {
            let faces = loaded.entry(face.data().as_ptr()).or_insert_with(|| {
                let ids = database.load_font_source(Source::Binary(Arc::new(Arc::clone(face.data()))));
                let placed = ids.iter().filter_map(|id| Some((database.face(*id)?.index, *id)));
                placed.collect()
            });
            let of_face = faces.iter().find(|(index, _)| *index == face.index());
            of_face.map(|(_, id)| *id)
        });
        let ids = ids.collect();
        Self {
            fonts: Arc::new(database),
            ids,
        }
    }
}

/// What is wrong with a text that should be SVG, and at which line and column of it, both from 1.
pub fn parse_error(svg: &str) -> Option<(String, u32, u32)> {
    match Document::parse(svg) {
        Ok(document) if document.root_element().tag_name().name() == "svg" => None,
        Ok(_) => Some(("its outermost element is not `svg`".to_owned(), 1, 1)),
        Err(error) => Some(placed(&error)),
    }
}

/// What is wrong, with its line and column.
fn placed(error: &Error) -> (String, u32, u32) {
    let place = error.pos();
    let message = error.to_string();
    let message = message
        .rsplit_once(" at ")
        .map_or(&*message, |(before, _)| before)
        .to_owned();
    (message, place.row, place.col)
}

/// Why browsers show nothing of a file of SVG, as a clause after its name: unlike a card's, it may declare entities, and has
/// to name its namespace.
pub fn svg_flaw(svg: &str) -> Option<String> {
    let options = ParsingOptions {
        allow_dtd: true,
        ..ParsingOptions::default()
    };
    let document = match Document::parse_with_options(svg, options) {
        Ok(document) => document,
        Err(error) => {
            let (message, line, column) = placed(&error);
            return Some(format!("is no XML: {message}, at line {line}, column {column}"));
        }
    };
    let root = document.root_element().tag_name();
    match (root.name(), root.namespace()) {
        ("svg", Some(SVG)) => None,
        ("svg", _) => Some(format!("lacks `xmlns=\"{SVG}\"` on its element `svg`")),
        (name, _) => Some(format!("is no SVG: its outermost element is `{name}`")),
    }
}

/// Draws an SVG as a PNG of [`WIDTH`] × [`HEIGHT`] pixels, scaled to fit. Nothing outside of the SVG is read.
///
/// # Errors
/// A clause that says why it cannot be drawn.
pub fn draw(svg: &str, fonts: &Arc<Fonts>) -> Result<Vec<u8>, String> {
    let options = Options {
        font_resolver: resolver(fonts),
        image_href_resolver: ImageHrefResolver {
            resolve_data: ImageHrefResolver::default_data_resolver(),
            resolve_string: Box::new(|_, _| None),
        },
        fontdb: Arc::clone(&fonts.database().fonts),
        ..Options::default()
    };
    let tree = Tree::from_str(svg, &options).map_err(|error| error.to_string())?;
    let mut pixmap = Pixmap::new(WIDTH, HEIGHT).ok_or("there is no memory for it")?;
    let size = tree.size();
    let scale = Transform::from_scale(WIDTH as f32 / size.width(), HEIGHT as f32 / size.height());
    resvg::render(&tree, scale, &mut pixmap.as_mut());
    encode::png(pixmap.data()).map_err(|error| error.to_string())
}

/// Faces are chosen here as [`Fonts`] measures them, so that lines are as wide as they were told to be.
fn resolver(fonts: &Arc<Fonts>) -> FontResolver<'static> {
    let (select, fall_back) = (Arc::clone(fonts), Arc::clone(fonts));
    FontResolver {
        select_font: Box::new(move |font, _| {
            let names = font.families().iter().filter_map(|family| match family {
                FontFamily::Named(name) => Some(name.as_str()),
                _ => None,
            });
            let mut known = names.filter(|name| select.has_family(name));
            let face = select.face(known.next(), font.weight())?;
            select.database().ids[face]
        }),
        select_fallback: Box::new(move |character, used, _| {
            let ids = &fall_back.database().ids;
            let place = |id: &ID| ids.iter().position(|known| known.as_ref() == Some(id));
            let without: Vec<usize> = used.iter().filter_map(place).collect();
            let weight = without
                .first()
                .map_or(REGULAR, |at| fall_back.faces()[*at].weight);
            ids[fall_back.fallback(character, weight, &without)?]
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_svg_is_told_with_its_place() {
        assert_eq!(parse_error("<svg xmlns='http://www.w3.org/2000/svg'/>"), None);
        let told =
            |svg: &str| parse_error(svg).map(|(message, line, column)| format!("{line}:{column} {message}"));
        assert_eq!(
            told("<html/>").as_deref(),
            Some("1:1 its outermost element is not `svg`")
        );
        assert_eq!(
            told("<svg>\n<a></b></svg>").as_deref(),
            Some("2:4 expected 'a' tag, not 'b'")
        );
    }

    #[test]
    fn nothing_else_is_read() {
        let fonts = Arc::new(Fonts::new(Vec::new()));
        let svg = |inside: &str| {
            format!("<svg xmlns='http://www.w3.org/2000/svg' width='12' height='6'>{inside}</svg>")
        };
        let empty = draw(&svg(""), &fonts).unwrap();
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/static/favicon.svg");
        let image = svg(&format!("<image href='{path}' width='12' height='6'/>"));
        assert_eq!(draw(&image, &fonts).unwrap(), empty);
    }
}
