import type { FunnelStep } from '../../contracts/report.ts';
import type { FunnelCell, ReportTally } from '../../contracts/tally.ts';
import { rate } from '../analytics/metrics.ts';
import { theEntry } from './tally-report.ts';

export interface NamedStep {
  readonly id: string;
  readonly name: string;
}

const people = (n: number): string => `${n} ${n === 1 ? 'person' : 'people'}`;
const share = (n: number, of: number): string => `${n} (${rate(n, of).toFixed(1)} %)`;
const words = (reason: string): string => reason.replaceAll('_', ' ');

function sentenceOf(isEntry: boolean, { reached, wentOn, waiting, ended }: FunnelCell): string {
  if (reached === 0) return isEntry ? 'Nobody has entered yet.' : 'Nobody has got this mail yet.';
  const parts = [
    ...(wentOn > 0 ? [`${share(wentOn, reached)} got ${isEntry ? 'a mail' : 'another mail'}`] : []),
    ...(waiting > 0 ? [`${share(waiting, reached)} wait for what comes next`] : []),
    ...Object.entries(ended)
      .toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
      .map(([reason, n]) =>
        reason === 'completed' ? `${share(n, reached)} came to the end` : `${share(n, reached)} left: ${words(reason)}`,
      ),
  ];
  return `Of ${people(reached)} who ${isEntry ? 'entered' : 'got this mail'}: ${parts.join('; ')}.`;
}

const nobody: FunnelCell = { reached: 0, wentOn: 0, waiting: 0, ended: {} };

/** The way of visits through the mails: after each, how many went on, wait, or ended there and why. */
export function funnelOf({ funnel }: ReportTally, steps: readonly NamedStep[]): FunnelStep[] {
  return [{ id: theEntry, name: 'Entry' }, ...steps].map(({ id, name }, i) => {
    const cell = funnel[id] ?? nobody;
    const { completed: _, ...left } = cell.ended;
    const dropOff = Object.values(left).reduce((sum, n) => sum + n, 0);
    return {
      ...cell,
      stepId: id === theEntry ? null : id,
      name,
      stepOrder: i,
      dropOff,
      dropOffRate: rate(dropOff, cell.reached),
      sentence: sentenceOf(id === theEntry, cell),
    };
  });
}
