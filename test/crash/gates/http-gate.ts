// The door to the exchange or to Telegram: shows each request in its phases, from the bare connection to half an answer.
import { type Gate, type Guard, openGate, type Target, type Wires } from './gate.ts';
import { createHttpReader, type HttpMessage } from './http-wire.ts';
import type { RequestMoment, RequestPhase, Watch } from './moments.ts';

/** Half an answer is at the bot after this long. */
const ARRIVES_MS = 20;

type About = Omit<RequestMoment, 'phase'>;

export function openHttpGate(at: RequestMoment['at'], target: Target, watch: Watch): Promise<Gate> {
  return openGate(target, (wires) => guardOf(at, wires, watch));
}

function guardOf(at: RequestMoment['at'], { toClient, toServer, drain }: Wires, watch: Watch): Guard {
  const requests = createHttpReader();
  const answers = createHttpReader();
  let current: About = { at, method: '', path: '', headers: {}, body: '' };
  const moment = (phase: RequestPhase): RequestMoment => ({ ...current, phase });

  const ask = async (message: HttpMessage): Promise<boolean> => {
    const { bytes, bodyAt } = message;
    current = aboutOf(at, message);
    if (watch.wants(moment('half asked'))) {
      await toServer(bytes.subarray(0, bodyAt + Math.ceil((bytes.length - bodyAt) / 2)));
      await watch.pass(moment('half asked'));
      return false;
    }
    if ((await watch.pass(moment('asked'))) === 'cut') return false;
    await toServer(bytes);
    return true;
  };

  const answer = async ({ bytes }: HttpMessage): Promise<boolean> => {
    if (watch.wants(moment('half answered'))) {
      await toClient(bytes.subarray(0, Math.ceil(bytes.length / 2)));
      await new Promise((resolve) => setTimeout(resolve, ARRIVES_MS));
      await watch.pass(moment('half answered'));
      return false;
    }
    if ((await watch.pass(moment('done'))) === 'cut') return false;
    await toClient(bytes);
    return true;
  };

  return {
    async connected() {
      if (!watch.wants(moment('connected'))) return true;
      if ((await watch.pass(moment('connected'))) === 'go') return true;
      const unread = await drain();
      const moments = requests.push(unread).map((message) => {
        current = aboutOf(at, message);
        return moment('asked');
      });
      watch.left?.(unread.length, moments);
      return false;
    },
    async fromClient(chunk) {
      for (const message of requests.push(chunk)) if (!(await ask(message))) return false;
      return true;
    },
    async fromServer(chunk) {
      for (const message of answers.push(chunk)) if (!(await answer(message))) return false;
      return true;
    },
    async serverEnded() {
      // The simulator's own half answer, or one whose length is its end.
      const rest = answers.rest();
      if (rest.length > 0) await toClient(rest);
    },
  };
}

function aboutOf(at: RequestMoment['at'], { bytes, startLine, headers, bodyAt }: HttpMessage): About {
  const [method = '', path = ''] = startLine.split(' ');
  return { at, method, path: pathOf(at, path), headers, body: bytes.toString('utf8', bodyAt) };
}

/** Without the token, which is nobody's business. */
function pathOf(at: RequestMoment['at'], path: string): string {
  return at === 'telegram' ? (path.split('/').at(-1) ?? '') : path.replace(/^\/spot/, '');
}
