import { Command, CommanderError } from 'commander';
import { ApiError, NotReachable, UnexpectedReply } from './api-client.ts';
import { type ApplyOptions, apply } from './commands/apply.ts';
import { type CommonOptions, type Context, contextOf } from './commands/context.ts';
import { exportFile } from './commands/export.ts';
import { importFile } from './commands/import-contacts.ts';
import { plan } from './commands/plan.ts';
import { simulate } from './commands/simulate.ts';
import { validate } from './commands/validate.ts';
import { exitCodes, FileFaults, type Io, UsageError } from './io.ts';
import { AmbiguousName } from './server/current.ts';

type Run = (context: Context) => Promise<number> | number;

const exitHelp = `
Exit codes: 0 done · 1 faults in a file, or changes pending with plan --check · 2 wrong usage · 3 the server refused · 4 nobody answers\n· 5 contacts on their way need a decision.
Data is written to stdout, messages to stderr.`;

function newProgram(io: Io): Command {
  return new Command('penguinmails')
    .description('Campaigns as code: files in, campaigns out (docs/campaigns-as-code.md)')
    .option('--url <url>', 'the server; by default PENGUINMAILS_URL')
    .option('--key <key>', 'an API key; by default PENGUINMAILS_API_KEY')
    .option('--json', 'print data as JSON')
    .option('--no-color', 'print without colours')
    .addHelpText('after', exitHelp)
    .exitOverride()
    .configureOutput({ writeOut: io.out, writeErr: io.err })
    .showHelpAfterError();
}

/** Every command with its arguments and options; `run` is called with the options that all have. */
function addCommands(program: Command, run: (work: Run) => Promise<void>): Command {
  program
    .command('validate <files...>')
    .description('check files without a server')
    .action((files: string[]) => run((context) => validate(context, files)));
  program
    .command('plan <file>')
    .description('show what applying a file would do')
    .option('--check', 'exit with 1 when changes are pending')
    .action((file: string, options: { check?: boolean }) => run((context) => plan(context, file, options)));
  program
    .command('apply <file>')
    .description('make the server as a file says')
    .option('--launch', 'launch the campaign if it was not yet')
    .option('--publish', 'publish the new steps of a running campaign')
    .option('--migrate <how>', 'contacts on their way stay in their version, or move to the new one')
    .option('--decide <step=fate...>', 'those on a step that is gone: stay, exit, or move:STEP (may be repeated)')
    .action((file: string, options: ApplyOptions) => run((context) => apply(context, file, options)));
  program
    .command('export <campaign>')
    .description('write a campaign, by its id or name, as a file')
    .option('-o, --output <file>', 'write to this file instead of stdout')
    .action((name: string, options: { output?: string }) => run((context) => exportFile(context, name, options)));
  program
    .command('simulate <subject>')
    .description('show what a launch would do, of a file or of a campaign by its id or name, without sending')
    .option('--contacts <csv>', 'with a file: the audience, without a server')
    .option('--start <instant>', 'when the launch is assumed; now by default')
    .option('--rates <list>', 'what readers do, in per cent: open=40,click=8,reply=1,bounce=1,unsubscribe=0.3')
    .option('--sample <count>', 'contacts to simulate at most')
    .option('--seed <text>', 'draws other readers')
    .action((subject: string, options: Parameters<typeof simulate>[2]) =>
      run((context) => simulate(context, subject, options)),
    );
  program
    .command('import-contacts <csv>')
    .description('import contacts into a segment')
    .requiredOption('--segment <segment>', 'the segment, by its name or id; created where it does not exist')
    .requiredOption('--consent-source <text>', 'where the contacts agreed to be mailed, for example "webinar 2026"')
    .option('--dry-run', 'check the rows and change nothing')
    .action((csv: string, options: Parameters<typeof importFile>[2]) =>
      run((context) => importFile(context, csv, options)),
    );
  return program;
}

/** The exit code of a failure, told on stderr. @throws what is no expected failure. */
function codeOf(error: unknown, io: Io): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  if (error instanceof FileFaults) return exitCodes.faults;
  if (error instanceof UsageError || error instanceof AmbiguousName) {
    io.err(`${error.message}\n`);
    return exitCodes.usage;
  }
  if (error instanceof NotReachable) {
    io.err(`${error.message}\n`);
    return exitCodes.notReachable;
  }
  if (error instanceof ApiError || error instanceof UnexpectedReply) {
    io.err(`${error.message}\n`);
    return exitCodes.refused;
  }
  throw error;
}

/** Runs one command and answers with its exit code. `args` without the names of node and script. */
export async function run(args: readonly string[], io: Io): Promise<number> {
  let code: number = exitCodes.ok;
  const program = newProgram(io);
  const runWith = async (work: Run): Promise<void> => {
    code = await work(contextOf(io, program.opts<CommonOptions>()));
  };
  try {
    await addCommands(program, runWith).parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    return codeOf(error, io);
  }
}
