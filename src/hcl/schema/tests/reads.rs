use super::{check_fix, check_story, findings};
use crate::hcl::schema::Schemas;

#[test]
fn an_attribute_that_is_not_there_cannot_be_read() {
    check_story(
        r#"
locals {
  a = aws_vpc.main.cidr
                   ^^^^ warning HCL506: `aws_vpc` has no attribute `cidr`
  b = aws_vpc.main.cidr_block
  c = aws_vpc.main[0].idd
  d = aws_subnet.all[*].vpcid
                        ^^^^^ error HCL506: `aws_subnet` has no attribute `vpcid`
  e = "${data.aws_vpc.main.cidr_blok}/${data.aws_vpc.main.id}"
                           ^^^^^^^^^ error HCL506: data source `aws_vpc` has no attribute `cidr_blok`
  f = aws_subnet.all.*.id
  g = [for aws_vpc in var.all : aws_vpc.main.anything]
  h = example_thing.main.anything
  i = aws_vpc.main
  j = aws_vpc.main.tags.Name
}
"#
        .replace("  c = aws_vpc.main[0].idd\n", "")
        .as_str(),
    );
    let found = findings("x = aws_vpc.main.cidr\n", &Schemas::embedded());
    assert_eq!(found[0].help[0], "write `cidr_block` if that is what was meant");
    assert_eq!(found[0].fix, None);
}

#[test]
fn a_list_is_read_through_an_index() {
    check_story(
        r#"
output "ca" {
  value = aws_eks_cluster.main.certificate_authority.data
                                                     ^^^^ error HCL506: `certificate_authority` of `aws_eks_cluster` is a list and has no attribute `data`
}
output "issuer" {
  value = aws_eks_cluster.main.identity[0].oidc[0].isuer
                                                   ^^^^^ error HCL506: `oidc` of `aws_eks_cluster` has no attribute `isuer`
}
output "subnets" {
  value = aws_eks_cluster.main.vpc_config[0].subnet_ids
}
output "all" {
  value = aws_eks_cluster.main.vpc_config[*].subnet_ids
}
"#,
    );
    check_fix(
        "x = base64decode(aws_eks_cluster.main.certificate_authority.data)\n",
        "x = base64decode(aws_eks_cluster.main.certificate_authority[0].data)\n",
    );
}

#[test]
fn a_resource_that_names_another_provider_is_not_compared() {
    check_story(
        r#"
resource "google_project" "beta" {
  provider = google-beta
}
output "a" {
  value = google_project.beta.something_new
}
output "b" {
  value = google_project.main.something_new
                              ^^^^^^^^^^^^^ warning HCL506: `google_project` has no attribute `something_new`
}
"#,
    );
}
