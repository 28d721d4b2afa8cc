import { percentileOf } from '../ids.ts';

export interface Weighted {
  readonly key: string;
  /** Share of the people tested, any positive scale. */
  readonly weight: number;
}

export interface Draw {
  readonly testId: string;
  readonly contactId: string;
}

/** Whether a contact belongs to the part of the audience that tests: the same answer for ever. `share` is per cent. */
export const isTested = ({ testId, contactId }: Draw, share: number): boolean =>
  percentileOf(`test|${testId}|${contactId}`) < share;

/** Whether a contact gets nothing so that the campaign's effect can be seen; `share` is per cent. */
export const isHeldOut = ({ testId, contactId }: Draw, share: number): boolean =>
  percentileOf(`holdout|${testId}|${contactId}`) < share;

/**
 * The variant a contact gets, the same one for ever. Drawn apart from `isTested`, so that who is tested says nothing of what they get.
 * @throws Error when there is no variant: a test has at least two.
 */
export function assignVariant<V extends Weighted>({ testId, contactId }: Draw, variants: readonly V[]): V {
  const whole = variants.reduce((sum, { weight }) => sum + weight, 0);
  const drawn = (percentileOf(`variant|${testId}|${contactId}`) / 100) * whole;
  let passed = 0;
  for (const variant of variants) {
    passed += variant.weight;
    if (drawn < passed) return variant;
  }
  const last = variants.at(-1);
  if (last === undefined) throw new Error(`Test ${testId} has no variants.`);
  return last;
}
