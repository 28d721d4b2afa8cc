import type { Contact } from '../../contracts/contact.ts';
import type { PlanWork } from '../../contracts/work.ts';
import { decayed } from '../../domain/contact/score-decay.ts';
import { inParallel } from '../in-parallel.ts';
import type { ContactWalk } from '../ports/contact-walk.ts';
import type { Clock, Queues } from '../ports/effects.ts';
import type { SettingsStore } from '../ports/resource-stores.ts';
import type { ScoreStore } from '../ports/score-store.ts';
import type { TenantScope } from '../scope.ts';

export interface Deps {
  readonly settings: Pick<SettingsStore, 'get'>;
  readonly walk: Pick<ContactWalk, 'page'>;
  readonly scores: Pick<ScoreStore, 'anchorsOf' | 'saveDecay'>;
  readonly queues: Pick<Queues, 'plan'>;
  readonly clock: Clock;
}

export type DecayWork = Extract<PlanWork, { kind: 'decay' }>;

const pageSize = 250;
/** Pages of one invocation before it hands on to the next. */
const pagesPerRun = 10;
const atOnce = 25;

/** A contact that changes meanwhile keeps its score until the next night, which makes up for this one. */
async function decayPage(
  deps: Deps,
  scope: TenantScope,
  contacts: readonly Contact[],
  work: DecayWork,
  halfLife: number,
) {
  const subjects = contacts.filter(({ leadScore }) => leadScore !== 0);
  const anchors = await deps.scores.anchorsOf(
    scope,
    subjects.map(({ id }) => id),
  );
  const updatedAt = deps.clock.now();
  await inParallel(subjects, atOnce, async (contact) => {
    const known = anchors.get(contact.id);
    const { leadScore, anchor } = decayed(contact.leadScore, known, halfLife, work.day);
    if (anchor === known) return;
    const row = { ...contact, leadScore, rev: contact.rev + 1, updatedAt };
    const changed = leadScore === contact.leadScore ? undefined : { row, seenRev: contact.rev };
    await deps.scores.saveDecay(scope, contact.id, anchor, changed);
  });
}

/** Lets the lead scores of one shard of contacts decay to what they are on a day. Safe to repeat. */
export const decayScores =
  (deps: Deps) =>
  async (work: DecayWork): Promise<void> => {
    const scope = { tenantId: work.tenantId, principal: 'system' };
    const { decay } = (await deps.settings.get(scope)).leadScoring;
    if (!decay) return;
    let { cursor } = work;
    for (let pages = 0; pages < pagesPerRun; pages++) {
      const page = await deps.walk.page(scope, work.shard, cursor, pageSize);
      await decayPage(deps, scope, page.items, work, decay.halfLifeDays);
      cursor = page.next;
      if (cursor === null) return;
    }
    await deps.queues.plan({ ...work, cursor });
  };
