import { parseArgs } from 'node:util';
import * as z from 'zod';

export const USAGE = `Usage: npm start -- [options]

  --port N           public port (default 8080; 0 takes a free one)
  --smtp N          port that takes mail for the reply domain (default 2525; 0 takes a free one)
  --data DIR         where all state is kept (default .local)
  --fresh            begin with an empty data directory
  --clock MODE       real: time passes as usual (default); skip: it jumps to the next timer when nothing is going on
  --help             show this text`;

const Options = z.object({
  port: z.coerce
    .number({ error: '--port takes a number' })
    .int()
    .min(0)
    .max(65_535, { error: '--port takes a number up to 65535' }),
  smtp: z.coerce.number({ error: '--smtp takes a number' }).int().min(0).max(65_535, {
    error: '--smtp takes a number up to 65535',
  }),
  data: z.string().min(1, { error: '--data takes a directory' }),
  fresh: z.boolean(),
  clock: z.enum(['real', 'skip'], { error: '--clock takes real or skip' }),
  help: z.boolean(),
});
export type Options = z.infer<typeof Options>;

/** Reads the command line; throws one sentence that says what is wrong with it. */
export function parseCommandLine(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string', default: '8080' },
      smtp: { type: 'string', default: '2525' },
      data: { type: 'string', default: '.local' },
      fresh: { type: 'boolean', default: false },
      clock: { type: 'string', default: 'real' },
      help: { type: 'boolean', default: false },
    },
  });
  const { data, error } = Options.safeParse(values);
  if (error) throw new Error(`${error.issues[0]?.message ?? error.message}.`);
  return data;
}
