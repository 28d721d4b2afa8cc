import type { Fault, ProblemJson, ProblemStatus } from '../../src/contracts/problem.ts';
import { problemKinds } from '../../src/contracts/problem.ts';

/** What goes out, before the headers that every answer has. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An expected refusal before the use case was reached. */
export class Refused extends Error {
  readonly status: ProblemStatus;
  readonly faults: readonly Fault[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: ProblemStatus,
    detail: string,
    faults: readonly Fault[] = [],
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
    this.status = status;
    this.faults = faults;
    this.headers = headers;
  }
}

interface ProblemParts {
  readonly status: ProblemStatus;
  readonly detail: string;
  readonly faults?: readonly Fault[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** RFC 9457. A 404 is the same byte for byte for a missing and a foreign id, so it names no instance. */
export function problemReply(requestId: string, { status, detail, faults = [], headers = {} }: ProblemParts): Reply {
  const { slug, title } = problemKinds[status];
  const body: ProblemJson = {
    type: `/api/docs#problem-${slug}`,
    title,
    status,
    detail,
    ...(status === 404 ? {} : { instance: `/requests/${encodeURIComponent(requestId)}` }),
    ...(faults.length > 0 ? { errors: [...faults] } : {}),
  };
  return { status, headers: { 'content-type': 'application/problem+json', ...headers }, body: JSON.stringify(body) };
}
