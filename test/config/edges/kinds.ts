/**
 * Values at the edges of each key of the schema: the last ones that it takes, and the first ones that it refuses. They
 * stand here as numbers and texts of their own, so that a changed limit of the schema differs from them.
 */
export interface Edges {
  takes: readonly unknown[];
  refuses: readonly unknown[];
}

/** By code points: the last and the first character of each range that no text may hold, and their neighbours. */
export const UNPRINTABLE = [0, 0x0a, 0x1f, 0x7f, 0x80, 0x9f, 0x61c, 0x200e, 0x200f, 0x2028, 0x202e, 0x2066, 0x2069];
export const PRINTABLE = [0x20, 0x7e, 0xa0, 0x61b, 0x61d, 0x200d, 0x2010, 0x2027, 0x202f, 0x2065, 0x206a, 0x1f642];
const words = (text: string): string[] => text.split(' ');
export const between = (code: number): string => `a${String.fromCodePoint(code)}b`;

/** Any line of text, and no text of two lines. */
export const LINE: Edges = {
  takes: ['a', '\\', ...PRINTABLE.map(between)],
  refuses: ['', 'a\n', '\ta', 7, ...UNPRINTABLE.map(between)],
};

/** A line that may end with anything but a backslash. */
export const COMMENT: Edges = {
  takes: ['a', 'a\\b', ...PRINTABLE.map(between)],
  refuses: [...LINE.refuses, '\\', 'a\\'],
};

export const SUMMARY: Edges = {
  takes: ['a', 'x'.repeat(80), ...PRINTABLE.map(between)],
  refuses: [...LINE.refuses, 'x'.repeat(81), '\\', 'a\\b'],
};

export const INSIDE: Edges = {
  takes: ['a', './a', 'a/..b', '..a/b', 'a..', 'x'.repeat(255), `${'a/'.repeat(1999)}a`, 'a b', 'ä*{}'],
  refuses: [
    ...[
      '',
      '/',
      '/a',
      '..',
      '../a',
      'a/..',
      'a/../b',
      'x'.repeat(256),
      `a/${'x'.repeat(256)}/b`,
      `${'a/'.repeat(2000)}`,
    ],
    ...UNPRINTABLE.map(between),
  ],
};

export const seconds = (least: number): Edges => ({
  takes: [least, 86400],
  refuses: [least - 1, 86401, least + 0.5, String(least), '30s', null],
});

export const USER: Edges = {
  takes: ['a', '_', 'z0-_', `a${'b'.repeat(30)}`],
  refuses: ['', '0a', '-a', 'A', 'aB', 'a.b', 'a ', ' a', 'a\n', `a${'b'.repeat(31)}`],
};

/** An account of a service: no account of Debian. */
export const ACCOUNT: Edges = { takes: USER.takes, refuses: [...USER.refuses, 'root', 'docker'] };

export const MODE: Edges = {
  takes: ['0000', '0777'],
  refuses: ['1777', '4755', '0778', '077', '00777', '777', 644, ' 0644', '0644 '],
};

export const RELATIONS: Edges = {
  takes: [
    [],
    ['ab', '0a+.-', 'a1:any'],
    ...['<<', '<=', '=', '>=', '>>'].map((sign) => [`ab (${sign} 1:0.A+~-z)`]),
    ['ab | cd (= 1) | ef'],
  ],
  refuses: [
    'ab',
    ...['', 'a', '+a', 'Ab', 'a_b', 'ab:amd64', 'ab (> 1)', 'ab (>=1)', 'ab(>= 1)', 'ab (>= 1_2)', 'ab (>= )'].map(
      (relation) => [relation],
    ),
    ...['ab|cd', 'ab | ', 'ab, cd', 'ab ', ' ab'].map((relation) => [relation]),
  ],
};

/** A place in the package, without the characters that end a name for units, scripts and dpkg. */
export const TARGET: Edges = {
  takes: words('/usr/a /usr/locals/a /etc/a /var/lib/a /var/cache/a /var/log/a /var/spool/a /etc/.a /etc/a. /etc/ä~'),
  refuses: [
    ...words('usr/a /usr /usr/local/a /opt/a /home/a /srv/a /root/a /var/tmp/a /var/a /run/a /boot/a x/etc/a'),
    ...words('/etc//a /etc/./a /etc/../a /etc/. /etc/a/.. /etc/a%b /etc/a"b /etc/a\'b /etc/a\\b'),
    ...[
      '',
      ' /usr/a',
      '/etc/a b',
      '/etc/a\u00a0b',
      '/etc/a\ufffdb',
      ...UNPRINTABLE.map((code) => `/etc/${between(code)}`),
    ],
  ],
};

export const DIRECTORY: Edges = {
  takes: [...TARGET.takes, '/etc/a/'],
  refuses: [...TARGET.refuses, ...[...'*?[]{}:'].map((sign) => `/etc/a${sign}b`)],
};

const PORT_NUMBER: Edges = { takes: [1, 65535], refuses: [0, 65536, -1, 1.5, '8080', null] };

export const PORT: Edges = {
  takes: [...PORT_NUMBER.takes, 'A', 'port', '_', 'HTTP_PORT_2'],
  refuses: [...PORT_NUMBER.refuses, '', '1A', 'A-B', 'A ', ' A'],
};

export const SOCKET: Edges = {
  takes: [
    true,
    false,
    ['PORT', 1, 65535],
    ...words('1 99999 127.0.0.1:80 [::1]:A [fe80::1.2]:_X9 1.22.333.4:80').map((port) => [port]),
  ],
  refuses: [
    ...[[], 'yes', 8080, null, [0], [65536], [''], ['A ']],
    ...words('0 080 100000 :80 *:80 localhost:80 1.2.3:80 1.2.3.4.5:80 1.2.3.4444:80 ::1:80 [::G]:80 []:80').map(
      (port) => [port],
    ),
    ...words('1.2.3.4 1.2.3.4: p-t x127.0.0.1:80').map((port) => [port]),
  ],
};

export const HEALTH: Edges = {
  takes: ['/', '/a-z/09.A_Z~?x=1&y=:@+,-'],
  refuses: ['', 'health', ' /', '/a b', '/a%20', '/a#b', '/a;b', "/a'", '/a"', '/$a', '/ä', '/a\n', 7],
};

export const VALUE: Edges = {
  takes: ['', ' ', ...PRINTABLE.map(between), '#;&|<>*'],
  refuses: [...[...`"'\\$\`%`].map((sign) => `a${sign}b`), ...UNPRINTABLE.map(between), 'a\n', 8080, null],
};

export const OVERRIDE_VALUE: Edges = {
  takes: ['', 'a', 'a\\b', '~a', ...PRINTABLE.map(between)],
  refuses: ['\\', 'a\\', 'a\n', 7, ...UNPRINTABLE.map(between)],
};
