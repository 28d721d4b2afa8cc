import * as z from 'zod';
import type { FaultSet } from '../faults/fault-set.ts';
import { FaultInput } from '../faults/rules.ts';
import type { Authority } from '../iam/authority.ts';
import type { Meter } from '../meter/meter.ts';
import type { AwsResponse } from '../service.ts';
import { type ControlRequest, type ControlRoute, json, problem } from './routes.ts';

interface Watched {
  readonly authority: Authority;
  readonly meter: Meter;
  readonly faults: FaultSet;
  /** Makes messages visible whose receiver is gone; says how many. */
  readonly expire: () => number;
}

const Contacts = z.coerce.number().int().min(1).optional();

/** The routes of enforcement, meter and faults. */
export function oversightRoutes({ authority, meter, faults, expire }: Watched): ControlRoute[] {
  return [
    { method: 'GET', path: '/_local/iam', handler: () => json(authority.report()) },
    { method: 'GET', path: '/_local/meter', handler: (request) => metered(meter, request) },
    {
      method: 'POST',
      path: '/_local/meter/reset',
      handler: () => {
        meter.reset();
        return json(meter.report());
      },
    },
    { method: 'GET', path: '/_local/faults', handler: () => json(faults.report()) },
    { method: 'POST', path: '/_local/faults', handler: (request) => armed(faults, request) },
    {
      method: 'DELETE',
      path: '/_local/faults',
      handler: () => {
        faults.clear();
        return json(faults.report());
      },
    },
    { method: 'POST', path: '/_local/queues/expire', handler: () => json({ expired: expire() }) },
  ];
}

function metered(meter: Meter, { url }: ControlRequest): AwsResponse {
  const { data, error } = Contacts.safeParse(new URL(url, 'http://local').searchParams.get('contacts') ?? undefined);
  if (error) return problem(400, 'contacts takes a whole number from 1', 'contacts');
  return json(meter.report(data));
}

function armed(faults: FaultSet, { body }: ControlRequest): AwsResponse {
  const input = FaultInput.safeParse(parsed(body));
  if (!input.success) return allFaults(input.error);
  faults.set(input.data);
  return json(faults.report());
}

/** A problem document whose `errors` names every member that is wrong. */
function allFaults({ issues }: z.ZodError): AwsResponse {
  const errors = issues.map(({ path, message }) => ({ field: path.join('.'), detail: message }));
  const detail = errors
    .map((error) => (error.field === '' ? error.detail : `${error.field}: ${error.detail}`))
    .join('; ');
  return {
    status: 400,
    headers: { 'content-type': 'application/problem+json' },
    body: JSON.stringify({ title: 'Bad input', status: 400, detail, field: errors[0]?.field, errors }),
  };
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}
