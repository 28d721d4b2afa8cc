import type { Mail, Seen } from '../ses/mail.ts';
import type { Fate } from '../ses/recipients.ts';
import { applePrivacyProxy, linkScanner, type Person, personOf } from './person.ts';
import { type Profile, profileOf, type Settings } from './profile.ts';
import { type MachineKind, machineKinds } from './reply.ts';
import { delayMs, pick, type Roll, rollsOf } from './roll.ts';

/** Something a person or their machines will do with a mail; `link` is the number of a tracked link. */
export type Action =
  | { readonly kind: 'open'; readonly seen: Seen }
  | { readonly kind: 'click'; readonly link: number; readonly seen: Seen }
  | { readonly kind: 'complain' }
  | { readonly kind: 'reply'; readonly mood: number }
  | { readonly kind: 'machine_reply'; readonly by: MachineKind }
  | { readonly kind: 'unsubscribe' };

/** Milliseconds after delivery. */
export interface Planned {
  readonly afterMs: number;
  readonly action: Action;
}

type Letter = Pick<Mail, 'subject' | 'occurrence' | 'links'>;

interface Reading {
  readonly person: Person;
  readonly profile: Profile;
  readonly roll: Roll;
  readonly letter: Letter;
}

/** A mail is known by its subject and how many of that subject came before: ids would differ between runs. */
function reading(settings: Settings, letter: Letter, address: string): Reading {
  const profile = profileOf(settings, address, letter.subject);
  const roll = rollsOf(settings.seed, address.toLowerCase(), letter.subject, letter.occurrence);
  return { person: personOf(settings.seed, address, profile), profile, roll, letter };
}

/** Whether a mail reaches somebody. */
export function fateOf(settings: Settings, letter: Letter, address: string): Fate {
  const { person, profile, roll } = reading(settings, letter, address);
  if (!person.exists) return 'bounced_hard';
  return roll('soft bounce') < profile.bounceSoft ? 'bounced_soft' : 'delivered';
}

/** All that somebody and their machines will do with a delivered mail. */
export function planOf(settings: Settings, letter: Letter, address: string): Planned[] {
  const what = reading(settings, letter, address);
  return [
    ...machines(what),
    ...machineAnswers(what),
    ...complaint(what),
    ...(what.roll('open') < what.profile.open ? afterOpening(what) : []),
  ];
}

/** Mail systems answer at once, whatever the reader does later. */
const machineAnswers = ({ profile, roll }: Reading): Planned[] =>
  machineKinds.flatMap((by) =>
    roll(`${by} answer`) < profile[by]
      ? [{ afterMs: 1000 + Math.round(roll(`${by} delay`) * 29_000), action: { kind: 'machine_reply' as const, by } }]
      : [],
  );

function machines({ person, roll, letter }: Reading): Planned[] {
  const scans = person.behindScanner
    ? letter.links.map((_, link) => click(link, linkScanner, 2000 + Math.round(roll(`scan ${link}`) * 8000)))
    : [];
  return person.onMpp
    ? [
        { afterMs: 1000 + Math.round(roll('mpp') * 59_000), action: { kind: 'open', seen: applePrivacyProxy } },
        ...scans,
      ]
    : scans;
}

const complaint = ({ profile, roll }: Reading): Planned[] =>
  roll('complain') < profile.complain
    ? [{ afterMs: delayMs(profile.complainDelay, roll, 'complain'), action: { kind: 'complain' } }]
    : [];

const click = (link: number, seen: Seen, afterMs: number): Planned => ({
  afterMs,
  action: { kind: 'click', link, seen },
});

function afterOpening(what: Reading): Planned[] {
  const { person, profile, roll } = what;
  const opened = delayMs(profile.openDelay, roll, 'open');
  const later = (share: number, delay: Profile['openDelay'], label: string, action: Action | undefined): Planned[] =>
    action && roll(label) < share ? [{ afterMs: opened + delayMs(delay, roll, label), action }] : [];
  const link = pick(attractive(what.letter), roll('link'));
  return [
    { afterMs: opened, action: { kind: 'open', seen: person.device } },
    ...later(
      profile.clickGivenOpen,
      profile.clickDelay,
      'click',
      link === undefined ? undefined : { kind: 'click', link, seen: person.device },
    ),
    ...later(profile.replyGivenOpen, profile.replyDelay, 'reply', { kind: 'reply', mood: roll('mood') }),
    ...later(profile.unsubscribeGivenOpen, profile.unsubscribeDelay, 'unsubscribe', { kind: 'unsubscribe' }),
    ...reopens(what, opened),
  ];
}

/** Who clicks does not mean to leave, and sees no hidden link. */
const attractive = ({ links }: Letter): number[] =>
  links.flatMap(({ url }, index) => (/unsubscribe|opt-?out|\/h\/[0-9a-z]{26}$/i.test(url) ? [] : [index]));

function reopens({ person, profile, roll }: Reading, opened: number): Planned[] {
  const planned: Planned[] = [];
  let afterMs = opened;
  for (let n = 1; n <= 3 && roll(`reopen ${n}`) < profile.reopens; n += 1) {
    afterMs += delayMs(profile.reopenDelay, roll, `reopen ${n}`);
    planned.push({ afterMs, action: { kind: 'open', seen: person.device } });
  }
  return planned;
}
