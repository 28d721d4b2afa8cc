import { describe, expect, it } from 'vitest';
import type { TrackingEvent } from '../../../src/domain/analytics/tracking-event.ts';
import { noticeOf } from '../../../src/domain/webhooks/notice.ts';
import { aMessage } from '../../support/builders.ts';

const event: TrackingEvent = {
  ref: { tenantId: 'ten_1', contactId: 'con_1', sendId: 'snd_1' },
  id: 'evt_1',
  type: 'bounced',
  at: '2026-11-25T09:00:00.000Z',
  bounce: { type: 'Permanent', subType: 'NoEmail', status: '5.1.1', of: ['ann@example.com'] },
  sesMessageId: 'ses-1',
};

describe('what webhooks are told of a bounce', () => {
  it('names its type, and no address', () => {
    expect(noticeOf(event, aMessage('email_1'))?.data.bounce).toEqual({ type: 'Permanent', subType: 'NoEmail' });
  });
});
