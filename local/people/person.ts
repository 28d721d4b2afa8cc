import type { Seen } from '../ses/mail.ts';
import type { Profile } from './profile.ts';
import { pick, rollsOf } from './roll.ts';

/** What somebody's address, device and network always are. */
export interface Person {
  readonly exists: boolean;
  readonly onMpp: boolean;
  readonly behindScanner: boolean;
  readonly device: Seen;
}

const CLIENTS = [
  'Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)',
  'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Thunderbird/140.4.0',
  'Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36',
];

/** The person behind an address, for a seed. */
export function personOf(seed: number, address: string, profile: Profile): Person {
  const roll = rollsOf(seed, address.toLowerCase());
  return {
    exists: roll('exists') >= profile.bounceHard,
    onMpp: roll('mpp') < profile.mpp,
    behindScanner: roll('scanner') < profile.scanner,
    device: {
      ipAddress: `198.51.100.${1 + Math.floor(roll('ip') * 254)}`,
      userAgent: pick(CLIENTS, roll('client')) ?? '',
      isBotEvent: 'Unlikely',
    },
  };
}

/** Apple's proxy: SES does not take it for a bot, its user agent gives it away. */
export const applePrivacyProxy: Seen = { ipAddress: '203.0.113.17', userAgent: 'Mozilla/5.0', isBotEvent: 'Unlikely' };
export const linkScanner: Seen = {
  ipAddress: '203.0.113.99',
  userAgent:
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36',
  isBotEvent: 'Likely',
};
