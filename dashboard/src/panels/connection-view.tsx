import { useStream } from "../stream/store";
import { ChannelMatrix } from "./channel-matrix";
import { LinksTable } from "./links-table";
import { RepairsTable } from "./repairs-table";
import styles from "./bottom-panel.module.css";

/** How the market arrives, or what had to be repaired. */
export function ConnectionView({ tab }: { tab: string }) {
  const waiting = useStream((s) => (s.topics["connections"]?.data ?? null) === null);
  if (waiting) return null;
  if (tab === "repairs") {
    return <div className={styles.scroll} role="region" aria-label="Repairs, table" tabIndex={0}><RepairsTable /></div>;
  }
  return (
    <div className={styles.split}>
      <div className={styles.scroll} role="region" aria-label="Channels, table" tabIndex={0}><ChannelMatrix /></div>
      <div className={styles.scroll} role="region" aria-label="Links, table" tabIndex={0}><LinksTable /></div>
    </div>
  );
}
