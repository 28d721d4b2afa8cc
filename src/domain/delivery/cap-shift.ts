import type { Message, Timing } from '../../contracts/message.ts';

const rule = 'sender_cap';

/** A mail that waits for another day of its sender, with the reason; undefined when it says so already. */
export function shiftedByCap(
  message: Message,
  { until, why }: { readonly until: string; readonly why: string },
  zone: string,
): Message | undefined {
  const timing: Timing = message.timing ?? {
    at: message.plannedAt,
    zone,
    zoneSource: 'campaign',
    arm: null,
    shifts: [],
  };
  if (timing.shifts.some((shift) => shift.rule === rule && shift.to === until)) return undefined;
  const shifts = [...timing.shifts, { rule, to: until, detail: why }];
  return { ...message, timing: { ...timing, shifts }, rev: message.rev + 1 };
}
