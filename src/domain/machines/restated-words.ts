import type { Message } from '../../contracts/message.ts';
import type { Sighting } from '../../contracts/sighting.ts';
import { sayReasons } from './signs.ts';

const names: { readonly [K in Sighting['kind']]: string } = { open: 'an open', click: 'a click' };

/** Opens and clicks that a decision could go by, and that turned out to be a machine's after it: one sentence each, in order. */
export const restatedSince = (messages: readonly Message[], decidedAt: string): readonly string[] =>
  messages
    .flatMap(({ seen, stepId }) => seen.map((sighting) => ({ ...sighting, stepId })))
    .filter(({ at, restatedAt }) => restatedAt !== null && restatedAt > decidedAt && at <= decidedAt)
    .map(
      ({ kind, at, stepId, restatedAt, reasons }) =>
        `The decision stays, though ${names[kind]} of the mail "${stepId}" at ${at} turned out at ${restatedAt} to be a machine’s: ${sayReasons(reasons)}.`,
    );
