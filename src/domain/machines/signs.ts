import type { ActorClass, SignName } from '../../contracts/sighting.ts';

interface Sign {
  /** How sure the sign alone makes us that it was a machine, 0 to 1. */
  readonly weight: number;
  /** Read from what happened to the mail as a whole, so that later events may add or change it. */
  readonly ofHistory?: true;
  readonly says: string;
}

/** Every sign of a machine (reference/reliability 4.1). Without a sign there is no exclusion. */
export const signs: { readonly [S in SignName]: Sign } = {
  ses_bot: { weight: 0.9, says: 'Amazon SES takes it for a bot' },
  apple_mpp: { weight: 0.95, says: 'Apple Mail Privacy Protection loaded the mail in advance' },
  gmail_prefetch: { weight: 0.95, says: 'Gmail loaded the mail in advance' },
  security_scanner: { weight: 0.9, says: 'a security scanner names itself' },
  script: { weight: 0.95, says: 'a program that is no browser names itself' },
  headless_browser: { weight: 0.9, says: 'the browser has no screen' },
  crawler: { weight: 0.9, says: 'a crawler names itself' },
  link_preview: { weight: 0.9, says: 'a messenger looked for a preview of the link' },
  antique_browser: { weight: 0.6, says: 'the browser is one that scanners pretend to be' },
  no_agent: { weight: 0.3, says: 'no user agent was given' },
  mail_filter_network: { weight: 0.8, says: 'it came from the servers of a mail filter' },
  crawler_network: { weight: 0.8, says: 'it came from the servers of a crawler' },
  apple_network: { weight: 0.5, says: 'it came from a server of Apple' },
  honeypot: { weight: 0.99, says: 'a link was followed that no reader can see' },
  crowd: { weight: 0.8, says: 'one address clicked in mails of 20 or more people within a minute' },
  three_links: { weight: 0.9, ofHistory: true, says: 'three links of the mail were followed within three seconds' },
  too_fast: { weight: 0.8, ofHistory: true, says: 'it was clicked within two seconds of its delivery' },
  before_delivery: { weight: 0.8, ofHistory: true, says: 'it happened before the mail was delivered' },
  companion: { weight: 0.8, ofHistory: true, says: 'it belongs to what a machine did with the mail' },
};

/** Signs add up as independent evidence does: 1 − ∏(1 − weight), with two decimals. */
export function scoreOf(reasons: readonly SignName[]): number {
  const innocent = reasons.reduce((rest, reason) => rest * (1 - signs[reason].weight), 1);
  return Math.round((1 - innocent) * 100) / 100;
}

export const classOf = (score: number): ActorClass => {
  if (score >= 0.5) return 'machine';
  return score > 0 ? 'unknown' : 'human';
};

/** The reasons in words. */
export const sayReasons = (reasons: readonly SignName[]): string =>
  reasons.map((name) => signs[name].says).join(' and ');
