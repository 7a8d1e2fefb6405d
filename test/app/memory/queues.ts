// Memory tables of the outbox and of chats with their inbox.
import type {
  Accepted,
  ChatStore,
  ChatWork,
  Claim,
  Claimed,
  InboxUpdate,
  NewNotice,
  Notice,
  NoticeStore,
  UnsealedUpdate,
  UpdateId,
} from '../../../src/app/store.ts';
import { ClaimLost } from '../../../src/app/store.ts';
import { type Engine, holds, isFree, type Owned, type Table, takeDue } from './engine.ts';
import type { Run } from './people.ts';

interface OwnedNotice extends Owned<Notice> {
  readonly state: 'waiting' | 'sending' | 'sent' | 'dropped';
  readonly messageId: number | undefined;
}

interface InboxRow extends InboxUpdate {
  readonly seq: number;
  readonly attempts: number;
  readonly handledAt: number | undefined;
}

interface ChatRow {
  readonly chatId: number;
  readonly dialogSealed: string | undefined;
}

export interface QueueTables {
  readonly notices: Table<number, OwnedNotice>;
  readonly inbox: Table<string, InboxRow>;
  readonly chats: Table<number, Owned<ChatRow>>;
}

export const createQueueTables = (engine: Engine): QueueTables => ({
  notices: engine.table(),
  inbox: engine.table(),
  chats: engine.table(),
});

export function createNoticeStore(
  engine: Engine,
  { notices }: QueueTables,
  run: Run,
  claimant: () => string,
): NoticeStore {
  const pending = (): readonly OwnedNotice[] =>
    notices.rows().filter(({ state }) => state === 'waiting' || state === 'sending');
  function held(id: number, claim: Claim): OwnedNotice {
    const owned = notices.get(id);
    if (owned === undefined || !holds(owned, claim)) throw new ClaimLost();
    return owned;
  }
  function insert(notice: NewNotice): void {
    const { dedupeKey } = notice;
    if (dedupeKey !== undefined && notices.rows().some(({ row }) => row.dedupeKey === dedupeKey)) return;
    const row: Notice = { ...notice, id: engine.next(), attempts: 0, repeat: false };
    notices.set(row.id, { row, claim: undefined, dueAt: row.dueAt, state: 'waiting', messageId: undefined });
  }
  return {
    add: (added) => run('notices.add', () => added.forEach(insert)),
    claimDue: (now, limit) =>
      run('notices.claimDue', () => {
        // One that lies in the future and was never tried holds up nobody.
        const inTheWay = ({ dueAt, claim, row }: OwnedNotice): boolean =>
          (dueAt ?? 0) <= now || claim !== undefined || row.attempts > 0;
        const firsts = new Map<number, OwnedNotice>();
        for (const owned of pending().filter(inTheWay)) {
          if (!firsts.has(owned.row.userId)) firsts.set(owned.row.userId, owned);
        }
        return [...firsts.values()]
          .filter((owned) => owned.dueAt !== null && owned.dueAt <= now && isFree(engine, owned))
          .slice(0, limit)
          .map((owned) => {
            const claim = { owner: claimant(), fence: engine.next() };
            const unclear = owned.state === 'sending';
            const attempts = owned.row.attempts + (unclear ? 1 : 0);
            const row = { ...owned.row, attempts, repeat: owned.row.repeat || unclear };
            notices.set(row.id, { ...owned, row, claim, state: 'waiting' });
            return { row, claim };
          });
      }),
    sending: (id, claim) =>
      run('notices.sending', () => notices.set(id, { ...held(id, claim), state: 'sending' })),
    sent: (id, claim, messageId) =>
      run('notices.sent', () =>
        notices.set(id, { ...held(id, claim), state: 'sent', messageId, claim: undefined, dueAt: null }),
      ),
    retry: (id, claim, dueAt, repeat) =>
      run('notices.retry', () => {
        const owned = held(id, claim);
        const row = { ...owned.row, attempts: owned.row.attempts + 1, repeat: owned.row.repeat || repeat };
        notices.set(id, { ...owned, row, state: 'waiting', claim: undefined, dueAt });
      }),
    drop: (id, claim) =>
      run('notices.drop', () =>
        notices.set(id, { ...held(id, claim), state: 'dropped', claim: undefined, dueAt: null }),
      ),
    countPending: () => run('notices.countPending', () => pending().length),
  };
}

const MAX_UPDATES = 20;

const unsealed = ({ sealed, ...update }: InboxUpdate): UnsealedUpdate => ({ ...update, seal: () => sealed });

export function createChatStore(
  engine: Engine,
  { chats, inbox }: QueueTables,
  run: Run,
  claimant: () => string,
): ChatStore {
  const waiting = (chatId: number): readonly InboxRow[] =>
    inbox
      .rows()
      .filter((update) => update.chatId === chatId && update.handledAt === undefined)
      .sort((a, b) => a.seq - b.seq);
  const work = ({ row, claim }: Claimed<ChatRow>): Claimed<ChatWork> => ({
    row: { ...row, updates: waiting(row.chatId).slice(0, MAX_UPDATES) },
    claim,
  });
  const keyOf = ({ botId, updateId }: UpdateId): string => `${botId}:${updateId}`;
  function insert({ botId, updateId, chatId, seal }: UnsealedUpdate, now: number): void {
    const update = { botId, updateId, chatId, sealed: seal() };
    inbox.set(keyOf(update), { ...update, seq: engine.next(), attempts: 0, handledAt: undefined });
    const chat = chats.get(chatId);
    const row = chat?.row ?? { chatId, dialogSealed: undefined };
    chats.set(chatId, { row, claim: chat?.claim, dueAt: chat?.dueAt ?? now });
  }
  function refuse({ botId, updateId, chatId }: UpdateId, now: number): void {
    const update = { botId, updateId, chatId, sealed: '' };
    inbox.set(keyOf(update), { ...update, seq: engine.next(), attempts: 0, handledAt: now });
  }
  function acceptSome(updates: readonly UnsealedUpdate[], now: number, unreadMax: number): Accepted {
    const unread = new Map(updates.map(({ chatId }) => [chatId, 0]));
    for (const chatId of unread.keys()) unread.set(chatId, waiting(chatId).length);
    const refused: UpdateId[] = [];
    let added = 0;
    for (const update of updates) {
      if (inbox.get(keyOf(update)) !== undefined) continue;
      added += 1;
      const before = unread.get(update.chatId) ?? 0;
      unread.set(update.chatId, before + 1);
      if (before < unreadMax) insert(update, now);
      else {
        refuse(update, now);
        refused.push(update);
      }
    }
    return { added, refused };
  }
  function mayOverflow(updates: readonly UpdateId[], unreadMax: number): boolean {
    const chatIds = new Set(updates.map(({ chatId }) => chatId));
    const arriving = (id: number) => updates.filter(({ chatId }) => chatId === id).length;
    return [...chatIds].some((id) => waiting(id).length + arriving(id) > unreadMax);
  }
  return {
    accept: (updates, now, unreadMax) =>
      run('chats.accept', () =>
        mayOverflow(updates, unreadMax) ? undefined : acceptSome(updates.map(unsealed), now, unreadMax).added,
      ),
    acceptSome: (updates, now, unreadMax) =>
      run('chats.acceptSome', () => acceptSome(updates, now, unreadMax)),
    claimDue: (now, limit) =>
      run('chats.claimDue', () =>
        takeDue(engine, chats, ({ chatId }) => chatId, claimant(), now, limit).map(work),
      ),
    begin: (seq) =>
      run('chats.begin', () => {
        const update = inbox.rows().find((row) => row.seq === seq);
        if (update === undefined) return;
        inbox.set(`${update.botId}:${update.updateId}`, { ...update, attempts: update.attempts + 1 });
      }),
    finish: (chatId, claim, done, dialogSealed, now) =>
      run('chats.finish', () => {
        if (!holds(chats.get(chatId), claim)) throw new ClaimLost();
        for (const update of inbox.rows().filter(({ seq }) => done.includes(seq))) {
          inbox.set(`${update.botId}:${update.updateId}`, { ...update, sealed: '', handledAt: now });
        }
        const dueAt = waiting(chatId).length > 0 ? now : null;
        chats.set(chatId, { row: { chatId, dialogSealed }, claim: undefined, dueAt });
      }),
    release: (chatId, claim, dueAt) =>
      run('chats.release', () => {
        const chat = chats.get(chatId);
        if (chat !== undefined && holds(chat, claim)) {
          chats.set(chatId, { row: chat.row, claim: undefined, dueAt });
        }
      }),
    prune: (before) =>
      run('chats.prune', () => {
        const old = inbox.rows().filter(({ handledAt }) => handledAt !== undefined && handledAt < before);
        for (const { botId, updateId } of old) inbox.delete(`${botId}:${updateId}`);
        return old.length;
      }),
    countWaiting: () =>
      run(
        'chats.countWaiting',
        () => chats.rows().filter((chat) => chat.dueAt !== null && isFree(engine, chat)).length,
      ),
  };
}
