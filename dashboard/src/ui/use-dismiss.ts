import { useEffect, useRef, type RefObject } from "react";

/** Closes a popover on Escape, which gives the focus back to the button that opened it, and on a press outside. */
export function useDismiss(box: RefObject<HTMLElement | null>, open: boolean, close: () => void): void {
  const current = useRef(close);
  current.current = close;
  useEffect(() => {
    if (!open) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      box.current?.querySelector<HTMLElement>("[aria-expanded]")?.focus();
      current.current();
    };
    const onPress = (event: PointerEvent) => {
      if (!box.current?.contains(event.target as Node)) current.current();
    };
    document.addEventListener("keydown", onKey);
    document.addEventListener("pointerdown", onPress);
    return () => {
      document.removeEventListener("keydown", onKey);
      document.removeEventListener("pointerdown", onPress);
    };
  }, [box, open]);
}
