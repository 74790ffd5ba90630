variable "cidr" {
  type    = string
  default = "10.0.0.0/16"
}

# region network
resource "aws_vpc" "main" {
  cidr_block           = var.cidr
  enable_dns_hostnames = true
}
# endregion network
