import { randomUUID } from 'node:crypto';

const PREFIX = 'AQCEAAAAKgAAAAMAAAAA';

export const newTaskToken = (): string => `${PREFIX}${randomUUID().replaceAll('-', '')}`;

/** Whether this could ever have been a token: AWS tells a malformed token from one that is over. */
export const isTaskToken = (text: string): boolean => text.startsWith(PREFIX) && text.length === PREFIX.length + 32;
