import { sfnWakes } from '../../src/adapters/sfn/wakes.ts';
import { AwaitInput } from '../../src/contracts/work.ts';
import { awaitEvent } from '../../src/usecases/engine/await-event.ts';
import * as deps from '../deps.ts';
import { once } from '../once.ts';
import { taskHandler } from '../step.ts';

const wait = once(() => awaitEvent({ journeys: deps.journeys(), wakes: sfnWakes() }));

/** Leaves the task token of an execution on the enrollment whose event it waits for. */
export const handler = taskHandler(AwaitInput, (input) => wait()(input));
