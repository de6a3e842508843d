// What a first and a second visit cost: bytes as they came, time until the first price and until the largest part of the page
// stood, three times each. Environment: see browser.mjs; TWINLINE_URL (a login link), NOISY=1 where others work on the machine.
// Prints JSON; exit code 1 when more than 720 KB of script (as it is, not compressed: `size` holds the compressed budgets) or
// 53 KB of typefaces came, or a visit took longer than 500 ms (first) or 200 ms (second) on a quiet machine.
import { loadavg } from "node:os";
import { launch, loginLink, marketShown, percentile } from "./browser.mjs";

const noisy = process.env.NOISY === "1";
const SCRIPT_KB = 720;
const FONTS_KB = 53;
const FIRST_MS = 500;
const AGAIN_MS = 200;
const TIMES = 3;
const link = loginLink();
const home = new URL("/", link).href;
const browser = await launch();
const report = { ok: false, noisy, load_of_the_machine: loadavg().map((n) => Math.round(n * 10) / 10), first_visit: [], second_visit: [] };
try {
  const entrance = await browser.newContext();
  const opener = await entrance.newPage();
  await opener.goto(link);
  await marketShown(opener);
  const storageState = await entrance.storageState();
  await entrance.close();
  for (let i = 0; i < TIMES; i += 1) {
    const context = await browser.newContext({ storageState, viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    await page.addInitScript(watchPrice);
    await page.goto(home);
    report.first_visit.push(await figures(page));
    await page.reload();
    report.second_visit.push(await figures(page));
    await context.close();
  }
  const { script_kb: script, fonts_kb: fonts } = report.first_visit[0];
  const median = (list) => percentile(list.map((v) => v.first_price_ms), 0.5);
  report.bounds = {
    script: script > 0 && script < SCRIPT_KB,
    fonts: fonts > 0 && fonts < FONTS_KB,
    first_visit: median(report.first_visit) < FIRST_MS,
    second_visit: median(report.second_visit) < AGAIN_MS,
  };
  report.ok = report.bounds.script && report.bounds.fonts && (noisy || (report.bounds.first_visit && report.bounds.second_visit));
} finally {
  await browser.close();
  console.log(JSON.stringify(report, null, 2));
  process.exitCode = report.ok ? 0 : 1;
}

/** Runs in the page: notes the first frame that shows a price. */
function watchPrice() {
  const look = () => {
    if (/\d/.test(document.querySelector("[data-test=last-price]")?.textContent ?? "")) window.firstPrice = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  new PerformanceObserver((list) => {
    window.largest = list.getEntries().at(-1).startTime;
  }).observe({ type: "largest-contentful-paint", buffered: true });
}

async function figures(page) {
  await page.waitForFunction(() => window.firstPrice !== undefined);
  await marketShown(page);
  return page.evaluate(() => {
    const entries = performance.getEntriesByType("resource");
    const kb = (test) => Math.round(entries.filter(test).reduce((sum, e) => sum + e.decodedBodySize, 0) / 10) / 100;
    return {
      first_price_ms: Math.round(window.firstPrice),
      largest_paint_ms: Math.round(window.largest ?? 0),
      script_kb: kb((e) => e.name.endsWith(".js")),
      styles_kb: kb((e) => e.name.endsWith(".css")),
      fonts_kb: kb((e) => e.name.endsWith(".woff2")),
      over_the_wire_kb: Math.round(entries.reduce((sum, e) => sum + e.transferSize, 0) / 10) / 100,
      requests: entries.length,
    };
  });
}
