import { type Enrolment, enrolments, steps } from '../support/enrolments.ts';
import { type Bench, figure } from '../support/figure.ts';

const cpuOf = ({ spent }: Enrolment): number => spent.product + spent.database + spent.emulator;
const perContact = (one: Enrolment, amount: number): number => amount / one.contacts;
const ratio = (smaller: Enrolment, larger: Enrolment, of: (one: Enrolment) => number): number =>
  perContact(larger, of(larger)) / perContact(smaller, of(smaller));

/** Whether ten times the contacts cost ten times as much: per contact the ratio is then 1. */
export const growth: Bench = async (options) => {
  const all = await enrolments(options);
  const each = all.flatMap((one) => [
    figure(`${one.contacts}: wall time`, perContact(one, one.spent.wallSeconds) * 1000, 'ms per contact'),
    figure(`${one.contacts}: CPU of the product`, perContact(one, one.spent.product) * 1000, 'ms per contact'),
    figure(`${one.contacts}: CPU of everything`, perContact(one, cpuOf(one)) * 1000, 'ms per contact'),
    figure(`${one.contacts}: cost of enrolment on AWS`, perContact(one, one.usd) * 1000, '$ per 1,000 contacts'),
  ]);
  const ratios = steps(all).flatMap(([smaller, larger]) => {
    const what = `${smaller.contacts} → ${larger.contacts}`;
    return [
      figure(
        `${what}: wall time per contact`,
        ratio(smaller, larger, ({ spent }) => spent.wallSeconds),
        'times',
        { atMost: 1.2 },
      ),
      figure(
        `${what}: CPU of the product per contact`,
        ratio(smaller, larger, ({ spent }) => spent.product),
        'times',
        { atMost: 1.2 },
      ),
      figure(
        `${what}: cost per contact`,
        ratio(smaller, larger, ({ usd }) => usd),
        'times',
        { atMost: 1.1 },
      ),
    ];
  });
  return { name: 'growth', figures: [...each, ...ratios] };
};
