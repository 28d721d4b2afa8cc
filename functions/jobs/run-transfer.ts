import { TransferWork } from '../../src/contracts/work.ts';
import { runExport } from '../../src/usecases/transfers/run-export.ts';
import { runImport } from '../../src/usecases/transfers/run-import.ts';
import * as deps from '../deps.ts';
import { files } from '../file-deps.ts';
import { queueHandler } from '../queue.ts';

const all = () => ({
  imports: deps.imports(),
  exports: deps.exports(),
  walk: deps.walk(),
  contacts: deps.contacts(),
  campaigns: deps.campaigns(),
  journeys: deps.journeys(),
  stats: deps.stats(),
  segments: deps.segments(),
  uses: deps.uses(),
  files: files(),
  queues: deps.queues(),
  tell: deps.tell(),
  clock: deps.clock,
  stopwatch: () => performance.now(),
});

const runners = { import: runImport, export: runExport } as const;

/** Reads imports and writes exports, a stretch of the file at a time. */
export const handler = queueHandler(TransferWork, (work, received) => runners[work.kind](all())(work, received));
