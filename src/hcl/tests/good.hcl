terraform {
  required_version = ">= 1.9"
  required_providers {
    aws = { source = "hashicorp/aws", version = "~> 6.0" }
  }
  backend "s3" {}
}
# ---
locals {
  azs = slice(data.aws_availability_zones.available.names, 0, 3)
  subnets = {
    for i, az in local.azs : az => {
      cidr = cidrsubnet(var.vpc_cidr, 8, i)
      tags = merge(var.tags, { Name = "${var.name}-${az}" })
    } if az != "x"
  }
  ids    = [for s in aws_subnet.this : s.id]
  groups = { for u in var.users : u.role => u.name... }
  x = (var.a
    ? var.b
    : var.c)
  legacy = aws_instance.web.0.id
  sp = aws_instance.web.*.id
  sp2 = aws_instance.web[*].tags["a"]
  f = provider::aws::arn_parse("x")
  g = max(var.list...)
  n = -1 + 2 * (3 - 4) / 5 % 6
  b = !var.a && var.b || var.c == null
}
# ---
resource "aws_iam_policy" "p" {
  count  = var.create ? 1 : 0
  policy = <<-EOT
    {
      "a": "${var.x}",
      "%{ if var.y }b%{ else }c%{ endif }": $${literal}
      %{ for k, v in var.map ~}
      "${k}" = ${v}
      %{ endfor ~}
    }
  EOT
  dynamic "ingress" {
    for_each = var.rules # comment
    content {
      from_port = ingress.value["from"]
    }
  }
  lifecycle { prevent_destroy = true }
}
# ---
variable "users" {
  type = map(object({
    role = optional(string, "viewer")
    tags = list(string)
  }))
  default = {}
  validation {
    condition     = alltrue([for u in var.users : contains(["a", "b"], u.role)])
    error_message = "역할이 \"잘못\" 되었습니다: \u00e9\n"
  }
}

/* block
   comment */
output "한글" {
  value = join(",", [
    "a",
    "b", // c
  ])
}
# ---
module "eks" {
  source  = "terraform-aws-modules/eks/aws"
  providers = { aws = aws.use1 }
  access_entries = {
    (local.admin) : {
      "policy-${var.x}" = { a : 1, b = [1, 2.5, 1e3] }
    }
  }
  y = try(jsondecode(file("${path.module}/x.json"))["a"][0].b, null)
}
# ---
a = 1
b = "x"
c = [
  1, 2
]
d = {
  a = 1
  b = 2,
  "c" = "${true}"
}
e = "${upper("${a}")}-%{if a}b%{endif}"
