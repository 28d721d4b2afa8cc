import { AccessDenied, type Actor, type Backplane } from '../service.ts';
import type { Access, Authority, Principal } from './authority.ts';
import type { Denials } from './denials.ts';

/** Asks the policies and words what they refuse. */
export class Guard {
  readonly authority: Authority;
  readonly #denials: Denials;

  constructor(authority: Authority, denials: Denials) {
    this.authority = authority;
    this.#denials = denials;
  }

  /** The sentence that refuses an access, or undefined when it is allowed. */
  refuses(principal: Principal, access: Access): string | undefined {
    const verdict = this.authority.judge(principal, access);
    return verdict.allowed ? undefined : this.#denials.explain(principal, access, verdict);
  }

  /** Refuses an action of which nobody knows which right it needs. */
  refuseUnknown(principal: Principal, action: string): string {
    this.authority.refuse(principal, { action, resource: '*' });
    const sentence = `The embedded cloud does not know which right ${action} needs, so ${principal.name} may not call it`;
    this.#denials.say(`${principal.name} ${action}`, sentence);
    return sentence;
  }

  /** Throws {@link AccessDenied} when the policies do not allow it. */
  require(principal: Principal, access: Access): void {
    const refused = this.refuses(principal, access);
    if (refused !== undefined) throw new AccessDenied(refused);
  }

  /** Throws unless a role lets a service act as it; gives that role as a principal. */
  assume(roleArn: string, service: string, sourceArn?: string): Principal {
    const refused = this.refusesToAssume(roleArn, service, sourceArn);
    if (refused !== undefined) throw new AccessDenied(refused);
    return { kind: 'role', arn: roleArn, name: this.nameOf(roleArn) };
  }

  /** The sentence that keeps a service from acting as a role, or undefined when it may. */
  refusesToAssume(roleArn: string, service: string, sourceArn?: string): string | undefined {
    const principal: Principal = { kind: 'service', name: service, ...(sourceArn !== undefined && { sourceArn }) };
    const verdict = this.authority.assume(roleArn, service, sourceArn);
    const access = { action: 'sts:AssumeRole', resource: roleArn };
    return verdict.allowed ? undefined : this.#denials.explain(principal, access, verdict);
  }

  /** A role by its logical id. */
  nameOf(roleArn: string): string {
    return this.authority.role(roleArn)?.logicalId ?? roleArn;
  }
}

/** A backplane whose `as` gives one that asks `guard` before each step. */
export function guarded(backplane: Backplane, guard: Guard): Backplane {
  return { ...backplane, as: (actor) => restricted(backplane, guard, actor) };
}

function restricted(backplane: Backplane, guard: Guard, actor: Actor): Backplane {
  const check = (action: string, resource: string): void =>
    guard.require(principalOf(guard, actor), { action, resource });
  return {
    invoke: async (functionArn, payload) => {
      check('lambda:InvokeFunction', functionArn);
      return backplane.invoke(functionArn, payload);
    },
    sendMessage: async (queueArn, body, groupId) => {
      check('sqs:SendMessage', queueArn);
      await backplane.sendMessage(queueArn, body, groupId);
    },
    publish: async (topicArn, message) => {
      check('sns:Publish', topicArn);
      await backplane.publish(topicArn, message);
    },
    putObject: async (bucket, key, body) => {
      check('s3:PutObject', `arn:aws:s3:::${bucket}/${key}`);
      await backplane.putObject(bucket, key, body);
    },
    startExecution: async (machineArn, input, name) => {
      check('states:StartExecution', machineArn);
      await backplane.startExecution(machineArn, input, name);
    },
  };
}

const principalOf = (guard: Guard, actor: Actor): Principal =>
  'roleArn' in actor
    ? guard.assume(actor.roleArn, actor.service, actor.sourceArn)
    : { kind: 'service', name: actor.service, sourceArn: actor.sourceArn };
