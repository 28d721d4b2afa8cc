import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { startTestCloud, type TestCloud } from '../support/cloud.ts';

const Page = z.object({ items: z.array(z.object({ id: z.string() })), nextCursor: z.string().nullable() });
const Created = z.object({ id: z.string() });

describe('content', () => {
  let cloud: TestCloud;
  beforeAll(async () => {
    cloud = await startTestCloud();
  });
  afterAll(() => cloud.close());

  const walk = async (path: string): Promise<string[]> => {
    const ids: string[] = [];
    let cursor: string | null = '';
    do {
      const page: z.infer<typeof Page> = await cloud.api.get(`${path}${cursor ? `&cursor=${cursor}` : ''}`, Page);
      ids.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor);
    return ids;
  };

  it('lists every template and every sender once, page by page', async () => {
    const templates: string[] = [];
    const senders: string[] = [];
    for (const name of ['one', 'two', 'three']) {
      const template = { name, subject: name, html: `<p>${name}</p>` };
      templates.push((await cloud.api.send('POST', '/api/templates', template, Created)).id);
      const sender = { name, email: `${name}@penguin.example` };
      senders.push((await cloud.api.send('POST', '/api/senders', sender, Created)).id);
    }
    expect((await walk('/api/templates?sharing=team&limit=2')).toSorted()).toEqual(templates.toSorted());
    expect((await walk('/api/senders?limit=2')).toSorted()).toEqual(senders.toSorted());
    const [first, ...others] = senders;
    expect((await cloud.raw('DELETE', `/api/senders/${first}`)).status).toBe(204);
    expect((await walk('/api/senders?limit=2')).toSorted()).toEqual(others.toSorted());
  });

  it.each([
    ['/', 'text/html; charset=utf-8'],
    ['/api/docs', 'text/html; charset=utf-8'],
    ['/api/health', 'application/json'],
    ['/api/openapi.json', 'application/json'],
  ])('serves %s to everybody', async (path, type) => {
    const reply = await cloud.raw('GET', path, { headers: { authorization: '' } });
    expect([reply.status, reply.headers.get('content-type')]).toEqual([200, type]);
  });
});
