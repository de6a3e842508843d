import { useSettings } from "../theme/settings";

/** The least height of a row of the ladder and the tape, as `--row` says it. */
export const useRowHeight = () => (useSettings().comfortable ? 24 : 20);
