import type { LogEntry } from '../../contracts/enrollment.ts';
import type { Message } from '../../contracts/message.ts';
import { advance } from './advance.ts';
import type { AdvanceInput } from './walk.ts';

export interface Projection {
  /** What would be decided at each wake to come, in order. */
  readonly log: readonly LogEntry[];
  readonly messages: readonly Message[];
  /** False where the contact would still be on its way after as many wakes as were looked at. */
  readonly ends: boolean;
}

const maxWakes = 100;

/**
 * What will happen to an enrollment if nothing else does: nobody opens or clicks, no event comes, no setting changes. It is walked with
 * the same rules as the real one, each wake at the instant it is due.
 */
export function project(input: AdvanceInput): Projection {
  const log: LogEntry[] = [];
  const messages: Message[] = [];
  let { enrollment, contact } = input;
  for (let wake = 0; wake < maxWakes; wake++) {
    const now = enrollment.dueAt && enrollment.dueAt > input.now ? enrollment.dueAt : input.now;
    const known = enrollment.log.length;
    const decision = advance({
      ...input,
      enrollment: { ...enrollment, log: [] },
      contact,
      messages: [...input.messages, ...messages],
      now,
    });
    log.push(...decision.enrollment.log);
    messages.push(...decision.messages.map((message) => ({ ...message, sentAt: now })));
    ({ contact } = decision);
    enrollment = { ...decision.enrollment, log: enrollment.log.slice(0, known) };
    if (decision.next.do === 'done') return { log, messages, ends: true };
  }
  return { log, messages, ends: false };
}
