import { createTenant, NewTenant } from '../../src/usecases/access/create-tenant.ts';
import * as deps from '../deps.ts';
import { directory } from '../people-deps.ts';
import { taskHandler } from '../step.ts';

/** Called by the owner of the account: `aws lambda invoke`. Answers with the tenant's first API key, shown this once. */
export const handler = taskHandler(NewTenant, (input) =>
  createTenant({
    settings: deps.settings(),
    apiKeys: deps.apiKeys(),
    team: deps.team(),
    directory: directory(),
    clock: deps.clock,
    ids: deps.ids,
  })(input),
);
