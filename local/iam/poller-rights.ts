import type { FunctionSpec } from '../lambda/function-spec.ts';
import type { Principal } from './authority.ts';
import type { Guard } from './guard.ts';

/** Without these Lambda refuses to create an event source mapping. */
const REQUIRED = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
/** Lambda's pollers may use these and do not have to; CDK grants them all the same. */
const AT_WILL = ['sqs:ChangeMessageVisibility', 'sqs:GetQueueUrl'];

/** What the poller of an event source mapping does in the name of the function it feeds. */
export class PollerRights {
  readonly #guard: Guard;
  readonly #principal: Principal | undefined;
  readonly #queueArn: string;

  constructor(guard: Guard, poller: FunctionSpec | undefined, queueArn: string) {
    this.#guard = guard;
    this.#principal =
      poller?.roleArn === undefined ? undefined : { kind: 'role', arn: poller.roleArn, name: poller.logicalId };
    this.#queueArn = queueArn;
  }

  /** False when the mapping could not be created; says what is missing. */
  get suffice(): boolean {
    const principal = this.#principal;
    if (!principal) return true;
    const { authority } = this.#guard;
    const resource = this.#queueArn;
    const missing = REQUIRED.filter((action) => !authority.allows(principal, { action, resource }));
    for (const action of missing) this.#guard.refuses(principal, { action, resource });
    return missing.length === 0;
  }

  /** Notes a right that was used. The first receive also looks the queue up. */
  use(action: string): void {
    this.#exercise(action);
    if (action !== 'sqs:ReceiveMessage' || this.#known) return;
    this.#known = true;
    for (const also of ['sqs:GetQueueAttributes', ...AT_WILL]) this.#exercise(also);
  }

  #known = false;

  #exercise(action: string): void {
    if (this.#principal) this.#guard.authority.exercise(this.#principal, { action, resource: this.#queueArn });
  }
}
