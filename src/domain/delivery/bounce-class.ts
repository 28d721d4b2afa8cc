import type { BounceClass } from '../../contracts/message.ts';

/** A bounce as SES reports it; `status` is the enhanced code of the mailbox provider, such as 5.1.1 (RFC 3463). */
export interface ReportedBounce {
  readonly type: string;
  readonly subType: string;
  readonly status?: string | undefined;
}

/** Every bounce type and subtype that SES documents, and our own `Reported` (a delivery report that came back as a mail). */
const classes: Readonly<Record<string, Readonly<Record<string, BounceClass>>>> = {
  Permanent: {
    General: 'hard',
    NoEmail: 'hard',
    Suppressed: 'hard',
    OnAccountSuppressionList: 'hard',
    OnTenantSuppressionList: 'hard',
    UnsubscribedRecipient: 'hard',
    Reported: 'hard',
  },
  Transient: {
    General: 'soft',
    MailboxFull: 'soft',
    MessageTooLarge: 'policy',
    ContentRejected: 'policy',
    AttachmentRejected: 'policy',
    CustomTimeoutExceeded: 'soft',
  },
  Undetermined: { Undetermined: 'undetermined', General: 'undetermined' },
};

/** The provider refused the mail or its sender, not the mailbox: class 5.7, security or policy (RFC 3463 §3.8). */
const policyStatus = /^[45]\.7\.\d+$/;
/** SES did not ask the provider at all: its status says nothing of a policy. */
const refusedBySes: ReadonlySet<string> = new Set([
  'Suppressed',
  'OnAccountSuppressionList',
  'OnTenantSuppressionList',
]);

/**
 * What a bounce says: `hard` of an address that will never take mail, `soft` of one that may take it later, `policy` of the mail or its
 * sender, `undetermined` of nothing. What SES has not documented is soft.
 */
export function bounceClassOf({ type, subType, status }: ReportedBounce): BounceClass {
  if (status !== undefined && policyStatus.test(status) && !refusedBySes.has(subType)) return 'policy';
  return classes[type]?.[subType] ?? 'soft';
}

const weights: { readonly [C in BounceClass]: number } = { undetermined: 0, soft: 1, policy: 2, hard: 3 };

/** Of two reports on one mail the graver, whichever came first. */
export const graverBounce = (one: BounceClass | null, other: BounceClass): BounceClass =>
  one !== null && weights[one] >= weights[other] ? one : other;

/** The mailbox could not take the mail, and may take the next. */
export const isSoft = (bounce: BounceClass | null): boolean => bounce === 'soft' || bounce === 'undetermined';
