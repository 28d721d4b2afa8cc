import type { MigrationPlan } from '../../src/contracts/migration.ts';
import type { Paint } from '../io.ts';

type Standing = MigrationPlan['steps'][number];

const contacts = (count: number): string => `${count} contact${count === 1 ? '' : 's'}`;

const fates: Readonly<Record<Standing['fate'], (standing: Standing) => string>> = {
  stay: () => 'keep their version',
  move: ({ stepId, to }) => (to === stepId ? 'move, and stay on this step' : `move, and go on at ${to}`),
  exit: () => 'leave the campaign',
  undecided: ({ stepId }) =>
    `need a decision: --decide ${stepId}=stay, ${stepId}=exit or ${stepId}=move:STEP, or \`migration\` in the file`,
};

const tones = { stay: 'dim', move: 'yellow', exit: 'red', undecided: 'red' } as const;

/** What publishing does to the contacts who are on their way: a line for all, and one for each step they stand on. */
export function migrationText({ stay, move, exit, undecided, steps }: MigrationPlan, paint: Paint): string {
  const lines = steps.map((one) =>
    paint(
      tones[one.fate],
      `  ${one.stepId ?? '(at the beginning)'}: ${contacts(one.contacts)} ${fates[one.fate](one)}`,
    ),
  );
  const counts = [`${stay} stay`, `${move} move`, `${exit} leave`, `${undecided} without a decision`];
  return [`On their way: ${contacts(stay + move + exit + undecided)}: ${counts.join(', ')}.`, ...lines].join('\n');
}
