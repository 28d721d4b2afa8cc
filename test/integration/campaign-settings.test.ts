import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestCloud, type TestCloud } from '../support/cloud.ts';

describe('settings of a campaign that contradict themselves', () => {
  let cloud: TestCloud;
  beforeAll(async () => {
    cloud = await startTestCloud();
  });
  afterAll(() => cloud.close());
  const create = (over: object) =>
    cloud.raw('POST', '/api/campaigns', { body: JSON.stringify({ name: 'X', campaignType: 'drip', ...over }) });
  const faultsOf = async (over: object) => {
    const reply = await create(over);
    expect(reply.status).toBe(422);
    return (reply.body['errors'] as { path: string; code: string }[]).map(({ path, code }) => [path, code]);
  };

  it.each([
    [
      'a window without a minute to send in',
      { sendWindow: { businessHours: { sat: [{ from: '09:00', to: '17:00' }] }, skipWeekends: true } },
      [['body.sendWindow.businessHours', 'no_allowed_minute']],
    ],
    [
      'a preferred time in the quiet hours',
      { sendWindow: { preferredTime: '23:00', quietHours: { from: '22:00', to: '07:00' } } },
      [['body.sendWindow.preferredTime', 'preferred_time_never_allowed']],
    ],
    ['a zone that does not exist', { timezone: 'Mars/Olympus' }, [['body.timezone', 'custom']]],
    ['a day that does not exist', { startLocal: '2026-02-30T09:00' }, [['body.startLocal', 'no_such_day']]],
    [
      'two starts at once',
      { startLocal: '2026-12-01T09:00', sendStrategy: 'scheduled', startDate: '2026-12-01T09:00:00Z' },
      [['body.startLocal', 'two_starts']],
    ],
    ['a trigger of a drip', { trigger: { event: 'order.completed' } }, [['body.trigger', 'not_triggered']]],
    [
      'rules on unknown fields, segments and types, all at once',
      {
        campaignType: 'triggered',
        trigger: { event: 'order.completed', filter: { contact: { field: 'companySise', op: 'gt', value: 1 } } },
        exclusions: {
          rule: { all: [{ segment: 'Nobody' }, { contact: { field: 'companySize', op: 'gt', value: 'big' } }] },
        },
      },
      [
        ['body.trigger.filter.contact.field', 'unknown_field'],
        ['body.exclusions.rule.all.1.contact.value', 'bad_value'],
        ['body.exclusions.rule.all.0.segment', 'unknown_segment'],
      ],
    ],
    [
      're-entry after no time',
      { campaignType: 'triggered', trigger: { event: 'a.b', reentry: { rule: 'after' } } },
      [['body.trigger.reentry.after', 'custom']],
    ],
  ])('are refused with the place and the remedy: %s', async (_, over, faults) => {
    expect(await faultsOf(over)).toEqual(faults);
  });

  it('are refused in a change too, and nothing of it is kept', async () => {
    const { body } = await create({});
    const path = `/api/campaigns/${body['id']}`;
    const change = { name: 'Y', sendWindow: { quietHours: { from: '00:00', to: '23:59' }, preferredTime: '12:00' } };
    expect((await cloud.raw('PATCH', path, { body: JSON.stringify(change) })).status).toBe(422);
    expect((await cloud.raw('GET', path)).body).toMatchObject({ campaign: { name: 'X', sendWindow: null } });
  });

  it('are refused in the settings of the organization: holidays of a country that does not exist', async () => {
    const holidays = { extra: [{ date: '2026-12-24', name: 'Eve', countries: ['QQ'] }], ignored: [] };
    const reply = await cloud.raw('PATCH', '/api/settings', { body: JSON.stringify({ holidays }) });
    expect(reply).toMatchObject({ status: 422, body: { errors: [{ path: 'body.holidays.extra.0.countries.0' }] } });
  });

  it('a segment in a rule may be given by its name, and is kept by its id', async () => {
    const { body: segment } = await cloud.raw('POST', '/api/segments', { body: JSON.stringify({ name: 'Engaged' }) });
    const { body } = await create({ exclusions: { rule: { segment: 'Engaged' } } });
    expect(body).toMatchObject({ exclusions: { rule: { segment: segment['id'] } } });
  });
});
