import { Duration, RemovalPolicy, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import { AttributeType, Billing, ProjectionType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { People } from '../constructs/people.ts';

/** Everything that must outlive a deployment: the table, the buckets, the signing secret, the people. */
export class DataStack extends Stack {
  readonly table: TableV2;
  /** Events of mails as they came and those nobody could read, audience chunks, sequences too large for an item, files of imports and exports. */
  readonly bucket: Bucket;
  /** Mails that came back: replies and unsubscribes. */
  readonly inbound: Bucket;
  readonly secret: Secret;
  readonly people: People;

  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    this.table = new TableV2(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billing: Billing.onDemand(),
      timeToLiveAttribute: 'ttl',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
      globalSecondaryIndexes: [
        {
          indexName: 'gsi1',
          partitionKey: { name: 'gsi1pk', type: AttributeType.STRING },
          sortKey: { name: 'gsi1sk', type: AttributeType.STRING },
          projectionType: ProjectionType.ALL,
        },
      ],
    });
    this.bucket = this.privateBucket('Bucket', {
      'plans/': 90,
      'imports/': 7,
      'exports/': 7,
      'events/': 400,
      'quarantine/': 90,
    });
    this.inbound = this.privateBucket('Inbound', { 'inbound/': 30 });
    this.people = new People(this, 'People');
    this.secret = new Secret(this, 'SigningSecret', {
      description: 'Signs unsubscribe links, reply addresses and cursors; keys the hashes of addresses.',
      generateSecretString: {
        secretStringTemplate: '{"kid":"k1"}',
        generateStringKey: 'key',
        passwordLength: 64,
        excludePunctuation: true,
      },
      removalPolicy: RemovalPolicy.RETAIN,
    });
    Validations.of(this.secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'Links in sent mails must stay valid for years: the key is replaced by adding a second one, never rotated away.',
    });
  }

  /** `days`: how long what begins with a prefix is kept. */
  private privateBucket(id: string, days: Readonly<Record<string, number>>): Bucket {
    const bucket = new Bucket(this, id, {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [
        ...Object.entries(days).map(([prefix, kept]) => ({ prefix, expiration: Duration.days(kept) })),
        { abortIncompleteMultipartUploadAfter: Duration.days(2) },
      ],
    });
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'Only our own functions and SES read or write it; CloudTrail data events are the owner’s choice.',
    });
    return bucket;
  }
}
