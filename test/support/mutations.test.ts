import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { mutantsOf, mutated } from '../mutants/mutations.ts';
import { withMadeUpSources } from './sources.ts';

/** Each text with all that becomes of it. */
const CHANGES: Record<string, string[]> = {
  'if (a) b = 2;': ['if (true) b = 2;', 'if (false) b = 2;', 'if (a) b = 3;'],
  'c = a ? b : 0;': ['c = true ? b : 0;', 'c = false ? b : 0;', 'c = a ? b : 1;'],
  'c = a && b;': ['c = a;', 'c = b;'],
  'c = a ?? 40;': ['c = a;', 'c = 40;', 'c = a ?? 80;'],
  'c = a < b;': ['c = a <= b;'],
  'c = a !== b;': ['c = a === b;'],
  'c = a - b;': ['c = a + b;'],
  'c = a + 1;': ['c = a - 1;', 'c = a + 2;'],
  "c = a + '1';": [],
  'close(a);': [';'],
  'await a.close();': [';'],
  'super(a);': [],
  'throw a;': [';'],
  'c = a.filter(b);': ['c = a;'],
  'c = a.some(b);': ['c = a.every(b);'],
  'c = a?.b;': ['c = a.b;'],
  'c = true;': ['c = false;'],
  'let d: 1 | true;': [],
  'try { d = a; } finally { c(); }': ['try { d = a; } finally {}', 'try { d = a; } finally { ; }'],
  'try { d = a; } catch { d = b; }': ['try { d = a; } catch {}'],
};

test('each plausible bug is one change of the text', () => {
  const texts = Object.keys(CHANGES);
  const files = Object.fromEntries(texts.map((text, at) => [`${at}.ts`, text]));
  const found = withMadeUpSources(files, (file, source) => {
    const text = files[file] ?? '';
    return [text, mutantsOf(file, source).map((mutant) => mutated(text, mutant))] as const;
  });
  assert.equal(Object.fromEntries(found), CHANGES);
});

test('a mutant knows its line and its function', () => {
  const text = 'class A {\n  get b() {\n    return [1].map(() => 2);\n  }\n}\nconst c = () => 3;\nlet d = 4;';
  const [mutants = []] = withMadeUpSources({ 'a.ts': text }, mutantsOf);
  const places = mutants.map(({ line, within, was }) => `${line} ${within} ${was}`);
  assert.equal(places, ['3 b 1', '3 b 2', '6  3', '7  4']);
});

test.run();
