// The text form of a provider's schema; `src/hcl/schema/text.rs` says what it means and reads it.

/** One provider as text: `schemas` as `readSchemas` gives them, in any order. */
export function writeProvider(source, version, schemas) {
  const rank = { provider: 0, resource: 1, data: 2 };
  const sorted = [...schemas].sort((a, b) => rank[a.kind] - rank[b.kind] || (a.type < b.type ? -1 : 1));
  const lines = [`provider ${source} ${version}`];
  for (const { kind, type, body } of sorted) {
    lines.push(kind === "provider" ? "config {" : `${kind} ${type} {`);
    writeBody(body, lines);
  }
  return lines.join("\n") + "\n";
}

function writeBody(body, lines) {
  if (body === null) lines.push("*");
  const sorted = [...(body ?? [])].sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const item of sorted) {
    const inner = item.kind === "block" ? item.body : item.object?.body;
    lines.push(`${item.name} ${meaning(item)}${inner === undefined ? "" : " {"}`);
    if (inner !== undefined) writeBody(inner, lines);
  }
  lines.push("}");
}

function meaning(item) {
  if (item.kind === "block") {
    const plain = !item.required && !item.max;
    return plain ? item.nesting : `${item.nesting} ${item.required ? 1 : 0}-${item.max || ""}`;
  }
  const given = item.required ? "!" : item.optional ? "?" : "";
  const marks = given + (item.computed || !given ? "~" : "");
  // Most attributes are strings: the word is left out.
  if (!item.object) return item.type === "string" ? marks : marks + item.type;
  const kind = item.kind === "either" ? "either" : item.object.kind;
  return item.object.nesting === "single" ? marks + kind : `${marks}${item.object.nesting}(${kind})`;
}
