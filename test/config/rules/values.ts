/**
 * Values of package.json for the tables of rules.
 */
export interface Rule {
  takes: object[];
  /** Each with the beginnings of its mistakes, in the order of package.json. */
  refuses: [deb: object, ...mistakes: string[]][];
}

export const value = (text: string) => ({ value: text, description: 'A port.' });
export const service = (keys: object) => ({ service: keys });
export const worker = (keys: object) => ({ services: { worker: { ready: 'loaded', ...keys } } });
