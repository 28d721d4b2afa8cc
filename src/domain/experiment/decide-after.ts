import type { Duration } from '../../contracts/primitives.ts';
import type { EmailStep } from '../../contracts/step.ts';

const aDay: Duration = { value: 24, unit: 'hours' };

/** How long the test of a mail runs before it is decided. */
export const decideAfterOf = ({ experiment }: Pick<EmailStep, 'experiment'>): Duration =>
  experiment?.decideAfter ?? aDay;
