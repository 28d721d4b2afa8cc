import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { ExperimentTask } from '../../src/contracts/experiment.ts';
import { WebhookNotice, WebhookNotices, WebhookWork } from '../../src/contracts/webhook.ts';
import {
  AwaitInput,
  Chunk,
  EffectWork,
  EnrolWork,
  EventWork,
  JobInput,
  jobNames,
  MembershipWork,
  OutboxWork,
  PlanWork,
  ReleaseWork,
  StepInput,
  StepOutcome,
} from '../../src/contracts/work.ts';
import { launchCampaign } from '../../src/usecases/campaigns/launch-campaign.ts';
import { aDraft, onlyMail } from './support/arrange.ts';
import { runUntilQuiet } from './support/deliver.ts';
import { useEngine } from './support/engine.ts';
import { Stage } from './support/stage.ts';

const folder = 'test/races/golden';
const schemas: { readonly [file: string]: z.ZodType } = {
  'await-input.json': AwaitInput,
  'chunk.json': Chunk,
  'effect-work.json': EffectWork,
  'enrol-work.json': EnrolWork,
  'event-work.json': EventWork,
  'experiment-task.json': ExperimentTask,
  'job-input.json': JobInput,
  'membership-work.json': MembershipWork,
  'outbox-work.json': OutboxWork,
  'plan-work.json': PlanWork,
  'release-work.json': ReleaseWork,
  'step-input.json': StepInput,
  'step-outcome.json': StepOutcome,
  'webhook-notice.json': WebhookNotice,
  'webhook-notices.json': WebhookNotices,
  'webhook-work.json': WebhookWork,
};
const goldenOf = (file: string): unknown[] =>
  z.array(z.unknown()).parse(JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')));
const payloads = Object.keys(schemas).flatMap((file) => goldenOf(file).map((payload, i) => ({ file, i, payload })));

describe('race 12: work that was sent by the release before', () => {
  const engine = useEngine();

  it('has a golden payload for every contract, and a contract for every golden payload', () => {
    expect(readdirSync(folder).toSorted()).toEqual(Object.keys(schemas));
    const kinds = z.array(z.object({ kind: z.string() })).parse(goldenOf('plan-work.json'));
    expect(new Set(kinds.map(({ kind }) => kind))).toEqual(
      new Set(PlanWork.options.map(({ shape }) => shape.kind.value)),
    );
    expect(goldenOf('job-input.json')).toEqual(jobNames.map((job) => ({ job })));
  });

  it.each(payloads)('$file, payload $i, is read, and nothing of it is lost', ({ file, payload }) => {
    expect(schemas[file]!.parse(payload)).toMatchObject(payload as object);
  });

  it.each(payloads)(
    '$file, payload $i, is refused without any one of its fields that has no default',
    ({ file, payload }) => {
      const optional = new Set(['last', 'startedAt', 'timeoutSeconds']);
      for (const name of Object.keys(payload as object).filter((key) => !optional.has(key))) {
        const { [name]: _, ...rest } = payload as Record<string, unknown>;
        expect(schemas[file]!.safeParse(rest).success, name).toBe(false);
      }
    },
  );

  it('has the fields that launches write today', async () => {
    const stage = new Stage(engine());
    const cast = await aDraft(stage, { sequence: onlyMail });
    await launchCampaign(stage.common)(stage.scope, cast.campaignId);
    const written: { queue: string; body: string }[] = [...stage.outside.messages];
    const push = stage.outside.messages.push.bind(stage.outside.messages);
    stage.outside.messages.push = (...messages) => {
      written.push(...messages);
      return push(...messages);
    };
    await runUntilQuiet(stage);
    const fieldsOf = (payload: unknown): string =>
      Object.keys(payload as object)
        .toSorted()
        .join();
    const known = new Set(payloads.map(({ payload }) => fieldsOf(payload)));
    expect(written.map(({ queue }) => queue)).toEqual(['plan', 'enrol', 'outbox']);
    for (const { body } of written) expect(known).toContain(fieldsOf(JSON.parse(body)));
  });
});
