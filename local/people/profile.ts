import * as z from 'zod';

const share = z.number().min(0).max(1);
const Delay = z.strictObject({ medianMinutes: z.number().positive(), sigma: z.number().min(0).max(5) });
export type Delay = z.infer<typeof Delay>;

/** How somebody treats mail. Shares are probabilities, delays lognormal. */
const Profile = z.strictObject({
  /** Share of people whose address does not exist. */
  bounceHard: share,
  /** Of mails: mailbox full. */
  bounceSoft: share,
  /** Of delivered mails: reported as spam. */
  complain: share,
  /** Of delivered mails: answered by the reader's mail system, as out of office. */
  away: share,
  /** Of delivered mails: answered by a help desk with a ticket. */
  ticket: share,
  /** Of delivered mails: opened by the person. */
  open: share,
  clickGivenOpen: share,
  replyGivenOpen: share,
  unsubscribeGivenOpen: share,
  /** Chance of each further open, at most three. */
  reopens: share,
  /** Share of people on Apple Mail Privacy Protection: a machine opens right after delivery. */
  mpp: share,
  /** Share of people behind a link scanner: a machine clicks every link right after delivery. */
  scanner: share,
  /** From delivery to the first open. */
  openDelay: Delay,
  /** From delivery to the complaint. */
  complainDelay: Delay,
  /** From the open on, like the delays below. */
  clickDelay: Delay,
  replyDelay: Delay,
  unsubscribeDelay: Delay,
  reopenDelay: Delay,
});
export type Profile = z.infer<typeof Profile>;

/** Of sent 97 % delivered; of delivered 50 % opened, 20 % clicked, 4.7 % replied, 0.4 % unsubscribed; first opens mostly within 20 h. */
export const defaultProfile: Profile = {
  bounceHard: 0.02,
  bounceSoft: 0.01,
  complain: 0.0002,
  away: 0.006,
  ticket: 0.001,
  open: 0.5,
  clickGivenOpen: 0.4,
  replyGivenOpen: 0.094,
  unsubscribeGivenOpen: 0.008,
  reopens: 0.25,
  mpp: 0.4,
  scanner: 0.05,
  openDelay: { medianMinutes: 120, sigma: 0.95 },
  complainDelay: { medianMinutes: 60, sigma: 1 },
  clickDelay: { medianMinutes: 1, sigma: 0.8 },
  replyDelay: { medianMinutes: 30, sigma: 1 },
  unsubscribeDelay: { medianMinutes: 1, sigma: 0.8 },
  reopenDelay: { medianMinutes: 480, sigma: 1 },
};

const Overrides = Profile.partial();
const Pattern = z.string().min(1);
/** How the addresses that match treat the mails whose subject matches, or all mails. */
const Entry = z.strictObject({ match: Pattern, subject: Pattern.optional(), profile: Overrides });

export const Settings = z.strictObject({ seed: z.number().int(), default: Overrides, people: z.array(Entry) });
export type Settings = z.infer<typeof Settings>;

export const SettingsChange = Settings.partial().extend({ reset: z.boolean().optional() });
export type SettingsChange = z.infer<typeof SettingsChange>;

export const initialSettings: Settings = { seed: 1, default: {}, people: [] };

const nameOf = ({ match, subject = '*' }: z.infer<typeof Entry>): string => JSON.stringify([match, subject]);

/** Merges a change: `default` field by field, `people` by `match` and `subject`; `reset` begins with the initial settings. */
export function changeSettings(current: Settings, change: SettingsChange): Settings {
  const base = change.reset ? initialSettings : current;
  const entries = new Map(base.people.map((entry) => [nameOf(entry), entry]));
  for (const entry of change.people ?? []) {
    const name = nameOf(entry);
    entries.set(name, { ...entry, profile: { ...entries.get(name)?.profile, ...entry.profile } });
  }
  return {
    seed: change.seed ?? base.seed,
    default: { ...base.default, ...change.default },
    people: [...entries.values()],
  };
}

/** How an address treats a mail: the default, changed by each matching entry in their order. */
export function profileOf({ default: overrides, people }: Settings, address: string, mailSubject: string): Profile {
  const matching = people
    .filter(({ match, subject = '*' }) => matches(match, address) && matches(subject, mailSubject))
    .map(({ profile }) => profile);
  return Object.assign({}, defaultProfile, overrides, ...matching);
}

function matches(pattern: string, text: string): boolean {
  const source = pattern.toLowerCase().split('*').map(RegExp.escape).join('.*');
  return new RegExp(`^${source}$`, 's').test(text.toLowerCase());
}
