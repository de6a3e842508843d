import { useRef } from "react";
import styles from "./splitter.module.css";

interface Props {
  label: string;
  /** The side of the sized part on which the splitter lies. */
  edge: "left" | "right" | "top";
  size: number;
  least: number;
  most: number;
  usual: number;
  onSize: (size: number) => void;
  className?: string | undefined;
}

const STEP = 16;

/** A line between two parts: dragged, moved with arrows, set back by a double press. */
export function Splitter({ label, edge, size, least, most, usual, onSize, className }: Props) {
  const from = useRef<{ at: number; size: number } | null>(null);
  const flat = edge === "top";
  // A part grows when its splitter moves away from it.
  const sign = edge === "right" ? 1 : -1;
  const set = (next: number) => onSize(Math.round(Math.min(most, Math.max(least, next))));
  const at = (event: React.PointerEvent) => (flat ? event.clientY : event.clientX);
  return (
    <div
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={flat ? "horizontal" : "vertical"}
      aria-valuenow={size}
      aria-valuemin={least}
      aria-valuemax={most}
      aria-valuetext={`${size} pixels`}
      title="Drag, or press arrows; press twice to set back"
      className={`${styles.splitter} ${className ?? ""}`}
      data-edge={edge}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = { at: at(event), size };
      }}
      onPointerMove={(event) => {
        if (from.current) set(from.current.size + sign * (at(event) - from.current.at));
      }}
      onLostPointerCapture={() => {
        from.current = null;
      }}
      onDoubleClick={() => set(usual)}
      onKeyDown={(event) => {
        const forth = flat ? "ArrowDown" : "ArrowRight";
        const back = flat ? "ArrowUp" : "ArrowLeft";
        const step = event.key === forth ? STEP : event.key === back ? -STEP : 0;
        if (step !== 0) set(size + sign * step);
        else if (event.key === "Home") set(least);
        else if (event.key === "End") set(most);
        else return;
        event.preventDefault();
      }}
    />
  );
}
