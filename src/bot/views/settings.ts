// Settings, time zone and status.
import type { App } from '../../app/app.ts';
import type { View } from '../../app/ports.ts';
import type { Language } from '../../app/store.ts';
import { button, type HistoryScreen, opens } from '../action.ts';
import { type Html, html, joined, lines } from '../html.ts';
import { backTo, homeButton, inRows, keyboard, NUMBER_COLUMNS } from './keyboard.ts';
import { accountLabel, environmentMark, environmentName, onOff, spanText } from './names.ts';
import type { Reader } from './reader.ts';

/** A clock of an exchange that differs by less is not worth a word. */
const CLOCK_NOTE_MS = 2_000;

/** Zones behind "What time is it for you?": one an hour where people live; cities, since offsets move in summer. */
export const ZONE_CHOICES: readonly string[] = [
  'America/Los_Angeles',
  'America/New_York',
  'America/Sao_Paulo',
  'Europe/London',
  'UTC',
  'Europe/Berlin',
  'Europe/Istanbul',
  'Asia/Dubai',
  'Asia/Kolkata',
  'Asia/Bangkok',
  'Asia/Taipei',
  'Asia/Shanghai',
  'Asia/Singapore',
  'Asia/Tokyo',
  'Australia/Sydney',
  'Pacific/Auckland',
];

/** Of the zones that show the same time, the one that readers of a language most likely mean. */
const NEAREST: Readonly<Record<Language, string>> = {
  en: 'Europe/London',
  'zh-hans': 'Asia/Shanghai',
  'zh-hant': 'Asia/Taipei',
};

export function viewSettings(reader: Reader): View {
  const { settings, common, home } = reader.text;
  return {
    text: lines(
      settings.title,
      '',
      settings.language(common.languageName),
      settings.timeZone(reader.format.zoneName),
      settings.hidden(onOff(reader, reader.hidden)),
    ),
    keyboard: keyboard(
      [
        opens(settings.languageButton, { name: 'languages' }),
        opens(settings.timeZoneButton, { name: 'time_zones' }),
      ],
      [button(reader.hidden ? settings.show : settings.hide, { kind: 'set_hidden', hidden: !reader.hidden })],
      [opens(home.accounts, { name: 'accounts' }), homeButton(reader)],
    ),
  };
}

/** "What time is it for you?": buttons carry the local time of one zone each; zones with the same time share one. */
export function viewTimeZones(reader: Reader, now: number, next?: HistoryScreen): View {
  const { settings } = reader.text;
  const seen = new Map<string, string>();
  for (const zone of ZONE_CHOICES) {
    const time = reader.format.clockIn(now, zone);
    if (!seen.has(time) || zone === NEAREST[reader.language]) seen.set(time, zone);
  }
  const onward = next === undefined ? {} : { next };
  const buttons = [...seen].map(([time, timeZone]) =>
    button(time, { kind: 'set_time_zone', timeZone, ...onward }),
  );
  const leave =
    next === undefined
      ? backTo(reader, { name: 'settings' })
      : button(settings.useUtc, { kind: 'set_time_zone', timeZone: 'UTC', ...onward });
  return {
    text: lines(
      settings.chooseZone,
      settings.chooseZoneText,
      next === undefined ? undefined : settings.askedOnce,
    ),
    keyboard: keyboard(
      ...inRows(buttons, NUMBER_COLUMNS),
      [button(settings.typeZone, { kind: 'start_time_zone', ...onward }), leave],
      [homeButton(reader)],
    ),
  };
}

export function viewTimeZoneSet(reader: Reader, now: number): View {
  const zone = reader.timeZone ?? 'UTC';
  return {
    text: lines(reader.text.settings.zoneSet(reader.format.zoneName, reader.format.clockIn(now, zone))),
    keyboard: keyboard([opens(reader.text.home.settings, { name: 'settings' }), homeButton(reader)]),
  };
}

export function viewTimeZoneStep(reader: Reader, flowId: string, note: string | undefined): View {
  return {
    text: lines(note, reader.text.settings.askZone),
    keyboard: keyboard([
      button(reader.text.common.cancel, { kind: 'dialog', flowId, input: { kind: 'leave' } }),
    ]),
  };
}

export type StatusFacts = Awaited<ReturnType<App['status']>>;

function environmentRow(reader: Reader, row: StatusFacts['environments'][number]): Html {
  const { status } = reader.text;
  const name = environmentName(reader, row.environment);
  const offset = Math.abs(row.clockOffsetMs ?? 0);
  return joined(
    [
      row.reachable ? status.reachable(name) : status.unreachable(name),
      row.environment !== 'practice' && offset >= CLOCK_NOTE_MS
        ? status.clockOff(spanText(reader, offset))
        : undefined,
    ],
    ' · ',
  );
}

function accountStatusRow(reader: Reader, row: StatusFacts['accounts'][number]): Html {
  const { status, accounts } = reader.text;
  const read =
    row.lastSyncAt === undefined
      ? html`${status.neverRead}`
      : status.readAt(reader.format.realMoment(row.lastSyncAt, 'minute'));
  const label = html`<b>${accountLabel(row)}</b>`;
  const mark = environmentMark(reader, row.environment);
  return status.account(joined([label, mark], ' · '), accounts.status[row.status], read);
}

/** `owner`: who may pause all money moves. */
export function viewStatus(
  reader: Reader,
  facts: StatusFacts,
  control: { readonly owner: boolean; readonly paused: boolean },
): View {
  const { status, common } = reader.text;
  const waiting = facts.pendingNotices + facts.waitingChats;
  const pause = control.owner
    ? button(control.paused ? status.resume : status.pause, { kind: 'set_paused', paused: !control.paused })
    : undefined;
  return {
    text: lines(
      status.title,
      '',
      control.paused ? html`<b>${status.paused}</b>` : undefined,
      ...facts.environments.map((row) => environmentRow(reader, row)),
      '',
      ...facts.accounts.map((row) => accountStatusRow(reader, row)),
      '',
      waiting === 0 ? status.calm : status.queues(facts.waitingChats, facts.pendingNotices),
    ),
    keyboard: keyboard([opens(common.refresh, { name: 'status' }), homeButton(reader)], [pause]),
  };
}
