import styles from "./tabs.module.css";

interface Props {
  label: string;
  tabs: readonly { id: string; name: string; count?: number | string | undefined }[];
  chosen: string;
  onChoose: (id: string) => void;
}

/** Tabs with an underline; arrows move between them, Home and End to the ends. The panel has the id that `panelOf` gives. */
export function Tabs({ label, tabs, chosen, onChoose }: Props) {
  const move = (event: React.KeyboardEvent<HTMLDivElement>) => {
    const index = tabs.findIndex((t) => t.id === chosen);
    const steps: Record<string, number> = { ArrowRight: index + 1, ArrowLeft: index - 1 + tabs.length, Home: 0, End: tabs.length - 1 };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = tabs[step % tabs.length]!;
    onChoose(next.id);
    event.currentTarget.querySelector<HTMLElement>(`#tab-${next.id}`)?.focus();
  };
  return (
    <div role="tablist" aria-label={label} className={styles.tabs} onKeyDown={move}>
      {tabs.map((tab) => (
        <button
          key={tab.id}
          id={`tab-${tab.id}`}
          type="button"
          role="tab"
          aria-selected={tab.id === chosen}
          aria-controls={tab.id === chosen ? panelOf(tab.id) : undefined}
          tabIndex={tab.id === chosen ? 0 : -1}
          data-test={`tab-${tab.id}`}
          onClick={() => onChoose(tab.id)}
        >
          {tab.name} {"count" in tab && <span key={tab.count}>{tab.count}</span>}
        </button>
      ))}
    </div>
  );
}

/** Only the chosen tab has a panel. */
export const panelOf = (tab: string) => `panel-${tab}`;
