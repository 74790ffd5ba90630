use super::{check_fix, check_story, check_story_with, findings, read, slice};
use crate::hcl::schema::Schemas;

#[test]
fn an_unknown_type_near_a_known_one_is_an_error() {
    check_story(
        r#"
resource "aws_subnett" "a" {
         ^^^^^^^^^^^^^ error HCL501: `hashicorp/aws` has no resource type `aws_subnett`
}
resource "aws_vpcc" "a" {
         ^^^^^^^^^^ error HCL501: `hashicorp/aws` has no resource type `aws_vpcc`
}
data "aws_amii" "a" {}
     ^^^^^^^^^^ error HCL501: `hashicorp/aws` has no data source `aws_amii`
resource "aws_s3_bucket_v2" "a" {}
         ^^^^^^^^^^^^^^^^^^ warning HCL501: `hashicorp/aws` has no resource type `aws_s3_bucket_v2`
data "aws_availability_zone_list" "a" {}
     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning HCL501: `hashicorp/aws` has no data source `aws_availability_zone_list`
data "aws_route" "a" {
  route_table_id = var.table
}
resource "example_thing" "a" {
  anything = 1
}
"#,
    );
    check_fix(
        "data \"aws_avaliability_zones\" \"a\" {}\n",
        "data \"aws_availability_zones\" \"a\" {}\n",
    );
}

#[test]
fn a_resource_that_is_looked_up_as_data_is_explained() {
    let found = findings(
        "data \"aws_security_group_rule\" \"a\" {}\n",
        &Schemas::embedded(),
    );
    assert_eq!(
        found[0].help[0],
        "write `resource \"aws_security_group_rule\"`: it is a resource type"
    );
}

#[test]
fn an_unknown_argument_or_block_is_told_with_the_version() {
    check_story(
        r#"
resource "aws_vpc" "main" {
  tag        = { Name = "main" }
  ^^^ error HCL502: `aws_vpc` has no argument `tag`
  cidr_blok  = "10.0.0.0/16"
  ^^^^^^^^^ error HCL502: `aws_vpc` has no argument `cidr_blok`
  ipv9       = true
  ^^^^ warning HCL502: `aws_vpc` has no argument `ipv9`
  count      = 2
  depends_on = [aws_vpc.other]
  provider   = aws.west

  peering {
  ^^^^^^^ warning HCL502: `aws_vpc` has no block `peering`
    anything = 1
  }
  lifecycle {
    prevent_destroy = true
  }
  timeouts {
    create = "5m"
  }
}
"#,
    );
    let found = findings(
        "resource \"aws_vpc\" \"main\" {\n  ipv9 = true\n}\n",
        &Schemas::embedded(),
    );
    assert!(
        found[0]
            .help
            .iter()
            .any(|help| help.contains("`hashicorp/aws` 6.25.0")),
        "{:?}",
        found[0].help
    );
}

#[test]
fn nested_blocks_are_looked_into_and_dynamic_ones_as_well() {
    check_story(
        r#"
resource "google_compute_instance" "web" {
  name         = "web"
  machine_type = "e2-micro"

  boot_disk {
    initialize_params {
      imaage = "debian-cloud/debian-12"
      ^^^^^^ error HCL502: `initialize_params` of `google_compute_instance` has no argument `imaage`
    }
  }
  dynamic "network_interface" {
    for_each = var.networks
    content {
      netwrok = network_interface.value
      ^^^^^^^ error HCL502: `network_interface` of `google_compute_instance` has no argument `netwrok`
    }
  }
  dynamic "disk" {
          ^^^^^^ warning HCL502: `google_compute_instance` has no block `disk`
    for_each = []
    content {}
  }
}
"#,
    );
}

#[test]
fn what_is_ignored_is_there() {
    check_story(
        r#"
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
  lifecycle {
    ignore_changes = [tags["x"], cidr_blok, timeouts]
                                 ^^^^^^^^^ error HCL502: `aws_vpc` has no argument `cidr_blok`
  }
}
"#,
    );
}

#[test]
fn what_must_be_given_is_missed_unless_it_was_left_out_on_purpose() {
    check_story(
        r#"
resource "aws_eks_addon" "cni" {
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning HCL503: `aws_eks_addon` lacks the argument `cluster_name`
  addon_name = "vpc-cni"
}
resource "aws_eks_cluster" "main" {
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning HCL503: `aws_eks_cluster` lacks the argument `name`, the argument `role_arn` and the block `vpc_config`
}
resource "aws_eks_cluster" "elided" {
  name = "main"
  # ...
}
resource "aws_eks_cluster" "nested" {
  name     = "main"
  role_arn = var.role

  dynamic "vpc_config" {
          ^^^^^^^^^^^^ warning HCL503: `vpc_config` of `aws_eks_cluster` lacks the argument `subnet_ids`
    for_each = [1]
    content {
    }
  }
}
provider "datadog" {}
"#,
    );
}

#[test]
fn a_gap_counts_for_the_body_it_stands_in() {
    check_story(
        r#"
resource "aws_lb_listener" "web" {
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning HCL503: `aws_lb_listener` lacks the argument `load_balancer_arn`
  default_action {
    # ...
  }
}
resource "aws_lb_listener" "broken" {
  load_balancer_arn "x" = 1
}
resource "aws_subnet" "unclosed" {
"#,
    );
}

#[test]
fn a_block_takes_no_equals_sign() {
    check_story(
        r#"
resource "aws_eks_cluster" "main" {
  name     = "main"
  role_arn = var.role
  vpc_config = {
  ^^^^^^^^^^ error HCL504: `vpc_config` of `aws_eks_cluster` is a block and takes no equals sign
    subnet_ids = var.subnets
  }
}
resource "aws_security_group" "both_are_fine" {
  ingress = []
  egress {
    from_port = 0
    to_port   = 0
    protocol  = "-1"
  }
}
"#,
    );
    check_fix(
        "resource \"aws_s3_bucket_versioning\" \"a\" {\n  bucket = \"a\"\n  versioning_configuration = {\n    status = \"Enabled\"\n  }\n}\n",
        "resource \"aws_s3_bucket_versioning\" \"a\" {\n  bucket = \"a\"\n  versioning_configuration {\n    status = \"Enabled\"\n  }\n}\n",
    );
}

#[test]
fn an_argument_takes_an_equals_sign() {
    check_story(
        r#"
resource "aws_vpc" "main" {
  cidr_block {}
  ^^^^^^^^^^ error HCL504: `cidr_block` of `aws_vpc` is an argument and takes an equals sign
}
resource "helm_release" "app" {
  name  = "app"
  chart = "app"
  set {
  ^^^ warning HCL504: `set` of `helm_release` is an argument and takes an equals sign
    name  = "replicas"
    value = 2
  }
}
"#,
    );
    check_fix(
        "resource \"aws_vpc\" \"main\" {\n  tags {\n    Name = \"main\"\n  }\n}\n",
        "resource \"aws_vpc\" \"main\" {\n  tags = {\n    Name = \"main\"\n  }\n}\n",
    );
}

#[test]
fn another_major_version_is_not_compared() {
    check_story(
        r#"
terraform {
  required_providers {
    helm = { source = "hashicorp/helm", version = "~> 2.17" }
  }
}
resource "helm_release" "app" {
  name = "app"
  set {
    name = "replicas"
  }
}
resource "google_compute_instance" "beta" {
  provider = google-beta
}
"#,
    );
}

#[test]
fn one_block_too_many_is_told() {
    check_story(
        r#"
resource "aws_eks_cluster" "main" {
  name     = "main"
  role_arn = var.role
  vpc_config {
    subnet_ids = var.a
  }
  vpc_config {
  ^^^^^^^^^^ error HCL504: `aws_eks_cluster` takes at most one block `vpc_config`, and this is one more
    subnet_ids = var.b
  }
}
"#,
    );
}

#[test]
fn what_is_deprecated_is_noted_where_the_author_has_the_facts() {
    let schemas = slice(
        "provider hashicorp/aws 6.47.0\n\
         resource aws_thing deprecated {\n  old ?string deprecated\n  logging list deprecated {\n    on ?bool\n  }\n}\n",
    );
    check_story_with(
        &schemas,
        r#"
resource "aws_thing" "a" {
         ^^^^^^^^^^^ note HCL507: the resource type `aws_thing` is deprecated
  old = "x"
  ^^^ note HCL507: `old` of `aws_thing` is deprecated
  logging {
  ^^^^^^^ note HCL507: `logging` of `aws_thing` is deprecated
    on = true
  }
}
"#,
    );
}

#[test]
fn the_code_of_the_blog_is_as_its_providers_want_it() {
    let mut fences = 0;
    for folder in ["content/posts", "content/posts/terraform-cidrsubnet"] {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        for entry in folder.read_dir().expect("the blog is there").flatten() {
            let path = entry.path();
            if path.extension().is_none_or(|extension| extension != "md") {
                continue;
            }
            let text = read(&path);
            for code in text
                .split("```")
                .skip(1)
                .step_by(2)
                .filter_map(|fence| fence.strip_prefix("hcl"))
            {
                let code = code.split_once('\n').map_or("", |(_, code)| code);
                assert_eq!(findings(code, &Schemas::embedded()), [], "in {}", path.display());
                fences += 1;
            }
        }
    }
    assert!(fences >= 10, "{fences} fences were found");
}

#[test]
fn what_terraform_has_itself_is_known_for_certain() {
    check_story(
        r#"
resource "terraform_data" "a" {
  inputs           = 1
  ^^^^^^ error HCL502: `terraform_data` has no argument `inputs`
  triggers_replace = [data.terraform_remote_state.vpc.outputs.id]
  output           = 2
  ^^^^^^ error HCL505: `output` of `terraform_data` is set by the provider and cannot be given
}
data "terraform_remote_state" "vpc" {
  backend = "local"
  config  = { path = terraform_data.a.result }
                                      ^^^^^^ error HCL506: `terraform_data` has no attribute `result`
}
resource "terraform_remote_state" "b" {}
         ^^^^^^^^^^^^^^^^^^^^^^^^ error HCL501: `builtin/terraform` has no resource type `terraform_remote_state`
"#,
    );
}
