import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from "react";
import { Route, Router, Switch, useLocation } from "wouter";
import { useHashLocation } from "wouter/use-hash-location";
import { CancelDialog } from "./account/cancel-dialog";
import { chooseAccount, useAccounts } from "./account/chosen";
import { topicOf } from "./account/view";
import { useWhy } from "./account/why";
import { instrumentQuery, queryClient, refetchAll, searchQuery, venuesQuery } from "./api/queries";
import type { Session } from "./api/wire";
import { keptInstrument } from "./pages/kept-instrument";
import { SignedOutPage } from "./pages/signed-out-page";
import { useIsAsked } from "./deeds/deeds";
import { askCancelAllOf } from "./deeds/ask";
import { callTicket } from "./ticket/ticket-store";
import { TradePage } from "./pages/trade-page";
import { start } from "./stream/socket";
import { useStream } from "./stream/store";
import { useTopics } from "./stream/use-topics";
import { useTheme } from "./theme/theme";
import { beginTour, offerTour, useTourStep } from "./tour/tour-store";
import { toggleDrawer } from "./watch/drawer";
import { Announcer } from "./ui/announcer";
import { Banners } from "./ui/banners";
import { inspect, useInspected } from "./ui/inspected";
import { Palette } from "./ui/palette";
import { commands } from "./ui/commands";
import { ToastStack } from "./ui/toast-stack";
import { showFavicon } from "./ui/favicon";
import { Note, Skeleton } from "./ui/note";
import { StatusBar } from "./ui/status-bar";
import { Pages, TopBar } from "./ui/top-bar";
import { useKeys } from "./ui/use-keys";
import styles from "./app.module.css";

const ConnectionsPage = lazy(() => import("./pages/connections-page").then((m) => ({ default: m.ConnectionsPage })));
const PortfolioPage = lazy(() => import("./pages/portfolio-page").then((m) => ({ default: m.PortfolioPage })));
const HistoryPage = lazy(() => import("./pages/history-page").then((m) => ({ default: m.HistoryPage })));
// What is only read comes when it is asked for. The question before a cancel is here from the beginning.
const WhyDialog = lazy(() => import("./account/why-dialog").then((m) => ({ default: m.WhyDialog })));
const DeedDialog = lazy(() => import("./deeds/deed-dialog").then((m) => ({ default: m.DeedDialog })));
const Tour = lazy(() => import("./tour/tour").then((m) => ({ default: m.Tour })));
const Help = lazy(() => import("./ui/help").then((m) => ({ default: m.Help })));
const TopicDetails = lazy(() => import("./ui/topic-details").then((m) => ({ default: m.TopicDetails })));
const CONNECTIONS = ["connections"];
const NO_COMMANDS: readonly [] = [];

/** The shell: top bar, banners, page, status bar. Paths live behind `#`, so any file server can serve them. */
export function App({ session }: { session: Session }) {
  useEffect(start, []);
  return (
    <Router hook={useHashLocation}>
      <Shell demo={session.demo === true} />
    </Router>
  );
}

function Shell({ demo }: { demo: boolean }) {
  const { accounts, account, early: accountsEarly } = useAccounts();
  // The account is listened to on every page: what happens to money is not missed by looking elsewhere.
  useTopics(useMemo(() => (account === null ? CONNECTIONS : [...CONNECTIONS, topicOf(account.account)]), [account?.account]));
  useRefetchAfterReconnect();
  const [path, go] = useLocation();
  const [dialog, setDialog] = useState<"search" | "palette" | "help" | null>(null);
  const { data: venues, isPending: venuesPending } = useQuery(venuesQuery);
  const first = useFirstInstrument();
  const id = instrumentOf(path) ?? first.id;
  const { data: instrument } = useQuery({ ...instrumentQuery(id ?? ""), enabled: id !== null });
  const venue = venues?.find((v) => id?.startsWith(`${v.venue}:`)) ?? venues?.[0];
  const tradePath = id === null ? "/" : `/trade/${id}`;
  const inspected = useInspected();
  const why = useWhy();
  const deed = useIsAsked();
  const version = useStream((s) => s.version);
  const signedOut = useStream((s) => s.socket.phase === "signed_out");
  const names = useMemo(() => new Map(venues?.map((v) => [v.venue, v.name])), [venues]);
  // The stream says at once when a venue's money changes; the fetched row fills in before it speaks.
  const venueId = id?.split(":", 1)[0] ?? venue?.venue ?? "";
  const venueMoney = useStream((s) => s.connections.venues[venueId]?.money ?? venue?.money ?? null);
  const money = account?.money ?? venueMoney;

  const theme = useTheme();
  const onWatch = () => {
    if (isOther(path)) go(tradePath);
    toggleDrawer();
  };
  useEffect(() => showFavicon(money), [money]);
  const tourStep = useTourStep();
  const tourMoney = account?.money ?? null;
  // Who meets the page with play money is shown around; with real money only who asks.
  useEffect(() => {
    if (tourMoney !== null && tourMoney !== "REAL") offerTour();
  }, [tourMoney]);

  useKeys({
    onPalette: () => setDialog("palette"),
    onWatch,
    onSearch: () => setDialog("search"),
    onHelp: () => setDialog("help"),
    onTrade: () => go(tradePath),
    onPortfolio: () => go("/portfolio"),
    onHistory: () => go("/history"),
    onConnections: () => go("/connections"),
    onTicket: (change) => {
      if (isOther(path)) go(tradePath);
      callTicket(change);
    },
    onEnter: () => document.querySelector<HTMLFormElement>("[data-test=ticket-form]")?.requestSubmit(),
    onCancelAll: () => account !== null && askCancelAllOf(account),
    onAccount: (step) => {
      const at = accounts.findIndex((a) => a.account === account?.account);
      const next = accounts[(at + step + accounts.length) % accounts.length];
      if (next) chooseAccount(next.account);
    },
  });

  if (signedOut) return <SignedOutPage onAgain={() => location.reload()} />;
  const onSearch = () => setDialog("search");
  // The top bar is drawn once, with its venues and accounts: nothing in it moves a moment later.
  if (venuesPending || accountsEarly) return null;
  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#main" onClick={skipToMain}>Skip to the market</a>
      <TopBar
        venues={venues ?? []}
        venue={venue}
        instrument={instrument ?? null}
        money={money}
        accounts={accounts}
        account={account}
        demo={demo}
        tradePath={tradePath}
        onPalette={() => setDialog("palette")}
        onHelp={() => setDialog("help")}
      />
      <Banners venueName={(v) => names.get(v) ?? v} />
      <Suspense fallback={<Skeleton rows={8} />}>
        <Switch>
          <Route path="/portfolio"><PortfolioPage looked={instrument?.settle ?? null} /></Route>
          <Route path="/connections"><ConnectionsPage /></Route>
          <Route path="/history/:list?/:order?">
            {({ list, order }) => <HistoryPage list={list} order={order} instrument={instrument ?? null} />}
          </Route>
          <Route>
            {id !== null ? (
              <TradePage id={id} venue={venue} onSearch={onSearch} />
            ) : (
              <main className={styles.empty} id="main">
                <h1 className="visually-hidden">Trade</h1>
                {first.failed !== null ? (
                  <Note title="Instruments did not load" tone="error" action={{ label: "Try again", run: first.again }}>
                    {first.failed}.
                  </Note>
                ) : first.none ? (
                  <Note title="No instruments" action={{ label: "Try again", run: first.again }}>
                    The gateway knows no instrument yet. It may still be reading the venue's list.
                  </Note>
                ) : (
                  <Skeleton rows={10} />
                )}
              </main>
            )}
          </Route>
        </Switch>
      </Suspense>
      <StatusBar instrument={id} />
      <Pages tradePath={tradePath} className={styles.bottomPages!} />
      <Announcer />
      <ToastStack />
      {(dialog === "search" || dialog === "palette") && (
        <Palette
          key={dialog}
          commands={
            dialog === "search"
              ? NO_COMMANDS
              : commands({
                  instrument: instrument ?? null,
                  venue: venue?.venue ?? null,
                  accounts,
                  account,
                  demo,
                  theme,
                  goTrade: () => go(tradePath),
                  goPortfolio: () => go("/portfolio"),
                  goHistory: () => go("/history"),
                  goConnections: () => go("/connections"),
                  onWatch,
                  onTour: () => void setTimeout(beginTour),
                  onHelp: () => void setTimeout(() => setDialog("help")),
                })
          }
          moneyOf={(v) => venues?.find((row) => row.venue === v)?.money ?? null}
          onClose={() => setDialog(null)}
          onChoose={(chosen) => {
            setDialog(null);
            go(`/trade/${chosen}`);
          }}
        />
      )}
      <CancelDialog />
      <Suspense fallback={null}>
        {inspected !== null && <TopicDetails key={inspected} topic={inspected} onClose={() => inspect(null)} />}
        {why !== null && <WhyDialog />}
        {deed && <DeedDialog />}
        {tourStep !== null && tourMoney !== null && <Tour at={tourStep} money={tourMoney} tradePath={tradePath} />}
        {dialog === "help" && <Help version={version} onClose={() => setDialog(null)} />}
      </Suspense>
    </div>
  );
}

function skipToMain(event: React.MouseEvent) {
  event.preventDefault();
  const main = document.getElementById("main");
  main?.setAttribute("tabindex", "-1");
  main?.focus();
}

/** Pages on which no instrument is traded. */
const isOther = (path: string) => ["/portfolio", "/history", "/connections"].some((page) => path.startsWith(page));

function instrumentOf(path: string): string | null {
  const found = /^\/trade\/(.+)$/.exec(path);
  return found ? decodeURIComponent(found[1]!) : null;
}

/** Where to begin: the last visit's instrument, or the first one the gateway offers. */
function useFirstInstrument() {
  const kept = useMemo(keptInstrument, []);
  const { data, error } = useQuery({
    queryKey: ["instruments", "first"],
    enabled: kept === null,
    queryFn: async () => {
      const page = await queryClient.fetchInfiniteQuery(searchQuery("BTCUSDT"));
      const offered = page.pages[0]?.data ?? [];
      const best = offered.find((i) => i.symbol === "BTCUSDT") ?? offered[0];
      if (best) return best.instrument;
      const all = await queryClient.fetchInfiniteQuery(searchQuery(""));
      return all.pages[0]?.data[0]?.instrument ?? null;
    },
  });
  return {
    id: kept ?? data ?? null,
    none: kept === null && data === null,
    failed: error ? error.message : null,
    again: () => void queryClient.resetQueries({ queryKey: ["instruments"] }),
  };
}

/** What was fetched before the connection broke may be out of date: it is asked for once more. */
function useRefetchAfterReconnect() {
  const opened = useStream((s) => s.socket.opened);
  const seen = useRef(opened);
  useEffect(() => {
    if (opened > 1 && opened !== seen.current) refetchAll();
    seen.current = opened;
  }, [opened]);
}
