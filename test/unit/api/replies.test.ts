import { describe, expect, it, vi } from 'vitest';
import { faultsIn } from '../../../functions/faults.ts';
import { outcomeReply, thrownReply } from '../../../functions/http/outcome.ts';
import { readBody } from '../../../functions/http/read-body.ts';
import { Refused } from '../../../functions/http/reply.ts';
import { scopeFor } from '../../../functions/http/scope-of.ts';
import { logger } from '../../../functions/logger.ts';
import { PageQuery } from '../../../src/contracts/primitives.ts';
import { ProblemJson, problemKinds } from '../../../src/contracts/problem.ts';
import { type Route, routes } from '../../../src/contracts/routes.ts';
import { conflict, fault, invalid, notFound } from '../../../src/usecases/problems.ts';

const campaign: Route = routes.createCampaign;
const csv: Route = routes.importContacts;
const form: Route = routes.unsubscribe;
const requestId = 'JKJaXmPLvHcESHA=';

const refusalOf = (act: () => unknown): unknown => {
  try {
    return act();
  } catch (error) {
    return error;
  }
};

describe('a problem', () => {
  it('says nothing of a defect but where to find it in the log', () => {
    const logged = vi.spyOn(logger, 'error').mockImplementation(() => undefined);
    const defect = new Error('Row T#ten_1#SETTINGS is not valid');
    const { status, body } = thrownReply(defect, requestId);
    expect(status).toBe(500);
    expect(ProblemJson.parse(JSON.parse(body))).toEqual({
      type: '/api/docs#problem-internal-error',
      title: 'Internal error',
      status: 500,
      detail: 'Something went wrong on our side. Nothing you sent is at fault; try again later.',
      instance: '/requests/JKJaXmPLvHcESHA%3D',
    });
    expect(logged.mock.calls).toEqual([['request failed', { error: defect, requestId }]]);
    logged.mockRestore();
  });

  it.each([
    ['a thing that is missing', notFound('campaign'), 404],
    ['a state that forbids it', conflict('No.'), 409],
    ['a fault of the body', invalid('No.', [fault('body.name', 'x', 'y')]), 422],
    ['a fault of the cursor', invalid('No.', [fault('query.cursor', 'bad_cursor', 'y')]), 400],
  ])('has the status of %s', (_, outcome, status) => {
    const reply = outcomeReply(campaign, requestId, outcome, undefined);
    expect([reply.status, JSON.parse(reply.body).status]).toEqual([status, status]);
  });

  it('of a 404 is the same whichever request it answers', () => {
    const [one, other] = ['a', 'b'].map((id) => outcomeReply(campaign, id, notFound('campaign'), undefined).body);
    expect(one).toBe(other);
  });

  it('has a kind of its own for every status', () => {
    const slugs = Object.values(problemKinds).map(({ slug }) => slug);
    expect(new Set(slugs).size).toBe(slugs.length);
  });
});

describe('a body', () => {
  it.each([
    [campaign, 'application/json'],
    [campaign, 'Application/JSON; charset="UTF-8"'],
    [campaign, 'application/json;charset=utf8'],
    [campaign, 'text/plain;charset=UTF-8'],
    [csv, 'text/csv'],
    [form, 'multipart/form-data; boundary=x'],
    [form, undefined],
  ])('of %o is read as %s', (route, contentType) => {
    expect(() => readBody(route, { bytes: Buffer.from('{}'), contentType })).not.toThrow();
  });

  it.each([
    [campaign, undefined, 'application/json'],
    [campaign, 'application/x-www-form-urlencoded', 'application/json'],
    [campaign, 'application/json; charset=iso-8859-1', 'application/json'],
    [csv, 'application/json', 'text/csv'],
  ])('of %o is not read as %s', (route, contentType, wanted) => {
    const refused = refusalOf(() => readBody(route, { bytes: Buffer.from('{}'), contentType }));
    expect(refused).toMatchObject({ status: 415, faults: [{ path: 'headers.content-type' }] });
    expect(refused instanceof Refused && refused.faults[0]?.message).toContain(`Content-Type: ${wanted}`);
  });

  it('may be absent, and then needs no type', () => {
    expect(readBody(campaign, { bytes: Buffer.alloc(0), contentType: undefined })).toEqual({});
  });
});

describe('a query', () => {
  it('with a misspelt name is told the one that was probably meant', () => {
    const parsed = PageQuery.safeParse({ limmit: '5' });
    const faults = parsed.success ? [] : faultsIn(parsed.error, 'query', Object.keys(PageQuery.shape));
    expect(faults).toEqual([
      {
        path: 'query',
        code: 'unrecognized_keys',
        message: 'Remove "limmit" (did you mean "limit"?): there is no such field here.',
      },
    ]);
  });
});

describe('the scope of a request', () => {
  it('comes from the verified principal alone', () => {
    const grants = [{ tenantId: 'ten_1', scopes: ['campaigns:read', 'contacts:read'] }];
    const verified = { principal: 'key:1', grants: JSON.stringify(grants) };
    expect(scopeFor('contacts:read', verified, undefined)).toEqual({
      tenantId: 'ten_1',
      principal: 'key:1',
      permissions: ['campaigns:read', 'contacts:read'],
    });
    expect(refusalOf(() => scopeFor('contacts:write', verified, undefined))).toMatchObject({ status: 403 });
    expect(refusalOf(() => scopeFor('contacts:read', undefined, undefined))).toMatchObject({ status: 401 });
  });
});
