/** Chooses people, moments and faults; the same seed brings the same ones back. */
export const seed = Number(process.env['CHAOS_SEED'] ?? 1);

interface Amounts {
  /** Contacts of the campaign whose cloud is killed, and how often it is. */
  readonly killed: { readonly contacts: number; readonly kills: number };
  /** Contacts whose events come several times. */
  readonly repeated: number;
  readonly schedules: number;
  /** Mails against the rate of SES. */
  readonly mails: number;
}

const amounts = {
  quick: { killed: { contacts: 250, kills: 8 }, repeated: 100, schedules: 40, mails: 3_000 },
  normal: { killed: { contacts: 2_000, kills: 20 }, repeated: 100, schedules: 500, mails: 20_000 },
  full: { killed: { contacts: 2_000, kills: 20 }, repeated: 1_000, schedules: 5_000, mails: 20_000 },
} as const satisfies Record<string, Amounts>;

const wanted = process.env['CHAOS'] ?? 'normal';
const known = (name: string): name is keyof typeof amounts => name in amounts;
if (!known(wanted)) throw new Error(`CHAOS=${wanted} is not known: use quick, normal or full`);

/** How much of everything: `CHAOS=quick` for every change, nothing for a proof, `CHAOS=full` for a night. */
export const amount: Amounts = amounts[wanted];
export const full = wanted === 'full';

/** Seeds of schedules to replay, `CHAOS_ONLY=1000017,1000042`; undefined for all. */
export const only = process.env['CHAOS_ONLY']?.split(',').map(Number);
