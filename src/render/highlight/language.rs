//! The names that a code block may give its language, and the lexer behind each.
//!
//! A static table: finding a language loads no grammar.

use super::scanner::Scanner;
use super::table::Table;
use super::{
    css, diff, dockerfile, engine, ini, json, make, markdown, markup, nginx, shell, tables, template, toml,
    yaml,
};
use crate::config::Engine;
use crate::diagnostic::suggest;

/// A language that is known by name.
#[derive(Clone, Copy)]
pub struct Language {
    /// How the language is written for people: `HCL`, `TypeScript`.
    pub name: &'static str,
    /// What takes it apart.
    pub(super) lexer: Lexer,
    /// The bundled grammar for it; empty when there is none.
    pub(super) grammar: &'static str,
}

impl Language {
    /// Whether code in it is a session or the output of a terminal.
    pub fn is_terminal(self) -> bool {
        matches!(self.lexer, Console | Ansi)
    }

    /// The bundled grammar that takes it apart; `None` when a lexer of ours does, or nothing.
    pub(super) fn grammar_for(self, engine: Engine) -> Option<&'static str> {
        let is_wanted = match self.lexer {
            Grammar => true,
            Tabled(_) | Own(_) => engine == Engine::Syntect && !self.grammar.is_empty(),
            Hcl | Console | Plain | Ansi => false,
        };
        is_wanted.then_some(self.grammar)
    }
}

/// What takes a language apart.
#[derive(Clone, Copy)]
pub(super) enum Lexer {
    /// Our own for HCL and Terraform.
    Hcl,
    /// Our own for terminal sessions, whose commands are Bash.
    Console,
    /// The engine, as a table says.
    Table(&'static Table),
    /// Our own for this language alone.
    Own(fn(&mut Scanner<'_>)),
    /// The bundled grammar.
    Grammar,
    /// None: the code stays plain text.
    Plain,
    /// Our own for what a terminal shows, with its colours; see [`super::ansi`].
    Ansi,
}

/// Lets a language's lexer read a part of a block in another one. Languages without a lexer that can are plain.
pub(super) fn lex(language: Language, scan: &mut Scanner<'_>) {
    scan.in_language(|scan| match language.lexer {
        Lexer::Table(table) => engine::lex(table, scan),
        Own(lexer) => lexer(scan),
        _ => {}
    });
}

/// The language of that name or alias, in any case; `None` when there is no such name.
pub fn resolve(name: &str) -> Option<Language> {
    let is_named = |(.., names): &&Row| names.iter().any(|known| known.eq_ignore_ascii_case(name));
    let &(name, lexer, grammar, _) = TABLE.iter().find(is_named)?;
    Some(Language { name, lexer, grammar })
}

/// The known name nearest to one that [`resolve`] does not know.
pub fn suggestion(name: &str) -> Option<String> {
    suggest::nearest(name, names()).map(str::to_owned)
}

/// Every name and alias.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    TABLE.iter().flat_map(|(.., names)| names.iter().copied())
}

type Row = (&'static str, Lexer, &'static str, &'static [&'static str]);

use Lexer::{Ansi, Console, Grammar, Hcl, Own, Plain, Table as Tabled};

/// Name for people, lexer, bundled grammar, names in code blocks (lower case, each once). Those that technical posts
/// use most come first; the rest is in alphabetical order.
#[rustfmt::skip]
static TABLE: &[Row] = &[
    ("HCL", Hcl, "", &["hcl", "terraform", "tf", "tofu", "tfvars", "opentofu", "terragrunt", "packer", "nomad"]),
    ("YAML", Own(yaml::lex), "YAML", &["yaml", "yml", "helm", "kubernetes", "k8s", "ansible", "docker-compose"]),
    ("Bash", Own(shell::lex), "Bourne Again Shell (bash)", &["bash", "sh", "shell", "zsh", "ksh", "shellscript"]),
    ("Console", Console, "", &["console", "shell-session", "shellsession", "sh-session", "bash-session", "terminal"]),
    ("Terminal", Ansi, "", &["ansi"]),
    ("Text", Plain, "", &["text", "plain", "txt", "plaintext", "none", "output", ""]),
    ("JSON", Own(json::lex), "JSON", &["json", "jsonc", "json5", "tfstate", "geojson", "webmanifest"]),
    ("Dockerfile", Own(dockerfile::lex), "Dockerfile (with bash)", &["dockerfile", "docker", "containerfile"]),
    ("Diff", Own(diff::lex), "Diff", &["diff", "patch", "udiff"]),
    ("TOML", Own(toml::lex), "TOML", &["toml"]),
    ("Go", Tabled(&tables::GO), "Go", &["go", "golang"]),
    ("Rust", Tabled(&tables::RUST), "Rust", &["rust", "rs"]),
    ("Python", Tabled(&tables::PYTHON), "Python", &["python", "py", "python3", "py3"]),
    ("TypeScript", Tabled(&tables::TYPESCRIPT), "TypeScript", &["typescript", "ts", "mts", "cts"]),
    ("TSX", Tabled(&tables::TSX), "TypeScriptReact", &["tsx"]),
    ("JavaScript", Tabled(&tables::JAVASCRIPT), "JavaScript (Babel)", &["javascript", "js", "mjs", "cjs", "node", "ecmascript"]),
    ("JSX", Tabled(&tables::JAVASCRIPT), "JavaScript (Babel)", &["jsx"]),
    ("SQL", Tabled(&tables::SQL), "SQL", &["sql", "postgres", "postgresql", "mysql", "sqlite", "plpgsql", "plsql", "ddl"]),
    ("HTML", Own(markup::lex_html), "HTML", &["html", "htm", "xhtml"]),
    ("CSS", Own(css::lex), "CSS", &["css"]),
    ("Makefile", Own(make::lex), "Makefile", &["makefile", "make", "mk", "gnumakefile"]),
    ("INI", Own(ini::lex), "INI", &["ini", "cfg", "conf", "systemd", "desktop", "editorconfig", "reg"]),
    ("Dotenv", Own(ini::lex_environment), "DotENV", &["dotenv", "env", ".env"]),
    ("Nginx", Own(nginx::lex), "nginx", &["nginx", "nginxconf"]),
    ("Markdown", Own(markdown::lex), "Markdown", &["markdown", "md", "mdown"]),
    ("Java", Tabled(&tables::JAVA), "Java", &["java"]),
    ("Kotlin", Tabled(&tables::KOTLIN), "Kotlin", &["kotlin", "kt", "kts"]),
    ("C", Tabled(&tables::C), "C", &["c", "h"]),
    ("C++", Tabled(&tables::CPP), "C++", &["c++", "cpp", "cc", "cxx", "hpp", "hxx"]),
    ("C#", Tabled(&tables::CSHARP), "C#", &["c#", "csharp", "cs", "csx"]),
    ("Ruby", Tabled(&tables::RUBY), "Ruby", &["ruby", "rb", "gemfile", "rakefile"]),
    ("PHP", Tabled(&tables::PHP), "PHP Source", &["php"]),
    ("PowerShell", Grammar, "PowerShell", &["powershell", "pwsh", "ps1", "ps", "psm1"]),
    ("XML", Own(markup::lex_xml), "XML", &["xml", "xsd", "xslt", "xsl", "svg", "rss", "atom", "plist"]),
    ("Protocol Buffers", Tabled(&tables::PROTOBUF), "Protocol Buffer", &["protobuf", "proto"]),
    ("GraphQL", Tabled(&tables::GRAPHQL), "GraphQL", &["graphql", "gql"]),
    ("Rego", Grammar, "Rego", &["rego", "opa"]),
    ("Jinja", Own(template::lex), "Jinja2", &["jinja", "jinja2", "j2"]),
    ("HTTP", Grammar, "HTTP Request and Response", &["http", "https"]),
    ("Mermaid", Plain, "", &["mermaid"]),
    ("Bicep", Plain, "", &["bicep"]),
    ("CUE", Plain, "", &["cue"]),
    ("just", Plain, "", &["just", "justfile"]),
    ("PromQL", Plain, "", &["promql"]),
    ("ActionScript", Grammar, "ActionScript", &["actionscript", "as"]),
    ("Ada", Grammar, "Ada", &["ada"]),
    ("Apache", Grammar, "Apache Conf", &["apache", "apacheconf", "htaccess", ".htaccess"]),
    ("AppleScript", Grammar, "AppleScript", &["applescript", "osascript"]),
    ("APT sources", Grammar, "debsources", &["debsources", "sources.list"]),
    ("AsciiDoc", Grammar, "AsciiDoc (Asciidoctor)", &["asciidoc", "adoc"]),
    ("ASP", Grammar, "ASP", &["asp"]),
    ("Assembly (ARM)", Grammar, "ARM Assembly", &["armasm", "arm"]),
    ("Assembly (x86)", Grammar, "x86_64 Assembly", &["asm", "assembly", "nasm", "yasm", "x86asm"]),
    ("authorized_keys", Grammar, "Authorized Keys", &["authorized_keys"]),
    ("AWK", Grammar, "AWK", &["awk", "gawk"]),
    ("Batch", Grammar, "Batch File", &["batch", "bat", "cmd", "dosbatch"]),
    ("BibTeX", Grammar, "BibTeX", &["bibtex", "bib"]),
    ("Cabal", Grammar, "Cabal", &["cabal"]),
    ("CFML", Grammar, "CFML", &["cfml", "cfm"]),
    ("Clojure", Grammar, "Clojure", &["clojure", "clj", "cljs", "cljc", "edn"]),
    ("CMake", Grammar, "CMake", &["cmake", "cmakelists.txt"]),
    ("CoffeeScript", Grammar, "CoffeeScript", &["coffeescript", "coffee"]),
    ("Crontab", Grammar, "Crontab", &["crontab", "cron"]),
    ("Crystal", Grammar, "Crystal", &["crystal", "cr"]),
    ("CSV", Grammar, "Comma Separated Values", &["csv"]),
    ("D", Grammar, "D", &["d", "dlang"]),
    ("Dart", Grammar, "Dart", &["dart"]),
    ("Elixir", Grammar, "Elixir", &["elixir", "ex", "exs"]),
    ("Elm", Grammar, "Elm", &["elm"]),
    ("Email", Grammar, "Email", &["email", "eml"]),
    ("ERB", Grammar, "HTML (Rails)", &["erb", "rhtml"]),
    ("Erlang", Grammar, "Erlang", &["erlang", "erl", "hrl"]),
    ("F#", Grammar, "F#", &["f#", "fsharp", "fs", "fsx"]),
    ("Fish", Grammar, "Fish", &["fish"]),
    ("Fortran", Grammar, "Fortran (Modern)", &["fortran", "f90", "f95"]),
    ("Fortran 77", Grammar, "Fortran (Fixed Form)", &["fortran77", "f77"]),
    ("fstab", Grammar, "fstab", &["fstab", "crypttab"]),
    ("GDScript", Grammar, "GDScript (Godot Engine)", &["gdscript", "gd", "godot"]),
    ("Git attributes", Grammar, "Git Attributes", &["gitattributes", ".gitattributes"]),
    ("Git commit", Grammar, "Git Commit", &["gitcommit", "git-commit"]),
    ("Git config", Own(ini::lex), "Git Config", &["gitconfig", ".gitconfig", ".gitmodules"]),
    ("Git ignore", Grammar, "Git Ignore", &["gitignore", ".gitignore", "dockerignore", ".dockerignore"]),
    ("Git log", Grammar, "Git Log", &["gitlog", "git-log"]),
    ("Git rebase", Grammar, "Git Rebase Todo", &["git-rebase", "git-rebase-todo"]),
    ("GLSL", Grammar, "GLSL", &["glsl", "vert", "frag"]),
    ("gnuplot", Grammar, "gnuplot", &["gnuplot"]),
    ("go.mod", Grammar, "Gomod", &["gomod", "go.mod", "go-mod"]),
    ("go.sum", Grammar, "Gosum", &["gosum", "go.sum", "go-sum"]),
    ("Graphviz", Grammar, "Graphviz (DOT)", &["dot", "graphviz", "gv"]),
    ("Groovy", Tabled(&tables::GROOVY), "Groovy", &["groovy", "gradle", "jenkinsfile", "jenkins"]),
    ("Haml", Grammar, "Ruby Haml", &["haml"]),
    ("Haskell", Grammar, "Haskell", &["haskell", "hs"]),
    ("HEEx", Grammar, "HTML (EEx)", &["heex", "eex", "leex"]),
    ("hosts", Grammar, "Hosts File", &["hosts"]),
    ("Idris", Grammar, "Idris", &["idris", "idr"]),
    ("Java Properties", Own(ini::lex), "Java Properties", &["properties", "java-properties"]),
    ("jq", Grammar, "JQ", &["jq"]),
    ("Jsonnet", Grammar, "jsonnet", &["jsonnet", "libsonnet"]),
    ("JSP", Grammar, "Java Server Page (JSP)", &["jsp"]),
    ("Julia", Grammar, "Julia", &["julia", "jl"]),
    ("known_hosts", Grammar, "Known Hosts", &["known_hosts"]),
    ("LaTeX", Grammar, "LaTeX", &["latex"]),
    ("Lean", Grammar, "Lean 4", &["lean", "lean4"]),
    ("Less", Own(css::lex), "Less", &["less"]),
    ("Lisp", Grammar, "Lisp", &["lisp", "common-lisp", "elisp", "emacs-lisp", "scheme", "scm"]),
    ("LiveScript", Grammar, "LiveScript", &["livescript"]),
    ("LLVM", Grammar, "LLVM", &["llvm"]),
    ("Log", Grammar, "log", &["log"]),
    ("Lua", Grammar, "Lua", &["lua"]),
    ("Man page", Grammar, "Manpage", &["man", "manpage"]),
    ("MATLAB", Grammar, "MATLAB", &["matlab"]),
    ("MediaWiki", Grammar, "MediaWiki", &["mediawiki", "wiki"]),
    ("Nim", Grammar, "Nim", &["nim"]),
    ("Ninja", Grammar, "Ninja", &["ninja"]),
    ("Nix", Grammar, "Nix", &["nix"]),
    ("NSIS", Grammar, "NSIS", &["nsis"]),
    ("Objective-C", Grammar, "Objective-C", &["objective-c", "objectivec", "objc"]),
    ("Objective-C++", Grammar, "Objective-C++", &["objective-c++", "objc++", "mm"]),
    ("OCaml", Grammar, "OCaml", &["ocaml", "ml", "mli"]),
    ("Odin", Grammar, "Odin", &["odin"]),
    ("Org", Grammar, "orgmode", &["org", "orgmode"]),
    ("Pascal", Grammar, "Pascal", &["pascal", "delphi"]),
    ("passwd", Grammar, "passwd", &["passwd"]),
    ("Perl", Grammar, "Perl", &["perl", "pl"]),
    ("PHP template", Grammar, "PHP", &["html-php", "phtml"]),
    ("Prototext", Grammar, "Protocol Buffer (TEXT)", &["textproto", "prototext", "pbtxt"]),
    ("Puppet", Grammar, "Puppet", &["puppet", "pp"]),
    ("PureScript", Grammar, "PureScript", &["purescript", "purs"]),
    ("QML", Grammar, "QML", &["qml"]),
    ("R", Grammar, "R", &["r", "rscript"]),
    ("Racket", Grammar, "Racket", &["racket", "rkt"]),
    ("Rails", Grammar, "Ruby on Rails", &["rails"]),
    ("Regular expression", Grammar, "Regular Expression", &["regex", "regexp", "re"]),
    ("Requirements", Grammar, "Requirements.txt", &["requirements", "requirements.txt", "pip-requirements"]),
    ("resolv.conf", Grammar, "resolv", &["resolv.conf", "resolv"]),
    ("reStructuredText", Grammar, "reStructuredText", &["rst", "restructuredtext", "rest"]),
    ("Robot Framework", Grammar, "Robot Framework", &["robot", "robotframework"]),
    ("Salt", Grammar, "Salt State (SLS)", &["sls", "salt", "saltstack"]),
    ("Sass", Grammar, "Sass", &["sass"]),
    ("Scala", Grammar, "Scala", &["scala", "sbt"]),
    ("SCSS", Own(css::lex), "SCSS", &["scss"]),
    ("Slim", Grammar, "Ruby Slim", &["slim"]),
    ("SML", Grammar, "SML", &["sml"]),
    ("Solidity", Grammar, "Solidity", &["solidity", "sol"]),
    ("SSH config", Grammar, "SSH Config", &["ssh-config", "ssh_config", "sshconfig"]),
    ("sshd config", Grammar, "SSHD Config", &["sshd-config", "sshd_config"]),
    ("strace", Grammar, "Strace", &["strace"]),
    ("Stylus", Grammar, "Stylus", &["stylus", "styl"]),
    ("Svelte", Grammar, "Svelte", &["svelte"]),
    ("Swift", Grammar, "Swift", &["swift"]),
    ("syslog", Grammar, "syslog", &["syslog"]),
    ("SystemVerilog", Grammar, "SystemVerilog", &["systemverilog", "sv"]),
    ("Tcl", Grammar, "Tcl", &["tcl"]),
    ("TeX", Grammar, "TeX", &["tex"]),
    ("Textile", Grammar, "Textile", &["textile"]),
    ("todo.txt", Grammar, "Todo.txt", &["todotxt", "todo.txt"]),
    ("TSV", Grammar, "Tab Separated Values", &["tsv"]),
    ("Twig", Grammar, "HTML (Twig)", &["twig"]),
    ("Typst", Grammar, "Typst", &["typst", "typ"]),
    ("varlink", Grammar, "varlink", &["varlink"]),
    ("Verilog", Grammar, "Verilog", &["verilog", "v"]),
    ("VHDL", Grammar, "VHDL", &["vhdl", "vhd"]),
    ("Vim script", Grammar, "VimL", &["vim", "viml", "vimscript"]),
    ("Vue", Grammar, "Vue Component", &["vue"]),
    ("Vyper", Grammar, "Vyper", &["vyper", "vy"]),
    ("WGSL", Grammar, "WGSL", &["wgsl"]),
    ("Zig", Grammar, "Zig", &["zig"]),
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    fn check(name: &str, expected: &str) {
        assert_eq!(
            resolve(name).map(|language| language.name),
            Some(expected),
            "{name}"
        );
    }

    #[test]
    fn a_language_goes_by_many_names_in_any_case() {
        for name in ["hcl", "terraform", "tf", "tofu", "tfvars", "HCL", "Terraform"] {
            check(name, "HCL");
        }
        for (name, expected) in [
            ("console", "Console"),
            ("shell-session", "Console"),
            ("sh", "Bash"),
            ("shell", "Bash"),
            ("docker", "Dockerfile"),
            ("golang", "Go"),
            ("jsonc", "JSON"),
            ("csharp", "C#"),
            ("helm", "YAML"),
            ("yml", "YAML"),
            ("py", "Python"),
            ("ts", "TypeScript"),
            ("txt", "Text"),
            ("mermaid", "Mermaid"),
        ] {
            check(name, expected);
        }
    }

    #[test]
    fn an_unknown_name_gets_the_nearest_known_one() {
        assert!(resolve("teraform").is_none());
        assert_eq!(suggestion("teraform").as_deref(), Some("terraform"));
        assert_eq!(suggestion("Ymal").as_deref(), Some("yaml"));
        assert_eq!(suggestion("klingon"), None);
    }

    #[test]
    fn every_name_is_lower_case_and_stands_for_one_language() {
        let mut seen = HashSet::new();
        for name in names() {
            assert_eq!(name, name.to_lowercase());
            assert!(seen.insert(name), "`{name}` is there twice");
        }
    }

    #[test]
    fn every_grammar_of_the_table_is_bundled() {
        for (name, lexer, grammar, _) in TABLE {
            let has = super::super::syntect::has_grammar(grammar);
            assert!(has || grammar.is_empty(), "{name}: no grammar `{grammar}`");
            assert!(has || !matches!(lexer, Grammar), "{name}");
        }
    }
}
