import type { SuppressionCheck, SuppressionView } from '../../contracts/suppression.ts';
import { normalizeEmail } from '../../domain/contact/email.ts';
import { gravestOf, masked } from '../../domain/contact/suppression.ts';
import { ok } from '../../domain/result.ts';
import type { ListedSuppression, SuppressionList } from '../ports/contact-store.ts';
import type { Outcome } from '../problems.ts';
import type { Page, PageRequest, TenantScope } from '../scope.ts';

export interface Deps {
  readonly suppressionList: Pick<SuppressionList, 'entriesOf' | 'list'>;
}

function viewOf(listed: ListedSuppression): SuppressionView | undefined {
  const gravest = gravestOf(listed);
  if (!gravest) return undefined;
  const { contact } = listed;
  return { id: listed.id, ...gravest, contact: contact && { id: contact.id, email: masked(contact.email) } };
}

/** The list, the newest entries first. */
export const listSuppressions =
  ({ suppressionList }: Deps) =>
  async (scope: TenantScope, request: PageRequest): Promise<Page<SuppressionView>> => {
    const page = await suppressionList.list(scope, request);
    return { ...page, items: page.items.flatMap((entry) => viewOf(entry) ?? []) };
  };

/** What stands on the list for an address in its canonical form. */
export async function standingOf(
  { suppressionList }: Pick<Deps, 'suppressionList'>,
  scope: TenantScope,
  email: string,
): Promise<SuppressionCheck> {
  const entries = (await suppressionList.entriesOf(scope, email)).flatMap((entry) => gravestOf(entry) ?? []);
  return { email, suppressed: entries.some(({ category }) => category === null), entries };
}

/** Whether mail may go to an address, and why not. What is no address stands nowhere. */
export const checkSuppression =
  (deps: Deps) =>
  async (scope: TenantScope, email: string): Outcome<SuppressionCheck> => {
    const address = normalizeEmail(email);
    return ok(address.ok ? await standingOf(deps, scope, address.value) : { email, suppressed: false, entries: [] });
  };
