/**
 * Functions of Node that the agent stands in for.
 */

type Method = (this: unknown, ...args: unknown[]) => unknown;
export type Methods = Record<string, Method | undefined>;

/** Calls `write`, for which it stands in. It is one frame in the stack of an error: a stack has ten. */
export type Observed = (write: Method, self: unknown, args: unknown[]) => unknown;

/** The proxy has the name, the length and util.promisify() of Node's own function. */
export function observe(methods: Methods, name: string, apply: Observed): void {
  const write = methods[name];
  if (typeof write === 'function') methods[name] = new Proxy(write, { apply });
}

/** Apps put another class in the place of the global Promise. Node's functions still return their own. */
export function isPromise(result: unknown): result is Promise<unknown> {
  return typeof (result as Promise<unknown> | undefined)?.catch === 'function';
}
