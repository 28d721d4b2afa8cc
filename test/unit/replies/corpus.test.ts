import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { beforeAll, describe, expect, it } from 'vitest';
import { readMime } from '../../../src/adapters/mime/read-mime.ts';
import { type Classified, classifyReply } from '../../../src/domain/replies/classify.ts';
import { possiblyMeant, referredBy, sesReferencesOf } from '../../../src/domain/replies/match.ts';
import type { ReceivedMail } from '../../../src/domain/replies/received-mail.ts';

const folder = join(import.meta.dirname, '../../corpus/replies');

interface Expected {
  readonly file: string;
  readonly class: string;
  readonly match: string;
  readonly returnDate: string | null;
  readonly excerpt: string;
  readonly status?: string;
  readonly permanent?: boolean;
}

const index: {
  receivedAt: string;
  replyLocalPart: string;
  subject: string;
  contact: string;
  sesMessageIds: string[];
  messages: Expected[];
} = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8'));

const sent = index.sesMessageIds.map((sesMessageId, i) => ({
  sendId: `s${i}`,
  sesMessageId,
  sentAt: '2026-11-20T09:00:00.000Z',
}));

function matchOf(mail: ReceivedMail): string {
  const to = mail.headers.find(({ name }) => name === 'to')?.value ?? '';
  if (to.includes(`${index.replyLocalPart}@`)) return 'address';
  if (mail.from !== index.contact) return 'none';
  if (referredBy(sesReferencesOf(mail), sent)) return 'reference';
  return possiblyMeant(mail, sent, () => index.subject) ? 'possible' : 'none';
}

interface Case {
  readonly expected: Expected;
  readonly raw: Buffer;
  readonly mail: ReceivedMail;
  readonly got: Classified;
}

const automatic = new Set(['auto_reply', 'out_of_office', 'bounce_report', 'read_receipt']);

describe('the corpus of replies', () => {
  const cases: Case[] = [];
  beforeAll(async () => {
    for (const expected of index.messages) {
      const raw = readFileSync(join(folder, expected.file));
      const mail = await readMime(raw, index.receivedAt);
      cases.push({ expected, raw, mail, got: classifyReply(mail) });
    }
  });
  const wrong = (right: (one: Case) => boolean) =>
    cases.filter((one) => !right(one)).map(({ expected, got }) => ({ expected, got }));

  it('is whole: every file is in the index, at least a hundred of them', () => {
    const files = readdirSync(folder).filter((file) => file.endsWith('.eml'));
    expect(files.toSorted()).toEqual(index.messages.map(({ file }) => file).toSorted());
    expect(files.length).toBeGreaterThanOrEqual(100);
  });

  it('never takes a person for a machine', () => {
    const people = (name: string) => name === 'human' || name === 'wants_out';
    expect(wrong(({ expected, got }) => !(people(expected.class) && automatic.has(got.class)))).toEqual([]);
  });

  it('never takes an out-of-office answer for a person', () => {
    expect(wrong(({ expected, got }) => !(expected.class === 'out_of_office' && !automatic.has(got.class)))).toEqual(
      [],
    );
  });

  it('is told apart by kind, 98 of a hundred right', () => {
    const mistaken = wrong(({ expected, got }) => expected.class === got.class);
    expect(mistaken.length / cases.length, JSON.stringify(mistaken, null, 1)).toBeLessThanOrEqual(0.02);
  });

  it('says when people are back', () => {
    expect(wrong(({ expected, got }) => expected.returnDate === got.returnDate)).toEqual([]);
  });

  it('gives what people wrote, without what they quote', () => {
    expect(wrong(({ expected, got }) => expected.excerpt === got.excerpt)).toEqual([]);
  });

  it('says of reports what failed, and whether for good', () => {
    const stated = ({ expected, got }: Case) =>
      (expected.status ?? null) === got.status && (expected.permanent ?? false) === got.permanent;
    expect(wrong(stated)).toEqual([]);
  });

  it('finds the mail that is meant', () => {
    expect(
      cases.filter(({ expected, mail }) => matchOf(mail) !== expected.match).map(({ expected }) => expected),
    ).toEqual([]);
  });

  it('is read as a second parser reads it', async () => {
    for (const { raw, mail, expected } of cases) {
      const other = await simpleParser(raw);
      expect(mail.subject, expected.file).toBe(other.subject ?? '');
      expect(mail.from, expected.file).toBe(other.from?.value[0]?.address?.toLowerCase() ?? '');
    }
  });
});
