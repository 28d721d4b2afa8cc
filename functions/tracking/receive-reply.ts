import { senderStore } from '../../src/adapters/dynamo/resource-stores.ts';
import { readMime } from '../../src/adapters/mime/read-mime.ts';
import { inboundMails } from '../../src/adapters/s3/inbound-mails.ts';
import { SesReceived } from '../../src/contracts/ses-event.ts';
import { publishedSequences } from '../../src/usecases/engine/published-sequence.ts';
import { receiveReply } from '../../src/usecases/replies/receive-reply.ts';
import * as deps from '../deps.ts';
import { env } from '../env.ts';
import { forwarderOnDemand } from '../forwarder-on-demand.ts';
import { once } from '../once.ts';
import { queueHandler } from '../queue.ts';

const receive = once(() =>
  receiveReply({
    addresses: deps.addresses(),
    contacts: deps.contacts(),
    journeys: deps.journeys(),
    campaigns: deps.campaigns(),
    senders: senderStore(deps.table(), deps.tokens()),
    settings: deps.recentSettings(),
    readSequence: publishedSequences(deps.campaigns()),
    inbound: inboundMails(env('INBOUND_BUCKET_NAME')),
    readMail: readMime,
    replies: deps.replies(),
    forwarder: forwarderOnDemand,
    replyDomain: env('REPLY_DOMAIN'),
    queues: deps.queues(),
    tellOfStop: deps.stopTeller(),
    executions: deps.executions(),
    clock: deps.clock,
  }),
);

export const handler = queueHandler(SesReceived, (notice) => receive()(notice));
