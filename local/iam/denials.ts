import type { Access, Principal, Verdict } from './authority.ts';

/** Words denials, and prints each distinct one once. */
export class Denials {
  readonly #seen = new Set<string>();
  readonly #print: (line: string) => void;

  constructor(print: (line: string) => void = (line) => process.stderr.write(`${line}\n`)) {
    this.#print = print;
  }

  /** The sentence that says who lacks which right and how to grant it. */
  explain(principal: Principal, access: Access, { by }: Pick<Verdict, 'by'>): string {
    const { action, resource } = access;
    const why = by
      ? `the statement ${by.id} denies it`
      : `no statement allows it. Add ${remedy(principal)}: ${statementFor(principal, access)}`;
    const sentence = `${principal.name} is not authorized to perform ${action} on ${resource}: ${why}`;
    this.say(`${principal.name} ${action} ${resource}`, sentence);
    return sentence;
  }

  /** Prints a sentence the first time it is said of something. */
  say(about: string, sentence: string): void {
    if (!this.#seen.has(about)) this.#print(`IAM: ${sentence}`);
    this.#seen.add(about);
  }
}

const remedy = (principal: Principal): string =>
  principal.kind === 'role' ? `to the role ${principal.arn.split('/').at(-1) ?? ''}` : "to the resource's policy";

function statementFor(principal: Principal, { action, resource }: Access): string {
  const own = { Effect: 'Allow', Action: action, Resource: resource };
  if (principal.kind === 'role') return JSON.stringify(own);
  const { name, sourceArn } = principal;
  const condition = sourceArn !== undefined && { Condition: { ArnLike: { 'aws:SourceArn': sourceArn } } };
  return JSON.stringify({ ...own, Principal: { Service: name }, ...condition });
}
