// The door to Postgres: shows each statement before it reaches the server and before its answer reaches the bot.
import { type Gate, type Guard, openGate, type Target, type Wires } from './gate.ts';
import type { Watch } from './moments.ts';
import { createClientReader, createServerReader } from './postgres-wire.ts';
import { type Step, stepOf } from './steps-of-database.ts';

interface Running {
  readonly step: Step;
  readonly inside: readonly Step[];
  rows: number | undefined;
}

export function openDatabaseGate(target: Target, watch: Watch): Promise<Gate> {
  return openGate(target, (wires) => guardOf(wires, watch));
}

function guardOf({ toClient, toServer }: Wires, watch: Watch): Guard {
  const readClient = createClientReader();
  const readServer = createServerReader();
  const running: Running[] = [];
  let held: Buffer[] = [];
  let transaction: Step[] | undefined;

  const begin = (step: Step): Running => {
    const one = { step, inside: [...(transaction ?? [])], rows: undefined };
    if (step === 'begin') transaction = [];
    else if (step === 'commit' || step === 'rollback') transaction = undefined;
    else transaction?.push(step);
    return one;
  };

  return {
    async fromClient(chunk) {
      for (const { bytes, statement } of readClient(chunk)) {
        if (statement !== undefined) {
          const one = begin(stepOf(statement));
          const { step, inside, rows } = one;
          if ((await watch.pass({ at: 'database', phase: 'before', step, inside, rows })) === 'cut')
            return false;
          running.push(one);
        }
        await toServer(bytes);
      }
      return true;
    },
    async fromServer(chunk) {
      for (const { bytes, ready, rows } of readServer(chunk)) {
        const [one] = running;
        if (one === undefined) {
          await toClient(bytes);
          continue;
        }
        // Until the answer is complete nothing of it goes on.
        held.push(bytes);
        one.rows = rows ?? one.rows;
        if (!ready) continue;
        const { step, inside } = one;
        if ((await watch.pass({ at: 'database', phase: 'after', step, inside, rows: one.rows })) === 'cut') {
          return false;
        }
        running.shift();
        const answer = Buffer.concat(held);
        held = [];
        await toClient(answer);
      }
      return true;
    },
  };
}
