//! Every attribute of a code block that means something: the one table of their names and forms.

/// An attribute that means something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// Its name.
    pub name: &'static str,
    /// What its value looks like.
    pub form: Form,
    /// Whether it says how HCL is checked, and means nothing in other languages.
    pub hcl: bool,
    /// One as an author would write it.
    pub example: &'static str,
}

/// What the value of an attribute looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// There is none.
    Bare,
    /// Text, which must be there.
    Text,
    /// Text, which may be there.
    AnyText,
    /// Lines of the block, counted from 1, with or without a label: `3-4,7` or `3-4: why`.
    Lines,
    /// `true` or `false`; without a value it is `true`.
    Switch,
    /// A switch, or the number of the first line.
    Number,
}

/// All of them, those for any language first.
pub const ALL: [Known; 25] = [
    any("title", Form::Text, "title=\"main.tf\""),
    any("numbers", Form::Number, "numbers=10"),
    any("mark", Form::Lines, "mark=3-4,7"),
    any("ins", Form::Lines, "ins=3-4"),
    any("del", Form::Lines, "del=3-4"),
    any("focus", Form::Lines, "focus=3-4"),
    any("collapse", Form::Lines, "collapse=5-12"),
    any("wrap", Form::Switch, "wrap=false"),
    any("copy", Form::Switch, "copy=false"),
    any("id", Form::Text, "id=network"),
    any("tab", Form::Text, "tab=\"npm\""),
    any("lang", Form::Text, "lang=hcl"),
    any("file", Form::Text, "file=\"./main.tf\""),
    any("region", Form::Text, "region=network"),
    any("diagram", Form::Switch, "diagram=false"),
    hcl("ignore", Form::Bare, "ignore"),
    hcl("fragment", Form::Bare, "fragment"),
    hcl("complete", Form::Bare, "complete"),
    hcl("should_fail", Form::AnyText, "should_fail=HCL103"),
    hcl("module", Form::Text, "module=dev"),
    hcl("expr", Form::Bare, "expr"),
    hcl("tfvars", Form::Bare, "tfvars"),
    hcl("hidden", Form::Bare, "hidden"),
    hcl("context", Form::Text, "context=vpc.tf"),
    hcl("allow", Form::Text, "allow=HCL302"),
];

const fn any(name: &'static str, form: Form, example: &'static str) -> Known {
    Known {
        name,
        form,
        hcl: false,
        example,
    }
}

const fn hcl(name: &'static str, form: Form, example: &'static str) -> Known {
    Known {
        hcl: true,
        ..any(name, form, example)
    }
}

/// The attribute of a name.
pub fn find(name: &str) -> Option<&'static Known> {
    ALL.iter().find(|known| known.name == name)
}

/// Our name of an attribute, and whether it was written with another tool's: those of Docusaurus, Expressive
/// Code, Hugo and Zola.
pub(super) fn canonical(written: String) -> (String, bool) {
    let ours = match written.as_str() {
        "showLineNumbers" | "startLineNumber" | "linenos" | "linenostart" => "numbers",
        "hl_lines" => "mark",
        "filename" => "title",
        _ => return (written, false),
    };
    (ours.to_owned(), true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_there_once_and_its_example_is_of_it() {
        for (at, known) in ALL.iter().enumerate() {
            assert!(ALL[..at].iter().all(|other| other.name != known.name));
            assert!(known.example.starts_with(known.name));
        }
    }
}
