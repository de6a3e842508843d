import type { Money } from "../api/wire";

/** The tab's picture says whose money the page shows, as the badge does. */
export function showFavicon(money: Money | null): void {
  const link = document.querySelector<HTMLLinkElement>("link[rel=icon]");
  const href = money === null ? "/favicon.svg" : `/favicon-${money.toLowerCase()}.svg`;
  if (link && link.getAttribute("href") !== href) link.setAttribute("href", href);
}
