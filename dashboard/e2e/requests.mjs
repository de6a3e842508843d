// What is the venue asked while somebody watches? The page of a gateway with an account, its market, its options and its orders looked
// at for a while; then the venue's own log of requests. Streams tell everything that streams can tell: what is asked for is where a stream
// begins (lists, snapshots, the past) and what the account is compared with, never more often than comparisons are made. Prints JSON; exit
// code 1 if anything else was asked. Environment: see browser.mjs; TWINLINE_URL (a login link), CONTROL (the venue's levers),
// REQUEST_MINUTES (a third of one).
import assert from "node:assert/strict";
import { looked, loginLink, marketShown } from "./browser.mjs";

const span = Number(process.env.REQUEST_MINUTES ?? 1 / 3) * 60_000;
const control = process.env.CONTROL;
assert.ok(control, "CONTROL must be the address of the venue's levers");

// Where a stream begins or a person looks into the past: once for each market, list and span of candles that was looked at.
const ONCE = {
  snapshots: [/^GET \/v2\/(products|tickers|settings|assets|indices)/, /^GET \/v2\/(l2orderbook|tickers|trades)\//, /^GET \/v2\/history\//],
  history: [/^GET \/v2\/(fills|orders\/history|wallet\/transactions)/],
  commands: [/^(POST|PUT|DELETE) /],
};
// What an account is compared with: its clock, and each list at most once in fifteen seconds.
const COMPARED = [/^GET \/v2\/(settings|wallet\/balances|orders|positions\/margined|profile|fills|orders\/history|wallet\/transactions|users\/trading_preferences)$/, /^GET \/v2\/orders\//];
// Of the market itself nothing at all is asked for once its streams are live.
const MARKET = /^GET \/v2\/(tickers|l2orderbook|trades|history)/;

await looked(async (page, report, passed) => {
  const begin = Date.now();
  await page.goto(loginLink());
  await marketShown(page);
  // Everything that the page opened with is live; what is asked from here on is asked beside healthy streams.
  await page.waitForTimeout(3_000);
  const live = await venueTime();
  await page.waitForTimeout(span);
  const all = await asked(0);
  const beside = all.filter((row) => row.time >= live);
  report.took = Date.now() - begin;
  report.opening = counted(all.filter((row) => row.time < live));
  report.beside = counted(beside);

  const strange = Object.keys({ ...report.opening, ...report.beside }).filter((kind) => isCall(kind) && !named(kind));
  assert.deepEqual(strange, [], "asked for something that is neither snapshot, command nor history");
  passed("only snapshots, commands and history are asked for");
  const polled = Object.keys(report.beside).filter((kind) => MARKET.test(kind));
  assert.deepEqual(polled, [], "the market is polled beside live streams");
  passed("nothing of the market is asked for beside live streams");
  for (const [kind, count] of Object.entries(report.beside)) {
    // The clock is followed to half a round trip: where that is a millisecond, as here, it is asked for every other second.
    const most = kind === "GET /v2/settings" ? span / 2_000 + 5 : span / 15_000 + 2;
    assert.ok(count <= most || !isCall(kind), `${kind} ${count} times in ${span / 1_000} s`);
  }
  passed("nothing of the account is asked for more often than it is compared");
  const failed = all.filter((row) => row.status >= 400);
  assert.deepEqual(failed, [], "refused");
}, { timeout: 60_000, minutes: span / 60_000 });

async function asked(since) {
  const answer = await fetch(`${control}/requests?since=${since}`);
  assert.equal(answer.status, 200);
  return (await answer.json()).requests;
}

/** The venue's own clock, as its log tells it. */
async function venueTime() {
  return Math.max(0, ...(await asked(0)).map((row) => row.time)) + 1;
}

/** How often each kind of request was made: method and path without what it names. */
function counted(rows) {
  const kinds = {};
  for (const row of rows) {
    const kind = `${row.method} ${row.path.split("?")[0].replace(/(l2orderbook|tickers|trades|orders|products)\/[^/]+/, "$1/…")}`;
    kinds[kind] = (kinds[kind] ?? 0) + 1;
  }
  return kinds;
}

/** A call, and not what a stream was opened or told. */
function isCall(kind) {
  return /^(GET|POST|PUT|PATCH|DELETE) /.test(kind);
}

function named(kind) {
  return [...Object.values(ONCE).flat(), ...COMPARED].some((pattern) => pattern.test(kind));
}
