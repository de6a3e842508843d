import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import { NO_LEG } from "./legs";
import { BLANK, changed, keepFields, keptFields, type Fields } from "./fields";

interface Written {
  instrument: string | null;
  fields: Fields;
  /** Rises whenever somebody elsewhere on the page wants the ticket: the phone opens its sheet, the focus goes to the size. */
  called: number;
  /** The sheet of a phone. */
  open: boolean;
}

const written = createStore<Written>(() => ({ instrument: null, fields: keptFields(), called: 0, open: false }));

export const useFields = () => useStore(written, (s) => s.fields);
export const useCalled = () => useStore(written, (s) => s.called);
export const useSheet = () => useStore(written, (s) => s.open);
export const fieldsNow = () => written.getState().fields;

export function write(change: Partial<Fields>): void {
  const fields = changed(written.getState().fields, change);
  written.setState({ fields });
  if (change.kind !== undefined || change.unit !== undefined) keepFields(fields);
}

/** Another instrument: a price or a size of the one before means nothing there. */
export function ticketOf(instrument: string): void {
  const before = written.getState();
  if (before.instrument === instrument) return;
  const { kind, unit, side } = before.fields;
  written.setState({ instrument, fields: before.instrument === null ? before.fields : { ...BLANK, kind, unit: unit === "contracts" ? "base" : unit, side } });
}

/** From a key, the ladder or a table: writes into the ticket and brings it forward. Nothing is sent. */
export function callTicket(change: Partial<Fields>): void {
  write(change);
  // Only a phone has a sheet to open.
  const open = matchMedia("(max-width: 767px)").matches;
  written.setState((s) => ({ called: s.called + 1, open: s.open || open }));
}

export const openSheet = (open: boolean) => written.setState({ open });
/** For the next order: prices and size are gone, what legs are typed as a share or an amount stays. */
export function clearSize(): void {
  const { tp, sl } = written.getState().fields;
  write({ size: "", price: "", trigger: "", trail: "", tp: tp.by === "price" ? NO_LEG : tp, sl: sl.by === "price" ? NO_LEG : sl });
}
