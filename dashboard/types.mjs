// Writes the API's shapes as TypeScript from its two documents.
// Usage: node types.mjs OPENAPI ASYNCAPI > src/api/generated.ts
import { readFileSync } from "node:fs";
import openapiTS, { astToString } from "openapi-typescript";

const [openapi, asyncapi] = process.argv.slice(2).map((path) => JSON.parse(readFileSync(path, "utf8")));
const { schemas, messages } = asyncapi.components;

/** What one side of the stream may say: every message of operations in that direction. */
function said(action) {
  const of = Object.values(asyncapi.operations).filter((operation) => operation.action === action);
  const names = [...new Set(of.flatMap((operation) => operation.messages.map((one) => one.$ref.split("/").pop())))];
  return { oneOf: names.map((name) => messages[name].payload) };
}

// Both documents are made from the same types; a name means the same in both.
Object.assign(openapi.components.schemas, schemas, { ServerMessage: said("send"), ClientMessage: said("receive") });
const head = "// Made by `scripts/contracts types` from the documents that the gateway serves. Not written by hand.\n\n";
process.stdout.write(head + astToString(await openapiTS(openapi, { alphabetize: true })));
