import { afterAll, beforeAll, describe, it } from 'vitest';
import { quietPeople, startTestCloud, type TestCloud } from '../support/cloud.ts';
import { Rivals } from '../support/rivals.ts';

const people = 1000;

describe(`two campaigns of different priority, launched at once over the same ${people} contacts`, () => {
  let cloud: TestCloud;
  beforeAll(async () => {
    cloud = await startTestCloud();
    await cloud.people(quietPeople);
  });
  afterAll(() => cloud.close());

  it('never have anybody in both, mail nobody twice in a day, and both reach everybody', async () => {
    await new Rivals(cloud, people).playOut();
  });
});
