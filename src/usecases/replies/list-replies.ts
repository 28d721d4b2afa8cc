import type { Reply, ReplyClass } from '../../contracts/reply.ts';
import { ok } from '../../domain/result.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { ContactStore } from '../ports/contact-store.ts';
import type { ReplyStore } from '../ports/reply-store.ts';
import { notFound, type Outcome } from '../problems.ts';
import type { Page, PageRequest, TenantScope } from '../scope.ts';

export interface Deps {
  readonly campaigns: Pick<CampaignStore, 'get'>;
  readonly contacts: Pick<ContactStore, 'get'>;
  readonly replies: Pick<ReplyStore, 'listOfCampaign' | 'listOfContact'>;
}

export const listReplies =
  ({ campaigns, replies }: Deps) =>
  async (
    scope: TenantScope,
    id: string,
    query: PageRequest & { readonly class?: ReplyClass | undefined },
  ): Outcome<Page<Reply>> => {
    if (!(await campaigns.get(scope, id))) return notFound('campaign');
    return ok(await replies.listOfCampaign(scope, id, query.class, query));
  };

export const listContactReplies =
  ({ contacts, replies }: Deps) =>
  async (scope: TenantScope, id: string, query: PageRequest): Outcome<Page<Reply>> => {
    if (!(await contacts.get(scope, id))) return notFound('contact');
    return ok(await replies.listOfContact(scope, id, query));
  };
