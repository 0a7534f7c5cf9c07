/**
 * The relations of a package to others, as `control` has them.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { plan, texts } from '../support/plans.ts';

const relations = suite('relations');

relations('of several limits for Node the strictest stays, in the order of numbers', () => {
  const limits = (...depends: string[]): string[] => {
    const control = texts(plan({ depends })).get('control') ?? '';
    return (/^Depends: (.*)$/m.exec(control)?.[1] ?? '')
      .split(', ')
      .filter((one) => one.startsWith('nodejs'))
      .sort();
  };
  const [own = ''] = limits();
  assert.match(own, /^nodejs \(>= \d\d/);
  assert.equal(limits('nodejs (>= 9)'), [own]);
  assert.equal(limits('nodejs (>= 9)', 'nodejs (>= 100.9)', 'nodejs (>= 100.10)', 'nodejs (>= 100.9)'), [
    'nodejs (>= 100.10)',
  ]);
  assert.equal(limits(own), [own]);
  assert.equal(limits('nodejs (<< 100)', 'nodejs (<< 99)', 'nodejs (<< 100)'), ['nodejs (<< 99)', own].sort());
  assert.equal(limits('nodejs', 'nodejs (= 9)'), ['nodejs', 'nodejs (= 9)', own].sort());
});

relations.run();
