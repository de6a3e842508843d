// Before every module: what a component says of itself comes later and wins.
import "./theme/tokens.css";
import "./theme/base.css";
import "./theme/controls.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import { queryClient } from "./api/queries";
import { enter, type Entry } from "./api/session";
import { App } from "./app";
import { SignedOutPage } from "./pages/signed-out-page";
import { backoff } from "./stream/backoff";
import { followOtherTabs as followSettings } from "./theme/settings";
import { followSystem } from "./theme/theme";
import { followOtherTabs as followWatched } from "./watch/watched";

followSystem();
followSettings();
followWatched();
// For those who measure: `?measure` before the `#`.
if (location.search.includes("measure")) void import("./stream/measure-paint").then((m) => m.measurePaint());

/** Begun once, outside React: a ticket can be spent only once. */
const entering = enter();

function Root() {
  const [entry, setEntry] = useState<Entry | null>(null);
  useEffect(() => {
    let gone = false;
    let attempt = 0;
    const settle = (next: Entry) => {
      if (gone) return;
      setEntry(next);
      if (next.kind !== "unreachable") return;
      attempt += 1;
      setTimeout(() => void enter().then(settle), 500 + backoff(attempt));
    };
    void entering.then(settle);
    return () => {
      gone = true;
    };
  }, []);
  if (entry === null) return null;
  if (entry.kind === "in") return <App session={entry.session} />;
  return (
    <SignedOutPage
      unreachable={entry.kind === "unreachable"}
      why={entry.kind === "out" ? entry.why : null}
      onAgain={() => location.reload()}
    />
  );
}

const FONT_MS = 300;

// The typeface is on its way already; what is painted with it does not move when it arrives.
void Promise.race([
  document.fonts.load("12px Geist"),
  new Promise((resolve) => setTimeout(resolve, FONT_MS)),
]).then(() => {
  createRoot(document.getElementById("root")!).render(
    <QueryClientProvider client={queryClient}>
      <Root />
    </QueryClientProvider>,
  );
});
