import { Aws, Duration, Fn, RemovalPolicy, Validations } from 'aws-cdk-lib';
import {
  AccountRecovery,
  FeaturePlan,
  Mfa,
  OAuthScope,
  UserPool,
  UserPoolClient,
  UserPoolClientIdentityProvider,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';

/** The people of all organizations. They sign in by address; accounts are made by invitations, never by themselves. */
export class People extends Construct {
  readonly pool: UserPool;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.pool = new UserPool(this, 'UserPool', {
      featurePlan: FeaturePlan.ESSENTIALS,
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      autoVerify: { email: true },
      keepOriginal: { email: true },
      standardAttributes: { email: { required: true, mutable: true }, fullname: { required: false, mutable: true } },
      passwordPolicy: {
        minLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(7),
      },
      mfa: Mfa.OPTIONAL,
      mfaSecondFactor: { otp: true, sms: false },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.pool.addDomain('SignIn', { cognitoDomain: { domainPrefix: `penguinmails-${partOfStackId()}` } });
    this.acknowledge();
  }

  private acknowledge(): void {
    const reasons = {
      'AwsSolutions-COG2': 'Each person chooses a second factor; making it compulsory is the owner’s choice.',
      'AwsSolutions-COG8': 'Threat protection belongs to a plan that costs more per person: the owner’s choice.',
    };
    for (const [id, reason] of Object.entries(reasons)) Validations.of(this.pool).acknowledge({ id, reason });
  }
}

/** Names of sign-in domains are shared by everybody in a Region: the id of the stack makes ours unique. */
const partOfStackId = (): string => Fn.select(0, Fn.split('-', Fn.select(2, Fn.split('/', Aws.STACK_ID))));

/** The console: a public client, by authorization code with PKCE. Refresh tokens end after a day of not being used. */
export const consoleClient = (scope: Construct, pool: UserPool, url: string): UserPoolClient =>
  new UserPoolClient(scope, 'Console', {
    userPool: pool,
    userPoolClientName: 'console',
    generateSecret: false,
    preventUserExistenceErrors: true,
    enableTokenRevocation: true,
    authFlows: {},
    supportedIdentityProviders: [UserPoolClientIdentityProvider.COGNITO],
    oAuth: {
      flows: { authorizationCodeGrant: true },
      scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE],
      callbackUrls: [`${url}/`],
      logoutUrls: [`${url}/`],
    },
    accessTokenValidity: Duration.minutes(15),
    idTokenValidity: Duration.minutes(15),
    refreshTokenValidity: Duration.days(1),
  });
