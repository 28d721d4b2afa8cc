import type { Campaign } from '../../../src/contracts/campaign.ts';
import type { Contact } from '../../../src/contracts/contact.ts';
import { newSettings } from '../../../src/contracts/resources.ts';
import type { Sequence } from '../../../src/contracts/step.ts';
import type { EnrolWork } from '../../../src/contracts/work.ts';
import { chunkKey } from '../../../src/usecases/engine/plan-audience.ts';
import { aCampaign, aContact, anEmail, aSegment, aSequence, aWait } from '../../support/builders.ts';
import { deliver, takeMessages } from './deliver.ts';
import type { Stage } from './stage.ts';

export interface Setting {
  readonly sequence?: Sequence;
  readonly contacts?: number;
  readonly over?: Partial<Campaign>;
}

export interface Cast {
  readonly campaignId: string;
  readonly contactIds: readonly string[];
  /** The one chunk of the audience, not enrolled yet. */
  readonly chunk: EnrolWork;
}

export const onlyMail = aSequence(anEmail('only', null));
export const twoMails = aSequence(anEmail('first', 'w'), aWait('w', 'second'), anEmail('second', null));

const instant = '2026-11-25T09:00:00.000Z';

async function someContacts(stage: Stage, count: number, over: Partial<Contact> = {}): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 1; i <= count; i++) {
    const contact = aContact({
      id: stage.ids.next('contact'),
      email: `p${i}@${stage.scope.tenantId.replace('_', '-')}.example`,
      ...over,
    });
    await stage.stores.contacts.create(stage.scope, contact);
    ids.push(contact.id);
  }
  return ids;
}

/** A draft that can be launched: a segment with its members, a verified sender and settings. */
export async function aDraft(
  stage: Stage,
  { sequence = twoMails, contacts = 1, over = {} }: Setting = {},
): Promise<Omit<Cast, 'chunk'>> {
  const { stores, scope } = stage;
  const contactIds = await someContacts(stage, contacts);
  const times = { createdAt: instant, updatedAt: instant };
  const segment = aSegment({ id: 'seg_1', name: 'All', ...times });
  await stores.segments.create(scope, segment);
  await stores.segments.addMembers(scope, segment, contactIds);
  const email = `news@${scope.tenantId.replace('_', '-')}.example`;
  await stores.senders.create(scope, {
    id: 'snd_1',
    email,
    name: 'News',
    forwardRepliesTo: null,
    identity: 'address',
    authentication: null,
    dailyCap: null,
    warmup: null,
    paused: false,
    sesTenant: false,
    status: 'verified',
    ...times,
  });
  const settings = newSettings({ organization: 'Penguins', postalAddress: '1 Ice Street', timezone: 'UTC' }, 1);
  await stores.settings.save(scope, settings, 0);
  const id = stage.ids.next('campaign');
  const state = { status: 'draft', launchId: null, version: 0, launchedAt: null } as const;
  await stores.campaigns.create(
    aCampaign({ id, tenantId: scope.tenantId, segmentId: segment.id, fromEmail: email, ...state, ...over }),
    sequence,
  );
  return { campaignId: id, contactIds };
}

/** A launched campaign whose audience is planned in one chunk, which nobody has enrolled yet. */
export async function aPlanned(
  stage: Stage,
  { sequence = twoMails, contacts = 1, over = {} }: Setting = {},
): Promise<Cast> {
  const { stores, scope } = stage;
  const contactIds = await someContacts(stage, contacts);
  const launchId = stage.ids.next('launch');
  const campaign = aCampaign({
    id: stage.ids.next('campaign'),
    tenantId: scope.tenantId,
    launchId,
    version: 1,
    totalContacts: contacts,
    launchedAt: instant,
    ...over,
  });
  await stores.campaigns.create(campaign, sequence);
  const version = { number: 1, sequence, contentHash: 'v1', publishedAt: instant };
  await stores.campaigns.publish({ ...campaign, rev: campaign.rev + 1 }, campaign.rev, version);
  const work = { tenantId: scope.tenantId, campaignId: campaign.id, launchId };
  const chunk = { ...work, chunk: 0, key: chunkKey(work, 0) };
  await stage.outside.store.putJson(chunk.key, { contactIds });
  await stores.plans.create(scope, {
    campaignId: campaign.id,
    launchId,
    segmentId: 'seg_1',
    cursor: null,
    done: true,
    chunks: 1,
    chunksDone: 0,
    members: contacts,
    planned: campaign.totalContacts,
    excluded: {},
    excludedAtEntry: {},
    excludedLater: {},
    zones: {},
    updatedAt: instant,
  });
  return { campaignId: campaign.id, contactIds, chunk };
}

/** The same, every contact at its first wait or end and its mails on the outbox. */
export async function anEnrolled(stage: Stage, setting: Setting = {}): Promise<Cast> {
  const cast = await aPlanned(stage, setting);
  await stage.outside.queues.enrol([cast.chunk]);
  for (const message of takeMessages(stage, 'enrol')) await deliver(stage, message);
  if (stage.failures.length > 0 && stage.stepFunctions.repliesLost === 0)
    throw new Error('Nobody was enrolled', { cause: stage.failures[0] });
  return cast;
}
