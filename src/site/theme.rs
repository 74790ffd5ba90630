//! The theme: templates, assets with their fingerprints, and the texts of the interface.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::manifest;
use super::minify;
use super::palette;
use super::routes::Route;
use super::style;
use crate::config::Style;
use crate::content::asset::Asset;
use crate::content::component::{self, Component};
use crate::data::{Table, ValueKind, toml};
use crate::diagnostic::{Diagnosed, Diagnostic, Location, catalogue, suggest};
use crate::diagram;
use crate::source::{Content, SourceFile, SourcePath, SourceTree, Span, Text};

/// What the site looks like.
#[derive(Clone, Debug, Default)]
pub struct Theme {
    /// Templates by name (`post.html`), sorted.
    pub templates: Vec<Template>,
    /// Components by the names they are called by. Pages depend on those that they call, so no other hash holds
    /// them.
    pub components: BTreeMap<String, Arc<Component>>,
    /// The templates below `templates/components/`, which see one another and no other template.
    pub component_templates: Vec<Template>,
    /// Published files by their name in `assets/`, with their addresses.
    pub assets: BTreeMap<String, ThemeAsset>,
    /// Texts of the interface by language.
    pub strings: BTreeMap<String, BTreeMap<String, String>>,
    /// The colours of light pages as `#rrggbb`, by the names of their custom properties without `--`.
    pub colors: BTreeMap<String, String>,
    /// A hash over templates, assets and texts; not over components.
    pub hash: u128,
}

/// A template.
#[derive(Clone, Debug)]
pub struct Template {
    /// Its path below `templates/`.
    pub name: String,
    /// Its file.
    pub path: SourcePath,
    /// Its text.
    pub text: Arc<str>,
}

/// A published file of the theme.
#[derive(Clone, Debug)]
pub struct ThemeAsset {
    /// Its address; the name carries a hash of the content.
    pub route: Route,
    /// What is published.
    pub content: ThemeContent,
}

/// What is published for an asset of the theme.
#[derive(Clone, Debug)]
pub enum ThemeContent {
    /// A text.
    Text(Arc<str>),
    /// A file as it is.
    File(Arc<Asset>),
    /// The script in the program that draws diagrams: [`diagram::script`].
    DrawingScript,
}

/// The theme in the binary, which lies under every other: a theme has only the files in which it differs.
pub const BUILT_IN: &str = "themes/recto";

/// The templates every theme must have, itself or from the built-in one.
pub const TEMPLATES: [&str; 9] = [
    "home.html",
    "section.html",
    "post.html",
    "page.html",
    "taxonomy.html",
    "term.html",
    "series.html",
    "archive.html",
    "404.html",
];

/// What the names of templates for components begin with.
const COMPONENTS: &str = "components/";
/// The template of social cards, which the built-in theme has for every other.
pub const CARD_TEMPLATE: &str = "og.svg";

/// What is published where there are diagrams and nowhere else, by name.
pub const DRAWING: [&str; 3] = ["diagrams.css", "diagrams.js", diagram::SCRIPT];

/// The language whose texts are complete by definition.
const REFERENCE: &str = "en";

/// The folder with the themes. [`load`] reads no file outside of it.
pub const FOLDER: &str = "themes";

/// Takes the theme of that name out of the snapshot, and puts the author's style into it.
pub fn load(sources: &SourceTree, name: &str, style: &Style) -> Diagnosed<Theme> {
    let folder = format!("{FOLDER}/{name}");
    // Findings name the folder, so two folders with the same files are two themes.
    let mut theme = Theme {
        hash: mix(0, &folder, 0),
        ..Theme::default()
    };
    let mut diagnostics = Vec::new();
    let mut styles: BTreeMap<String, String> = BTreeMap::new();
    let mut style_files = BTreeMap::new();
    let mut language_files = BTreeMap::new();
    for (name, file) in files(sources, &folder) {
        let Content::Text(text) = &file.content else {
            if let (Some(name), Content::Blob(blob)) = (name.strip_prefix("assets/"), &file.content) {
                let asset = Arc::new(Asset::new(file.path.clone(), blob.clone()));
                let route = fingerprinted(name, xxhash_rust::xxh3::xxh3_128(&blob.head(usize::MAX)));
                let content = ThemeContent::File(asset);
                theme.assets.insert(name.into(), ThemeAsset { route, content });
            }
            continue;
        };
        if let Some(name) = name.strip_prefix("templates/") {
            let template = Template {
                name: name.to_owned(),
                path: file.path.clone(),
                text: text.text.clone(),
            };
            if name.starts_with(COMPONENTS) {
                theme.component_templates.push(template);
                continue;
            }
            theme.templates.push(template);
        }
        theme.hash = mix(theme.hash, name, text.hash);
        if let Some(name) = name.strip_prefix("assets/") {
            styles.insert(name.to_owned(), text.text.to_string());
            if name.ends_with(".css") {
                style_files.insert(name, (&file.path, &*text.text));
            }
        } else if let Some(language) = name
            .strip_prefix("i18n/")
            .and_then(|name| name.strip_suffix(".toml"))
        {
            let strings = strings(&file.path, text, &mut diagnostics);
            theme.strings.insert(language.to_owned(), strings);
            language_files.insert(language.to_owned(), file.path.clone());
        } else if name == "theme.toml" {
            diagnostics.extend(manifest::check(&file.path, text, env!("CARGO_PKG_VERSION")));
        }
    }
    let palette = style::palette(style, &style_files);
    diagnostics.extend(style::check(style, &style_files, &palette));
    theme.colors = palette::light(&palette);
    bundle(&mut styles, style);
    theme.components = components(&theme.component_templates, &mut diagnostics);
    for (name, text) in styles {
        let text = match name.rsplit_once('.') {
            Some((_, "css")) => minify::css(&text),
            // Of megabytes by others each line is as short as it can be.
            Some((_, "js")) if name != diagram::SCRIPT => minify::js(&text),
            _ => text,
        };
        let route = fingerprinted(&name, xxhash_rust::xxh3::xxh3_128(text.as_bytes()));
        let content = ThemeContent::Text(text.into());
        theme.assets.insert(name, ThemeAsset { route, content });
    }
    theme
        .assets
        .entry(diagram::SCRIPT.to_owned())
        .or_insert_with(|| ThemeAsset {
            route: fingerprinted(diagram::SCRIPT, diagram::FINGERPRINT),
            content: ThemeContent::DrawingScript,
        });
    diagnostics.extend(missing_templates(&theme, &folder));
    diagnostics.extend(translations(&theme, &language_files, sources));
    complete(&mut theme.strings);
    Diagnosed {
        value: theme,
        diagnostics,
    }
}

/// The files of a theme by their paths in it, those of the built-in one where it has none.
fn files<'a>(sources: &'a SourceTree, folder: &'a str) -> BTreeMap<&'a str, &'a SourceFile> {
    let mut files: BTreeMap<_, _> = sources.below(BUILT_IN).collect();
    files.extend(sources.below(folder));
    files
}

/// The components of the templates for them. What one is made of beside its own template is known by name alone.
fn components(templates: &[Template], diagnostics: &mut Vec<Diagnostic>) -> BTreeMap<String, Arc<Component>> {
    let mut components = BTreeMap::new();
    for template in templates {
        let name = template.name[COMPONENTS.len()..].strip_suffix(".html");
        let Some(name) = name.filter(|name| !name.contains('/')) else {
            continue;
        };
        let hash = reached(templates, template);
        let component = component::declare(name, &template.path, &template.text, hash);
        components.insert(name.to_owned(), Arc::new(component.drain_into(diagnostics)));
    }
    components
}

/// A hash over a template and those that it names, and that they name. What Tera calls a component has no file, so
/// where there are some, all templates count.
fn reached(templates: &[Template], first: &Template) -> u128 {
    let all = templates
        .iter()
        .any(|template| template.text.contains("endcomponent"));
    let mut reached: Vec<&Template> = vec![first];
    let mut at = 0;
    while let Some(template) = reached.get(at).copied() {
        at += 1;
        for other in templates {
            let is_new = reached.iter().all(|known| known.name != other.name);
            if is_new && (all || template.text.contains(&other.name)) {
                reached.push(other);
            }
        }
    }
    reached.iter().fold(0, |hash, template| {
        let text = xxhash_rust::xxh3::xxh3_128(template.text.as_bytes());
        mix(hash, template.path.as_str(), text)
    })
}

/// The finding for a theme that does not exist, with the place that names it.
pub fn unknown(
    sources: &SourceTree,
    theme: &str,
    named: impl FnOnce() -> Option<Location>,
) -> Option<Diagnostic> {
    let folder = format!("{FOLDER}/{theme}");
    if sources.below(&folder).next().is_some() {
        return None;
    }
    let names = sources
        .below(FOLDER)
        .filter_map(|(path, _)| path.split('/').next());
    let message = format!("there is no theme `{theme}`");
    let found = Diagnostic::new(&catalogue::MISSING_TEMPLATE, message);
    let found = match named() {
        Some(place) => found.at(place, ""),
        None => found,
    };
    Some(match suggest::nearest(theme, names) {
        Some(near) => found.help(format!("did you mean `{near}`?")),
        None => found.help(format!("make a folder `{folder}`, or use the theme `recto`")),
    })
}

/// What a language lacks, which has been reported, is said in English.
fn complete(strings: &mut BTreeMap<String, BTreeMap<String, String>>) {
    let Some(reference) = strings.get(REFERENCE).cloned() else {
        return;
    };
    for texts in strings.values_mut() {
        for (key, text) in &reference {
            texts.entry(key.clone()).or_insert_with(|| text.clone());
        }
    }
}

fn mix(hash: u128, name: &str, content: u128) -> u128 {
    let mut bytes = hash.to_le_bytes().to_vec();
    bytes.extend(name.as_bytes());
    bytes.extend(content.to_le_bytes());
    xxhash_rust::xxh3::xxh3_128(&bytes)
}

/// One style sheet is one request: the colours of code and the author's own style go to the end of `style.css`.
fn bundle(styles: &mut BTreeMap<String, String>, style: &Style) {
    if !styles.contains_key("style.css") {
        return;
    }
    let highlight = styles.remove("highlight.css");
    let user = styles.remove("user.css");
    let Some(sheet) = styles.get_mut("style.css") else {
        return;
    };
    if let Some(highlight) = highlight {
        sheet.push_str(&format!("@layer code{{\n{highlight}}}\n"));
    }
    sheet.push_str(&style::layer(style, user.as_deref()));
}

fn fingerprinted(name: &str, hash: u128) -> Route {
    let short = (hash as u64) as u32;
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    Route::new(&format!("assets/{stem}.{short:08x}.{extension}"))
}

fn missing_templates(theme: &Theme, folder: &str) -> Vec<Diagnostic> {
    TEMPLATES
        .iter()
        .filter(|name| theme.templates.iter().all(|template| template.name != **name))
        .map(|name| {
            let message = format!("the theme has no template `{folder}/templates/{name}`");
            Diagnostic::new(&catalogue::MISSING_TEMPLATE, message).help("write it, or use the theme `recto`")
        })
        .collect()
}

fn strings(path: &SourcePath, text: &Text, diagnostics: &mut Vec<Diagnostic>) -> BTreeMap<String, String> {
    let (table, errors) = toml::parse(&text.text, Span::new(0, text.text.len()));
    for error in errors {
        diagnostics.push(
            Diagnostic::new(&catalogue::CONFIG_SYNTAX, error.message).at(Location::new(path, error.span), ""),
        );
    }
    let mut strings = BTreeMap::new();
    for entry in table.entries() {
        match &entry.value.kind {
            ValueKind::String(value) => {
                strings.insert(entry.key.clone(), value.clone());
            }
            _ => diagnostics.push(
                Diagnostic::new(
                    &catalogue::BAD_TRANSLATION,
                    format!("`{}` must be text", entry.key),
                )
                .at(Location::new(path, entry.value.span), "")
                .help("put it in quotes"),
            ),
        }
    }
    strings
}

/// Every language file has the keys of the English one, no more and no fewer.
fn translations(
    theme: &Theme,
    files: &BTreeMap<String, SourcePath>,
    sources: &SourceTree,
) -> Vec<Diagnostic> {
    let Some(reference) = theme.strings.get(REFERENCE) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (language, strings) in &theme.strings {
        let path = &files[language];
        for key in reference.keys().filter(|key| !strings.contains_key(*key)) {
            found.push(
                Diagnostic::new(
                    &catalogue::BAD_TRANSLATION,
                    format!("the text `{key}` is missing"),
                )
                .at(Location::new(path, Span::at(0)), "")
                .help(format!(
                    "add a line `{key} = \"…\"`; in English it is `{}`",
                    reference[key]
                )),
            );
        }
        for key in strings.keys().filter(|key| !reference.contains_key(*key)) {
            let span = key_span(sources, path, key);
            let unknown = Diagnostic::new(
                &catalogue::BAD_TRANSLATION,
                format!("no page uses the text `{key}`"),
            )
            .at(Location::new(path, span), "");
            found.push(
                match suggest::nearest(key, reference.keys().map(String::as_str)) {
                    Some(near) => unknown.help(format!("did you mean `{near}`?")),
                    None => unknown.help("take the line out"),
                },
            );
        }
    }
    found
}

fn key_span(sources: &SourceTree, path: &SourcePath, key: &str) -> Span {
    let Some(text) = sources.text(path.as_str()) else {
        return Span::at(0);
    };
    let (table, _): (Table, _) = toml::parse(&text.text, Span::new(0, text.text.len()));
    table.get(key).map_or(Span::at(0), |entry| entry.key_span)
}

impl Theme {
    /// The style sheets as they may stand in a page, by their names. One that refers to other files by their places
    /// beside it is not among them, as it can only be linked to.
    pub fn inline_styles(&self) -> impl Iterator<Item = (&str, &str)> {
        self.assets
            .iter()
            .filter_map(|(name, asset)| match &asset.content {
                ThemeContent::Text(text) if name.ends_with(".css") => {
                    let refers = ["url(", "@import", "</", "src("]
                        .iter()
                        .any(|word| text.contains(word));
                    (!refers).then_some((&**name, &**text))
                }
                _ => None,
            })
    }

    /// Whether diagrams are drawn by the script in the program, and not by one of the author's.
    pub fn has_own_drawing_script(&self) -> bool {
        let script = self.assets.get(diagram::SCRIPT);
        !script.is_some_and(|script| matches!(script.content, ThemeContent::DrawingScript))
    }

    /// The texts for a language: its own, those of its base language, or English.
    pub fn strings_for(&self, language: &str) -> &BTreeMap<String, String> {
        static NONE: BTreeMap<String, String> = BTreeMap::new();
        self.own_strings(language)
            .or_else(|| self.strings.get(REFERENCE))
            .unwrap_or(&NONE)
    }

    /// The language of [`strings_for`](Self::strings_for) where it is not the one that was asked for.
    pub fn strings_instead_of(&self, language: &str) -> Option<&'static str> {
        self.own_strings(language).is_none().then_some(REFERENCE)
    }

    fn own_strings(&self, language: &str) -> Option<&BTreeMap<String, String>> {
        let base = language.split('-').next().unwrap_or_default();
        [language, base]
            .into_iter()
            .find_map(|language| self.strings.get(language))
    }
}
