import { App, type AppProps, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { CampaignsStack } from './stacks/campaigns-stack.ts';
import { DataStack } from './stacks/data-stack.ts';

/** The whole installation: what must last in one stack, everything else in another. Checked by cdk-nag at synthesis. */
export function buildApp(props: AppProps = {}): App {
  const app = new App(props);
  const data = new DataStack(app, 'PenguinMailsData');
  new CampaignsStack(app, 'PenguinMails', { data });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}
