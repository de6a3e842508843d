// Nothing moves while prices and profits move: adds up the layout shifts after the first price, and measures how long the page
// takes to answer presses and keys. Environment: see browser.mjs; TWINLINE_URL, SECONDS (default 15), NOISY=1 where others
// work on the same machine. Prints JSON; exit code 1 when anything moved or an answer took 100 ms (noisy: 2 s).
import { inPageFor, launch, loginLink, marketShown } from "./browser.mjs";
import { near, place, accountLive } from "./trading.mjs";

const seconds = Number(process.env.SECONDS ?? 15);
const ANSWER_MS = process.env.NOISY === "1" ? 2000 : 100;
const browser = await launch();
const report = { ok: false, seconds, widths: [] };
try {
  const context = await browser.newContext();
  let first = true;
  for (const [width, height] of [[1440, 900], [1920, 1080], [1280, 800], [390, 844]]) {
    const page = await context.newPage();
    await page.setViewportSize({ width, height });
    await page.addInitScript(() => {
      window.shifts = [];
      window.answers = [];
      new PerformanceObserver((list) => {
        for (const e of list.getEntries()) {
          if (e.hadRecentInput) continue;
          const moved = e.sources.map((s) => {
            const n = s.node?.nodeType === 1 ? s.node : s.node?.parentElement;
            const box = (r) => [r.x, r.y, r.width, r.height].map(Math.round).join(" ");
            return `${n?.tagName} ${n?.className} "${n?.textContent?.slice(0, 24)}": ${box(s.previousRect)} to ${box(s.currentRect)}`;
          });
          window.shifts.push({ at: Math.round(e.startTime), value: e.value, moved });
        }
      }).observe({ type: "layout-shift", buffered: true });
      new PerformanceObserver((list) => {
        for (const e of list.getEntries()) if (e.interactionId) window.answers.push({ name: e.name, ms: e.duration });
      }).observe({ type: "event", durationThreshold: 16, buffered: true });
    });
    await page.goto(first ? loginLink() : new URL("/", loginLink()).href);
    first = false;
    await marketShown(page);
    if (width === 1440) await hold(page);
    await page.waitForSelector("[data-panel=account] :is(tr, li)[data-row]");
    const shownAt = await page.evaluate(() => performance.now());
    await inPageFor(page, seconds * 1000);
    const shifts = await page.evaluate(() => window.shifts);
    const presses = width === 1440 ? await answers(page) : null;
    const sum = (list) => list.reduce((total, s) => total + s.value, 0);
    report.widths.push({
      width,
      while_loading: sum(shifts.filter((s) => s.at < shownAt)),
      after_first_price: sum(shifts.filter((s) => s.at >= shownAt)),
      moved: shifts.slice(0, 6),
      ...(presses && { slowest_answer_ms: Math.max(16, ...presses.map((p) => p.ms)), answers: presses.length }),
    });
    await page.close();
  }
  report.ok = report.widths.every((w) => w.after_first_price === 0 && w.while_loading === 0 && (w.slowest_answer_ms ?? 0) < ANSWER_MS);
} finally {
  await browser.close();
  console.log(JSON.stringify(report, null, 2));
  process.exitCode = report.ok ? 0 : 1;
}

/** A position whose profit moves, and an order that waits. What appears with it may move what is below. */
async function hold(page) {
  await accountLive(page);
  await place(page, { side: "buy", type: "market", qty: "0.040" });
  await place(page, { side: "buy", type: "limit", price: await near(page, 0.97), qty: "0.010" });
  await page.waitForSelector("[data-panel=account] [data-row]");
  await page.reload();
  await marketShown(page);
}

/** Presses what people press, and collects how long until the next frame showed it. */
async function answers(page) {
  for (const selector of ["[data-test=tab-orders]", "[data-test=tab-connections]", "[data-test=tab-positions]", "[data-test=star]", "[data-test=star]", "[data-test=watch]", "[data-test=watch]", "[data-test=theme]", "[data-test=theme]"]) {
    await page.click(selector);
    await inPageFor(page, 100);
  }
  await page.keyboard.press("Control+k");
  await page.waitForSelector("[role=option]");
  await page.keyboard.type("eth");
  await page.waitForSelector("[role=option] b:text('ETH')");
  await page.keyboard.press("Escape");
  await inPageFor(page, 300);
  return page.evaluate(() => window.answers);
}
