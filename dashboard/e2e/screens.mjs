// Pictures of every page: dark and light, 1440 and 390 wide, live, degraded and empty, and the popovers once.
// Environment: see browser.mjs; TWINLINE_URL (a login link of a demo gateway or the mock), ARTEFACTS (a directory).
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { inPageFor, launch, loginLink, marketShown } from "./browser.mjs";

const artefacts = process.env.ARTEFACTS ?? "artefacts";
await mkdir(artefacts, { recursive: true });
const link = loginLink();
const home = new URL("/", link).href;
const browser = await launch();
const taken = [];

try {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  await page.goto(link);
  await marketShown(page);
  for (const theme of ["dark", "light"]) {
    await page.evaluate((t) => localStorage.setItem("twinline.theme", t), theme);
    for (const [width, height] of [[1440, 900], [390, 844]]) {
      await page.setViewportSize({ width, height });
      await page.goto(home);
      await page.reload();
      await marketShown(page);
      await matrix(page, `${theme}-${width}`, width < 768);
    }
    await empty(theme);
  }
  await page.evaluate(() => localStorage.setItem("twinline.theme", "dark"));
  await once(page);
} finally {
  await browser.close();
  console.log(JSON.stringify({ taken }, null, 2));
}

/** Both pages live, then with the streams cut, then with sockets that are open and silent. */
async function matrix(page, name, phone) {
  await page.evaluate(() => (location.hash = "#/"));
  await page.waitForSelector("[data-panel=chart][data-fresh=live] canvas");
  await inPageFor(page, 600);
  await picture(page, `${name}-trade-live`);
  if (phone) {
    for (const tab of ["book", "trades", "watch", "info"]) {
      await page.click(`[data-test=tab-${tab}]`);
      await inPageFor(page, 400);
      await picture(page, `${name}-${tab}-live`);
    }
    await page.click("[data-test=tab-chart]");
  }
  await connections(page, `${name}-connections-live`);
  for (const fault of ["cut", "half-open"]) {
    await page.evaluate(() => (location.hash = "#/"));
    await page.waitForSelector("[data-panel=chart][data-fresh=live]");
    await page.click("[data-test=plug]");
    await page.click(`[data-fault=${fault}]`);
    await page.keyboard.press("Escape");
    await page.waitForSelector("[data-test=banner]:not([data-state=recovered])");
    await inPageFor(page, 700);
    await picture(page, `${name}-trade-${fault}`);
    await connections(page, `${name}-connections-${fault}`);
    await page.evaluate(() => (location.hash = "#/"));
    await page.click("[data-test=plug]");
    await page.click("[data-fault=heal]");
    await page.keyboard.press("Escape");
    await page.waitForSelector("[data-panel=chart][data-fresh=live]", { timeout: 40_000 });
    await page.waitForSelector("[data-test=banner]", { state: "detached", timeout: 40_000 });
  }
}

async function connections(page, name) {
  await page.evaluate(() => (location.hash = "#/connections"));
  await page.waitForSelector("section[aria-label='Repair receipts']");
  await inPageFor(page, 400);
  await picture(page, name);
}

/** A browser that is not logged in, and an instrument that nobody knows. */
async function empty(theme) {
  for (const [width, height] of [[1440, 900], [390, 844]]) {
    const stranger = await browser.newContext({ viewport: { width, height }, colorScheme: theme });
    const page = await stranger.newPage();
    await page.goto(home);
    await page.waitForSelector("text=twinline login");
    await picture(page, `${theme}-${width}-signed-out`);
    await stranger.close();
  }
}

/** Every popover, the wide and the middle layout, an unknown instrument. */
async function once(page) {
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(home);
  await page.reload();
  await marketShown(page);
  await page.click("[data-test=plug]");
  await picture(page, "plug-menu");
  await page.keyboard.press("Escape");
  await page.click("[data-test=settings]");
  await picture(page, "settings");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await page.waitForSelector("[role=option] b:text('BTC')");
  await picture(page, "palette");
  await page.keyboard.press("Escape");
  await page.waitForSelector("dialog", { state: "detached" });
  await page.keyboard.press("?");
  await page.waitForSelector("dialog[open]");
  await picture(page, "help");
  await page.keyboard.press("Escape");
  await page.click("[data-panel=book] header button");
  await page.waitForSelector("dialog[open]");
  await picture(page, "topic-details");
  await page.keyboard.press("Escape");
  await page.click("[data-test=watch]");
  await picture(page, "watch-empty");
  await page.click("text=Watch the well-known ones");
  await page.waitForSelector("[data-watched]");
  await inPageFor(page, 2500);
  await picture(page, "watch-drawer");
  await page.click("[data-test=watch]");
  await page.click("[data-test=tab-repairs]");
  await picture(page, "repairs-tab");
  for (const [width, height] of [[1920, 1080], [1280, 800], [900, 800], [320, 640]]) {
    await page.setViewportSize({ width, height });
    await inPageFor(page, 800);
    await picture(page, `trade-${width}`);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.evaluate(() => (location.hash = "#/trade/binance:NOBODY"));
  await page.waitForSelector("text=did not load");
  await picture(page, "unknown-instrument");
}

async function picture(page, name) {
  await page.evaluate(async () => {
    await document.fonts.ready;
    const finite = document.getAnimations().filter((a) => a.effect?.getComputedTiming().iterations !== Infinity);
    await Promise.allSettled(finite.map((a) => a.finished));
  });
  await page.screenshot({ path: join(artefacts, `${name}.png`) });
  taken.push(name);
}
