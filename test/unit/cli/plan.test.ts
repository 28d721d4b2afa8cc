import { expect, it } from 'vitest';
import { planOf } from '../../../cli/server/plan.ts';
import { planText } from '../../../cli/text/plan-text.ts';
import { NewCampaign } from '../../../src/contracts/campaign.ts';
import { anEmail, aSequence } from '../../support/builders.ts';

it('of a new campaign names the segment it makes, and lists no setting that says nothing', () => {
  const plan = planOf(
    {
      settings: NewCampaign.parse({ name: 'Sale', campaignType: 'drip', priority: 70 }),
      sequence: aSequence(anEmail('sale', null)),
      newSegment: 'Newsletter',
      audience: null,
      newSenders: [],
      findings: [],
    },
    undefined,
  );
  const fields = new Map(plan.settings.map(({ field, after }) => [field, after]));
  expect(fields.get('segmentId')).toBe('Newsletter');
  expect(fields.get('priority')).toBe(70);
  for (const field of ['goal', 'description', 'senders', 'trigger']) expect(fields.has(field)).toBe(false);
  expect(planText(plan, (_, text) => text)).toMatch(
    /^The campaign "Sale" will be created\.\n {2}\+ segment "Newsletter"\n/,
  );
});
