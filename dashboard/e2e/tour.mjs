// The tour as a newcomer meets it: it comes by itself once, goes with keys alone, covers nothing that it tells of and no question, can
// be skipped and begun again. Prints JSON; exit code 1 at the first step that fails. Environment: see browser.mjs; TWINLINE_URL (a login
// link of a demo gateway), ARTEFACTS (pictures).
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { inPageFor, launch, loginLink, marketShown } from "./browser.mjs";
import { complaints, settle } from "./inspect.mjs";
import { accountLive } from "./trading.mjs";

const link = loginLink();
const home = new URL("/", link).href;
const artefacts = join(process.env.ARTEFACTS ?? "artefacts", "tour");
mkdirSync(artefacts, { recursive: true });
const WIDE = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
const STEPS = 7;
const CARD = "[data-test=tour][data-placed=true]";
const browser = await launch({ newcomer: true });
const report = { ok: false, checks: [], complaints: [], errors: [] };
try {
  const context = await browser.newContext({ viewport: WIDE, colorScheme: "dark", reducedMotion: "reduce", bypassCSP: true });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  page.on("pageerror", (error) => report.errors.push(error.message));
  await page.goto(link);
  await marketShown(page);
  await accountLive(page);
  await whole(page);
  await again(page);
  await question(page);
  await skipped(page);
  await phone(page);
  await step("nothing failed silently, and every picture holds", async () => {
    assert.deepEqual(report.errors, []);
    assert.deepEqual(report.complaints, []);
  });
  report.ok = true;
} catch (error) {
  report.failure = error instanceof Error ? error.message : String(error);
  await browser.contexts()[0]?.pages()[0]?.screenshot({ path: join(artefacts, "failure.png") }).catch(() => undefined);
} finally {
  await browser.close();
  console.log(JSON.stringify(report, null, 2));
  process.exitCode = report.ok ? 0 : 1;
}

async function step(name, run) {
  await run();
  report.checks.push(name);
}

function shown(page, at) {
  return page.waitForSelector(`${CARD}[data-step='${at}']`);
}

/** Where the card and what it tells of lie over each other, in square pixels; what fills the window may be touched. */
function covered(page) {
  return page.evaluate(() => {
    const card = document.querySelector("[data-test=tour]").getBoundingClientRect();
    const ring = document.querySelector("[data-test=tour]").previousElementSibling.getBoundingClientRect();
    const wide = Math.min(card.right, ring.right) - Math.max(card.left, ring.left);
    const high = Math.min(card.bottom, ring.bottom) - Math.max(card.top, ring.top);
    return { over: Math.max(0, wide) * Math.max(0, high), ring: [ring.width, ring.height], inside: card.left >= 0 && card.top >= 0 && card.right <= innerWidth && card.bottom <= innerHeight };
  });
}

async function whole(page) {
  await step("it comes by itself, with the focus on its first button, and goes on with Enter alone", async () => {
    for (let at = 1; at <= STEPS; at += 1) {
      await shown(page, at);
      assert.equal(await page.evaluate(() => document.activeElement?.dataset.test), "tour-next", `step ${at}`);
      await page.waitForFunction(() => !document.querySelector("[data-test=tour]").previousElementSibling.hidden);
      const { over, ring, inside } = await covered(page);
      assert.ok(over === 0 && inside && ring[0] > 20 && ring[1] > 10, `step ${at}: ${over} px² covered, ring ${ring}, inside ${inside}`);
      await picture(page, `1440-${at}`, at === 1 || at === STEPS);
      await page.keyboard.press("Enter");
    }
    await page.waitForSelector("[data-test=tour]", { state: "detached" });
  });
  await step("seen once, it does not come again", async () => {
    await page.goto(home);
    await marketShown(page);
    await inPageFor(page, 600);
    assert.equal(await page.$("[data-test=tour]"), null);
  });
}

async function again(page) {
  await step("the palette begins it again; Back goes back; Escape ends it", async () => {
    await page.keyboard.press("Control+k");
    await page.keyboard.type("tour");
    await page.waitForSelector("[data-command=tour][aria-selected=true]");
    await page.keyboard.press("Enter");
    await shown(page, 1);
    await page.keyboard.press("Enter");
    await shown(page, 2);
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement?.dataset.test), "tour-back");
    await page.keyboard.press("Enter");
    await shown(page, 1);
    await page.keyboard.press("Escape");
    await page.waitForSelector("[data-test=tour]", { state: "detached" });
  });
}

async function question(page) {
  await step("the page stays usable under it, and no question is ever covered", async () => {
    await begin(page);
    await page.click("[data-test=tour-next]");
    await shown(page, 2);
    await page.click("[data-test=side-buy]");
    await page.click("[data-test=kind-market]");
    await page.fill("[data-test=ticket-size]", "0.010");
    await shown(page, 2);
    await inPageFor(page, 450);
    await page.click("[data-test=ticket-submit]");
    await page.waitForSelector("[data-test=ticket][data-phase=confirm]");
    assert.equal(await page.$("[data-test=tour]"), null, "in the frame of the question it is away");
    await inPageFor(page, 450);
    await page.click("[data-test=ticket-back]");
    await shown(page, 2);
  });
  await step("going elsewhere is not taken back", async () => {
    await page.evaluate(() => (location.hash = "#/history"));
    await page.waitForSelector("h1:text('History')");
    await inPageFor(page, 500);
    assert.equal(await page.evaluate(() => location.hash), "#/history");
    await page.evaluate(() => (location.hash = "#/"));
    await marketShown(page);
  });
}

async function skipped(page) {
  await step("skipped is remembered as seen", async () => {
    await page.evaluate(() => localStorage.removeItem("twinline.tour"));
    await page.reload();
    await shown(page, 1);
    await page.click("[data-test=tour-skip]");
    await page.waitForSelector("[data-test=tour]", { state: "detached" });
    await page.reload();
    await marketShown(page);
    await inPageFor(page, 600);
    assert.equal(await page.$("[data-test=tour]"), null);
  });
}

async function phone(page) {
  await step("on a phone it stays in the window and leaves the buttons free", async () => {
    await page.setViewportSize(PHONE);
    await page.evaluate(() => localStorage.removeItem("twinline.tour"));
    await page.reload();
    for (let at = 1; at <= STEPS; at += 1) {
      await shown(page, at);
      const { over, inside } = await covered(page);
      assert.ok(inside && over === 0, `step ${at}: inside ${inside}, ${over} px² covered`);
      await picture(page, `390-${at}`, at === 2);
      await page.click("[data-test=tour-next]");
    }
    await page.waitForSelector("[data-test=tour]", { state: "detached" });
  });
}

async function begin(page) {
  await page.keyboard.press("Control+k");
  await page.keyboard.type("tour");
  await page.waitForSelector("[data-command=tour][aria-selected=true]");
  await page.keyboard.press("Enter");
  await shown(page, 1);
}

async function picture(page, name, light) {
  for (const colorScheme of light ? ["dark", "light"] : ["dark"]) {
    await page.emulateMedia({ colorScheme });
    await page.waitForFunction((t) => document.documentElement.dataset.theme === t, colorScheme);
    await settle(page);
    await page.screenshot({ path: join(artefacts, `${name}-${colorScheme}.png`) });
    for (const what of await complaints(page)) report.complaints.push(`${name}-${colorScheme}: ${what}`);
  }
  await page.emulateMedia({ colorScheme: "dark" });
}
