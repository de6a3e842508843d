import { useEffect, useState, type RefObject } from "react";

/** True while the element is on the screen, or a little beyond its edge. */
export function useSeen(element: RefObject<Element | null>): boolean {
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    if (element.current === null) return;
    const observer = new IntersectionObserver((entries) => setSeen(entries.some((entry) => entry.isIntersecting)), { rootMargin: "80px" });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return seen;
}
