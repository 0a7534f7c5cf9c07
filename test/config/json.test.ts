/**
 * Texts that are no JSON: each is told with its first mistake and the place of it.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseObject } from '../../builder/config/mistakes/json.ts';
import { excerpt, position } from '../../builder/config/mistakes/mistakes.ts';
import type { BuildError } from '../../builder/errors.ts';

const json = suite('JSON');

function notesOf(text: string): readonly string[] {
  try {
    parseObject(text);
    return [];
  } catch (error) {
    return (error as BuildError).notes;
  }
}

const COMMA = 'there is a comma too many';
const QUOTES = 'texts stand in double quotes, as in';
const BRACKET = 'a ] is missing: the [ of line 1';

const TEXTS: [text: string, told: string][] = [
  ['', '1:1: it is empty'],
  [' \n', '1:1: it is empty'],
  [' []', '1:2: it is a list; npm wants {'],
  ['1', '1:1: it is a number;'],
  ['true', '1:1: it is true or false;'],
  ['null', '1:1: it is null;'],
  ['"a"', '1:1: it is a text;'],
  ['{"a" = 1}', '1:6: commas stand between entries, and a colon'],
  ['{"a": ;}', '1:7: commas stand between entries, and a colon'],
  ['{"a": x;}', `1:7: ${QUOTES}`],
  ['{"a": TRUE}', '1:7: it is written in lower case: true'],
  ['{"a": xtrue}', `1:7: ${QUOTES}`],
  ['{"a": truex}', `1:7: ${QUOTES}`],
  ['{"a": Nan}', '1:7: JSON has no such value'],
  ['{"a": xnan}', `1:7: ${QUOTES}`],
  ['{"a": nanx}', `1:7: ${QUOTES}`],
  ['{"a": +1}', '1:7: this is no number as JSON has it'],
  ['{"a": .5}', '1:7: this is no number as JSON has it'],
  ['{"a": 1.}', '1:7: the number is not complete'],
  ['{"a": 1e}', '1:7: the number is not complete'],
  ['{"a": 01}', '1:7: a number does not begin with 0'],
  ['{"a": -01}', '1:8: a number does not begin with 0'],
  ['{"a": [10 20]}', '1:10: a comma is missing here'],
  ['{"a": 0 1}', '1:8: a comma is missing here'],
  ['{"a": "b"c"}', '1:10: the text has ended at the double quote'],
  ['{"a": "b" c"}', '1:11: the text has ended at the double quote'],
  ['{"a": "b"1}', '1:9: the text has ended at the double quote'],
  ['{"a": "b" "c": 1}', '1:10: a comma is missing here'],
  ['{"a": 1\n\n  "b": 2}', '1:8: a comma is missing here'],
  ['{"a": [1 2]}', '1:9: a comma is missing here'],
  ['{"a": [1\n"b": 2}', `1:9: ${BRACKET}`],
  ['{"a": ["x": 1]}', `1:11: ${BRACKET}`],
  ['{"a": ["x" "y": 1]}', `1:11: ${BRACKET}`],
  ['{"a": ["[]{\\"", 1}', `1:18: ${BRACKET}`],
  ['{"a": [{}, [], 1}', `1:17: ${BRACKET}`],
  ['\n{"a": {"b": 1]}', '2:14: a } is missing: the { of line 2 is not closed'],
  ['{"a": 1}}', '1:9: nothing may follow the last bracket'],
  ['{"a": 1}\n{"b": 1}', '2:1: nothing may follow the last bracket'],
  ['{', '1:2: a } is missing: the { of line 1'],
  ['{"a"', '1:5: a colon is missing between the key and its value'],
  ['{"a":', '1:6: the file ends in the middle'],
  ['{"a": 1,', `1:8: ${COMMA}`],
  ['{"a": 1,\n}', `1:8: ${COMMA}`],
  ['{,"a": 1}', `1:2: ${COMMA}`],
  ['{"a": 1,,"b": 2}', `1:8: ${COMMA}`],
  ['{"a": ,"b": 2}', '1:7: a value is missing here'],
  ['{"a": [,1]}', `1:8: ${COMMA}`],
  ['{1: 2}', '1:2: a key in double quotes is missing here'],
  ['{a: 1}', '1:2: keys stand in double quotes, as in'],
  ["{'a': 1}", '1:2: texts and keys stand in double quotes only'],
  ['{"a": “b”}', '1:7: texts and keys stand in double quotes only'],
  ['{"a": "b\n"}', '1:7: the closing double quote is missing'],
  ['{"a": "\\x"}', '1:8: after a backslash comes one of'],
  ['{"a": "\\\\ \\n\\q"}', '1:13: after a backslash comes one of'],
  ['{"a": "x\\u00e9 \\u00g1"}', '1:16: after \\u come four hexadecimal digits'],
  ['{"a": "b\tc"}', '1:9: there is a control character in this text'],
  ['{"a": 1 // x\n}', '1:9: there are no comments in JSON'],
  ['{/* x */}', '1:2: there are no comments in JSON'],
  ['{"a": #x\n1}', '1:7: there are no comments in JSON'],
  ['<<<<<<< HEAD\n{}', '1:1: git has left a conflict here'],
  ['{"a": 1\n=======\n"b": 2}', '2:1: git has left a conflict here'],
  ['{"a": <<<<<< 1}', `1:7: ${QUOTES}`],
  ['{"a": x<<<<<<<}', `1:7: ${QUOTES}`],
];

for (const [text, told] of TEXTS) {
  json(JSON.stringify(text), () => {
    const [note = ''] = notesOf(text);
    assert.ok(note.startsWith(`package.json:${told}`), note);
  });
}

json('as many brackets as the parser bears', () => {
  const nested = (depth: number, before = ''): string =>
    `{${before}"a":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;
  assert.equal(notesOf(nested(500)), []);
  assert.is(notesOf(nested(501))[0], 'package.json:1:505: more than 500 brackets are nested here');
  // Brackets in texts do not count, and those that are closed.
  assert.equal(notesOf(nested(500, `"b": "\\"${'[{'.repeat(300)}", "c": [{}, []], `)), []);
  // A text without its second quote ends with its line.
  assert.match(notesOf(`{"a": "b\n${'['.repeat(501)}`)[0] ?? '', 'brackets are nested');
});

json('a line is shown around the place, with a mark below it', () => {
  const long = `${'x'.repeat(70)}y${'z'.repeat(70)}`;
  assert.equal(excerpt(`a\n${long}\nb`, 72), [`  ${'x'.repeat(60)}y${'z'.repeat(59)}`, `  ${' '.repeat(60)}^`]);
  assert.equal(excerpt('ab\tc\r\nd', 3), ['  ab c', '     ^']);
  assert.equal(excerpt('a\n\nb', 2), []);
  assert.equal([position('', 0), position('a\nbc', 2), position('a\nbc', 4)], ['1:1', '2:1', '2:3']);
});

json.run();
