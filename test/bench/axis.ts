/**
 * Axes of a picture, both logarithmic.
 */
import type { Series } from './growth.ts';

export interface Axis {
  least: number;
  most: number;
  ticks: readonly number[];
  show: (value: number) => string;
}

/** From one power of ten to another. */
export function secondsAxis(seconds: readonly number[]): Axis {
  const least = 10 ** Math.floor(Math.log10(Math.min(...seconds)));
  const most = 10 ** Math.ceil(Math.log10(Math.max(...seconds)));
  const decades = Math.round(Math.log10(most / least));
  const ticks = Array.from({ length: decades + 1 }, (_, decade) => least * 10 ** decade);
  return { least, most, ticks, show: (value) => `${Number(value.toPrecision(3))}` };
}

/** With a tick at each amount that was measured. */
export function amountAxis(series: Series, show: (value: number) => string): Axis {
  const ticks = [...new Set([...series.values()].flat().map(([amount]) => amount))].sort((one, other) => one - other);
  const [first = 1] = ticks;
  return { least: first / 1.3, most: (ticks.at(-1) ?? first) * 1.3, ticks, show };
}

/** Where a value lies on an axis, from 0 to 1. */
export function place({ least, most }: Axis, value: number): number {
  return Math.log(value / least) / Math.log(most / least);
}
