import type { ServerMessage } from "../api/wire";

/** A connection to the gateway, wherever its frames are decoded. */
export interface Line {
  send(text: string): void;
  close(): void;
}

export interface LineEvents {
  /** Decoded messages in their order, and when the last of them came, on this page's clock. */
  onMessages(messages: readonly ServerMessage[], at: number): void;
  onClose(code: number, reason: string): void;
}

export type OpenLine = (url: string, events: LineEvents) => Line;

/** Decodes on the page's own thread. */
export const openHere: OpenLine = (url, events) => {
  const socket = new WebSocket(url);
  socket.onmessage = (frame: MessageEvent<string>) => {
    events.onMessages([JSON.parse(frame.data) as ServerMessage], performance.now());
  };
  socket.onclose = (event) => events.onClose(event.code, event.reason);
  return {
    send: (text) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    close: () => socket.close(),
  };
};
