// Drives the page in a real browser against a running demo gateway: the market moves, the plug is pulled, and the
// page tells the truth throughout. Environment: TWINLINE_URL (a login link), ARTEFACTS (a directory for pictures),
// BROWSER (default /usr/bin/chromium). Prints one JSON report; exit code 1 when something was not as it should be.
import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { launch, loginLink } from "./browser.mjs";

const link = loginLink();
const artefacts = process.env.ARTEFACTS ?? "artefacts";
await mkdir(artefacts, { recursive: true });

/** Requests that the wire contract gives to the page, each with how often it may occur in this run. */
const ALLOWED = [
  ["session", /^(GET|POST) \/api\/v1\/session$/, 4],
  ["venues", /^GET \/api\/v1\/venues$/, 4],
  // Whose accounts there are, and the past of the chosen one: once at the beginning, and once after each reconnect of the page.
  ["accounts", /^GET \/api\/v1\/accounts$/, 4],
  ["past", /^GET \/api\/v1\/accounts\/demo\/(orders|fills)\?.*$/, 12],
  ["instruments", /^GET \/api\/v1\/instruments(\/[^/]+)?(\?.*)?$/, 12],
  ["candles", /^GET \/api\/v1\/instruments\/[^/]+\/candles\?.*$/, 24],
  ["faults", /^(POST|DELETE) \/api\/v1\/demo\/faults(\?.*)?$/, 6],
  ["files", /^GET \/(|[\w.-]+|assets\/[\w.-]+)$/, 40],
];

const browser = await launch();
const report = { ok: false, timings_ms: {}, requests: {}, forbidden_requests: [], console_errors: [], checks: [] };
const started = performance.now();
const since = (from) => Math.round(performance.now() - from);

try {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: "dark" });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  watchRequests(page);
  await page.goto(link);

  await step("the first price is on screen", async () => {
    await page.waitForFunction(() => /\d/.test(document.querySelector("[data-test=last-price]")?.textContent ?? ""));
    report.timings_ms.first_price = await page.evaluate(() => Math.round(performance.now()));
  });
  await step("the login ticket left the address", async () => {
    await page.waitForFunction(() => !location.href.includes("ticket"));
  });
  await step("the venue is live", () => freshnessOfVenue(page, "live"));
  await step("the ladder moves", () => changes(page, "[aria-label='Bids']"));
  await step("the last price moves", () => changes(page, "[data-test=last-price]"));
  await step("the tape moves", () => changes(page, "[aria-label$='newest first'] [role=rowgroup]"));
  await step("the newest candle moves", () => changes(page, "[data-test=chart-legend]"));
  await step("bids descend, asks ascend and do not cross", async () => {
    const { bids, asks } = await sides(page);
    assert.ok(bids.length > 3 && asks.length > 3, "both sides have levels");
    for (let i = 1; i < bids.length; i += 1) assert.ok(bids[i] < bids[i - 1], "bids descend");
    for (let i = 1; i < asks.length; i += 1) assert.ok(asks[i] > asks[i - 1], "asks ascend");
    assert.ok(bids[0] < asks[0], "the book is not crossed");
  });
  await step("no panel changes its size while numbers change", async () => {
    const before = await boxes(page);
    await changes(page, "[aria-label='Bids']");
    await changes(page, "[data-test=last-price]");
    assert.deepEqual(await boxes(page), before);
  });

  await picture(page, "trade-dark");
  await page.click("[data-test=theme]");
  await page.waitForFunction(() => document.documentElement.dataset.theme === "light");
  await changes(page, "[aria-label='Bids']");
  await picture(page, "trade-light");
  await page.click("[data-test=theme]");

  await step("the phone layout shows each view", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.waitForSelector("[data-test=tab-book]");
    await page.waitForSelector("[data-panel=chart] canvas");
    await picture(page, "phone-chart");
    await page.click("[data-test=tab-book]");
    await changes(page, "[aria-label='Bids']");
    await picture(page, "phone-book");
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(overflow <= 0, `nothing sticks out sideways (${overflow} px)`);
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.waitForSelector("[data-panel=book]");
  });

  await step("search finds an instrument by the keyboard alone", async () => {
    await page.keyboard.press("/");
    await page.waitForSelector("[role=option]");
    await picture(page, "search");
    await page.keyboard.press("Escape");
    await page.waitForSelector("[role=option]", { state: "detached" });
  });

  const receiptsBefore = await receipts(page);
  await page.click("[data-test=plug]");
  await page.waitForSelector("[data-fault=cut]");
  await picture(page, "plug-menu");
  const pulled = performance.now();
  await page.click("[data-fault=cut]");
  await step("the page says that the venue is polled", async () => {
    await freshnessOfVenue(page, "polling");
    report.timings_ms.cut_to_polling = since(pulled);
  });
  await step("a banner says what is wrong and when the next try is", async () => {
    await page.waitForSelector("[data-test=banner][data-state=polling]");
    report.banner = await page.textContent("[data-test=banner]");
  });
  await page.keyboard.press("Escape");
  await step("numbers still change while polled", () => changes(page, "[aria-label='Bids']"));
  await picture(page, "polling");
  await step("the venue is live again", async () => {
    await freshnessOfVenue(page, "live", 40_000);
    report.timings_ms.cut_to_live = since(pulled);
  });
  await step("a repair receipt appeared", async () => {
    await page.waitForFunction(
      (before) => Number(document.querySelector("[data-test=tab-repairs] span")?.textContent ?? 0) > before,
      receiptsBefore,
    );
    report.timings_ms.cut_to_receipt = since(pulled);
  });
  await step("the recovery banner shows, and goes by itself", async () => {
    await page.waitForSelector("[data-test=banner][data-state=recovered]");
    await picture(page, "recovered");
    await page.waitForSelector("[data-test=banner]", { state: "detached" });
  });
  await step("the receipt can be read", async () => {
    await page.click("[data-test=tab-repairs]");
    await page.waitForSelector("[data-repair]");
    report.receipt = await page.textContent("[data-repair]");
    report.last_repair = await page.textContent("[data-test=status-repair]");
    await picture(page, "repairs");
  });
  await step("the market moves again", () => changes(page, "[aria-label='Bids']"));

  await step("the connections page shows links, channels, budgets and receipts", async () => {
    await page.keyboard.press("g");
    await page.keyboard.press("c");
    await page.waitForSelector("h1:has-text('Connections')");
    for (const label of ["Channels", "Links", "Rate budgets", "Repair receipts"]) {
      await page.waitForSelector(`section[aria-label='${label}']`);
    }
    await page.waitForSelector("[data-repair]");
    await picture(page, "connections");
  });

  await step("a page without a session says how to log in", async () => {
    const stranger = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const other = await stranger.newPage();
    await other.goto(new URL("/", link).href);
    await other.waitForSelector("text=twinline login");
    await picture(other, "signed-out");
    await stranger.close();
  });

  await step("only the contract's requests were made, and none repeats", () => {
    assert.deepEqual(report.forbidden_requests, []);
    for (const [name, , most] of ALLOWED) {
      const count = report.requests[name] ?? 0;
      assert.ok(count <= most, `${name}: ${count} requests, at most ${most} are explained by what was clicked`);
    }
  });
  await step("the console stayed empty", () => assert.deepEqual(report.console_errors, []));
  report.ok = true;
} catch (error) {
  report.failure = error instanceof Error ? error.message : String(error);
  process.exitCode = 1;
} finally {
  report.timings_ms.total = since(started);
  await browser.close();
  await writeFile(join(artefacts, "spine.json"), `${JSON.stringify(report, null, 2)}\n`);
  console.log(JSON.stringify(report, null, 2));
}

async function step(name, run) {
  const from = performance.now();
  try {
    await run();
  } catch (error) {
    throw new Error(`${name}: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
  report.checks.push({ name, ms: since(from) });
}

function watchRequests(page) {
  page.on("request", (request) => {
    const url = new URL(request.url());
    const line = `${request.method()} ${decodeURIComponent(url.pathname)}${url.search}`;
    const rule = url.host === new URL(link).host ? ALLOWED.find(([, pattern]) => pattern.test(line)) : undefined;
    if (rule) report.requests[rule[0]] = (report.requests[rule[0]] ?? 0) + 1;
    else report.forbidden_requests.push(line);
  });
  page.on("websocket", () => {
    report.requests.streams = (report.requests.streams ?? 0) + 1;
  });
  page.on("console", (message) => {
    if (message.type() === "error") report.console_errors.push(message.text());
  });
  page.on("pageerror", (error) => report.console_errors.push(error.message));
}

/** Waits until the text of an element is another one. */
async function changes(page, selector) {
  await page.waitForSelector(selector);
  const before = await page.textContent(selector);
  await page.waitForFunction(([s, text]) => document.querySelector(s)?.textContent !== text, [selector, before]);
}

async function freshnessOfVenue(page, state, timeout = 15_000) {
  await page.waitForSelector(`header a[href*=connections] [data-state=${state}]`, { timeout });
}

async function sides(page) {
  return page.evaluate(() => {
    const prices = (label) =>
      [...document.querySelectorAll(`[aria-label='${label}'] [role=row]`)]
        .map((row) => row.querySelector("[role=cell]").textContent.replaceAll(",", ""))
        .filter((text) => text !== "")
        .map(Number);
    return { bids: prices("Bids"), asks: prices("Asks") };
  });
}

async function boxes(page) {
  return page.evaluate(() =>
    [...document.querySelectorAll("[data-panel], [data-panel] header > *, section[aria-label=Market] dl > div")].map((e) => {
      const box = e.getBoundingClientRect();
      return [Math.round(box.x), Math.round(box.y), Math.round(box.width), Math.round(box.height)].join(" ");
    }),
  );
}

async function receipts(page) {
  return Number((await page.textContent("[data-test=tab-repairs] span")) ?? 0);
}

async function picture(page, name) {
  // Popovers and dialogs are looked at when they have arrived.
  await page.evaluate(async () => {
    await document.fonts.ready;
    const finite = document.getAnimations().filter((a) => a.effect?.getComputedTiming().iterations !== Infinity);
    await Promise.allSettled(finite.map((a) => a.finished));
  });
  await page.screenshot({ path: join(artefacts, `${name}.png`) });
}
