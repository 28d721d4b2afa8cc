import type { FaultInput } from '../../../local/faults/rules.ts';
import type { Step } from '../../../src/contracts/step.ts';
import { anEmail, aWait } from '../../support/builders.ts';
import { between, pick, randomOf, shuffled } from './random.ts';

type FaultRule = FaultInput['rules'][number];
type Draw = () => number;

/**
 * What the faults of a schedule hit. A sender that may have died after SES took its mail relies on the Send event coming within the
 * grace period, so no schedule hurts both the sending and the recording of events, and no two such schedules run at the same time.
 */
export const families = ['sending', 'recording'] as const;
export type Family = (typeof families)[number];

export const stops = ['unsubscribe', 'api_unsubscribe', 'bounce', 'reply'] as const;
export type Stop = (typeof stops)[number];

export interface Schedule {
  readonly seed: number;
  readonly family: Family;
  readonly size: number;
  /** What happens to which contact while it waits for its second mail. */
  readonly stop: Stop;
  readonly stopped: number;
  readonly pauses: boolean;
  /** Contacts with at least so many points get the mail `hot`, the others `cold`. */
  readonly threshold: number;
  /** Without what binds them to the campaign, which is not known before it exists. */
  readonly rules: readonly FaultRule[];
}

/** Mail, wait of a day, branch, mail. */
export const stepsOf = ({ threshold }: Schedule): readonly Step[] => [
  anEmail('first', 'wait'),
  aWait('wait', 'branch', 1),
  {
    id: 'branch',
    kind: 'condition',
    arms: [{ when: { contact: { field: 'leadScore', op: 'gte', value: threshold } }, next: 'hot' }],
    else: 'cold',
  },
  anEmail('hot', null),
  anEmail('cold', null),
];

/** Instants of a fault: the n-th call for this campaign, the first two, or now and then. */
const times: readonly [(draw: Draw) => Partial<FaultRule>, ...((draw: Draw) => Partial<FaultRule>)[]] = [
  (draw) => ({ nth: between(draw, 1, 12) }),
  () => ({ nths: [1, 2] }),
  () => ({ probability: 0.3, times: 2 }),
];

type Kinds = readonly [FaultRule['kind'], ...FaultRule['kind'][]];
const lossy: Kinds = ['throttle', 'timeout', 'lost_reply', 'duplicate', 'delay', 'crash_before', 'crash_after'];
const crashes: Kinds = ['crash_before', 'crash_after'];
const disorder: Kinds = ['duplicate', 'delay', 'shuffle'];

interface Target extends Pick<FaultRule, 'service' | 'action' | 'principal'> {
  readonly kinds: Kinds;
}

const engine = ['CampaignsApi', 'ContactsApi', 'PublicApi', 'Plan', 'EnrolBatch', 'RunStep', 'RunJob'];

/** The engine's calls, which every schedule may hurt. */
const everywhere: readonly Target[] = [
  ...engine.flatMap((principal): Target[] => [
    { service: 'dynamodb', principal, kinds: lossy },
    { service: 'sqs', principal, kinds: lossy },
    { service: 'states', principal, kinds: lossy },
    { service: 'lambda', action: 'invoke', principal, kinds: crashes },
  ]),
  { service: 's3', kinds: lossy },
  { service: 'scheduler', kinds: lossy },
  { service: 'sqs', action: 'SendMessageBatch', principal: 'EnrolBatch', kinds: ['partial_batch'] },
  { service: 'sqs', action: 'SendMessageBatch', principal: 'Plan', kinds: ['partial_batch'] },
  { service: 'dynamodb', action: 'BatchWriteItem', kinds: ['partial_batch'] },
  { service: 'events', action: 'deliver', kinds: disorder },
];

/** A `duplicate` of SendEmail itself sends twice by construction: SES has no idempotency token. */
const ofFamily: { readonly [F in Family]: readonly Target[] } = {
  sending: [
    ...Array.from(
      { length: 3 },
      (): Target => ({
        ...{ service: 'ses', action: 'SendEmail' },
        kinds: ['throttle', 'timeout', 'lost_reply', 'delay', 'crash_before', 'crash_after'],
      }),
    ),
    { service: 'dynamodb', principal: 'SendMail', kinds: lossy },
    { service: 'dynamodb', action: 'BatchGetItem', principal: 'SendMail', kinds: ['partial_batch'] },
    { service: 'sqs', principal: 'SendMail', kinds: lossy },
    { service: 'lambda', action: 'invoke', principal: 'SendMail', kinds: crashes },
  ],
  recording: [
    ...Array.from({ length: 3 }, (): Target => ({ service: 'dynamodb', principal: 'RecordEvents', kinds: lossy })),
    { service: 'dynamodb', action: 'BatchGetItem', principal: 'RecordEvents', kinds: ['partial_batch'] },
    { service: 'lambda', action: 'invoke', principal: 'RecordEvents', kinds: crashes },
    { service: 'events', action: 'deliver', kinds: disorder },
  ],
};

function aRule(draw: Draw, targets: readonly Target[]): FaultRule {
  const [{ kinds, ...target } = everywhere[0] as Target] = shuffled(draw, targets);
  const kind = pick(draw, kinds);
  return {
    ...target,
    ...pick(draw, times)(draw),
    kind,
    ...(kind === 'delay' ? { delayMs: between(draw, 5, 120) } : {}),
    ...(kind === 'duplicate' && target.service === 'events' ? { copies: between(draw, 1, 4) } : {}),
  };
}

/** The schedule of a seed: the same for ever. */
export function scheduleOf(seed: number): Schedule {
  const draw = randomOf(seed);
  const size = between(draw, 4, 6);
  const family = pick(draw, families);
  const targets = [...everywhere, ...ofFamily[family], ...ofFamily[family]];
  return {
    ...{ seed, family, size },
    stop: pick(draw, stops),
    stopped: between(draw, 0, size - 1),
    pauses: draw() < 0.3,
    threshold: between(draw, 1, size - 1),
    rules: Array.from({ length: between(draw, 1, 4) }, () => aRule(draw, targets)),
  };
}

export const emailsOf = ({ seed, size }: Schedule): string[] =>
  Array.from({ length: size }, (_, index) => `${index}@s${seed}.example`);

/** The email steps of the contact with this number. */
export const wayOf = ({ threshold }: Schedule, index: number): string[] => [
  'first',
  index >= threshold ? 'hot' : 'cold',
];
