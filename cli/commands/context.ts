import { readFileSync } from 'node:fs';
import { ApiClient } from '../api-client.ts';
import { type FileFault, faultText } from '../file/fault.ts';
import { type Reading, readCampaign } from '../file/read-campaign.ts';
import type { CampaignFile } from '../file/schema.ts';
import { readYaml } from '../file/yaml-source.ts';
import { FileFaults, type Io, type Paint, painter, UsageError } from '../io.ts';
import { Unresolved } from '../server/apply.ts';

/** Options that every command has. */
export interface CommonOptions {
  readonly url?: string;
  readonly key?: string;
  readonly json?: boolean;
  readonly color?: boolean;
}

export interface Context {
  readonly io: Io;
  readonly json: boolean;
  readonly paint: Paint;
  /** The server of the options or the environment. Throws UsageError when either is missing. */
  readonly api: () => ApiClient;
}

const needed = (value: string | undefined, option: string, variable: string): string => {
  if (value) return value;
  throw new UsageError(`Say which server: give ${option}, or set ${variable}.`);
};

export function contextOf(io: Io, options: CommonOptions): Context {
  return {
    io,
    json: options.json ?? false,
    paint: painter(io.color && options.color !== false),
    api: () =>
      new ApiClient(
        needed(options.url ?? io.env['PENGUINMAILS_URL'], '--url', 'PENGUINMAILS_URL'),
        needed(options.key ?? io.env['PENGUINMAILS_API_KEY'], '--key', 'PENGUINMAILS_API_KEY'),
      ),
  };
}

/** The data of a command as JSON, for programs. */
export const printJson = ({ io }: Context, data: unknown): void => io.out(`${JSON.stringify(data, null, 2)}\n`);

export const say = ({ io }: Context, text: string): void => io.err(`${text}\n`);

/** The text of a file. Throws UsageError when it cannot be read. */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new UsageError(`The file ${path} cannot be read.`, { cause });
  }
}

export function tellFaults(context: Context, name: string, { faults, notes }: Pick<Reading, 'faults' | 'notes'>): void {
  for (const fault of faults) say(context, `${context.paint('red', 'error')} ${faultText(name, fault)}`);
  for (const note of notes) say(context, `${context.paint('yellow', 'note')} ${faultText(name, note)}`);
}

const printFaults = (context: Context, path: string, faults: readonly FileFault[]): void => {
  if (context.json) printJson(context, { file: path, valid: false, faults });
};

/** A file that is in order, its notes told. Throws FileFaults when it is not, its faults told. */
export function readFileOrTell(context: Context, path: string): CampaignFile {
  const reading = readCampaign(readText(path));
  tellFaults(context, path, reading);
  if (reading.file) return reading.file;
  printFaults(context, path, reading.faults);
  throw new FileFaults(path);
}

/** Runs what compares a file with the server; names that mean nothing there are told of with their places. */
export async function placingFaults<T>(context: Context, path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Unresolved)) throw error;
    const text = readText(path);
    const { origins } = readCampaign(text);
    const source = readYaml(text);
    const faults = error.findings.map((one) => source.place(one, origins));
    tellFaults(context, path, { faults, notes: [] });
    printFaults(context, path, faults);
    throw new FileFaults(path, { cause: error });
  }
}
