import type { FaultRequest, Order, Problem, Session } from "./wire";

const BASE = "/api/v1";

/** A refusal of the gateway, with its own words; status 0 when it did not answer at all. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem | null,
    message: string,
  ) {
    super(message);
  }
}

export async function fetchJson<T>(path: string, init: RequestInit = {}): Promise<T> {
  let response: Response;
  try {
    response = await fetch(BASE + path, { credentials: "same-origin", ...init });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError(0, null, "the gateway does not answer");
  }
  if (!response.ok) {
    const problem = await response.json().catch(() => null) as Problem | null;
    throw new ApiError(response.status, problem, problem?.detail ?? problem?.title ?? `answered ${response.status}`);
  }
  return (response.status === 204 ? undefined : await response.json()) as T;
}

const json = (method: string, body: unknown): RequestInit => ({
  method,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

export const fetchSession = () => fetchJson<Session>("/session");
export const openSession = (ticket: string) => fetchJson<Session>("/session", json("POST", { ticket }));
export const closeSession = () => fetchJson<void>("/session", { method: "DELETE" });
export const injectFault = (fault: FaultRequest) => fetchJson<void>("/demo/faults", json("POST", fault));
export const healFaults = (venue: string) =>
  fetchJson<void>(`/demo/faults?venue=${encodeURIComponent(venue)}`, { method: "DELETE" });

/** Answers once the venue shows that the order has ended, however it ended. */
export const cancelOrder = (account: string, order: string) =>
  fetchJson<Order>(`/accounts/${encodeURIComponent(account)}/orders/${encodeURIComponent(order)}`, { method: "DELETE" });

/** Sends a command under its key: given again, with the same body, it is the same command and has the same answer. */
export const command = <T>(method: "POST" | "PATCH" | "PUT" | "DELETE", path: string, key: string | null, body?: unknown) =>
  fetchJson<T>(path, {
    method,
    headers: { ...(body !== undefined && { "content-type": "application/json" }), ...(key !== null && { "idempotency-key": key }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });

export const fetchOrder = (account: string, order: string) =>
  fetchJson<Order>(`/accounts/${encodeURIComponent(account)}/orders/${encodeURIComponent(order)}`);
