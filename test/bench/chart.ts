/**
 * Growth as a picture: seconds over bytes, and seconds over files, both axes logarithmic. What grows in proportion then
 * runs along the dotted line.
 */
import { type Axis, amountAxis, place, secondsAxis } from './axis.ts';
import type { Growth, Series } from './growth.ts';

const WIDTH = 960;
const HEIGHT = 460;
/** Of a panel, inside its axes. */
const PANEL = { width: 370, height: 300, top: 60 };
const LEFT = [70, 540] as const;

/** What a letter of a legend takes, about. */
const LETTER = 7;

/** Colours that people tell apart who do not see all of them (Okabe and Ito), and a mark for each besides. */
const STYLES = [
  { colour: '#0072b2', mark: 'M-5,-5h10v10h-10z' },
  { colour: '#d55e00', mark: 'M0,-6L6,5H-6z' },
  { colour: '#009e73', mark: 'M-6,0L0,-6L6,0L0,6z' },
  { colour: '#cc79a7', mark: 'M0,6L6,-5H-6z' },
  { colour: '#a67c00', mark: 'M-5,0a5,5 0 1,0 10,0a5,5 0 1,0 -10,0' },
  { colour: '#333333', mark: 'M-5,-5L5,5M-5,5L5,-5' },
] as const;

interface Point {
  x: number;
  y: number;
}

export function draw({ bytes, files }: Growth): string {
  const names = [...new Set([...bytes.keys(), ...files.keys()])];
  const both = [...bytes.values(), ...files.values()].flat().map(([, seconds]) => seconds);
  const y = secondsAxis(both);
  const panels = [
    panel(
      LEFT[0],
      'Bytes, packed with xz',
      'mixed data, MiB',
      amountAxis(bytes, (value) => `${value / 1024 ** 2}`),
      y,
      bytes,
      names,
    ),
    panel(
      LEFT[1],
      'Small files, not compressed',
      'files',
      amountAxis(files, (value) => value.toLocaleString('en')),
      y,
      files,
      names,
    ),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}"
  font-family="DejaVu Sans, Verdana, sans-serif" font-size="12" fill="#222">
<title>Seconds that a package takes, over what is packed</title>
<rect width="100%" height="100%" fill="#fff"/>
${panels.join('\n')}
${legend(names)}
</svg>
`;
}

function panel(
  left: number,
  title: string,
  unit: string,
  x: Axis,
  y: Axis,
  series: Series,
  names: readonly string[],
): string {
  const { width, height, top } = PANEL;
  const bottom = top + height;
  const at = (amount: number, seconds: number): Point => ({
    x: left + width * place(x, amount),
    y: bottom - height * place(y, seconds),
  });
  const vertical = x.ticks.map((tick) => {
    const { x: where } = at(tick, y.least);
    return `<path d="M${round(where)},${top}V${bottom}" stroke="#e4e4e4"/>${text(where, bottom + 18, x.show(tick), 'middle')}`;
  });
  const horizontal = y.ticks.map((tick) => {
    const { y: where } = at(x.least, tick);
    return `<path d="M${left},${round(where)}H${left + width}" stroke="#e4e4e4"/>${text(left - 8, where + 4, y.show(tick), 'end')}`;
  });
  const lines = names.map((name, order) => line(series.get(name) ?? [], order, at));
  return [
    text(left, top - 30, title, 'start', 'font-size="15" font-weight="bold"'),
    text(left, top - 10, 'seconds', 'start'),
    ...vertical,
    ...horizontal,
    `<path d="M${left},${top}V${bottom}H${left + width}" fill="none" stroke="#888"/>`,
    text(left + width / 2, bottom + 38, unit, 'middle'),
    proportional(x, y, at),
    ...lines,
  ].join('\n');
}

/** Twice as much takes twice as long: a line across the panel, below the others where there is room. */
function proportional(x: Axis, y: Axis, at: (amount: number, seconds: number) => Point): string {
  const most = Math.min(x.most, (x.least * y.most) / y.least);
  const [from, to] = [at(x.least, y.least), at(most, (y.least * most) / x.least)];
  return `<path d="M${round(from.x)},${round(from.y)}L${round(to.x)},${round(to.y)}" stroke="#888" stroke-dasharray="2 4"/>`;
}

function line(
  points: readonly [number, number][],
  order: number,
  at: (amount: number, seconds: number) => Point,
): string {
  const { colour, mark } = STYLES[order % STYLES.length] ?? STYLES[0];
  const places = points.map(([amount, seconds]) => at(amount, seconds));
  const path = places.map(({ x, y }) => `${round(x)},${round(y)}`).join('L');
  const thick = order === 0 ? 3 : 1.5;
  const drawn = path === '' ? '' : `<path d="M${path}" fill="none" stroke="${colour}" stroke-width="${thick}"/>`;
  const marks = places.map(({ x, y }) => marker(x, y, colour, mark));
  return [drawn, ...marks].join('');
}

/** One after the other, each as wide as its name. */
function legend(names: readonly string[]): string {
  let next: number = LEFT[0];
  const entries = names.map((name, order) => {
    const { colour, mark } = STYLES[order % STYLES.length] ?? STYLES[0];
    const left = next;
    next += 42 + LETTER * name.length;
    return `${marker(left, HEIGHT - 24, colour, mark)}${text(left + 12, HEIGHT - 20, name, 'start')}`;
  });
  const dotted = `<path d="M${WIDTH - 130},${HEIGHT - 24}h24" stroke="#888" stroke-dasharray="2 4"/>`;
  return [...entries, dotted, text(WIDTH - 100, HEIGHT - 20, 'in proportion', 'start')].join('\n');
}

function marker(x: number, y: number, colour: string, mark: string): string {
  return `<path transform="translate(${round(x)} ${round(y)})" d="${mark}" fill="${colour}" stroke="${colour}"/>`;
}

function text(x: number, y: number, content: string, anchor: string, more = ''): string {
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}" ${more}>${content}</text>`;
}

function round(value: number): number {
  return Math.round(10 * value) / 10;
}
