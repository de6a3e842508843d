// Pictures of every page and state, both themes, 1440 and 390 wide; each is also looked at: the state it should be in is on
// screen, nothing is cut or sticks out, old numbers have no colour, axe finds no barrier. Prints JSON; exit code 1 on a complaint.
// Environment: see browser.mjs; TWINLINE_URL (a login link of a demo gateway), ARTEFACTS (pictures go to screens/ in it),
// GATEWAY_PID (held still for the page's own silence; without it that state is left out, and the report says so).
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { launch, loginLink, marketShown } from "./browser.mjs";
import { complaints, settle } from "./inspect.mjs";
import { trade } from "./trading.mjs";

const artefacts = join(process.env.ARTEFACTS ?? "artefacts", "screens");
await mkdir(artefacts, { recursive: true });
const link = loginLink();
const home = new URL("/", link).href;
const gateway = Number(process.env.GATEWAY_PID ?? 0);
const THEMES = ["dark", "light"];
const WIDE = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };

const browser = await launch();
const report = { ok: false, shots: 0, complaints: [], left_out: [] };
// Reduced motion: a digit that is just fading in has no contrast to speak of.
const options = { viewport: WIDE, colorScheme: "dark", reducedMotion: "reduce", bypassCSP: true };
try {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  await signedOut();
  await page.goto(link);
  await marketShown(page);
  await popovers(page);
  await trade(page);
  await accounts(page);
  await matrix(page, "live");
  await layouts(page);
  await fault(page, { name: "ws-refuse" }, { name: "ws-cut" });
  await matrix(page, "polling");
  await heal(page);
  await fault(page, { name: "rest-5xx", rate: 1 }, { name: "ws-refuse" }, { name: "ws-cut" });
  await matrix(page, "down");
  await heal(page);
  await silence(page);
  await empty(page);
  report.ok = report.complaints.length === 0;
} catch (error) {
  report.failure = error instanceof Error ? error.message : String(error);
} finally {
  await browser.close();
  console.log(JSON.stringify(report, null, 2));
  process.exitCode = report.ok ? 0 : 1;
}

/** Every page in one state of the venue: `live`, `polling`, `down`, or `stale` where only the page hears nothing. */
async function matrix(page, state) {
  for (const viewport of [WIDE, PHONE]) {
    await page.setViewportSize(viewport);
    const phone = viewport === PHONE;
    await visit(page, "#/");
    await page.waitForSelector(`[data-panel=chart][data-fresh=${state}]`);
    // Of a venue that is down an account is stale first, and down once it has been so for a while.
    await page.waitForSelector(`[data-panel=account]${state === "down" ? ":is([data-fresh=stale], [data-fresh=down])" : `[data-fresh=${state}]`}`);
    if (state !== "live") await page.waitForSelector(`[data-test=banner][data-state=${state}]`);
    for (const tab of phone ? ["chart", "book", "trades", "watch", "info"] : [null]) {
      if (tab !== null) await page.click(`[data-test=tab-${tab}]`);
      const panel = { chart: "chart", book: "book", trades: "trades" }[tab ?? "chart"];
      if (panel) await page.waitForSelector(`[data-panel=${panel}][data-fresh=${state}]`);
      await both(page, `${viewport.width}-${tab === null || tab === "chart" ? "trade" : tab}-${state}`);
    }
    if (phone) await page.click("[data-test=tab-chart]");
    // Old, one of the two is looked at in each width.
    if (state === "live" || (state === "stale" && phone)) {
      await page.click("[data-test=tab-orders]");
      await page.waitForSelector(`[data-tab=orders][data-fresh=${state}]`);
      await both(page, `${viewport.width}-orders-${state}`);
    }
    if (state === "live" || (state === "stale" && !phone)) {
      await visit(page, "#/history");
      await page.waitForSelector("[data-row]");
      await both(page, `${viewport.width}-history-${state}`);
    }
    await visit(page, "#/connections");
    await page.waitForSelector("section[aria-label='Repair receipts']");
    if (state === "polling") await page.waitForSelector("[data-test=open-gap]");
    await both(page, `${viewport.width}-connections-${state}`);
  }
  await page.setViewportSize(WIDE);
  await visit(page, "#/");
}

/** Every tab of the account, its pages and its question, with what was traded. */
async function accounts(page) {
  for (const viewport of [WIDE, PHONE]) {
    await page.setViewportSize(viewport);
    await page.waitForSelector("[data-panel=account][data-fresh=live] [data-row]");
    for (const tab of ["history", "fills", "balances"]) {
      await page.click(`[data-test=tab-${tab}]`);
      await page.waitForSelector(`[data-tab=${tab}] [data-row]`);
      await both(page, `${viewport.width}-${tab}`);
    }
    await page.click("[data-test=tab-orders]");
    await page.click("[data-test=cancel]");
    await page.waitForSelector("[data-test=cancel-dialog][data-state=asking]");
    if (viewport === WIDE) await both(page, "1440-cancel");
    await refuse(page);
    if (viewport === PHONE) await both(page, "390-cancel-refused");
    await page.keyboard.press("Escape");
    for (const list of ["fills", "transactions", "orders"]) {
      await visit(page, `#/history/${list}`);
      await page.waitForSelector(`[data-test=tab-past-${list}][aria-selected=true]`);
      await page.waitForSelector("[data-row]");
      if (list === (viewport === WIDE ? "transactions" : "fills")) await both(page, `${viewport.width}-history-${list}`);
    }
    await page.click("[role=tabpanel] button:text('Why')");
    await page.waitForSelector("aside[aria-label=Why] [data-test=story] li");
    await both(page, `${viewport.width}-story`);
    await visit(page, "#/");
    await page.waitForSelector("[data-panel=chart][data-fresh=live]");
  }
  await page.setViewportSize(WIDE);
}

/** The venue's no to a cancel, as the page shows it. */
async function refuse(page) {
  const problem = { type: "about:blank", title: "no", status: 422, detail: "the venue refused it: Unknown order sent", code: "order_rejected", retryable: false, outcome: "not_applied", venue_code: "-2011" };
  const at = /\/accounts\/demo\/orders\/[^/]+$/;
  await page.route(at, (route) => route.fulfill({ status: 422, contentType: "application/problem+json", body: JSON.stringify(problem) }));
  await page.click("[data-test=send-cancel]");
  await page.waitForSelector("[data-test=cancel-dialog][data-state=refused]");
  await page.unroute(at);
}

/** The page's own stream stops: everything is last known, in one frame, and comes back by itself. */
async function silence(page) {
  if (gateway === 0) {
    report.left_out.push("stale: GATEWAY_PID is not given");
    return;
  }
  process.kill(gateway, "SIGSTOP");
  try {
    await matrix(page, "stale");
  } finally {
    process.kill(gateway, "SIGCONT");
  }
  await page.waitForSelector("[data-panel=chart][data-fresh=live]");
  await page.waitForSelector("[data-test=banner]", { state: "detached" });
}

/** Widths between and beyond, more contrast, forced colours, and text four times as large. */
async function layouts(page) {
  for (const [width, height] of [[1920, 1080], [1280, 800], [820, 1180], [320, 640]]) {
    await page.setViewportSize({ width, height });
    await page.waitForSelector("[data-panel=chart][data-fresh=live]");
    await both(page, `${width}-trade-live`);
    await visit(page, "#/connections");
    await page.waitForSelector("section[aria-label='Repair receipts']");
    await both(page, `${width}-connections-live`);
    await visit(page, "#/");
  }
  await page.setViewportSize(WIDE);
  await page.waitForSelector("[data-panel=chart][data-fresh=live]");
  await page.emulateMedia({ contrast: "more" });
  await both(page, "1440-trade-more-contrast");
  await page.emulateMedia({ contrast: "no-preference", forcedColors: "active" });
  await shot(page, "1440-trade-forced-colours");
  await visit(page, "#/connections");
  await shot(page, "1440-connections-forced-colours");
  await page.emulateMedia({ forcedColors: "none" });
  await visit(page, "#/");
}

/** An account in which nothing happened; the answers are empty, whatever other suites have done before. */
async function bare(page) {
  const context = await browser.newContext({ ...options, storageState: await page.context().storageState() });
  const other = await context.newPage();
  await other.addInitScript(() => {
    // Only a socket of the page itself can be changed here; one in a worker cannot.
    delete window.Worker;
  });
  await other.routeWebSocket(/\/api\/v1\/stream/, (line) => {
    const server = line.connectToServer();
    server.onMessage((text) => line.send(text.includes('"account.demo"') && text.includes('"snapshot"') ? emptied(text) : text));
  });
  await other.route(/\/accounts\/demo\/(orders|fills|transactions)\?/, (route) => route.fulfill({ json: { data: [], next: null } }));
  await other.goto(home);
  await marketShown(other);
  for (const viewport of [WIDE, PHONE]) {
    await other.setViewportSize(viewport);
    for (const [tab, words] of [["positions", "No open position"], ["orders", "No open order"], ["history", "No order has ended"], ["fills", "No fill yet"], ["balances", "No balance"]]) {
      await other.click(`[data-test=tab-${tab}]`);
      await other.waitForSelector(`[data-panel=account] h2:has-text('${words}')`);
      if (tab === "positions") await both(other, `${viewport.width}-${tab}-empty`);
    }
  }
  await visit(other, "#/history");
  await other.waitForSelector("h2:has-text('No order')");
  await both(other, "390-history-empty");
  await context.close();
}

function emptied(text) {
  const message = JSON.parse(text);
  return JSON.stringify({ ...message, data: { ...message.data, orders: [], positions: [], balances: [] } });
}

/** Each popover and dialog, once per theme. The watch list is empty first. */
async function popovers(page) {
  const open = async (name, press, shown, close = () => page.keyboard.press("Escape")) => {
    await press();
    await page.waitForSelector(shown);
    await both(page, name);
    await close();
    await page.waitForSelector(shown, { state: "detached" });
  };
  const click = (selector) => () => page.click(selector);
  await bare(page);
  await open("plug", click("[data-test=plug]"), "#plug-menu");
  await open("settings", click("[data-test=settings]"), "#settings-menu");
  await open("palette", () => page.keyboard.press("Control+k"), "[role=option] b:text('BTC')");
  await open("search", () => page.keyboard.press("/"), "[role=option] b:text('BTC')");
  await open("nothing-found", async () => {
    await page.keyboard.press("/");
    await page.keyboard.type("zzzz");
  }, "text=Nothing found");
  await open("help", () => page.keyboard.press("?"), "dialog[open]");
  await open("freshness", click("[data-panel=book] header button"), "dialog[open]");
  await open("account-menu", click("[data-test=account]"), "#account-menu");
  await open("candle-table", click("[data-test=chart-table]"), "[data-test=candle-table] td", click("[data-test=chart-table]"));
  await open("watch-empty", click("[data-test=watch]"), "#watch-drawer");
  await page.click("[data-test=watch]");
  await page.click("text=Watch the well-known ones");
  await page.waitForSelector("[data-watched][data-fresh=live] .n:text-matches('[0-9]')");
  await open("watch", async () => {}, "#watch-drawer", click("[data-test=watch]"));
}

/** Nothing to show, not yet, or not at all. */
async function empty(page) {
  for (const viewport of [WIDE, PHONE]) {
    await page.setViewportSize(viewport);
    await visit(page, "#/trade/binance:NOBODY");
    await page.waitForSelector("text=did not load");
    await both(page, `${viewport.width}-trade-empty`);
    const held = await page.context().newPage();
    await held.setViewportSize(viewport);
    // The stream stays silent and history is refused: what a page looks like before the first word, and without the past.
    await held.routeWebSocket(/\/api\/v1\/stream/, () => undefined);
    await held.route(/\/candles/, (route) => route.fulfill({ status: 503, contentType: "application/problem+json", body: '{"status":503,"title":"busy","detail":"the venue is busy"}' }));
    await held.addInitScript(() => {
      // Only a socket of the page itself can be held back here; one in a worker cannot.
      delete window.Worker;
    });
    await held.goto(home);
    await held.waitForSelector("text=History did not load");
    if (viewport === WIDE) await held.waitForSelector("[role=status][aria-label=Loading]");
    await both(held, `${viewport.width}-trade-loading`);
    if (viewport === WIDE) {
      await visit(held, "#/history");
      await held.waitForSelector("h1:has-text('History')");
      await both(held, "1440-history-loading");
    }
    await visit(held, "#/connections");
    await held.waitForSelector("h1:has-text('Connections')");
    await both(held, `${viewport.width}-connections-loading`);
    await held.close();
  }
  await unanswered(page, WIDE, "past-error", /\/accounts\/demo\/(orders|fills)\?/, "Fills did not load");
  await unanswered(page, PHONE, "accounts-error", /\/accounts$/, "Accounts did not load");
  await page.setViewportSize(WIDE);
}

/** Some requests are refused, and the rest goes on. */
async function unanswered(page, viewport, name, at, words) {
  const failed = await page.context().newPage();
  await failed.setViewportSize(viewport);
  await failed.route(at, (route) => route.fulfill({ status: 503, contentType: "application/problem+json", body: '{"status":503,"title":"busy","detail":"the gateway is busy"}' }));
  await failed.goto(home);
  await failed.waitForSelector("[data-panel=chart][data-fresh=live]");
  if (name === "past-error") await failed.click("[data-test=tab-fills]");
  await failed.waitForSelector(`h2:has-text('${words}')`);
  await both(failed, `${viewport.width}-${name}`);
  await failed.close();
}

async function signedOut() {
  for (const viewport of [WIDE, PHONE]) {
    const stranger = await browser.newContext({ ...options, viewport });
    const page = await stranger.newPage();
    await page.goto(home);
    await page.waitForSelector("text=twinline login");
    await both(page, `${viewport.width}-signed-out`);
    await stranger.close();
  }
}

async function both(page, name) {
  for (const colorScheme of THEMES) {
    await page.emulateMedia({ colorScheme });
    await page.waitForFunction((t) => document.documentElement.dataset.theme === t, colorScheme);
    // The second theme has the same elements in other colours.
    await shot(page, `${name}-${colorScheme}`, colorScheme === THEMES[0] ? null : ["color-contrast"]);
  }
  await page.emulateMedia({ colorScheme: "dark" });
}

async function shot(page, name, rules = null) {
  await settle(page);
  await page.screenshot({ path: join(artefacts, `${name}.png`) });
  report.shots += 1;
  for (const what of await complaints(page, rules)) report.complaints.push(`${name}: ${what}`);
}

function visit(page, hash) {
  return page.evaluate((h) => void (location.hash = h), hash);
}

async function fault(page, ...faults) {
  await page.evaluate(async (list) => {
    for (const f of list) {
      const answer = await fetch("/api/v1/demo/faults", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ venue: "binance", ...f }),
      });
      if (!answer.ok) throw new Error(`${f.name} was refused: ${answer.status}`);
    }
  }, faults);
}

async function heal(page) {
  await page.evaluate(() => fetch("/api/v1/demo/faults?venue=binance", { method: "DELETE" }));
  await page.waitForSelector("[data-panel=chart][data-fresh=live]", { timeout: 60_000 });
  await page.waitForSelector("[data-panel=book][data-fresh=live]", { timeout: 60_000 });
  await page.waitForSelector("[data-test=banner]", { state: "detached", timeout: 60_000 });
}
