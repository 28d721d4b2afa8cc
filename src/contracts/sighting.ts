import * as z from 'zod';
import { StoredInstant } from './primitives.ts';

/** What makes an open or a click look like a machine's; `domain/machines/signs.ts` says how much each weighs. */
export const signNames = [
  'ses_bot',
  'apple_mpp',
  'gmail_prefetch',
  'security_scanner',
  'script',
  'headless_browser',
  'crawler',
  'link_preview',
  'antique_browser',
  'no_agent',
  'mail_filter_network',
  'crawler_network',
  'apple_network',
  'honeypot',
  'crowd',
  'three_links',
  'too_fast',
  'before_delivery',
  'companion',
] as const;
export type SignName = (typeof signNames)[number];

export const actorClasses = ['human', 'machine', 'unknown'] as const;
export type ActorClass = (typeof actorClasses)[number];

/** One open or click of a mail as it is kept. Addresses and user agents are kept as hashes only. */
export const Sighting = z.object({
  id: z.string(),
  kind: z.enum(['open', 'click']),
  at: StoredInstant,
  link: z.string().nullable(),
  /** Keyed hash of the address, alike within a tenant; null for an address that is not public. */
  ip: z.string().nullable(),
  agent: z.string().nullable(),
  class: z.enum(actorClasses),
  /** 0: nothing speaks for a machine; 1: it certainly was one. */
  score: z.number(),
  reasons: z.array(z.enum(signNames)).readonly(),
  /** When it turned out to be a machine's, after it had counted as a person's. */
  restatedAt: StoredInstant.nullable(),
});
export type Sighting = z.infer<typeof Sighting>;

export const SightingView = Sighting.omit({ id: true, ip: true, agent: true }).meta({
  id: 'Sighting',
  description:
    'One open or click of a mail, with who was behind it and why. Those of unknown origin count as people’s: no reason, no exclusion.',
});
