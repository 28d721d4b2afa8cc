import { describe, expect, it } from 'vitest';
import { replyStore } from '../../src/adapters/dynamo/reply-store.ts';
import type { Reply } from '../../src/contracts/reply.ts';
import { anEnrolled, onlyMail } from './support/arrange.ts';
import { useEngine } from './support/engine.ts';
import { explore, orders } from './support/explore.ts';

const aReply = (campaignId: string, contactId: string): Reply => ({
  id: 'in-1',
  contactId,
  campaignId,
  stepId: 'only',
  sendId: 'send-1',
  class: 'human',
  match: 'address',
  from: 'mara@one.example',
  subject: 'Re: Hello',
  excerpt: 'Yes, please.',
  returnDate: null,
  forwarded: 'pending',
  forwardReason: null,
  at: '2026-11-25T10:00:00.000Z',
});

describe('race 20: a reply beside the deletion of its contact', () => {
  const engine = useEngine();

  it('leaves nothing behind, in whatever order they come', () =>
    explore(engine, 20, orders, async (stage, scheduler) => {
      const { campaignId, contactIds } = await anEnrolled(stage, { sequence: onlyMail });
      const { scope, stores, common } = stage;
      const [contactId = ''] = contactIds;
      const contact = await stores.contacts.get(scope, contactId);
      const replies = replyStore(stores.table, common.tokens);
      const reply = aReply(campaignId, contactId);
      await stage.gate.race(
        scheduler,
        () => replies.add(scope, reply),
        () => stores.contacts.remove(scope, contact!),
        () => replies.add(scope, { ...reply, id: 'in-2' }),
      );
      expect(await replies.add(scope, { ...reply, id: 'in-3' })).toBe(false);
      expect((await replies.listOfContact(scope, contactId, { limit: 10 })).items).toEqual([]);
    }));
});
