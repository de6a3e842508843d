// Looks for barriers with axe on every page and in both themes, at two widths, live and polled.
// Environment: TWINLINE_URL (a login link of a demo gateway), BROWSER (default /usr/bin/chromium).
import { AxeBuilder } from "@axe-core/playwright";
import { launch, loginLink } from "./browser.mjs";

const link = loginLink();
const browser = await launch();
// Reduced motion: a digit that is just fading in has no contrast to speak of.
const found = [];
let looked = 0;
try {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: "dark", reducedMotion: "reduce", bypassCSP: true });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  await page.goto(link);
  for (const theme of ["dark", "light"]) {
    await page.waitForSelector("[data-panel=chart][data-fresh=live]");
    if ((await page.evaluate(() => document.documentElement.dataset.theme)) !== theme) await page.click("[data-test=theme]");
    for (const [width, height] of [[1440, 900], [390, 844]]) {
      await page.setViewportSize({ width, height });
      const look = (where) => inspect(page, `${theme} ${width} ${where}`);
      await page.waitForSelector("[data-panel=chart][data-fresh=live] canvas");
      await look("trade");
      if (width < 768) {
        for (const tab of ["book", "trades", "watch", "info", "chart"]) {
          await page.click(`[data-test=tab-${tab}]`);
          await page.waitForSelector(`[data-test=tab-${tab}][aria-selected=true]`);
          await look(tab);
        }
      }
      await page.keyboard.press("/");
      await page.waitForSelector("[role=option]");
      await look("search");
      await page.keyboard.press("Escape");
      await page.waitForSelector("dialog", { state: "detached" });
      await page.keyboard.press("?");
      await page.waitForSelector("dialog[open]");
      await look("help");
      await page.keyboard.press("Escape");
      await page.waitForSelector("dialog", { state: "detached" });
      await page.keyboard.press("g");
      await page.keyboard.press("c");
      await page.waitForSelector("h1:has-text('Connections')");
      await look("connections");
      await page.keyboard.press("g");
      await page.keyboard.press("t");
    }
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.waitForSelector("[data-panel=book][data-fresh=live]");
    await page.click("[data-test=settings]");
    await inspect(page, `${theme} settings`);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+k");
    await page.waitForSelector("[role=option]");
    await inspect(page, `${theme} palette`);
    await page.keyboard.press("Escape");
    await page.waitForSelector("dialog", { state: "detached" });
    await page.click("[data-test=watch]");
    if (theme === "dark") await page.click("text=Watch the well-known ones");
    await page.waitForSelector("[data-watched]");
    await inspect(page, `${theme} watch list`);
    await page.click("[data-test=watch]");
    for (const [width, height] of [[1920, 1080], [1280, 800], [900, 800]]) {
      await page.setViewportSize({ width, height });
      await page.waitForSelector("[data-panel=book][data-fresh=live]");
      await inspect(page, `${theme} ${width} trade`);
    }
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.waitForSelector("[data-panel=trades][data-fresh=live]");
    await page.click("[data-test=plug]");
    await inspect(page, `${theme} plug menu`);
    await page.click("[data-fault=half-open]");
    await page.waitForSelector("[data-test=banner]");
    await page.keyboard.press("Escape");
    await inspect(page, `${theme} broken`);
    await page.click("[data-test=plug]");
    await page.click("[data-fault=heal]");
    await page.waitForSelector("[data-panel=book][data-fresh=live]");
    await page.keyboard.press("Escape");
  }
} finally {
  await browser.close();
}
console.log(JSON.stringify({ ok: found.length === 0, looked, found }, null, 2));
process.exitCode = found.length === 0 ? 0 : 1;

async function inspect(page, where) {
  await page.evaluate(async () => {
    const finite = document.getAnimations().filter((a) => a.effect?.getComputedTiming().iterations !== Infinity);
    await Promise.allSettled(finite.map((a) => a.finished));
  });
  const { violations } = await new AxeBuilder({ page }).analyze();
  looked += 1;
  for (const v of violations) {
    const [first] = v.nodes;
    found.push({ where, rule: v.id, impact: v.impact, count: v.nodes.length, first: first.html.slice(0, 160), why: first.failureSummary });
  }
}
