import { CfnOutput, Duration, Stack, Validations } from 'aws-cdk-lib';
import { CfnStage, HttpApi, HttpMethod, HttpNoneAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaAuthorizer, HttpLambdaResponseType } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { type Area, type Route, routes } from '../../src/contracts/routes.ts';

/** The HTTP API without its routes: functions need its address before the routes need the functions. */
export class CampaignApi extends Construct {
  readonly api: HttpApi;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.api = new HttpApi(this, 'HttpApi', { description: 'PenguinMails Campaigns' });
    new CfnOutput(Stack.of(this), 'ApiUrl', { value: this.api.apiEndpoint });
    this.logAccess();
  }

  /** One route per row of the route table, each behind the authorizer unless it is public. */
  addRoutes(functions: { readonly [A in Area]: LambdaFunction }, authorize: LambdaFunction): void {
    const authorizer = new HttpLambdaAuthorizer('ApiKeys', authorize, {
      responseTypes: [HttpLambdaResponseType.SIMPLE],
      identitySource: ['$request.header.Authorization'],
      resultsCacheTtl: Duration.minutes(1),
    });
    const open = new HttpNoneAuthorizer();
    const integrations = new Map<Area, HttpLambdaIntegration>();
    const integrationFor = (area: Area): HttpLambdaIntegration => {
      // One permission a function instead of one a route: a stack holds 500 resources.
      const integration =
        integrations.get(area) ??
        new HttpLambdaIntegration(`${area}Integration`, functions[area], { scopePermissionToRoute: false });
      integrations.set(area, integration);
      return integration;
    };
    for (const route of Object.values<Route>(routes)) {
      const isPublic = route.permission === 'public';
      const added = this.api.addRoutes({
        path: route.path,
        methods: [HttpMethod[route.method]],
        integration: integrationFor(route.area),
        authorizer: isPublic ? open : authorizer,
      });
      if (!isPublic) continue;
      for (const one of added) {
        Validations.of(one).acknowledge({
          id: 'AwsSolutions-APIG4',
          reason: 'Public by design: signed unsubscribe links, documentation, health, the dashboard shell.',
        });
      }
    }
  }

  private logAccess(): void {
    const logs = new LogGroup(this, 'AccessLogs', { retention: RetentionDays.ONE_MONTH });
    const stage = this.api.defaultStage?.node.defaultChild;
    if (!(stage instanceof CfnStage)) throw new Error('The HTTP API has no default stage');
    stage.accessLogSettings = {
      destinationArn: logs.logGroupArn,
      format: JSON.stringify({
        requestId: '$context.requestId',
        routeKey: '$context.routeKey',
        status: '$context.status',
        latency: '$context.responseLatency',
      }),
    };
    stage.defaultRouteSettings = { throttlingBurstLimit: 500, throttlingRateLimit: 250, detailedMetricsEnabled: true };
  }
}
