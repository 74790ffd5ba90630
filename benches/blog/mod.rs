//! A blog like those that Recto is for, of any size.

use recto::SourceTree;
use recto::source::{SourceFile, SourcePath, built_in};

const CONFIG: &str = "title = \"Bench\"\nbase_url = \"https://example.org\"\nlanguage = \"ko\"\n";

/// The blocks of one post; `@` stands for its number.
pub(crate) const BLOCKS: [&str; 6] = [
    r#"locals {
  name  = "blog-@"
  cidr  = "10.0.0.0/16"
  zones = ["ap-northeast-2a", "ap-northeast-2b", "ap-northeast-2c"]
  tags  = { Name = local.name, Env = var.environment }
}

variable "environment" {
  type        = string
  description = "where it runs"
  default     = "dev"
}
"#,
    r#"resource "aws_vpc" "main_@" {
  cidr_block           = local.cidr
  enable_dns_hostnames = true
  tags                 = local.tags
}

resource "aws_subnet" "pod_@" {
  for_each          = toset(local.zones)
  vpc_id            = aws_vpc.main_@.id
  availability_zone = each.value
  cidr_block        = cidrsubnet(local.cidr, 4, index(local.zones, each.value))

  tags = merge(local.tags, { "kubernetes.io/role/internal-elb" = "1" })
}
"#,
    r#"data "aws_iam_policy_document" "assume_@" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "node_@" {
  name               = "${local.name}-node"
  assume_role_policy = data.aws_iam_policy_document.assume_@.json
}

resource "aws_iam_role_policy_attachment" "node_@" {
  for_each   = toset(["AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy"])
  role       = aws_iam_role.node_@.name
  policy_arn = "arn:aws:iam::aws:policy/${each.value}"
}
"#,
    r#"resource "kubernetes_config_map" "settings_@" {
  metadata {
    name      = local.name
    namespace = "kube-system"
  }

  data = {
    "key" = jsonencode({ a = 1, b = [for z in local.zones : upper(z) if z != ""] })
  }
}
"#,
    r#"output "subnets_@" {
  value = { for k, s in aws_subnet.pod_@ : k => s.id }
}
"#,
    r#"resource "aws_security_group" "nodes_@" {
  name   = "${local.name}-sg"
  vpc_id = aws_vpc.main_@.id

  dynamic "ingress" {
    for_each = [443, 80]
    content {
      from_port   = ingress.value
      to_port     = ingress.value
      protocol    = "tcp"
      cidr_blocks = ["0.0.0.0/0"]
    }
  }
}
"#,
];

/// A site of so many posts.
pub(crate) fn site(posts: usize) -> SourceTree {
    let mut sources = SourceTree::default();
    sources.underlay(built_in());
    for (path, text) in files(posts) {
        put(&mut sources, &path, text);
    }
    sources
}

/// The author's files of such a site, each with its text.
pub(crate) fn files(posts: usize) -> impl Iterator<Item = (String, String)> {
    let section = "---\ntitle: 글\n---\n";
    [("recto.toml", CONFIG), ("content/posts/_index.md", section)]
        .map(|(path, text)| (path.to_owned(), text.to_owned()))
        .into_iter()
        .chain((0..posts).map(|at| (path(at), post(at))))
}

/// Sets a file.
pub(crate) fn put(sources: &mut SourceTree, path: &str, text: String) {
    sources.insert(SourceFile::from_memory(SourcePath::new(path), text.into_bytes()));
}

/// The file of a post.
pub(crate) fn path(at: usize) -> String {
    format!("content/posts/p{at}.md")
}

/// A post of about seven kilobytes: text, a link to the one before it, four to six blocks of HCL, tables.
pub(crate) fn post(at: usize) -> String {
    let (year, month, day) = (2000 + at % 25, 1 + at % 12, 1 + at % 28);
    let (one, other) = (at % 7, at % 31);
    let before = at.checked_sub(1).map_or("/".to_owned(), |at| format!("p{at}.md"));
    let mut text =
        format!("---\ntitle: 글 {at}\ndate: {year}-{month:02}-{day:02}\ntags: [t{one}, t{other}]\n---\n");
    for (number, block) in BLOCKS.iter().enumerate().take(4 + at % 3) {
        let code = block.replace('@', &at.to_string());
        let prose = "클러스터의 파드에 주소를 주는 방법을 차례로 살핀다. ".repeat(8);
        text.push_str(&format!(
            "## 절 {number}\n\n**VPC CNI(Container Network Interface)**를 쓰는 [앞의 글]({before})에 이어, 서브넷을 \
             나눈다. 여기서 `local.name`을 쓰고 `aws_vpc.main_{at}`를 본다. {prose}\n\n```hcl\n{code}```\n\n\
             | 프리픽스 | 주소 |\n| ---: | ---: |\n| `/19` | 8,192 |\n\n"
        ));
    }
    text
}
