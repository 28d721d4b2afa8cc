import type { Message } from '../../contracts/message.ts';

const windowMs = 30 * 86_400_000;

const isBefore = ({ sentAt }: Message, at: string): boolean =>
  sentAt !== null && sentAt <= at && Date.parse(at) - Date.parse(sentAt) <= windowMs;

/**
 * Mails of tests that an event at `at` may be the goal of: those sent within 30 days before it. A contact counts once for each test: who
 * reached its goal is left out, and of several mails the last one counts.
 */
export function mailsToGoal(messages: readonly Message[], at: string): readonly Message[] {
  const tested = messages.filter(({ variant }) => variant?.role === 'test');
  const byTest = Map.groupBy(tested, ({ campaignId, stepId }) => `${campaignId}|${stepId}`);
  return [...byTest.values()].flatMap((mails) => {
    if (mails.some(({ goalAt }) => goalAt !== null)) return [];
    const last = mails
      .filter((mail) => isBefore(mail, at))
      .toSorted((one, other) => ((one.sentAt ?? '') < (other.sentAt ?? '') ? -1 : 1))
      .at(-1);
    return last ? [last] : [];
  });
}
