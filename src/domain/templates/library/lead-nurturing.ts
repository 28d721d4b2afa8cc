import type { Rule } from '../../../contracts/rule.ts';
import type { ConditionStep } from '../../../contracts/step.ts';
import * as mails from './lead-nurturing-mails.ts';
import type { PrebuiltCampaign } from './prebuilt.ts';
import { workdays } from './settings.ts';
import { mail, wait } from './write.ts';

const replied: Rule = { engagement: { email: 'any', event: 'replied' } };
const clickedPrevious: Rule = { engagement: { email: 'previous', event: 'clicked' } };
const clickedAny: Rule = { engagement: { email: 'any', event: 'clicked' } };

/** Whoever has answered by now talks to a person, and gets no more mails. */
const unlessReplied = (id: string, next: string): ConditionStep => ({
  id,
  kind: 'condition',
  name: 'Replied?',
  arms: [{ when: replied, next: 'to_sales' }],
  else: next,
});

/** 30 days, 8 mails, two a week: problem awareness, solution education, product positioning, conversion push. */
export const leadNurturing: PrebuiltCampaign = {
  id: 'prebuilt_b2b_lead_nurturing',
  name: 'B2B Lead Nurturing',
  category: 'Lead nurturing',
  tags: ['b2b', 'lead nurturing', 'sales'],
  description:
    'Eight mails in 30 days, two a week: problem awareness, solution education, product positioning, conversion push. Who replies gets no further mail and goes to sales; a click on the checklist raises the lead score.',
  conversionRate: '8-12% (industry average)',
  settings: { ...workdays, stopOnReply: 'never' },
  sequence: {
    entry: 'week_1_a',
    steps: [
      mail(
        {
          id: 'week_1_a',
          name: 'Problem awareness: what waiting costs',
          subject: 'What does it cost {{default company "you"}} to wait?',
          previewText: 'A simple way to find out, in one week and on one page.',
          blocks: mails.costOfWaiting,
        },
        'wait_3',
      ),
      wait('wait_3', 3, 'days', 'before_1_b'),
      unlessReplied('before_1_b', 'week_1_b'),
      mail(
        {
          id: 'week_1_b',
          name: 'Problem awareness: three signs',
          subject: 'Three signs that it is getting worse',
          previewText: 'One of them is a spreadsheet that only one person may touch.',
          blocks: mails.threeSigns,
        },
        'wait_7',
      ),
      wait('wait_7', 4, 'days', 'after_week_1'),
      unlessReplied('after_week_1', 'week_2_a'),
      mail(
        {
          id: 'week_2_a',
          name: 'Solution education: four ways',
          subject: 'Four ways to solve it, compared fairly',
          previewText: 'Leave it, hire, build or buy: what is right for whom.',
          blocks: mails.waysToSolve,
        },
        'wait_10',
      ),
      wait('wait_10', 3, 'days', 'before_2_b'),
      unlessReplied('before_2_b', 'week_2_b'),
      mail(
        {
          id: 'week_2_b',
          name: 'Solution education: how to choose',
          subject: 'Five questions to ask every vendor (us included)',
          previewText: 'A checklist to print and take along.',
          blocks: mails.howToChoose,
        },
        'wait_14',
      ),
      wait('wait_14', 4, 'days', 'after_week_2'),
      {
        id: 'after_week_2',
        kind: 'condition',
        name: 'Replied, or clicked the checklist?',
        arms: [
          { when: replied, next: 'to_sales' },
          { when: clickedPrevious, next: 'warm' },
        ],
        else: 'week_3_a',
      },
      { id: 'warm', kind: 'action', name: 'Interested', action: { type: 'adjust_score', by: 10 }, next: 'week_3_a' },
      mail(
        {
          id: 'week_3_a',
          name: 'Product positioning: how we do it',
          subject: 'How {{organization}} deals with it, in three parts',
          previewText: 'Three minutes, no sign-up.',
          blocks: mails.howWeDoIt,
        },
        'wait_17',
      ),
      wait('wait_17', 3, 'days', 'before_3_b'),
      unlessReplied('before_3_b', 'week_3_b'),
      mail(
        {
          id: 'week_3_b',
          name: 'Product positioning: proof',
          subject: 'How a customer got there, in their own words',
          previewText: 'Three things they did differently, and you can copy all of them.',
          blocks: mails.proof,
        },
        'wait_21',
      ),
      wait('wait_21', 4, 'days', 'after_week_3'),
      unlessReplied('after_week_3', 'week_4_a'),
      mail(
        {
          id: 'week_4_a',
          name: 'Conversion push: invitation',
          subject: 'Twenty minutes, {{default firstName "if I may ask"}}?',
          previewText: 'No slides. You show me how you do it today.',
          blocks: mails.invitation,
        },
        'wait_24',
      ),
      wait('wait_24', 3, 'days', 'before_4_b'),
      unlessReplied('before_4_b', 'week_4_b'),
      mail(
        {
          id: 'week_4_b',
          name: 'Conversion push: last mail',
          subject: 'My last mail, for now',
          previewText: 'Three ways to go on, and each of them is fine.',
          blocks: mails.lastMail,
        },
        'wait_30',
      ),
      wait('wait_30', 6, 'days', 'at_the_end'),
      {
        id: 'at_the_end',
        kind: 'condition',
        name: 'Ready for sales?',
        arms: [{ when: { any: [replied, clickedAny] }, next: 'to_sales' }],
        else: 'not_now',
      },
      { id: 'to_sales', kind: 'action', action: { type: 'add_tag', tag: 'sales-ready' }, next: 'sales' },
      { id: 'sales', kind: 'exit', reason: 'move_to_sales' },
      { id: 'not_now', kind: 'exit', reason: 'not_now' },
    ],
  },
};
