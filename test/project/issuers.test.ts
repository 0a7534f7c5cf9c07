/**
 * Tokens by the forms of further issuers.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { secretIn } from '../../builder/project/secrets/contents.ts';
import { BEGINNINGS, ISSUERS } from '../../builder/project/secrets/issuers.ts';

const issuers = suite('tokens of further issuers');

/** Tokens are put together here, because the repositories that hold this file look for whole ones. */
const body = (length: number): string => 'aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1eF3hJ5'.repeat(6).slice(0, length);
const hex = (length: number): string => '3f7a09c1d8b2e465'.repeat(4).slice(0, length);

/** The same with one letter over and over behind its beginning. */
const placeholder = (token: string): string => token.replace(/[A-Za-z0-9]{15,}/g, (part) => 'x'.repeat(part.length));

const TOKENS: readonly (readonly [issuer: string, token: string])[] = [
  ['GitLab', `glpat-${body(20)}`],
  ['GitLab', `glrt-${body(27)}`],
  ['SendGrid', `SG.${body(22)}.${body(43)}`],
  ['Anthropic', `sk-ant-api03-${body(93)}AA`],
  ['OpenAI', `sk-${body(20)}T3BlbkFJ${body(20)}`],
  ['OpenAI', `sk-proj-${body(74)}T3BlbkFJ${body(74)}`],
  ['Hugging Face', `hf_${'aBcDeFgHjKmNpQrStUvWxYz'.repeat(2).slice(0, 34)}`],
  ['Docker', `dckr_pat_${body(27)}`],
  ['DigitalOcean', `dop_v1_${hex(64)}`],
  ['PyPI', `pypi-AgEIcHlwaS5vcmc${body(100)}`],
  ['Shopify', `shpat_${hex(32)}`],
  ['Vault', `hvs.${body(95)}`],
  ['Azure', `AccountKey=${body(86)}==`],
  ['Telegram', `${'123456789'}:AA${body(33)}`],
  ['Discord', `https://discord.com/api/webhooks/${'123456789012345678'}/${body(68)}`],
  ['Grafana', `glsa_${body(32)}_${hex(8)}`],
  ['age', `AGE-SECRET-KEY-1${'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L'.repeat(2).slice(0, 58)}`],
  ['npm', `//registry.example.org/:_password="${body(24)}=="`],
];

issuers('each token is found in a text and in a source, and its beginning alone, or a placeholder, is none', () => {
  for (const [issuer, token] of TOKENS) {
    for (const text of [token, `const a = '${token}';\n`, `\na: ${token}\n`])
      assert.match(secretIn(Buffer.from(text)) ?? 'none', issuer, token.slice(0, 12));
    assert.is(secretIn(Buffer.from(token.slice(0, 16))), undefined, token.slice(0, 12));
    assert.is(secretIn(Buffer.from(placeholder(token))), undefined);
  }
});

issuers('each form has a token here, and a beginning that is looked for first', () => {
  for (const { what, looks } of ISSUERS) {
    const own = TOKENS.filter(([, token]) => looks.test(token));
    assert.ok(own.length > 0, what);
    for (const [, token] of own) assert.match(token, BEGINNINGS);
  }
});

issuers.run();
