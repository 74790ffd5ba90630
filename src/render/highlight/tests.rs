//! Looks of the lexers.

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

/// Lines in other languages, and below each the classes of its characters.
#[rustfmt::skip]
const PROBES: &[(&str, &str, &str)] = &[
        ("rust",
           "($x:expr, $t: ty) => { $x as $t }",
           " ii tttt  ii  tt  oo   ii kk ii"),
        ("rust",
           "$crate::log!($level, $($arg)+)",
           "kkkkkk  ffff iiiiii    iiii o"),
        ("rust",
           "let $name: $ty = path::new();",
           "kkk iiiii  iii o       fff"),
        ("rust",
           "$x:path::Of",
           "ii       tt"),
        ("c",
           "out:",
           "hhh"),
        ("c",
           "goto out;",
           "kkkk hhh"),
        ("c",
           "default:",
           "kkkkkkk"),
        ("cpp",
           "public:",
           "kkkkkk"),
        ("cpp",
           "std::move(a);",
           "     ffff"),
        ("cpp",
           "class Pool final : public Base {",
           "kkkkk tttt kkkkk   kkkkkk tttt"),
        ("cpp",
           "void run() override;",
           "tttt fff   kkkkkkkk"),
        ("scss",
           "&--wide, &:hover, &.open {}",
           "khhhhhh  kbbbbbb  khhhhh"),
        ("scss",
           ".a { @extend %card; }",
           "hh   kkkkkkk hhhhh"),
        ("makefile",
           "V := $(shell git describe --tags | head -1)",
           "p oo iifffff fff          aaaaaa o ffff aai"),
        ("makefile",
           "X = $(call join,a,$(B))",
           "p o iiffff ffff   iiiii"),
];

#[test]
fn lines_are_classified_by_what_they_stand_for() {
    for (language, code, expected) in PROBES {
        assert_eq!(letters(language, code), *expected, "\n{code}");
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
    check_console(
        "$ for i in 1 2; do\n>   echo $i\n> done\n1\n2\n",
        &["$ ", "> ", "> "],
        &["1\n2\n"],
    );
    check_console("$ cat a |\n> grep b\nb\n", &["$ ", "> "], &["b\n"]);
    check_console("$ npm run build\n> next build\n", &["$ "], &["> next build\n"]);
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
fn a_form_feed_is_a_blank() {
    let spans = highlight("dockerfile", "FROM a\x0cAS b\n\x0c# c\n").spans;
    assert_eq!(spans[spans.len() - 2].class, Class::Comment);
    assert_eq!(highlight("nginx", "a\x0cb;\n").spans.len(), 2);
    assert_eq!(highlight("toml", "[a\x0c]\n").spans.len(), 3);
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
