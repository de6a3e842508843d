import styles from "./tabs.module.css";

interface Props {
  label: string;
  tabs: readonly { id: string; name: string; count?: number }[];
  chosen: string;
  onChoose: (id: string) => void;
}

/** Tabs with an underline; arrows move between them. */
export function Tabs({ label, tabs, chosen, onChoose }: Props) {
  const move = (event: React.KeyboardEvent<HTMLDivElement>) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0) return;
    const index = tabs.findIndex((t) => t.id === chosen);
    const next = tabs[(index + step + tabs.length) % tabs.length]!;
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
          tabIndex={tab.id === chosen ? 0 : -1}
          data-test={`tab-${tab.id}`}
          onClick={() => onChoose(tab.id)}
        >
          {tab.name} {tab.count !== undefined && <span>{tab.count}</span>}
        </button>
      ))}
    </div>
  );
}
