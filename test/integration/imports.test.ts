import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Contact } from '../../src/contracts/contact.ts';
import { pageOf } from '../../src/contracts/primitives.ts';
import { SegmentView } from '../../src/contracts/segment.ts';
import { CreatedImport, ExportView, ImportErrors, ImportPreview, ImportView } from '../../src/contracts/transfer.ts';
import { anEmail } from '../support/builders.ts';
import { aLaunched, subjectsTo } from '../support/campaigns.ts';
import { startTestCloud, type TestCloud } from '../support/cloud.ts';
import { endOfImport, runImport, uploadImport } from '../support/files.ts';

describe('imports and exports', () => {
  let cloud: TestCloud;
  beforeAll(async () => {
    cloud = await startTestCloud();
  });
  afterAll(() => cloud.close());

  const find = async (email: string): Promise<Contact | undefined> =>
    (await cloud.api.get(`/api/contacts?email=${encodeURIComponent(email)}`, pageOf(Contact))).items[0];
  const errorsOf = async (id: string): Promise<string> => {
    const { download } = await cloud.api.get(`/api/imports/${id}/errors`, ImportErrors);
    return download ? (await fetch(download.url)).text() : '';
  };
  const aSegment = async (name: string): Promise<string> =>
    (await cloud.api.send('POST', '/api/segments', { name }, SegmentView)).id;
  const exported = async (body: object): Promise<{ view: ExportView; text: string }> => {
    let view: ExportView = await cloud.api.send('POST', '/api/exports', body, ExportView);
    while (view.state === 'running') view = await cloud.api.get(`/api/exports/${view.id}`, ExportView);
    return { view, text: view.download ? await (await fetch(view.download.url)).text() : '' };
  };

  it('takes a file from its upload to contacts in the table', async () => {
    const text = 'email,First name,Plan\nann@thin.example,Ann,gold\nbroken,Bob,\nann@thin.example,Anna,gold\n';
    const view = await runImport(cloud.api, text);
    expect(view).toMatchObject({
      state: 'done',
      ...{ rows: 3, created: 1, updated: 0, unchanged: 0, duplicates: 1, failed: 1 },
      mapping: { email: 'email', 'First name': 'firstName', Plan: 'custom.Plan' },
      bytes: text.length,
      bytesRead: text.length,
    });
    expect(await find('ann@thin.example')).toMatchObject({
      firstName: 'Anna',
      custom: { Plan: 'gold' },
      consent: { status: 'subscribed', source: 'web form 2026' },
    });
    expect(await errorsOf(view.id)).toMatch(
      /^line,column,code,message,email,First name,Plan\r\n3,email,invalid_email,.*,broken,Bob,\r\n$/,
    );
    const stranger = await cloud.stranger();
    await expect(stranger.get(`/api/imports/${view.id}`, ImportView)).rejects.toMatchObject({ status: 404 });
    expect((await cloud.api.get('/api/imports', pageOf(ImportView))).items.map(({ id }) => id)).toContain(view.id);
  });

  it('lets the contacts of a file into the running campaigns of the segment they join', async () => {
    const enrollmentRules = { newContacts: 'auto_enroll', exitedContacts: 'remove_from_sequence' };
    const { segmentId } = await aLaunched(cloud, [anEmail('hello', null)], ['old@joins.example'], { enrollmentRules });
    await runImport(cloud.api, 'email\nold@joins.example\nnew@joins.example\n', { segmentId });
    await cloud.advanceBy('PT5M');
    expect(await subjectsTo(cloud, 'new@joins.example')).toHaveLength(1);
    expect(await subjectsTo(cloud, 'old@joins.example')).toHaveLength(1);
  });

  it.each(['application/x-www-form-urlencoded', 'application/json', 'text/csv'])(
    'takes a file that is uploaded as %s',
    async (type) => {
      const { id, upload } = await cloud.api.send('POST', '/api/imports', { consentSource: 'fair' }, CreatedImport);
      const body = Buffer.from('email\nwhatever@type.example\n');
      const { status } = await fetch(upload.url, { method: upload.method, headers: { 'Content-Type': type }, body });
      expect(status).toBe(200);
      const preview = await cloud.api.send('POST', `/api/imports/${id}/preview`, {}, ImportPreview);
      expect(preview).toMatchObject({ bytes: body.length });
    },
  );

  it('goes on after its function was killed, and counts each of 10,000 rows once', async () => {
    const rows = Array.from({ length: 10_000 }, (_, i) =>
      i % 100 === 0 ? `no address ${i},x` : `kill${i % 9_500}@many.example,Name ${i}`,
    );
    const segmentId = await aSegment('Killed');
    const id = await uploadImport(cloud.api, `email,firstName\n${rows.join('\n')}\n`, { segmentId });
    await cloud.api.send('POST', `/api/imports/${id}/start`, {}, ImportView);
    const worker = cloud.cloud.assembly
      .ofType('AWS::Lambda::Function')
      .find(({ logicalId }) => logicalId.startsWith('RunTransferFunction'));
    let kills = 0;
    const view = await endOfImport(cloud.api, id, async ({ rows: read }) => {
      if (kills < 2 && read > 2_000 * (kills + 1)) {
        kills++;
        await cloud.cloud.crash(worker?.logicalId ?? '');
        await cloud.raw('POST', '/_local/queues/expire', { body: '{}' });
      }
    });
    expect(kills).toBe(2);
    const addresses = new Set(rows.filter((row) => !row.startsWith('no')).map((row) => row.split(',')[0]));
    expect(view).toMatchObject({
      state: 'done',
      ...{ rows: 10_000, failed: 100, created: addresses.size, updated: 0, unchanged: 0 },
      duplicates: 10_000 - 100 - addresses.size,
    });
    const segment = await cloud.api.get(`/api/segments/${segmentId}`, SegmentView);
    expect(segment.memberCount).toBe(addresses.size);
    expect((await errorsOf(id)).split('\r\n')).toHaveLength(102);
  }, 180_000);

  it('changes nothing in a dry run and says what it would do', async () => {
    const text = 'email\nann@thin.example\nnobody@dry.example\n';
    expect(await runImport(cloud.api, text, { dryRun: true })).toMatchObject({ created: 1, unchanged: 1, updated: 0 });
    expect(await find('nobody@dry.example')).toBeUndefined();
  });

  it('shows how a file would be read, and reads it as asked', async () => {
    const text = Buffer.from('Adresse;Name;Größe\nbea@map.example;Bea;12\nkaputt;X;13\n', 'latin1');
    const mapping = { Adresse: 'email', Name: 'lastName', Größe: 'companySize' };
    const id = await uploadImport(cloud.api, text, { mapping });
    const preview = await cloud.api.send('POST', `/api/imports/${id}/preview`, {}, ImportPreview);
    expect(preview).toMatchObject({
      encoding: 'windows-1252',
      delimiter: ';',
      columns: [
        { header: 'Adresse', fills: 'email' },
        { header: 'Name', fills: 'lastName' },
        { header: 'Größe', fills: 'companySize' },
      ],
      rows: [
        { line: 2, contact: { email: 'bea@map.example', lastName: 'Bea', companySize: 12 }, faults: [] },
        { line: 3, contact: null, faults: [{ column: 'Adresse', code: 'invalid_email' }] },
      ],
    });
    await cloud.api.send('POST', `/api/imports/${id}/start`, {}, ImportView);
    expect(await endOfImport(cloud.api, id)).toMatchObject({ state: 'done', created: 1, failed: 1 });
    expect(await find('bea@map.example')).toMatchObject({ lastName: 'Bea', companySize: 12 });
  });

  it('leaves out rows of another encoding, and says which', async () => {
    const text = Buffer.concat([
      Buffer.from('email,firstName\nzoe@mix.example,Zoë\n'),
      Buffer.from('noe@mix.example,No\xeb\n', 'latin1'),
    ]);
    const view = await runImport(cloud.api, text);
    expect(view).toMatchObject({ created: 1, failed: 1 });
    expect(await errorsOf(view.id)).toContain('\r\n3,,mixed_encodings,');
  });

  it('does not resubscribe who has left', async () => {
    const gone = await find('zoe@mix.example');
    await cloud.api.send('POST', `/api/contacts/${gone?.id}/unsubscribe`, {}, Contact);
    await runImport(cloud.api, 'email,firstName,consentStatus\nzoe@mix.example,Zoé,subscribed\n');
    expect(await find('zoe@mix.example')).toMatchObject({ firstName: 'Zoé', consent: { status: 'unsubscribed' } });
  });

  it.each([
    ['no consent source', { consentSource: '' }, 'body.consentSource'],
    ['a segment that is not there', { segmentId: 'seg_none' }, 'body.segmentId'],
    ['a column for no field', { mapping: { a: 'shoeSize' } }, 'body.mapping.a'],
  ])('refuses %s', async (_, over, path) => {
    const body = JSON.stringify({ consentSource: 'fair', ...over });
    const reply = await cloud.raw('POST', '/api/imports', { body });
    expect(reply.status).toBe(422);
    expect(reply.body).toMatchObject({ errors: [{ path }] });
  });

  it('refuses to start without a file or with one that has no addresses, and starts with a mended one', async () => {
    const { status, body } = await cloud.raw('POST', '/api/imports', { body: '{"consentSource":"fair"}' });
    expect(status).toBe(201);
    const start = () => cloud.raw('POST', `/api/imports/${body['id']}/start`);
    expect((await start()).status).toBe(409);
    const { url } = body['upload'] as { url: string };
    await fetch(url, { method: 'PUT', body: 'name\nAnn\n' });
    expect(await start()).toMatchObject({ status: 422, body: { errors: [{ code: 'missing_email_column' }] } });
    await fetch(url, { method: 'PUT', body: 'email\nmended@a.example\n' });
    expect((await start()).status).toBe(202);
    expect(await endOfImport(cloud.api, String(body['id']))).toMatchObject({ state: 'done', created: 1 });
  });

  it('cancels an import, which then writes no more', async () => {
    const id = await uploadImport(cloud.api, 'email\nnever@cancel.example\n');
    const cancel = () => cloud.api.send('POST', `/api/imports/${id}/cancel`, {}, ImportView);
    expect(await cancel()).toMatchObject({ state: 'cancelled' });
    expect(await cancel()).toMatchObject({ state: 'cancelled' });
    expect((await cloud.raw('POST', `/api/imports/${id}/start`)).status).toBe(409);
    expect(await find('never@cancel.example')).toBeUndefined();
  });

  it('exports contacts so that importing them again changes nothing, whatever they hold', async () => {
    const nasty = {
      email: 'nasty@round.example',
      firstName: '=HYPERLINK("https://evil.example")',
      lastName: '\u2019quoted "name"',
      company: "'@Acme, Inc.",
      tags: ['a', '+b'],
      optOuts: ['news', 'offers'],
      leadScore: -5,
      custom: { note: 'two\nlines', plan: '-gold', size: 12, vip: true },
    };
    const { id } = await cloud.api.send('POST', '/api/contacts', nasty, Contact);
    const segmentId = await aSegment('Round trip');
    await cloud.raw('POST', `/api/segments/${segmentId}/members`, { body: JSON.stringify({ contactIds: [id] }) });
    const { view, text } = await exported({ what: 'segment_members', segmentId });
    expect(view).toMatchObject({ state: 'done', rows: 1, bytes: Buffer.byteLength(text) });
    expect(text).not.toMatch(/(^|[,\n"])[=+@]/);
    const before = await find(nasty.email);
    expect(await runImport(cloud.api, text)).toMatchObject({ rows: 1, unchanged: 1, failed: 0 });
    expect(await find(nasty.email)).toEqual(before);
    await cloud.raw('DELETE', `/api/contacts/${id}`);
    expect(await runImport(cloud.api, text)).toMatchObject({ created: 1, failed: 0 });
    const { custom, ...fields } = nasty;
    expect(await find(nasty.email)).toMatchObject({ ...fields, custom: { ...custom, size: '12', vip: 'true' } });
  });

  it('exports all contacts with the columns that were asked for', async () => {
    const { view, text } = await exported({ what: 'contacts', columns: ['email', 'consentStatus', 'custom.Plan'] });
    expect(text.split('\r\n')).toHaveLength(view.rows + 2);
    expect(text).toContain('email,consentStatus,custom.Plan\r\n');
    expect(text).toContain('ann@thin.example,subscribed,gold\r\n');
    expect(text).toContain('zoe@mix.example,unsubscribed,\r\n');
  });
});
