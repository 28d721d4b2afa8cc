import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { durableWorld, queueArn } from './support/durable-world.ts';
import { FakeClock } from './support/fake-clock.ts';
import { tempDir } from './support/temp-dir.ts';

const DAY = 86_400_000;

it('continues waits, tasks, schedules, events and readers after the process was killed by SIGKILL', {
  timeout: 30_000,
}, async () => {
  const dir = tempDir();
  const child = spawn(process.execPath, [fileURLToPath(new URL('./support/die-half-way.ts', import.meta.url)), dir], {
    stdio: 'inherit',
  });
  expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);

  const clock = new FakeClock('2026-03-02T08:00:10.000Z');
  const next = durableWorld(dir, clock, () => 'done');
  onTestFinished(async () => void (await next.close()));
  await clock.advance(0);
  const events = next.published.map(({ message }) => message as { eventType: string; mail: { destination: string[] } });
  const typesFor = (name: string) =>
    events.filter(({ mail }) => mail.destination[0]?.startsWith(name)).map(({ eventType }) => eventType);
  // Its Send was published before the kill and is not repeated.
  expect(typesFor('on-its-way')).toEqual(['Delivery']);
  expect(next.invocations).toHaveLength(1);

  await clock.advance(30 * DAY);
  expect(next.invocations).toHaveLength(2);
  expect(next.messages).toEqual([{ queueArn, body: 'once' }]);
  expect(
    next.published.map(({ message }) => (message as { eventType: string }).eventType).filter((type) => type === 'Open'),
  ).toHaveLength(2);
  expect(clock.timers).toEqual([]);
});
