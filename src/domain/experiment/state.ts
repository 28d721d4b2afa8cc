import type { ExperimentRow } from '../../contracts/experiment.ts';
import type { TestState } from './draw.ts';

/** How far a test is, as those who come to its mail must know. */
export const stateOf = ({ decision, status, decideAt }: ExperimentRow): TestState => ({
  outcome: decision?.variant ?? null,
  decideAt: status === 'awaiting' || status === 'waiting' ? null : decideAt,
});

export const isOver = ({ status }: Pick<ExperimentRow, 'status'>): boolean => status === 'decided';
