/**
 * Rules about relations, control fields and triggers. The package is called web-shop.
 */
import type { Rule } from './values.ts';

const postinst = 'debian/postinst.sh';

/** The ends of a directive's word (deb-triggers(5)): each means the same trigger. */
const WAITS = ['', '-await', '-noawait'];

function fields(name: string): { fields: Record<string, string> } {
  return { fields: { [name]: 'x' } };
}

export const RELATION_RULES: Record<string, Rule> = {
  'a relation to the package itself': {
    takes: [{ conflicts: ['web-shop-data'], provides: ['web'] }],
    refuses: [
      [{ depends: ['ab | web-shop (>= 1)'] }, 'deb.depends.0: is "ab | web-shop (>= 1)"; names the package itself'],
      ...[
        'preDepends',
        'recommends',
        'suggests',
        'enhances',
        'conflicts',
        'breaks',
        'replaces',
        'provides',
        'formerly',
      ].map((key): [object, string] => [
        { [key]: ['ab', 'web-shop'] },
        `deb.${key}.1: is "web-shop"; names the package itself`,
      ]),
    ],
  },
  'a package that is needed and excluded': {
    takes: [
      { depends: ['ab'], conflicts: ['ab (<< 2)'] },
      { depends: ['ab | cd'], conflicts: ['ab'] },
      { recommends: ['ab'], breaks: ['ab'] },
      { runtime: 'bundled', node: '20.19.2', conflicts: ['nodejs'] },
    ],
    refuses: [
      [{ depends: ['ab (>= 1)'], conflicts: ['ab'] }, 'deb.conflicts.0: is "ab"; the package needs ab (depends), so'],
      [{ preDepends: ['ab:any'], breaks: ['ab'] }, 'deb.breaks.0: is "ab"; the package needs ab (preDepends), so'],
      [{ depends: ['old'], formerly: ['old'] }, 'deb.formerly.0: is "old"; the package needs old'],
      [{ conflicts: ['nodejs'] }, 'deb.conflicts.0: is "nodejs"; the package needs nodejs (depends)'],
    ],
  },
  'fields of others': {
    takes: [fields('Vcs-Browser'), fields('X-Depends'), fields('Team')],
    refuses: [
      [fields('Depends'), 'deb.fields.Depends: build-deb writes this field; use deb.depends'],
      [fields('pre-depends'), 'deb.fields.pre-depends: build-deb writes this field; use deb.preDepends'],
      [
        fields('Essential'),
        'deb.fields.Essential: build-deb, dpkg or apt gives this field a meaning of its own; leave',
      ],
      [fields('SHA256'), 'deb.fields.SHA256: build-deb, dpkg or apt'],
      [fields('Multi-Arch'), 'deb.fields.Multi-Arch: build-deb, dpkg or apt'],
      [
        fields('XB-Team'),
        'deb.fields.XB-Team: its first letters are an order to dpkg-gencontrol, which removes them; call it Team',
      ],
      [{ fields: { 'X-A': 'a', 'x-a': 'b' } }, 'deb.fields.x-a: is the same field as X-A'],
    ],
  },
  'values of fields': {
    takes: ['a', 'ä', 'a  b', 'x'.repeat(1000)].map((value) => ({ fields: { 'X-A': value } })),
    refuses: ['', ' a', 'a ', 'a\nEssential: yes', 'a\u2028b', 'x'.repeat(1001)].map((value): [object, string] => [
      { fields: { 'X-A': value } },
      'deb.fields.X-A: is ',
    ]),
  },
  'triggers that do something': {
    takes: [
      { triggers: ['activate-noawait ab', 'activate cd'] },
      { triggers: ['interest-noawait /usr/share/ab', 'activate ab'], scripts: { postinst } },
      { triggers: ['interest /usr/bin/node'], scripts: { postinst }, runtime: 'bundled', node: '20.19.2' },
    ],
    refuses: [
      ...WAITS.map((wait): [object, string] => [
        { triggers: [`interest${wait} ab`] },
        `deb.triggers.0: is "interest${wait} ab"; nothing would happen when it is activated; add a`,
      ]),
      ...WAITS.flatMap((one) =>
        WAITS.map((other): [object, string] => [
          { triggers: [`activate${one} ab`, `activate${other} ab`] },
          `deb.triggers.1: is "activate${other} ab"; the package has`,
        ]),
      ),
      ...WAITS.map((wait): [object, string] => [
        { triggers: [`interest${wait} /usr/bin/node`], scripts: { postinst } },
        `deb.triggers.0: is "interest${wait} /usr/bin/node"; the`,
      ]),
    ],
  },
};
