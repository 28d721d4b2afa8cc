import { describe, expect, it } from 'vitest';
import type { Sends } from '../../../src/contracts/guardrail.ts';
import type { Sender } from '../../../src/contracts/resources.ts';
import { newSettings } from '../../../src/contracts/resources.ts';
import type { SenderAuthentication } from '../../../src/contracts/sender-identity.ts';
import { exclusionOf } from '../../../src/domain/campaign/exclusion.ts';
import { type ReviewSubject, reviewOf } from '../../../src/domain/campaign/review.ts';
import { refusalOf } from '../../../src/domain/campaign/transitions.ts';
import { dmarcRecord, judgeRecord } from '../../../src/domain/deliverability/dns-records.ts';
import { noSends } from '../../../src/domain/delivery/sends.ts';
import { contentProblems } from '../../../src/domain/sequence/content-problems.ts';
import { problems } from '../../../src/domain/sequence/problems.ts';
import { stopsOnReply } from '../../../src/domain/sequence/stops-on-reply.ts';
import { aCampaign, aContact, anEmail, anExit, aSegment, aSequence, at } from '../../support/builders.ts';

const now = at('2026-11-25T09:00Z');
const segment = aSegment({ name: 'All', memberCount: 500, createdAt: now, updatedAt: now });
const empty = { ...segment, memberCount: 0 };
const refreshed = { type: 'dynamic', refreshedAt: now } as const;
const joining = aCampaign({ enrollmentRules: { newContacts: 'auto_enroll', exitedContacts: 'keep' } });
const sender: Sender = {
  id: 'snd_1',
  email: 'news@example.com',
  name: 'News',
  forwardRepliesTo: null,
  identity: 'domain',
  dailyCap: null,
  warmup: null,
  paused: false,
  sesTenant: false,
  authentication: { domain: 'example.com', dkim: 'verified', records: [], since: now },
  status: 'verified',
  createdAt: now,
  updatedAt: now,
};

const signed: SenderAuthentication = { domain: 'example.com', dkim: 'verified', records: [], since: now };
const noDmarc = judgeRecord(dmarcRecord('example.com'), []);

const settings = newSettings({ organization: 'Acme', postalAddress: '1 Main Street', timezone: 'UTC' }, 1);
const categories = [{ name: 'newsletter', title: 'Monthly newsletter', description: '' }];

const otherSender: Sender = { ...sender, id: 'snd_2', email: 'team@example.com' };
const rotating = aCampaign({
  status: 'draft',
  senders: [sender, otherSender].map(({ id }) => ({ senderId: id, weight: 1 })),
});

type Over = Partial<Omit<ReviewSubject, 'senders'>> & {
  readonly sender?: Sender;
  readonly others?: readonly Sender[];
  readonly senderSends?: Sends;
};

const review = ({ sender: own = sender, others = [], senderSends = noSends, ...over }: Over = {}) => {
  const draft = over.draft ?? aSequence(anEmail('a', null));
  const subject = {
    campaign: aCampaign({ status: 'draft' }),
    draft,
    segment,
    senders: [own, ...others].map((one) => ({ sender: one, sends: senderSends, usedToday: 0 })),
    now,
    problems: [...problems(draft), ...contentProblems(draft)],
    settings,
    mails: [],
    sample: undefined,
    ...over,
  };
  return Object.fromEntries(reviewOf(subject).map((item) => [item.key, item.state]));
};

describe('the pre-launch checklist', () => {
  it('passes for a campaign that is ready', () => {
    expect(new Set(Object.values(review()))).toEqual(new Set(['pass']));
  });

  it.each<[string, Over, string, string]>([
    ['no audience', { campaign: aCampaign({ segmentId: null }) }, 'audience', 'fail'],
    ['a segment that is gone', { segment: undefined }, 'audience', 'fail'],
    ['an empty segment', { segment: { ...segment, memberCount: 0 } }, 'audience', 'fail'],
    ['an empty segment that contacts may join', { segment: empty, campaign: joining }, 'audience', 'pass'],
    ['a segment that is not refreshed yet', { segment: { ...empty, type: 'dynamic' } }, 'audience', 'pass'],
    ['a segment that nobody matched', { segment: { ...empty, ...refreshed } }, 'audience', 'warning'],
    ['a segment that some matched', { segment: { ...segment, ...refreshed } }, 'audience', 'pass'],
    ['no From address', { campaign: aCampaign({ fromEmail: null }) }, 'from_address', 'fail'],
    ['an unverified sender', { sender: { ...sender, status: 'pending' } }, 'from_address', 'fail'],
    [
      'a sender whose domain does not sign',
      { sender: { ...sender, authentication: { ...signed, dkim: 'pending' } } },
      'authentication',
      'fail',
    ],
    [
      'a sender that is an address alone',
      { sender: { ...sender, identity: 'address', authentication: { ...signed, dkim: 'none' } } },
      'authentication',
      'warning',
    ],
    [
      'a domain without a DMARC policy',
      { sender: { ...sender, authentication: { ...signed, records: [noDmarc] } } },
      'authentication',
      'warning',
    ],
    ['a sender that was never looked at', { sender: { ...sender, authentication: null } }, 'authentication', 'warning'],
    [
      'a sender whose mails bounce',
      { senderSends: { sent: 1000, bounced: 60, soft: 0, complained: 0 } },
      'reputation',
      'warning',
    ],
    [
      'a sender that is stopped',
      { senderSends: { sent: 1000, bounced: 200, soft: 0, complained: 0 } },
      'reputation',
      'fail',
    ],
    [
      'a rotation with one sender that may not send',
      { campaign: rotating, others: [{ ...otherSender, status: 'failed' }] },
      'from_address',
      'warning',
    ],
    [
      'a rotation without a sender that may send',
      { campaign: rotating, sender: { ...sender, paused: true }, others: [{ ...otherSender, status: 'failed' }] },
      'from_address',
      'fail',
    ],
    ['a rotation whose sender was deleted', { campaign: rotating }, 'from_address', 'fail'],
    ['a rotation of verified senders', { campaign: rotating, others: [otherSender] }, 'from_address', 'pass'],
    [
      'a rotation with a sender whose domain does not sign',
      { campaign: rotating, others: [{ ...otherSender, authentication: { ...signed, dkim: 'pending' } }] },
      'authentication',
      'fail',
    ],
    [
      'senders whose days are long enough together',
      { campaign: rotating, sender: { ...sender, dailyCap: 300 }, others: [{ ...otherSender, dailyCap: 200 }] },
      'capacity',
      'pass',
    ],
    [
      'senders whose days are too short together',
      { campaign: rotating, sender: { ...sender, dailyCap: 300 }, others: [{ ...otherSender, dailyCap: 199 }] },
      'capacity',
      'warning',
    ],
    [
      'a second mail before all the first have left',
      { draft: aSequence(anEmail('a', 'b'), anEmail('b', null)), sender: { ...sender, dailyCap: 500 } },
      'capacity',
      'warning',
    ],
    ['a sender whose day is too short', { sender: { ...sender, dailyCap: 100 } }, 'capacity', 'warning'],
    ['a sender whose day is long enough', { sender: { ...sender, dailyCap: 500 } }, 'capacity', 'pass'],
    ['no start date', { campaign: aCampaign({ sendStrategy: 'scheduled' }) }, 'schedule', 'fail'],
    ['an end in the past', { campaign: aCampaign({ endDate: at('2026-11-24T09:00Z') }) }, 'schedule', 'fail'],
    [
      'a triggered campaign without a trigger',
      { campaign: aCampaign({ campaignType: 'triggered' }) },
      'audience',
      'fail',
    ],
    ['send-time optimization', { campaign: aCampaign({ sendStrategy: 'optimized' }) }, 'schedule', 'pass'],
    [
      'no postal address',
      { settings: newSettings({ organization: '', postalAddress: '', timezone: 'UTC' }, 1) },
      'compliance',
      'fail',
    ],
    [
      'a category that readers cannot decline',
      { campaign: aCampaign({ category: 'gossip' }), settings: { ...settings, categories } },
      'compliance',
      'fail',
    ],
    [
      'a category that readers can decline',
      { campaign: aCampaign({ category: 'newsletter' }), settings: { ...settings, categories } },
      'compliance',
      'pass',
    ],
    ['any category where none is declared', { campaign: aCampaign({ category: 'gossip' }) }, 'compliance', 'pass'],
    ['no unsubscribe headers', { campaign: aCampaign({ unsubscribeEnabled: false }) }, 'one_click', 'warning'],
    ['a broken graph', { draft: aSequence(anEmail('a', 'nowhere')) }, 'sequence', 'fail'],
    ['an empty mail', { draft: aSequence(anEmail('a', null, { html: '' })) }, 'templates', 'fail'],
    [
      'a variable nobody knows',
      { draft: aSequence(anEmail('a', null, { subject: 'Hi {{firstNmae}}' })) },
      'personalization',
      'fail',
    ],
    [
      'a variable without a fallback',
      { draft: aSequence(anEmail('a', null, { subject: 'Hi {{firstName}}' })) },
      'personalization',
      'warning',
    ],
  ])('sees %s', (_, over, key, state) => {
    expect(review(over)[key]).toBe(state);
  });
});

describe('a reply', () => {
  const asking = aSequence(
    anEmail('a', 'c'),
    {
      id: 'c',
      kind: 'condition',
      arms: [{ when: { not: { engagement: { email: 'any', event: 'replied' } } }, next: null }],
      else: 'x',
    },
    anExit('x', 'move_to_sales'),
  );
  it('ends the enrollment unless the sequence itself asks about replies', () => {
    expect(stopsOnReply('auto', aSequence(anEmail('a', null)))).toBe(true);
    expect(stopsOnReply('auto', asking)).toBe(false);
    expect(stopsOnReply('always', asking)).toBe(true);
    expect(stopsOnReply('never', aSequence(anEmail('a', null)))).toBe(false);
  });
});

describe('who may be mailed', () => {
  const consent = aContact().consent;
  it.each([
    ['subscribed', false, undefined],
    ['unsubscribed', false, 'unsubscribed'],
    ['unsubscribed', true, 'unsubscribed'],
    ['subscribed', true, 'suppressed'],
    ['none', false, 'no_consent'],
  ] as const)('consent %s, suppressed %s: %s', (status, suppressed, expected) => {
    expect(exclusionOf(aContact({ consent: { ...consent, status } }), suppressed)).toBe(expected);
  });

  it.each([
    ['newsletter', false, 'category_opt_out'],
    ['newsletter', true, 'category_opt_out'],
    ['offers', false, undefined],
    [null, false, undefined],
  ] as const)(
    'who declined the newsletter, by a campaign of %s, suppressed %s: %s',
    (category, suppressed, expected) => {
      const rules = { campaign: aCampaign({ category }), now };
      expect(exclusionOf(aContact({ optOuts: ['newsletter'] }), suppressed, rules)).toBe(expected);
    },
  );
});

describe('the life of a campaign', () => {
  it('allows each verb in its states only, and says what to do instead', () => {
    expect(refusalOf('launch', 'draft')).toBeUndefined();
    expect(refusalOf('launch', 'active')).toMatch(/clone/);
    expect(refusalOf('resume', 'active')).toMatch(/paused/);
    expect(refusalOf('delete', 'active')).toMatch(/archive/);
    expect(refusalOf('edit', 'completed')).toMatch(/clone/);
  });
});
