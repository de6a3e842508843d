// How long data takes to the screen: from the gateway's sending and from the venue's own time to the end of the frame
// that shows it (its work, style, layout and paint included), all on one machine's clock. Environment: see browser.mjs; TWINLINE_URL, SECONDS (default 20).
// NOISY=1 where others work on the same machine. Prints JSON; exit code 1 when the best quote's 99th percentile from the venue
// to the painted frame is not under 100 ms (noisy: its median under 200 ms, the 99th percentile under 1 s).
import { loadavg } from "node:os";
import { inPageFor, launch, loginLink, marketShown, percentile } from "./browser.mjs";

const seconds = Number(process.env.SECONDS ?? 20);
const noisy = process.env.NOISY === "1";
const GOAL_MS = 100;
const NOISY_P50_MS = 200;
const NOISY_P99_MS = 1000;
const link = new URL(loginLink());
link.search = "?measure";
const browser = await launch();
try {
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await page.goto(link.href);
  await marketShown(page);
  // What the page needs to begin with is not what is measured.
  await inPageFor(page, 1000);
  await page.evaluate(() => {
    performance.clearMeasures();
    window.spans = [];
    new PerformanceObserver((list) => {
      for (const e of list.getEntries()) window.spans.push([e.name, e.detail.topic.split(".", 1)[0], e.duration, e.detail.frame_ms]);
    }).observe({ entryTypes: ["measure"] });
  });
  await inPageFor(page, seconds * 1000);
  const spans = await page.evaluate(() => window.spans);
  const report = {
    seconds,
    load_of_the_machine: loadavg().map((n) => Math.round(n * 10) / 10),
    from_venue_ms: {},
    from_gateway_ms: {},
    frame_ms: figures(spans.map((s) => s[3])),
  };
  for (const [name, into] of [["venue", report.from_venue_ms], ["emit", report.from_gateway_ms]]) {
    for (const kind of ["trades", "bbo", "book", "candles", "mark", "ticker"]) {
      into[kind] = figures(spans.filter((s) => s[0] === name && s[1] === kind).map((s) => s[2]));
    }
  }
  // A trade's time is when it was matched; the venue tells of trades every 100 ms, so that much is its own. The best
  // quote is told at once: its way is what this measures.
  for (const kind of ["bbo", "trades"]) {
    const own = spans.filter((s) => s[0] === "venue" && s[1] === kind);
    report[`${kind}_from_venue`] = {
      to_frame_ms: figures(own.map((s) => s[2] - s[3])),
      to_painted_ms: figures(own.map((s) => s[2])),
    };
  }
  report.noisy = noisy;
  report.goal = `best quote, from the venue to the painted frame: p99 under ${GOAL_MS} ms`;
  const { p50, p99 } = report.bbo_from_venue.to_painted_ms ?? { p50: Infinity, p99: Infinity };
  report.ok = noisy ? p50 < NOISY_P50_MS && p99 < NOISY_P99_MS : p99 < GOAL_MS;
  console.log(JSON.stringify(report, null, 2));
  process.exitCode = report.ok ? 0 : 1;
} finally {
  await browser.close();
}

function figures(values) {
  if (values.length === 0) return null;
  const round = (n) => Math.round(n * 10) / 10;
  return { count: values.length, p50: round(percentile(values, 0.5)), p99: round(percentile(values, 0.99)), max: round(Math.max(...values)) };
}
