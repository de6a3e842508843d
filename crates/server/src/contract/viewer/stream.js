// Writes the AsyncAPI document as a page: topics, then every message with its members.
"use strict";

const main = document.getElementById("api");
const note = document.getElementById("note");

function element(name, text, ...children) {
  const made = document.createElement(name);
  if (text) made.append(...marked(text));
  made.append(...children);
  return made;
}

/** Text with its `code` marked. */
function marked(text) {
  return text.split("`").map((part, index) => {
    if (index % 2 === 0) return part;
    const code = document.createElement("code");
    code.textContent = part;
    return code;
  });
}

const nameOf = (reference) => reference.split("/").pop();

/** What a member holds, in a few words; shapes with names link to them. */
function kind(schema) {
  if (!schema) return ["anything"];
  if (schema.$ref) {
    const link = element("a", nameOf(schema.$ref));
    link.href = `#shape-${nameOf(schema.$ref)}`;
    return [link];
  }
  if (schema.const !== undefined) return marked(`\`"${schema.const}"\``);
  if (schema.enum) return marked(schema.enum.map((word) => `\`"${word}"\``).join(", "));
  const parts = schema.oneOf ?? schema.anyOf ?? schema.allOf;
  if (parts) return parts.flatMap((part, index) => (index ? [schema.allOf ? " and " : " or ", ...kind(part)] : kind(part)));
  if (schema.type === "array" || schema.type?.includes?.("array")) return ["list of ", ...kind(schema.items || null)];
  return [[schema.type].flat().join(" or ") || "anything"];
}

/** A table of members. */
function members(schema) {
  const rows = Object.entries(schema.properties ?? {}).map(([name, member]) => {
    const optional = (schema.required ?? []).includes(name) ? "" : "?";
    return element("tr", "", element("td", `\`${name}\`${optional}`), element("td", "", ...kind(member)), element("td", member.description ?? ""));
  });
  if (rows.length === 0) return element("p", "", ...kind(schema));
  const head = element("tr", "", element("th", "member"), element("th", "holds"), element("th", "meaning"));
  return element("table", "", element("thead", "", head), element("tbody", "", ...rows));
}

function shape(name, schema) {
  const section = element("section", "", element("h3", name), element("p", schema.description ?? ""));
  section.id = `shape-${name}`;
  const parts = schema.allOf ?? [schema];
  section.append(...parts.map((part) => members(part)));
  return section;
}

function message(name, said, direction) {
  const section = element("section", "", element("h3", `\`${name}\` ${direction}`), element("p", said.summary ?? ""));
  section.id = `message-${name}`;
  section.append(said.payload.properties ? members(said.payload) : element("p", "", ...kind(said.payload)));
  return section;
}

async function show() {
  const response = await fetch("/api/v1/asyncapi.json");
  const read = await response.json();
  if (!response.ok) throw new Error(`${read.detail}. Then load this page again.`);
  const stream = read.channels.stream;
  main.append(element("h1", `${read.info.title} ${read.info.version}`), element("p", `\`GET ${stream.address}\`, WebSocket`), element("p", read.info.description));
  const topics = stream["x-topics"].map((topic) => element("tr", "", element("td", `\`${topic.topic}\``), element("td", topic.about)));
  main.append(element("h2", "Topics"), element("table", "", element("tbody", "", ...topics)));
  const said = new Set(Object.values(read.operations).filter((operation) => operation.action === "send").flatMap((operation) => operation.messages.map((one) => nameOf(one.$ref))));
  main.append(element("h2", "Messages"));
  for (const [name, one] of Object.entries(read.components.messages)) {
    main.append(message(name, one, said.has(name) ? "from the gateway" : "to the gateway"));
  }
  main.append(element("h2", "Shapes"));
  for (const [name, schema] of Object.entries(read.components.schemas)) main.append(shape(name, schema));
}

show().catch((error) => {
  note.textContent = error.message;
  note.hidden = false;
});
