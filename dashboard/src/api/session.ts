import { ApiError, fetchSession, openSession } from "./client";
import type { Session } from "./wire";

export type Entry =
  | { kind: "in"; session: Session }
  | { kind: "out"; why: string | null }
  | { kind: "unreachable" };

/** Spends the ticket of a login link, if the address has one, and says whether this browser is logged in. */
export async function enter(): Promise<Entry> {
  const ticket = takeTicket();
  let why: string | null = null;
  try {
    if (ticket !== null) {
      try {
        await openSession(ticket);
      } catch (error) {
        if (!(error instanceof ApiError) || error.status === 0) throw error;
        why = error.message;
      }
    }
    const session = await fetchSession();
    return session.authenticated ? { kind: "in", session } : { kind: "out", why };
  } catch {
    return { kind: "unreachable" };
  }
}

/** Read once and removed from the address and its history: a ticket is a secret, however short-lived. */
function takeTicket(): string | null {
  const found = /^#ticket=([^&]+)/.exec(location.hash);
  if (!found) return null;
  history.replaceState(null, "", location.pathname + location.search);
  return decodeURIComponent(found[1]!);
}
