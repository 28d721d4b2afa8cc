import * as z from 'zod';

const ConfigurationSet = z.object({
  Name: z.string(),
  SuppressionOptions: z.object({ SuppressedReasons: z.array(z.string()).optional() }).optional(),
});

const EventDestination = z.object({
  ConfigurationSetName: z.string(),
  EventDestination: z.object({
    Name: z.string().optional(),
    Enabled: z.boolean().optional(),
    MatchingEventTypes: z.array(z.string()),
    SnsDestination: z.object({ TopicARN: z.string() }),
  }),
});

const Identity = z.object({ EmailIdentity: z.string() });

const S3Action = z.object({
  BucketName: z.string(),
  ObjectKeyPrefix: z.string().optional(),
  TopicArn: z.string().optional(),
});
const ReceiptAction = z.strictObject({
  S3Action: S3Action.optional(),
  SNSAction: z.object({ TopicArn: z.string() }).optional(),
  LambdaAction: z.object({ FunctionArn: z.string() }).optional(),
  StopAction: z.object({}).optional(),
});
export type ReceiptAction = z.infer<typeof ReceiptAction>;

const ReceiptRule = z.object({
  RuleSetName: z.string().default('default'),
  Rule: z.object({
    Name: z.string().optional(),
    Enabled: z.boolean().optional(),
    Recipients: z.array(z.string()).default([]),
    Actions: z.array(ReceiptAction).default([]),
  }),
});

/** Properties of the template's `AWS::SES::*` resources by type, with intrinsics resolved. Rules come in their order. */
export interface SesResources {
  readonly configurationSets?: readonly unknown[];
  readonly eventDestinations?: readonly unknown[];
  readonly identities?: readonly unknown[];
  readonly receiptRules?: readonly unknown[];
}

export interface SesTemplate {
  /** Suppression reasons by configuration set; undefined means those of the account. */
  readonly configurationSets: ReadonlyMap<string, readonly string[] | undefined>;
  readonly destinations: readonly {
    readonly configurationSet: string;
    readonly types: ReadonlySet<string>;
    readonly topicArn: string;
  }[];
  readonly identities: readonly string[];
  readonly rules: readonly ReceiptRule[];
}

interface ReceiptRule {
  readonly arn: string;
  readonly recipients: readonly string[];
  readonly actions: readonly ReceiptAction[];
}

/** `renderingFailure`, `RENDERING_FAILURE` and `Rendering Failure` are one type. */
export const eventTypeKey = (type: string): string => type.replace(/[_ ]/g, '').toLowerCase();

/** Reads the resources; throws an Error that names the type and property that is not understood. */
export function readSesTemplate(resources: SesResources): SesTemplate {
  const sets = readAll('ConfigurationSet', ConfigurationSet, resources.configurationSets);
  const destinations = readAll('ConfigurationSetEventDestination', EventDestination, resources.eventDestinations);
  return {
    configurationSets: new Map(sets.map((set) => [set.Name, set.SuppressionOptions?.SuppressedReasons])),
    destinations: destinations
      .filter(({ EventDestination: { Enabled } }) => Enabled !== false)
      .map(({ ConfigurationSetName, EventDestination: { MatchingEventTypes, SnsDestination } }) => ({
        configurationSet: ConfigurationSetName,
        types: new Set(MatchingEventTypes.map(eventTypeKey)),
        topicArn: SnsDestination.TopicARN,
      })),
    identities: readAll('EmailIdentity', Identity, resources.identities).map(({ EmailIdentity }) => EmailIdentity),
    rules: readAll('ReceiptRule', ReceiptRule, resources.receiptRules)
      .filter(({ Rule: { Enabled } }) => Enabled !== false)
      .map(({ RuleSetName, Rule: { Name = 'rule', Recipients, Actions } }) => ({
        arn: `arn:aws:ses:us-east-1:000000000000:receipt-rule-set/${RuleSetName}:receipt-rule/${Name}`,
        recipients: Recipients,
        actions: Actions,
      })),
  };
}

function readAll<S extends z.ZodType>(type: string, schema: S, resources: readonly unknown[] = []): z.output<S>[] {
  return resources.map((properties) => {
    const parsed = schema.safeParse(properties);
    if (parsed.success) return parsed.data;
    const issue = parsed.error.issues[0];
    throw new Error(
      `AWS::SES::${type} is not emulated as written: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`,
    );
  });
}
