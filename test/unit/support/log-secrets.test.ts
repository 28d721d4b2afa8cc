import { describe, expect, it } from 'vitest';
import type { Mail } from '../../support/cloud.ts';
import { leakIn, secretsOf } from '../../support/log-secrets.ts';

const mail: Mail = {
  id: '1',
  messageId: 'm',
  at: '2026-11-25T09:00:00Z',
  from: 'Penguin News <news@penguin.example>',
  to: ['ann@example.com'],
  subject: 'Welcome, Ann Ash',
  text: 'Leave: https://example.com/u/k1.abcdefghijklmnopqrstuvwxyz',
  headers: {},
  direction: 'outbound',
};
const secrets = secretsOf([mail]);

describe('the search for secrets in logs', () => {
  it.each([
    ['an address', 'failed for ann@example.com'],
    ['a sender', 'news@penguin.example is not verified'],
    ['a subject', 'subject: Welcome, Ann Ash'],
    ['an unsubscribe token', 'GET /u/k1.abcdefghijklmnopqrstuvwxyz'],
    ['an API key', 'authorization: pk_abc123_0123456789abcdefghij'],
  ])('finds %s', (_, line) => {
    expect(leakIn(['fine', line], secrets)).toContain(line);
  });

  it('lets ids and reasons pass', () => {
    expect(leakIn(['{"campaignId":"cmp_1","contactId":"con_1","reason":"rejected"}', ''], secrets)).toBeUndefined();
  });
});
