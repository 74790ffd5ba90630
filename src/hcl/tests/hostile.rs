//! Code that is long, deep or tangled: every piece is read to its end, and an answer is given.

use crate::hcl::{Fragment, ModuleOptions, allowances, check};

fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect()
}

#[test]
fn hostile_code_gets_an_answer() {
    const MANY: usize = 5_000;
    let wrapped = |inside: &str| format!("locals {{\n{inside}\n}}\n");
    let cases = [
        wrapped(&format!("a = {}{}", "[".repeat(MANY), "]".repeat(MANY))),
        wrapped(&format!("a = \"{}\"", "${".repeat(MANY))),
        wrapped(&lines(MANY, |at| format!("  a{at} = local.a{}\n", at + 1))),
        wrapped(&lines(MANY, |at| {
            format!("  a{at} = local.a{}\n", (at + 1) % MANY)
        })),
        wrapped(&lines(MANY, |at| format!("  name{at} = local.nam{at}\n"))),
        wrapped(&"  a = 1\n".repeat(MANY)),
        wrapped("a0 = \"x\"\n").replace("a0", "a")
            + &wrapped(&lines(200, |at| {
                format!("  b{} = \"${{local.b{at}}}${{local.b{at}}}\"\n", at + 1)
            })),
        wrapped("a = 1e999999999\n b = range(0, 1e9)\n c = format(\"%1000000000d\", 1)"),
        "a = <<EOT\n".repeat(MANY),
        "a {\r b = 1\r}\r".repeat(MANY),
        "# recto:allow HCL502\n".repeat(MANY),
        "\u{feff}\0\u{200b}".repeat(MANY),
        "> 1 +\n".repeat(MANY),
    ];
    for text in &cases {
        let fragment = Fragment {
            text,
            ..Fragment::default()
        };
        let found = check(&[fragment], &ModuleOptions::default());
        let inside = |end: u32| end as usize <= text.len();
        let mut places = found.iter().flat_map(|finding| &finding.labels);
        assert!(places.all(|label| inside(label.location.span.end)));
    }
    assert_eq!(allowances(&"# recto:allow HCL502\n".repeat(MANY)).len(), MANY);
}
