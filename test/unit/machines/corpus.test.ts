import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { SesEvent } from '../../../src/contracts/ses-event.ts';
import { applyEvent } from '../../../src/domain/analytics/apply-event.ts';
import { isHuman } from '../../../src/domain/analytics/engagement.ts';
import { readSesEvent } from '../../../src/domain/analytics/tracking-event.ts';
import { aMessage } from '../../support/builders.ts';

const folder = 'test/corpus/actors';
const site = 'https://mail.example';
const ref = { tenantId: 'ten_1', contactId: 'con_1', sendId: 'send' };
const deliveredMs = Date.parse('2026-11-25T09:00:00Z');

const Cases = z.array(
  z.object({
    name: z.string(),
    source: z.string(),
    sightings: z.array(
      z.object({
        kind: z.enum(['open', 'click']),
        after: z.number(),
        agent: z.string(),
        ip: z.string(),
        by: z.enum(['human', 'machine']),
        link: z.string().optional(),
        bot: z.boolean().optional(),
      }),
    ),
  }),
);
type Case = z.infer<typeof Cases>[number];

const cases = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .flatMap((name) => Cases.parse(JSON.parse(readFileSync(`${folder}/${name}`, 'utf8'))));

const instant = (after: number): string => new Date(deliveredMs + Math.round(after * 1000)).toISOString();
const mail = { timestamp: instant(-5), messageId: 'm' };
const linkOf = (link: string | undefined): string =>
  link === 'trap' ? `${site}/h/${'0'.repeat(26)}` : `https://shop.example/${link}`;

function sesEventOf({ kind, after, agent, ip, link, bot }: Case['sightings'][number]): SesEvent {
  const seen = {
    timestamp: instant(after),
    ipAddress: ip,
    userAgent: agent,
    ...(bot ? { isBotEvent: 'Likely' } : {}),
  };
  return kind === 'open'
    ? { eventType: 'Open', mail, open: seen }
    : { eventType: 'Click', mail, click: { ...seen, link: linkOf(link) } };
}

/** Label and verdict of every open and click of a case, the way of the queue; hashes stand in for addresses. */
function judged({ sightings }: Case) {
  const delivery: SesEvent = { eventType: 'Delivery', mail, delivery: { timestamp: instant(0) } };
  let message = aMessage('s');
  const labels = new Map<string, string>();
  for (const sighting of [...sightings, undefined]) {
    for (const event of readSesEvent(sighting ? sesEventOf(sighting) : delivery, ref, site)) {
      if (event.by && sighting) labels.set(event.id, sighting.by);
      const by = event.by && { ...event.by, ip: sighting?.ip ?? null };
      message = applyEvent(message, by ? { ...event, by } : event).message;
    }
  }
  return message.seen.map((one) => ({
    label: labels.get(one.id),
    human: isHuman(one),
    reasons: one.reasons,
    agent: one.agent,
  }));
}

describe('who opened and clicked, over the labelled corpus', () => {
  const verdicts = cases.flatMap((one) => judged(one).map((verdict) => ({ ...verdict, name: one.name })));
  const people = verdicts.filter(({ label }) => label === 'human');
  const taken = verdicts.filter(({ human }) => human);
  const right = taken.filter(({ label }) => label === 'human');

  it('has at least 300 cases, and not one of them twice', () => {
    expect(cases.length).toBeGreaterThanOrEqual(300);
    expect(new Set(cases.map(({ sightings }) => JSON.stringify(sightings))).size).toBe(cases.length);
    expect(verdicts).toHaveLength(cases.flatMap(({ sightings }) => sightings).length);
  });

  it('takes for people those who are, with a precision of at least 0.98', () => {
    expect(
      right.length / taken.length,
      JSON.stringify(taken.filter(({ label }) => label !== 'human')),
    ).toBeGreaterThanOrEqual(0.98);
  });

  it('finds of the people at least 95 in 100', () => {
    expect(right.length / people.length, JSON.stringify(people.filter(({ human }) => !human))).toBeGreaterThanOrEqual(
      0.95,
    );
  });

  it('gives a reason for everything that it leaves out', () => {
    expect(verdicts.filter(({ human, reasons }) => !human && reasons.length === 0)).toEqual([]);
  });
});
