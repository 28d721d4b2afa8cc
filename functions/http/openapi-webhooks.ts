import * as z from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { StoredInstant } from '../../src/contracts/primitives.ts';
import { WebhookData, webhookEvents, webhookEventWords } from '../../src/contracts/webhook-event.ts';
import { webhookExamples } from '../../src/contracts/webhook-examples.ts';

const data = WebhookData.meta({
  id: 'WebhookData',
  description: 'Ids and words, never an address or a name. What an event has nothing to say of is missing.',
});
const at = '2026-11-25T09:00:00.000Z';

/** The requests that webhooks get, one for each event. */
export const webhookRequests = (tag: string): ZodOpenApiPathsObject =>
  Object.fromEntries(
    webhookEvents.map((type) => [
      type,
      {
        post: {
          operationId: `on.${type}`,
          summary: webhookEventWords[type],
          description: 'Signed as Standard Webhooks has it (standardwebhooks.com).',
          tags: [tag],
          security: [],
          requestBody: {
            required: true,
            content: {
              'application/json': {
                schema: z.object({ type: z.literal(type), timestamp: StoredInstant, data }),
                example: { type, timestamp: at, data: webhookExamples[type] },
              },
            },
          },
          responses: {
            '2XX': { description: 'Taken. Any other answer is a failure and tried again.' },
            '410': { description: 'The receiver wants no more: the webhook is switched off.' },
          },
        },
      },
    ]),
  );
