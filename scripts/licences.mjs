// Which licences do the page's packages have? Usage: licences.mjs LOCKFILE
// What is shipped is permissive, or a font under the Open Font License; tools that only build and test may be under the
// Mozilla Public License too, which binds whoever changes their files.
import { readFileSync } from "node:fs";

const PERMISSIVE = new Set(["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BlueOak-1.0.0", "CC0-1.0", "ISC", "MIT", "Unlicense", "Zlib"]);
const FONTS = "node_modules/@fontsource";
const TOOLS = new Set(["MPL-2.0", "CC-BY-4.0", "Python-2.0"]);

/** One of the alternatives of an expression such as `(MIT OR Apache-2.0)` is enough; of `AND`, all are needed. */
function allowed(licence, isAllowed) {
    const plain = licence.replace(/^\(|\)$/g, "");
    return plain.split(" OR ").some((one) => one.split(" AND ").every((part) => isAllowed(part.replace(/[()]/g, "").trim())));
}

const { packages } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const names = Object.keys(packages).filter((name) => name !== "");
const refused = names.filter((name) => {
    const { license, dev } = packages[name];
    const isAllowed = (one) =>
        PERMISSIVE.has(one) || (dev === true && TOOLS.has(one)) || (name.startsWith(FONTS) && one === "OFL-1.1");
    return typeof license !== "string" || !allowed(license, isAllowed);
});
for (const name of refused) {
    console.error(`${name}: ${packages[name].license ?? "no licence named"}`);
}
console.log(`${names.length} packages of the page, ${refused.length} with a licence that is not allowed`);
process.exit(refused.length === 0 && names.length > 0 ? 0 : 1);
