import { stepKind } from '../step-kind.ts';
import { exit as leave } from '../walk.ts';

export const exit = stepKind('exit', {
  exits: () => [],
  longestWaitMs: () => 0,
  enter: (walk, step) => {
    const reason = step.reason ?? 'exit';
    return leave(walk, reason, `The sequence ends here with the reason "${reason}".`);
  },
});
