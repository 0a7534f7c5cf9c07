/**
 * HTML in which no text of others takes effect.
 */
import { visible } from '../text.ts';

/** HTML that needs no escape any more. */
class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Value = Html | string | number | readonly Html[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Escapes every value that is no HTML, for text and for quoted attributes. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  return new Html(parts.reduce((text, part, at) => `${text}${shown(values[at - 1])}${part}`, ''));
}

function shown(value: Value | undefined): string {
  if (value === undefined) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'object') return value.map(({ text }) => text).join('');
  return visible(String(value)).replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** HTML or a style sheet of this tool, which is taken as it is. */
export function trusted(text: string): Html {
  return new Html(text);
}

export type { Html };
