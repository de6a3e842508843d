import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useLocation } from "wouter";
import { optionsQuery } from "../api/queries";
import { Note, Skeleton } from "../ui/note";
import { chainsOf, chosenOf, pathOf, type Chain } from "./chain";
import { RungRow } from "./rung-row";
import styles from "./options-page.module.css";

interface Props {
  venue: string | undefined;
  underlying: string | undefined;
  /** Day of expiry, `2026-12-25`. */
  day: string | undefined;
}

/** The chain of one expiry by strike: calls to the left, puts to the right. What is not looked at costs nothing. */
export function OptionsPage({ venue, underlying, day }: Props) {
  const { data, error, isPending, refetch } = useQuery(optionsQuery);
  const chains = useMemo(() => chainsOf(data ?? []), [data]);
  const chosen = chosenOf(chains, venue, underlying, day);
  return (
    <main className={styles.page} id="main">
      <header className={styles.title}>
        <h1>Options</h1>
        {chosen !== null && <Choices chains={chains} chosen={chosen} />}
      </header>
      <div className={styles.card}>
        {error ? (
          <Note title="Options did not load" tone="error" action={{ label: "Try again", run: () => void refetch() }}>{error.message}.</Note>
        ) : isPending ? (
          <Skeleton rows={10} />
        ) : chosen === null ? (
          <Note title="No options">None of the venues that are connected lists options.</Note>
        ) : (
          <ChainTable key={pathOf(chosen)} chain={chosen} />
        )}
      </div>
    </main>
  );
}

/** Which asset, and which day. */
function Choices({ chains, chosen }: { chains: readonly Chain[]; chosen: Chain }) {
  const [, go] = useLocation();
  const assets = chains.filter((chain, at) => chains.findIndex((c) => c.venue === chain.venue && c.underlying === chain.underlying) === at);
  const days = chains.filter((chain) => chain.venue === chosen.venue && chain.underlying === chosen.underlying);
  const several = new Set(assets.map((chain) => chain.venue)).size > 1;
  return (
    <>
      <div className="segments" role="group" aria-label="Asset">
        {assets.map((chain) => (
          <button
            key={`${chain.venue} ${chain.underlying}`}
            type="button"
            aria-pressed={chain.venue === chosen.venue && chain.underlying === chosen.underlying}
            onClick={() => go(pathOf(chain))}
          >
            {several ? `${chain.venue} ${chain.underlying}` : chain.underlying}
          </button>
        ))}
      </div>
      <div className="segments" role="group" aria-label="Day of expiry">
        {days.map((chain) => (
          <button key={chain.day} type="button" aria-pressed={chain.day === chosen.day} onClick={() => go(pathOf(chain))} data-test={`expiry-${chain.day}`}>
            {chain.day}
          </button>
        ))}
      </div>
    </>
  );
}

function ChainTable({ chain }: { chain: Chain }) {
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label={`Options on ${chain.underlying} that expire on ${chain.day}`}>
      <table className={styles.chain} data-test="chain">
        <thead>
          <tr>
            <th scope="col">Call</th>
            <th scope="col" className="n">Bid</th>
            <th scope="col" className="n">Mark</th>
            <th scope="col" className="n">Ask</th>
            <th scope="col" className="n">Strike</th>
            <th scope="col" className="n">Bid</th>
            <th scope="col" className="n">Mark</th>
            <th scope="col" className="n">Ask</th>
            <th scope="col">Put</th>
          </tr>
        </thead>
        <tbody>
          {chain.rungs.map((rung) => (
            <RungRow key={rung.strike} rung={rung} />
          ))}
        </tbody>
      </table>
    </div>
  );
}
