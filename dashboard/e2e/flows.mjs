// What people do with the page, step by step: keys alone, the palette, choices that are kept, two tabs, a tab that was away,
// a stream that stops and goes on. Prints JSON; exit code 1 at the first step that fails. Environment: see browser.mjs;
// TWINLINE_URL (a login link of a demo gateway), GATEWAY_PID (held still for the step that needs silence, else left out).
import assert from "node:assert/strict";
import { launch, loginLink, marketShown } from "./browser.mjs";

const link = loginLink();
const home = new URL("/", link).href;
const gateway = Number(process.env.GATEWAY_PID ?? 0);
const browser = await launch();
const report = { ok: false, checks: [], left_out: [] };
try {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: "dark" });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  await page.goto(link);
  await marketShown(page);
  await keyboard(page);
  await palette(page);
  await chart(page);
  await splitter(page);
  await kept(context, page);
  await twoTabs(context, page);
  await away(page);
  await reconnects(page);
  report.ok = true;
} catch (error) {
  report.failure = error instanceof Error ? error.message : String(error);
} finally {
  await browser.close();
  console.log(JSON.stringify(report, null, 2));
  process.exitCode = report.ok ? 0 : 1;
}

async function keyboard(page) {
  await step("the first Tab offers to skip to the market, and it does", async () => {
    await page.keyboard.press("Tab");
    assert.equal(await focused(page, (e) => e.textContent), "Skip to the market");
    await page.keyboard.press("Enter");
    assert.equal(await focused(page, (e) => e.id), "main");
  });
  await step("every press of Tab shows where the focus is, and nothing hides it", async () => {
    const seen = new Set();
    for (let i = 0; i < 60; i += 1) {
      await page.keyboard.press("Tab");
      const at = await focused(page, (e) => {
        const box = e.getBoundingClientRect();
        // What is written beside a box is pressed with it.
        const target = (e.type === "checkbox" ? e.closest("label") : e).getBoundingClientRect();
        const style = getComputedStyle(e);
        const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
        return {
          name: e.getAttribute("aria-label") ?? e.textContent.trim().slice(0, 40),
          body: e === document.body,
          ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
          small: e.tagName !== "DIV" && e.tagName !== "A" && Math.min(target.width, target.height) < 24,
          hidden: top === null || !(e.contains(top) || top.contains(e)),
        };
      });
      if (at.body) break;
      assert.ok(at.ring, `${at.name} shows no ring`);
      assert.ok(!at.hidden, `${at.name} is hidden`);
      assert.ok(!at.small, `${at.name} is smaller than 24 px`);
      seen.add(at.name);
    }
    assert.ok(seen.size > 12, `only ${seen.size} places were reached`);
  });
  await step("G C, G H and G T change the page, ? explains, Escape goes back", async () => {
    await page.evaluate(() => document.activeElement?.blur());
    await page.keyboard.press("g");
    await page.keyboard.press("c");
    await page.waitForSelector("h1:has-text('Connections')");
    await page.keyboard.press("g");
    await page.keyboard.press("h");
    await page.waitForSelector("h1:has-text('History')");
    await page.keyboard.press("g");
    await page.keyboard.press("t");
    await page.waitForSelector("[data-panel=chart]");
    await page.keyboard.press("?");
    await page.waitForSelector("dialog[open]");
    assert.equal(await focused(page, (e) => e.textContent), "Close");
    await page.keyboard.press("Escape");
    await page.waitForSelector("dialog", { state: "detached" });
  });
  await step("Escape closes a popover and gives the focus back", async () => {
    await page.focus("[data-test=settings]");
    await page.keyboard.press("Enter");
    await page.waitForSelector("#settings-menu");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Escape");
    await page.waitForSelector("#settings-menu", { state: "detached" });
    assert.equal(await focused(page, (e) => e.dataset.test), "settings");
  });
  await step("arrows, Home and End move between tabs", async () => {
    await page.focus("[data-test=tab-positions]");
    for (const [key, chosen] of [["ArrowRight", "orders"], ["ArrowLeft", "positions"], ["ArrowLeft", "repairs"], ["ArrowRight", "positions"], ["End", "repairs"], ["ArrowLeft", "connections"], ["Home", "positions"]]) {
      await page.keyboard.press(key);
      await page.waitForSelector(`[data-test=tab-${chosen}][aria-selected=true]:focus`);
      await page.waitForSelector(`#panel-${chosen}[role=tabpanel]`);
    }
  });
  await step("arrows move through the ladder, and the foot tells the sum up to there", async () => {
    await page.focus("[data-test=ladder]");
    await page.keyboard.press("ArrowUp");
    await page.waitForSelector("[data-test=ladder-foot]:has-text('Σ')");
    await page.keyboard.press("Escape");
    await page.waitForSelector("[data-test=ladder-foot]:has-text('B')");
  });
}

async function palette(page) {
  await step("Ctrl K, a symbol and Enter open that instrument", async () => {
    await page.keyboard.press("Control+k");
    await page.waitForSelector("[role=option]");
    await page.keyboard.type("ethusdt");
    await page.waitForSelector("[role=option][aria-selected=true] b:text('ETHUSDT')");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.title.includes("ETHUSDT"));
    await marketShown(page);
  });
  await step("an action runs from the palette", async () => {
    await page.keyboard.press("Control+k");
    await page.keyboard.type("light theme");
    await page.waitForSelector("[role=option][aria-selected=true]:has-text('light theme')");
    await page.keyboard.press("Enter");
    await page.waitForSelector("html[data-theme=light]");
    await page.keyboard.press("d");
    await page.waitForSelector("html[data-theme=dark]");
  });
  await step("Back returns to the instrument before", async () => {
    await page.goBack();
    await page.waitForFunction(() => document.title.includes("BTCUSDT"));
    await marketShown(page);
  });
}

async function chart(page) {
  await step("buttons do what dragging does: earlier and back to the newest", async () => {
    await page.click("[aria-label=Earlier]");
    await page.click("[aria-label=Earlier]");
    await page.waitForSelector("[data-test=chart-now][data-marked=true]");
    await page.click("[data-test=chart-now]");
    await page.waitForSelector("[data-test=chart-now][data-marked=false]");
  });
  await step("another interval brings its own history, which goes on", async () => {
    await page.click("[aria-label='Candle interval'] button:text-is('5m')");
    await page.waitForFunction(() => document.querySelector("[data-test=chart-legend]")?.textContent.includes("5m"));
    await page.waitForSelector("[data-panel=chart][data-fresh=live]");
    await page.click("[data-test=chart-table]");
    await page.waitForSelector("[data-test=candle-table] td");
    const opened = await page.$$eval("[data-test=candle-table] tbody th", (cells) => cells.slice(0, 12).map((c) => Number(/:(\d\d)/.exec(c.textContent)[1])));
    for (let i = 1; i < opened.length; i += 1) assert.equal((opened[i - 1] - opened[i] + 60) % 60, 5, "five minutes between rows");
    await page.click("[data-test=chart-table]");
    await page.click("[aria-label='Candle interval'] button:text-is('1m')");
  });
}

async function splitter(page) {
  await step("arrows move a splitter, Home and a double press put it back", async () => {
    const at = "[role=separator][aria-label='Width of the book']";
    const width = () => page.$eval("[data-panel=book]", (e) => e.getBoundingClientRect().width);
    const usual = await width();
    await page.focus(at);
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    assert.equal(await width(), usual + 32);
    await page.dblclick(at);
    assert.equal(await width(), usual);
  });
}

async function kept(context, page) {
  await step("what was chosen is there after a reload", async () => {
    await page.click("[data-test=settings]");
    await page.click("[data-setting=blue]");
    await page.click("text=Comfortable rows");
    await page.click("text=Swap rising and falling");
    await page.keyboard.press("Escape");
    await page.click("[data-test=star]");
    await page.reload();
    await marketShown(page);
    const look = await page.evaluate(() => ({ ...document.documentElement.dataset }));
    assert.deepEqual([look.pair, look.comfortable, look.swapped], ["blue", "true", "true"]);
    await page.waitForSelector("[data-test=star][aria-pressed=true]");
  });
  await step("single letters can be turned off, and Ctrl K stays", async () => {
    await page.click("[data-test=settings]");
    await page.click("text=Single letters are commands");
    await page.keyboard.press("Escape");
    await page.evaluate(() => document.activeElement?.blur());
    const theme = await page.evaluate(() => document.documentElement.dataset.theme);
    await page.keyboard.press("d");
    await page.keyboard.press("Control+k");
    await page.waitForSelector("[role=option]");
    assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), theme);
    await page.keyboard.press("Escape");
    await page.evaluate(() => localStorage.removeItem("twinline.look"));
    await page.reload();
    await marketShown(page);
  });
}

async function twoTabs(context, page) {
  await step("a second tab is live, too, follows what the first one chooses, and leaves without a trace", async () => {
    const other = await context.newPage();
    await other.goto(home);
    await marketShown(other);
    await page.bringToFront();
    await page.click("[data-test=theme]");
    await other.waitForSelector("html[data-theme=light]");
    await page.click("[data-test=star]");
    await other.waitForSelector("[data-test=star][aria-pressed=false]");
    await page.click("[data-test=theme]");
    await other.close();
    await changes(page, "[data-test=last-price]");
    await page.waitForSelector("[data-panel=book][data-fresh=live]");
  });
}

/** A machine sleeps, a browser stops a tab that nobody sees: the page stands still, and must be current again soon after. */
async function away(page) {
  await step("a page that stood still for five seconds is current again, without a reload", async () => {
    await page.evaluate(() => Object.assign(window, { neverReloaded: true, states: [] }));
    await page.evaluate(() => {
      new MutationObserver(() => window.states.push(document.querySelector("[data-panel=book]")?.dataset.fresh)).observe(
        document.querySelector("[data-panel=book]"),
        { attributes: true, attributeFilter: ["data-fresh"] },
      );
      let last = performance.now();
      window.longestPause = 0;
      setInterval(() => {
        window.longestPause = Math.max(window.longestPause, performance.now() - last);
        last = performance.now();
      }, 50);
    });
    const before = await page.textContent("[data-test=last-price]");
    const cdp = await browser.newBrowserCDPSession();
    const { processInfo } = await cdp.send("SystemInfo.getProcessInfo");
    const renderers = processInfo.filter((p) => p.type === "renderer").map((p) => p.id);
    for (const id of renderers) process.kill(id, "SIGSTOP");
    // Longer than the page's own bound for silence.
    await new Promise((resolve) => setTimeout(resolve, 5000));
    for (const id of renderers) process.kill(id, "SIGCONT");
    await page.waitForFunction((text) => document.querySelector("[data-test=last-price]").textContent !== text, before);
    await page.waitForSelector("[data-panel=book][data-fresh=live]");
    assert.equal(await page.evaluate(() => window.neverReloaded), true);
    report.away = await page.evaluate(() => ({ paused_ms: Math.round(window.longestPause), states: window.states }));
    assert.ok(report.away.paused_ms > 4000, "the page stood still meanwhile");
  });
  await step("the title of a hidden tab goes on", async () => {
    await page.evaluate(() => {
      Object.defineProperty(document, "visibilityState", { configurable: true, get: () => "hidden" });
      document.dispatchEvent(new Event("visibilitychange"));
    });
    const before = await page.title();
    await page.waitForFunction((t) => document.title !== t, before, { polling: 500 });
    await page.evaluate(() => {
      delete document.visibilityState;
      document.dispatchEvent(new Event("visibilitychange"));
    });
    await page.waitForSelector("[data-panel=book][data-fresh=live]");
  });
}

async function reconnects(page) {
  if (gateway === 0) {
    report.left_out.push("silence: GATEWAY_PID is not given");
    return;
  }
  await step("a gateway that says nothing makes every panel stale in one frame, and the page goes on by itself", async () => {
    await page.evaluate(() => {
      window.turned = [];
      const panels = [...document.querySelectorAll("[data-panel=chart], [data-panel=book], [data-panel=trades]")];
      const look = (at) => {
        const states = panels.map((p) => p.dataset.fresh);
        if (states.some((s) => s === "stale")) {
          window.turned.push(states.join(" "));
          return;
        }
        requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
    process.kill(gateway, "SIGSTOP");
    try {
      await page.waitForSelector("[data-test=banner][data-state=stale]");
      await page.waitForFunction(() => window.turned.length > 0);
      assert.deepEqual(await page.evaluate(() => window.turned), ["stale stale stale"]);
      assert.match(await page.title(), /stale/);
    } finally {
      process.kill(gateway, "SIGCONT");
    }
    await page.waitForSelector("[data-panel=chart][data-fresh=live]");
    await page.waitForSelector("[data-panel=book][data-fresh=live]");
    await page.waitForSelector("[data-test=banner]", { state: "detached" });
    assert.equal(await page.evaluate(() => window.neverReloaded), true);
    await changes(page, "[data-test=last-price]");
  });
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

async function focused(page, read) {
  return page.evaluate(`(${read})(document.activeElement)`);
}

/** Waits until the text of an element is another one. */
async function changes(page, selector) {
  const before = await page.textContent(selector);
  await page.waitForFunction(([s, text]) => document.querySelector(s)?.textContent !== text, [selector, before]);
}
