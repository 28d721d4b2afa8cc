import * as z from 'zod';
import type { Resource } from '../assembly/stack.ts';

const KeySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.string() }));
const Index = z.object({
  IndexName: z.string(),
  KeySchema,
  Projection: z.object({ ProjectionType: z.string().optional(), NonKeyAttributes: z.array(z.string()).optional() }),
});
type Index = z.infer<typeof Index>;

const Properties = z.object({
  AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.string() })),
  KeySchema,
  GlobalSecondaryIndexes: z.array(Index).optional(),
  LocalSecondaryIndexes: z.array(Index).optional(),
  TimeToLiveSpecification: z.object({ AttributeName: z.string().optional(), Enabled: z.boolean() }).optional(),
});

/** A table of the template as CreateTable takes it: on demand, without streams. */
export interface TableSpec {
  readonly create: {
    readonly TableName: string;
    readonly BillingMode: 'PAY_PER_REQUEST';
    readonly AttributeDefinitions: z.infer<typeof Properties>['AttributeDefinitions'];
    readonly KeySchema: z.infer<typeof KeySchema>;
    readonly GlobalSecondaryIndexes?: readonly Index[];
    readonly LocalSecondaryIndexes?: readonly Index[];
  };
  /** Holds the expiry time in seconds since 1970; undefined when items never expire. */
  readonly ttlAttribute: string | undefined;
}

export function tableSpec({ name, properties }: Resource): TableSpec {
  const table = Properties.parse(properties);
  const ttl = table.TimeToLiveSpecification;
  return {
    create: {
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: table.AttributeDefinitions,
      KeySchema: table.KeySchema,
      ...(table.GlobalSecondaryIndexes && { GlobalSecondaryIndexes: table.GlobalSecondaryIndexes }),
      ...(table.LocalSecondaryIndexes && { LocalSecondaryIndexes: table.LocalSecondaryIndexes }),
    },
    ttlAttribute: ttl?.Enabled ? ttl.AttributeName : undefined,
  };
}
