import { expect, it } from "vitest";

// Their classes are named for them: two of one name would style each other.
it("no two style sheets have one name", () => {
  const names = Object.keys(import.meta.glob("../**/*.module.css")).map((path) => path.slice(path.lastIndexOf("/") + 1));
  expect(names.length).toBeGreaterThan(40);
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
});
