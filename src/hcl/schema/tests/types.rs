use super::{check_fix, check_story, check_story_with, slice};

#[test]
fn a_value_that_cannot_become_what_is_wanted_is_an_error() {
    check_story(
        r#"
resource "aws_security_group_rule" "a" {
  type              = "ingress"
  from_port         = "http"
                      ^^^^^^ error HCL505: `from_port` of `aws_security_group_rule` takes a number, and this is a string
  to_port           = "443"
  protocol          = ["tcp"]
                      ^^^^^^^ error HCL505: `protocol` of `aws_security_group_rule` takes a string, and this is a list
  cidr_blocks       = "10.0.0.0/16"
                      ^^^^^^^^^^^^^ error HCL505: `cidr_blocks` of `aws_security_group_rule` takes a list of strings, and this is a string
  security_group_id = 5
  self              = 1
                      ^ error HCL505: `self` of `aws_security_group_rule` takes a bool, and this is a number
}
"#,
    );
    check_fix(
        "resource \"aws_iam_instance_profile\" \"a\" {}\nresource \"aws_lb\" \"b\" {\n  subnets = \"subnet-1\"\n}\n",
        "resource \"aws_iam_instance_profile\" \"a\" {}\nresource \"aws_lb\" \"b\" {\n  subnets = [\"subnet-1\"]\n}\n",
    );
}

#[test]
fn a_value_that_must_be_worked_out_is_not_judged() {
    check_story(
        r#"
resource "aws_lb" "a" {
  subnets            = "${var.subnets}"
  security_groups    = [for group in var.groups : group.id]
  internal           = "true"
  idle_timeout       = "6${var.digit}"
  name               = null
  enable_http2       = (var.on ? true : false)
  tags               = merge(local.tags, { Name = 1 })
  load_balancer_type = <<-EOT
    application
  EOT
}
resource "kubernetes_manifest" "a" {
  manifest = {
    kind = ["anything", { at = "all" }]
  }
}
"#,
    );
}

#[test]
fn the_elements_of_collections_are_judged_one_by_one() {
    check_story(
        r#"
resource "aws_vpc" "a" {
  tags = {
    Name = "a"
    Cost = ["x"]
           ^^^^^ error HCL505: `tags` of `aws_vpc` takes a string, and this is a list
  }
}
resource "aws_lb" "b" {
  subnets = ["a", ["b"]]
                  ^^^^^ error HCL505: `subnets` of `aws_lb` takes a string, and this is a list
}
resource "aws_vpc" "c" {
  tags = [{ Name = "a" }]
         ^^^^^^^^^^^^^^^^ error HCL505: `tags` of `aws_vpc` takes a map of strings, and this is a list
}
"#,
    );
}

#[test]
fn an_attribute_of_the_provider_cannot_be_given() {
    check_story(
        r#"
resource "aws_vpc" "a" {
  arn = "arn:aws:ec2"
  ^^^ warning HCL505: `arn` of `aws_vpc` is set by the provider and cannot be given
}
"#,
    );
    // The author's own provider certainly does not take it.
    check_story_with(
        &slice("provider hashicorp/aws 6.99.0\nresource aws_vpc {\n  arn ~string\n}\n"),
        r#"
resource "aws_vpc" "a" {
  arn = "arn:aws:ec2"
  ^^^ error HCL505: `arn` of `aws_vpc` is set by the provider and cannot be given
}
"#,
    );
}

#[test]
fn an_object_is_looked_into() {
    check_story(
        r#"
resource "aws_security_group" "a" {
  ingress = {
            ^ error HCL505: `ingress` of `aws_security_group` takes a set of objects, and this is an object
    from_port = 0
  }
}
resource "aws_security_group" "b" {
  ingress = [{
             ^ warning HCL503: this element of `ingress` of `aws_security_group` lacks `ipv6_cidr_blocks`, `prefix_list_ids`, `security_groups`, `self`
    description = null
    from_port   = "a"
                  ^^^ error HCL505: `from_port` of `aws_security_group` takes a number, and this is a string
    to_port     = 0
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }]
}
resource "helm_release" "c" {
  name  = "c"
  chart = "c"
  set = [
    { name = "a", value = "b" },
    { name = "a", valeu = "b" },
                  ^^^^^ warning HCL502: `set` of `helm_release` has no attribute `valeu`
    { value = "b" },
    ^^^^^^^^^^^^^^^ warning HCL503: this element of `set` of `helm_release` lacks `name`
    { (var.key) = "b" },
  ]
}
"#,
    );
}
