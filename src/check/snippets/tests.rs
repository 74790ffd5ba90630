//! Stories about posts with HCL.

use std::sync::Arc;

use super::check;
use crate::config::Markdown;
use crate::content::{self, Document, ParseOptions};
use crate::data::TimeZone;
use crate::hcl::schema::Schemas;
use crate::source::{SourcePath, SourceTree};

/// The document at `content/a.md` of a site.
fn document(sources: &SourceTree) -> Document {
    let path = SourcePath::new("content/a.md");
    let text = sources.text("content/a.md").unwrap();
    let options = ParseOptions {
        markdown: Markdown::default(),
        time_zone: TimeZone::utc(),
    };
    content::parse(&path, &Arc::clone(&text.text), text.hash, &options).value
}

/// What is found: code, what is underlined, headline.
fn told(fixture: &str) -> Vec<String> {
    let sources = SourceTree::from_fixture(fixture);
    let mut found = check(&document(&sources), &sources, &Schemas::embedded());
    found.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    let line = |found: &crate::diagnostic::Diagnostic| {
        let place = &found.labels[0].location;
        let text = &sources.text(place.path.as_str()).unwrap().text;
        let line = place.span.of(text).lines().next().unwrap_or_default();
        format!("{} `{line}` {}", found.code.id, found.message)
    };
    found.iter().map(line).collect()
}

fn tells(post: &str, expected: &[&str]) {
    assert_eq!(told(&format!("-- content/a.md --\n{post}")), expected, "{post}");
}

#[test]
fn the_blocks_of_a_post_are_one_module() {
    tells(
        "```hcl\nvariable \"region\" {}\n```\n\n> ```tf\n> output \"a\" {\n>   value = var.regoin\n> }\n> ```\n",
        &["HCL302 `regoin` `var.regoin` is not declared, but `var.region` is"],
    );
    tells(
        "```hcl\nvariable \"region\" {}\n```\n\n```hcl module=other\noutput \"a\" {\n  value = var.regoin\n}\n```\n",
        &[],
    );
    tells(
        "```hcl module=b\nlocals {\n  a = 1\n}\n```\n\n```hcl module=b complete\noutput \"a\" {\n  value = local.b\n}\n```\n",
        &["HCL303 `b` `local.b` is not declared"],
    );
}

#[test]
fn lines_that_are_removed_are_not_part_of_the_module() {
    tells(
        "```hcl ins=3 del=4\nresource \"aws_subnet\" \"a\" {\n  vpc_id                  = 1\n  \
         map_public_ip_on_launch = false\n  map_public_ip_on_launch = true\n}\n```\n",
        &[],
    );
    // They part no lines that are aligned.
    tells(
        "```hcl del=3\nlocals {\n  a   = 1\n  b = 2\n  ccc = 3\n}\n```\n",
        &[],
    );
    // What is behind them is found where it stands, and names declared in them are not.
    tells(
        "> ```hcl del=\"1,3: gone\"\n> variable \"가\" {}\n> variable \"region\" {}\n> !?\n> output \"a\" {\n>   value = var.regoin\n> }\n> ```\n",
        &["HCL302 `regoin` `var.regoin` is not declared, but `var.region` is"],
    );
    tells(
        "```hcl del=1\nvariable \"region\" {}\nvariable \"zone\" {}\n```\n\n```hcl complete\noutput \"a\" {\n  value = var.region\n}\n```\n",
        &["HCL303 `region` `var.region` is not declared"],
    );
}

#[test]
fn only_the_root_module_shows_its_outputs() {
    let code = "variable \"p\" {\n  sensitive = true\n}\n\noutput \"p\" {\n  value = var.p\n}\n```\n";
    let wrong = ["HCL405 `var.p` an output that is not marked shows a sensitive value"];
    tells(&format!("```hcl\n{code}"), &wrong);
    tells(&format!("```hcl\n# outputs.tf\n{code}"), &wrong);
    tells(&format!("```hcl module=vpc\n{code}"), &[]);
    tells(&format!("```hcl\n# ./modules/vpc/outputs.tf\n{code}"), &[]);
    tells(&format!("```hcl\n// file: `modules/vpc/main.tf`\n\n{code}"), &[]);
    tells(&format!("```hcl\n# for the modules\n{code}"), &wrong);
}

#[test]
fn shapes_can_be_told() {
    tells(
        "```hcl tfvars\nregion = var.x\n```\n",
        &["HCL207 `var.x` `region` must be a plain value"],
    );
    tells(
        "```hcl expr\nlocals.x\n```\n",
        &["HCL301 `locals` there is no `locals` to refer to"],
    );
    tells(
        "```hcl fragment\noutput \"x\" {\n  value = locals.x\n}\n```\n",
        &[],
    );
    tells("```hcl ignore\nlocals.x\n```\n", &[]);
}

#[test]
fn attributes_are_checked() {
    tells(
        "```hcl comlete\n```\n",
        &["M002 `comlete` unknown fence attribute `comlete`"],
    );
    tells(
        "```hcl ignore complete\n```\n",
        &["M002 `complete` `ignore` and `complete` do not go together"],
    );
    tells("```hcl module\n```\n", &["M002 `module` `module` needs a value"]);
    tells("```hcl hidden,module=a title=\"main.tf\"\n```\n", &[]);
    tells("```sh module\n```\n", &[]);
}

#[test]
fn a_block_that_should_fail_stands_outside() {
    tells(
        "```hcl\nlocals {\n  region = 1\n}\n```\n\n```hcl should_fail=HCL301\nlocals {\n  region = locals.region\n}\n```\n\n\
         ```hcl\noutput \"x\" {\n  value = local.region\n}\n```\n",
        &[],
    );
    tells(
        "```hcl\nvariable \"region\" {}\n```\n\n```hcl should_fail=HCL302\noutput \"x\" {\n  value = var.regoin\n}\n```\n",
        &[],
    );
    tells(
        "```hcl should_fail=HCL302\noutput \"x\" {\n  value = locals.a\n}\n```\n",
        &[
            "HCL901 `should_fail=HCL302` this code should fail with `HCL302`, but does not",
            "HCL301 `locals` there is no `locals` to refer to",
        ],
    );
    let both = "locals {\n  a = locals.b\n  c = lenght([1])\n}\n```\n";
    tells(&format!("```hcl should_fail=HCL301,HCL401\n{both}"), &[]);
    tells(
        &format!("```hcl should_fail=HCL301,HCL402\n{both}"),
        &[
            "HCL901 `HCL402` this code should fail with `HCL402`, but does not",
            "HCL401 `lenght` there is no function `lenght`",
        ],
    );
}

#[test]
fn findings_can_be_allowed() {
    let code = "output \"x\" {\n  value = locals.a\n}\n```\n";
    tells(&format!("```hcl allow=HCL301\n{code}"), &[]);
    tells(
        &format!("```hcl allow=HCL301,HCL302\n{code}"),
        &["HCL901 `HCL302` `HCL302` is allowed, but not found"],
    );
    tells(
        &format!("```hcl allow=HCL000\n{}", code.replace("locals", "local")),
        &["HCL901 `allow=HCL000` `HCL000` is no code of Recto's"],
    );
    tells(
        "```hcl\n# recto:allow HCL301\na = locals.a\nb = local.a\n```\n",
        &[],
    );
    tells("```hcl\na = locals.a # recto:allow wrong-root\n```\n", &[]);
    tells(
        "```hcl\na = local.a # recto:allow HCL301\n```\n",
        &["HCL901 `HCL301` `HCL301` is allowed, but not found"],
    );
}

#[test]
fn context_lines_are_checked_and_not_shown() {
    let post = "- x\n\n  ```hcl complete\n  #~ variable \"region\" {}\n  #~\n  output \"x\" {\n    value = var.regoin\n  }\n  #~ locals { a = vars.b }\n  ```\n";
    tells(
        post,
        &[
            "HCL303 `regoin` `var.regoin` is not declared, but `var.region` is",
            "HCL301 `vars` there is no `vars` to refer to",
        ],
    );
    let sources = SourceTree::from_fixture(&format!("-- content/a.md --\n{post}"));
    let document = document(&sources);
    let fence = &document.facts.fences[0];
    assert_eq!(&*fence.code, "output \"x\" {\n  value = var.regoin\n}\n");
    assert!(fence.source().starts_with("variable \"region\" {}\n\noutput"));
}

#[test]
fn files_can_be_the_context() {
    let files = "-- content/common.tf --\nvariable \"region\" {}\n-- content/lib/x.tf --\nlocals {\n  zone = vars.zone\n}\n";
    let post = |context: &str, fence: &str| {
        format!(
            "-- content/a.md --\n---\ntitle: A\nhcl:\n  complete: true\n  context: [{context}]\n  providers: {{aws: 6}}\n---\n\
             ```hcl {fence}\noutput \"x\" {{\n  value = var.region\n}}\n```\n{files}"
        )
    };
    assert_eq!(told(&post("common.tf", "")), [""; 0]);
    assert_eq!(told(&post("", "context=/common.tf")), [""; 0]);
    assert_eq!(
        told(&post("", "")),
        ["HCL303 `region` `var.region` is not declared"]
    );
    assert_eq!(
        told(&post("./common.tf, /lib/x.tf", "")),
        ["HCL301 `vars` there is no `vars` to refer to"]
    );
    assert_eq!(
        told(&post("common.tf, nothing.tf, ../../x.tf", "")),
        [
            "F003 `nothing.tf` there is no HCL file `nothing.tf`",
            "F003 `../../x.tf` there is no HCL file `../../x.tf`",
        ]
    );
}

#[test]
fn names_in_the_text_are_held_against_the_code() {
    let code =
        "```hcl\nlocals {\n  pod_subnet_cidrs = []\n}\nresource \"aws_subnet\" \"pods\" {\n  # ...\n}\n```\n";
    let mentions = |text: &str, expected: &[&str]| tells(&format!("{text}\n\n{code}"), expected);
    mentions(
        "`local.pod_subnet_cidr`와 `locals.pod_subnet_cidrs`",
        &[
            "HCL308 ``local.pod_subnet_cidr`` the code has no `local.pod_subnet_cidr`, but it has `local.pod_subnet_cidrs`",
            "HCL308 ``locals.pod_subnet_cidrs`` the code has no `locals.pod_subnet_cidrs`, but it has `local.pod_subnet_cidrs`",
        ],
    );
    mentions(
        "`locals.tf`, `local.other`, `aws_vpc.main`, `local.pod_subnet_cidrs[0]`, `a.b.c`, `1.5.0`",
        &[],
    );
    mentions(
        "`aws_subnet.pod`, `aws_subnett.pods`, `aws_subnet.db` and `aws_subnets.pods`",
        &[
            "HCL308 ``aws_subnet.pod`` the code has no `aws_subnet.pod`, but it has `aws_subnet.pods`",
            "HCL308 ``aws_subnett.pods`` the code has no `aws_subnett.pods`, but it has `aws_subnet.pods`",
        ],
    );
    // The sentence of the guide.
    tells(
        "`aws_subnet.pods`\n\n```hcl\nresource \"aws_subnet\" \"pod\" {\n  # ...\n}\n```\n",
        &["HCL308 ``aws_subnet.pods`` the code has no `aws_subnet.pods`, but it has `aws_subnet.pod`"],
    );
    tells(
        "`module.vpcs`\n\n```hcl\nmodule \"vpc\" {\n  source = \"./vpc\"\n}\n```\n",
        &["HCL308 ``module.vpcs`` the code has no `module.vpcs`, but it has `module.vpc`"],
    );
}

#[test]
fn what_is_missing_from_complete_code_is_an_error() {
    let severities = |front: &str, info: &str| -> Vec<String> {
        let text = format!(
            "-- content/a.md --\n---\ntitle: A\n{front}---\n```hcl{info}\nresource \"aws_subnet\" \"a\" {{}}\n```\n"
        );
        let sources = SourceTree::from_fixture(&text);
        let found = check(&document(&sources), &sources, &Schemas::embedded());
        found
            .iter()
            .map(|finding| format!("{} {:?}", finding.code.id, finding.severity))
            .collect()
    };
    assert_eq!(severities("", ""), ["HCL503 Warning"]);
    assert_eq!(severities("", " complete"), ["HCL503 Error"]);
    assert_eq!(severities("hcl:\n  complete: true\n", ""), ["HCL503 Error"]);
}
