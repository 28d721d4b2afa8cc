import { existsSync } from 'node:fs';
import { Simulation, SimulationRequest } from '../../src/contracts/simulation.ts';
import { audienceOfCsv, audienceOnServer } from '../file-audience.ts';
import { exitCodes, UsageError } from '../io.ts';
import { usualAudienceName } from '../server/audience.ts';
import { findCampaign } from '../server/current.ts';
import { campaignsOf } from '../server/names.ts';
import { simulateFile } from '../simulate-file.ts';
import { calendarText } from '../text/calendar-text.ts';
import { type Context, printJson, readFileOrTell, readText } from './context.ts';

export interface SimulateOptions {
  readonly contacts?: string;
  readonly start?: string;
  readonly rates?: string;
  readonly sample?: string;
  readonly seed?: string;
}

/** Members that a file is simulated with, where nobody says how many. */
const usualSample = 2_000;

/** `open=40,click=8` in per cent. */
function ratesIn(text: string): Record<string, number> {
  return Object.fromEntries(
    text.split(',').map((part) => {
      const [name = '', value = ''] = part.split('=').map((one) => one.trim());
      return [name, Number(value === '' ? Number.NaN : value)];
    }),
  );
}

function requestOf({ start, rates, sample, seed }: SimulateOptions): SimulationRequest {
  const parsed = SimulationRequest.safeParse({
    ...(start === undefined ? {} : { startAt: start }),
    ...(rates === undefined ? {} : { rates: ratesIn(rates) }),
    ...(sample === undefined ? {} : { sample: Number(sample) }),
    ...(seed === undefined ? {} : { seed }),
  });
  if (parsed.success) return parsed.data;
  throw new UsageError(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'));
}

async function ofFile(context: Context, path: string, options: SimulateOptions): Promise<[string, Simulation]> {
  const file = readFileOrTell(context, path);
  const request = requestOf(options);
  const now = new Date().toISOString();
  if (options.contacts !== undefined) {
    const audience = audienceOfCsv(readText(options.contacts), options.contacts, now, file.audience?.rule);
    return [file.name, await simulateFile(file, audience, request, now)];
  }
  const segment = file.segment ?? (file.audience && usualAudienceName(file.name));
  if (segment === undefined) throw new UsageError('The file names no segment: give contacts with --contacts FILE.');
  const audience = await audienceOnServer(context.api(), segment, request.sample ?? usualSample);
  return [file.name, await simulateFile(file, audience, request, now)];
}

async function ofCampaign(context: Context, idOrName: string, options: SimulateOptions): Promise<[string, Simulation]> {
  const request = requestOf(options);
  const api = context.api();
  const campaigns = await campaignsOf(api);
  const id = findCampaign(campaigns, idOrName);
  if (id === undefined) throw new UsageError(`There is neither a file nor a campaign "${idOrName}".`);
  const name = campaigns.find((one) => one.id === id)?.name ?? id;
  return [name, await api.send('POST', `/api/campaigns/${id}/simulate`, request, Simulation)];
}

/** Prints what a launch would do: of a file, or of a campaign on the server by its id or name. */
export async function simulate(context: Context, subject: string, options: SimulateOptions): Promise<number> {
  const isFile = existsSync(subject);
  if (!isFile && options.contacts !== undefined) throw new UsageError('--contacts goes with a file.');
  const [name, simulation] = await (isFile ? ofFile : ofCampaign)(context, subject, options);
  if (context.json) printJson(context, simulation);
  else context.io.out(`${calendarText(name, simulation, context.paint)}\n`);
  return exitCodes.ok;
}
