// An account on the page, live and without a reload: orders, fills, the position and the balance appear as they happen, an
// order is canceled after a question, its story is told, a cut is closed without a hole. Prints JSON; exit code 1 at the first
// step that fails. Environment: see browser.mjs; TWINLINE_URL (a login link of a demo gateway).
import assert from "node:assert/strict";
import { launch, loginLink, marketShown } from "./browser.mjs";
import { ONE, accountLive, api, cancelAll, near, orderOf, place } from "./trading.mjs";

const link = loginLink();
const browser = await launch();
const report = { ok: false, checks: [], console_errors: [] };
try {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: "dark" });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  page.on("pageerror", (error) => report.console_errors.push(error.message));
  await page.goto(link);
  await marketShown(page);
  await accountLive(page);
  await page.evaluate(() => Object.assign(window, { neverReloaded: true }));
  await appears(page);
  await cancels(page);
  await doubts(page);
  await past(page);
  await cut(page);
  await step("nothing of it needed a reload, and nothing failed silently", async () => {
    assert.equal(await page.evaluate(() => window.neverReloaded), true);
    assert.deepEqual(report.console_errors, []);
  });
  await resumes(context);
  report.ok = true;
} catch (error) {
  report.failure = error instanceof Error ? error.message : String(error);
} finally {
  await browser.close();
  console.log(JSON.stringify(report, null, 2));
  process.exitCode = report.ok ? 0 : 1;
}

async function appears(page) {
  const before = { fills: await count(page, "fills"), wallet: await wallet(page) };
  await tab(page, "positions");
  const order = await place(page, { side: "buy", type: "market", qty: "0.120" });
  await step("a market order becomes a position, with its profit at the mark", async () => {
    await page.waitForSelector(`[data-test=table-positions] tr[data-row^='${ONE}']:has-text('Long')`);
    await page.waitForFunction(() => /[+\u2212]?\d.*%/.test(document.querySelector("[data-test=table-positions] tbody td:nth-child(5)")?.textContent ?? ""));
  });
  await step("its profit moves with the mark, and nothing is fetched for it", async () => {
    const asked = [];
    const watch = (request) => asked.push(request.url());
    page.on("request", watch);
    await changes(page, "[data-test=table-positions] tbody td:nth-child(5)");
    page.off("request", watch);
    assert.deepEqual(asked, []);
  });
  await step("its fills and the fee that they cost appear", async () => {
    await page.waitForFunction(([before]) => Number(document.querySelector("[data-test=tab-fills] span").textContent) > before, [before.fills]);
    await tab(page, "balances");
    await page.waitForFunction((old) => document.querySelector("tr[data-row=USDT] td")?.textContent !== old, before.wallet);
  });
  await step("it stands in the order history as filled", async () => {
    await tab(page, "history");
    await page.waitForSelector(`tr[data-row='${order.order_id}']:has-text('Filled')`);
  });
  await step("the ladder marks an order that waits in it", async () => {
    await page.selectOption("[aria-label='Group prices by']", "250");
    await place(page, { side: "buy", type: "limit", price: await near(page, 0.9995), qty: "0.007" });
    await page.waitForFunction(() => [...document.querySelectorAll("[aria-label=Bids] [data-own=true]")].some((r) => r.lastElementChild.textContent === "0.007"));
    await page.selectOption("[aria-label='Group prices by']", "1");
  });
  await step("what is of another instrument can be hidden", async () => {
    const other = "binance:ETHUSDT";
    const price = await near(page, 0.97, other);
    await place(page, { instrument: other, side: "buy", type: "limit", price, qty: "0.050" });
    await tab(page, "orders");
    await page.waitForSelector("[data-test=table-orders-open] tr:has-text('ETHUSDT')");
    await page.click("[data-test=filter-one]");
    await page.waitForSelector("[data-test=table-orders-open] tr:has-text('ETHUSDT')", { state: "detached" });
    await page.waitForSelector("[data-test=table-orders-open] tbody tr:has-text('BTCUSDT')");
    await page.click("[data-test=filter-all]");
  });
}

async function cancels(page) {
  const order = await place(page, { side: "buy", type: "limit", price: await near(page, 0.96), qty: "0.010" });
  const row = `[data-test=table-orders-open] tr[data-row='${order.order_id}']`;
  await step("X asks before it cancels, and Escape is no", async () => {
    await page.focus(`${row} button:text('Why')`);
    await page.keyboard.press("x");
    await page.waitForSelector("[data-test=cancel-dialog][data-state=asking]");
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "Keep the order");
    await page.keyboard.press("Escape");
    await page.waitForSelector("dialog", { state: "detached" });
    assert.equal((await orderOf(page, order.order_id)).status, "open");
  });
  await step("a cancel is done when the venue shows it, and the row goes", async () => {
    await page.click(`${row} [data-test=cancel]`);
    await page.click("[data-test=send-cancel]");
    await page.waitForSelector("[data-test=cancel-dialog][data-state=ended]:has-text('Canceled')");
    await page.keyboard.press("Escape");
    await page.waitForSelector(row, { state: "detached" });
    assert.equal((await orderOf(page, order.order_id)).status, "canceled");
  });
  await step("W tells its story, from the wish to the end", async () => {
    await tab(page, "history");
    const ended = `[data-test=table-orders-ended] tr[data-row='${order.order_id}']`;
    await page.focus(`${ended} button:text('Why')`);
    await page.keyboard.press("w");
    await page.waitForSelector("[data-test=story] li:has-text('Canceled')");
    const told = await page.$$eval("[data-test=story] li", (items) => items.map((i) => i.textContent));
    assert.match(told[0], /Intent saved/);
    assert.ok(told.some((t) => t.includes("Accepted by the venue")) && told.some((t) => t.includes("cancel is sent")), told.join("\n"));
    await page.keyboard.press("Escape");
  });
}

/** The gateway's no, and no answer at all. */
async function doubts(page) {
  const order = await place(page, { side: "buy", type: "limit", price: await near(page, 0.96), qty: "0.010" });
  const row = `[data-test=table-orders-open] tr[data-row='${order.order_id}']`;
  const at = `**/api/v1/accounts/demo/orders/${order.order_id}`;
  await tab(page, "orders");
  const answer = async (respond, state) => {
    await page.route(at, (route) => (route.request().method() === "DELETE" ? respond(route) : route.fallback()));
    await page.click(`${row} [data-test=cancel]`);
    await page.click("[data-test=send-cancel]");
    await page.waitForSelector(`[data-test=cancel-dialog][data-state=${state}]`);
    await page.unroute(at);
  };
  await step("a refused cancel says whose no it was, and that nothing changed", async () => {
    const body = JSON.stringify({ type: "about:blank", title: "no", status: 422, detail: "the venue says no", code: "order_rejected", retryable: false, outcome: "not_applied", venue_code: "-2011" });
    await answer((route) => route.fulfill({ status: 422, contentType: "application/problem+json", body }), "refused");
    assert.match(await page.textContent("[data-test=cancel-dialog]"), /Not canceled.*the venue says no.*-2011.*as it was/);
    await page.keyboard.press("Escape");
    await page.waitForSelector(`${row}:has-text('Cancel refused')`);
  });
  await step("silence is not taken for an answer, and the stream's word ends the doubt", async () => {
    await answer((route) => route.abort(), "unknown");
    await page.waitForSelector("[data-test=cancel-dialog]:has-text('Not known yet')");
    assert.equal((await api(page, "DELETE", `/accounts/demo/orders/${order.order_id}`)).status, 200);
    await page.waitForSelector("[data-test=cancel-dialog][data-state=ended]");
    await page.keyboard.press("Escape");
    await page.waitForSelector(row, { state: "detached" });
  });
}

async function past(page) {
  await step("the history page goes back page by page, without a hole", async () => {
    await page.route(/\/accounts\/demo\/orders\?/, (route) => route.continue({ url: route.request().url().replace("limit=100", "limit=4") }));
    const price = await near(page, 0.96);
    for (let i = 0; i < 6; i += 1) await place(page, { side: "buy", type: "limit", price, qty: "0.002" });
    await cancelAll(page);
    await page.waitForFunction(() => document.querySelector("[data-test=tab-orders] span").textContent === "0");
    await page.keyboard.press("g");
    await page.keyboard.press("h");
    await page.waitForSelector("h1:has-text('History')");
    await page.reload();
    await page.waitForSelector("[data-test=older]");
    const rows = () => page.$$eval("[data-test=table-orders-ended] tbody tr", (list) => list.map((r) => r.dataset.row));
    const first = await rows();
    let all = first;
    while ((await page.$("[data-test=older]")) !== null) {
      const { length } = all;
      await page.click("[data-test=older]");
      await page.waitForFunction((n) => document.querySelectorAll("[data-test=table-orders-ended] tbody tr").length > n, length);
      await page.waitForFunction(() => !document.querySelector("[data-test=older]")?.disabled);
      all = await rows();
    }
    const told = (await api(page, "GET", "/accounts/demo/orders?status=all&limit=500")).data.data.map((o) => o.order_id);
    assert.ok(all.length > first.length + 4, `${first.length} rows, then ${all.length}`);
    assert.deepEqual([...all].sort(), told.sort(), "every order stands once");
    assert.deepEqual(all.slice(0, first.length), first, "what was there stays where it was");
    await page.unroute(/\/accounts\/demo\/orders\?/);
    await page.evaluate(() => Object.assign(window, { neverReloaded: true }));
  });
  await step("an order's story opens beside the list, and has an address of its own", async () => {
    await page.click("[data-test=table-orders-ended] tbody tr:nth-child(3) button:text('Why')");
    await page.waitForSelector("aside[aria-label=Why] [data-test=story] li");
    assert.match(await page.evaluate(() => location.hash), /^#\/history\/orders\/.+/);
    await page.click("[data-test=close-story]");
    await page.waitForSelector("aside[aria-label=Why]", { state: "detached" });
  });
  await step("fills and movements of money have lists of their own", async () => {
    await page.click("[data-test=tab-past-fills]");
    await page.waitForSelector("[data-test=table-fills] tbody tr");
    await page.click("[data-test=tab-past-transactions]");
    // Fees and funding are told by the venue's books, and those are late; what was paid in is there.
    await page.waitForSelector("[data-test=table-transactions] tbody tr:has-text('Transfer')");
    await page.selectOption("[data-test=transaction-kind]", "transfer");
    await page.waitForFunction(() => [...document.querySelectorAll("[data-test=table-transactions] tbody tr")].every((r) => r.textContent.includes("Transfer")));
    await page.evaluate(() => void (location.hash = "#/"));
    await marketShown(page);
  });
}

async function cut(page) {
  await tab(page, "orders");
  await step("a venue without streams is polled: the account says so, and still tells what happens", async () => {
    for (const name of ["ws-refuse", "ws-cut"]) assert.equal((await api(page, "POST", "/demo/faults", { venue: "binance", name })).status, 204);
    await page.waitForSelector("[data-panel=account][data-fresh=polling]");
    const order = await place(page, { side: "buy", type: "limit", price: await near(page, 0.96), qty: "0.011" });
    await page.waitForSelector(`[data-test=table-orders-open] tr[data-row='${order.order_id}']`);
  });
  await step("it is live again by itself, with the orders of meanwhile", async () => {
    assert.equal((await api(page, "DELETE", "/demo/faults?venue=binance")).status, 204);
    await page.waitForSelector("[data-panel=account][data-fresh=live]", { timeout: 60_000 });
    await page.waitForSelector("[data-test=table-orders-open] tr:has-text('0.011')");
  });
}

/** The page's own line is cut, and an event is swallowed: what follows is told exactly once, or everything anew. */
async function resumes(context) {
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const heard = { asked: [], events: [], hangUp: null, cut: false, swallow: false, swallowed: 0 };
  await page.addInitScript(() => {
    // Only a socket of the page itself can be listened to here; one in a worker cannot.
    delete window.Worker;
  });
  await page.routeWebSocket(/\/api\/v1\/stream/, (line) => {
    // While it is cut, nobody answers.
    if (heard.cut) return void line.close({ code: 1011 });
    const server = line.connectToServer();
    let open = true;
    heard.hangUp = async () => {
      open = false;
      await Promise.all([server.close(), line.close({ code: 1011 })]);
    };
    line.onMessage((text) => {
      heard.asked.push(JSON.parse(text));
      server.send(text);
    });
    server.onMessage((text) => {
      if (!open) return;
      const message = JSON.parse(text);
      if (message.topic === "account.demo" && message.type === "event") {
        if (heard.swallow) {
          heard.swallow = false;
          heard.swallowed += 1;
          return;
        }
        heard.events.push(message);
      }
      line.send(text);
    });
  });
  await page.goto(new URL("/", link).href);
  await marketShown(page);
  await tab(page, "orders");
  const begun = await place(page, { side: "buy", type: "limit", price: await near(page, 0.955), qty: "0.012" });
  await page.waitForSelector(`tr[data-row='${begun.order_id}']`);
  await step("after a cut the page goes on after the last event that it has, and hears each of the others once", async () => {
    heard.cut = true;
    await heard.hangUp();
    const last = heard.events.at(-1);
    heard.asked.length = 0;
    const meanwhile = await place(page, { side: "buy", type: "limit", price: await near(page, 0.955), qty: "0.013" });
    heard.cut = false;
    await page.waitForSelector(`tr[data-row='${meanwhile.order_id}']`);
    const resumed = heard.asked.find((m) => m.op === "subscribe" && m.after);
    assert.deepEqual(resumed.after, { "account.demo": { epoch: last.epoch, seq: last.seq } });
    const seqs = heard.events.map((e) => e.seq);
    seqs.forEach((seq, i) => assert.equal(seq, seqs[0] + i, `${seqs}`));
    await page.waitForSelector("[data-panel=account][data-fresh=live]");
  });
  await step("an event that is missing is noticed: nothing after it counts until all is told anew", async () => {
    heard.asked.length = 0;
    heard.swallow = true;
    const order = await place(page, { side: "buy", type: "limit", price: await near(page, 0.955), qty: "0.014" });
    await page.waitForSelector(`tr[data-row='${order.order_id}']`);
    assert.equal(heard.swallowed, 1);
    assert.ok(heard.asked.some((m) => m.op === "unsubscribe" && m.topics.includes("account.demo")), "the account was asked for anew");
    await page.waitForSelector("[data-panel=account][data-fresh=live]");
  });
  await cancelAll(page);
  await page.waitForFunction(() => document.querySelector("[data-test=tab-orders] span").textContent === "0");
  await page.close();
}

async function step(name, run) {
  const from = performance.now();
  try {
    await run();
  } catch (error) {
    throw new Error(`${name}: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
  report.checks.push({ name, ms: Math.round(performance.now() - from) });
}

function tab(page, name) {
  return page.click(`[data-test=tab-${name}]`);
}

async function count(page, name) {
  return Number((await page.textContent(`[data-test=tab-${name}] span`)) || 0);
}

async function wallet(page) {
  await tab(page, "balances");
  await page.waitForSelector("tr[data-row=USDT] td");
  return page.textContent("tr[data-row=USDT] td");
}

/** Waits until the text of an element is another one. */
async function changes(page, selector) {
  const before = await page.textContent(selector);
  await page.waitForFunction(([s, text]) => document.querySelector(s)?.textContent !== text, [selector, before]);
}
