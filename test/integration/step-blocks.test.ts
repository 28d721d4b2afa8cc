import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { Step } from '../../src/contracts/step.ts';
import { anEmail } from '../support/builders.ts';
import { aDraft } from '../support/campaigns.ts';
import { cli } from '../support/cli.ts';
import { quietPeople, startTestCloud, type TestCloud } from '../support/cloud.ts';

const Saved = z.object({
  steps: z.array(Step),
  problems: z.array(z.object({ path: z.string(), code: z.string() })),
  launchable: z.boolean(),
});
const reader = 'reader@blocks.example';
const blocksWith = (text: string) => ({
  sections: [{ columns: [{ blocks: [{ type: 'text', text }, { type: 'footer' }] }] }],
});
const ofBlocks = (text: string, over: object = {}) => ({
  id: 'hello',
  kind: 'email',
  subject: 'Hello',
  blocks: blocksWith(text),
  next: null,
  ...over,
});
const htmlOf = ({ steps: [step] }: z.infer<typeof Saved>): string => (step?.kind === 'email' ? (step.html ?? '') : '');

describe('blocks of a step', () => {
  let cloud: TestCloud;
  let path: string;
  let campaignId: string;
  const put = (step: object, query = '') => cloud.api.send('PUT', `${path}${query}`, { steps: [step] }, Saved);
  const refused = async (step: object) => {
    const reply = await cloud.raw('PUT', path, { body: JSON.stringify({ steps: [step] }) });
    const errors = reply.body['errors'] as { path: string; code: string }[];
    return [reply.status, ...errors.map((one) => `${one.path} ${one.code}`)];
  };
  beforeAll(async () => {
    cloud = await startTestCloud();
    await cloud.people(quietPeople);
    ({ campaignId } = await aDraft(cloud.api, [anEmail('hello', null)], [reader], { campaignType: 'broadcast' }));
    path = `/api/campaigns/${campaignId}/steps`;
  });
  afterAll(() => cloud.close());

  it('become HTML when the steps are saved, and anew when they change and the HTML is left out', async () => {
    const first = await put(ofBlocks('Dear {{default firstName "you"}}'));
    expect(first).toMatchObject({ launchable: true, problems: [] });
    expect(htmlOf(first)).toContain('Dear {{default firstName "you"}}');
    const second = await put(ofBlocks('Changed'));
    expect([htmlOf(second).includes('Changed'), htmlOf(second).includes('Dear')]).toEqual([true, false]);
    expect(htmlOf(await cloud.api.get(path, Saved))).toBe(htmlOf(second));
  });

  it('give way to HTML that comes with them', async () => {
    const html = '<p>By hand {{unsubscribeUrl}} {{postalAddress}}</p>';
    expect(htmlOf(await put(ofBlocks('Changed', { html })))).toBe(html);
  });

  it('are judged, with every fault at its place, and once', async () => {
    expect(await refused(ofBlocks('<script>x</script>'))).toEqual([
      422,
      'body.steps.0.blocks.sections.0.columns.0.blocks.0.text tag_not_allowed',
    ]);
    const paths = { steps: [ofBlocks('{{firstName')] };
    const judged = await cloud.api.send('POST', `${path}/validate`, paths, Saved.omit({ steps: true }));
    expect(judged).toMatchObject({ launchable: false, problems: [{ code: 'unclosed_tag' }] });
    expect(await refused(ofBlocks('{{nonsense}}'))).toEqual([422, 'body.steps.0.html unknown_variable']);
  });

  it('may be unfinished in a draft, which then cannot be launched', async () => {
    const unfinished = await put(ofBlocks('{{firstName'), '?draft=true');
    expect([unfinished.launchable, htmlOf(unfinished)]).toEqual([false, '']);
    const { problems } = await cloud.api.get(path, Saved);
    expect(problems).toMatchObject([
      { path: 'steps.0.blocks.sections.0.columns.0.blocks.0.text', code: 'unclosed_tag' },
    ]);
    expect((await cloud.raw('POST', `/api/campaigns/${campaignId}/launch`, { body: '{}' })).status).toBe(422);
  });

  it('in a file are checked offline, applied once, and mailed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'penguinmails-blocks-'));
    const file = join(folder, 'blocks.yaml');
    const penguinmails = (...args: string[]) =>
      cli(args, { PENGUINMAILS_URL: cloud.cloud.url, PENGUINMAILS_API_KEY: cloud.api.apiKey });
    const write = (text: string) =>
      writeFile(
        file,
        `id: ${campaignId}
name: A campaign
campaignType: broadcast
segment: Everybody
sender: { email: news@penguin.example, name: Penguin News }
steps:
  - { id: hello, kind: email, subject: Hello, next: null, blocks: ${JSON.stringify(blocksWith(text))} }
`,
      );
    try {
      await write('{{firstName');
      const bad = await penguinmails('validate', file);
      expect([bad.code, bad.err.trim().split('\n')]).toEqual([1, [expect.stringContaining('blocks.0.text: The tag')]]);
      await write('From a file');
      expect((await penguinmails('validate', file)).code).toBe(0);
      expect((await penguinmails('plan', file, '--check')).code).toBe(1);
      expect((await penguinmails('apply', file, '--launch')).code).toBe(0);
      expect((await penguinmails('plan', file, '--check')).code).toBe(0);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    await cloud.advanceBy('PT5M');
    expect((await cloud.mailsTo(reader)).map(({ html }) => html)).toEqual([expect.stringContaining('From a file')]);
  });
});
