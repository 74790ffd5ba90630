//! Looks and laws of the lexers.

use super::*;

/// The code with the letter of each character's class below it, a line at a time; plain text, blanks
/// and empty lines have none.
fn annotate(language: &str, code: &str) -> String {
    let spans = highlight(language, code).spans;
    let class_at = |at: usize| {
        spans
            .iter()
            .find(|piece| piece.span.range().contains(&at))
            .map(|piece| piece.class)
    };
    let mut shown = String::new();
    let mut start = 0;
    for line in code.split_inclusive('\n') {
        let letter = |(at, character): (usize, char)| match class_at(start + at) {
            _ if character.is_whitespace() => ' ',
            Some(class) if class.is_plain() => ' ',
            Some(Class::Prompt) => '$',
            Some(Class::Output) => '>',
            Some(class) => class.name().chars().next().unwrap(),
            None => '?',
        };
        let letters: String = line.char_indices().map(letter).collect();
        shown.push_str(line.trim_end());
        shown.push('\n');
        if !letters.trim().is_empty() {
            shown.push_str(letters.trim_end());
            shown.push('\n');
        }
        start += line.len();
    }
    shown
}

macro_rules! samples {
    ($($test:ident: $language:literal $file:literal,)*) => {
        pub(super) const SAMPLES: &[(&str, &str)] = &[$(($language, include_str!(concat!("samples/", $file)))),*];
        $(#[test]
        fn $test() {
            insta::assert_snapshot!(annotate($language, include_str!(concat!("samples/", $file))));
        })*
    };
}

samples! {
    bash: "bash" "deploy.sh",
    bash_heredocs: "bash" "backup.sh",
    c: "c" "ring.c",
    console: "console" "session.console",
    cpp: "cpp" "pool.cpp",
    csharp: "csharp" "Program.cs",
    css: "css" "theme.css",
    diff: "diff" "fix.diff",
    diff_of_mail: "diff" "release.patch",
    dockerfile: "dockerfile" "Dockerfile",
    dockerfile_heredocs: "dockerfile" "service.Dockerfile",
    dotenv: "dotenv" ".env.sample",
    go: "go" "server.go",
    go_generics: "go" "worker.go",
    graphql: "graphql" "shop.graphql",
    groovy: "groovy" "Jenkinsfile",
    hcl: "hcl" "main.tf",
    html: "html" "page.html",
    html_of_templates: "html" "form.html",
    ini: "ini" "settings.ini",
    ini_of_systemd: "ini" "web.service",
    java: "java" "Main.java",
    java_annotations: "java" "Orders.java",
    javascript: "javascript" "server.js",
    jinja: "jinja" "site.conf.j2",
    json: "json" "policy.json",
    json5: "json5" "renovate.json5",
    jsonc: "jsonc" "tsconfig.jsonc",
    kotlin: "kotlin" "Service.kt",
    makefile: "makefile" "Makefile",
    makefile_functions: "makefile" "build.mk",
    markdown: "markdown" "README.md",
    nginx: "nginx" "nginx.conf",
    php: "php" "index.php",
    protobuf: "protobuf" "orders.proto",
    python: "python" "client.py",
    python_strings: "python" "lambda.py",
    ruby: "ruby" "app.rb",
    rust: "rust" "cache.rs",
    rust_macros: "rust" "parser.rs",
    scss: "scss" "theme.scss",
    sql: "sql" "report.sql",
    sql_of_postgres: "sql" "schema.sql",
    toml: "toml" "recto.toml",
    toml_of_cargo: "toml" "Cargo.toml.sample",
    tsx: "tsx" "page.tsx",
    typescript: "typescript" "store.ts",
    xml: "xml" "pom.xml",
    yaml: "yaml" "deployment.yaml",
    yaml_of_ansible: "yaml" "playbook.yml",
    yaml_of_compose: "yaml" "compose.yaml",
    yaml_of_helm: "yaml" "chart.yaml",
    yaml_of_workflows: "yaml" "workflow.yml",
}

/// The letters of [`annotate`] alone, the code being one line.
fn letters(language: &str, code: &str) -> String {
    let shown = annotate(language, code);
    shown.lines().nth(1).unwrap_or_default().to_owned()
}

/// Pieces of HCL, and below each the classes of its characters.
#[rustfmt::skip]
const HCL_PROBES: &[(&str, &str)] = &[
        (r#"resource "aws_vpc" "main" {}"#,
           "kkkkkkkk hhhhhhhhh hhhhhh"),
        (r#"data "aws_ami" "ubuntu" { most_recent = true }"#,
           "kkkk hhhhhhhhh hhhhhhhh   ppppppppppp o llll"),
        (r#"variable "name" {"#,
           "kkkkkkkk hhhhhh"),
        (r#"module "vpc" {"#,
           "kkkkkk hhhhh"),
        ("locals { a = 1 }",
         "kkkkkk   p o n"),
        ("terraform {",
         "kkkkkkkkk"),
        (r#"provider "aws" {"#,
           "kkkkkkkk hhhhh"),
        ("lifecycle {",
         "kkkkkkkkk"),
        ("resource aws_vpc main {",
         "kkkkkkkk hhhhhhh hhhh"),
        ("moved { from = aws_vpc.a }",
         "kkkkk   pppp o ttttttttt"),
        (r#"cidr_block = "10.0.0.0/16""#,
           "pppppppppp o sssssssssssss"),
        ("vpc_id = aws_vpc.main.id",
         "pppppp o tttttttttttt"),
        ("ids = aws_instance.web[*].id",
         "ppp o tttttttttttttttt o"),
        ("ami = data.aws_ami.ubuntu.id",
         "ppp o bbbb tttttttttttttt"),
        ("name = var.name",
         "pppp o bbb"),
        ("name = local.prefix",
         "pppp o bbbbb"),
        ("a = module.vpc.subnet_ids[0]",
         "p o bbbbbb                n"),
        ("a = each.value.name",
         "p o bbbb"),
        ("a = count.index + 1",
         "p o bbbbb       o n"),
        ("a = path.module",
         "p o bbbb"),
        ("a = terraform.workspace",
         "p o bbbbbbbbb"),
        ("a = self.private_ip",
         "p o bbbb"),
        ("a = null",
         "p o llll"),
        ("a = true",
         "p o llll"),
        ("a = -1.5e3",
         "p o onnnnn"),
        ("type = string",
         "pppp o tttttt"),
        ("type = list(string)",
         "pppp o tttt tttttt"),
        ("type = map(object({ name = string, size = optional(number, 1) }))",
         "pppp o ttt tttttt   pppp o tttttt  pppp o tttttttt tttttt  n"),
        (r#"type = "ingress""#,
           "pppp o sssssssss"),
        (r#"a = merge(local.tags, { Name = "x" })"#,
           "p o fffff bbbbb         pppp o sss"),
        (r#"a = { "Name" = "x", owner : "me" }"#,
           "p o   pppppp o sss  ppppp o ssss"),
        ("a = { (var.key) = 1 }",
         "p o    bbb      o n"),
        (r#"a = [for s in var.list : upper(s) if s != ""]"#,
           "p o  kkk   kk bbb      o fffff    kk   oo ss"),
        ("a = { for k, v in var.map : k => v... }",
         "p o   kkk      kk bbb     o   oo  ooo"),
        ("a = [for az_name in var.azs : az_name.id]",
         "p o  kkk         kk bbb     o"),
        (r#"a = var.on ? "a" : "b""#,
           "p o bbb    o sss o sss"),
        ("a = !var.on && (1 >= 2 || x == y)",
         "p o obbb    oo  n oo n oo   oo"),
        (r#"a = "x-${var.name}-${upper(local.b)}""#,
           "p o sssiibbb     isiifffff bbbbb   is"),
        (r#"a = "a\n\"b\" $${c}""#,
           "p o sseeeesee eeesss"),
        (r#"a = "%{ if var.on ~}on%{ else }off%{ endif }""#,
           "p o sii kk bbb    iissii kkkk isssii kkkkk is"),
        ("a = provider::aws::arn_parse(var.arn)",
         "p o bbbbbbbb  ttt  fffffffff bbb"),
        ("provider = aws.east",
         "pppppppp o tttttttt"),
        (r#"ignore_changes = [tags["x"], ami]"#,
           "pppppppppppppp o       sss"),
        ("depends_on = [aws_iam_role.this, module.vpc]",
         "pppppppppp o  ttttttttttttttttt  bbbbbb"),
        ("...",
         "ccc"),
        ("# comment",
         "c ccccccc"),
        ("a = 1 // comment",
         "p o n cc ccccccc"),
        ("a = /* c */ 1",
         "p o cc c cc n"),
        ("aws_vpc.main.id",
         "tttttttttttt"),
        ("merge(var.a, {})",
         "fffff bbb"),
        (r#"a = "${"nested ${var.x}"}""#,
           "p o siisssssss iibbb  isis"),
        (r#""key" = "value""#,
           "ppppp o sssssss"),
        (r#"a = aws_vpc.main["x"].id"#,
           "p o tttttttttttt sss"),
        (r#"a = regexall("[a-z]+", var.x)"#,
           "p o ffffffff ssssssss  bbb"),
        (r#"a = "unclosed"#,
           "p o sssssssss"),
        ("this is a sentence.",
         ""),
        (r#"for_each = toset(["a", "b"])"#,
           "pppppppp o fffff  sss  sss"),
];

#[test]
fn hcl_is_classified_by_what_it_stands_for() {
    for (code, expected) in HCL_PROBES {
        assert_eq!(letters("hcl", code), *expected, "\n{code}");
    }
}

/// The line of `code` that holds `needle` gets the same classes as it gets alone.
fn check_recovers(code: &str, needle: &str) {
    let shown = annotate("hcl", code);
    let mut lines = shown.lines().skip_while(|line| *line != needle);
    lines.next().expect("the line is there");
    assert_eq!(
        lines.next().unwrap_or_default(),
        letters("hcl", needle),
        "\n{shown}"
    );
}

#[test]
fn broken_hcl_spoils_no_more_than_its_item() {
    let needle = r#"ami = "ami-${var.x}" # c"#;
    let block = r#"resource "aws_vpc" "main" {"#;
    for broken in [
        "a = foo(1,",
        "a = [1, [2,",
        "a = \"open",
        "a = \"${open",
        "a = \"${upper(\"x",
        "}",
        "}}}",
        ")]",
        "a = {}}",
        "resource \"x\"",
        "a = { for k in",
        "a = {\n  b = {",
        "~ ! @ …",
        "a = <<-EOT\n  x ${y(\n  EOT",
        "a = 'x'",
    ] {
        check_recovers(&format!("{broken}\n{needle}\n"), needle);
        check_recovers(&format!("b \"c\" {{\n{broken}\n{needle}\n}}\n"), needle);
        check_recovers(&format!("{broken}\n{block}\n{needle}\n}}\n"), block);
    }
}

#[test]
fn a_dynamic_blocks_label_is_a_variable_in_it() {
    let code = "dynamic \"tag_set\" {\n  content {\n    key = tag_set.value.key\n  }\n}\n";
    assert!(annotate("hcl", code).contains("\n    ppp o\n"));
}

/// The commands, prompts and output of a session: the text of each class.
fn check_console(code: &str, prompts: &[&str], output: &[&str]) {
    let spans = highlight("console", code).spans;
    let texts = |class: Class| -> Vec<&str> {
        let pieces = spans.iter().filter(|piece| piece.class == class);
        pieces.map(|piece| piece.span.of(code)).collect()
    };
    assert_eq!(texts(Class::Prompt), prompts, "{code}");
    assert_eq!(texts(Class::Output), output, "{code}");
}

#[test]
fn a_prompt_is_told_from_output_that_looks_like_one() {
    check_console("$ ls\na $ b\n$5 off\n", &["$ "], &["a $ b\n$5 off\n"]);
    check_console("$ ls\n# note\n> quoted\n", &["$ "], &["> quoted\n"]);
    check_console("# apt update\ndone\n# reboot\n", &["# ", "# "], &["done\n"]);
    check_console("> dir\nfile\n", &["> "], &["file\n"]);
    check_console(
        "PS C:\\> Get-Item\nx -> y > z\n",
        &["PS C:\\> "],
        &["x -> y > z\n"],
    );
    check_console(
        "me@host:~/a$ ls\nmail me@host: 5$ due\n",
        &["me@host:~/a$ "],
        &["mail me@host: 5$ due\n"],
    );
    check_console(
        "(venv) $ ls\n[root@web ~]# id\n",
        &["(venv) $ ", "[root@web ~]# "],
        &[],
    );
    check_console("~/site ❯ ls\n➜ site git\n", &["~/site ❯ ", "➜ "], &[]);
}

#[test]
fn a_command_goes_on_while_it_is_unfinished() {
    check_console("$ a \\\n  b\nout\n", &["$ "], &["out\n"]);
    check_console("$ a \\\n> b\nout\n", &["$ ", "> "], &["out\n"]);
    check_console("$ echo 'a\nb'\nout\n", &["$ "], &["out\n"]);
    check_console("$ cat <<-'EOF' | b\n$ a\n\tEOF\nout\n", &["$ "], &["out\n"]);
    check_console("$ echo \"it's\" # don't\nout\n", &["$ "], &["out\n"]);
    check_console("$ cat <<< x\nout\n", &["$ "], &["out\n"]);
}

#[test]
fn an_unknown_language_is_plain() {
    let highlighted = highlight("klingon", "a = 1");
    assert_eq!(highlighted.spans.len(), 1);
    assert_eq!(highlighted.spans[0].class, Class::Variable);
    assert_eq!(highlight("hcl", "").spans, []);
}

#[test]
fn a_very_long_line_or_block_stays_plain() {
    let grammar = |code: &str| highlight_with(Engine::Syntect, "yaml", code).spans;
    let line = format!("a: {}\nb: 1\n", "x".repeat(20_000));
    let spans = grammar(&line);
    assert_eq!(spans[0].span.range(), 0..line.len() - "b: 1\n".len());
    assert_eq!(spans[1].class, Class::Key);
    let block = "a: 1\n".repeat(60_000);
    assert_eq!(grammar(&block).len(), 1);
}

/// The three laws of the module.
fn check_laws(language: &str, code: &str) {
    let spans = highlight(language, code).spans;
    let mut at = 0;
    for piece in &spans {
        assert_eq!(piece.span.range().start, at, "{language}: {code:?}");
        assert!(piece.span.range().end > at && code.is_char_boundary(piece.span.range().end));
        at = piece.span.range().end;
    }
    assert_eq!(at, code.len(), "{language}: {code:?}");
    assert_eq!(text_content(&to_html(code, &spans)), code);
    let mut start = 0;
    for line in code.split_inclusive('\n') {
        let range = crate::source::Span::new(start, start + line.len());
        assert_eq!(text_content(&range_to_html(code, &spans, range)), line);
        start += line.len();
    }
}

/// The text of HTML as this module writes it: elements are `span`s, and every one is closed.
fn text_content(html: &str) -> String {
    let mut text = String::new();
    let mut open = 0;
    for (count, part) in html.split('<').enumerate() {
        let shown = match part.split_once('>') {
            _ if count == 0 => part,
            Some((tag, shown)) => {
                open += if tag == "/span" { -1 } else { 1 };
                assert!(
                    open == 0 || open == 1 && tag.starts_with("span class=\""),
                    "{html}"
                );
                shown
            }
            None => panic!("a bare `<` in {html}"),
        };
        text.push_str(shown);
    }
    assert_eq!(open, 0, "{html}");
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

/// How many bytes a lexer of ours looks at in all; nothing for what is not ours or reads by tokens.
fn effort(language: &str, code: &str) -> usize {
    match resolve(language).map(|language| language.lexer) {
        Some(Lexer::Table(table)) => scanner::effort(code, |scan| engine::lex(table, scan)),
        Some(Lexer::Own(lexer)) => scanner::effort(code, lexer),
        _ => 0,
    }
}

#[test]
fn a_long_line_is_no_more_work_than_many_lines() {
    for (language, code) in SAMPLES {
        let lines = code.repeat(170_000 / code.len());
        let line = lines.replace(['\n', '\r'], " ");
        for code in [lines, line] {
            let times = effort(language, &code) / code.len();
            assert!(times <= 24, "{language}: each byte {times} times");
        }
    }
}

/// Languages whose lexers differ in kind, and some that go through a bundled grammar.
const LAWFUL: &[&str] = &[
    "hcl",
    "console",
    "yaml",
    "bash",
    "json",
    "dockerfile",
    "diff",
    "toml",
    "ini",
    "dotenv",
    "html",
    "xml",
    "css",
    "makefile",
    "nginx",
    "markdown",
    "jinja",
    "c",
    "cpp",
    "csharp",
    "go",
    "graphql",
    "groovy",
    "java",
    "javascript",
    "kotlin",
    "php",
    "protobuf",
    "python",
    "ruby",
    "rust",
    "sql",
    "tsx",
    "typescript",
    "lua",
    "text",
];

#[test]
fn samples_in_foreign_languages_keep_the_laws() {
    for (language, code) in SAMPLES {
        check_laws(language, code);
        for other in LAWFUL {
            check_laws(other, code);
        }
    }
}

#[test]
fn every_bundled_language_keeps_the_laws() {
    let code =
        "a = \"b ${c}\\n\" # d\n<e f='g'>{h: [1.5]}</e>\n/* i */ if (j) { return `k`; }\n가 \\\n@l: m\r\n";
    for language in language::names() {
        check_laws(language, code);
    }
}

mod laws {
    use super::{LAWFUL, SAMPLES, check_laws, effort};
    use proptest::prelude::*;

    /// Pieces of syntax that reach deep into a lexer.
    const PIECES: &[&str] = &[
        "resource \"a\" \"b\" {",
        "}",
        "{",
        "a = ",
        "\"",
        "'",
        "${",
        "%{ for x in y }",
        "~}",
        "<<-EOT\n",
        "EOT\n",
        "EOF",
        "\n",
        "\r\n",
        " ",
        "\t",
        "[for k, v in ",
        "]",
        "(",
        ")",
        "...",
        "\\",
        "\\u00",
        "/*",
        "*/",
        "# ",
        "//",
        "$ ",
        "> ",
        "user@host:~$ ",
        "<<EOF",
        "`",
        "$(",
        "가",
        "é",
        "\u{1f600}",
        "\0",
        "\u{feff}",
        "1.5e",
        "::",
        "- ",
        ": ",
        "&a",
        "|",
        "@",
        "<script>",
        "</script>",
        "<?php ",
        "\u{2028}",
        "if",
        "in",
        "for",
        "data.",
        "aws_vpc.",
        "{{ ",
        " }}",
        "{% if ",
        "${{ ",
        "$((",
        "))",
        "[[ ",
        "<<'A'\n#!/bin/bash\n",
        "\nA\n",
        "r#\"",
        "\"#",
        "R\"x(",
        ")x\"",
        "\"\"\"",
        "'''",
        "f\"{",
        "$\"{",
        "<a b={",
        "</a>",
        "<!--",
        "a: |\n  ",
        "run: |\n  #!/bin/sh\n  ",
        "\tcd $(",
        "define x\n",
        "RUN <<E\n",
        "\nE\n",
        "case x in a) ",
        ";;",
        "#{",
        "@a",
        "#include <",
        "%-5",
        "a[",
        "a<b>(",
        "/[",
        "```sh\n",
        "```",
        "--- \n+++ \n",
        "{{ a }}: |\n",
        "{% a\n",
        "a",
        "_",
        ".",
        "0",
        "<",
        "[",
    ];

    /// Such pieces in any order.
    fn pieces() -> impl Strategy<Value = String> {
        prop::collection::vec(prop::sample::select(PIECES), 0..40).prop_map(|pieces| pieces.concat())
    }

    /// Two such pieces again and again: alternating, one after the other, or one once.
    fn repeated() -> impl Strategy<Value = String> {
        let piece = || prop::sample::select(PIECES);
        (piece(), piece(), 0..3).prop_map(|(first, second, shape)| match shape {
            0 => [first, second].concat().repeat(2_000),
            1 => first.repeat(2_000) + &second.repeat(2_000),
            _ => first.to_owned() + &second.repeat(4_000),
        })
    }

    /// A sample with one piece of it replaced.
    fn mutated() -> impl Strategy<Value = String> {
        let sample = prop::sample::select(SAMPLES);
        (
            sample,
            any::<prop::sample::Index>(),
            any::<prop::sample::Index>(),
            pieces(),
        )
            .prop_map(|((_, code), from, to, piece)| {
                let code: Vec<char> = code.chars().collect();
                let (from, to) = (from.index(code.len()), to.index(code.len()));
                let (from, to) = (from.min(to), from.max(to).min(from.min(to) + 20));
                let (before, after) = (&code[..from], &code[to..]);
                before
                    .iter()
                    .copied()
                    .chain(piece.chars())
                    .chain(after.iter().copied())
                    .collect()
            })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn any_text_keeps_the_laws(code in "\\PC*|(?s).{0,60}", language in prop::sample::select(LAWFUL)) {
            check_laws(language, &code);
        }

        #[test]
        fn any_syntax_keeps_the_laws(code in pieces(), language in prop::sample::select(LAWFUL)) {
            check_laws(language, &code);
        }

        #[test]
        fn no_byte_is_looked_at_often(code in repeated(), language in prop::sample::select(LAWFUL)) {
            prop_assert!(effort(language, &code) <= 64 * code.len(), "{}", language);
        }

        #[test]
        fn hcl_and_sessions_keep_the_laws(code in pieces()) {
            check_laws("hcl", &code);
            check_laws("console", &code);
        }

        #[test]
        fn broken_samples_keep_the_laws(code in mutated(), language in prop::sample::select(LAWFUL)) {
            check_laws(language, &code);
        }
    }
}
