import type { Enrollment } from '../../contracts/enrollment.ts';
import { Migration } from '../../contracts/migration.ts';
import type { PlanWork } from '../../contracts/work.ts';
import { stepsById } from '../../domain/sequence/graph.ts';
import { fateAt, migrated } from '../../domain/sequence/migrate.ts';
import { openStatuses } from '../campaigns/migration.ts';
import { inParallel } from '../in-parallel.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { Blobs, Clock, Executions, Queues } from '../ports/effects.ts';
import type { JourneyStore } from '../ports/journey-store.ts';
import type { TenantScope } from '../scope.ts';
import { stopContact } from '../tracking/stop-contact.ts';
import { publishedSequences, type ReadSequence } from './published-sequence.ts';

export interface Deps {
  readonly campaigns: Pick<CampaignStore, 'get' | 'getVersion'>;
  readonly journeys: Pick<JourneyStore, 'load' | 'commit' | 'pageEnrollments'>;
  readonly blobs: Pick<Blobs, 'getJson'>;
  readonly queues: Pick<Queues, 'plan'>;
  readonly executions: Executions;
  readonly clock: Clock;
}

export type MigrateWork = Extract<PlanWork, { kind: 'migrate' }>;

const pageSize = 100;
const atOnce = 10;

export const migrationKey = (tenantId: string, campaignId: string, version: number): string =>
  `migrations/${tenantId}/${campaignId}/${version}.json`;

interface Migrating {
  readonly deps: Deps;
  readonly scope: TenantScope;
  readonly work: MigrateWork;
  readonly migration: Migration;
  readonly readSequence: ReadSequence;
}

/** One that changed meanwhile is found again by the next run over the list, which the sweep of a page repeats. */
async function migrateOne({ deps, scope, work, migration, readSequence }: Migrating, row: Enrollment): Promise<void> {
  if (row.version >= work.version) return;
  const [from, to] = await Promise.all([
    readSequence(scope, work.campaignId, row.version),
    readSequence(scope, work.campaignId, work.version),
  ]);
  const stepId = row.currentStepId;
  const fate = fateAt(stepId, stepId === null ? undefined : stepsById(from).get(stepId)?.kind, to, migration);
  if (fate.fate === 'exit')
    return stopContact(deps)(scope, { contactId: row.contactId, reason: 'campaign_ended', campaignId: row.campaignId });
  if (fate.fate !== 'move') return;
  const moved = migrated(row, to, work.version, fate.to, deps.clock.now());
  if (!(await deps.journeys.commit(scope, { enrollments: [{ row: moved, seenRev: row.rev }] })))
    throw new Error(`Contact ${row.contactId} changed while it was moved to version ${work.version}`);
}

/** Moves one page of contacts to a new version. Repeating it changes nothing: who has moved is left alone. */
export function migrateEnrollments(deps: Deps): (work: MigrateWork) => Promise<void> {
  const readSequence = publishedSequences(deps.campaigns);
  return async (work) => {
    const scope = { tenantId: work.tenantId, principal: 'system' };
    const campaign = await deps.campaigns.get(scope, work.campaignId);
    const status = openStatuses[work.status];
    if (campaign?.version !== work.version || !status) return;
    const migration = Migration.parse(
      await deps.blobs.getJson(migrationKey(work.tenantId, work.campaignId, work.version)),
    );
    const migrating: Migrating = { deps, scope, work, migration, readSequence };
    const page = await deps.journeys.pageEnrollments(scope, work.campaignId, work.shard, status, work.cursor, pageSize);
    await inParallel(page.items, atOnce, (row) => migrateOne(migrating, row));
    if (page.next) return deps.queues.plan({ ...work, cursor: page.next });
    if (work.shard + 1 < campaign.shards) return deps.queues.plan({ ...work, shard: work.shard + 1, cursor: null });
    if (work.status + 1 < openStatuses.length)
      await deps.queues.plan({ ...work, status: work.status + 1, shard: 0, cursor: null });
  };
}
