import type { Message } from '../../contracts/message.ts';
import type { ReplyMatch } from '../../contracts/reply.ts';
import type { SesReceived } from '../../contracts/ses-event.ts';
import { addressParts } from '../../domain/contact/address.ts';
import { possiblyMeant, referredBy, sesReferencesOf } from '../../domain/replies/match.ts';
import type { ReceivedMail } from '../../domain/replies/received-mail.ts';
import type { ReadSequence } from '../engine/published-sequence.ts';
import type { ContactStore } from '../ports/contact-store.ts';
import type { AddressRef, AddressTokens } from '../ports/effects.ts';
import type { JourneyStore } from '../ports/journey-store.ts';
import type { SenderStore } from '../ports/resource-stores.ts';
import type { TenantScope } from '../scope.ts';

export interface Deps {
  readonly addresses: Pick<AddressTokens, 'read'>;
  readonly contacts: Pick<ContactStore, 'findByEmail'>;
  readonly journeys: Pick<JourneyStore, 'messagesOf'>;
  readonly senders: Pick<SenderStore, 'ownerOf'>;
  readonly readSequence: ReadSequence;
}

export interface Meant {
  readonly scope: TenantScope;
  readonly message: Message;
  readonly match: ReplyMatch;
}

const system = (tenantId: string): TenantScope => ({ tenantId, principal: 'system' });

export interface Addressed {
  readonly purpose: AddressRef['purpose'];
  readonly scope: TenantScope;
  readonly message: Message;
}

/** Mails of ours that the recipients of a received mail name, each by an address that only its reader knows. */
export async function addressedBy(
  { addresses, journeys }: Pick<Deps, 'addresses' | 'journeys'>,
  { receipt }: SesReceived,
): Promise<readonly Addressed[]> {
  const found: Addressed[] = [];
  for (const recipient of receipt.recipients) {
    const address = await addresses.read(addressParts(recipient)[0]);
    if (!address) continue;
    const scope = system(address.tenantId);
    const message = (await journeys.messagesOf(scope, address.contactId)).find(({ sendId }) =>
      sendId.startsWith(address.sendIdStart),
    );
    if (message) found.push({ purpose: address.purpose, scope, message });
  }
  return found;
}

const addressesIn = ({ headers }: ReceivedMail): readonly string[] =>
  headers
    .filter(({ name }) => name === 'to' || name === 'cc')
    .flatMap(({ value }) => value.toLowerCase().match(/[^\s<>,;:"()]+@[^\s<>,;:"()]+/g) ?? []);

const addressesTried = 20;

/** Templates of the subjects of mails, read once each. */
async function subjectsOf(readSequence: ReadSequence, scope: TenantScope, messages: readonly Message[]) {
  const subjects = new Map<Message, string>();
  for (const message of messages) {
    const sequence = await readSequence(scope, message.campaignId, message.version);
    const step = sequence.steps.find(({ id }) => id === message.stepId);
    if (step?.kind === 'email' && step.subject) subjects.set(message, step.subject);
  }
  return subjects;
}

const candidates = 20;

async function among(deps: Deps, scope: TenantScope, mail: ReceivedMail): Promise<Meant | undefined> {
  const contact = await deps.contacts.findByEmail(scope, mail.from);
  if (!contact) return undefined;
  const messages = await deps.journeys.messagesOf(scope, contact.id);
  const referred = referredBy(sesReferencesOf(mail), messages);
  if (referred) return { scope, message: referred, match: 'reference' };
  const recent = messages
    .filter(({ sentAt }) => sentAt !== null)
    .toSorted((a, b) => Date.parse(b.sentAt ?? '') - Date.parse(a.sentAt ?? ''))
    .slice(0, candidates);
  const subjects = await subjectsOf(deps.readSequence, scope, recent);
  const possible = possiblyMeant(mail, recent, (message) => subjects.get(message));
  return possible && { scope, message: possible, match: 'possible' };
}

/**
 * The mail that a received mail answers which came to no address of ours: it was written to a sender's own address and forwarded to us. The
 * sender names the tenant, the writer the contact, and In-Reply-To the mail: no index of SES's ids is needed, and none is written.
 */
export async function findMeant(deps: Deps, mail: ReceivedMail): Promise<Meant | undefined> {
  const tried = new Set<string>();
  for (const address of addressesIn(mail).slice(0, addressesTried)) {
    const tenantId = await deps.senders.ownerOf(address);
    if (!tenantId || tried.has(tenantId)) continue;
    tried.add(tenantId);
    const meant = await among(deps, system(tenantId), mail);
    if (meant) return meant;
  }
  return undefined;
}
