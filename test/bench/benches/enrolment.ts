import { enrolments } from '../support/enrolments.ts';
import { type Bench, figure } from '../support/figure.ts';

const MB = 2 ** 20;

/** From the launch of a drip until every contact has its execution; the contacts are imported before and not measured. */
export const enrolment: Bench = async (options) => {
  const all = await enrolments(options);
  const figures = all.flatMap(({ contacts, spent, peakHeapBytes }) => [
    figure(`${contacts} contacts enrolled`, spent.wallSeconds, 's'),
    figure(`${contacts}: rate`, contacts / spent.wallSeconds, 'contacts/s'),
    figure(`${contacts}: largest heap of a worker`, peakHeapBytes / MB, 'MB', { atMost: 256 }),
  ]);
  return { name: 'enrolment', figures };
};
