// The ticket: from a click to the venue's evidence. One wish is one order, whatever is clicked, reloaded, lost or sent from elsewhere;
// every state is looked at in both themes, wide and on a phone. Prints JSON; exit code 1 at the first step that fails.
// Environment: see browser.mjs; TWINLINE_URL (a login link of a demo gateway), ARTEFACTS (pictures), GATEWAY_PID (holds it still).
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { launch, loginLink, marketShown } from "./browser.mjs";
import { foreign } from "./foreign.mjs";
import { complaints, settle } from "./inspect.mjs";
import { ONE, accountLive, api, cancelAll, near, orderOf, place } from "./trading.mjs";

const link = loginLink();
const home = link.split("#")[0];
const artefacts = join(process.env.ARTEFACTS ?? "artefacts", "ticket");
mkdirSync(artefacts, { recursive: true });
const WIDE = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
const ORDERS = "**/api/v1/accounts/demo/orders";
const browser = await launch();
const report = { ok: false, checks: [], complaints: [], errors: [] };
try {
  const context = await browser.newContext({ viewport: WIDE, colorScheme: "dark", reducedMotion: "reduce", bypassCSP: true });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  page.on("pageerror", (error) => report.errors.push(error.message));
  await page.goto(link);
  await marketShown(page);
  await accountLive(page);
  await flat(page);
  await places(page);
  await once(page);
  await lost(page);
  await refused(page);
  await gated(page);
  await keys(page);
  await risk(page);
  await legs(page);
  await deadMan(page);
  await tabs(context, page);
  await phone(page);
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

async function all(page) {
  return (await api(page, "GET", "/accounts/demo/orders?status=all&limit=1000")).data.data;
}

function at(page, phase) {
  return page.waitForSelector(`[data-test=ticket][data-phase=${phase}]`);
}

/** Longer than a press right after a change is taken for a stray one. */
function unhurried(page) {
  return page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 450)));
}

async function market(page, size, side = "buy") {
  await page.click(`[data-test=side-${side}]`);
  await page.click("[data-test=kind-market]");
  await page.fill("[data-test=ticket-size]", size);
}

/** Opens the question, and waits until a press is meant for it. */
async function asked(page) {
  await unhurried(page);
  await page.click("[data-test=ticket-submit]");
  await at(page, "confirm");
  await unhurried(page);
}

/** Says yes to what is asked in words: other suites have made other sizes the usual ones. */
async function yes(page) {
  for (const box of await page.$$("[data-test=question]")) await box.check();
}

async function again(page) {
  await unhurried(page);
  await page.click("[data-test=new-order]");
  await at(page, "editing");
}

/** What other suites left behind would take the margin away. */
async function flat(page) {
  await api(page, "DELETE", "/accounts/demo/orders?external=true");
  const { data } = await api(page, "GET", "/accounts/demo/positions");
  for (const p of data.data) await api(page, "DELETE", `/accounts/demo/positions/${encodeURIComponent(p.instrument)}`);
}

async function places(page) {
  await step("the fields say what the order would come to, before anything is sent", async () => {
    await market(page, "0.120");
    await page.waitForSelector("[data-test=ticket-form] dl:has-text('Worst price') >> text=/9\\d,\\d{3}\\.\\d USDT/");
    // Whatever the account holds: a price, or that there is none; not what it would need.
    await page.waitForFunction(() => {
      const row = [...document.querySelectorAll("[data-test=ticket-form] dl div")].find((r) => r.firstChild.textContent === "Est. liquidation");
      return /^([\d,.]+ USDT|none)$/.test(row?.lastChild.textContent ?? "");
    });
    await picture(page, "1440-editing");
  });
  await step("the question begins on the safe button, with the gateway's own figures", async () => {
    await asked(page);
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "Back");
    await page.waitForSelector("[data-test=ticket-confirm] dl:has-text('Expected price')");
    await picture(page, "1440-confirm");
    await page.click("[data-test=ticket-back]");
    await at(page, "editing");
    assert.equal(await page.inputValue("[data-test=ticket-size]"), "0.120");
  });
  await step("a market long: its steps as they happen, the fill, the position", async () => {
    await asked(page);
    await yes(page);
    const height = await page.$eval("[data-test=ticket-confirm]", (e) => e.offsetHeight);
    await held(page, async () => {
      await page.click("[data-test=ticket-send]");
      await page.waitForSelector("[data-test=ticket-working] >> text=Placing market order via WebSocket…");
      assert.equal(await page.$eval("[data-test=ticket-working]", (e) => e.offsetHeight), height);
      await picture(page, "1440-working");
    });
    await page.waitForSelector("[data-test=ticket-result][data-status=filled]");
    assert.equal(await page.$eval("[data-test=ticket-result]", (e) => e.offsetHeight), height);
    const told = await page.$$eval("[data-test=ticket-steps] li", (l) => l.map((i) => i.dataset.step));
    assert.deepEqual(told, ["saved", "sent", "filled"]);
    await page.waitForSelector(`[data-test=table-positions] tr[data-row^='${ONE}']:has-text('Long')`);
    await page.waitForSelector("[data-test=ticket-result]:has-text('Fee (taker)')");
    await picture(page, "1440-result");
    await again(page);
  });
}

/** The request is held back while `run` looks; nothing has left the page's machine before that. */
async function held(page, run) {
  let release;
  let left;
  const free = new Promise((resolve) => (release = resolve));
  const gone = new Promise((resolve) => (left = resolve));
  const hold = async (route) => {
    if (route.request().method() !== "POST") return route.fallback();
    await free;
    await route.continue();
    left();
  };
  await page.route(ORDERS, hold);
  await run().finally(release);
  await gone;
  await page.unroute(ORDERS, hold);
}

async function once(page) {
  await step("a hundred fast clicks are one order", async () => {
    const before = (await all(page)).length;
    await market(page, "0.010");
    await asked(page);
    await page.$eval("[data-test=ticket-send]", (button) => {
      for (let i = 0; i < 100; i += 1) (document.querySelector("[data-test=ticket-send]") ?? button).click();
    });
    await page.waitForSelector("[data-test=ticket-result]");
    assert.equal((await all(page)).length, before + 1);
    await again(page);
  });
  await step("a hundred presses are one order where the question is switched off", async () => {
    const before = (await all(page)).length;
    await page.evaluate(() => localStorage.setItem("twinline.asks", '["demo"]'));
    await page.reload();
    await marketShown(page);
    await market(page, "0.010");
    await page.evaluate(() => {
      for (let i = 0; i < 100; i += 1) document.querySelector("[data-test=ticket-submit], [data-test=ticket-send]")?.click();
    });
    await page.waitForSelector("[data-test=ticket-result]");
    assert.equal((await all(page)).length, before + 1);
    await again(page);
    await page.evaluate(() => localStorage.removeItem("twinline.asks"));
    await page.reload();
    await marketShown(page);
  });
  if (!process.env.SKIP_FOREIGN) await step("a foreign page cannot send one", async () => {
    const before = (await all(page)).length;
    const answer = await page.context().request.post(new URL("/api/v1/accounts/demo/orders", home).href, {
      headers: { origin: "https://elsewhere.example", "content-type": "application/json" },
      data: { instrument: ONE, side: "buy", type: "market", qty: "0.010" },
    });
    assert.equal(answer.status(), 403);
    assert.equal((await answer.json()).code, "foreign_origin");
    assert.equal((await all(page)).length, before);
  });
  if (!process.env.SKIP_FOREIGN) await step("nor can one that is open beside it: by fetch, by form, by socket", async () => {
    report.refused = (await foreign(page.context(), page, home)).length;
  });
}

async function lost(page) {
  await step("a reload in the middle shows where it stands, and sends nothing again", async () => {
    const before = (await all(page)).length;
    await market(page, "0.010");
    await asked(page);
    // The order arrives; the answer does not, and the page is loaded anew before the stream can tell.
    await page.route(ORDERS, async (route) => {
      if (route.request().method() !== "POST") return route.fallback();
      await page.evaluate(() => location.reload());
      await route.continue().catch(() => undefined);
    });
    await page.click("[data-test=ticket-send]");
    await page.waitForSelector("[data-test=ticket][data-phase=result], [data-test=ticket][data-phase=refused], [data-test=ticket][data-phase=unknown], [data-test=ticket][data-phase=working]");
    await page.unroute(ORDERS);
    await page.waitForSelector("[data-test=ticket][data-phase=result], [data-test=ticket][data-phase=refused]", { timeout: 60_000 });
    const grown = (await all(page)).length - before;
    const phase = await page.getAttribute("[data-test=ticket]", "data-phase");
    assert.equal(grown, phase === "result" ? 1 : 0, `${phase}, and ${grown} orders`);
    await unhurried(page);
    await page.click(phase === "result" ? "[data-test=new-order]" : "[data-test=edit-order]");
    await at(page, "editing");
  });
  await step("a question outlives a reload, with its key", async () => {
    await market(page, "0.010");
    await asked(page);
    const key = await page.evaluate(() => JSON.parse(sessionStorage.getItem("twinline.intent")).intent.key);
    await page.reload();
    await marketShown(page);
    await at(page, "confirm");
    assert.equal(await page.evaluate(() => JSON.parse(sessionStorage.getItem("twinline.intent")).intent.key), key);
    await unhurried(page);
    await page.click("[data-test=ticket-back]");
  });
  await step("silence is unknown, is asked about, and is not sent again", async () => {
    const before = (await all(page)).length;
    await market(page, "0.010");
    await asked(page);
    let posts = 0;
    await page.route(ORDERS, (route) => {
      if (route.request().method() !== "POST") return route.fallback();
      posts += 1;
      return route.abort();
    });
    await page.click("[data-test=ticket-send]");
    await at(page, "unknown");
    await picture(page, "1440-unknown");
    await page.waitForSelector("[data-test=ticket-refused] >> text=never_arrived", { timeout: 60_000 });
    await page.unroute(ORDERS);
    assert.equal(posts, 1);
    assert.equal((await all(page)).length, before);
    await unhurried(page);
    await page.click("[data-test=edit-order]");
  });
}

async function refused(page) {
  await step("a refusal says whose rule it was, and the largest size that fits is one button", async () => {
    await market(page, "9");
    await asked(page);
    await yes(page);
    await page.click("[data-test=ticket-send]");
    await page.waitForSelector("[data-test=ticket-refused]:has-text('Refused by the venue')");
    await page.waitForSelector("[data-test=use-nearest]");
    await picture(page, "1440-refused");
    await unhurried(page);
    await page.click("[data-test=use-nearest]");
    await at(page, "editing");
    assert.ok(Number(await page.inputValue("[data-test=ticket-size]")) < 9);
  });
  await step("a price off the tick is named before anything is asked", async () => {
    await page.click("[data-test=kind-limit]");
    await page.fill("[data-test=ticket-price]", "97000.05");
    await page.waitForSelector("text=Price is not a multiple of 0.1");
  });
  await step("a limit far through the market needs a yes in words", async () => {
    await page.fill("[data-test=ticket-price]", await near(page, 1.04));
    await page.fill("[data-test=ticket-size]", "0.010");
    await asked(page);
    await page.waitForSelector("[data-test=ticket-confirm] >> text=through the market");
    assert.equal(await page.isDisabled("[data-test=ticket-send]"), true);
    await picture(page, "1440-fat-finger");
    await page.keyboard.press("Escape");
    await at(page, "editing");
  });
}

async function gated(page) {
  await step("the plug is pulled: the route turns to HTTP, and back to WS when it is in again", async () => {
    for (const name of ["ws-refuse", "ws-cut"]) assert.equal((await api(page, "POST", "/demo/faults", { venue: "binance", name })).status, 204);
    await page.waitForSelector("[data-test=route][data-route=rest]:text('HTTP')");
    await picture(page, "1440-polling");
    await api(page, "DELETE", "/demo/faults?venue=binance");
    await page.waitForSelector("[data-test=route][data-route=ws]:text('WS')", { timeout: 60_000 });
  });
  const pid = Number(process.env.GATEWAY_PID);
  if (!pid) return;
  await step("a silent gateway blocks market orders, says why, and leaves what reduces open", async () => {
    await page.waitForSelector("[data-panel=book][data-fresh=live]", { timeout: 60_000 });
    await market(page, "0.010");
    process.kill(pid, "SIGSTOP");
    try {
      await page.waitForSelector("[data-test=ticket-blocked]:has-text('Price is')");
      await picture(page, "1440-blocked");
      await page.check("[name=reduce_only]");
      await page.waitForSelector("[data-test=ticket-blocked]", { state: "detached" });
      await page.uncheck("[name=reduce_only]");
      await page.click("[data-test=kind-limit]");
      await page.fill("[data-test=ticket-price]", "90000.0");
      await page.waitForSelector("[data-test=ticket-submit][data-state=asks]:has-text('anyway')");
    } finally {
      process.kill(pid, "SIGCONT");
    }
    await page.waitForSelector("[data-panel=book][data-fresh=live]", { timeout: 60_000 });
    await page.waitForSelector("[data-test=ticket-submit][data-state=buy]");
  });
}

async function keys(page) {
  await step("keys alone: S, M, size, Enter, Ctrl Enter", async () => {
    await page.evaluate(() => document.activeElement?.blur());
    await page.keyboard.press("m");
    await page.evaluate(() => document.activeElement?.blur());
    await page.keyboard.press("s");
    await page.keyboard.press("Control+a");
    await page.keyboard.type("0.020");
    await page.keyboard.press("Enter");
    await at(page, "confirm");
    await unhurried(page);
    await page.keyboard.press("Control+Enter");
    await page.waitForSelector("[data-test=ticket-result]:has-text('Filled 0.020')");
    await again(page);
  });
  await step("a click in the ladder takes the price and sends nothing", async () => {
    const before = (await all(page)).length;
    await page.click("[aria-label=Bids] [role=row]:nth-child(3)");
    await page.waitForFunction(() => /^\d/.test(document.querySelector("[data-test=ticket-price]")?.value ?? ""));
    assert.equal((await all(page)).length, before);
  });
}

/** The price of a rung of the bids. */
async function rung(page, index) {
  const handle = await page.waitForFunction((i) => document.querySelectorAll("[aria-label=Bids] [role=row]")[i]?.children[2]?.textContent || null, index);
  return (await handle.jsonValue()).replaceAll(",", "");
}

async function risk(page) {
  await step("a limit order rests, and all of them are canceled after a question", async () => {
    await page.click("[data-test=side-buy]");
    await page.fill("[data-test=ticket-price]", await near(page, 0.97));
    await page.fill("[data-test=ticket-size]", "0.010");
    await asked(page);
    await page.click("[data-test=ticket-send]");
    await page.waitForSelector("[data-test=ticket-result]:has-text('Open at the venue')");
    await again(page);
    await page.evaluate(() => document.activeElement?.blur());
    await page.keyboard.press("Shift+X");
    await page.waitForSelector("[data-test=deed-dialog][data-state=asking]:has-text('Cancel all')");
    await picture(page, "1440-cancel-all");
    await unhurried(page);
    await page.click("[data-test=deed-act]");
    await page.waitForSelector("[data-test=deed-dialog][data-state=done]");
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => document.querySelector("[data-test=tab-orders] span").textContent === "0");
  });
  await step("an order's line is dragged in the chart: a ghost, a question, another price", async () => {
    const { order_id: id, price } = await place(page, { side: "buy", type: "limit", price: await near(page, 0.9996), qty: "0.010" });
    const chart = await (await page.$("[aria-describedby=chart-summary]")).boundingBox();
    const x = chart.x + chart.width * 0.4;
    const grip = async () => {
      for (let y = chart.y + 8; y < chart.y + chart.height - 40; y += 3) {
        await page.mouse.move(x, y);
        if ((await page.$eval("[aria-describedby=chart-summary]", (c) => c.style.cursor)) === "ns-resize") return y + 2;
      }
      return null;
    };
    let y = null;
    while (y === null) y = await grip();
    await page.mouse.down();
    await page.mouse.move(x, y + 24, { steps: 4 });
    await page.mouse.up();
    await page.waitForSelector("[data-test=deed-dialog][data-state=asking]:has-text('another price')");
    await picture(page, "1440-moved");
    assert.equal((await orderOf(page, id)).price, price, "nothing is changed by the drag alone");
    await unhurried(page);
    await page.click("[data-test=deed-act]");
    await page.waitForSelector("[data-test=deed-dialog][data-state=done]");
    await page.keyboard.press("Escape");
    assert.ok(Number((await orderOf(page, id)).price) < Number(price));
    assert.deepEqual((await api(page, "POST", "/accounts/demo/reconcile")).data.data, [], "the venue has it there, too");
    await page.click("[data-test=tab-orders]");
    await page.click(`tr[data-row='${id}'] [data-test=move-order]`);
    await page.waitForSelector("[data-test=deed-field]");
    await page.keyboard.press("Escape");
    await cancelAll(page);
  });
  await step("an own order is dragged in the ladder to another rung: a question, another price at the venue", async () => {
    const bids = "[aria-label=Bids] [role=row]";
    // Wide rungs: an order far below the best rests while it is asked about. They move with the market: it is dragged wherever it stands.
    await page.selectOption("[aria-label='Group prices by']", "50");
    const { order_id: id, price } = await place(page, { side: "buy", type: "limit", price: await rung(page, 6), qty: "0.010" });
    await page.waitForSelector(`${bids}[data-own=true]`);
    for (let asked = false; !asked; ) {
      const boxes = await page.$$eval(bids, (rows) => rows.map((r) => ({ own: r.dataset.own === "true", x: r.getBoundingClientRect().x + 20, y: r.getBoundingClientRect().y + r.getBoundingClientRect().height / 2 })));
      const from = boxes.findIndex((b) => b.own);
      if (from < 0) continue;
      const to = boxes[from + 3 < boxes.length ? from + 3 : from - 3];
      await page.mouse.move(boxes[from].x, boxes[from].y);
      await page.mouse.down();
      await page.mouse.move(to.x, to.y, { steps: 3 });
      await page.mouse.up();
      asked = (await page.$("[data-test=deed-dialog][data-state=asking]")) !== null;
    }
    assert.equal((await orderOf(page, id)).price, price, "nothing is changed by the drag alone");
    const wanted = await page.inputValue("[data-test=deed-field]");
    assert.notEqual(Number(wanted), Number(price));
    await unhurried(page);
    await page.click("[data-test=deed-act]");
    await page.waitForSelector("[data-test=deed-dialog][data-state=done]");
    await page.keyboard.press("Escape");
    assert.equal(Number((await orderOf(page, id)).price), Number(wanted.replaceAll(",", "")));
    assert.deepEqual((await api(page, "POST", "/accounts/demo/reconcile")).data.data, [], "the venue has it there, too");
    await page.selectOption("[aria-label='Group prices by']", "1");
    await cancelAll(page);
  });
  await step("a position is closed after a question", async () => {
    await page.click("[data-test=tab-positions]");
    await page.click("[data-test=table-positions] [data-test=close-position]");
    await page.waitForSelector("[data-test=deed-dialog][data-state=asking]");
    await unhurried(page);
    await page.click("[data-test=deed-act]");
    await page.waitForSelector("[data-test=deed-dialog][data-state=done]:has-text('Closed')");
    await page.keyboard.press("Escape");
    await page.waitForSelector(`[data-test=table-positions] tr[data-row^='${ONE}']`, { state: "detached" });
  });
  await step("the kill switch stops what enlarges, and says so in the ticket", async () => {
    const flip = async (word) => {
      await page.click("[data-test=account]");
      await page.click("[data-test=kill-switch]");
      await page.waitForSelector("[data-test=deed-dialog][data-state=asking]");
      await unhurried(page);
      await page.click(`[data-test=deed-act]:text('${word}')`);
      await page.waitForSelector("[data-test=deed-dialog][data-state=done]");
      await page.keyboard.press("Escape");
    };
    await flip("Switch on");
    await page.waitForSelector("[data-test=ticket-blocked]:has-text('kill switch')");
    await flip("Switch off");
    await page.waitForSelector("[data-test=ticket-blocked]", { state: "detached" });
  });
}

/** The dead-man's switch, from its own part of the page. */
async function deadMan(page) {
  const state = (word) => page.waitForSelector(`[data-test=dead-man][data-account=demo][data-state=${word}]`);
  const act = async (button) => {
    await page.click(`[data-test=dead-man][data-account=demo] [data-test=${button}]`);
    await page.waitForSelector("[data-test=deed-dialog][data-state=asking]");
  };
  const done = async () => {
    await unhurried(page);
    await page.click("[data-test=deed-act]");
    await page.waitForSelector("[data-test=deed-dialog][data-state=done]");
    await page.keyboard.press("Escape");
  };
  await step("the dead-man's switch is armed, says what it covers and what not, and is disarmed", async () => {
    const rests = await place(page, { side: "buy", type: "limit", price: await near(page, 0.97), qty: "0.010" });
    const waits = await place(page, { side: "sell", type: "stop_market", trigger_price: await near(page, 0.96), qty: "0.010", reduce_only: true });
    await page.click("[data-test=account]");
    await page.click("[data-test=menu-dead-man]:has-text('off')");
    await state("disarmed");
    await act("dead-man-arm");
    await page.fill("[data-test=deed-field]", "5");
    assert.equal(await page.isDisabled("[data-test=deed-act]"), true, "5 s are too short");
    await page.fill("[data-test=deed-field]", "30");
    await done();
    await state("armed");
    await page.waitForSelector("[data-test=dead-man]:has-text('BTCUSDT'):has-text('30 s')");
    await page.waitForSelector(`[data-test=dead-man]:has-text('Not covered') :text('${waits.order_id}')`);
    await page.evaluate(() => document.querySelector("[data-test=dead-man]").scrollIntoView({ block: "center" }));
    await picture(page, "1440-dead-man");
    await page.setViewportSize(PHONE);
    await page.evaluate(() => document.querySelector("[data-test=dead-man]").scrollIntoView({ block: "start" }));
    await picture(page, "390-dead-man");
    await page.setViewportSize(WIDE);
    assert.ok((await api(page, "GET", "/accounts/demo/dead-man")).data.expires_at, rests.order_id);
  });
  await step("a countdown that the venue refuses is called not protected, with the reason", async () => {
    await api(page, "POST", "/demo/faults", { venue: "binance", name: "rest-5xx", channel: "POST /fapi/v1/countdownCancelAll" });
    await act("dead-man-arm");
    await page.fill("[data-test=deed-field]", "10");
    await done();
    await state("not_protected");
    assert.match(await page.textContent("[data-test=dead-man-state]"), /not protected/);
    assert.match(await page.textContent("[data-test=dead-man-reason]"), /\w/);
    await picture(page, "1440-not-protected");
    await api(page, "DELETE", "/demo/faults?venue=binance");
    await state("armed");
    await act("dead-man-disarm");
    await done();
    await state("disarmed");
    await cancelAll(page);
    await page.goto(home);
    await marketShown(page);
  });
}

async function legs(page) {
  await step("a market order with a take profit and a stop loss ends protected, with each leg's own step", async () => {
    await market(page, "0.020");
    await page.check("[data-test=protect]");
    await page.selectOption("[aria-label='TP by']", "percent");
    await page.fill("[data-test=ticket-tp]", "2");
    await page.selectOption("[aria-label='SL by']", "pnl");
    await page.fill("[data-test=ticket-sl]", "30");
    await picture(page, "1440-legs");
    await asked(page);
    await yes(page);
    await page.click("[data-test=ticket-send]");
    await page.waitForSelector("[data-test=ticket-result]:has-text('protected')");
    const told = await page.$$eval("[data-test=ticket-steps] li", (l) => l.map((i) => `${i.dataset.step} ${i.dataset.tone}`));
    assert.deepEqual(told, ["saved done", "sent done", "filled done", "TP done", "SL done"]);
    await picture(page, "1440-protected");
    await again(page);
    await page.waitForSelector("[data-test=table-positions] tr:has-text('TP')");
  });
  await step("a stop on the wrong side is named before anything is sent", async () => {
    await market(page, "0.020");
    await page.selectOption("[aria-label='SL by']", "price");
    await page.fill("[data-test=ticket-sl]", await near(page, 1.02));
    await page.waitForSelector("text=SL must be below the entry");
    await page.uncheck("[data-test=protect]");
  });
  await step("what the gateway calls unprotected stands above everything, counts, and is closed once", async () => {
    const other = await page.context().newPage();
    await other.addInitScript(() => {
      // Only a socket of the page itself can be changed here; one in a worker cannot.
      delete window.Worker;
    });
    await other.routeWebSocket(/\/api\/v1\/stream/, (line) => {
      const server = line.connectToServer();
      server.onMessage((text) => line.send(text.replaceAll('"state":"protected"', '"state":"unprotected"')));
    });
    await other.goto(home);
    await other.waitForSelector("[data-test=unprotected]:has-text('is not protected')");
    await other.waitForSelector("[data-test=banner]:has-text('is not protected')");
    await picture(other, "1440-unprotected");
    let deletes = 0;
    other.on("request", (request) => (deletes += request.method() === "DELETE" ? 1 : 0));
    await other.evaluate(() => {
      for (let i = 0; i < 100; i += 1) document.querySelector("[data-test=close-now]")?.click();
    });
    await page.bringToFront();
    await page.waitForSelector(`[data-test=table-positions] tr[data-row^='${ONE}']`, { state: "detached" });
    assert.equal(deletes, 1);
    await other.close();
  });
}

async function tabs(context, page) {
  await step("another tab is told that a wish is open", async () => {
    const other = await context.newPage();
    await other.goto(home);
    await marketShown(other);
    await page.bringToFront();
    await market(page, "0.010");
    await asked(page);
    await other.bringToFront();
    await other.waitForSelector("[data-test=other-tab]:has-text('asks about')");
    await page.bringToFront();
    await page.click("[data-test=ticket-back]");
    await other.bringToFront();
    await other.waitForSelector("[data-test=other-tab]", { state: "detached" });
    await other.close();
  });
}

async function phone(page) {
  await page.bringToFront();
  await page.setViewportSize(PHONE);
  await step("on a phone two fixed buttons open the ticket as a sheet", async () => {
    await page.click("[data-test=sheet-sell]");
    await page.click("[data-test=kind-market]");
    await page.fill("[data-test=ticket-size]", "0.030");
    await picture(page, "390-editing");
    await asked(page);
    await yes(page);
    await picture(page, "390-confirm");
    await held(page, async () => {
      await page.click("[data-test=ticket-send]");
      await at(page, "working");
      await picture(page, "390-working");
    });
    await page.waitForSelector("[data-test=ticket-result][data-status=filled]");
    await picture(page, "390-result");
    await again(page);
    await page.fill("[data-test=ticket-size]", "9");
    await asked(page);
    await yes(page);
    await page.click("[data-test=ticket-send]");
    await at(page, "refused");
    await picture(page, "390-refused");
    await unhurried(page);
    await page.click("[data-test=edit-order]");
    await page.fill("[data-test=ticket-size]", "0.010");
    await asked(page);
    await page.route(ORDERS, (route) => (route.request().method() === "POST" ? route.abort() : route.fallback()));
    await page.click("[data-test=ticket-send]");
    await at(page, "unknown");
    await picture(page, "390-unknown");
    await page.unroute(ORDERS);
    await at(page, "refused");
  });
  await cancelAll(page);
}
