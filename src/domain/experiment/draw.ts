import type { Message, SentVariant } from '../../contracts/message.ts';
import type { EmailStep } from '../../contracts/step.ts';
import type { Variant } from '../../contracts/variant.ts';
import { dayMs, later } from '../later.ts';
import { assignVariant, isTested } from './assign-variant.ts';

/** How far the test on a step is, as those who come to it must know. */
export interface TestState {
  /** The variant that everybody gets; null while the test runs. */
  readonly outcome: string | null;
  /** When it will be known at the latest; null where a person has to choose. */
  readonly decideAt: string | null;
}

export type Draw =
  | { readonly do: 'send'; readonly variant: Variant; readonly role: SentVariant['role']; readonly because: string }
  | { readonly do: 'hold'; readonly until: string; readonly because: string };

export interface Drawing {
  readonly campaignId: string;
  readonly contactId: string;
  readonly state: TestState | undefined;
  /** The contact took part in the test before: people are counted, not mails. */
  readonly again?: boolean;
  readonly now: string;
}

/** Who waits for a winner looks again so long after the decision is due: a lost release is found by then. */
const graceMs = 60 * 60_000;

/** When somebody who waits has to be looked at again. */
function lookAgainAt({ state, now }: Drawing): string {
  const due = state?.decideAt ? later(state.decideAt, graceMs) : now;
  return due > now ? due : later(now, dayMs);
}

export const nameOf = ({ key, name }: Pick<Variant, 'key' | 'name'>): string =>
  name ? `"${name}" (${key})` : `"${key}"`;

/** Steps whose test these mails are of. */
export const testedSteps = (messages: readonly Pick<Message, 'stepId' | 'variant'>[]): ReadonlySet<string> =>
  new Set(messages.flatMap(({ stepId, variant }) => (variant?.role === 'test' ? [stepId] : [])));

/** Names the test for its draws: a new version of the sequence shuffles nobody. */
export const testIdOf = (campaignId: string, stepId: string): string => `${campaignId}|${stepId}`;

/**
 * What a contact who comes to a mail under test gets: the outcome where there is one, else its own variant if it takes part, and else
 * nothing before the outcome is known.
 */
export function drawVariant(
  step: EmailStep & { readonly variants: readonly Variant[] },
  drawing: Drawing,
): Draw | undefined {
  const { campaignId, contactId, state } = drawing;
  const [control] = step.variants;
  if (!control) return undefined;
  if (state?.outcome) {
    const variant = step.variants.find(({ key }) => key === state.outcome) ?? control;
    return { do: 'send', variant, role: 'outcome', because: `Variant ${nameOf(variant)}: the outcome of the test.` };
  }
  const who = { testId: testIdOf(campaignId, step.id), contactId };
  const share = step.experiment?.share ?? 100;
  if (!isTested(who, share))
    return {
      do: 'hold',
      until: lookAgainAt(drawing),
      because: `Waits for the winner: ${share} % of the contacts take part in the test, and this one does not.`,
    };
  const variant = assignVariant(
    who,
    step.variants.map((one) => ({ ...one, weight: one.weight ?? 1 })),
  );
  const role = drawing.again ? 'again' : 'test';
  return { do: 'send', variant, role, because: `Variant ${nameOf(variant)}, drawn by lot and kept for good.` };
}
