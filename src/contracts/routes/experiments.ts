import * as z from 'zod';
import { ExperimentResult } from '../experiment.ts';
import { HoldoutReport } from '../holdout.ts';
import { PathId } from '../primitives.ts';
import { id, route } from './route.ts';

/** A/B tests on the mails of a campaign. */
export const experimentRoutes = {
  getExperiments: route({
    area: 'engagement',
    permission: 'campaigns:read',
    rate: 'read',
    params: id,
    method: 'GET',
    path: '/api/campaigns/{id}/experiments',
    summary: 'How the A/B tests of a campaign stand: figures of people, and a sentence in words',
    reply: z.object({ items: z.array(ExperimentResult) }).meta({ id: 'Experiments' }),
    status: 200,
    etag: 'content',
  }),
  getHoldout: route({
    area: 'engagement',
    permission: 'campaigns:read',
    rate: 'read',
    params: id,
    method: 'GET',
    path: '/api/campaigns/{id}/holdout',
    summary: 'What a campaign brings: its contacts against those who were held out',
    reply: HoldoutReport,
    status: 200,
    etag: 'content',
  }),
  decideExperiment: route({
    area: 'campaigns',
    permission: 'campaigns:launch',
    rate: 'write',
    params: id.extend({ stepId: PathId }),
    method: 'POST',
    path: '/api/campaigns/{id}/experiments/{stepId}/decision',
    summary: 'Choose the winner of an A/B test by hand; those who wait for it get it',
    body: z.strictObject({ variant: z.string().max(16).meta({ description: 'The key of a variant.', example: 'b' }) }),
    reply: ExperimentResult,
    status: 200,
    ifMatch: true,
  }),
} as const;
