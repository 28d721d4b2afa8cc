import { GetAccountCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import type { SendingAccount } from '../../usecases/ports/send-rate.ts';

/** What the account may send, as SES says. */
export function sesAccount(client = new SESv2Client({})): SendingAccount {
  return {
    quota: async () => {
      const { SendQuota } = await client.send(new GetAccountCommand({}));
      const { MaxSendRate, Max24HourSend, SentLast24Hours } = SendQuota ?? {};
      if (!MaxSendRate || Max24HourSend === undefined) throw new Error('SES did not say what the account may send');
      return { maxSendRate: MaxSendRate, max24HourSend: Max24HourSend, sentLast24Hours: SentLast24Hours ?? 0 };
    },
  };
}
