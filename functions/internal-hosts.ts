import { env } from './env.ts';

/** Hosts that webhooks may call although they are not public. */
export const internalHosts = (): ReadonlySet<string> =>
  new Set(
    env('WEBHOOK_INTERNAL_HOSTS')
      .split(',')
      .map((host) => host.trim())
      .filter((host) => host !== ''),
  );
