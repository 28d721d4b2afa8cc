import { durableWorld, machineArn } from './durable-world.ts';
import { FakeClock } from './fake-clock.ts';

/** Begins one of everything in the directory given as argument, then dies by SIGKILL while a task runs. */
const clock = new FakeClock();
const world = durableWorld(process.argv[2] ?? '', clock, () => process.kill(process.pid, 'SIGKILL'));
await world.setPeople({
  default: {
    bounceHard: 0,
    bounceSoft: 0,
    complain: 0,
    open: 1,
    mpp: 0,
    scanner: 0,
    replyGivenOpen: 0,
    reopens: 0,
    unsubscribeGivenOpen: 0,
  },
});
await world.send('read@people.example');
await clock.advance(5000);
await world.send('on-its-way@people.example');
world.sfn.start(machineArn, '{"seconds":86400}', 'sleeper');
world.sfn.start(machineArn, '{"seconds":0}', 'interrupted');
await clock.advance(0);
await new Promise(() => undefined);
