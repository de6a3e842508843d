import type { ReactNode } from "react";
import { isCurrent } from "../stream/freshness";
import { useStream } from "../stream/store";
import { Note } from "../ui/note";
import { accountFreshness, accountReason } from "./view";

/** An empty place says so only while the account is current: of an old one nobody knows that nothing is there. */
export function NothingKnown({ account, title, children }: { account: string; title: string; children: ReactNode }) {
  const fresh = useStream((s) => accountFreshness(s, account));
  const reason = useStream((s) => accountReason(s, account));
  if (fresh === null || isCurrent(fresh)) return <Note title={title}>{children}</Note>;
  return (
    <Note title={`${title} when it was last heard`}>
      The account is {fresh.toUpperCase()}{reason !== null && <>: {reason}</>}. What happened since then is not known here.
    </Note>
  );
}

