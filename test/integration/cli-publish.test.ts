import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { subjectsTo } from '../support/campaigns.ts';
import { type CliAnswer, cli } from '../support/cli.ts';
import { quietPeople, startTestCloud, type TestCloud } from '../support/cloud.ts';

const Created = z.object({ id: z.string() });
const html = '<p>Hello</p><p>{{unsubscribeUrl}} {{postalAddress}}</p>';
const mail = (id: string, subject: string, next: string): string =>
  `  - { id: ${id}, kind: email, subject: ${subject}, html: '${html}', next: ${next} }\n`;
const wait = (id: string, next: string): string => `  - { id: ${id}, kind: wait, for: 2 days, next: ${next} }\n`;

const fileOf = (steps: string, over = ''): string =>
  `name: Running\nsegment: Everybody\nsender: { email: team@penguin.example }\n${over}steps:\n${steps}`;
const first = fileOf(mail('one', 'One', 'pause') + wait('pause', 'two') + mail('two', 'Two', 'null'));
const edited = first.replace('subject: Two', 'subject: Two again');
const without = fileOf(mail('one', 'One', 'rest') + wait('rest', 'last') + mail('last', 'Last', 'null'));

describe('a file applied to a running campaign', () => {
  let cloud: TestCloud;
  let folder: string;
  let file: string;
  const json = async (...args: string[]): Promise<CliAnswer & { data: Record<string, unknown> }> => {
    const answer = await penguinmails(...args, '--json');
    return { ...answer, data: JSON.parse(answer.out) };
  };
  const penguinmails = (...args: string[]): Promise<CliAnswer> =>
    cli(args, { PENGUINMAILS_URL: cloud.cloud.url, PENGUINMAILS_API_KEY: cloud.api.apiKey });

  beforeAll(async () => {
    cloud = await startTestCloud();
    await cloud.people(quietPeople);
    folder = await mkdtemp(join(tmpdir(), 'penguinmails-publish-'));
    file = join(folder, 'running.yaml');
    await writeFile(file, first);
    const { data } = await json('apply', file);
    expect(data['publication']).toBeNull();
    const { id } = await cloud.api.send('POST', '/api/contacts', { email: 'ann@run.example' }, Created);
    const segments = await cloud.api.get('/api/segments', z.object({ items: z.array(Created) }));
    const members = `/api/segments/${segments.items[0]?.id}/members`;
    await cloud.api.send('POST', members, { contactIds: [id] }, z.unknown());
    expect((await penguinmails('apply', file, '--launch')).code).toBe(0);
    await cloud.advanceBy('PT5M');
  });
  afterAll(async () => {
    await cloud.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('has nothing to publish while the file is what runs', async () => {
    const { code, data } = await json('apply', file, '--publish');
    expect([code, data['publication']]).toEqual([0, null]);
    expect((await json('plan', file, '--check')).code).toBe(0);
  });

  it('makes the new steps a draft, and says whom publishing would move', async () => {
    await writeFile(file, edited);
    const { code, out, err } = await penguinmails('apply', file, '--migrate', 'move');
    expect(code).toBe(0);
    expect(out).toContain('On their way: 1 contact: 0 stay, 1 move, 0 leave, 0 without a decision.');
    expect(out).toContain('pause: 1 contact move, and stay on this step');
    expect(err).toContain('a draft until you apply with --publish');
    const versions = await cloud.raw('GET', `/api/campaigns/${(await json('plan', file)).data['campaignId']}/versions`);
    expect(versions.body['items']).toHaveLength(1);
    const pending = await json('plan', file, '--check');
    expect([pending.code, pending.data]).toMatchObject([1, { action: 'nothing', unpublished: { stay: 1, move: 0 } }]);
  });

  it('publishes when told to, once, and moves whom it said', async () => {
    const { code, data } = await json('apply', file, '--publish', '--migrate', 'move');
    expect([code, data['publication']]).toMatchObject([0, { version: 2, migration: { move: 1 } }]);
    const again = await json('apply', file, '--publish');
    expect([again.code, again.data['publication']]).toEqual([0, null]);
    expect((await json('plan', file, '--check')).code).toBe(0);
  });

  it('needs a decision for people on a step that is gone: then nothing is published and the exit code says so', async () => {
    await writeFile(file, without);
    const { code, out, err } = await penguinmails('apply', file, '--publish', '--migrate', 'move');
    expect(code).toBe(5);
    expect(out).toContain('--decide pause=stay, pause=exit or pause=move:STEP');
    expect(err).toContain('Nothing was published');
    const { data } = await json('plan', file);
    const versions = await cloud.raw('GET', `/api/campaigns/${data['campaignId']}/versions`);
    expect(versions.body['items']).toHaveLength(2);
  });

  it('refuses decisions that mean nothing before anything is done', async () => {
    for (const wrong of ['pause', 'pause=go', 'pause=move:nowhere'])
      expect((await penguinmails('apply', file, '--publish', '--decide', wrong)).code).toBe(2);
    expect((await penguinmails('apply', file, '--migrate', 'run')).code).toBe(2);
    const nowhere = 'migration: { decisions: { pause: { do: move, to: nowhere } } }\n';
    await writeFile(file, without.replace('steps:', `${nowhere}steps:`));
    expect(await json('validate', file)).toMatchObject({
      code: 1,
      data: [{ faults: [{ line: 4, code: 'unknown_step' }] }],
    });
  });

  it('publishes with the decision of the file, and the contact goes on where it says', async () => {
    const decided = 'migration: { decisions: { pause: { do: move, to: last } } }\n';
    await writeFile(file, without.replace('steps:', `${decided}steps:`));
    const { code, data } = await json('apply', file, '--publish');
    expect([code, data['publication']]).toMatchObject([
      0,
      { version: 3, migration: { move: 1, undecided: 0, steps: [{ stepId: 'pause', fate: 'move', to: 'last' }] } },
    ]);
    await cloud.advanceBy('P3D');
    expect(await subjectsTo(cloud, 'ann@run.example')).toEqual(['One', 'Last']);
  });
});
