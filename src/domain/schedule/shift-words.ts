import { dayInWords, epochDayOf, localClock } from './local-words.ts';
import { holidayOn, type Refusal, type SendRules } from './send-rules.ts';
import { localOf } from './zone-offset.ts';

/** `09:00 on Saturday 28 November`. */
export const momentInWords = (local: number): string => `${localClock(local)} on ${dayInWords(epochDayOf(local))}`;

/** `Monday 30 November 09:00`. */
export const targetInWords = (local: number): string => `${dayInWords(epochDayOf(local))} ${localClock(local)}`;

type Sentence = (rules: SendRules, local: number) => { readonly is: string; readonly note: string };

const sentences: { readonly [K in Refusal]: Sentence } = {
  quiet_hours: ({ zone, window }) => ({
    is: `is in the quiet hours (${window.quietHours?.from} to ${window.quietHours?.to}) in ${zone}`,
    note: '',
  }),
  business_hours: ({ zone }) => ({ is: `is outside the business hours in ${zone}`, note: '' }),
  weekend: ({ zone, weekend }) => ({ is: `is a weekend in ${zone}`, note: ` ${weekend.detail}` }),
  holiday: (rules, local) => ({
    is: `is a holiday (${holidayOn(rules, epochDayOf(local))}) in ${rules.zone}`,
    note: '',
  }),
};

/** `09:00 on Saturday 28 November is a weekend in Europe/London`, and whose weekend that is. */
export const refusalInWords = (rules: SendRules, ms: number, refusal: Refusal): ReturnType<Sentence> => {
  const local = localOf(ms, rules.zone);
  const { is, note } = sentences[refusal](rules, local);
  return { is: `${momentInWords(local)} ${is}`, note };
};
