/**
 * Health pages in sources: pages that a library declares, and paths with a customary name.
 */
import path from 'node:path';

/** Paths of health pages, the surest first. A page of readiness tells more than one of life. */
const CUSTOMARY = [
  /^(\/[\w-]+)*\/healthz?\/(readiness|ready)$/,
  /^(\/[\w-]+)*\/readyz$/,
  /^(\/[\w-]+)*\/health$/,
  /^(\/[\w-]+)*\/healthz$/,
  /^(\/[\w-]+)*\/_?health-?check$/,
  /^(\/[\w-]+)*\/_health$/,
  /^(\/[\w-]+)*\/livez$/,
  /^(\/(-|api|server))?\/ping$/,
  /^\/status$/,
];

/** Paths that mean nothing else, wherever they stand in a program that others wrote. */
const DISTINCT = new Set(
  [
    '/healthz/readiness',
    '/health/readiness',
    '/health/ready',
    '/readyz',
    '/-/health',
    '/api/health',
    '/healthz',
  ].concat(['/server/ping', '/api/ping', '/-/ping', '/_health', '/livez']),
);

/** A path that a source registers at the app itself. A router may be below another path. */
const AT_THE_APP = /\b(?:app|server|fastify|instance)\.(?:get|all|use|route)\(\s*['"`](\/[\w-]{2,40})['"`]/g;

/** A path as a string of its own. */
const PATH = /['"`](\/[\w/-]{2,60})['"`]/g;

/** under-pressure of Fastify: `true` means /status. */
const UNDER_PRESSURE =
  /\bexposeStatusRoute\s*:\s*(?:(true)|['"`](\/[\w/-]+)['"`]|\{[\s\S]{0,400}?\burl\s*:\s*['"`](\/[\w/-]+)['"`])/;

/** @godaddy/terminus: paths and their checks. */
const TERMINUS = /\bhealthChecks\s*:\s*\{[^}]*?['"`](\/[\w/-]+)['"`]\s*:/;

interface Source {
  file: string;
  text: string;
}

interface HealthPage {
  page: string;
  /** The source that has it. */
  file: string;
}

/** A decorator as TypeScript compiles it: `(0, common_1.Get)(`, in a list with commas. */
const COMPILED_DECORATOR = /\(0, ?[\w$]+\.([A-Z]\w*)\)\(/g;

/** The health page of a project's own sources, or undefined if they show none. */
export function healthPageIn(written: readonly Source[]): HealthPage | undefined {
  const sources = written.map(({ file, text }) => ({ file, text: text.replace(COMPILED_DECORATOR, '@$1(') }));
  const prefix = sources.map(({ text }) => /\.setGlobalPrefix\(\s*['"`]\/?([\w/-]+)/.exec(text)?.[1]).find(Boolean);
  const withoutPrefix = sources.flatMap(({ text }) => excludedFrom(text));
  const inNest = (...parts: string[]): string => {
    const page = path.posix.join('/', ...parts);
    return prefix === undefined || withoutPrefix.includes(page) ? page : path.posix.join('/', prefix, page);
  };
  for (const { file, text } of sources) {
    const [page] = declared(text, inNest);
    if (page !== undefined) return { page, file };
  }
  return surest(sources.flatMap(({ file, text }) => routes(text, inNest).map((page) => ({ page, file }))));
}

/** The health page of a program that others wrote, or undefined if it shows none. */
export function healthPageOfProgram(sources: readonly Source[]): HealthPage | undefined {
  const pages = sources.flatMap(({ file, text }) => {
    const distinct = captured(text, PATH).filter((page) => DISTINCT.has(page));
    return [...distinct, ...captured(text, AT_THE_APP)].map((page) => ({ page, file }));
  });
  // A page with a distinct name is its own address. `/health` may be below the path of a router.
  return surest(pages.filter(({ page }) => DISTINCT.has(page))) ?? surest(pages);
}

function surest(pages: readonly HealthPage[]): HealthPage | undefined {
  for (const pattern of CUSTOMARY) {
    const found = pages.find(({ page }) => pattern.test(page));
    if (found) return found;
  }
  return undefined;
}

/** The pages that a source declares for this purpose. */
function declared(text: string, inNest: (...parts: string[]) => string): string[] {
  const [, isDefault, given, url] = UNDER_PRESSURE.exec(text) ?? [];
  const found = [isDefault && '/status', given, url, TERMINUS.exec(text)?.[1]];
  // @nestjs/terminus: the page is the method below @HealthCheck(), in any order of the decorators.
  if (/@HealthCheck\(/.test(text)) {
    const [, controller = ''] = /@Controller\(\s*(?:\{[^}]*?\bpath\s*:\s*)?['"`]([\w/-]*)['"`]/.exec(text) ?? [];
    const near =
      /@Get\(\s*(?:['"`]([\w/-]*)['"`])?\s*\)(?:[\s,]*@\w+\([^)]*\))*[\s,]*@HealthCheck\(|@HealthCheck\([^)]*\)(?:[\s,]*@\w+\([^)]*\))*?[\s,]*@Get\(\s*(?:['"`]([\w/-]*)['"`])?\s*\)/;
    const [whole, before, after] = near.exec(text) ?? [];
    if (whole !== undefined) found.push(inNest(controller, before ?? after ?? ''));
  }
  return found.filter((page): page is string => Boolean(page));
}

/** The paths that a source holds as strings, and those that Nest's decorators name without a slash. */
function routes(text: string, inNest: (...parts: string[]) => string): string[] {
  const decorated = captured(text, /@(?:Controller|Get)\(\s*['"`]([\w-]+)['"`]/g);
  return [...captured(text, PATH), ...decorated.map((page) => inNest(page))];
}

/** The paths in `setGlobalPrefix('api', { exclude: ['health'] })`. */
function excludedFrom(text: string): string[] {
  const [, list = ''] = /\.setGlobalPrefix\([^)]*?\bexclude\s*:\s*\[([^\]]*)\]/.exec(text) ?? [];
  return captured(list, /['"`]\/?([\w/-]+)['"`]/g).map((page) => `/${page}`);
}

function captured(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].flatMap(([, found]) => found ?? []);
}
