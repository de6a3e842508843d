import type { FromDecoder, ToDecoder } from "./decoder-messages";
import { openHere, type Line, type OpenLine } from "./line";

/** A worker that could not run once will not run the next time either. */
let works = typeof Worker !== "undefined";

/** Decodes in a worker; on this page's thread where workers are not to be had. */
export const openLine: OpenLine = (url, events) => {
  if (!works) return openHere(url, events);
  let worker: Worker;
  try {
    worker = new Worker(new URL("./decoder.worker.ts", import.meta.url), { type: "module" });
  } catch {
    works = false;
    return openHere(url, events);
  }
  let spoke = false;
  let ended = false;
  let instead: Line | null = null;
  const ask = (message: ToDecoder) => worker.postMessage(message);
  worker.onmessage = ({ data }: MessageEvent<FromDecoder>) => {
    if (ended) return;
    spoke = true;
    if (data.type === "messages") {
      events.onMessages(data.messages, Math.min(performance.now(), data.at - performance.timeOrigin));
      return;
    }
    ended = true;
    worker.terminate();
    events.onClose(data.code, data.reason);
  };
  worker.onerror = () => {
    if (ended) return;
    ended = true;
    worker.terminate();
    if (spoke) {
      events.onClose(1006, "the decoder failed");
      return;
    }
    works = false;
    instead = openHere(url, events);
  };
  ask({ type: "open", url });
  return {
    send: (text) => (instead ? instead.send(text) : ask({ type: "send", text })),
    close: () => {
      if (instead) instead.close();
      else {
        ended = true;
        ask({ type: "close" });
        // The closing handshake needs the worker for a moment longer.
        setTimeout(() => worker.terminate(), 1000);
      }
    },
  };
};
