import type { Campaign } from '../../contracts/campaign.ts';
import type { Enrollment } from '../../contracts/enrollment.ts';
import type { HoldoutMark } from '../../contracts/holdout.ts';
import { isHeldOut } from '../../domain/experiment/assign-variant.ts';
import type { Entrance } from '../../domain/sequence/entrance.ts';
import type { HoldoutStore } from '../ports/holdout-store.ts';
import type { TenantScope } from '../scope.ts';

export interface HoldoutDeps {
  readonly holdouts: Pick<HoldoutStore, 'keep'>;
}

/** Whether the campaign does without this contact, to see what it brings: the same answer for ever. */
export const isKeptOut = ({ id, holdoutPercent }: Campaign, contactId: string): boolean =>
  isHeldOut({ testId: id, contactId }, holdoutPercent);

/**
 * Notes a contact who would enter, and gets nothing. The chunks of a launch count theirs themselves, once a chunk; all others are
 * counted here. Answers with the reason to count it by: who came another way before is in already, on the side of the hold-out.
 */
export async function holdOut(
  { holdouts }: HoldoutDeps,
  scope: TenantScope,
  { id, shards }: Campaign,
  contactId: string,
  known: { readonly entrance: Entrance; readonly mark: HoldoutMark | undefined; readonly now: string },
): Promise<'holdout' | 'already_in'> {
  const { startedBy } = known.entrance;
  if (known.mark) return known.mark.startedBy === startedBy || startedBy !== null ? 'holdout' : 'already_in';
  const mark: HoldoutMark = { campaignId: id, group: 'holdout', enteredAt: known.now, startedBy, goalAt: null };
  const kept = await holdouts.keep(scope, contactId, mark, startedBy === null ? null : { shards });
  if (!kept && startedBy === null) throw new Error(`Contact ${contactId} came to the hold-out another way meanwhile`);
  return 'holdout';
}

/** Counts who entered by another way than a launch, for the comparison with the hold-out: each contact once. */
export async function noteEntered(
  { holdouts }: HoldoutDeps,
  scope: TenantScope,
  { id, shards, holdoutPercent }: Campaign,
  { contactId, entry, startedBy, enrolledAt }: Enrollment,
): Promise<void> {
  if (holdoutPercent === 0 || startedBy === null || entry > 1) return;
  const mark: HoldoutMark = { campaignId: id, group: 'campaign', enteredAt: enrolledAt, startedBy, goalAt: null };
  await holdouts.keep(scope, contactId, mark, { shards });
}
