// Puts together everything the checker judges, when the run is over.
import { join } from 'node:path';
import { dumpTables } from '../../e2e/engines.ts';
import type { Crew } from '../crew.ts';
import type { Faults } from '../load/faults.ts';
import type { People } from '../load/people.ts';
import type { Cluster } from '../postgres/cluster.ts';
import type { Tally } from '../tally.ts';
import type { Witness } from '../witness.ts';
import type { World } from '../world.ts';
import type { Facts } from './facts.ts';
import { type KeptAccount, readRest, readTables } from './read-facts.ts';
import { searchSecrets } from './search-secrets.ts';
import type { TableWatch } from './table-watch.ts';

export interface Gathering {
  readonly cluster: Cluster;
  readonly masterKeys: string;
  readonly world: World;
  readonly witness: Witness;
  readonly people: People;
  readonly crew: Crew;
  readonly faults: Faults;
  readonly tally: Tally;
  readonly tables: TableWatch;
  /** Planted ones; keys of practice are found here. */
  readonly secrets: ReadonlySet<string>;
  readonly folder: string;
  readonly ownEnds: readonly string[];
}

/** The emulator numbers updates from here. */
const FIRST_UPDATE = 500_000_001;

/** Events of the bot's log that are no breach and worth a number. */
const WORTH_A_NUMBER = [
  'chats.given_up',
  'deliver.unclear_twice',
  'deliver.not_recorded',
  'operation.recovered',
  'operation.reopened',
  'start.interrupted',
];

export async function gatherFacts(
  given: Gathering,
): Promise<{ readonly facts: Facts; readonly logged: Readonly<Record<string, number>> }> {
  const { cluster, masterKeys, world, witness, people, crew, faults, tables } = given;
  const kept = await cluster.look((database) => readTables(database, masterKeys));
  const here = new Set(kept.accounts.map(({ id }) => id));
  const gone = tables.goneAccounts.filter(({ id }) => !here.has(id));
  const goneIds = new Set(gone.map(({ id }) => id));
  const linked = ({ apiKey }: { readonly apiKey: string }): number => people.linkedAt.get(apiKey) ?? 0;
  const effects = await Promise.all(
    Object.values(world.exchanges).map(({ simulator }) => simulator.control.effects()),
  );
  const made = world.telegram.control.counters().totals.updatesCreated;
  const ids = Array.from({ length: made }, (_, index) => FIRST_UPDATE + index);
  const forgotten = new Set(
    [...tables.forgotten].filter((userId) => gone.some((account) => account.userId === userId)),
  );
  const searched = await search(given, gone);
  const rows = await cluster.look((database) => readRest(database, forgotten));
  const facts = {
    accounts: [...kept.accounts, ...gone].map((account) => ({ ...account, linkedAt: linked(account) })),
    operations: [
      ...kept.operations,
      ...tables.goneOperations.filter(({ accountId }) => goneIds.has(accountId)),
    ],
    payouts: kept.payouts,
    dropped: kept.dropped,
    effects: effects.flat(),
    posts: witness.posts,
    cards: witness.cards,
    pushes: witness.pushes,
    told: witness.told(),
    absences: people.absences,
    broken: people.broken,
    forgotten,
    leftOfForgotten: [...rows, ...searched.ciphertext],
    signed: witness.signed(),
    signedAfterForget: witness.signedAfterForget,
    updates: {
      made,
      lost: ids.filter((id) => !kept.accepted.has(id)),
      unhandled: kept.unhandled,
      waitingAtTelegram: world.telegram.control.status().pendingUpdates,
    },
    noticesWaiting: kept.noticesWaiting,
    answers: crew.answers.map(({ ms }) => ms),
    takeovers: crew.takeovers,
    ownEnds: given.ownEnds,
    secrets: searched.found,
    searched: searched.lines,
    crashes: crew.kills(),
    interruptions: given.tally.strokes(),
    givenUp: searched.logged['chats.given_up'] ?? 0,
    interruptedNotices: witness.interruptedNotices(),
    unclearAnswers: faults.unclearAnswers(),
    faults: faults.played(),
  };
  return { facts, logged: searched.logged };
}

async function search({ secrets, world, folder, cluster }: Gathering, gone: readonly KeptAccount[]) {
  const { control } = world.exchanges.practice.simulator;
  const practice: string[] = [];
  for (const { apiKey } of await control.accounts()) {
    practice.push(apiKey, (await control.account(apiKey))?.secret ?? apiKey);
  }
  const dump = await dumpTables({ kind: 'postgres', url: cluster.directUrl, poolMax: 1 });
  const said = world.telegram.control.sent().map(({ text, buttons }) => `${text} ${buttons.join(' ')}`);
  const files = [join(folder, 'A.log'), join(folder, 'B.log')];
  const texts = { 'the tables': dump.split('\n'), 'a message': said };
  const ciphertext = gone
    .filter(({ sealed }) => sealed.some((text) => dump.includes(text)))
    .map(({ id, userId }) => `ciphertext of account ${id} of person ${userId}`);
  const searched = await searchSecrets([...secrets, ...practice], { files, texts }, WORTH_A_NUMBER);
  return { ...searched, ciphertext };
}
