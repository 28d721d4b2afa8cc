import { describe, expect, it } from 'vitest';
import { aCloud, ask, call, order } from './support.ts';

describe('the meter', () => {
  it('counts a message from HTTP to the table, for the id it names', async () => {
    const cloud = await aCloud({ attribute: /job-\d+/ });
    await call(cloud, 'POST /orders', order({ id: 'job-7' }));
    await cloud.clock.whenIdle();
    const { campaigns, total } = cloud.meter.report();
    const { counts, byService } = campaigns['job-7'] ?? {};
    expect(counts).toMatchObject({
      apiRequests: 1,
      lambdaInvocations: 2,
      sqsRequests: 3,
      sdkCalls: { 'sqs.SendMessage': 1, 'dynamodb.PutItem': 1 },
    });
    // One write for the table, one for its index.
    expect(counts?.dynamodbWriteUnits).toBe(2);
    // Sent, received and deleted with a group.
    expect(byService?.['sqs']).toBeCloseTo(3 * 0.0000005, 14);
    expect(byService?.['dynamodb']).toBeCloseTo(2 * 0.000000625, 14);
    expect(Object.keys(total.counts.lambdaMs).sort()).toEqual(['OrdersFunction', 'WorkerFunction']);
  });

  it('gives calls that name nobody to whom their invocation was for', async () => {
    const cloud = await aCloud({ attribute: /job-\d+/ });
    await ask(cloud, { service: 'dynamodb', operation: 'Scan', say: 'for job-3' });
    await cloud.clock.whenIdle();
    const { counts } = cloud.meter.report().campaigns['job-3'] ?? {};
    expect(counts).toMatchObject({ sdkCalls: { 'dynamodb.Scan': 1 }, dynamodbReadUnits: 0.5, traces: 1 });
    expect(counts?.logBytes).toBeGreaterThan(700);
  });

  it('answers at its route, per thousand contacts when it is told how many there were', async () => {
    const cloud = await aCloud({ attribute: /job-\d+/ });
    await call(cloud, 'POST /orders', order({ id: 'job-1' }));
    await cloud.clock.whenIdle();
    const { body } = await call(cloud, 'GET /_local/meter?contacts=10');
    const { usd, usdPer1000Contacts } = (body as ReturnType<typeof cloud.meter.report>).campaigns['job-1'] ?? {};
    expect(usdPer1000Contacts).toBeCloseTo((usd ?? 0) * 100, 12);
    expect((await call(cloud, 'GET /_local/meter?contacts=none')).status).toBe(400);
    expect((await call(cloud, 'POST /_local/meter/reset')).body).toMatchObject({ campaigns: {}, total: { usd: 0 } });
  });
});
