# The network of one environment.
terraform {
  required_version = ">= 1.9"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }
  backend "s3" {}
}

variable "subnets" {
  type = map(object({
    cidr   = string
    public = optional(bool, false)
  }))
  description = <<-EOT
    Subnets by name.
    Each one is ${upper("zonal")}.
  EOT
  validation {
    condition     = alltrue([for s in var.subnets : can(cidrhost(s.cidr, 0))])
    error_message = "Every \"cidr\" must be a CIDR block."
  }
}

locals {
  tags   = merge(var.tags, { Name = "${var.name}-vpc", "managed-by" = "terraform" })
  public = { for name, subnet in var.subnets : name => subnet if subnet.public }
  azs    = slice(data.aws_availability_zones.all.names, 0, 3)
}

resource "aws_subnet" "this" {
  for_each          = local.public
  vpc_id            = aws_vpc.main[0].id # the only one
  cidr_block        = each.value.cidr
  availability_zone = local.azs[index(keys(local.public), each.key) % length(local.azs)]
  assign_ipv6       = var.ipv6 ? true : null
  tags              = local.tags

  dynamic "private_dns_name_options" {
    for_each = var.dns == null ? [] : [var.dns]
    content {
      hostname_type = private_dns_name_options.value.type
    }
  }

  provisioner "local-exec" {
    command = <<EOF
#!/bin/bash
%{ for name in keys(local.public) ~}
echo ${name} $${HOME} >> out.txt
%{ endfor ~}
EOF
  }

  lifecycle {
    ignore_changes  = [tags["LastScan"]]
    prevent_destroy = true
  }
}

module "eks" {
  source    = "./modules/eks"
  providers = { aws = aws.east }
  subnets   = [for s in aws_subnet.this : s.id]
  count     = var.enabled ? 1 : 0
  ...
}

output "arn" {
  value     = provider::aws::arn_parse(module.eks[0].arn).account_id
  sensitive = true
}
