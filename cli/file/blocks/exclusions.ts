import * as z from 'zod';
import { type Finding, finding } from '../fault.ts';
import { type Translated, translated } from './block.ts';

const plain = ['in_other_campaign', 'marked_as_customer', 'unsubscribed_from_category'] as const;
const lately = /^received_email_last_(\d{1,3})h$/;

const Reason = z
  .string()
  .refine((text) => plain.some((name) => name === text) || lately.test(text), {
    error: `Give one of ${plain.join(', ')}, received_email_last_24h (any number of hours).`,
  })
  .meta({ examples: [...plain, 'received_email_last_24h'] });

const handling = {
  if_conflict: z.literal('pause_lower_priority', { error: 'Only pause_lower_priority is known.' }),
  resume_after: z.literal('higher_priority_complete', { error: 'Only higher_priority_complete is known.' }),
};
const Handling = z.strictObject(handling).partial();
const PriorityHandling = z.union([z.array(Handling), Handling]);

/** The specification's exclusion rules; `priority_handling` is one more item of the list. */
export const ExclusionRules = z
  .array(z.strictObject({ exclude_if: Reason.optional(), priority_handling: PriorityHandling.optional() }))
  .meta({ description: 'Who gets no mail of the campaign, or gets it later.' });

type Written = z.infer<typeof ExclusionRules>;

const hoursIn = (reasons: readonly string[]): number | undefined => {
  const hours = reasons.flatMap((reason) => Number(lately.exec(reason)?.[1] ?? Number.NaN)).filter(Number.isFinite);
  return hours.length > 0 ? Math.max(...hours) : undefined;
};

function conflictOf(reasons: readonly string[], rules: Written): string | undefined {
  const handlings = rules.flatMap((rule) => [rule.priority_handling ?? []].flat());
  if (handlings.some(({ if_conflict }) => if_conflict !== undefined)) return 'pause_lower_priority';
  return reasons.includes('in_other_campaign') ? 'exclude' : undefined;
}

const needsCategory = (index: number): Finding =>
  finding(
    ['exclusion_rules', index],
    'noted',
    'Contacts who left the `category` of the campaign get none of its mails: name it. Without one only those who left everything are out.',
  );

/** What the rules become; `hasCategory` tells whether the file names the category whose leavers are meant. */
export function translateExclusions(rules: Written, hasCategory: boolean): Translated {
  const reasons = rules.flatMap(({ exclude_if }) => exclude_if ?? []);
  const inOtherCampaign = conflictOf(reasons, rules);
  const receivedWithinHours = hoursIn(reasons);
  const byCategory = rules.findIndex(({ exclude_if }) => exclude_if === 'unsubscribed_from_category');
  return translated(
    {
      exclusions: {
        ...(inOtherCampaign ? { inOtherCampaign } : {}),
        ...(receivedWithinHours === undefined ? {} : { receivedWithinHours }),
        ...(reasons.includes('marked_as_customer') ? { customers: true } : {}),
      },
    },
    {
      origins: [{ native: ['exclusions'], source: ['exclusion_rules'] }],
      notes: byCategory >= 0 && !hasCategory ? [needsCategory(byCategory)] : [],
    },
  );
}
