import type * as z from 'zod';
import type { EventFact } from '../../contracts/rule.ts';
import { nominalMs } from '../schedule/local-time.ts';
import type { Facts, PastEvent } from './facts.ts';
import { instantMs, rememberedMs } from './instant.ts';
import { compileProperty } from './property.ts';

export type EventQuestion = z.infer<typeof EventFact>['event'];

/** Whether an event counts at `now`: it has the name, all its properties fit, and it happened in time, not in the future. */
export function eventTest({ name, where = [], within }: EventQuestion): (event: PastEvent, now: string) => boolean {
  const tests = where.map(compileProperty);
  const longest = within ? nominalMs(within) : Number.POSITIVE_INFINITY;
  const msOf = rememberedMs();
  return (event, now) => {
    if (event.name !== name) return false;
    const age = msOf(now) - instantMs(event.at);
    return age >= 0 && age <= longest && tests.every((test) => test(event.properties, now));
  };
}

/** Whether enough events count. */
export function compileEvent(fact: EventQuestion): (facts: Facts) => boolean {
  const counts = eventTest(fact);
  const wanted = fact.atLeast ?? 1;
  return ({ events = [], now }) => {
    let found = 0;
    for (const event of events) {
      if (counts(event, now)) found += 1;
      if (found >= wanted) return true;
    }
    return false;
  };
}
