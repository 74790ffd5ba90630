//! `[serve]`: what the author decides for the live preview.

use crate::data::Fields;

/// What the author decides for the live preview.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Serve {
    /// The editor that findings are opened in.
    pub editor: Option<Editor>,
}

/// An editor, as the address that opens a file in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Editor(String);

/// Editors by name. Sources: the URL handlers of Visual Studio Code ("Opening VS Code with URLs"), of the
/// JetBrains IDEs and of Zed.
const EDITORS: &[(&str, &str)] = &[
    ("vscode", "vscode://file{file}:{line}:{column}"),
    ("vscodium", "vscodium://file{file}:{line}:{column}"),
    ("cursor", "cursor://file{file}:{line}:{column}"),
    ("jetbrains", "idea://open?file={file}&line={line}&column={column}"),
    ("zed", "zed://file{file}:{line}:{column}"),
];

impl Editor {
    /// Takes the name of an editor, or an address with `{file}` and, if wanted, `{line}` and `{column}` in it.
    ///
    /// # Errors
    /// A sentence for the author.
    pub fn parse(text: &str) -> Result<Self, String> {
        if let Some((_, address)) = EDITORS.iter().find(|(name, _)| *name == text) {
            return Ok(Self((*address).to_owned()));
        }
        let names: Vec<_> = EDITORS.iter().map(|(name, _)| format!("`{name}`")).collect();
        let Some((scheme, _)) = text.split_once(':') else {
            let names = names.join(", ");
            return Err(format!("it must be {names} or an address with `{{file}}` in it"));
        };
        let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
        let runs = ["javascript", "data", "vbscript", "blob"];
        if !is_scheme || runs.iter().any(|run| scheme.eq_ignore_ascii_case(run)) {
            return Err(format!("`{scheme}:` does not open an editor"));
        }
        if !text.contains("{file}") {
            return Err("its address must have `{file}` in it".to_owned());
        }
        Ok(Self(text.to_owned()))
    }

    /// The address that opens a file, given by its absolute path, at a line and column from 1.
    pub fn address(&self, file: &str, line: usize, column: usize) -> String {
        let file = file.replace('\\', "/");
        let file = if file.starts_with('/') {
            file
        } else {
            format!("/{file}")
        };
        self.0
            .replace("{line}", &line.to_string())
            .replace("{column}", &column.to_string())
            .replace("{file}", &encoded(&file))
    }
}

/// Percent-encodes all that could mean something else in an address, also in its query.
fn encoded(path: &str) -> String {
    let mut out = String::new();
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/:".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// Reads the table `serve`.
pub(super) fn read(fields: &mut Fields<'_>) -> Serve {
    let mut table = fields.table("serve");
    let editor = table
        .text("editor")
        .and_then(|(text, span)| super::accept(&mut table, span, "editor", Editor::parse(&text)));
    fields.absorb(table);
    Serve { editor }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_editor_is_a_name_or_an_address() {
        let opens = |editor: &str| Editor::parse(editor).unwrap().address("/a b/글.md", 3, 7);
        assert_eq!(opens("vscode"), "vscode://file/a%20b/%EA%B8%80.md:3:7");
        assert_eq!(opens("zed"), "zed://file/a%20b/%EA%B8%80.md:3:7");
        assert_eq!(
            opens("jetbrains"),
            "idea://open?file=/a%20b/%EA%B8%80.md&line=3&column=7"
        );
        assert_eq!(
            opens("subl://open?url={file}&l={line}"),
            "subl://open?url=/a%20b/%EA%B8%80.md&l=3"
        );
        let windows = Editor::parse("vscode").unwrap().address("C:\\a\\b.md", 1, 1);
        assert_eq!(windows, "vscode://file/C:/a/b.md:1:1");
    }

    #[test]
    fn what_opens_no_editor_is_refused() {
        for text in [
            "emacs",
            "javascript:alert('{file}')",
            "DATA:{file}",
            "x://open",
            "1x://{file}",
        ] {
            assert!(Editor::parse(text).is_err(), "{text}");
        }
    }
}
