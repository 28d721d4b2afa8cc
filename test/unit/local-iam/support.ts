import { resolveAssembly } from '../../../local/assembly/load-assembly.ts';
import { Authority, type Principal } from '../../../local/iam/authority.ts';
import { readPolicies } from '../../../local/iam/policies.ts';

export const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:shop-Jobs';
export const TABLE = 'arn:aws:dynamodb:us-east-1:000000000000:table/shop-Orders';
export const TOPIC = 'arn:aws:sns:us-east-1:000000000000:shop-News';
const ROLE = 'arn:aws:iam::000000000000:role/shop-Role';

export const worker: Principal = { kind: 'role', arn: ROLE, name: 'Worker' };
export const service = (name: string, sourceArn: string): Principal => ({ kind: 'service', name, sourceArn });

type Resources = Record<string, { readonly Type: string; readonly Properties: Record<string, unknown> }>;

const trust = {
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
};

/** A role `Role` with these statements, and other resources of the stack `shop`. */
export function authorityOf(statements: readonly object[], others: Resources = {}): Authority {
  const policy = { PolicyName: 'Own', PolicyDocument: { Statement: statements } };
  const Role = { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: trust, Policies: [policy] } };
  const template = { Parameters: {}, Mappings: {}, Conditions: {}, Outputs: {}, Resources: { Role, ...others } };
  const stacks = [{ name: 'shop', parameters: {}, template }];
  const addresses = { publicUrl: 'http://p', gatewayUrl: 'http://g' };
  return new Authority(readPolicies(resolveAssembly({ stacks, assets: new Map() }, addresses)));
}

export const allow = (Action: string | string[], Resource: string | string[], more: object = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});

export const deny = (Action: string, Resource: string, more: object = {}) => ({
  ...allow(Action, Resource, more),
  Effect: 'Deny',
});
