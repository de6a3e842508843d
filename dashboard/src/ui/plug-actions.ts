import { healFaults, injectFault } from "../api/client";
import { venueWord, type FaultChannel } from "../api/fault-channels";
import type { Instrument } from "../api/wire";

export interface PlugAction {
  id: string;
  label: string;
  hint: string;
  run: () => Promise<unknown>;
}

/** Everything that can be broken on purpose at a simulated venue. */
export function plugActions(venue: string, instrument: Instrument | null): PlugAction[] {
  return [
    {
      id: "cut",
      label: "Cut the streams for 10 s",
      hint: "sockets closed, new ones refused: requests take over",
      // Refuse first: otherwise a quick reconnect could slip through between the two.
      run: async () => {
        await injectFault({ venue, name: "ws-refuse", for_ms: 10_000 });
        await injectFault({ venue, name: "ws-cut" });
      },
    },
    {
      id: "half-open",
      label: "Leave the sockets half open",
      hint: "connected, but nothing arrives any more",
      run: () => injectFault({ venue, name: "ws-half-open" }),
    },
    {
      id: "lose",
      label: "Lose the venue for 15 s",
      hint: "no stream, and requests fail: nothing is current any more",
      run: async () => {
        await injectFault({ venue, name: "rest-5xx", rate: 1, for_ms: 15_000 });
        await injectFault({ venue, name: "ws-refuse", for_ms: 15_000 });
        await injectFault({ venue, name: "ws-cut" });
      },
    },
    {
      id: "drop",
      label: "Drop one book change",
      hint: "the book loses its chain and is replaced",
      run: () =>
        injectFault({ venue, name: "delta-drop", rate: 1, for_ms: 150, channel: venueWord("book"), ...aim(instrument) }),
    },
    {
      id: "restart",
      label: "Restart the venue",
      hint: "all sequences begin anew",
      run: () => injectFault({ venue, name: "restart" }),
    },
  ];
}

export function silence(venue: string, instrument: Instrument | null, channel: FaultChannel): PlugAction {
  return {
    id: "silent",
    label: `Silence ${channel} for 15 s`,
    hint: "the socket lives, this channel says nothing",
    run: () =>
      injectFault({ venue, name: "ws-silent", channel: venueWord(channel), for_ms: 15_000, ...aim(instrument) }),
  };
}

export function healing(venue: string): PlugAction {
  return { id: "heal", label: "Heal all", hint: "take every fault away", run: () => healFaults(venue) };
}

const aim = (instrument: Instrument | null) => (instrument === null ? {} : { symbol: instrument.symbol });
