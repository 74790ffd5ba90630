use proptest::prelude::*;

use super::{check_story_with, findings, slice};
use crate::hcl::schema::{Field, JsonError, Kind, Schemas, Selection, Slice, slice_from_json};

const JSON: &str = r#"{
  "format_version": "1.0",
  "provider_schemas": {
    "registry.terraform.io/hashicorp/aws": {
      "provider": { "version": 0, "block": { "attributes": {
        "region": { "type": "string", "optional": true, "description_kind": "plain" }
      } } },
      "resource_schemas": {
        "aws_vpc": { "version": 1, "block": {
          "attributes": {
            "arn": { "type": "string", "computed": true },
            "cidr_block": { "type": "string", "optional": true, "computed": true },
            "name": { "type": "string", "required": true },
            "old": { "type": "bool", "optional": true, "deprecated": true },
            "rules": { "type": ["set", ["object", { "port": "number", "cidrs": ["list", "string"] }]], "optional": true },
            "size": { "type": "dynamic", "optional": true },
            "rows": { "nested_type": { "nesting_mode": "list", "attributes": {
              "key": { "type": "string", "required": true }
            } }, "optional": true }
          },
          "block_types": {
            "timeouts": { "nesting_mode": "single", "block": { "attributes": {
              "create": { "type": "string", "optional": true }
            } } },
            "network": { "nesting_mode": "list", "min_items": 1, "max_items": 2, "block": {} }
          },
          "deprecated": true
        } },
        "aws_other": { "version": 0, "block": {} }
      },
      "data_source_schemas": {
        "aws_vpc": { "version": 0, "block": { "attributes": { "id": { "type": "string", "computed": true } } } }
      }
    }
  }
}"#;

const SLICE: &str = "\
provider hashicorp/aws 6.47.0
config {
  region ?string
}
resource aws_vpc deprecated {
  arn ~string
  cidr_block ?~string
  name !string
  network list 1-2 {
  }
  old ?bool deprecated
  rows ?list(nested) {
    key !string
  }
  rules ?set(object) {
    cidrs ?list(string)
    port ?number
  }
  size ?any
  timeouts single {
    create ?string
  }
}
data aws_vpc {
  id ~string
}
";

fn select<'a>(types: &'a [&'a str]) -> Selection<'a> {
    Selection {
        source: "hashicorp/aws",
        version: "6.47.0",
        types,
    }
}

#[test]
fn the_json_of_terraform_becomes_a_slice() {
    assert_eq!(slice_from_json(JSON, &select(&["aws_vpc"])).as_deref(), Ok(SLICE));
    let slice = Slice::parse(SLICE).unwrap();
    let schema = slice.get(Kind::Resource, "aws_vpc").unwrap();
    assert!(schema.deprecated);
    assert!(
        matches!(&schema.fields.items["network"], Field::Block(block) if (block.min, block.max) == (1, Some(2)))
    );
    assert!(schema.fields.items["old"].is_deprecated());
    assert_eq!(slice.names(Kind::Resource).collect::<Vec<_>>(), ["aws_vpc"]);
}

#[test]
fn json_that_does_not_serve_is_refused() {
    let error = |json: &str, selection: &Selection<'_>| slice_from_json(json, selection).unwrap_err();
    assert_eq!(
        error(JSON, &select(&["aws_vpc", "aws_nothing"])),
        JsonError::NoTypes(vec!["aws_nothing".to_owned()])
    );
    let other = Selection {
        source: "hashicorp/google",
        ..select(&[])
    };
    let known = vec!["registry.terraform.io/hashicorp/aws".to_owned()];
    assert_eq!(error(JSON, &other), JsonError::NoProvider(known));
    assert!(matches!(error("{", &other), JsonError::Malformed(_)));
    assert_eq!(
        error(r#"{"format_version": "2.0"}"#, &other).to_string(),
        "schemas of format version `2.0` cannot be read, only 1.x"
    );
}

#[test]
fn an_authors_slice_comes_before_what_is_embedded() {
    let schemas = slice("provider hashicorp/aws 6.99.0\nresource aws_vpc {\n  brand_new !string\n}\n");
    check_story_with(
        &schemas,
        r#"
resource "aws_vpc" "a" {
  brand_new = "a"
}
resource "aws_subnet" "b" {
^^^^^^^^^^^^^^^^^^^^^^^^^ warning HCL503: `aws_subnet` lacks the argument `vpc_id`
}
resource "aws_vpc" "c" {
^^^^^^^^^^^^^^^^^^^^^^ warning HCL503: `aws_vpc` lacks the argument `brand_new`
}
"#,
    );
    let found = findings("resource \"aws_vpc\" \"c\" {}\n", &schemas);
    assert!(
        found[0].help.iter().any(|help| help.contains("6.99.0")),
        "{:?}",
        found[0].help
    );
    let found = findings("resource \"aws_subnet\" \"c\" {}\n", &schemas);
    assert!(
        found[0].help.iter().any(|help| help.contains("6.25.0")),
        "{:?}",
        found[0].help
    );
    assert_eq!(schemas.versions().next(), Some(("hashicorp/aws", "6.99.0")));
}

#[test]
fn a_provider_of_the_authors_own_is_known_for_what_its_slice_has() {
    let schemas = slice("provider acme/coffee 1.2.3\nresource coffee_cup {\n  size ?number\n}\n");
    check_story_with(
        &schemas,
        r#"
resource "coffee_cup" "a" {
  size = "large"
         ^^^^^^^ error HCL505: `size` of `coffee_cup` takes a number, and this is a string
}
resource "coffee_pot" "a" {
  anything = 1
}
"#,
    );
}

/// A slice whose bytes between `⟦` and `⟧` are wrong, and what is said of them.
#[track_caller]
fn check_error(marked: &str, expected: &str) {
    let start = marked.find('⟦').unwrap();
    let end = marked.find('⟧').unwrap() - '⟦'.len_utf8();
    let error = Slice::parse(&marked.replace(['⟦', '⟧'], "")).unwrap_err();
    assert_eq!(
        (error.message.as_str(), error.span.range()),
        (expected, start..end)
    );
}

#[test]
fn mistakes_in_a_slice_are_located() {
    let first = "the first line is not of the form `provider namespace/name version`";
    check_error("⟦⟧", first);
    check_error("# only a comment\n⟦provider aws 6.0.0⟧\n", first);
    let head = "provider hashicorp/aws 6.0.0\n";
    check_error(
        &format!("{head}⟦resource {{⟧\n}}\n"),
        "`resource {` is not `config {`, `resource TYPE {`, `data TYPE {` or `ephemeral TYPE {`",
    );
    check_error(
        &format!("{head}⟦resource aws_a {{⟧\n  a ?string\n"),
        "the body that opens here is not closed",
    );
    check_error(
        &format!("{head}resource aws_a {{\n  ⟦a ?text⟧\n}}\n"),
        "`text` is not a type",
    );
    check_error(
        &format!("{head}resource aws_a {{\n  ⟦a ?heap(string)⟧\n}}\n"),
        "`heap` is not a collection",
    );
    check_error(
        &format!("{head}resource aws_a {{\n  ⟦a ?list(object)⟧\n}}\n"),
        "`object` needs a body",
    );
    check_error(
        &format!("{head}resource aws_a {{\n  ⟦a ?string {{⟧\n  }}\n}}\n"),
        "`string` has no body",
    );
    check_error(
        &format!("{head}resource aws_a {{\n  ⟦b list⟧\n}}\n"),
        "a block needs a body",
    );
    check_error(
        &format!("{head}resource aws_a {{\n  ⟦b list 1 {{⟧\n  }}\n}}\n"),
        "`1` is not a range such as `1-` or `0-1`",
    );
    check_error(
        &format!("{head}resource aws_a {{\n  a ?\n  ⟦a ?⟧\n}}\n"),
        "`a` stands here twice",
    );
    check_error(
        &format!("{head}data aws_a {{\n}}\ndata ⟦aws_a⟧ {{\n}}\n"),
        "`aws_a` stands here twice",
    );
    check_error(
        &format!("{head}resource aws_a {{\n  ⟦값 ?string⟧\n}}\n"),
        "`값` is not a name",
    );
    check_error(
        &format!("{head}resource aws_a {{\n  ⟦a string⟧\n}}\n"),
        "`string` is neither the marks and type of an attribute nor a block's nesting",
    );
}

#[test]
fn bodies_may_not_be_nested_without_end() {
    let deep = format!(
        "provider a/b 1\nresource b {{\n{}{}}}\n",
        "x list {\n".repeat(5000),
        "}\n".repeat(5000)
    );
    assert_eq!(
        Slice::parse(&deep).unwrap_err().message,
        "bodies are nested more than 64 deep"
    );
}

#[test]
fn space_comments_and_line_endings_do_not_count() {
    let text = "# mine\r\n\r\nprovider a/b 1.0\r\n  resource b_c {\r\n # x\r\n  a ?\r\n *\r\n}\r\n";
    let slice = Slice::parse(text).unwrap();
    let schema = slice.get(Kind::Resource, "b_c").unwrap();
    assert!(schema.fields.open && schema.fields.items.contains_key("a"));
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_of_slices_panic(text in "(provider a/b 1\n)?([a-z]{1,3} ?[!?~]{0,2}(list|string|\\(|\\)|\\{|\\}| |-|1|deprecated){0,4}\n){0,8}|\\PC*") {
        let _ = Slice::parse(&text);
        let _ = slice_from_json(&text, &select(&["a"]));
    }

    #[test]
    fn no_code_makes_the_checks_panic(
        lines in prop::collection::vec(prop::sample::select(vec![
            "resource \"aws_security_group\" \"a\" {", "resource \"helm_release\" \"a\" {", "data \"aws_vpc\" b {", "provider aws {",
            "ingress = [{ from_port = 1 }]", "ingress {", "set = [{ name = [] }, 1]", "tags = { a = b }", "tags {", "dynamic \"ingress\" {",
            "content {", "}", "}", "x = aws_vpc.a[0].tags.b.c[*].d", "provider = aws.west", "= {", "vpc_id = \"${a}", "값 = '값'", "timeouts {", "dynamic {",
            "y = data.aws_vpc.a.*.cidr_block_associations[0].x", "resource {", "name =", "# ...",
        ]), 0..20)
    ) {
        let text = lines.join("\n");
        for found in findings(&text, &Schemas::embedded()) {
            for label in &found.labels {
                prop_assert!(text.get(label.location.range()).is_some());
            }
        }
    }
}
