//! The author's own schemas of providers, from what Terraform prints to what is said of a post.

use std::io::Write;
use std::process::Stdio;

use recto::pipeline::Builder;

use super::driver::{Run, Site};
use super::site::{build, build_with, options, put, sources};

/// What `terraform providers schema -json` prints, in small.
const JSON: &str = r#"{
  "format_version": "1.0",
  "provider_schemas": {
    "registry.terraform.io/hashicorp/aws": {
      "provider": { "version": 0, "block": { "attributes": { "region": { "type": "string", "optional": true } } } },
      "resource_schemas": {
        "aws_vpc": { "version": 1, "block": { "attributes": {
          "cidr_block": { "type": "string", "required": true },
          "moonlight": { "type": "bool", "optional": true },
          "classic": { "type": "bool", "optional": true, "deprecated": true }
        } } },
        "aws_subnet": { "version": 1, "block": { "attributes": { "vpc_id": { "type": "string", "required": true } } } }
      },
      "data_source_schemas": {
        "aws_vpc": { "version": 0, "block": { "attributes": { "id": { "type": "string", "optional": true } } } }
      }
    },
    "registry.terraform.io/acme/moon": {
      "resource_schemas": {
        "moon_base": { "version": 0, "block": { "attributes": { "crew": { "type": "number", "required": true } } } }
      }
    },
    "terraform.io/builtin/terraform": { "resource_schemas": {} }
  }
}"#;

const LOCK: &str = "provider \"registry.terraform.io/hashicorp/aws\" {\n  version = \"99.1.0\"\n}\n\
                    provider \"registry.terraform.io/acme/moon\" {\n  version = \"1.2.3\"\n}\n";

const VPC: &str = "resource \"aws_vpc\" \"a\" {\n  cidr_block = \"10.0.0.0/16\"\n  moonlight  = true\n}\n";

fn post(code: &str) -> String {
    format!("-- content/posts/a.md --\n---\ntitle: A\ndate: 2025-07-08\n---\n```hcl\n{code}```\n")
}

/// A site with a post that has this code, and beside the site what Terraform left.
fn site(code: &str) -> Site {
    let site = Site::configured(&post(code));
    site.write("infra/schema.json", JSON);
    site.write("infra/.terraform.lock.hcl", LOCK);
    site
}

fn add(site: &Site, args: &[&str]) -> Run {
    site.run(["schema", "add"].iter().chain(args).copied())
}

#[test]
fn a_newer_argument_is_known_once_the_schema_is_added() {
    let site = site(VPC);
    site.run(["check", "--format", "short"])
        .succeeds()
        .stdout_has("warning[HCL502]");
    add(&site, &["infra/schema.json"])
        .succeeds()
        .stdout_is("schemas/aws.txt\n")
        .stderr_is("1 type of `hashicorp/aws` 99.1.0: aws_vpc\n");
    let text = site.read("schemas/aws.txt");
    assert_eq!(
        text,
        "provider hashicorp/aws 99.1.0\nconfig {\n  region ?string\n}\nresource aws_vpc {\n  \
         cidr_block !string\n  classic ?bool deprecated\n  moonlight ?bool\n}\ndata aws_vpc {\n  id ?string\n}\n"
    );
    site.run(["check", "--deny", "warnings"])
        .succeeds()
        .stderr_has(": no findings\n");
}

#[test]
fn a_schema_is_written_again_for_a_newer_version() {
    let site = site(VPC);
    add(&site, &["infra/schema.json"]).succeeds();
    site.write("infra/.terraform.lock.hcl", LOCK.replace("99.1.0", "100.0.0"));
    add(&site, &["infra/schema.json"])
        .succeeds()
        .stderr_is("1 type of `hashicorp/aws` 100.0.0, which was 99.1.0: aws_vpc\n");
    assert_eq!(site.files("schemas").len(), 1);
}

#[test]
fn every_provider_of_the_posts_is_written_unless_one_is_chosen() {
    let code = format!("{VPC}\nresource \"moon_base\" \"b\" {{\n  crew = aws_subnet.x.id\n}}\n");
    let site = site(&code);
    add(&site, &["infra/schema.json", "--provider", "acme/moon"])
        .succeeds()
        .stdout_is("schemas/moon.txt\n");
    assert!(!site.has("schemas/aws.txt"));
    add(&site, &["infra/schema.json"])
        .succeeds()
        .stdout_is("schemas/moon.txt\nschemas/aws.txt\n")
        .stderr_has("2 types of `hashicorp/aws` 99.1.0: aws_subnet, aws_vpc\n");
}

#[test]
fn the_version_is_taken_from_the_code_or_asked_for() {
    let required = |version: &str| {
        format!(
            "terraform {{\n  required_providers {{\n    aws = {{\n      source  = \"hashicorp/aws\"\n      \
             version = \"{version}\"\n    }}\n  }}\n}}\n{VPC}"
        )
    };
    let site = site(&required("~> 99.0"));
    site.remove("infra/.terraform.lock.hcl");
    add(&site, &["infra/schema.json"]).fails(2).stderr_is(
        "error: the version of `hashicorp/aws` is not known\nhelp: say it with `--provider hashicorp/aws \
         --version 1.2.3`, or put the file beside its `.terraform.lock.hcl`\n",
    );
    add(&site, &["infra/schema.json", "--version", "99"])
        .fails(2)
        .stderr_has("`99` is not the version of a release");
    assert!(!site.has("schemas"));
    add(&site, &["infra/schema.json", "--version", "99.3.0"]).succeeds();
    assert!(
        site.read("schemas/aws.txt")
            .starts_with("provider hashicorp/aws 99.3.0\n")
    );
    let post = post(&required("99.4.0"));
    site.write("content/posts/a.md", post.split_once("--\n").unwrap().1);
    add(&site, &["infra/schema.json"])
        .succeeds()
        .stderr_has("99.4.0, which was 99.3.0");
}

#[test]
fn standard_input_is_a_file_too() {
    let site = site(VPC);
    let mut command = site.command(["schema", "add", "-", "--version", "99.1.0"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(JSON.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.stdout, b"schemas/aws.txt\n");
}

#[test]
fn what_cannot_be_added_is_explained() {
    let site = site("a = 1\n");
    add(&site, &["infra/schema.json"]).fails(2).stderr_has(
        "error: the code of the site uses no type of `acme/moon`, `hashicorp/aws`\nhelp: write the post first",
    );
    add(&site, &["infra/schema.json", "--provider", "hashicorp/tls"])
        .fails(2)
        .stderr_has(
            "error: there is no provider `hashicorp/tls` in the schemas\nhelp: choose one of `acme/moon`",
        );
    add(&site, &["nowhere.json"])
        .fails(2)
        .stderr_has("error: cannot read `nowhere.json`");
    site.write("infra/schema.json", "Terraform has been initialized");
    add(&site, &["infra/schema.json"])
        .fails(2)
        .stderr_has("error: this is not what `terraform providers schema -json` prints")
        .stderr_has("help: write the file with");
    assert!(!site.has("schemas"));
}

#[test]
fn the_list_tells_where_schemas_are_from_and_what_is_used() {
    let site = site(&format!(
        "{VPC}\nresource \"aws_subnet\" \"b\" {{\n  vpc_id = 1\n}}\n"
    ));
    site.write(
        "schemas/aws.txt",
        "provider hashicorp/aws 99.1.0\nresource aws_vpc {\n  cidr_block !\n}\n",
    );
    let run = site.run(["schema", "list"]).succeeds().stderr_is("");
    let lines: Vec<String> = run
        .stdout()
        .lines()
        .filter(|line| line.starts_with("hashicorp/aws "))
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(
        lines[0],
        "hashicorp/aws 99.1.0 schemas/aws.txt 1 type, used: aws_vpc"
    );
    assert!(lines[1].starts_with("hashicorp/aws 6."), "{lines:?}");
    assert!(
        lines[1].contains(" built in ") && lines[1].ends_with(" types, used: aws_subnet"),
        "{lines:?}"
    );
    site.write("schemas/tls.txt", "nothing\n");
    site.run(["schema", "list"])
        .fails(1)
        .stdout_has("hashicorp/aws")
        .stderr_has("error[HCL508]: the first line is not of the form `provider namespace/name version`\n --> schemas/tls.txt:1:1");
}

#[test]
fn a_schema_that_changes_changes_what_is_remembered() {
    let mut site = sources(&format!(
        "-- recto.toml --\ntitle = \"T\"\nbase_url = \"https://example.org\"\n{}",
        post(VPC)
    ));
    let builder = Builder::remembering();
    let schema = "provider hashicorp/aws 99.0.0\nresource aws_vpc {\n  cidr_block !\n  moonlight ?bool\n}\n";
    for (text, expected) in [
        ("provider hashicorp/aws 98.0.0\n", "HCL502"),
        (schema, ""),
        (&schema.replace("!", "!nothing"), "HCL508"),
    ] {
        put(&mut site, "schemas/aws.txt", text);
        let warm = build_with(&builder, &site, &options());
        assert_eq!(warm.said, build(&site, &options()).said);
        assert!(warm.said.contains(expected), "{}", warm.said);
        assert_eq!(warm.said.is_empty(), expected.is_empty(), "{}", warm.said);
    }
}
