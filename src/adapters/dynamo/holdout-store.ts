import { noVariant } from '../../contracts/analytics.ts';
import { type HoldoutGroup, type HoldoutMark, holdoutGroups } from '../../contracts/holdout.ts';
import { addMills } from '../../domain/analytics/mills.ts';
import type { GroupFigures } from '../../domain/experiment/holdout-report.ts';
import type { Conversion, HoldoutStore } from '../../usecases/ports/holdout-store.ts';
import type { TenantScope } from '../../usecases/scope.ts';
import { toItem } from './codec.ts';
import { secondsAfter } from './expiry.ts';
import { keys } from './keys.ts';
import { messageItem } from './message-codec.ts';
import { millsFields, millsIn } from './mills-codec.ts';
import type { Item, Table, Write } from './table.ts';
import { writesTo } from './writes.ts';

/** As long as events are kept. */
const keptDays = 400;

/** A goal that is not reached is no attribute, so that a condition can ask for it. */
const markItem = ({ tenantId }: TenantScope, contactId: string, { goalAt, ...mark }: HoldoutMark): Item =>
  toItem('holdout', keys.holdout(tenantId, contactId, mark.campaignId), goalAt === null ? mark : { ...mark, goalAt });

const anyShard = (shards: number): number => Math.floor(Math.random() * shards);

const figuresIn = (rows: readonly Item[], group: HoldoutGroup): GroupFigures => {
  const mine = rows.filter((row) => row['sk'] === group);
  const sum = (name: string): number => mine.reduce((all, row) => all + Number(row[name] ?? 0), 0);
  return { people: sum('people'), goals: sum('goals'), mills: addMills(...mine.map(millsIn)) };
};

/** Hold-outs and goals: who is on which side, and what both sides add up to. */
export function holdoutStore(table: Table): HoldoutStore {
  const writes = writesTo(table.name);

  const laidTo = (scope: TenantScope, { laidTo: mail, campaignId, shards, mills }: Conversion): readonly Write[] => {
    if (!mail) return [];
    const { message, day, variant } = mail;
    const row = { ...message, conversions: (message.conversions ?? 0) + 1, rev: message.rev + 1 };
    const cell = keys.stats(scope.tenantId, campaignId, anyShard(shards), day, message.stepId, variant ?? noVariant);
    return [
      writes.putSeen(messageItem(row), message.rev),
      writes.add(cell, { conversions: 1, adds: 1, ...millsFields(mills) }),
    ];
  };
  const ofGroup = (scope: TenantScope, conversion: Conversion): readonly Write[] => {
    const { group, campaignId, contactId, shards, mills, reached } = conversion;
    const added = { ...(reached ? { goals: 1 } : {}), ...millsFields(mills) };
    if (group === null || Object.keys(added).length === 0) return [];
    const first: readonly Write[] = reached
      ? [
          {
            Put: {
              TableName: table.name,
              Item: markItem(scope, contactId, reached),
              ConditionExpression: 'attribute_not_exists(goalAt)',
            },
          },
        ]
      : [];
    return [writes.add(keys.holdoutGroup(scope.tenantId, campaignId, anyShard(shards), group), added), ...first];
  };

  return {
    keep: async (scope, contactId, mark, counted) => {
      const item = writes.putNew(markItem(scope, contactId, mark));
      if (!counted) return (await table.transact([item])).length === 0;
      const shard = anyShard(counted.shards);
      const people = writes.add(keys.holdoutGroup(scope.tenantId, mark.campaignId, shard, mark.group), { people: 1 });
      return (await table.transact([item, people])).length === 0;
    },
    record: async (scope, conversion) => {
      const { contactId, campaignId, eventId, at, laidTo: mail, group, mills } = conversion;
      const mark = toItem('conversion', keys.conversion(scope.tenantId, contactId, campaignId, eventId), {
        at,
        sendId: mail?.message.sendId ?? null,
        basis: mail?.basis ?? null,
        group,
        ...millsFields(mills),
        ttl: secondsAfter(at, keptDays),
      });
      const refused = await table.transact([
        writes.putNew(mark),
        ...laidTo(scope, conversion),
        ...ofGroup(scope, conversion),
      ]);
      if (refused.length === 0) return 'recorded';
      return refused.includes(0) ? 'counted' : 'changed';
    },
    figures: async ({ tenantId }, campaignId, shards) => {
      const wanted = Array.from({ length: shards }, (_, shard) =>
        holdoutGroups.map((group) => keys.holdoutGroup(tenantId, campaignId, shard, group)),
      );
      const rows = await table.batchGet(wanted.flat());
      return { campaign: figuresIn(rows, 'campaign'), holdout: figuresIn(rows, 'holdout') };
    },
  };
}
