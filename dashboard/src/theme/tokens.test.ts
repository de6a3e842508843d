import { describe, expect, it } from "vitest";
import css from "./tokens.css?raw";

type Theme = Record<string, string>;

function tokensOf(theme: "dark" | "light"): Theme {
  const block = new RegExp(`data-theme="${theme}"\\]\\s*\\{([^}]*)\\}`).exec(css);
  if (!block) throw new Error(`no ${theme} theme`);
  return Object.fromEntries([...block[1]!.matchAll(/--([\w-]+):\s*([^;]+);/g)].map((m) => [m[1]!, m[2]!]));
}

const channels = (hex: string) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16) / 255);
const linear = (c: number) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
const luminance = (hex: string) => {
  const [r, g, b] = channels(hex).map(linear) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
function contrast(a: string, b: string): number {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

/** Machado 2009 at full severity, on linear light. */
const BLINDNESS: Record<string, number[][]> = {
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  tritanopia: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
};
function lab(hex: string, matrix: number[][]): number[] {
  const light = channels(hex).map(linear);
  const [r, g, b] = matrix.map((row) => Math.min(1, Math.max(0, row.reduce((s, k, i) => s + k * light[i]!, 0)))) as [number, number, number];
  const f = (t: number) => (t > 216 / 24389 ? Math.cbrt(t) : (t * 24389) / 27 / 116 + 16 / 116);
  const x = f((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
  const y = f(0.2126729 * r + 0.7151522 * g + 0.072175 * b);
  const z = f((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}
const distance = (a: string, b: string, matrix: number[][]) => {
  const [p, q] = [lab(a, matrix), lab(b, matrix)];
  return Math.hypot(...p.map((v, i) => v - q[i]!));
};

describe.each(["dark", "light"] as const)("the %s theme", (theme) => {
  const t = tokensOf(theme);

  it.each(["ink1", "ink2", "ink3", "up", "down", "live", "poll", "rep", "dn", "paper"])("%s can be read on a panel and on a field", (name) => {
    expect(contrast(t[name]!, t["bg1"]!)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(t[name]!, t["bg2"]!)).toBeGreaterThanOrEqual(4.5);
  });

  it.each([
    ["upbtn-text", "upbtn"], ["downbtn-text", "downbtn"], ["poll", "pollbg"], ["rep", "repbg"], ["paper", "paperbg"], ["dnsolid-text", "dnsolid"], ["dn", "dnbg"], ["ink1", "dnbg"], ["ink1", "pollbg"], ["ink2", "repbg"],
  ])("%s can be read on %s", (ink, ground) => {
    expect(contrast(t[ink]!, t[ground]!)).toBeGreaterThanOrEqual(4.5);
  });

  it("draws borders that carry meaning visibly", () => {
    expect(contrast(t["ctl"]!, t["bg1"]!)).toBeGreaterThanOrEqual(3);
    expect(contrast(t["ctl"]!, t["bg2"]!)).toBeGreaterThanOrEqual(3);
  });

  it("has the contrasts it promises", () => {
    const promised = theme === "dark"
      ? { ink1: 15.8, ink2: 8.8, ink3: 5.2, up: 8.5, down: 6.6, live: 8.6, ctl: 3.3 }
      : { ink1: 18.1, ink2: 7.6, ink3: 5.0, up: 5.2, down: 5.6, live: 5.4, ctl: 3.7 };
    for (const [name, value] of Object.entries(promised)) expect(contrast(t[name]!, t["bg1"]!)).toBeCloseTo(value, 0);
  });

  it.each([["deuteranopia", 60], ["protanopia", 40], ["tritanopia", 105]] as const)("keeps up and down apart under %s", (kind, least) => {
    expect(distance(t["up"]!, t["down"]!, BLINDNESS[kind]!)).toBeGreaterThan(least);
  });
});

describe.each(["dark", "light"] as const)("the blue and orange pair of the %s theme", (theme) => {
  const block = (rest: string) => {
    const found = new RegExp(`data-theme="${theme}"\\]\\[data-pair="blue"\\]${rest}\\s*\\{([^}]*)\\}`).exec(css);
    return Object.fromEntries([...(found?.[1] ?? "").matchAll(/--([\w-]+):\s*([^;]+);/g)].map((m) => [m[1]!, m[2]!]));
  };
  const t = { ...tokensOf(theme), ...block("") };

  it("can be read", () => {
    for (const name of ["up", "down"]) {
      for (const ground of ["bg1", "bg2"]) expect(contrast(t[name]!, t[ground]!)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(t[`${name}btn-text`]!, t[`${name}btn`]!)).toBeGreaterThanOrEqual(4.5);
    }
  });

  it.each(["deuteranopia", "protanopia", "tritanopia"])("keeps up and down apart under %s", (kind) => {
    expect(distance(t["up"]!, t["down"]!, BLINDNESS[kind]!)).toBeGreaterThan(40);
  });

  it("changes places when swapped", () => {
    const swapped = block('\\[data-swapped="true"\\]');
    expect([swapped["up"], swapped["down"]]).toEqual([t["down"], t["up"]]);
  });
});

it("both themes have the same tokens", () => {
  expect(Object.keys(tokensOf("light")).sort()).toEqual(Object.keys(tokensOf("dark")).sort());
});
