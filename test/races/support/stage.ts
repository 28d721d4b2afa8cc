import { createHash } from 'node:crypto';
import { campaignStore } from '../../../src/adapters/dynamo/campaign-store.ts';
import { contactStore } from '../../../src/adapters/dynamo/contact-store.ts';
import { contactWalk } from '../../../src/adapters/dynamo/contact-walk.ts';
import { eventStore } from '../../../src/adapters/dynamo/event-store.ts';
import { experimentStore } from '../../../src/adapters/dynamo/experiment-store.ts';
import { holdoutStore } from '../../../src/adapters/dynamo/holdout-store.ts';
import { journeyStore } from '../../../src/adapters/dynamo/journey-store.ts';
import { ledgerStore } from '../../../src/adapters/dynamo/ledger-store.ts';
import { planStore } from '../../../src/adapters/dynamo/plan-store.ts';
import { refreshStore } from '../../../src/adapters/dynamo/refresh-store.ts';
import { senderStore, settingsStore } from '../../../src/adapters/dynamo/resource-stores.ts';
import { scoreStore } from '../../../src/adapters/dynamo/score-store.ts';
import { segmentStore } from '../../../src/adapters/dynamo/segment-store.ts';
import { segmentUses } from '../../../src/adapters/dynamo/segment-uses.ts';
import { senderQuota } from '../../../src/adapters/dynamo/sender-quota.ts';
import { sendingDays } from '../../../src/adapters/dynamo/sending-days.ts';
import { templateStore } from '../../../src/adapters/dynamo/shelf-store.ts';
import { statsStore } from '../../../src/adapters/dynamo/stats-store.ts';
import { suppressionStore } from '../../../src/adapters/dynamo/suppression-store.ts';
import { Table } from '../../../src/adapters/dynamo/table.ts';
import { triggerStore } from '../../../src/adapters/dynamo/trigger-store.ts';
import { mjmlCompiler } from '../../../src/adapters/mjml/mjml-compiler.ts';
import { sfnExecutions } from '../../../src/adapters/sfn/executions.ts';
import { sfnExperimentRuns } from '../../../src/adapters/sfn/experiment-runs.ts';
import type { EmailBlocks } from '../../../src/contracts/blocks.ts';
import type { Notice } from '../../../src/contracts/webhook.ts';
import { type DraftMails, finishedMails } from '../../../src/usecases/campaigns/finished-mails.ts';
import { compileBlocks } from '../../../src/usecases/content/compile-blocks.ts';
import { publishedSequences } from '../../../src/usecases/engine/published-sequence.ts';
import type { Ids, Metrics, Tokens } from '../../../src/usecases/ports/effects.ts';
import type { LedgerStore } from '../../../src/usecases/ports/journey-store.ts';
import type { TenantScope } from '../../../src/usecases/scope.ts';
import type { Engine } from './engine.ts';
import { Gate } from './gate.ts';
import { Outside } from './outside.ts';
import { FakeStepFunctions } from './step-functions.ts';
import { VirtualClock } from './virtual-clock.ts';

/** Something whose place in the order of things matters: a claim that was committed, a stop that was acknowledged. */
export interface Note {
  readonly what: 'claimed' | 'acknowledged';
  readonly contactId?: string;
  readonly campaignId?: string;
  readonly sendId?: string;
}

const encode = (parts: readonly string[]): string => Buffer.from(JSON.stringify(parts)).toString('base64url');

const tokens: Tokens = {
  sign: async (purpose, parts) => encode([purpose, ...parts]),
  verify: async (purpose, token) => {
    const [signedFor, ...parts]: string[] = JSON.parse(Buffer.from(token, 'base64url').toString());
    return signedFor === purpose ? parts : undefined;
  },
};

const emailHash = async (tenantId: string, email: string): Promise<string> =>
  createHash('sha256').update(`${tenantId}|${email}`).digest('hex');

let stages = 0;

/** A tenant of its own in the shared engine, the real stores over it, and everything else of the outside in memory. */
export class Stage {
  readonly clock = new VirtualClock();
  readonly gate = new Gate(this.clock);
  readonly outside = new Outside(this.gate, this.clock);
  readonly stepFunctions = new FakeStepFunctions(this.gate, this.clock);
  readonly notes: Note[] = [];
  readonly metrics: string[] = [];
  /** What webhooks were told. */
  readonly told: Notice[] = [];
  /** Why deliveries failed; their messages come again. */
  readonly failures: unknown[] = [];
  readonly scope: TenantScope;
  readonly stores;
  private nextId = 0;

  constructor(engine: Engine) {
    engine.gate = this.gate;
    stages += 1;
    this.scope = { tenantId: `ten_${stages}`, principal: 'key:1' };
    const table = new Table(engine.tableName, engine.client);
    const blobs = () => this.outside.store;
    this.stores = {
      table,
      campaigns: campaignStore(table, tokens, blobs),
      contacts: contactStore(table, tokens, emailHash),
      suppressions: suppressionStore(table, emailHash),
      scores: scoreStore(table, () => this.clock.now()),
      segments: segmentStore(table, tokens),
      refreshes: refreshStore(table),
      uses: segmentUses(table),
      walk: contactWalk(table),
      journeys: journeyStore(table, tokens, emailHash),
      events: eventStore(table),
      experiments: experimentStore(table),
      holdouts: holdoutStore(table),
      triggers: triggerStore(table),
      ledger: this.noting(ledgerStore(table)),
      plans: planStore(table),
      stats: statsStore(table),
      sendingDays: sendingDays(table),
      quota: senderQuota(table),
      templates: templateStore(table, tokens),
      senders: senderStore(table, tokens),
      settings: settingsStore(table),
    };
  }

  /** What every use case has beside its stores. */
  get common() {
    return {
      ...this.stores,
      queues: this.outside.queues,
      schedules: this.outside.scheduler,
      blobs: this.outside.store,
      executions: sfnExecutions(
        'arn:aws:states:us-east-1:000000000000:stateMachine:sequence',
        this.stepFunctions.client,
      ),
      experimentRuns: sfnExperimentRuns(
        'arn:aws:states:us-east-1:000000000000:stateMachine:experiment',
        this.stepFunctions.client,
      ),
      clock: this.clock,
      readSequence: publishedSequences(this.stores.campaigns),
      holidays: { daysOf: async () => new Map<string, string>(), isKnownCountry: async () => true },
      ids: this.ids,
      metrics: this.counted,
      finishedMails: async (mails: DraftMails) => finishedMails(mails),
      compileBlocks: (blocks: EmailBlocks) => compileBlocks(mjmlCompiler, blocks),
      tokens,
      tell: async (_: TenantScope, notices: readonly Notice[]) => void this.told.push(...notices),
    };
  }

  readonly ids: Ids = { next: (kind) => `${kind}_${this.scope.tenantId}_${++this.nextId}` };
  private readonly counted: Metrics = { count: (name) => this.metrics.push(name) };

  /** Keeps the order in which claims were committed. */
  private noting(ledger: LedgerStore): LedgerStore {
    return {
      ...ledger,
      claim: async (scope, request) => {
        const outcome = await ledger.claim(scope, request);
        if (outcome.claimed) {
          const { contactId, campaignId, sendId } = outcome.message;
          this.notes.push({ what: 'claimed', contactId, campaignId, sendId });
        }
        return outcome;
      },
    };
  }

  acknowledge(about: Omit<Note, 'what'>): void {
    this.notes.push({ what: 'acknowledged', ...about });
  }

  /** Claims that were committed after the stop they should have heard of. */
  claimsAfterStop(): readonly Note[] {
    return this.notes.filter(
      (claim, i) =>
        claim.what === 'claimed' &&
        this.notes
          .slice(0, i)
          .some(
            (stop) =>
              stop.what === 'acknowledged' &&
              (stop.contactId === undefined || stop.contactId === claim.contactId) &&
              (stop.campaignId === undefined || stop.campaignId === claim.campaignId),
          ),
    );
  }
}
