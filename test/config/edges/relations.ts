/**
 * The edges of relations, control fields and triggers.
 */
import { type Edges, RELATIONS } from './kinds.ts';

const CHOICES = ['ab | cd', 'ab:any', 'ab (> 1)', 'ab (>=1)', 'ab, cd', 'Ab', 'a', ''].map((relation) => [relation]);

/** Relations without a choice. */
const EACH: Edges = {
  takes: [[], ['ab', 'cd'], ['ab (<< 1:2.0-3~)', '0a+.- (= 1)']],
  refuses: ['ab', ...CHOICES, ['ab (<< a)'], ['ab (<< 1-)'], ['ab (<< x:1)']],
};

export const RELATION_EDGES: Readonly<Record<string, Edges>> = {
  depends: RELATIONS,
  preDepends: RELATIONS,
  recommends: RELATIONS,
  suggests: RELATIONS,
  enhances: EACH,
  provides: {
    takes: [[], ['ab'], ['ab (= 1:2.0-3)', 'cd']],
    refuses: ['ab', ...CHOICES, ['ab (>= 1)'], ['ab (<< 1)'], ['ab (= a)']],
  },
  conflicts: EACH,
  breaks: EACH,
  replaces: EACH,
  formerly: {
    takes: [[], ['ab', 'a+.-'], ['x'.repeat(100)]],
    refuses: ['ab', ['a'], ['Ab'], ['ab (= 1)'], ['a_b'], ['x'.repeat(101)], ['nodejs'], ['systemd']],
  },
  epoch: { takes: [1, 2 ** 31 - 1], refuses: [0, -1, 2 ** 31, 1.5, '1'] },
  triggers: {
    takes: [[], ['activate-noawait ldconfig'], ['activate /a/b.c', 'activate-await a-b']],
    refuses: [
      ...[
        'activate ldconfig',
        ['ldconfig'],
        ['activate'],
        ['activate '],
        ['activate  a'],
        ['activate a b'],
        ['watch a'],
      ],
      ...[
        ['activate /'],
        ['activate /a b'],
        ['activate /a/'],
        ['activate /ä'],
        ['activate A'],
        ['Activate a'],
        ['activate a\n'],
      ],
    ],
  },
};
