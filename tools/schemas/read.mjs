// From the TypeScript that CDK for Terraform generates for a provider back to the provider's schema.
//
// What the generated classes tell:
// - above every property stands `// name - computed: …, optional: …, required: …`, attributes before blocks,
//   each of the two sorted by name;
// - `new XList(this, "name", true)` is a nested set, with `false` a list, `new XOutputReference(this, "name")`
//   a single object, and `new XMap` a map; a single object whose constructor gives an index is a list or
//   set block of which there is at most one;
// - `listMapperHcl(xToHclTerraform, true)` is a list or set block, with `false` an attribute;
// - fields of an attribute that may also be written as blocks are written `… === undefined ? null : …`;
// - whether any other attribute with fields is of an object type or nested follows from the plugin protocol.

const PROPERTY = /^ {2}\/\/ (\S+) - computed: (\w+), optional: (\w+), required: (\w+)$/;

/** The schemas in the sources of one folder: `[{ kind, type, body }]`, where a body is a list of items. */
export function readSchemas(text, protocol) {
  const scope = { protocol, classes: classes(text), tables: tables(text), interfaces: interfaces(text) };
  const found = [];
  for (const [name, it] of scope.classes) {
    const kind = KINDS[it.base];
    if (kind) found.push({ kind, type: it.type, body: body(scope, name, name, new Set()) });
  }
  return found;
}

const KINDS = {
  TerraformResource: "resource",
  TerraformDataSource: "data",
  TerraformProvider: "provider",
};

// Every class with its properties, as they stand in the text.
function classes(text) {
  const all = new Map();
  let current = null;
  let property = null;
  for (const line of text.split("\n")) {
    let match;
    if ((match = /^export class (\w+) extends cdktf\.(\w+)/.exec(line))) {
      current = { base: match[2], type: null, properties: [], capped: false, element: null };
      all.set(match[1], current);
      property = null;
    } else if (!current) {
      continue;
    } else if ((match = PROPERTY.exec(line))) {
      const [, name, computed, optional, required] = match;
      property = { name, computed: computed === "true", optional: optional === "true" };
      property.required = required === "true";
      current.properties.push(property);
    } else if ((match = /static readonly tfResourceType = "(\w+)"/.exec(line))) {
      current.type = match[1];
    } else if (line.startsWith("    super(terraformResource, terraformAttribute, false, 0)")) {
      current.capped = true;
    } else if ((match = /^ {2}public get\((?:index|key): \w+\): (\w+) \{/.exec(line))) {
      current.element = match[1];
    } else if (property && (match = /^ {2}private _\w+ = new ([\w.]+)\(this, "\w+"(, true)?/.exec(line))) {
      property.made = match[1];
      property.set = match[2] !== undefined;
    } else if (property && (match = /^ {2}private _\w+\?: (.+?) *; *$/.exec(line))) {
      property.declared = match[1];
    } else if (property && !property.getter && (match = /^ {4}return (.+);$/.exec(line))) {
      property.getter = match[1];
    }
  }
  return all;
}

// For every class (its own table) and struct (the table of its function): what is known of each settable name.
function tables(text) {
  const all = new Map();
  let owner = null;
  let entry = null;
  let table = null;
  for (const line of text.split("\n")) {
    let match;
    if ((match = /^export class (\w+) /.exec(line))) owner = match[1];
    else if ((match = /^export function (\w+)ToHclTerraform\(/.exec(line))) owner = match[1];
    else if (/^ +const attrs = \{/.test(line)) all.set(owner, (table = new Map()));
    else if (!table) continue;
    else if (/^ {2,4}\};?$/.test(line)) table = null;
    else if ((match = /^ {4,6}(\w+): \{$/.exec(line))) table.set(match[1], (entry = {}));
    else if ((match = /^ {6,8}value: (.*),$/.exec(line))) entry.value = match[1];
    else if ((match = /^ {6,8}isBlock: (\w+),$/.exec(line))) entry.nested = match[1] === "true";
    else if ((match = /^ {6,8}(type|storageClassType): "(\w+)",$/.exec(line))) entry[match[1]] = match[2];
  }
  return all;
}

// For every interface, whether each of its fields must be given; the field's real name is in its comment.
function interfaces(text) {
  const all = new Map();
  let current = null;
  let name = null;
  for (const line of text.split("\n")) {
    let match;
    if ((match = /^export interface (\w+)/.exec(line))) all.set(match[1], (current = new Map()));
    else if (line === "}") current = null;
    else if (!current) continue;
    else if ((match = /\{@link \S+ \w+#(\w+)\}/.exec(line))) name = match[1];
    else if ((match = /^ {2}readonly \w+(\??):/.exec(line))) current.set(name, match[1] === "");
  }
  return all;
}

const lowerFirst = (name) => name[0].toLowerCase() + name.slice(1);

function body(scope, className, tableName, open) {
  const it = scope.classes.get(className);
  const table = scope.tables.get(tableName) ?? new Map();
  // A type that holds itself is cut here.
  if (!it || open.has(className)) return null;
  open.add(className);
  const items = it.properties.map((property) => item(scope, property, table.get(property.name), open));
  open.delete(className);
  settle(items, scope.protocol);
  return items.filter((item) => !(it.base === "TerraformProvider" && item.name === "alias"));
}

function item(scope, property, entry, open) {
  const { name, required, optional, computed } = property;
  const result = { name, required, optional, computed, kind: "attribute" };
  const struct = structOf(scope, property, entry);
  if (!struct) return { ...result, type: plainType(property, entry) };
  const inner = body(scope, struct.reference, lowerFirst(struct.name), open);
  const form = { nesting: struct.nesting, body: inner };
  if (!entry || !(optional || required)) return { ...result, object: { ...form, kind: objectKind(scope) } };
  const guarded = entriesOf(scope, struct.name).some((it) => it.value?.includes("=== undefined ? null :"));
  const flag = /^cdktf\.listMapperHcl\(\w+ToHclTerraform, (true|false)\)/.exec(entry.value)?.[1];
  const capped = scope.classes.get(struct.reference)?.capped === true;
  if (flag === "true" || (capped && struct.nesting === "single")) {
    const nesting = capped && struct.nesting === "single" ? "list" : struct.nesting;
    return { ...result, kind: "block", nesting, max: capped ? 1 : 0, body: inner };
  }
  const attribute = { ...result, object: { ...form, kind: guarded ? "object" : objectKind(scope) } };
  const certain = flag !== undefined || computed || guarded || struct.nesting === "map";
  return certain ? attribute : { ...attribute, kind: "either" };
}

const objectKind = ({ protocol }) => ({ 5: "object", 6: "nested" })[protocol] ?? "either";

const entriesOf = (scope, struct) => [...(scope.tables.get(lowerFirst(struct)) ?? new Map()).values()];

// The struct that a property holds, and how; null for plain values.
function structOf(scope, property, entry) {
  const made = property.made;
  if (made?.startsWith("cdktf.")) return null;
  if (made) {
    const reference = scope.classes.get(made)?.element ?? made;
    const name = reference.replace(/OutputReference$/, "");
    const nesting = made.endsWith("Map") ? "map" : made.endsWith("List") ? (property.set ? "set" : "list") : "single";
    return { reference, name, nesting };
  }
  const name = /^([A-Z]\w*)/.exec(property.declared ?? "")?.[1];
  if (!name || !entry?.nested) return null;
  const nesting = { list: "list", set: "set", map: "map", struct: "single" }[entry.type];
  return { reference: synthesize(scope, name), name, nesting };
}

// The nested structs of a provider's own configuration have no class: one is made from the struct's table.
function synthesize(scope, struct) {
  const reference = `${struct}OutputReference`;
  if (scope.classes.has(reference)) return reference;
  const must = scope.interfaces.get(struct);
  const table = scope.tables.get(lowerFirst(struct)) ?? new Map();
  const properties = [...table].map(([name, entry]) => {
    const required = must?.get(name) === true;
    const declared = entry.nested ? entry.storageClassType.replace(/(List|Map)$/, "") : undefined;
    return { name, computed: false, optional: !required, required, declared };
  });
  scope.classes.set(reference, { base: "ComplexObject", type: null, properties, capped: false, element: null });
  return reference;
}

const SCALARS = { string: "string", number: "number", boolean: "bool", any: "any" };

function plainType(property, entry) {
  if (entry?.storageClassType) return entryType(entry);
  const getter = property.getter ?? "";
  const made = /^cdktf\.(\w+)$/.exec(property.made ?? "");
  if (made) return storageType(lowerFirst(made[1]));
  const collection = getter.includes("tolist(") ? "set" : "list";
  if (getter.includes("getNumberListAttribute")) return `${collection}(number)`;
  if (getter.includes("getListAttribute")) return `${collection}(string)`;
  const found = /get(String|Number|Boolean|Any)(Map)?Attribute/.exec(getter);
  if (!found) return "any";
  const scalar = SCALARS[lowerFirst(found[1])];
  return found[2] ? `map(${scalar})` : scalar;
}

function entryType({ type, storageClassType: storage }) {
  if (type === "simple") return SCALARS[storage] ?? "any";
  // What a provider takes in any type is offered as a map.
  if (storage === "anyMap") return "any";
  // A set is stored as a list.
  return storageType(storage).replace(/^\w+/, type);
}

// `stringListMap` is a map of lists of strings.
function storageType(storage) {
  const [scalar, ...collections] = storage.match(/^[a-z]+|[A-Z][a-z]+/g);
  return collections.reduce((element, word) => `${lowerFirst(word)}(${element})`, SCALARS[scalar] ?? "any");
}

// Attributes stand before blocks, each sorted by name: that settles what the code alone leaves open.
function settle(items, protocol) {
  const sorted = (part) => part.every((it, at) => at === 0 || part[at - 1].name <= it.name);
  const fits = (at) =>
    items.slice(0, at).every((it) => it.kind !== "block") &&
    items.slice(at).every((it) => it.kind !== "attribute") &&
    sorted(items.slice(0, at)) &&
    sorted(items.slice(at));
  const borders = [...Array(items.length + 1).keys()].filter(fits);
  if (borders.length === 0) return;
  items.forEach((it, at) => {
    if (it.kind !== "either") return;
    if (at < borders[0]) it.kind = "attribute";
    else if (at >= borders.at(-1) || (protocol === "5" && it.name === "timeouts")) it.kind = "block";
    if (it.kind === "block") Object.assign(it, { nesting: it.object.nesting, max: 0, body: it.object.body });
  });
}
