import type { ServerMessage } from "../api/wire";

/** From the page to the worker that holds the socket. */
export type ToDecoder = { type: "open"; url: string } | { type: "send"; text: string } | { type: "close" };

/** From the worker to the page. `at` is Unix milliseconds with their fraction: the two have different clocks. */
export type FromDecoder =
  | { type: "messages"; messages: ServerMessage[]; at: number }
  | { type: "closed"; code: number; reason: string };
