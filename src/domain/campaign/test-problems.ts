import type { Campaign } from '../../contracts/campaign.ts';
import type { Sequence, SequenceProblem } from '../../contracts/step.ts';
import { decideAfterOf } from '../experiment/decide-after.ts';
import { windowsOf } from '../schedule/campaign-window.ts';
import { nominalMs } from '../schedule/local-time.ts';
import { entryOf, stepsById } from '../sequence/graph.ts';
import { hasVariants } from '../sequence/variants.ts';

type Judged = Pick<Campaign, 'campaignType'> &
  Partial<Pick<Campaign, 'endDate' | 'startDate' | 'sendWindow' | 'sendStrategy'>>;

const error = (code: string, stepId: string | null, path: string, message: string): SequenceProblem => ({
  code,
  severity: 'error',
  stepId,
  path,
  message,
});

/** A campaign of type ab_test is a broadcast whose mail is tested. */
export function shapeProblems(
  sequence: Sequence,
  { campaignType }: Pick<Campaign, 'campaignType'>,
): readonly SequenceProblem[] {
  if (campaignType !== 'ab_test') return [];
  const entry = stepsById(sequence).get(entryOf(sequence) ?? '');
  if (entry?.kind === 'email' && hasVariants(entry)) return [];
  const index = Math.max(
    0,
    sequence.steps.findIndex(({ id }) => id === entry?.id),
  );
  return [
    error(
      'no_variants',
      entry?.id ?? null,
      `steps.${index}.variants`,
      'An A/B test begins with a mail that has two to five `variants`. Add them to the first step, or choose another campaignType.',
    ),
  ];
}

/** Contacts who wait for a winner that is decided after the end get nothing. */
function endProblems(sequence: Sequence, { endDate, startDate }: Judged, now: string): readonly SequenceProblem[] {
  if (!endDate) return [];
  const start = startDate && startDate > now ? startDate : now;
  return sequence.steps.flatMap((step, i) => {
    if (step.kind !== 'email' || !hasVariants(step) || (step.experiment?.share ?? 100) >= 100) return [];
    if (Date.parse(start) + nominalMs(decideAfterOf(step)) < Date.parse(endDate)) return [];
    return [
      error(
        'decided_after_end',
        step.id,
        `steps.${i}.experiment.decideAfter`,
        `The test is decided after the campaign has ended at ${endDate}: those who wait for the winner would get nothing. Decide earlier, or move endDate.`,
      ),
    ];
  });
}

const roomyMs = 48 * 3_600_000;

/** A mail that waits for its window may leave after the test on it is decided. */
function windowProblems(sequence: Sequence, campaign: Judged): readonly SequenceProblem[] {
  const timed = { sendWindow: campaign.sendWindow ?? null, sendStrategy: campaign.sendStrategy ?? 'immediate' };
  return sequence.steps.flatMap((step, i) => {
    if (step.kind !== 'email' || !hasVariants(step)) return [];
    const waits = windowsOf(timed, { steps: [step] }).length > 0;
    if (!waits || nominalMs(decideAfterOf(step)) >= roomyMs) return [];
    return [
      {
        code: 'decided_before_sent',
        severity: 'warning' as const,
        stepId: step.id,
        path: `steps.${i}.experiment.decideAfter`,
        message:
          'Mails of this step may wait for their time of day, and the test may be decided before they leave. Decide after 48 hours or later.',
      },
    ];
  });
}

/** What is wrong with the tests of a sequence in the campaign it is for. */
export const testProblems = (sequence: Sequence, campaign: Judged, now: string): readonly SequenceProblem[] => [
  ...shapeProblems(sequence, campaign),
  ...endProblems(sequence, campaign, now),
  ...windowProblems(sequence, campaign),
];
