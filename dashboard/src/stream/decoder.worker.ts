import type { ServerMessage } from "../api/wire";
import type { FromDecoder, ToDecoder } from "./decoder-messages";

// Holds the socket and decodes its frames, so that the page's thread only folds and paints. Frames that are already
// here go over together: one message between threads costs more than one frame.
let socket: WebSocket | null = null;
let waiting: ServerMessage[] = [];
let lastAt = 0;

const post = (message: FromDecoder) => postMessage(message);
const flushes = new MessageChannel();
flushes.port1.onmessage = flush;

function flush(): void {
  if (waiting.length === 0) return;
  const messages = waiting;
  waiting = [];
  post({ type: "messages", messages, at: lastAt });
}

onmessage = ({ data }: MessageEvent<ToDecoder>) => {
  if (data.type === "open") open(data.url);
  else if (data.type === "send") {
    if (socket?.readyState === WebSocket.OPEN) socket.send(data.text);
  } else socket?.close();
};

function open(url: string): void {
  socket = new WebSocket(url);
  socket.onmessage = (frame: MessageEvent<string>) => {
    lastAt = performance.timeOrigin + performance.now();
    if (waiting.length === 0) flushes.port2.postMessage(null);
    waiting.push(JSON.parse(frame.data) as ServerMessage);
  };
  socket.onclose = (event) => {
    flush();
    post({ type: "closed", code: event.code, reason: event.reason });
  };
}
