import type { DeadMan } from "../api/wire";

/** How the dead-man's switch stands, in a word. */
export const DEAD_MAN_WORDS: Readonly<Record<DeadMan["state"], string>> = { disarmed: "off", armed: "armed", not_protected: "not protected" };
