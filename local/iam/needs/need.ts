import type { CallView } from '../../gateway/call-view.ts';
import type { AwsRequest } from '../../service.ts';
import type { Context } from '../conditions.ts';

/** A right that a call needs, on one resource at least of `resources`. */
export interface Need {
  readonly action: string;
  readonly resources: readonly string[];
  readonly context?: Context;
}

/** What a mapper has to know of the services' state. */
export interface Lookups {
  /** Whether SES knows an address or domain. */
  hasIdentity(name: string): boolean;
  /** The machine that waits for a task token. */
  machineOfToken(token: string): string | undefined;
  /** ARN of a secret by its name or ARN. */
  secretArn(id: string): string | undefined;
  readonly machineArns: readonly string[];
}

export interface Asked {
  readonly request: AwsRequest;
  readonly view: CallView;
  readonly lookups: Lookups;
}

/** The rights a call of one operation needs. */
export type Mapper = (asked: Asked) => readonly Need[];

export const need = (action: string, ...resources: readonly string[]): Need => ({ action, resources });

/** The account's own part of an ARN. */
export const arn = (service: string, resource: string): string =>
  `arn:aws:${service}:us-east-1:000000000000:${resource}`;
