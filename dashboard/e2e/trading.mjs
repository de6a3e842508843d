// Orders of the demo account, given through the page's own login: what the page shows of them is for others to ask.
import assert from "node:assert/strict";

export const ONE = "binance:BTCUSDT";
const ACCOUNT = "/accounts/demo";

/** One request of the page's session; the answer's status and document. */
export const api = (page, method, path, body) =>
  page.evaluate(
    async ([m, p, b]) => {
      const answer = await fetch(`/api/v1${p}`, { method: m, headers: { "content-type": "application/json" }, ...(b && { body: JSON.stringify(b) }) });
      return { status: answer.status, data: answer.status === 204 ? null : await answer.json() };
    },
    [method, path, body ?? null],
  );

/** Places an order, and waits with it until the venue has it. */
export async function place(page, order) {
  const { status, data } = await api(page, "POST", `${ACCOUNT}/orders`, { instrument: ONE, ...order });
  assert.equal(status, 201, JSON.stringify(data));
  return data;
}

export const orderOf = async (page, id) => (await api(page, "GET", `${ACCOUNT}/orders/${id}`)).data;
export const cancelAll = (page) => api(page, "DELETE", `${ACCOUNT}/orders`);

/** The mark price times a share, on the tick, as text. Prices of a test need no exactness. */
export async function near(page, share, instrument = ONE) {
  for (;;) {
    const { data } = await api(page, "GET", `/instruments/${encodeURIComponent(instrument)}/ticker`);
    if (data?.mark?.mark) return (Math.round(Number(data.mark.mark) * share * 10) / 10).toFixed(1);
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
}

/** A position with what protects it, orders that wait, one that was canceled and one that was refused. */
export async function trade(page) {
  await accountLive(page);
  await place(page, { side: "buy", type: "market", qty: "0.120" });
  await place(page, { side: "buy", type: "limit", price: await near(page, 0.9985), qty: "0.250" });
  await place(page, { side: "sell", type: "limit", price: await near(page, 1.004), qty: "0.050", reduce_only: true });
  await place(page, { side: "sell", type: "stop_market", trigger_price: await near(page, 0.97), qty: "0.120", reduce_only: true });
  await place(page, { side: "sell", type: "take_profit_market", trigger_price: await near(page, 1.03), qty: "0.120", reduce_only: true });
  const far = await place(page, { side: "buy", type: "limit", price: await near(page, 0.98), qty: "0.010" });
  assert.equal((await api(page, "DELETE", `${ACCOUNT}/orders/${far.order_id}`)).status, 200);
  const refused = await api(page, "POST", `${ACCOUNT}/orders`, { instrument: ONE, side: "buy", type: "limit", price: await near(page, 0.98), qty: "900" });
  assert.equal(refused.status, 422);
}

/** Waits until the gateway says that the account is live. */
export async function accountLive(page) {
  for (;;) {
    const { data } = await api(page, "GET", "/accounts");
    if (data.data[0]?.freshness === "live") return;
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
}
