import type { Contact } from '../../contracts/contact.ts';
import type { Message } from '../../contracts/message.ts';
import type { OutboxWork } from '../../contracts/work.ts';
import { coalesced } from '../coalesced.ts';
import type { ContactStore, SuppressionStore } from '../ports/contact-store.ts';
import type { LedgerStore } from '../ports/journey-store.ts';
import type { TenantScope } from '../scope.ts';

/** What the sender reads for each mail, strongly consistent. */
export interface SenderReads {
  message(work: OutboxWork): Promise<Message | undefined>;
  contact(scope: TenantScope, contactId: string): Promise<Contact | undefined>;
  /** For mails of any kind, or of this category. */
  isSuppressed(scope: TenantScope, email: string, category: string | null): Promise<boolean>;
}

export interface Deps {
  readonly contacts: Pick<ContactStore, 'getMany'>;
  readonly suppressions: Pick<SuppressionStore, 'suppressedAmong'>;
  readonly ledger: Pick<LedgerStore, 'getMessages'>;
}

interface Scoped {
  readonly scope: TenantScope;
  readonly key: string;
  readonly category?: string | null;
}

const groupOf = ({ scope, category }: Omit<Scoped, 'key'>): string => JSON.stringify([scope.tenantId, category]);
const nameOf = (one: Scoped): string => `${groupOf(one)}|${one.key}`;

/** Loads the keys of each tenant, and of each category where one is asked for, with one call and answers for all of them. */
async function byTenant<V>(
  wanted: readonly Scoped[],
  load: (scope: TenantScope, keys: readonly string[], category: string | null) => Promise<ReadonlyMap<string, V>>,
) {
  const found = new Map<string, V>();
  for (const group of Map.groupBy(wanted, groupOf).values()) {
    const [first] = group;
    if (!first) continue;
    const keys = group.map(({ key }) => key);
    for (const [key, value] of await load(first.scope, keys, first.category ?? null))
      found.set(nameOf({ ...first, key }), value);
  }
  return (one: Scoped): V | undefined => found.get(nameOf(one));
}

/** Reads for a batch of mails: those asked for at the same time are one call each for messages, contacts and suppressions. */
export function senderReads({ contacts, suppressions, ledger }: Deps): SenderReads {
  const message = coalesced<OutboxWork, Message>(async (wanted) => {
    const found = new Map((await ledger.getMessages(wanted)).map((row) => [row.sendId, row]));
    return ({ sendId }) => found.get(sendId);
  });
  const contact = coalesced<Scoped, Contact>((wanted) =>
    byTenant(wanted, async (scope, ids) => new Map((await contacts.getMany(scope, ids)).map((row) => [row.id, row]))),
  );
  const suppressed = coalesced<Scoped, true>((wanted) =>
    byTenant(
      wanted,
      async (scope, emails, category) =>
        new Map([...(await suppressions.suppressedAmong(scope, emails, category))].map((email) => [email, true])),
    ),
  );
  return {
    message,
    contact: (scope, key) => contact({ scope, key }),
    isSuppressed: async (scope, key, category) => (await suppressed({ scope, key, category })) === true,
  };
}
