import type { Sender } from '../../contracts/resources.ts';
import type { SenderAuthentication } from '../../contracts/sender-identity.ts';
import type { Metrics } from '../ports/effects.ts';
import type { SenderStore } from '../ports/resource-stores.ts';
import type { TenantScope } from '../scope.ts';
import { type Deps as AuthenticationDeps, authenticationOf, identityOf } from './authentication.ts';

export interface RefreshDeps extends AuthenticationDeps {
  readonly senders: Pick<SenderStore, 'change'>;
  readonly metrics: Metrics;
}

/** Answers of the DNS come in any order. */
const facts = ({ since: _, records, ...rest }: SenderAuthentication): string =>
  JSON.stringify({ ...rest, records: records.map((record) => ({ ...record, found: record.found.toSorted() })) });

const isSame = (one: SenderAuthentication, other: SenderAuthentication | null): boolean =>
  other !== null && facts(one) === facts(other);

/** Asks SES and the DNS how a sender stands now and remembers the answer. One that is verified no longer alarms the owner. */
export async function refreshSender(deps: RefreshDeps, scope: TenantScope, sender: Sender): Promise<Sender> {
  const [status, authentication] = await Promise.all([
    deps.identities.state(identityOf(sender)),
    authenticationOf(deps, sender),
  ]);
  if (sender.status === 'verified' && status !== 'verified') deps.metrics.count('SendersLost');
  if (status === sender.status && isSame(authentication, sender.authentication)) return sender;
  const changed = await deps.senders.change(scope, sender.id, { status, authentication, updatedAt: deps.clock.now() });
  return changed ?? sender;
}
