import type { Enrollment } from '../../contracts/enrollment.ts';
import type { ContactEvent } from '../../contracts/event.ts';
import type { Message } from '../../contracts/message.ts';
import type { Segment } from '../../contracts/segment.ts';
import type { Sequence } from '../../contracts/step.ts';
import { type TestState, testedSteps } from '../../domain/experiment/draw.ts';
import { stateOf } from '../../domain/experiment/state.ts';
import { asksOf } from '../../domain/sequence/asks.ts';
import type { AdvanceInput } from '../../domain/sequence/walk.ts';
import type { EventStore } from '../ports/event-store.ts';
import type { ExperimentStore } from '../ports/experiment-store.ts';
import type { SegmentStore } from '../ports/segment-store.ts';
import type { TenantScope } from '../scope.ts';

export interface FactDeps {
  readonly events: Pick<EventStore, 'get' | 'recent'>;
  readonly segments: Pick<SegmentStore, 'get'>;
  /** May be a second old. */
  readonly experiments: Pick<ExperimentStore, 'get'>;
}

/** Events of a name that rules look back on: far more than anybody counts. */
export const eventsPerName = 200;

export type StepFacts = Pick<AdvanceInput, 'events' | 'trigger' | 'lists' | 'experiments' | 'testedBefore'>;

/** The event that an enrollment goes by: the one it just woke for, else the one that started it. */
const eventIdOf = ({ pending, eventId }: Enrollment): string | null =>
  (pending?.for === 'event' ? pending.eventId : null) ?? eventId;

async function readLists(deps: FactDeps, scope: TenantScope, ids: readonly string[]): Promise<Map<string, Segment>> {
  const found = await Promise.all(ids.map((id) => deps.segments.get(scope, id)));
  return new Map(found.flatMap((segment) => (segment?.type === 'static' ? [[segment.id, segment]] : [])));
}

/** How far the tests on mails of a sequence are; most sequences have none. */
export async function readTests(
  { experiments }: Pick<FactDeps, 'experiments'>,
  scope: TenantScope,
  campaignId: string,
  sequence: Sequence,
): Promise<ReadonlyMap<string, TestState>> {
  const found = await Promise.all(
    asksOf(sequence).experiments.map((stepId) => experiments.get(scope, { campaignId, stepId })),
  );
  return new Map(found.flatMap((row) => (row ? [[row.stepId, stateOf(row)]] : [])));
}

/** Reads what the rules and actions of a sequence ask about; most ask about nothing. */
export async function readStepFacts(
  deps: FactDeps,
  scope: TenantScope,
  sequence: Sequence,
  enrollment: Enrollment,
  /** Of the contact, at least those of this campaign. */
  messages: readonly Message[],
): Promise<StepFacts> {
  const asks = asksOf(sequence);
  const eventId = asks.trigger ? eventIdOf(enrollment) : null;
  const [events, trigger, lists, experiments] = await Promise.all([
    Promise.all(asks.events.map((name) => deps.events.recent(scope, enrollment.contactId, name, eventsPerName))),
    eventId ? deps.events.get(scope, enrollment.contactId, eventId) : undefined,
    readLists(deps, scope, asks.lists),
    readTests(deps, scope, enrollment.campaignId, sequence),
  ]);
  const all: readonly ContactEvent[] = events.flat();
  const before = messages.filter(
    ({ campaignId, entry }) => campaignId === enrollment.campaignId && entry < enrollment.entry,
  );
  return { events: all, trigger: trigger ?? null, lists, experiments, testedBefore: testedSteps(before) };
}
