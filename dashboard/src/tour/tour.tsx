import { useEffect, useRef } from "react";
import { useLocation } from "wouter";
import type { Money } from "../api/wire";
import { useQuarterPaint } from "../stream/use-paint";
import { usePhase } from "../ticket/intents";
import { usePhone } from "../ui/use-media";
import { placeCard } from "./place-card";
import { steps, type TourStep } from "./steps";
import { endTour, showStep } from "./tour-store";
import styles from "./tour.module.css";

/** Of the whole tour, in seconds a step. */
const STEP_S = 17;
/** The ring stands so far outside of what it is around. */
const RING = 3;
/** Status bar, or the pages of a phone. */
const FOOT = { wide: 24, phone: 60 };

interface Props {
  at: number;
  money: Money;
  tradePath: string;
}

/** One card beside what it tells of. The page stays usable under it, and while an order is asked about or under way it is away. */
export function Tour({ at, money, tradePath }: Props) {
  const all = steps(money);
  const step = all[at];
  const phase = usePhase();
  const [path, go] = useLocation();
  const goal = step?.page ?? tradePath;
  const shown = useRef<number | null>(null);
  useEffect(() => {
    // A step brings its page; whoever goes elsewhere meanwhile is not brought back.
    if (shown.current === at) return;
    shown.current = at;
    if (path !== goal) go(goal);
  }, [at, goal, path, go]);
  if (step === undefined || phase.at !== "editing") return null;
  return <Card key={at} step={step} at={at} count={all.length} path={path} />;
}

function Card({ step, at, count, path }: { step: TourStep; at: number; count: number; path: string }) {
  const phone = usePhone();
  const card = useRef<HTMLElement>(null);
  const ring = useRef<HTMLDivElement>(null);
  const next = useRef<HTMLButtonElement>(null);
  const place = () => {
    const target = step.of.map((selector) => document.querySelector(selector)).find((e) => e?.checkVisibility() === true) ?? null;
    const box = target?.getBoundingClientRect() ?? null;
    const own = card.current;
    if (own === null) return;
    const { x, y } = placeCard(box, { width: own.offsetWidth, height: own.offsetHeight }, { width: innerWidth, height: innerHeight }, phone ? FOOT.phone : FOOT.wide);
    own.style.transform = `translate(${x}px, ${y}px)`;
    own.dataset["placed"] = "true";
    if (ring.current === null) return;
    ring.current.hidden = box === null;
    if (box !== null) {
      const left = Math.max(0, box.left - RING);
      const top = Math.max(0, box.top - RING);
      ring.current.style.transform = `translate(${left}px, ${top}px)`;
      ring.current.style.width = `${Math.min(innerWidth, box.right + RING) - left}px`;
      ring.current.style.height = `${Math.min(innerHeight, box.bottom + RING) - top}px`;
    }
  };
  useQuarterPaint(place);
  useEffect(() => {
    const target = step.of.map((selector) => document.querySelector(selector)).find((e) => e !== null);
    target?.scrollIntoView({ block: "nearest" });
    place();
    addEventListener("resize", place);
    return () => removeEventListener("resize", place);
  }, [step, path]);
  useEffect(() => next.current?.focus({ preventScroll: true }), []);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target instanceof Element ? event.target : null;
      // In a field, a menu or a dialog Escape is theirs.
      if (event.key === "Escape" && (target === document.body || card.current?.contains(target) === true)) endTour();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  const last = at === count - 1;
  return (
    <>
      <div ref={ring} className={styles.ring} aria-hidden="true" hidden />
      <section ref={card} className={styles.card} role="dialog" aria-modal="false" aria-labelledby="tour-title" aria-describedby="tour-text" data-test="tour" data-step={at + 1}>
        <h2 id="tour-title"><span aria-hidden="true">{at + 1}</span> {step.title}</h2>
        <p id="tour-text">{step.text}</p>
        <div className={styles.foot}>
          <button ref={next} type="button" className={styles.next} onClick={() => (last ? endTour() : showStep(at + 1))} data-test="tour-next">{last ? "Done" : "Next"}</button>
          {at > 0 && <button type="button" className={styles.quiet} onClick={() => showStep(at - 1)} data-test="tour-back">Back</button>}
          {!last && <button type="button" className={styles.quiet} onClick={endTour} data-test="tour-skip">Skip the tour</button>}
          <span className={styles.left}>{at + 1} of {count}{last ? "" : ` · ${leftText(count - at)}`}</span>
        </div>
      </section>
    </>
  );
}

function leftText(steps: number): string {
  const seconds = steps * STEP_S;
  return seconds >= 60 ? `${Math.round(seconds / 60)} min left` : `${Math.round(seconds / 10) * 10} s left`;
}
