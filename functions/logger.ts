import { Logger } from '@aws-lambda-powertools/logger';

const address = /[^\s<>"'@/()]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+/g;

/** Logs hold ids and reasons only. Should an address slip into a message of somebody else's error, it is masked. */
export const logger = new Logger({
  serviceName: 'penguinmails',
  jsonReplacerFn: (_key: string, value: unknown) =>
    typeof value === 'string' ? value.replace(address, '[address]') : value,
});
