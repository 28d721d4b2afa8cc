import { describe, expect, it } from 'vitest';
import type { Contact } from '../../../src/contracts/contact.ts';
import { NewImport } from '../../../src/contracts/transfer.ts';
import type { ImportJob } from '../../../src/contracts/transfer-job.ts';
import type { Notice } from '../../../src/contracts/webhook.ts';
import { cancelImport, startImport } from '../../../src/usecases/transfers/control-import.ts';
import { createImport } from '../../../src/usecases/transfers/create-import.ts';
import { runImport } from '../../../src/usecases/transfers/run-import.ts';

const scope = { tenantId: 'ten_1', principal: 'system' };
const now = '2026-11-25T09:00:00.000Z';

class Killed extends Error {}

/** Ports over maps. Each call counts; the one with the chosen number dies, half of them before and half after it was done. */
function aWorld(known: readonly Contact[] = []) {
  const contacts = new Map(known.map((contact) => [contact.email, contact]));
  const jobs = new Map<string, ImportJob>();
  const files = new Map<string, Uint8Array>();
  const parts = new Map<string, Uint8Array[]>();
  const world = {
    contacts,
    files,
    calls: 0,
    dieAt: Number.POSITIVE_INFINITY,
    wokenFor: 0,
    clock: 0,
    step: 0,
    told: [] as Notice[],
  };
  const call = async <T>(what: () => T): Promise<T> => {
    const number = world.calls++;
    if (number === world.dieAt) throw new Killed();
    const result = structuredClone(what());
    if (number + 0.5 === world.dieAt) throw new Killed();
    return result;
  };
  const bytesOf = (key: string): Uint8Array => {
    const bytes = files.get(key);
    if (!bytes) throw new Error(`There is no ${key}`);
    return bytes;
  };
  const deps = {
    contacts: {
      findManyByEmail: (_: unknown, emails: readonly string[]) =>
        call(() => emails.flatMap((email) => contacts.get(email) ?? [])),
      createMany: (_: unknown, all: readonly Contact[]) =>
        call(() => {
          const free = all.filter(({ email }) => !contacts.has(email));
          for (const contact of free) contacts.set(contact.email, contact);
          return new Set(free.map(({ id }) => id));
        }),
      saveMany: (_: unknown, changes: readonly { contact: Contact; seen: Contact }[]) =>
        call(() => {
          const fresh = changes.filter(({ contact, seen }) => contacts.get(contact.email)?.rev === seen.rev);
          for (const { contact } of fresh) contacts.set(contact.email, contact);
          return new Set(fresh.map(({ contact }) => contact.id));
        }),
    },
    imports: {
      create: async (_: unknown, job: ImportJob) => void jobs.set(job.id, job),
      get: (_: unknown, id: string) => call(() => jobs.get(id)),
      save: (_: unknown, job: ImportJob) =>
        call(() => {
          if (jobs.get(job.id)?.rev !== job.rev) return undefined;
          const next = { ...job, rev: job.rev + 1 };
          jobs.set(job.id, next);
          return next;
        }),
    },
    files: {
      state: (key: string) => call(() => ({ size: bytesOf(key).length, etag: 'e1' })),
      read: (key: string, from: number, to: number) => call(() => bytesOf(key).slice(from, to)),
      readText: (key: string) => call(() => Buffer.from(bytesOf(key)).toString()),
      writeText: (key: string, text: string) => call(() => void files.set(key, Buffer.from(text))),
      beginUpload: (key: string) =>
        call(() => {
          parts.set(key, []);
          return key;
        }),
      uploadPart: (key: string, _: string, number: number, text: string) =>
        call(() => {
          const all = parts.get(key) ?? [];
          all[number - 1] = Buffer.from(text);
          return `p${number}`;
        }),
      completeUpload: (key: string) => call(() => void files.set(key, Buffer.concat(parts.get(key) ?? []))),
      uploadUrl: async () => 'https://upload.example',
      downloadUrl: async () => 'https://download.example',
    },
    segments: { get: async () => undefined, addMembers: async () => 0 },
    uses: { campaignsOf: async () => [] },
    tell: (_: unknown, notices: readonly Notice[]) => call(() => void world.told.push(...notices)),
    queues: { enrol: async () => undefined, transfers: async () => void world.wokenFor++ },
    clock: { now: () => now },
    ids: { next: () => 'imp_1' },
    stopwatch: () => {
      world.clock += world.step;
      return world.clock;
    },
  };
  return { world, deps, job: () => jobs.get('imp_1') };
}

const aContact = (email: string, over: Partial<Contact> = {}): Contact => ({
  ...{ id: `con_${email}`, email, firstName: null, lastName: null, company: null, industry: null, companySize: null },
  ...{ leadScore: 0, country: null, timezone: null, tags: [], lifecycle: 'lead', custom: {}, emailVerified: false },
  optOuts: [],
  ...{ lastActivityAt: null, segments: [], rev: 1, createdAt: now, updatedAt: now },
  consent: { status: 'subscribed', source: 'api', at: now, tracking: true },
  ...over,
});

async function started(file: string | Uint8Array, over: object = {}, known: readonly Contact[] = []) {
  const made = aWorld(known);
  const input = NewImport.parse({ consentSource: 'fair', ...over });
  await createImport(made.deps)(scope, input);
  made.world.files.set('imports/ten_1/imp_1/file.csv', Buffer.from(file));
  const begun = await startImport(made.deps)(scope, 'imp_1');
  if (!begun.ok) throw new Error(JSON.stringify(begun.error));
  made.world.calls = 0;
  const run = (received = 1) =>
    runImport(made.deps)({ kind: 'import', tenantId: scope.tenantId, id: 'imp_1' }, received);
  return { ...made, run };
}

/** 1,230 rows: new and known contacts, faults, and addresses that come again pages later. */
const rows = Array.from({ length: 1_230 }, (_, i) => {
  if (i % 41 === 0) return `broken ${i},Bad,`;
  const name = i % 5 === 0 ? `known${i % 100}@a.example` : `new${i % 1_100}@a.example`;
  return `${name},Name ${i},${i % 3}`;
});
const file = ['email,firstName,Plan', ...rows].join('\n');
const known = Array.from({ length: 20 }, (_, i) => aContact(`known${i * 5}@a.example`, { firstName: 'Before' }));

/** The deliveries that come of what was told: a notice that was told again is none. */
const deliveries = (told: readonly Notice[]) =>
  [...new Set(told.map(({ noticeId, at }) => `${noticeId} ${at}`))].toSorted();

const withoutTime = (contacts: ReadonlyMap<string, Contact>) =>
  [...contacts.values()]
    .map(({ email, id, firstName, custom }) => ({ email, id, firstName, custom }))
    .toSorted((one, other) => (one.email < other.email ? -1 : 1));

describe('an import', () => {
  it('counts every row once and takes the last row of an address', async () => {
    const { run, job, world } = await started(file, {}, known);
    await run();
    const faults = rows.filter((row) => row.startsWith('broken')).length;
    const addresses = new Set(rows.filter((row) => !row.startsWith('broken')).map((row) => row.split(',')[0]));
    const old = [...addresses].filter((address) => address?.startsWith('known')).length;
    expect(job()).toMatchObject({
      state: 'done',
      rows: rows.length,
      failed: faults,
      created: addresses.size - old,
      updated: old,
      unchanged: 0,
      duplicates: rows.length - faults - addresses.size,
    });
    expect(world.told).toHaveLength(job()?.created ?? 0);
    const last = rows.findLast((row) => row.startsWith('new7@'));
    expect(world.contacts.get('new7@a.example')?.firstName).toBe(last?.split(',')[1]);
  });

  it('goes on after it was killed at any call, with the same contacts, counts and error file', async () => {
    const whole = await started(file, {}, known);
    await whole.run();
    const calls = whole.world.calls;
    expect(calls).toBeGreaterThan(20);
    const errorFile = (world: { files: ReadonlyMap<string, Uint8Array> }) =>
      Buffer.from(world.files.get('imports/ten_1/imp_1/errors.csv') ?? []).toString();
    expect(errorFile(whole.world).split('\r\n')).toHaveLength(2 + (whole.job()?.failed ?? 0));
    for (let dieAt = 0; dieAt < calls; dieAt += 0.5) {
      const { run, world, job } = await started(file, {}, known);
      world.dieAt = dieAt;
      await expect(run(), `killed at ${dieAt}`).rejects.toBeInstanceOf(Killed);
      // What was still under way when the instance died may have happened or not.
      await new Promise((resolve) => setImmediate(resolve));
      await run(2);
      const { rev: _, ...after } = job() ?? {};
      const { rev: __, ...expected } = whole.job() ?? {};
      expect(after, `killed at ${dieAt}`).toEqual(expected);
      expect(withoutTime(world.contacts)).toEqual(withoutTime(whole.world.contacts));
      expect(errorFile(world)).toBe(errorFile(whole.world));
      expect(deliveries(world.told)).toEqual(deliveries(whole.world.told));
    }
  });

  it('hands over before its time is up, and the next run goes on', async () => {
    const { run, world, job } = await started(file, {}, known);
    world.step = 50_000;
    const woken = world.wokenFor;
    await run();
    expect(job()).toMatchObject({ state: 'running' });
    expect(world.wokenFor).toBe(woken + 1);
    for (let runs = 0; job()?.state === 'running' && runs < 5; runs++) await run();
    expect(job()).toMatchObject({ state: 'done', rows: rows.length });
  });

  it('changes nothing in a dry run, and counts what it would do', async () => {
    const dry = await started(file, { dryRun: true }, known);
    await dry.run();
    expect(dry.world.told).toEqual([]);
    expect(withoutTime(dry.world.contacts)).toEqual(withoutTime(new Map(known.map((one) => [one.email, one]))));
    const real = await started(file, {}, known);
    await real.run();
    const { created, updated, duplicates, failed } = real.job() ?? {};
    expect(dry.job()).toMatchObject({ state: 'done', created, updated, duplicates, failed });
  });

  it.each([
    [true, { firstName: 'New', company: 'Acme' }, { updated: 1, unchanged: 0 }],
    ['fill_empty', { firstName: 'Before', company: 'Acme' }, { updated: 1, unchanged: 0 }],
    [false, { firstName: 'Before', company: null }, { updated: 0, unchanged: 1 }],
  ])('with updateExisting %s treats a known contact so', async (updateExisting, expected, counts) => {
    const { run, world, job } = await started('email,firstName,company\na@a.example,New,Acme\n', { updateExisting }, [
      aContact('a@a.example', { firstName: 'Before' }),
    ]);
    await run();
    expect(world.contacts.get('a@a.example')).toMatchObject(expected);
    expect(job()).toMatchObject({ created: 0, ...counts });
  });

  it('gives nobody back a consent that was taken, and begins new contacts with the one of the file', async () => {
    const gone = aContact('gone@a.example', {
      consent: { status: 'unsubscribed', source: 'api', at: now, tracking: true },
    });
    const text = 'email,consentStatus\ngone@a.example,subscribed\nout@a.example,unsubscribed\nin@a.example,\n';
    const { run, world } = await started(text, {}, [gone]);
    await run();
    const consentOf = (email: string) => world.contacts.get(email)?.consent;
    expect(consentOf('gone@a.example')).toEqual(gone.consent);
    expect(consentOf('out@a.example')).toMatchObject({ status: 'unsubscribed', source: 'fair' });
    expect(consentOf('in@a.example')).toMatchObject({ status: 'subscribed', source: 'fair' });
  });

  it('fails at a quotation mark that is never closed, and keeps what came before it', async () => {
    const { run, job } = await started(`${file}\nlast@a.example,"never closed\n`, {}, known);
    await run();
    expect(job()).toMatchObject({ state: 'failed', problem: { code: 'unclosed_quote' }, finishedAt: now });
    expect(job()?.rows).toBe(1_000);
  });

  it('says that it failed when its message has come for the last time, and goes on when it is started again', async () => {
    const { run, job, world, deps } = await started(file, {}, known);
    world.dieAt = 6;
    await expect(run(5)).rejects.toBeInstanceOf(Killed);
    expect(job()).toMatchObject({ state: 'failed', problem: { code: 'interrupted' } });
    expect(await startImport(deps)(scope, 'imp_1')).toMatchObject({ ok: true, value: { state: 'running' } });
    await run();
    const whole = await started(file, {}, known);
    await whole.run();
    const { created, updated, duplicates, failed } = whole.job() ?? {};
    expect(job()).toMatchObject({
      state: 'done',
      rows: rows.length,
      created,
      updated,
      duplicates,
      failed,
      problem: null,
    });
  });

  it('that is cancelled ends with its page, and counts what it wrote', async () => {
    const { run, job, world, deps } = await started(file, {}, known);
    world.dieAt = 8;
    await expect(run()).rejects.toBeInstanceOf(Killed);
    await new Promise((resolve) => setImmediate(resolve));
    expect(await cancelImport(deps)(scope, 'imp_1')).toMatchObject({ ok: true, value: { state: 'cancelled' } });
    await run();
    const { created = 0, updated = 0, rows: read = 0 } = job() ?? {};
    expect(job()).toMatchObject({ state: 'cancelled', planned: null });
    expect(read % 500).toBe(0);
    const written = [...world.contacts.values()].filter(({ firstName }) => firstName !== 'Before');
    expect(written).toHaveLength(created + updated);
    await run();
    expect(job()?.rows).toBe(read);
  });
});
