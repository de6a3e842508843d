import type { Money } from "../api/wire";

export interface TourStep {
  title: string;
  text: string;
  /** What it is about: the first of these that is on screen. */
  of: readonly string[];
  /** The page that it is on; the trade page if absent. */
  page?: "/connections" | "/portfolio";
}

const FIRST: Record<"play" | "real", string> = {
  play: "Two minutes around the page. Nothing here is real money: this badge says so wherever money is meant, so press whatever you like.",
  real: "Two minutes around the page. This badge says whose money it is, here and wherever an order is given.",
};

/** What a newcomer is shown, in this order. */
export function steps(money: Money): readonly TourStep[] {
  return [
    { title: "Welcome to Twinline", text: FIRST[money === "REAL" ? "real" : "play"], of: ["[data-test=account]"] },
    {
      title: "Your first order",
      text: "Choose Long or Short, Market, and a size: the keys are B, S and M. The button shows the order once more before it is sent, and one wish is one order, however often you press.",
      of: ["[data-test=ticket]", "[data-test=sheet-buy]"],
    },
    {
      title: "With a stop-loss",
      text: "Tick TP/SL and name where it should end. Both legs leave with the order and guard what was filled, over crashes and restarts; if one fails you are told at once.",
      of: ["[data-tour=protect]", "[data-test=sheet-buy]"],
    },
    {
      title: "What you hold",
      text: "Positions, open orders and fills appear here by themselves. Close, Why and Cancel stand in each row; Why tells the whole story of an order.",
      of: ["[data-tour=tables]"],
    },
    {
      title: "When it must stop",
      text: "The account's menu holds Cancel all and the kill switch: with it on, only what makes positions smaller is sent. Both ask first.",
      of: ["[data-test=account]"],
    },
    {
      title: "How current it is",
      text: "Every stream, how old its data is, and a receipt for each gap that was closed. In a demo, Pull the plug above breaks one on purpose.",
      of: ["section[aria-label=Channels]"],
      page: "/connections",
    },
    {
      title: "What came of it",
      text: "All accounts in one place: what they are worth, what they made, and every list as a file. The tour is in the palette (Ctrl K) whenever you want it again.",
      of: ["[data-test=total]", "#main h1"],
      page: "/portfolio",
    },
  ];
}
