import type { Phase } from "./intent";

/** What another tab of this browser has open on an account. */
export interface OtherIntent {
  tab: string;
  account: string;
  /** `Long 0.250 BTC at market`. */
  what: string;
  /** False while it is only asked about. */
  sent: boolean;
  key: string;
}

type Told = { type: "intent"; tab: string; intent: OtherIntent | null } | { type: "who" };

/** Tabs that are remembered; more are not shown. */
const MOST = 8;

/** Tells the other tabs what this one has open, and keeps what they tell. Returns how to tell. */
export function followTabs(tab: string, onOthers: (others: readonly OtherIntent[]) => void, channel: BroadcastChannel | null = openChannel()): (phase: Phase) => void {
  const others = new Map<string, OtherIntent>();
  let mine: OtherIntent | null = null;
  const say = (told: Told) => channel?.postMessage(told);
  if (channel !== null) {
    channel.onmessage = ({ data }: MessageEvent<Told>) => {
      if (data.type === "who") {
        if (mine !== null) say({ type: "intent", tab, intent: mine });
        return;
      }
      if (data.intent === null) others.delete(data.tab);
      else if (others.has(data.tab) || others.size < MOST) others.set(data.tab, data.intent);
      onOthers([...others.values()]);
    };
    say({ type: "who" });
    if (typeof addEventListener === "function") addEventListener("pagehide", () => say({ type: "intent", tab, intent: null }));
  }
  return (phase) => {
    const open = phase.at === "confirm" || phase.at === "working" || phase.at === "unknown";
    const next = open ? { tab, account: phase.intent.account, what: phase.intent.words.what, sent: phase.at !== "confirm", key: phase.intent.key } : null;
    if (next?.key === mine?.key && next?.sent === mine?.sent) return;
    mine = next;
    say({ type: "intent", tab, intent: mine });
  };
}

function openChannel(): BroadcastChannel | null {
  return typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("twinline.intents");
}
