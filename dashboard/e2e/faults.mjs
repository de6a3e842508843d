// Silences each channel and drops a book change, all through the page, and waits until the page says so: the channel
// stops being live, comes back, and a receipt is written. Environment: see browser.mjs, and TWINLINE_URL.
import { launch, loginLink, marketShown } from "./browser.mjs";

const browser = await launch();
const report = { ok: false, faults: [] };
try {
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  page.setDefaultTimeout(45_000);
  await page.goto(loginLink());
  await marketShown(page);
  await page.click("[data-test=tab-connections]");
  for (const channel of ["book", "bbo", "trades", "candles", "mark", "ticker"]) {
    await broken(page, channel, async () => {
      await page.selectOption("[aria-label='Channel to silence']", channel);
      await page.click("[data-fault=silent]");
    });
  }
  // Replacing the book takes a moment shorter than the table of channels is told of: the receipt alone counts.
  await broken(page, "book", () => page.click("[data-fault=drop]"), false);
  report.ok = report.faults.every((f) => f.receipt !== null);
} finally {
  await browser.close();
  console.log(JSON.stringify(report, null, 2));
  process.exitCode = report.ok ? 0 : 1;
}

async function broken(page, channel, act, lasts = true) {
  const cell = `tr[data-instrument='binance:BTCUSDT'] td[data-channel=${channel}]`;
  await page.waitForSelector(`${cell}[data-state=live]`);
  const before = await receipts(page);
  await page.click("[data-test=plug]");
  await page.waitForSelector("[data-fault=silent]");
  const from = performance.now();
  const left = lasts
    ? page.waitForFunction(
        (at) => {
          const state = document.querySelector(at)?.dataset.state;
          return state !== undefined && state !== "live" && state;
        },
        cell,
      )
    : null;
  await act();
  const state = left && (await (await left).jsonValue());
  const noticed = performance.now();
  if (lasts) await page.click("[data-fault=heal]");
  await page.keyboard.press("Escape");
  await page.waitForSelector(`${cell}[data-state=live]`);
  const live = performance.now();
  const receipt = await page
    .waitForFunction(
      ([n]) => Number(document.querySelector("[data-test=tab-repairs] span")?.textContent) > n,
      [before],
      { timeout: 8000 },
    )
    .then(() => page.textContent("[data-test=status-repair]"), () => null);
  report.faults.push({ channel, state, noticed_ms: Math.round(noticed - from), back_ms: Math.round(live - from), receipt });
}

async function receipts(page) {
  return Number((await page.textContent("[data-test=tab-repairs] span")) ?? 0);
}
