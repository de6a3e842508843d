// A stand-in gateway: serves dist/ and speaks the wire contract with a synthetic market that moves.
// For looking at the page without a gateway. Usage: node e2e/mock.mjs [port]; prints a login link.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { WebSocketServer } from "ws";

const port = Number(process.argv[2] ?? 7171);
const dist = join(fileURLToPath(new URL(".", import.meta.url)), "..", "dist");
const STEP_MS = Number(process.env.MOCK_STEP_MS ?? 100);
// Every topic changes at every step, trades included: what six busy panels get.
const BURST = process.env.MOCK_BURST === "1";
const MONEY = process.env.MOCK_MONEY ?? "SIM";
const SECOND = 1000;
const INTERVALS = { "1m": 60, "5m": 300, "15m": 900, "1h": 3600, "4h": 14_400, "1d": 86_400 };

let seed = 42;
const random = () => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return seed / 2 ** 32;
};
const iso = (ms) => new Date(ms).toISOString().replace("Z", "000000Z");
const now = () => Date.now();

// --- instruments -------------------------------------------------------------------------------------------------
const BASES = ["BTC", "ETH", "SOL", "BNB", "XRP", "DOGE", "ADA", "AVAX", "LINK", "DOT", "LTC", "NEAR", "ATOM", "FIL", "ARB"];
const KINDS = ["perpetual"];
const instruments = [];
for (const base of BASES) {
  for (const quote of ["USDT", "USDC"]) {
    instruments.push(instrument(`${base}${quote}`, base, quote, "perpetual", null));
  }
}
for (let i = 0; i < 60; i += 1) instruments.push(instrument(`ALT${i}USDT`, `ALT${i}`, "USDT", KINDS[0], null));
instruments.push(instrument("BTCUSDT_261225", "BTC", "USDT", "future", "2026-12-25T08:00:00.000000000Z"));

function instrument(symbol, base, quote, kind, expiry) {
  const coarse = base === "BTC";
  return {
    instrument: `binance:${symbol}`, venue: "binance", symbol, alias: `${base}/${quote}:${quote}`, kind, base, quote,
    settle: quote, underlying: base, status: symbol === "ALT7USDT" ? "settling" : "trading",
    price_decimals: coarse ? 1 : 2, size_decimals: 3, tick_size: coarse ? "0.10" : "0.01", lot_size: "0.001",
    min_qty: "0.001", max_qty: "1000", min_notional: "50", contract_size: "1", inverse: false, option: null, expiry,
  };
}

// --- markets: integers of the tick -------------------------------------------------------------------------------
const markets = new Map();
function market(id) {
  const held = markets.get(id);
  if (held) return held;
  const info = instruments.find((i) => i.instrument === id);
  if (!info) return null;
  const made = {
    info, mid: info.base === "BTC" ? 974_125 : 332_107, bids: new Map(), asks: new Map(), trades: [], candles: {},
    tradeId: 1000, open: 0, high: 0, low: 0, volume: 0, venueSeq: 88_412_907, topics: new Map(),
  };
  made.open = Math.round(made.mid * 0.9879);
  made.low = Math.round(made.mid * 0.981);
  made.high = Math.round(made.mid * 1.006);
  made.volume = 152_000_000;
  for (let i = 0; i < 500; i += 1) {
    made.bids.set(made.mid - i, lot());
    made.asks.set(made.mid + 1 + i, lot());
  }
  markets.set(id, made);
  for (let i = 0; i < 60; i += 1) trade(made, now() - (60 - i) * 400);
  return made;
}
const lot = () => 1 + Math.floor(random() ** 4 * 24_000);
const scale = (m) => m.info.price_decimals;
const price = (m, ticks) => (ticks / 10 ** scale(m)).toFixed(scale(m));
const size = (lots) => (lots / 1000).toFixed(3);

function trade(m, at) {
  const side = random() < 0.5 ? "buy" : "sell";
  m.tradeId += 1;
  const made = { id: String(m.tradeId), price: price(m, side === "buy" ? m.mid + 1 : m.mid), size: size(1 + Math.floor(random() ** 5 * 900)), side, ts: iso(at) };
  m.trades.unshift(made);
  m.trades.length = Math.min(m.trades.length, 200);
  return made;
}

function history(m, interval, to, limit) {
  const span = INTERVALS[interval] * SECOND;
  const end = Math.floor(to / span) * span;
  const rows = [];
  for (let i = limit; i >= 0; i -= 1) {
    const open = end - i * span;
    if (open >= to) continue;
    rows.push(candleAt(m, interval, open));
  }
  return rows;
}

// A fixed curve of time, so that any page of history fits to its neighbours and to what is live now.
const anchor = now();
function curve(m, interval, at) {
  const t = (at - anchor) / (INTERVALS[interval] * SECOND);
  const wave = Math.sin(t / 17) * 0.004 + Math.sin(t / 5.3) * 0.0016 + Math.sin(t / 1.7) * 0.0009 + Math.sin(t * 2.9) * 0.0006;
  return Math.round((m.info.base === "BTC" ? 974_125 : 332_107) * (1 + wave));
}
function candleAt(m, interval, open) {
  const span = INTERVALS[interval] * SECOND;
  const live = m.candles[interval]?.get(open);
  if (live) return live;
  const current = open + span > now();
  const o = curve(m, interval, open);
  const c = current ? m.mid : curve(m, interval, open + span);
  const spread = Math.abs(Math.sin(open / span)) * 400 + 60;
  return candle(m, open, span, o, Math.max(o, c) + spread, Math.min(o, c) - spread * 0.8, c, Math.round(20_000 + 60_000 * Math.abs(Math.sin(open / span * 1.3))), !current);
}
function candle(m, open, span, o, h, l, c, v, closed) {
  return {
    open_ts: iso(open), close_ts: iso(open + span - 1), open: price(m, o), high: price(m, Math.round(h)), low: price(m, Math.round(l)),
    close: price(m, c), volume: size(v), quote_volume: null, trades: null, closed, raw: { o, h, l, c, v },
  };
}
function tickCandles(m, lots) {
  const changed = {};
  for (const interval of Object.keys(INTERVALS)) {
    const span = INTERVALS[interval] * SECOND;
    const open = Math.floor(now() / span) * span;
    const held = (m.candles[interval] ??= new Map());
    const before = held.get(open);
    if (!before) {
      const last = held.get(open - span);
      if (last) held.set(open - span, { ...last, closed: true });
      const start = last?.raw.c ?? curve(m, interval, open);
      held.set(open, candle(m, open, span, start, Math.max(start, m.mid), Math.min(start, m.mid), m.mid, lots, false));
    } else {
      const { o, h, l, v } = before.raw;
      held.set(open, candle(m, open, span, o, Math.max(h, m.mid), Math.min(l, m.mid), m.mid, v + lots, false));
    }
    changed[interval] = held.get(open);
  }
  return changed;
}
const bare = ({ raw: _raw, ...rest }) => rest;

// --- faults and connections ---------------------------------------------------------------------------------------
let epoch = 14;
const venue = { venue: "binance", freshness: "live", transport: "ws", reason: null, since: iso(now()), next_try_at: null, money: MONEY };
const link = { venue: "binance", link: "public-0", state: "open", since: iso(now()), attempt: 1, next_try_at: null, reason: null, last_frame_at: null, subscriptions: 6, rtt_ms: "0.412" };
const limit = { venue: "binance", bucket: "REQUEST_WEIGHT", scope: "address", window_ms: 60_000, cap: 2400, used: 42, reserved_for_cancels: 240, resets_at: iso(now() + 30_000), polling: "idle", poll_interval_ms: null, banned_until: null, queued: 0 };
const counters = { unknown_fields: 0, unknown_events: 0, malformed_frames: 0, duplicates: 0, gaps: 0 };
const channels = new Map();
const repairs = [];
let fault = null; // { kind: "cut" | "silent" | "half", until, channel }
let cutSince = 0;

const stateOf = (channel) => {
  if (fault?.kind === "cut") return "polling";
  if (fault?.kind === "half") return now() - fault.since > 3000 ? "stale" : "live";
  if (fault?.kind === "silent" && fault.channel === channel) return now() - fault.since > 3000 ? "stale" : "live";
  return "live";
};
const muted = (channel) => fault?.kind === "half" || (fault?.kind === "silent" && fault.channel === channel);

function setFault(next) {
  fault = next;
  if (next?.kind === "cut") {
    cutSince = now();
    Object.assign(venue, { freshness: "polling", transport: "http", reason: "stream closed (1006)", since: iso(now()), next_try_at: iso(next.until) });
    Object.assign(link, { state: "backoff", attempt: 2, reason: "connection refused", next_try_at: iso(next.until), since: iso(now()) });
    Object.assign(limit, { polling: "admitted", poll_interval_ms: 1000 });
  }
  changed({ venues: [venue], links: [link], limits: [limit], channels: refreshChannels() });
}

function endFault() {
  const ended = fault;
  fault = null;
  const span = iso(cutSince || now() - 4000);
  for (const m of markets.values()) {
    for (const channel of ["book", "trades", "candles.1m"]) {
      if (!m.topics.size) continue;
      repairs.unshift({
        id: `rr_${now().toString(36)}_${channel}`, incident: `in_${(cutSince || 0).toString(36)}`, venue: "binance", instrument: m.info.instrument, channel,
        cause: ended?.kind === "cut" ? "link_down" : "silent", reason: ended?.kind === "cut" ? "stream closed (1006)" : "no frame for 3 s", detected_at: span, repaired_at: iso(now()),
        took_ms: 84 + Math.floor(random() * 300), missed: null, source: "rest", found: channel === "book" ? 1 : 4, note: `${channel} of ${m.info.instrument} complete again by rest`,
      });
    }
    for (const [name, topic] of m.topics) {
      if (name.startsWith("book.")) {
        topic.epoch += 1;
        broadcast(name, snapshotOf(name));
      }
    }
  }
  Object.assign(venue, { freshness: "live", transport: "ws", reason: null, since: iso(now()), next_try_at: null });
  Object.assign(link, { state: "open", attempt: 1, reason: null, next_try_at: null, since: iso(now()) });
  Object.assign(limit, { polling: "idle", poll_interval_ms: null });
  changed({ venues: [venue], links: [link], limits: [limit], channels: refreshChannels(), repairs: repairs.slice(0, 3) });
}

function refreshChannels() {
  const rows = [];
  for (const row of channels.values()) {
    row.freshness = stateOf(row.channel.split(".")[0]);
    row.source = row.freshness === "polling" ? "rest" : "ws";
    rows.push({ ...row, age_ms: row.last ? now() - row.last : null, last_recv_at: row.last ? iso(row.last) : null, last: undefined });
  }
  return rows;
}

function seen(topic) {
  const [kind, rest] = [topic.slice(0, topic.indexOf(".")), topic.slice(topic.indexOf(".") + 1)];
  const dot = rest.lastIndexOf(".");
  const id = kind === "candles" ? rest.slice(0, dot) : rest;
  const channel = kind === "candles" ? `candles.${rest.slice(dot + 1)}` : kind;
  return { kind, id, channel, interval: kind === "candles" ? rest.slice(dot + 1) : null };
}

// --- an account with a position in each of two instruments, and orders that wait ------------------------------------
const account = {
  account: "demo", venue: "binance", money: MONEY, freshness: "live", transport: "ws", commands: "ws", since: iso(now()), reason: null, heard_at: iso(now()),
  next_try_at: null, open_orders: 2, unknown_orders: 0, killed: false, blocked: null, mismatches: 0, portfolio: [],
};
const position = (symbol, qty, entry_price) => ({
  instrument: `binance:${symbol}`, position_side: "both", qty, entry_price, break_even_price: null, mark_price: null, unrealized_pnl: "0", liquidation_price: null,
  margin_mode: "cross", leverage: "10", isolated_margin: null, ts: iso(anchor),
});
const order = (n, side, price) => ({
  order_id: `mock-${n}`, client_order_id: `mock-${n}`, venue_order_id: String(n), instrument: "binance:BTCUSDT", side, position_side: "both", type: "limit", qty: "0.250",
  price, trigger_price: null, trigger_by: null, trailing_percent: null, activation_price: null, trailing_amount: null, time_in_force: "gtc", expires_at: null, post_only: false, reduce_only: false,
  close_position: false, status: "open", venue_status: "NEW", executed_qty: "0", average_price: null, reason: null, refusal_code: null, accepted_by: "venue", route: "ws",
  origin: "gateway", actor: "token", created_at: iso(anchor), updated_at: iso(anchor),
});
const accountSnapshot = () => ({
  account: { ...account, heard_at: iso(now()) },
  orders: [order(1, "buy", "97180.0"), order(2, "sell", "97900.0")],
  positions: [position("BTCUSDT", "0.370", "96842.10"), position("ETHUSDT", "-4.200", "3318.44")],
  balances: [{ asset: "USDT", wallet: "12480.22000000", available: "9000.00000000", cross_wallet: "12480.22000000", ts: iso(anchor) }],
  settings: [],
});

// --- the stream ---------------------------------------------------------------------------------------------------
const readers = new Set();
const topics = new Map();
const connectionsTopic = { epoch, seq: 1 };
topics.set("connections", connectionsTopic);

function topicState(name) {
  let state = topics.get(name);
  if (state) return state;
  if (name === "account.demo") {
    topics.set(name, { epoch, seq: 1 });
    return topics.get(name);
  }
  const { id, channel } = seen(name);
  const m = market(id);
  if (!m) return null;
  state = { epoch, seq: 1 };
  topics.set(name, state);
  m.topics.set(name, state);
  channels.set(`${id}|${channel}`, { venue: "binance", instrument: id, channel, freshness: "live", source: "ws", last_recv_at: null, age_ms: null, bound_ms: 3000, reason: null, since: iso(now()), last: now() });
  changed({ channels: refreshChannels() });
  return state;
}

function envelope(type, name, data, merged = 0) {
  const state = topics.get(name);
  const { kind } = seen(name);
  return {
    type, topic: name, epoch: state.epoch, seq: state.seq, freshness: name === "connections" ? "live" : stateOf(kind),
    source: fault?.kind === "cut" ? "rest" : "ws", ts_venue: iso(now() - 12), ts_recv: iso(now() - 4), ts_emit: iso(now()), merged, data,
  };
}

function snapshotOf(name) {
  if (name === "connections") {
    return envelope("snapshot", name, { connections: { venues: [venue], links: [link], channels: refreshChannels(), counters }, repairs: repairs.slice(0, 20), limits: [limit] });
  }
  if (name === "account.demo") return envelope("snapshot", name, accountSnapshot());
  const { kind, id, interval } = seen(name);
  const m = market(id);
  const side = (map, sign) => [...map.entries()].sort((a, b) => sign * (a[0] - b[0])).map(([p, s]) => [price(m, p), size(s)]);
  const data = {
    book: () => ({ venue_seq: String(m.venueSeq), bids: side(m.bids, -1), asks: side(m.asks, 1) }),
    bbo: () => bboOf(m), ticker: () => tickerOf(m), mark: () => markOf(m),
    trades: () => ({ trades: m.trades.slice(0, 100) }),
    candles: () => ({ candles: history(m, interval, now(), 1).slice(-2).map(bare) }),
  }[kind]();
  return envelope("snapshot", name, data);
}

const bboOf = (m) => ({
  bid: { price: price(m, m.mid), size: size(m.bids.get(m.mid) ?? 1) },
  ask: { price: price(m, m.mid + 1), size: size(m.asks.get(m.mid + 1) ?? 1) },
  venue_seq: String(m.venueSeq),
});
const tickerOf = (m) => ({
  last: m.trades[0]?.price ?? null, change: price(m, m.mid - m.open), change_pct: (((m.mid - m.open) / m.open) * 100).toFixed(3),
  open: price(m, m.open), high: price(m, m.high), low: price(m, m.low), volume: size(m.volume), quote_volume: (14.82e9 + m.volume).toFixed(2),
  weighted_avg: null, open_ts: iso(now() - 86_400_000), close_ts: iso(now()),
});
const nextFunding = () => Math.ceil(now() / 28_800_000) * 28_800_000;
const markOf = (m) => ({
  mark: (m.mid / 10 ** scale(m) + 2.73214567).toFixed(8), index: (m.mid / 10 ** scale(m) + 9.40118732).toFixed(8),
  settle_estimate: null, funding_rate: "0.00008700", next_funding_ts: iso(nextFunding()),
});

function broadcast(name, message) {
  const text = JSON.stringify(message);
  for (const reader of readers) if (reader.topics.has(name)) reader.send(text);
}
function emit(name, data) {
  const state = topics.get(name);
  if (!state || muted(seen(name).kind)) return;
  state.seq += 1;
  const { id, channel } = seen(name);
  const row = channels.get(`${id}|${channel}`);
  if (row) row.last = now();
  broadcast(name, envelope("event", name, data));
}
function changed(data) {
  connectionsTopic.seq += 1;
  broadcast("connections", envelope("event", "connections", data));
}
function announceStates() {
  for (const name of topics.keys()) {
    if (name === "connections" || name === "account.demo") continue;
    const state = topics.get(name);
    const { kind } = seen(name);
    broadcast(name, { type: "state", topic: name, epoch: state.epoch, seq: state.seq, freshness: stateOf(kind), reason: stateOf(kind) === "live" ? null : "the stream is broken on purpose", expected: null, got: null, ts_recv: null, ts_emit: iso(now()) });
  }
}

function step(fast) {
  for (const m of markets.values()) {
    if (m.topics.size === 0) continue;
    const drift = random() < 0.35 ? Math.round((random() - 0.5) * 9) : 0;
    m.mid += drift;
    m.venueSeq += 1 + Math.floor(random() * 5);
    const bids = [];
    const asks = [];
    const put = (map, list, ticks, lots) => {
      if (lots === 0 && !map.delete(ticks)) return;
      if (lots > 0) map.set(ticks, lots);
      list.push([price(m, ticks), size(lots)]);
    };
    for (const p of [...m.bids.keys()]) if (p > m.mid) put(m.bids, bids, p, 0);
    for (const p of [...m.asks.keys()]) if (p <= m.mid) put(m.asks, asks, p, 0);
    put(m.bids, bids, m.mid, lot());
    put(m.asks, asks, m.mid + 1, lot());
    for (let i = 0; i < 6; i += 1) {
      put(m.bids, bids, m.mid - Math.floor(random() * 40), lot());
      put(m.asks, asks, m.mid + 1 + Math.floor(random() * 40), lot());
    }
    const id = m.info.instrument;
    m.high = Math.max(m.high, m.mid);
    m.low = Math.min(m.low, m.mid);
    emit(`book.${id}`, { venue_seq: String(m.venueSeq), bids, asks });
    emit(`bbo.${id}`, bboOf(m));
    if (BURST || random() < 0.6) {
      const made = trade(m, now());
      const lots = Math.round(Number(made.size) * 1000);
      m.volume += lots;
      emit(`trades.${id}`, { trades: [made] });
      const candles = tickCandles(m, lots);
      for (const [interval, c] of Object.entries(candles)) if (topics.has(`candles.${id}.${interval}`)) emit(`candles.${id}.${interval}`, { candles: [bare(c)] });
    }
    if (fast || BURST) {
      emit(`ticker.${id}`, tickerOf(m));
      emit(`mark.${id}`, markOf(m));
    }
  }
}

let turn = 0;
setInterval(() => {
  turn += 1;
  // Without a stream there is one answer a second.
  if (fault?.kind !== "cut" || turn % 10 === 0) step(turn % 10 === 0);
  if (fault && now() > fault.until) {
    endFault();
    announceStates();
  } else if (fault && fault.kind !== "cut" && !fault.told && now() - fault.since > 3000) {
    fault.told = true;
    Object.assign(venue, { freshness: "stale", reason: "no frame for 3 s", since: iso(fault.since) });
    announceStates();
    changed({ venues: [venue], channels: refreshChannels() });
  }
}, STEP_MS);
setInterval(() => {
  limit.used = Math.min(2300, limit.used + (fault?.kind === "cut" ? 10 : 0));
  if (Date.parse(limit.resets_at) < now()) Object.assign(limit, { used: 2, resets_at: iso(now() + 60_000) });
  link.last_frame_at = iso(now());
  changed({ channels: refreshChannels(), limits: [limit] });
  for (const reader of readers) reader.send(JSON.stringify({ type: "heartbeat", ts_emit: iso(now()) }));
}, SECOND);

// --- HTTP ---------------------------------------------------------------------------------------------------------
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2" };
const loggedIn = (request) => (request.headers.cookie ?? "").includes("twinline_session=mock");

const server = createServer(async (request, response) => {
  const url = new URL(request.url, "http://mock");
  const send = (status, body, headers = {}) => {
    response.writeHead(status, { "content-type": status >= 400 ? "application/problem+json" : "application/json", ...headers });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  };
  const problem = (status, title) => send(status, { type: "about:blank", title, status, detail: title, code: "mock", retryable: false, outcome: "not_applied" });
  const body = async () => {
    let text = "";
    for await (const chunk of request) text += chunk;
    return JSON.parse(text);
  };
  if (!url.pathname.startsWith("/api/")) return serve(url.pathname, response);
  const path = decodeURIComponent(url.pathname.replace("/api/v1", ""));
  if (path === "/session") {
    if (request.method === "POST") return send(200, { authenticated: true, expires_at: iso(now() + 86_400_000) }, { "set-cookie": "twinline_session=mock; HttpOnly; SameSite=Strict; Path=/" });
    return send(200, { authenticated: loggedIn(request), version: "0.1.0", demo: true });
  }
  if (!loggedIn(request)) return problem(401, "not authenticated");
  if (path === "/venues") {
    return send(200, { data: [{ ...venue, name: "Binance USD-M Futures", environment: "sim", demo: true, clock_offset_ms: "3.1", clock_error_ms: "1.9", capabilities: { channels: ["book", "bbo", "trades", "candles", "mark", "ticker"], candle_intervals: Object.keys(INTERVALS), history: ["candles", "trades", "funding"] } }], next: null });
  }
  if (path === "/accounts") return send(200, { data: [account], next: null });
  if (/^\/accounts\/demo\/(orders|fills|transactions)$/.test(path)) return send(200, { data: [], next: null });
  if (path === "/instruments") {
    const q = (url.searchParams.get("q") ?? "").toLowerCase();
    const found = instruments.filter((i) => i.symbol.toLowerCase().includes(q) || i.alias.toLowerCase().includes(q));
    const from = Number(url.searchParams.get("cursor") ?? 0);
    const count = Number(url.searchParams.get("limit") ?? 50);
    return send(200, { data: found.slice(from, from + count), next: from + count < found.length ? String(from + count) : null });
  }
  const one = /^\/instruments\/([^/]+)(\/candles)?$/.exec(path);
  if (one) {
    const m = market(one[1]);
    if (!m) return problem(404, "unknown instrument");
    if (!one[2]) return send(200, m.info);
    const to = url.searchParams.get("to");
    return send(200, { data: history(m, url.searchParams.get("interval"), to ? Date.parse(to) : now(), Number(url.searchParams.get("limit") ?? 500)).map(bare), next: null });
  }
  if (path === "/demo/faults" && request.method === "DELETE") {
    if (fault) endFault();
    announceStates();
    return send(204);
  }
  if (path === "/demo/faults" && request.method === "POST") {
    const wanted = await body();
    const until = now() + (wanted.for_ms ?? 5000);
    if (wanted.name === "ws-refuse") setFault({ kind: "cut", since: now(), until });
    else if (wanted.name === "ws-half-open") setFault({ kind: "half", since: now(), until });
    else if (wanted.name === "ws-silent") setFault({ kind: "silent", since: now(), until, channel: wanted.channel });
    else if (wanted.name === "delta-drop") for (const [name, state] of topics) if (name.startsWith("book.")) state.seq += 1;
    announceStates();
    return send(204);
  }
  return problem(404, "not found");
});

async function serve(path, response) {
  const file = normalize(path === "/" ? "/index.html" : path);
  try {
    const content = await readFile(join(dist, file));
    response.writeHead(200, {
      "content-type": TYPES[extname(file)] ?? "application/octet-stream",
      "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'",
    });
    response.end(content);
  } catch {
    response.writeHead(404).end();
  }
}

const sockets = new WebSocketServer({ noServer: true });
server.on("upgrade", (request, socket, head) => {
  if (!loggedIn(request)) return socket.end("HTTP/1.1 401 Unauthorized\r\n\r\n");
  sockets.handleUpgrade(request, socket, head, (opened) => {
    const reader = { topics: new Set(), send: (text) => opened.readyState === 1 && opened.send(text) };
    readers.add(reader);
    reader.send(JSON.stringify({ type: "hello", epoch, version: "0.1.0", heartbeat_ms: 1000, ts_emit: iso(now()) }));
    opened.on("close", () => readers.delete(reader));
    opened.on("message", (frame) => {
      const wish = JSON.parse(String(frame));
      if (wish.op === "subscribe") {
        reader.send(JSON.stringify({ type: "subscribed", id: wish.id, topics: wish.topics }));
        for (const name of wish.topics) {
          if (!topicState(name)) reader.send(JSON.stringify({ type: "error", id: wish.id, code: "unknown_topic", detail: `no topic ${name}`, topic: name }));
          else {
            reader.topics.add(name);
            reader.send(JSON.stringify(snapshotOf(name)));
          }
        }
      } else if (wish.op === "unsubscribe") {
        for (const name of wish.topics) reader.topics.delete(name);
        reader.send(JSON.stringify({ type: "unsubscribed", id: wish.id, topics: wish.topics }));
      }
    });
  });
});
server.listen(port, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}/#ticket=mock`));
