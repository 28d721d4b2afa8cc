import { describe, expect, it } from 'vitest';
import { unsubscribeContact } from '../../src/usecases/contacts/leave-contact.ts';
import { enrolBatch } from '../../src/usecases/engine/enrol-batch.ts';
import { aPlanned, type Cast, onlyMail, twoMails } from './support/arrange.ts';
import { deliver, runUntilQuiet, takeMessages } from './support/deliver.ts';
import { useEngine } from './support/engine.ts';
import { expectConsistent, expectGoodEnd, rowsOf } from './support/judge.ts';
import { Stage } from './support/stage.ts';
import { pauseNow, resumeNow } from './support/verbs.ts';

const hourMs = 3_600_000;

/** Works off the chunk until the enrollments are written, and dies before any of their mails is. */
async function dieBetweenRows(stage: Stage, { chunk }: Cast): Promise<void> {
  const { common } = stage;
  const journeys = {
    ...common.journeys,
    begin: async (starts: Parameters<typeof common.journeys.begin>[0]) => {
      await common.journeys.begin(starts.map(({ enrollment }) => ({ enrollment, messages: [] })));
      throw new Error('killed');
    },
  };
  await expect(enrolBatch({ ...common, journeys })(chunk)).rejects.toThrow('killed');
}

async function deliverChunk(stage: Stage, { chunk }: Cast): Promise<void> {
  await stage.outside.queues.enrol([chunk]);
  for (const message of takeMessages(stage, 'enrol')) await deliver(stage, message);
}

describe('race 1: an enrolment that dies between its rows', () => {
  const engine = useEngine();

  it.each([
    ['a broadcast', onlyMail, 1],
    ['a drip', twoMails, 2],
  ])('mails everybody of %s once when the chunk comes again, an hour later', async (_, sequence, mails) => {
    const stage = new Stage(engine());
    const cast = await aPlanned(stage, { sequence, contacts: 3 });
    await dieBetweenRows(stage, cast);
    expect((await rowsOf(stage, cast)).messages).toEqual([]);
    stage.clock.moveTo(stage.clock.ms + hourMs);
    await deliverChunk(stage, cast);
    await deliverChunk(stage, cast);
    await runUntilQuiet(stage);
    const { enrollments } = await expectGoodEnd(stage, cast);
    expect(enrollments.map(({ status }) => status)).toEqual(['completed', 'completed', 'completed']);
    expect(stage.outside.accepted).toHaveLength(3 * mails);
  });

  it('mails nobody who left before the chunk came again, and says so in the ledger', async () => {
    const stage = new Stage(engine());
    const cast = await aPlanned(stage, { contacts: 2 });
    const [left = ''] = cast.contactIds;
    await dieBetweenRows(stage, cast);
    await unsubscribeContact(stage.common)(stage.scope, left);
    stage.acknowledge({ contactId: left });
    await deliverChunk(stage, cast);
    await runUntilQuiet(stage);
    const { messages } = await expectGoodEnd(stage, cast);
    const unsent = messages.filter(({ contactId }) => contactId === left);
    expect(unsent.map(({ status, reason }) => [status, reason])).toEqual([['skipped', 'unsubscribed']]);
    expect(stage.outside.accepted.map(({ sendId }) => sendId)).not.toContain(unsent[0]?.sendId);
  });

  it('waits for the resume when the campaign was paused before the chunk came again', async () => {
    const stage = new Stage(engine());
    const cast = await aPlanned(stage, { contacts: 2 });
    await dieBetweenRows(stage, cast);
    await pauseNow(stage, cast.campaignId);
    await deliverChunk(stage, cast);
    await runUntilQuiet(stage, stage.clock.ms + hourMs);
    expectConsistent(stage, await rowsOf(stage, cast));
    expect(stage.outside.accepted).toEqual([]);
    await resumeNow(stage, cast.campaignId);
    await runUntilQuiet(stage);
    await expectGoodEnd(stage, cast);
    expect(stage.outside.accepted).toHaveLength(4);
  });
});
