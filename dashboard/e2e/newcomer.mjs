// Somebody who sees the page for the first time: from the printed link to a filled order with a stop-loss in under two minutes, with
// nothing but what is on the screen. Each step is a picture. Prints JSON with the time of each step; exit code 1 at the first one that
// fails. Environment: see browser.mjs; TWINLINE_URL (a login link of a gateway with one account of no real money), ARTEFACTS (pictures),
// NAME (of their folder).
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { launch, loginLink } from "./browser.mjs";
import { complaints, settle } from "./inspect.mjs";
import { api } from "./trading.mjs";

const MOST_MS = 120_000;
/** Somebody reads what is new before pressing on; so long per step, beside what the page takes. */
const READS_MS = 1_500;
const link = loginLink();
const artefacts = join(process.env.ARTEFACTS ?? "artefacts", process.env.NAME ?? "newcomer");
mkdirSync(artefacts, { recursive: true });
const browser = await launch({ newcomer: true });
const report = { ok: false, checks: [], seconds: 0, complaints: [], errors: [] };
const begun = performance.now();
try {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: "dark", reducedMotion: "reduce", bypassCSP: true });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  page.on("pageerror", (error) => report.errors.push(error.message));
  await page.goto(link);
  // Only words and names that are on the screen are used from here on.
  await step(page, "the link opens on a market that moves, and on somebody who shows around", async () => {
    await page.getByRole("heading", { name: "Welcome to Twinline" }).waitFor();
    await page.waitForFunction(() => /\d/.test(document.querySelector("[data-test=last-price]")?.textContent ?? ""));
  });
  await step(page, "it shows the ticket", async () => {
    await page.getByRole("button", { name: "Next" }).click();
    await page.getByRole("heading", { name: "Your first order" }).waitFor();
  });
  await step(page, "and the stop-loss", async () => {
    await page.getByRole("button", { name: "Next" }).click();
    await page.getByRole("heading", { name: "With a stop-loss" }).waitFor();
  });
  await step(page, "long, at market, a hundredth, with a stop-loss two percent away", async () => {
    await page.getByRole("button", { name: "Skip the tour" }).click();
    const ticket = page.getByRole("region", { name: "Order ticket" });
    await ticket.getByRole("button", { name: "Long", exact: false }).first().click();
    await ticket.getByRole("button", { name: "Market", exact: true }).click();
    await ticket.getByRole("textbox", { name: /^Size/ }).fill("0.010");
    await ticket.getByLabel("TP/SL").check();
    await ticket.getByLabel("SL by").selectOption("%");
    await ticket.getByLabel("Stop loss").fill("2");
    await ticket.getByText("at ", { exact: false }).first().waitFor();
  });
  await step(page, "the question says what it comes to", async () => {
    await page.locator("[data-test=ticket-submit]").click();
    await page.getByRole("button", { name: "Back" }).waitFor();
    await page.locator("[data-test=ticket-confirm] dl").first().waitFor();
  });
  await step(page, "sent, filled and protected", async () => {
    await page.locator("[data-test=ticket-send]").click();
    await page.locator("[data-test=ticket-result][data-status=filled]").waitFor();
    await page.locator("[data-test=table-positions] tbody tr", { hasText: "SL " }).waitFor();
  });
  report.seconds = Math.round((performance.now() - begun) / 100) / 10;
  await step(page, "what came of it stands in the portfolio", async () => {
    await page.getByRole("link", { name: "Portfolio" }).first().click();
    await page.locator("[data-test=statistics]").waitFor();
    await page.getByText("1 of 1").waitFor();
  });
  // Other suites find the account as this one did.
  const accounts = await api(page, "GET", "/accounts");
  const account = `/accounts/${accounts.data.data[0].account}`;
  await api(page, "DELETE", `${account}/orders?external=true`);
  const { data } = await api(page, "GET", `${account}/positions`);
  for (const p of data.data) await api(page, "DELETE", `${account}/positions/${encodeURIComponent(p.instrument)}`);
  assert.ok(report.seconds * 1000 < MOST_MS, `it took ${report.seconds} s`);
  assert.deepEqual(report.errors, []);
  assert.deepEqual(report.complaints, []);
  report.ok = true;
} catch (error) {
  report.failure = error instanceof Error ? error.message : String(error);
  await browser.contexts()[0]?.pages()[0]?.screenshot({ path: join(artefacts, "failure.png") }).catch(() => undefined);
} finally {
  await browser.close();
  console.log(JSON.stringify(report, null, 2));
  process.exitCode = report.ok ? 0 : 1;
}

async function step(page, name, run) {
  const from = performance.now();
  await run();
  await page.waitForTimeout(READS_MS);
  await settle(page);
  const number = String(report.checks.length + 1).padStart(2, "0");
  await page.screenshot({ path: join(artefacts, `${number}-${name.replaceAll(/[^a-z]+/gi, "-").slice(0, 48)}.png`) });
  for (const what of await complaints(page)) report.complaints.push(`${number}: ${what}`);
  report.checks.push({ name, seconds: Math.round((performance.now() - from) / 100) / 10 });
}
