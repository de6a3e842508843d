// What a visitor downloads, compressed, against the budgets. Run after `npm run build`; exit code 1 when one is broken.
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const dist = join(fileURLToPath(new URL(".", import.meta.url)), "..", "dist");
const KB = 1000;
const names = await readdir(join(dist, "assets"));
const html = await readFile(join(dist, "index.html"), "utf8");
const compressed = async (path) => gzipSync(await readFile(join(dist, path)), { level: 9 }).length;
const sum = async (paths) => (await Promise.all(paths.map(compressed))).reduce((a, b) => a + b, 0);
const assets = (test) => names.filter(test).map((n) => `assets/${n}`);

const script = (n) => n.endsWith(".js");
const chart = assets((n) => script(n) && n.startsWith("candle-chart"));
// What the trade page needs before it works: what the HTML names, and the worker that decodes the stream.
const initial = [
  ...assets((n) => script(n) && (html.includes(n) || n.startsWith("decoder.worker"))),
  "theme.js",
];
const later = assets((n) => script(n) && !initial.includes(`assets/${n}`) && !chart.includes(`assets/${n}`));
const fonts = await Promise.all(assets((n) => n.endsWith(".woff2")).map(async (n) => (await readFile(join(dist, n))).length));
if (chart.length === 0 || initial.length < 3) throw new Error("the build is not made of the expected parts");

const rows = [
  ["script before the trade page works", await sum(initial), 230],
  ["chart, in parallel", await sum(chart), 60],
  ["first load script in all", (await sum(initial)) + (await sum(chart)), 300],
  ["styles", await sum(assets((n) => n.endsWith(".css"))), 20],
  ["typefaces", fonts.reduce((a, b) => a + b, 0), 53],
].map(([what, bytes, limit]) => ({ what, kb: Math.round(bytes / 10) / 100, limit_kb: limit, ok: bytes < limit * KB }));
const ok = rows.every((r) => r.ok);
console.log(JSON.stringify({ ok, rows, scripts_of_other_pages_kb: Math.round((await sum(later)) / 10) / 100 }, null, 2));
process.exitCode = ok ? 0 : 1;
