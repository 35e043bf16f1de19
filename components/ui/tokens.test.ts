import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

type Theme = 'light' | 'dark';
type Rgb = readonly [number, number, number];

const css = readFileSync(new URL('../../app/globals.css', import.meta.url), 'utf8');
const tokens = readTokens(css);
const THEMES: readonly Theme[] = ['light', 'dark'];

const GROUNDS = ['ground', 'surface', 'raised', 'sunken'];
const SOFT = ['accent-soft', 'ok-soft', 'warn-soft', 'bad-soft', 'wait-soft'];

/** Every text colour with the grounds that it stands on: 4.5:1, at any size. */
const TEXT_PAIRS: readonly (readonly [text: string, grounds: readonly string[]])[] = [
  ['ink', [...GROUNDS, ...SOFT]],
  ['muted', [...GROUNDS, ...SOFT]],
  ['accent', [...GROUNDS, ...SOFT]],
  ['ok', [...GROUNDS, 'ok-soft', 'accent-soft']],
  ['warn', [...GROUNDS, 'warn-soft', 'accent-soft']],
  ['bad', [...GROUNDS, 'bad-soft', 'accent-soft']],
  ['wait', [...GROUNDS, 'wait-soft', 'accent-soft']],
  ['accent-ink', ['accent', 'accent-strong', 'bad', 'bad-strong']],
];

/** Borders of controls, focus rings, status shapes and the marks cut into them: 3:1. */
const SHAPE_PAIRS: readonly (readonly [shape: string, grounds: readonly string[]])[] = [
  ['edge', ['ground', 'surface']],
  ['accent', [...GROUNDS, ...SOFT]],
  ['ok', GROUNDS],
  ['warn', GROUNDS],
  ['bad', GROUNDS],
  ['wait', GROUNDS],
  ['surface', ['ok', 'warn', 'bad']],
];

describe.each(THEMES)('the %s tokens', (theme) => {
  it.each(spread(TEXT_PAIRS))('draw %s on %s readably as text', (front, back) => {
    expect(contrast(colour(front, theme), colour(back, theme))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(spread(SHAPE_PAIRS))('draw %s on %s visibly as a shape', (front, back) => {
    expect(contrast(colour(front, theme), colour(back, theme))).toBeGreaterThanOrEqual(3);
  });
});

describe('the token table', () => {
  it('offers every token to the class names', () => {
    for (const name of tokens.keys()) expect(css).toContain(`--color-${name}: var(--${name});`);
  });

  it('has a soft ground for the accent and each status colour', () => {
    for (const name of SOFT) expect(tokens.has(name)).toBe(true);
  });

  it('measures known pairs rightly', () => {
    expect(contrast([1, 1, 1], [0, 0, 0])).toBeCloseTo(21, 5);
    expect(contrast(oklchToLinear(0.5, 0, 0), [1, 1, 1])).toBeCloseTo(1.05 / (0.125 + 0.05), 2);
  });
});

function spread(pairs: readonly (readonly [string, readonly string[]])[]): [string, string][] {
  return pairs.flatMap(([front, backs]) => backs.map((back): [string, string] => [front, back]));
}

function colour(name: string, theme: Theme): Rgb {
  const found = tokens.get(name);
  if (!found) throw new Error(`globals.css has no token --${name}`);
  return found[theme];
}

/** The opaque tokens of the :root block, as linear light in sRGB. */
function readTokens(source: string): Map<string, Record<Theme, Rgb>> {
  const pattern = /--([a-z-]+): light-dark\(oklch\(([\d. ]+)\), oklch\(([\d. ]+)\)\);/g;
  const found = new Map<string, Record<Theme, Rgb>>();
  for (const [, name = '', light = '', dark = ''] of source.matchAll(pattern)) {
    found.set(name, { light: parseOklch(light), dark: parseOklch(dark) });
  }
  return found;
}

function parseOklch(text: string): Rgb {
  const [lightness = Number.NaN, chroma = Number.NaN, hue = Number.NaN] = text.split(' ').map(Number);
  return oklchToLinear(lightness, chroma, hue);
}

/** OKLCH to linear sRGB by Ottosson's matrices, clipped to what a screen can show. */
function oklchToLinear(lightness: number, chroma: number, hue: number): Rgb {
  const angle = (hue * Math.PI) / 180;
  const a = chroma * Math.cos(angle);
  const b = chroma * Math.sin(angle);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clip = (value: number) => Math.min(1, Math.max(0, value));
  return [
    clip(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    clip(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    clip(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

/** The WCAG 2 contrast ratio of two colours in linear light. */
function contrast(one: Rgb, other: Rgb): number {
  const luminance = ([r, g, b]: Rgb) => 0.2126 * r + 0.7152 * g + 0.0722 * b;
  const [high = 0, low = 0] = [luminance(one), luminance(other)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}
