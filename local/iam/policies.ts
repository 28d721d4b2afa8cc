import * as z from 'zod';
import type { Assembly } from '../assembly/load-assembly.ts';
import { ACCOUNT } from '../assembly/resource-types.ts';
import type { Resource } from '../assembly/stack.ts';
import { readDocument, type Statement, type StatementBlock } from './statement.ts';

export interface Role {
  readonly arn: string;
  readonly logicalId: string;
  readonly statements: readonly Statement[];
  /** Who may assume it. */
  readonly trust: readonly Statement[];
}

export interface Policies {
  /** By ARN. */
  readonly roles: ReadonlyMap<string, Role>;
  /** Of queues, topics, buckets and functions. */
  readonly onResources: readonly Statement[];
}

const names = z.array(z.string()).default([]);
const RoleProperties = z.object({
  AssumeRolePolicyDocument: z.unknown(),
  Policies: z.array(z.object({ PolicyName: z.string(), PolicyDocument: z.unknown() })).default([]),
  ManagedPolicyArns: names,
  PermissionsBoundary: z.undefined({ error: 'a permissions boundary is not evaluated' }).optional(),
});
const PolicyProperties = z.object({ PolicyDocument: z.unknown(), Roles: names });
const Permission = z.strictObject({
  Action: z.string(),
  FunctionName: z.string(),
  Principal: z.string(),
  SourceArn: z.string().optional(),
  SourceAccount: z.string().optional(),
});

/** All policies of the template; throws a sentence when one uses what is not evaluated here. */
export function readPolicies(assembly: Assembly): Policies {
  const attached = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'].flatMap((type) => assembly.ofType(type));
  const roles = assembly.ofType('AWS::IAM::Role').map((resource) => roleOf(resource, attached));
  const documents = assembly.ofType('AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy', 'AWS::S3::BucketPolicy');
  const onResources = documents.flatMap(({ logicalId, properties }) =>
    readDocument(logicalId, properties['PolicyDocument']),
  );
  const permissions = different(assembly.ofType('AWS::Lambda::Permission')).flatMap(permissionOf);
  return {
    roles: new Map(roles.map((role) => [role.arn, role])),
    onResources: [...onResources, ...permissions],
  };
}

function roleOf({ logicalId, name, arn = name, properties }: Resource, attached: readonly Resource[]): Role {
  const role = parsed(RoleProperties, logicalId, properties);
  const inline = role.Policies.flatMap(({ PolicyName, PolicyDocument }) =>
    readDocument(`${logicalId}/${PolicyName}`, PolicyDocument, logicalId),
  );
  const own = attached.filter((policy) => {
    const { Roles } = parsed(PolicyProperties, policy.logicalId, policy.properties);
    return Roles.includes(name) || role.ManagedPolicyArns.includes(policy.arn ?? '');
  });
  const foreign = role.ManagedPolicyArns.find((managed) => !own.some((policy) => policy.arn === managed));
  if (foreign !== undefined)
    throw new Error(`${logicalId}: the embedded cloud cannot evaluate ${foreign}; write its statements into the role`);
  return {
    arn,
    logicalId,
    statements: [
      ...inline,
      ...own.flatMap((policy) => readDocument(policy.logicalId, policy.properties['PolicyDocument'], logicalId)),
    ],
    trust: readDocument(`${logicalId}/trust`, role.AssumeRolePolicyDocument),
  };
}

/** Routes with the same path have the same permission for each method: those are one. */
function different(permissions: readonly Resource[]): Resource[] {
  return [
    ...new Map(permissions.toReversed().map((one) => [JSON.stringify(one.properties), one])).values(),
  ].toReversed();
}

/** A Lambda permission is one statement of the function's resource policy. */
function permissionOf({ logicalId, properties }: Resource): Statement[] {
  const { Action, FunctionName, Principal, SourceArn, SourceAccount } = parsed(Permission, logicalId, properties);
  const statement: StatementBlock = {
    Effect: 'Allow',
    Action,
    Resource: functionArn(FunctionName),
    Principal: Principal.endsWith('.amazonaws.com') ? { Service: Principal } : { AWS: Principal },
    Condition: {
      ...(SourceArn !== undefined && { ArnLike: { 'aws:SourceArn': SourceArn } }),
      ...(SourceAccount !== undefined && { StringEquals: { 'aws:SourceAccount': SourceAccount } }),
    },
  };
  return readDocument(logicalId, { Statement: statement });
}

const functionArn = (name: string): string =>
  name.startsWith('arn:') ? name : `arn:aws:lambda:us-east-1:${ACCOUNT}:function:${name}`;

function parsed<S extends z.ZodType>(schema: S, owner: string, properties: unknown): z.output<S> {
  const { data, error } = schema.safeParse(properties);
  if (data !== undefined) return data;
  const issue = error?.issues[0];
  throw new Error(
    `${owner}: the embedded cloud cannot evaluate it: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`,
  );
}
