import type { DataMessage, ServerMessage } from "../api/wire";

/** What becomes visible with one frame: the data messages folded into it, and when that frame was made and shown. */
export type OnPainted = (messages: readonly DataMessage[], frameAt: number, paintedAt: number) => void;

let listener: OnPainted | null = null;
let waiting: DataMessage[] = [];
const after = new MessageChannel();

/** Somebody measures; without a listener nothing is collected. */
export function onPainted(next: OnPainted): void {
  listener = next;
}

export function noteArrived(message: ServerMessage): void {
  if (listener !== null && (message.type === "event" || message.type === "snapshot")) waiting.push(message);
}

/** Called when a frame has been written: the task that follows it runs after style, layout and paint. */
export function noteFrame(frameAt: number): void {
  if (listener === null || waiting.length === 0) return;
  const shown = waiting;
  const tell = listener;
  waiting = [];
  after.port1.onmessage = () => tell(shown, frameAt, performance.now());
  after.port2.postMessage(null);
}
