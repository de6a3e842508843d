// Brackets by the names that the page uses: an entry and what protects it, or what protects a position that is there.
import type { components } from "./generated";

type Schemas = components["schemas"];

export type Bracket = Schemas["BracketRow"];
export type LegRow = Schemas["LegRow"];

export const isOver = (bracket: Pick<Bracket, "state">) => bracket.state === "done" || bracket.state === "refused";
