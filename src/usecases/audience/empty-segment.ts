import type { PlanWork } from '../../contracts/work.ts';
import type { Queues } from '../ports/effects.ts';
import type { SegmentStore } from '../ports/segment-store.ts';

export interface EmptyDeps {
  readonly segments: Pick<SegmentStore, 'getAny' | 'members' | 'removeMembers' | 'forget'>;
  readonly queues: Pick<Queues, 'plan'>;
}

export type EmptyWork = Extract<PlanWork, { kind: 'empty_segment' }>;

const pageSize = 450;
const pagesPerRun = 10;

/** Takes the members out of a deleted segment, page by page, and then removes it. Each page is the first of those that are left. */
export const emptySegment =
  (deps: EmptyDeps) =>
  async (work: EmptyWork): Promise<void> => {
    const scope = { tenantId: work.tenantId, principal: 'system' };
    const segment = await deps.segments.getAny(scope, work.segmentId);
    if (!segment?.deletedAt) return;
    let from: string | null = null;
    for (let page = 0; page < pagesPerRun; page++) {
      const members = await deps.segments.members(scope, segment, from, pageSize);
      await deps.segments.removeMembers(scope, segment, members.contactIds);
      if (members.next === null) return deps.segments.forget(scope, work.segmentId);
      from = members.next;
    }
    await deps.queues.plan(work);
  };
