// What every picture must hold, whatever it shows: nothing sticks out, no text is cut, no colour on old numbers, no barriers.
import { AxeBuilder } from "@axe-core/playwright";

/** Waits for typefaces and for whatever moves to its place. */
export const settle = (page) =>
  page.evaluate(async () => {
    await document.fonts.ready;
    const finite = document.getAnimations().filter((a) => a.effect?.getComputedTiming().iterations !== Infinity);
    await Promise.allSettled(finite.map((a) => a.finished));
  });

/** Everything wrong with what is on screen now, as sentences; empty when nothing is. All rules of axe, or those that are named. */
export async function complaints(page, rules = null) {
  const found = await page.evaluate(faultsOfLayout);
  const only = rules === null ? {} : { runOnly: { type: "rule", values: rules } };
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ["violations"], preload: false, ...only });
  const { violations } = await axe.analyze();
  for (const v of violations) {
    const [first] = v.nodes;
    found.push(`axe ${v.id} (${v.impact}, ${v.nodes.length}): ${first.html.slice(0, 140)}: ${first.failureSummary.replaceAll("\n", " ")}`);
  }
  return found;
}

/** Runs in the page. */
function faultsOfLayout() {
  const found = [];
  const page = document.documentElement;
  if (page.scrollWidth > innerWidth) found.push(`the page scrolls sideways by ${page.scrollWidth - innerWidth} px`);
  const scope = document.querySelector("dialog[open]") ?? document.body;
  const walker = document.createTreeWalker(scope, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const text = node.nodeValue.trim();
    const element = node.parentElement;
    if (text === "" || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || element.closest("script, style, option, .visually-hidden, [data-skip]")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    if (box.width === 0 || box.height === 0 || box.bottom < 0) continue;
    const cut = cutBy(element, box);
    if (cut !== null) found.push(`“${text.slice(0, 40)}” is cut by ${cut}`);
  }
  for (const panel of document.querySelectorAll("[data-fresh=stale], [data-fresh=down]")) {
    const quiet = getComputedStyle(page).getPropertyValue("--ink3").trim();
    const plain = document.createElement("i");
    plain.style.color = quiet;
    document.body.append(plain);
    const expected = getComputedStyle(plain).color;
    plain.remove();
    for (const n of panel.querySelectorAll(".n[data-sign='1'], .n[data-sign='-1']")) {
      if (n.textContent !== "" && getComputedStyle(n).color !== expected) found.push(`an old number has a colour: ${n.textContent}`);
    }
  }
  return [...new Set(found)].slice(0, 12);

  /** The nearest box that hides part of the text sideways, unless it can be scrolled or ends the text in dots. */
  function cutBy(element, box) {
    for (let at = element; at !== null && at !== document.body; at = at.parentElement) {
      const style = getComputedStyle(at);
      // Dots are a promise that the whole is elsewhere.
      if (style.textOverflow === "ellipsis" || style.webkitLineClamp !== "none") {
        const whole = at.scrollWidth <= at.clientWidth && at.scrollHeight <= at.clientHeight;
        return whole || element.closest("[title]") ? null : "dots, and no title says the rest";
      }
      if (/auto|scroll/.test(style.overflowX) || /auto|scroll/.test(style.overflowY)) return null;
      const edge = at.getBoundingClientRect();
      if (!/hidden|clip/.test(style.overflowX)) continue;
      // Wholly outside is a second line that is not meant to be seen.
      if (box.top >= edge.bottom - 1 || box.bottom <= edge.top + 1) return null;
      if (box.left < edge.left - 1 || box.right > edge.right + 1) return `${at.tagName.toLowerCase()}.${at.className.toString().split(" ")[0]}`;
    }
    return box.right > innerWidth + 1 && box.top < innerHeight ? "the edge of the window" : null;
  }
}
