// A venue with options, as a person looks at them: the chain by strike, live, one option's own page, and back; what is not looked at
// is not subscribed to. Prints JSON; exit code 1 at the first step that fails. Environment: see browser.mjs; TWINLINE_URL (a login
// link of a gateway whose venue lists options).
import assert from "node:assert/strict";
import { looked, loginLink } from "./browser.mjs";

const art = process.env.ARTEFACTS ?? ".";
const link = loginLink();
await looked(async (page, _report, passed) => {
  const topics = followed(page);
  await page.goto(link);
  await page.waitForSelector("[data-panel=chart]");
  assert.equal(ofOptions(topics).length, 0, "no option is subscribed to before anybody looks");
  passed("no option is subscribed to before anybody looks");

  await page.evaluate(() => (location.hash = "#/options"));
  await page.waitForSelector("[data-test=chain] tbody tr");
  await page.waitForFunction(() => {
    const cells = [...document.querySelectorAll("[data-test=chain] td.n")];
    return cells.some((cell) => /\d/.test(cell.textContent) && cell.dataset.fresh === "live");
  });
  const strikes = await page.$$eval("[data-test=chain] tbody tr", (rows) => rows.map((row) => Number(row.dataset.strike)));
  assert.ok(strikes.length > 1 && strikes.every((strike, at) => at === 0 || strikes[at - 1] < strike), `${strikes}`);
  passed("a chain shows its prices by strike");
  await page.screenshot({ path: `${art}/options.png` });

  await page.click("[data-test=chain] tbody a");
  await page.waitForSelector("[data-panel=chart]");
  await page.goBack();
  await page.waitForSelector("[data-test=chain]");
  passed("a strike leads to its option, and Back to the chain");

  await page.setViewportSize({ width: 390, height: 844 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `the page is ${wide} px too wide on a phone`);
  await page.screenshot({ path: `${art}/options-phone.png` });
  passed("on a phone the page is not wider than the window");

  await page.evaluate(() => (location.hash = "#/"));
  await page.waitForSelector("[data-panel=chart]");
  const left = Date.now();
  while (ofOptions(topics).length > 0) {
    assert.ok(Date.now() - left < 30_000, `still subscribed: ${ofOptions(topics)}`);
    await page.waitForTimeout(100);
  }
  passed("what is not looked at any more is dropped");
});

/** The topics that the page is subscribed to, as its frames on the socket say. */
function followed(page) {
  const topics = new Set();
  page.on("websocket", (socket) => {
    socket.on("framesent", ({ payload }) => {
      const said = JSON.parse(String(payload));
      for (const topic of said.topics ?? []) {
        if (said.op === "subscribe") topics.add(topic);
        if (said.op === "unsubscribe") topics.delete(topic);
      }
    });
  });
  return topics;
}

/** Those of options: their symbols begin with C- or P-. */
function ofOptions(topics) {
  return [...topics].filter((topic) => /:[CP]-/.test(typeof topic === "string" ? topic : JSON.stringify(topic)));
}
