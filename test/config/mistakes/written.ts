/**
 * A package.json that is right, and how a mistake is written into it.
 */
export interface Written {
  /** Replaces keys of the `deb` section; undefined removes one. */
  deb?: Record<string, unknown>;
  /** Replaces npm's own fields, or the whole section. */
  fields?: Record<string, unknown>;
  /** Changes the text, where it no longer is JSON. */
  text?: (json: string) => string;
}

export const PORT = { value: '8080', description: 'The port to listen on.' };

/** What is right, before it is spoilt. */
const SOUND = {
  name: 'web-shop',
  version: '1.4.0',
  description: 'Shop of the example company',
  author: 'Ada Lovelace <ada@example.org>',
  license: 'MIT',
  engines: { node: '>=18' },
  deb: { entry: 'src/server.js', settings: { PORT } },
};

/** The text of a package.json with such a mistake in it. */
export function packageJsonText({ deb = {}, fields = {}, text = (json) => json }: Written): string {
  return text(JSON.stringify({ ...SOUND, deb: { ...SOUND.deb, ...deb }, ...fields }, null, 2));
}
