import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { VirtualClock } from '../../local/clock/virtual-clock.ts';
import type { AwsResponse } from '../../local/service.ts';
import { createSes, type Ses } from '../../local/ses/ses.ts';
import { sesMailer } from '../../src/adapters/ses/mailer.ts';
import { anEmail } from '../support/builders.ts';
import { fakeBackplane } from '../unit/local-services/support/fake-backplane.ts';
import { resources } from '../unit/local-services/support/ses-world.ts';
import { audienceOf, draft } from './support/campaign.ts';
import { startChaosCloud } from './support/chaos-cloud.ts';
import { mailsOf, statusOf } from './support/evidence.ts';
import { randomOf } from './support/random.ts';
import { senderWorld } from './support/sender-world.ts';
import { amount, full, seed } from './support/settings.ts';
import { tell } from './support/tell.ts';

const { mails } = amount;
const maxSendRate = 500;
/** Mails a second that another system of the account sends: with ours they are more than SES takes. */
const neighbourRate = 80;
const throttledShare = 0.03;

const throttle: AwsResponse = {
  status: 429,
  headers: { 'x-amzn-errortype': 'TooManyRequestsException', 'content-type': 'application/json' },
  body: JSON.stringify({ message: 'Maximum sending rate exceeded.' }),
};

interface Seen {
  readonly accepted: Map<string, number>;
  /** Mails taken in each second of real time, the neighbour's included. */
  readonly bySecond: Map<number, number>;
  refused: number;
}

const Sent = z.object({ EmailTags: z.array(z.object({ Name: z.string(), Value: z.string() })).default([]) });

/** Calls the local SES without a socket between; now and then it refuses a call that it had room for. */
function door(ses: Ses, seen: Seen, random: () => number) {
  return async (method: string, url: string, body: string): Promise<AwsResponse> => {
    const headers = { 'content-type': 'application/json' };
    const request = { service: 'ses', method, url, headers, body: Buffer.from(body), caller: { principal: 'test' } };
    const answer = random() < throttledShare ? throttle : await ses.handle(request);
    if (answer.status !== 200) {
      seen.refused += 1;
      return answer;
    }
    const second = Math.floor(performance.now() / 1000);
    seen.bySecond.set(second, (seen.bySecond.get(second) ?? 0) + 1);
    const sendId = Sent.parse(JSON.parse(body)).EmailTags.find(({ Name }) => Name === 'sendId')?.Value;
    if (sendId !== undefined) seen.accepted.set(sendId, (seen.accepted.get(sendId) ?? 0) + 1);
    return answer;
  };
}

type Call = ReturnType<typeof door>;

/** The SDK with its own serialisation and errors, over `call` in the place of HTTP. */
function clientOver(call: Call): SESv2Client {
  const handle = async (request: { method: string; path: string; body?: string | Uint8Array }) => {
    const text = Buffer.from(request.body ?? '').toString();
    const { status, headers = {}, body = '' } = await call(request.method, request.path, text);
    return { response: { statusCode: status, headers, body: new Uint8Array(Buffer.from(body)) } };
  };
  return new SESv2Client({
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
    requestHandler: { handle } as never,
  });
}

/** Somebody else who sends from the account; leaves when its last call is answered. */
function neighbour(call: Call): () => Promise<void> {
  const body = JSON.stringify({
    FromEmailAddress: 'shop@sender.example',
    Destination: { ToAddresses: ['somebody@people.example'] },
    Content: { Simple: { Subject: { Data: 'Your order' }, Body: { Text: { Data: 'is on its way' } } } },
  });
  const open = new Set<Promise<unknown>>();
  const send = (): void => {
    const sending = call('POST', '/v2/email/outbound-emails', body).finally(() => open.delete(sending));
    open.add(sending);
  };
  const timer = setInterval(send, 1000 / neighbourRate);
  return async () => {
    clearInterval(timer);
    await Promise.all(open);
  };
}

describe(`the sender with ${mails} planned mails in memory and the local SES at ${maxSendRate}/s`, () => {
  let directory: string;
  let ses: Ses;
  let clock: VirtualClock;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'penguinmails-rate-'));
    clock = new VirtualClock({ mode: 'real' });
    const { backplane } = fakeBackplane();
    const file = join(directory, 'ses.db');
    ses = createSes({ resources, clock, backplane, file, publicUrl: () => 'http://localhost', maxSendRate });
  });
  afterAll(async () => {
    clock.close();
    await ses.close();
    await rm(directory, { recursive: true, force: true });
  });

  it('gets each taken exactly once, though SES throttles it and a neighbour uses the same account', async () => {
    const seen: Seen = { accepted: new Map(), bySecond: new Map(), refused: 0 };
    const call = door(ses, seen, randomOf(seed));
    const world = senderWorld(
      mails,
      sesMailer({ configurationSet: 'campaigns', tenants: false }, clientOver(call)),
      maxSendRate,
    );
    const leave = neighbour(call);
    const began = performance.now();
    const { postponed } = await world.run();
    await leave();
    const seconds = (performance.now() - began) / 1000;
    tell(
      `${mails} mails in ${seconds.toFixed(0)} s, ${seen.refused} calls refused, ${postponed} mails postponed, at most ${Math.max(...seen.bySecond.values())} taken in a second`,
    );
    expect(seen.accepted.size).toBe(mails);
    expect([...seen.accepted.values()].filter((times) => times > 1)).toEqual([]);
    expect([...world.rows.values()].filter(({ status }) => status !== 'sent')).toEqual([]);
    expect(seen.refused).toBeGreaterThan(mails * throttledShare * 0.5);
    // A bucket of one second may be empty at the beginning of a second and full at its end.
    expect(Math.max(...seen.bySecond.values())).toBeLessThanOrEqual(2 * maxSendRate);
  });
});

describe.runIf(full)('a broadcast to 2,000 contacts through the whole cloud, one call to SES in five throttled', () => {
  it('reaches each contact exactly once', async () => {
    const chaos = await startChaosCloud();
    try {
      const audience = audienceOf('rate', 2_000);
      const { campaignId } = await draft(chaos.api, 'Rate', [anEmail('only', null)], audience);
      chaos.cloud.faults.set({
        seed,
        rules: [{ service: 'ses', action: 'SendEmail', probability: 0.2, kind: 'throttle' }],
      });
      await chaos.api.send('POST', `/api/campaigns/${campaignId}/launch`, {}, z.object({ success: z.literal(true) }));
      await chaos.skip(26 * 3_600_000);
      const sent = await mailsOf(chaos.cloud.url, campaignId);
      expect(new Set(sent.map(({ sendId }) => sendId)).size).toBe(2_000);
      expect(sent).toHaveLength(2_000);
      expect(await statusOf(chaos.api, campaignId)).toBe('completed');
    } finally {
      await chaos.close();
    }
  });
});
