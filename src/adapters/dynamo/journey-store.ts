import { noVariant } from '../../contracts/analytics.ts';
import type { Enrollment } from '../../contracts/enrollment.ts';
import { HoldoutMark } from '../../contracts/holdout.ts';
import { shardOf } from '../../domain/ids.ts';
import type { Tokens } from '../../usecases/ports/effects.ts';
import type { Count, JourneyStore, JourneyWrite, RowPage } from '../../usecases/ports/journey-store.ts';
import type { TenantScope } from '../../usecases/scope.ts';
import { fromItem, toItem } from './codec.ts';
import { contactItem, readContact } from './contact-codec.ts';
import { effectItem, readEffect } from './effect-codec.ts';
import type { EmailHash } from './email-hash.ts';
import { enrollmentItem, readEnrollment } from './enrollment-codec.ts';
import {
  enrollmentPrefix,
  indexKeys,
  issuePrefix,
  issueShards,
  journeyRange,
  keys,
  messagePrefix,
  segmentShards,
} from './keys.ts';
import { messageItem, readMessage } from './message-codec.ts';
import { indexPartition, pageOver } from './pages.ts';
import { sendingDayWrite } from './sending-days.ts';
import { suppressionWrite } from './suppression-store.ts';
import type { Item, Table, Write } from './table.ts';
import { writesTo } from './writes.ts';

/** Where one row of the index is, as text, to go on from. */
const indexPosition = (last: Item | undefined): string | null => (last ? JSON.stringify(last) : null);
const startAt = (from: string | null): { ExclusiveStartKey?: Item } =>
  from ? { ExclusiveStartKey: JSON.parse(from) } : {};

const readHeldPosition = (from: string | null): { shard: number; position: string | null } => {
  const [, shard = '0', position = ''] = /^(\d+):(.*)$/s.exec(from ?? '') ?? [];
  return { shard: Number(shard), position: position || null };
};

type ListChange = NonNullable<JourneyWrite['lists']>[number];

/** A membership as the segment sees it, with its count; the profile of the same transaction says the same. */
function listWrites(writes: ReturnType<typeof writesTo>, scope: TenantScope, change: ListChange): readonly Write[] {
  const { segmentId, contactId } = change;
  const key = keys.member(scope.tenantId, segmentId, shardOf(contactId, segmentShards), contactId);
  const joins = change.change === 'join';
  return [
    joins ? writes.putNew(toItem('member', key, {})) : writes.deleteExisting(key),
    writes.add(keys.segment(scope.tenantId, segmentId), { memberCount: joins ? 1 : -1 }, 'attribute_exists(pk)'),
  ];
}

/** Passes the gate of a contact: fails when somebody else passed it since. */
function gateWrite(
  writes: ReturnType<typeof writesTo>,
  scope: TenantScope,
  { contactId, seenRev }: NonNullable<JourneyWrite['gate']>,
): Write {
  const item = toItem('gate', keys.gate(scope.tenantId, contactId), { rev: (seenRev ?? 0) + 1 });
  return seenRev === null ? writes.putNew(item) : writes.putSeen(item, seenRev);
}

const gateRevOf = (rows: readonly Item[]): number | null => {
  const rev = rows.find((row) => row['entity'] === 'gate')?.['rev'];
  return typeof rev === 'number' ? rev : null;
};

type Part<K extends keyof JourneyStore> = Pick<JourneyStore, K>;

/** The rows of contacts that enter a campaign, many with a call: a transaction of each would cost twice as much. */
function journeyBeginner(table: Table): Part<'begin' | 'planMessages'> {
  const planMessages: JourneyStore['planMessages'] = async (messages) => {
    await table.createEach(messages.map(messageItem));
  };
  return {
    planMessages,
    begin: async (starts) => {
      const created = await table.createEach(starts.map(({ enrollment }) => enrollmentItem(enrollment)));
      const begun = starts.filter((_, n) => created.has(n));
      await planMessages(begun.flatMap(({ messages }) => messages));
      return new Set(begun.map(({ enrollment }) => enrollment.contactId));
    },
  };
}

/** All other writes of the engine: one transaction each. */
function journeyWriter(table: Table, hash: EmailHash): Part<'commit'> {
  const writes = writesTo(table.name);

  /** Counters go to any shard: readers add them up. */
  const countWrite = (scope: TenantScope, count: Count): Write => {
    const shard = Math.floor(Math.random() * count.shards);
    return writes.add(
      keys.stats(scope.tenantId, count.campaignId, shard, count.day, count.stepId, count.variant ?? noVariant),
      {
        ...count.counters,
        adds: 1,
      },
    );
  };
  const writesOf = async (scope: TenantScope, write: JourneyWrite): Promise<readonly Write[]> => [
    ...write.enrollments.map(({ row, seenRev }) =>
      seenRev === null ? writes.putNew(enrollmentItem(row)) : writes.putSeen(enrollmentItem(row), seenRev),
    ),
    ...(write.newMessages ?? []).map((message) => writes.putNew(messageItem(message))),
    ...(write.changedMessages ?? []).map(({ row, seenRev }) => writes.putSeen(messageItem(row), seenRev)),
    ...(write.contact ? [writes.putSeen(contactItem(scope, write.contact.row), write.contact.seenRev)] : []),
    ...(write.newEffects ?? []).map((effect) => writes.putNew(effectItem(effect))),
    ...(write.lists ?? []).flatMap((change) => listWrites(writes, scope, change)),
    ...(write.gate ? [gateWrite(writes, scope, write.gate)] : []),
    ...(write.counts ?? []).map((count) => countWrite(scope, count)),
    ...(write.sending ?? []).map((count) => sendingDayWrite(table.name, scope, count)),
    ...(await Promise.all((write.suppress ?? []).map((change) => suppressionWrite(table.name, hash, scope, change)))),
  ];

  return {
    commit: async (scope, write) => {
      const rows = await writesOf(scope, write);
      return rows.length === 0 || (await table.transact(rows)).length === 0;
    },
  };
}

/** One contact's own partition. */
function journeyReader(table: Table): Part<'load' | 'getEnrollment' | 'messagesOf'> {
  return {
    load: async (scope, contactId) => {
      const { pk } = keys.contact(scope.tenantId, contactId);
      const rows: Item[] = [];
      const range = {
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        ExpressionAttributeValues: { ':pk': pk, ':from': journeyRange.from, ':to': journeyRange.to },
      };
      for await (const item of table.queryAll(range)) rows.push(item);
      const profile = rows.find((row) => row['entity'] === 'contact');
      return {
        contact: profile && readContact(profile),
        enrollments: rows.filter((row) => row['entity'] === 'enrollment').map((row) => readEnrollment(row)),
        messages: rows.filter((row) => row['entity'] === 'message').map(readMessage),
        gateRev: gateRevOf(rows),
        holdouts: rows.filter((row) => row['entity'] === 'holdout').map((row) => fromItem(HoldoutMark, row)),
        effects: rows.filter((row) => row['entity'] === 'effect').map((row) => readEffect(row)),
      };
    },
    getEnrollment: async (scope, campaignId, contactId, entry) => {
      const item = await table.get(keys.enrollment(scope.tenantId, contactId, campaignId, entry));
      return item && readEnrollment(item);
    },
    messagesOf: async (scope, contactId) => {
      const rows = {
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': keys.contact(scope.tenantId, contactId).pk, ':prefix': messagePrefix },
      };
      const found = await Array.fromAsync(table.queryAll(rows));
      return found.map(readMessage);
    },
  };
}

/** Lists of a campaign, over the shards of the index. */
function journeyLists(
  table: Table,
  tokens: Tokens,
): Part<'listEnrollments' | 'pageEnrollments' | 'pageOverdue' | 'listIssues' | 'pageHeld'> {
  const indexPage = async (gsi1pk: string, prefix: string | undefined, from: string | null, limit: number) => {
    const page = await table.query({ ...indexPartition(gsi1pk, prefix), Limit: limit, ...startAt(from) });
    return { items: page.items, next: indexPosition(page.last) };
  };
  const issueShard = (scope: TenantScope, campaignId: string, shard: number): string =>
    indexKeys.issues(scope.tenantId, campaignId, shard, '', '').gsi1pk;

  return {
    listEnrollments: async (scope, campaignId, filter) => {
      const partitions = Array.from({ length: filter.shards }, (_, shard) =>
        indexPartition(
          indexKeys.enrollments(scope.tenantId, campaignId, shard, '', '').gsi1pk,
          filter.status && enrollmentPrefix(filter.status),
        ),
      );
      const page = await pageOver(
        table,
        tokens,
        `enrollments:${scope.tenantId}:${campaignId}:${filter.status ?? ''}`,
        partitions,
        filter,
      );
      return { ...page, items: page.items.map((item) => readEnrollment(item)) };
    },
    pageEnrollments: async (scope, campaignId, shard, status, from, limit): Promise<RowPage<Enrollment>> => {
      const { gsi1pk } = indexKeys.enrollments(scope.tenantId, campaignId, shard, '', '');
      const page = await indexPage(gsi1pk, status ? enrollmentPrefix(status) : undefined, from, limit);
      return { items: page.items.map((item) => readEnrollment(item)), next: page.next };
    },
    pageOverdue: async (scope, campaignId, shard, before, limit) => {
      const { gsi1pk, gsi1sk } = indexKeys.enrollments(scope.tenantId, campaignId, shard, 'active', before);
      const { items } = await table.query({
        IndexName: 'gsi1',
        KeyConditionExpression: 'gsi1pk = :pk AND gsi1sk BETWEEN :from AND :to',
        ExpressionAttributeValues: { ':pk': gsi1pk, ':from': enrollmentPrefix('active'), ':to': gsi1sk },
        Limit: limit,
      });
      return items.map((item) => readEnrollment(item));
    },
    listIssues: async (scope, campaignId, request) => {
      const partitions = Array.from({ length: issueShards }, (_, shard) =>
        indexPartition(issueShard(scope, campaignId, shard)),
      );
      const page = await pageOver(table, tokens, `issues:${scope.tenantId}:${campaignId}`, partitions, request);
      return { ...page, items: page.items.map(readMessage) };
    },
    pageHeld: async (scope, campaignId, from, limit) => {
      const { shard, position } = readHeldPosition(from);
      const page = await indexPage(issueShard(scope, campaignId, shard), issuePrefix('held'), position, limit);
      const items = page.items.map(readMessage);
      if (page.next) return { items, next: `${shard}:${page.next}` };
      return { items, next: shard + 1 < issueShards ? `${shard + 1}:` : null };
    },
  };
}

/** The engine's rows: a contact's enrollments and messages in one partition (patterns 3, 6, 8). */
export const journeyStore = (table: Table, tokens: Tokens, hash: EmailHash): JourneyStore => ({
  ...journeyReader(table),
  ...journeyBeginner(table),
  ...journeyWriter(table, hash),
  ...journeyLists(table, tokens),
});
