import { useEffect } from "react";
import { watch } from "./socket";

/** Holds subscriptions while the component is mounted. */
export function useTopics(topics: readonly string[]): void {
  const key = topics.join(" ");
  useEffect(() => watch(key === "" ? [] : key.split(" ")), [key]);
}
