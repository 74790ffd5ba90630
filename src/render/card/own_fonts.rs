//! The fonts that a site has for its cards.

use std::sync::Arc;

use crate::card::{Fonts, Typeface};
use crate::config::{self, SocialCards};
use crate::diagnostic::{Diagnosed, Diagnostic, Location, catalogue, suggest};
use crate::source::{Content, SourcePath, SourceTree};

/// Where they are looked for.
const FOLDER: &str = "fonts";

/// Reads the fonts that are named in `recto.toml`. Those that cannot be used are reported and left out.
pub fn load(cards: &SocialCards, sources: &SourceTree) -> Diagnosed<Arc<Fonts>> {
    let mut faces = Vec::new();
    let mut diagnostics = Vec::new();
    for (path, span) in &cards.fonts {
        match read(path, sources) {
            Ok(read) => faces.extend(read),
            Err((reason, help)) => diagnostics.push(
                Diagnostic::new(
                    &catalogue::CONFIG_BAD_VALUE,
                    format!("the font `{path}` cannot be used: {reason}"),
                )
                .at(Location::new(&SourcePath::new(config::PATH), *span), "")
                .help(help),
            ),
        }
    }
    Diagnosed {
        value: Arc::new(Fonts::new(faces)),
        diagnostics,
    }
}

/// The faces of a file, or why there are none and what to do.
fn read(path: &str, sources: &SourceTree) -> Result<Vec<Typeface>, (String, String)> {
    let Some(Content::Blob(blob)) = sources.get(path).map(|file| &file.content) else {
        let known = sources.below(FOLDER).map(|(_, file)| file.path.as_str());
        let help = match suggest::nearest(path, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("put the file into `{FOLDER}/` and write its path from the site's root"),
        };
        return Err(("there is no such file".into(), help));
    };
    let data = blob
        .read()
        .map_err(|error| (error.to_string(), "see that it can be read".into()))?;
    Typeface::read(&data).map_err(|_| {
        let help = "take a file with the ending `.otf`, `.ttf` or `.ttc`; browsers' WOFF2 is not read";
        ("it is no OpenType font".into(), help.into())
    })
}
