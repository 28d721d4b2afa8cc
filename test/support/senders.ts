import type { PickSender } from '../../src/usecases/delivery/pick-sender.ts';
import type { ProviderHolds } from '../../src/usecases/delivery/provider-holds.ts';

/** Mails are from the address of their campaign, without limits. */
export const fromCampaign: PickSender = {
  refusal: async () => undefined,
  pick: async (_, { fromEmail }) =>
    fromEmail === null
      ? undefined
      : { granted: true, giveBack: async () => {}, from: { email: fromEmail, name: null, sesTenant: false } },
};

export const nothingHeld: ProviderHolds = { holdOf: async () => undefined };
