import * as z from 'zod';

/** Where the walk is done; `docs/second-opinion.md` tells how to set it by hand. */
const Surroundings = z
  .object({
    CLOUD_API_URL: z.url(),
    CLOUD_CREATE_TENANT_FUNCTION: z.string().min(1),
    CLOUD_SENDER: z.email().default('news@penguin.example'),
    CLOUD_MAIL_TAP_URL: z.url().optional(),
    CLOUD_MAIL_LIST_URL: z.url().optional(),
  })
  .transform((env) => ({
    apiUrl: env.CLOUD_API_URL,
    createTenantFunction: env.CLOUD_CREATE_TENANT_FUNCTION,
    sender: env.CLOUD_SENDER,
    /** Where the mails themselves can be seen. Without it the walk believes the ledger. */
    mailTapUrl: env.CLOUD_MAIL_TAP_URL,
    /** What MiniStack lists as sent. */
    mailListUrl: env.CLOUD_MAIL_LIST_URL,
  }));

export const surroundings = Surroundings.parse(process.env);
