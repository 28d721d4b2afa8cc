import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { webhookEvents } from '../../../src/contracts/webhook-event.ts';

describe('docs/webhooks.md', () => {
  it('names every event that a webhook can ask for, and no other', () => {
    const rows = readFileSync('docs/webhooks.md', 'utf8').matchAll(/^\| (`[a-z.`, ]+`) \|/gm);
    const named = [...rows].flatMap(([, cell = '']) => [...cell.matchAll(/`([a-z.]+)`/g)].map(([, name]) => name));
    expect(named).toEqual(webhookEvents);
  });
});
