import styles from "./signed-out-page.module.css";

interface Props {
  unreachable?: boolean;
  why?: string | null;
  onAgain: () => void;
}

/** There is no session in this browser, or nobody to ask. */
export function SignedOutPage({ unreachable = false, why = null, onAgain }: Props) {
  return (
    <main className={styles.page}>
      <div className={styles.card} role="alert">
        {unreachable ? (
          <>
            <h1>The gateway does not answer</h1>
            <p>This page is served by it, so it was there a moment ago. It is tried again by itself.</p>
          </>
        ) : (
          <>
            <h1>This browser is not logged in</h1>
            {why !== null && <p>The login link was not accepted: {why}. A link works once and for a short time.</p>}
            <p>Ask the gateway for a new link, and open it here:</p>
            <pre><code>twinline login</code></pre>
          </>
        )}
        <button type="button" className="button" onClick={onAgain}>Try again</button>
      </div>
    </main>
  );
}
