import { useRef, useState } from "react";
import { choose, useSettings } from "../theme/settings";
import { chooseTheme, chosenTheme, useTheme } from "../theme/theme";
import { useDismiss } from "./use-dismiss";
import styles from "./settings-menu.module.css";

/** Theme, colours of direction, density, and whether single letters are commands. */
export function SettingsMenu() {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  useDismiss(box, open, () => setOpen(false));
  return (
    <div ref={box} className={styles.box}>
      <button
        type="button"
        className="button quiet icon"
        aria-label="Settings"
        title="Settings"
        aria-expanded={open}
        aria-controls="settings-menu"
        data-test="settings"
        onClick={() => setOpen(!open)}
      >
        <svg width="14" height="14" viewBox="0 0 14 14" fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" aria-hidden="true">
          <path d="M1.5 4h6M11.5 4h1M1.5 10h1M6.5 10h6" />
          <circle cx="9.5" cy="4" r="1.8" />
          <circle cx="4.5" cy="10" r="1.8" />
        </svg>
      </button>
      {open && <Menu />}
    </div>
  );
}

function Menu() {
  const settings = useSettings();
  useTheme();
  return (
    <div id="settings-menu" className={styles.menu} role="group" aria-label="Settings">
      <Choice
        name="Theme"
        value={chosenTheme()}
        options={[["system", "System"], ["dark", "Dark"], ["light", "Light"]]}
        onChoose={chooseTheme}
      />
      <Choice
        name="Colours"
        value={settings.pair}
        options={[["teal", "Teal and red"], ["blue", "Blue and orange"]]}
        onChoose={(pair) => choose({ pair })}
      />
      <p className={styles.sample} aria-hidden="true">
        <b className="n" data-sign="1">▲ rises</b> <b className="n" data-sign="-1">▼ falls</b>
      </p>
      <Check name="Swap rising and falling" value={settings.swapped} onChange={(swapped) => choose({ swapped })} />
      <Check name="Comfortable rows" value={settings.comfortable} onChange={(comfortable) => choose({ comfortable })} />
      <Check name="Single letters are commands" value={settings.letters} onChange={(letters) => choose({ letters })} />
      <Check name="Notify of fills and alarms" value={settings.notify} onChange={(notify) => void chooseNotify(notify)} />
    </div>
  );
}

interface ChoiceProps<T extends string> {
  name: string;
  value: T;
  options: readonly (readonly [T, string])[];
  onChoose: (value: T) => void;
}

function Choice<T extends string>({ name, value, options, onChoose }: ChoiceProps<T>) {
  return (
    <div className={styles.choice} role="group" aria-label={name}>
      <span className="label" aria-hidden="true">{name}</span>
      <div className="segments">
        {options.map(([id, word]) => (
          <button key={id} type="button" aria-pressed={id === value} data-setting={id} onClick={() => onChoose(id)}>
            {word}
          </button>
        ))}
      </div>
    </div>
  );
}

function Check({ name, value, onChange }: { name: string; value: boolean; onChange: (value: boolean) => void }) {
  return (
    <label className={styles.check}>
      <input type="checkbox" checked={value} onChange={(e) => onChange(e.target.checked)} /> {name}
    </label>
  );
}

/** The browser asks whether it may; without its yes nothing is told, and the box says so. */
async function chooseNotify(notify: boolean): Promise<void> {
  const may = notify && typeof Notification !== "undefined" && (await Notification.requestPermission()) === "granted";
  choose({ notify: may });
}
