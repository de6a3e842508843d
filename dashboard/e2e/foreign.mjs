// A page of somebody else's, open in the browser in which the user is logged in: whatever it tries, no order comes of it.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { ONE, api } from "./trading.mjs";

const ORDER = { instrument: ONE, side: "buy", type: "market", qty: "0.010" };
const MANUAL = { symbol: "BTCUSDT", side: "long", type: "market", quantity: "0.010", allow_live: true };
/** What a refused attempt has time for. */
const LONGEST_MS = 5_000;

/** Serves one empty page on a port of its own, under both names of this machine: of the same site, and of another. */
async function elsewhere() {
  const server = createServer((_, answer) => answer.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>elsewhere</title><body>"));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  return { origins: [`http://127.0.0.1:${port}`, `http://localhost:${port}`], close: () => server.close() };
}

/** Everything that the venue itself has of the account. */
const venueHas = async (page) => {
  const orders = (await api(page, "GET", "/accounts/demo/orders?status=all&limit=1000")).data.data.map((o) => o.order_id);
  const differences = (await api(page, "POST", "/accounts/demo/reconcile")).data.data;
  const positions = (await api(page, "GET", "/accounts/demo/positions")).data.data.map((p) => `${p.instrument} ${p.qty}`);
  return { orders: orders.sort(), positions: positions.sort(), differences };
};

/** Tries every door by which a page could make another one's server do something. Runs in the foreign page; says what came of each. */
async function tryAll([gateway, order, manual, longestMs]) {
  const said = {};
  const end = (run) => Promise.race([run, new Promise((resolve) => setTimeout(() => resolve("nothing in time"), longestMs))]);
  const request = (name, path, init) =>
    end(fetch(`${gateway}${path}`, { credentials: "include", ...init }).then((r) => `answered ${r.type} ${r.status}`, (e) => `failed: ${e.message}`)).then((what) => (said[name] = what));
  const json = { method: "POST", headers: { "content-type": "application/json" } };
  const plain = { method: "POST", mode: "no-cors", headers: { "content-type": "text/plain" } };
  await request("fetch", "/api/v1/accounts/demo/orders", { ...json, body: JSON.stringify(order) });
  await request("fetch without asking", "/api/v1/accounts/demo/orders", { ...plain, body: JSON.stringify(order) });
  await request("fetch of an older door", "/api/manual-trade-ws", { ...plain, body: JSON.stringify(manual) });
  await request("reading", "/api/v1/accounts/demo/positions", {});
  said.beacon = navigator.sendBeacon(`${gateway}/api/v1/accounts/demo/orders`, new Blob([JSON.stringify(order)], { type: "text/plain" })) ? "queued" : "refused";
  // A form's body becomes JSON when name and value are cut where the `=` comes to stand.
  await end(
    new Promise((resolve) => {
      const frame = Object.assign(document.createElement("iframe"), { name: "target" });
      const form = Object.assign(document.createElement("form"), { method: "post", action: `${gateway}/api/v1/accounts/demo/orders`, enctype: "text/plain", target: "target" });
      const text = JSON.stringify({ ...order, client_order_id: "form=x" });
      const [name, value] = [text.slice(0, text.indexOf("=")), text.slice(text.indexOf("=") + 1)];
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
      document.body.append(frame, form);
      frame.addEventListener("load", () => resolve("loaded"));
      form.submit();
    }),
  ).then((what) => (said.form = what));
  const talk = (name, path) =>
    end(
      new Promise((resolve) => {
        const socket = new WebSocket(`${gateway.replace("http", "ws")}${path}`);
        socket.onopen = () => socket.send(JSON.stringify({ type: "hello", v: 1 }));
        socket.onmessage = (event) => resolve(`told ${String(event.data).slice(0, 80)}`);
        socket.onclose = (event) => resolve(`closed ${event.code}`);
      }),
    ).then((what) => (said[name] = what));
  await talk("stream", "/api/v1/stream");
  await talk("older stream", "/ws/live-dashboard");
  return said;
}

/** Nothing of what a foreign page tries reaches the venue, and it is told nothing. */
export async function foreign(context, page, home) {
  const gateway = new URL(home).origin;
  const { origins, close } = await elsewhere();
  const before = await venueHas(page);
  const refused = [];
  for (const origin of origins) {
    const other = await context.newPage();
    const [left, answers] = [[], []];
    const isPost = (request) => request.method() === "POST" && request.url().startsWith(gateway);
    other.on("request", (request) => isPost(request) && left.push(new URL(request.url()).pathname));
    other.on("response", (response) => isPost(response.request()) && answers.push(response.status()));
    await other.goto(origin);
    const said = await other.evaluate(tryAll, [gateway, ORDER, MANUAL, LONGEST_MS]);
    assert.match(said.fetch, /^failed/, JSON.stringify(said));
    assert.match(said.reading, /^failed/, JSON.stringify(said));
    for (const door of ["stream", "older stream"]) assert.match(said[door], /^closed/, JSON.stringify(said));
    // What may leave without asking did leave, and was refused. Of a fetch the browser keeps the answer from everybody; that of the form is seen.
    assert.ok(left.length >= 3 && answers.length >= 1, JSON.stringify({ said, left, answers }));
    assert.ok(answers.every((status) => status === 403 || status === 401), JSON.stringify(answers));
    refused.push(...left);
    await other.close();
  }
  close();
  const after = await venueHas(page);
  assert.deepEqual(after, before);
  assert.deepEqual(after.differences, [], "the venue has what the gateway knows, and no more");
  return refused;
}
