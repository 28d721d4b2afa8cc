import type { Segment } from '../../contracts/segment.ts';
import type { EmailStep, Sequence } from '../../contracts/step.ts';
import { type AudienceSample, sampleOf } from '../../domain/campaign/audience-sample.ts';
import { variableUses } from '../../domain/templates/variable-uses.ts';
import type { ContactStore } from '../ports/contact-store.ts';
import type { SegmentStore } from '../ports/segment-store.ts';
import type { TenantScope } from '../scope.ts';

export interface SampleDeps {
  readonly segments: Pick<SegmentStore, 'members'>;
  readonly contacts: Pick<ContactStore, 'getMany'>;
}

/** One page of contacts: a review has to answer at once. GET /api/campaigns/{id}/variables counts all of them. */
const sampleSize = 100;

/** What the first members of the audience are like, with regard to the fields that the mails show. */
export async function sampleAudience(
  { segments, contacts }: SampleDeps,
  scope: TenantScope,
  segment: Segment | undefined,
  { steps }: Sequence,
): Promise<AudienceSample | undefined> {
  if (!segment) return undefined;
  const mails = steps.filter((step): step is EmailStep => step.kind === 'email');
  const fields = variableUses(mails.map((mail) => ({ stepId: mail.id, mail })))
    .filter(({ kind }) => kind === 'contact' || kind === 'custom')
    .map(({ path }) => path);
  const { contactIds } = await segments.members(scope, segment, null, sampleSize);
  return sampleOf(await contacts.getMany(scope, contactIds), fields);
}
