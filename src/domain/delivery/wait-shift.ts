import type { Message, Timing } from '../../contracts/message.ts';

/** Why a mail that is due may not leave yet. */
export interface SendingWait {
  readonly rule: 'sender_cap' | 'sender_paused' | 'provider_hold';
  /** When to look again. */
  readonly until: string;
  readonly why: string;
}

/** A mail that waits, with the reason; undefined when it says so already. */
export function shiftedByWait(message: Message, { rule, until, why }: SendingWait, zone: string): Message | undefined {
  const timing: Timing = message.timing ?? {
    at: message.plannedAt,
    zone,
    zoneSource: 'campaign',
    arm: null,
    shifts: [],
  };
  if (timing.shifts.some((shift) => shift.rule === rule && shift.detail === why)) return undefined;
  const shifts = [...timing.shifts, { rule, to: until, detail: why }];
  return { ...message, timing: { ...timing, shifts }, rev: message.rev + 1 };
}
