// An open page survives a restart of the gateway without a reload: it says that it is stale while nobody is there, and
// goes on by itself afterwards, still logged in. Environment: BIN (the twinline program), BROWSER, ARTEFACTS.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

const bin = process.env.BIN;
assert.ok(bin, "BIN must be the twinline program");
const data = await mkdtemp(join(tmpdir(), "restart-"));
const report = { ok: false, timings_ms: {} };

/** Starts a demo gateway and gives its process and first line. */
async function start(listen) {
  const env = { ...process.env, TWINLINE_DATA_DIR: data, TWINLINE_LISTEN: listen };
  const child = spawn(bin, ["up", "--demo", "--json"], { env, stdio: ["ignore", "pipe", "ignore"] });
  for await (const line of createInterface({ input: child.stdout })) return [child, JSON.parse(line)];
  throw new Error("the gateway ended before it said where it is");
}

const gone = (child) => new Promise((resolve) => child.once("exit", resolve));
const browser = await chromium.launch({
  executablePath: process.env.BROWSER ?? "/usr/bin/chromium",
  args: [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
  ],
});
let gateway;
try {
  let first;
  [gateway, first] = await start("127.0.0.1:0");
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: "dark" });
  page.setDefaultTimeout(30_000);
  const panels = ["chart", "book", "trades"];
  const all = (state) =>
    page.waitForFunction(
      ([names, wanted]) => names.every((name) => document.querySelector(`[data-panel=${name}]`)?.dataset.fresh === wanted),
      [panels, state],
    );
  await page.goto(first.login_url);
  await all("live");
  await page.evaluate(() => Object.assign(window, { neverReloaded: true }));
  const epoch = await page.textContent("[data-test=status-epoch]");

  const ended = gone(gateway);
  gateway.kill("SIGTERM");
  await ended;
  let begin = performance.now();
  await all("stale");
  report.timings_ms.stale = Math.round(performance.now() - begin);

  [gateway] = await start(new URL(first.url).host);
  begin = performance.now();
  await all("live");
  report.timings_ms.live = Math.round(performance.now() - begin);
  assert.equal(await page.evaluate(() => window.neverReloaded), true, "the page was not loaded anew");
  assert.notEqual(await page.textContent("[data-test=status-epoch]"), epoch, "the gateway began a new epoch");
  report.ok = true;
} finally {
  await browser.close();
  gateway?.kill("SIGKILL");
  await rm(data, { recursive: true, force: true });
  if (process.env.ARTEFACTS) await writeFile(join(process.env.ARTEFACTS, "restart.json"), JSON.stringify(report));
  console.log(JSON.stringify(report, null, 2));
}
process.exitCode = report.ok ? 0 : 1;
