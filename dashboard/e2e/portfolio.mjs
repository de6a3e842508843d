// The portfolio page: what is worth what, what came of it, and every list as a file. Its figures are held against the gateway's and
// the venue's; nothing is polled, nothing moves; each state is looked at in both themes, wide and on a phone. Prints JSON; exit code 1
// at the first step that fails. Environment: see browser.mjs; TWINLINE_URL (a login link of a demo gateway), ARTEFACTS (pictures),
// GATEWAY_PID (held still for the page's own silence, else left out).
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Big from "big.js";
import { inPageFor, launch, loginLink, marketShown } from "./browser.mjs";
import { complaints, settle } from "./inspect.mjs";
import { ONE, accountLive, api, near, place } from "./trading.mjs";

const link = loginLink();
const home = new URL("/", link).href;
const gateway = Number(process.env.GATEWAY_PID ?? 0);
const artefacts = join(process.env.ARTEFACTS ?? "artefacts", "portfolio");
mkdirSync(artefacts, { recursive: true });
const WIDE = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
const browser = await launch();
const report = { ok: false, checks: [], complaints: [], errors: [], left_out: [] };
try {
  const context = await browser.newContext({ viewport: WIDE, colorScheme: "dark", reducedMotion: "reduce", bypassCSP: true });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  page.on("pageerror", (error) => report.errors.push(error.message));
  await page.goto(link);
  await marketShown(page);
  await accountLive(page);
  await trades(page);
  await opens(page);
  await figures(page);
  await exposure(page);
  await moves(page);
  await follows(page);
  await curve(page);
  await files(page);
  await pictures(page, "live");
  await refused(context);
  await silence(page);
  await step("nothing failed silently, and every picture holds", async () => {
    assert.deepEqual(report.errors, []);
    assert.deepEqual(report.complaints, []);
  });
  report.ok = true;
} catch (error) {
  report.failure = error instanceof Error ? error.message : String(error);
  await browser.contexts()[0]?.pages()[0]?.screenshot({ path: join(artefacts, "failure.png") }).catch(() => undefined);
} finally {
  await browser.close();
  console.log(JSON.stringify(report, null, 2));
  process.exitCode = report.ok ? 0 : 1;
}

async function step(name, run) {
  await run();
  report.checks.push(name);
}

function market(page, side, qty) {
  return place(page, { side, type: "market", qty });
}

/** What the gateway says of the asset that all of this settles in. */
async function usdt(page) {
  return (await api(page, "GET", "/accounts/demo/performance")).data.assets.find((a) => a.asset === "USDT");
}

/** What is shown, as the number that it stands for. */
function number(shown) {
  return new Big(shown.replaceAll(",", "").replaceAll("\u2212", "-").replace("+", "").match(/-?\d[\d.]*/)[0]);
}

/** Two closed trades, and a position with a stop; what other suites left behind is ended first. */
async function trades(page) {
  await api(page, "DELETE", "/accounts/demo/orders?external=true");
  const { data } = await api(page, "GET", "/accounts/demo/positions");
  for (const p of data.data) await api(page, "DELETE", `/accounts/demo/positions/${encodeURIComponent(p.instrument)}`);
  await market(page, "buy", "0.050");
  await market(page, "sell", "0.050");
  await market(page, "sell", "0.020");
  await market(page, "buy", "0.020");
  await market(page, "buy", "0.040");
  await place(page, { side: "sell", type: "stop_market", trigger_price: await near(page, 0.97), qty: "0.040", reduce_only: true });
}

async function opens(page) {
  await step("G P leads to the portfolio, and the bar says so", async () => {
    await page.evaluate(() => document.activeElement?.blur());
    await page.keyboard.press("g");
    await page.keyboard.press("p");
    await page.waitForSelector("h1:text('Portfolio')");
    assert.equal(await page.getAttribute("nav[aria-label=Pages] a[href='#/portfolio']", "aria-current"), "page");
    await page.waitForSelector("[data-test=statistics]");
    await page.waitForSelector("[data-test=pnl-curve]");
  });
}

async function figures(page) {
  await step("equity is the wallet and what positions would bring, to the cent", async () => {
    const { data } = await api(page, "GET", "/accounts/demo/balances");
    const wallet = new Big(data.data.find((b) => b.asset === "USDT").wallet);
    await page.waitForFunction(() => /\d/.test(document.querySelector("[data-test=equity]").textContent));
    // Both are written in the same frame.
    const [equity, unrealised] = await page.evaluate(() => ["equity", "unrealised"].map((n) => document.querySelector(`[data-test=${n}]`).textContent));
    assert.ok(number(equity).minus(number(unrealised)).minus(wallet).abs().lte("0.01"), `${equity} ${unrealised} ${wallet}`);
  });
  await step("statistics are the gateway's, digit by digit", async () => {
    const row = await usdt(page);
    assert.ok(row.trades >= 2 && row.won + row.lost <= row.trades, JSON.stringify(row));
    await page.click("[data-test=period-All]");
    const shown = async (name) => (await page.textContent(`[data-test=statistics] div:has(> dt:text-is('${name}')) dd`)).trim();
    await counted(page, row.fills);
    for (const [name, exact] of [["Net result", row.net_pnl], ["Realised PnL", row.realized_pnl], ["Fees", row.fees]]) {
      assert.equal(number(await shown(name)).toFixed(2), new Big(exact).toFixed(2), name);
    }
    assert.equal(await shown("Closed trades"), String(row.trades));
    assert.equal(number(await shown("Win rate")).toFixed(1), new Big(row.win_rate).times(100).toFixed(1));
  });
}

/** A row of the net exposure and its sums, as one frame shows them; null while there is none. */
function exposed(page, base) {
  return page.evaluate((b) => {
    const row = document.querySelector(`[data-test=exposure] tr[data-row=${b}]`);
    const sums = document.querySelector("[data-test=exposure-total] .n");
    return row === null ? null : { qty: row.cells[1].firstChild.textContent, side: row.cells[2].textContent, value: row.cells[3].firstChild.textContent, sums: sums.textContent };
  }, base);
}

async function exposure(page) {
  await step("net exposure is what is held, at the mark, and its sums are those of its rows", async () => {
    await page.waitForFunction(() => /\d/.test(document.querySelector("[data-test=exposure] tr[data-row=BTC] td:last-child .n")?.textContent ?? ""));
    const { qty, side, value, sums } = await exposed(page, "BTC");
    assert.equal(`${qty} ${side}`, "+0.040 long");
    const [net, gross] = sums.split(" / ").map(number);
    assert.equal(number(value).toFixed(2), net.toFixed(2));
    assert.equal(gross.toFixed(2), net.toFixed(2));
    const mark = new Big(await near(page, 1));
    assert.ok(number(value).minus(mark.times("0.040")).abs().lte(mark.times("0.002")), `${value} at ${mark}`);
  });
  await step("what changed today begins with the newest order, its fills in one line", async () => {
    await page.waitForSelector("[data-test=today] li >> nth=0");
    assert.match(await page.textContent("[data-test=today] li >> nth=0"), /Bought 0\.040 BTCUSDT.*at [\d,.]+$/);
    assert.equal(await page.getAttribute("[data-test=today-history]", "href"), "#/history/fills");
  });
}

/** Waits until the page has counted so many fills. */
function counted(page, fills) {
  return page.waitForFunction((n) => [...document.querySelectorAll("[data-test=statistics] div")].find((d) => d.firstChild.textContent === "Fills")?.lastChild.textContent === n, String(fills));
}

/** Waits until a while has passed without a request: what belongs to the last trade, such as a fee told late, is asked for by then. */
async function calm(page) {
  let asked;
  const watch = () => (asked = true);
  page.on("request", watch);
  do {
    asked = false;
    await inPageFor(page, 1500);
  } while (asked);
  page.off("request", watch);
}

async function moves(page) {
  await calm(page);
  await step("profits move with the mark; nothing is asked for and nothing moves its place", async () => {
    const asked = [];
    const watch = (request) => asked.push(request.url());
    page.on("request", watch);
    await page.evaluate(() => {
      window.moved = [];
      // A banner that comes moves the page as a whole; what is meant is what moves within it.
      const within = (node) => node !== null && node !== document.querySelector("main") && document.querySelector("main").contains(node);
      const told = (s) => `${s.node.nodeName} "${s.node.textContent.slice(0, 40)}" ${Math.round(s.previousRect.x)} ${Math.round(s.previousRect.y)} to ${Math.round(s.currentRect.x)} ${Math.round(s.currentRect.y)}`;
      window.shiftObserver = new PerformanceObserver((list) => list.getEntries().forEach((e) => window.moved.push(...e.sources.filter((s) => within(s.node)).map(told))));
      window.shiftObserver.observe({ type: "layout-shift" });
    });
    const before = await page.textContent("[data-test=unrealised]");
    await page.waitForFunction((old) => document.querySelector("[data-test=unrealised]").textContent !== old, before);
    await inPageFor(page, 2500);
    page.off("request", watch);
    assert.deepEqual(asked, []);
    assert.deepEqual(await page.evaluate(() => (window.shiftObserver.disconnect(), window.moved)), []);
  });
}

async function follows(page) {
  await step("a trade that closes while it is looked at is counted, without a reload", async () => {
    const before = (await usdt(page)).trades;
    const { order_id: order } = await market(page, "sell", "0.040");
    await page.waitForFunction((n) => [...document.querySelectorAll("[data-test=statistics] div")].find((d) => d.firstChild.textContent === "Closed trades")?.lastChild.textContent === n, String(before + 1));
    await page.waitForFunction(() => document.querySelector("[data-test=exposure]") === null && document.querySelector("section[aria-label='Net exposure'] [data-tone] h2")?.textContent === "No open position");
    await realised(page, order);
    await market(page, "buy", "0.040");
    await page.waitForSelector("[data-test=exposure] tr[data-row=BTC]");
    await page.waitForSelector(`[data-test=table-positions] tr[data-row^='${ONE}']`);
  });
}

/** The newest line of today says what an order realised, as the gateway's fills have it. */
async function realised(page, order) {
  await page.waitForFunction(() => /Sold 0\.040 BTCUSDT.*USDT$/.test(document.querySelector("[data-test=today] li")?.textContent ?? ""));
  const { data } = await api(page, "GET", "/accounts/demo/fills?limit=100");
  const all = data.data.filter((f) => f.order_id === order).reduce((sum, f) => sum.plus(f.realized_pnl), new Big(0));
  const shown = await page.getAttribute("[data-test=today] li >> nth=0 >> span[title$=' USDT']", "title");
  assert.ok(new Big(shown.replace(" USDT", "")).eq(all), `${shown} is not ${all}`);
}

async function curve(page) {
  await step("the curve is read with keys, and each point is said in words", async () => {
    const slider = "[data-test=pnl-curve] [role=slider]";
    await counted(page, (await usdt(page)).fills);
    await page.focus(slider);
    await page.keyboard.press("Home");
    const first = await page.getAttribute(slider, "aria-valuetext");
    await page.keyboard.press("End");
    const last = await page.getAttribute(slider, "aria-valuetext");
    assert.match(first, /UTC, [+\u2212]?[\d,.]+ USDT$/);
    assert.notEqual(first, last);
    assert.equal(number(last.split("UTC, ")[1]).toFixed(2), new Big((await usdt(page)).net_pnl).toFixed(2));
  });
}

async function files(page) {
  await step("each list is a file with every row", async () => {
    await page.click("[data-test=export]");
    await page.waitForSelector("dialog[open]");
    await settle(page);
    await picture(page, "1440-export");
    for (const list of ["fills", "orders", "transactions"]) {
      const [download] = await Promise.all([page.waitForEvent("download"), page.click(`dialog [data-test=export-${list}]`)]);
      assert.equal(download.suggestedFilename(), `demo-${list}.csv`);
      const lines = readFileSync(await download.path(), "utf8").trimEnd().split("\r\n");
      const { data } = await api(page, "GET", `/accounts/demo/${list}?limit=1000${list === "orders" ? "&status=all" : ""}`);
      assert.ok(data.next !== null || Math.abs(lines.length - 1 - data.data.length) <= 3, `${list}: ${lines.length} lines, ${data.data.length} rows`);
      assert.match(lines[0], /instrument/);
    }
    await page.keyboard.press("Escape");
  });
}

/** Both widths, both themes. */
async function pictures(page, state) {
  for (const viewport of [WIDE, PHONE]) {
    await page.setViewportSize(viewport);
    await page.waitForSelector(`[data-test=total][data-fresh=${state}]`);
    await page.$eval("#main", (e) => e.scrollTo(0, 0));
    await picture(page, `${viewport.width}-${state}`);
    await page.$eval("#main", (e) => e.scrollTo(0, e.scrollHeight));
    await picture(page, `${viewport.width}-${state}-below`);
  }
  await page.setViewportSize(WIDE);
}

/** Results that do not come, and an account in which nothing happened. */
async function refused(context) {
  const other = await context.newPage();
  const answer = (status, body) => (route) => route.fulfill({ status, contentType: status === 200 ? "application/json" : "application/problem+json", body: JSON.stringify(body) });
  const at = /\/accounts\/demo\/performance/;
  await step("without results the rest is shown, and trying again helps", async () => {
    await other.route(at, answer(503, { status: 503, title: "busy", detail: "the journal is busy" }));
    await other.goto(`${home}#/portfolio`);
    await other.waitForSelector("h2:text('Results did not load')");
    await other.waitForFunction(() => /\d/.test(document.querySelector("[data-test=equity]").textContent));
    await picture(other, "1440-error");
    await other.unroute(at);
    await other.click("button:text('Try again') >> nth=0");
    await other.waitForSelector("[data-test=statistics]");
  });
  await step("without today's fills the rest is shown, and trying again helps", async () => {
    const fills = /\/accounts\/demo\/fills/;
    await other.route(fills, answer(503, { status: 503, title: "busy", detail: "the journal is busy" }));
    await other.reload();
    await other.waitForSelector("[data-test=today] button:text('Try again')");
    await other.waitForSelector("[data-test=exposure] tr[data-row=BTC]");
    await picture(other, "1440-today-error");
    await other.unroute(fills);
    await other.click("[data-test=today] button:text('Try again')");
    await other.waitForSelector("[data-test=today] li[data-what=fills]");
  });
  await step("an account without a trade says what will appear, and where to begin", async () => {
    const { data } = await api(other, "GET", "/accounts/demo/performance");
    await other.route(at, answer(200, { ...data, since: null, assets: [] }));
    for (const viewport of [WIDE, PHONE]) {
      await other.setViewportSize(viewport);
      await other.reload();
      await other.waitForSelector("h2:text('No result in this period yet')");
      await picture(other, `${viewport.width}-empty`);
    }
    await other.click("button:text('Place an order')");
    await other.waitForSelector("[data-test=ticket], [data-test=sheet-buy]");
  });
  await other.close();
}

async function silence(page) {
  if (gateway === 0) {
    report.left_out.push("stale: GATEWAY_PID is not given");
    return;
  }
  await step("an old total is dim, has no colour, and says what in it is old", async () => {
    process.kill(gateway, "SIGSTOP");
    try {
      await pictures(page, "stale");
      assert.match(await page.textContent("[data-test=total-note]"), /includes [\d,.]+ from demo, .* old/);
      assert.equal(await page.getAttribute("[data-test=unrealised]", "data-sign"), "0");
      assert.match(await page.textContent("[data-test=exposure-note]"), /includes \+[\d,.]+ of BTCUSDT from demo, .* old/);
      assert.equal(await page.getAttribute("[data-test=exposure] tr[data-row=BTC] i", "data-sign"), "0");
      assert.match(await page.textContent("[data-test=today-note]"), /^demo is STALE/);
    } finally {
      process.kill(gateway, "SIGCONT");
    }
    await page.waitForSelector("[data-test=total][data-fresh=live]");
  });
}

async function picture(page, name) {
  for (const colorScheme of ["dark", "light"]) {
    await page.emulateMedia({ colorScheme });
    await page.waitForFunction((t) => document.documentElement.dataset.theme === t, colorScheme);
    await settle(page);
    await page.screenshot({ path: join(artefacts, `${name}-${colorScheme}.png`) });
    for (const what of await complaints(page, colorScheme === "dark" ? null : ["color-contrast"])) report.complaints.push(`${name}-${colorScheme}: ${what}`);
  }
  await page.emulateMedia({ colorScheme: "dark" });
}
