//! `[highlight]`: what the author decides for the colours of code.

use super::accept;
use crate::data::Fields;

/// What the author decides for the colours of code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Highlight {
    /// What takes code apart.
    pub engine: Engine,
}

/// What takes code apart in the languages that both engines have. HCL and terminal sessions have lexers of their own
/// either way, and the long tail of languages goes through the bundled grammars.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Engine {
    /// Recto's own lexers.
    #[default]
    Own,
    /// The bundled grammars.
    Syntect,
}

pub(super) fn read(fields: &mut Fields<'_>) -> Highlight {
    let mut table = fields.table("highlight");
    let engine = table.text("engine").and_then(|(name, span)| {
        let engine = match &*name {
            "recto" => Ok(Engine::Own),
            "syntect" => Ok(Engine::Syntect),
            _ => Err(format!("`{name}` is neither `recto` nor `syntect`")),
        };
        accept(&mut table, span, "engine", engine)
    });
    fields.absorb(table);
    Highlight {
        engine: engine.unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::Engine;
    use crate::config::load;
    use crate::source::SourceTree;

    fn check(line: &str, engine: Engine, message: Option<&str>) {
        let head = "-- recto.toml --\ntitle = \"T\"\nbase_url = \"https://e.org\"\n";
        let loaded = load(&SourceTree::from_fixture(&format!("{head}{line}")));
        assert_eq!(loaded.value.highlight.engine, engine, "{line}");
        let messages: Vec<_> = loaded.diagnostics.iter().map(|found| &*found.message).collect();
        assert_eq!(messages, message.into_iter().collect::<Vec<_>>());
    }

    #[test]
    fn the_engine_is_chosen_by_name() {
        check("", Engine::Own, None);
        check("[highlight]\nengine = \"recto\"\n", Engine::Own, None);
        check("[highlight]\nengine = \"syntect\"\n", Engine::Syntect, None);
        check(
            "[highlight]\nengine = \"pygments\"\n",
            Engine::Own,
            Some("`engine` cannot be used: `pygments` is neither `recto` nor `syntect`"),
        );
    }
}
