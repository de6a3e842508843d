// The browser that all scripts use. Environment: BROWSER (default /usr/bin/chromium).
import assert from "node:assert/strict";
import { chromium } from "playwright-core";

/** A browser whose visitors have been here before: no tour begins by itself. With `newcomer` they have not. */
export async function launch({ newcomer = false } = {}) {
  const browser = await chromium.launch({
    executablePath: process.env.BROWSER ?? "/usr/bin/chromium",
    args: [
      "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ],
  });
  if (newcomer) return browser;
  const make = browser.newContext.bind(browser);
  browser.newContext = async (options) => {
    const context = await make(options);
    await context.addInitScript(() => {
      // A page without an origin remembers nothing, and shows no tour.
      if (location.protocol.startsWith("http")) localStorage.setItem("twinline.tour", "seen");
    });
    return context;
  };
  return browser;
}

/** The login link of a demo gateway or of the mock. */
export function loginLink() {
  const link = process.env.TWINLINE_URL;
  assert.ok(link, "TWINLINE_URL must be a login link");
  return link;
}

/** One page on a wide, dark screen, and what is printed in the end. `work` gets the page, the report, and a way to note what has been seen;
 * exit code 1 if it fails, or if the page throws. */
export async function looked(work, { timeout = 30_000, ...more } = {}) {
  const browser = await launch();
  const report = { ok: false, checks: [], ...more, errors: [] };
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: "dark" });
    const page = await context.newPage();
    page.setDefaultTimeout(timeout);
    page.on("pageerror", (error) => report.errors.push(String(error)));
    await work(page, report, (name) => report.checks.push({ name }));
    assert.deepEqual(report.errors, []);
    report.ok = true;
  } catch (error) {
    report.failure = error instanceof Error ? error.message : String(error);
  } finally {
    await browser.close();
  }
  console.log(JSON.stringify(report, null, 2));
  process.exit(report.ok ? 0 : 1);
}

/** Waits until the market is on screen: a price, and every panel live. */
export async function marketShown(page) {
  await page.waitForFunction(() => /\d/.test(document.querySelector("[data-test=last-price]")?.textContent ?? ""));
  await page.waitForSelector("[data-panel=chart][data-fresh=live] canvas");
}

/** Resolves after so much time of the page itself, counted in its frames. */
export const inPageFor = (page, ms) =>
  page.evaluate(
    (span) =>
      new Promise((resolve) => {
        const from = performance.now();
        const next = (at) => (at - from >= span ? resolve() : requestAnimationFrame(next));
        requestAnimationFrame(next);
      }),
    ms,
  );

/** The nearest-rank percentile of numbers in any order; null when there are none. */
export function percentile(values, share) {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
}
