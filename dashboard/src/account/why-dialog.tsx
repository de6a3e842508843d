import { Dialog } from "../ui/dialog";
import { OrderStory } from "./order-story";
import { closeWhy, useWhy } from "./why";
import styles from "./why-dialog.module.css";

/** The story of an order over the page that asked for it. */
export function WhyDialog() {
  const of = useWhy();
  if (of === null) return null;
  return (
    <Dialog label={`Why ${of.order}`} onClose={closeWhy}>
      <div className={styles.scroll}>
        <OrderStory account={of.account} order={of.order} />
      </div>
      <form method="dialog" className={styles.foot}>
        <button className="button" type="submit" data-first>Close</button>
      </form>
    </Dialog>
  );
}
