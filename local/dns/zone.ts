import * as z from 'zod';
import { type ControlRoute, json, problem } from '../control/routes.ts';
import type { RecordType } from './message.ts';

/** A record that somebody else would have to publish. */
export interface ZoneRecord {
  readonly type: RecordType;
  readonly name: string;
  readonly value: string;
}

const Change = z.strictObject({
  type: z.enum(['CNAME', 'MX', 'TXT']),
  name: z.string().toLowerCase(),
  values: z.array(z.string().max(2_000)).max(10),
});

const keyOf = (type: string, name: string): string => `${type} ${name.toLowerCase()}`;

/** What the DNS holds: all that SES asks for is published at once, unless a test says otherwise. */
export class Zone {
  readonly #wanted: () => readonly ZoneRecord[];
  readonly #said = new Map<string, readonly string[]>();

  constructor(wanted: () => readonly ZoneRecord[]) {
    this.#wanted = wanted;
  }

  lookup(type: RecordType, name: string): readonly string[] {
    const said = this.#said.get(keyOf(type, name));
    if (said) return said;
    return this.#wanted().flatMap((record) =>
      keyOf(record.type, record.name) === keyOf(type, name) ? [record.value] : [],
    );
  }

  /** `POST /_local/dns` says what is published at a name; no values, and nothing is. */
  routes(): ControlRoute[] {
    const handler: ControlRoute['handler'] = ({ body }) => {
      const change = Change.safeParse(parsed(body));
      if (!change.success) return problem(400, z.prettifyError(change.error));
      const { type, name, values } = change.data;
      this.#said.set(keyOf(type, name), values);
      return json({ type, name, values });
    };
    return [{ method: 'POST', path: '/_local/dns', handler }];
  }
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}
