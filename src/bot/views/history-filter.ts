// Filters of the history: coins and kinds to choose from. Both hold at once.
import type { View } from '../../app/ports.ts';
import type { Screen } from '../action.ts';
import { choosable, viewChoices } from './filter.ts';
import { coinName, kindName, type NamedAccount } from './names.ts';
import type { Reader } from './reader.ts';

type FilterScreen = Extract<Screen, { readonly name: 'history_filter' }>;
export type HistoryFilterBy = FilterScreen['by'];

interface Filter {
  readonly coin?: string | undefined;
  readonly txnType?: string | undefined;
}

/** Only what is set. */
export function filterOf({ coin, txnType }: Filter): { coin?: string; txnType?: string } {
  return { ...(coin === undefined ? {} : { coin }), ...(txnType === undefined ? {} : { txnType }) };
}

export interface HistoryChoices {
  readonly account: NamedAccount;
  readonly coins: readonly string[];
  readonly txnTypes: readonly string[];
}

/** Coins or kinds seen among the newest entries; the other filter stays. */
export function viewHistoryFilter(reader: Reader, seen: HistoryChoices, screen: FilterScreen): View {
  const { filters } = reader.text;
  const { by, coin, txnType } = screen;
  const list = (filter: Filter): Screen => ({ name: 'history', page: 1, ...filterOf(filter) });
  const shared = {
    account: seen.account,
    page: screen.page,
    back: list({ coin, txnType }),
    at: (page: number): Screen => ({ ...screen, page }),
  };
  if (by === 'coin') {
    return viewChoices(reader, {
      ...shared,
      question: filters.whichCoin,
      choices: choosable(seen.coins, coin).map((one) => ({
        label: coinName(one),
        to: list({ coin: one, txnType }),
        chosen: one === coin,
      })),
      all: { label: filters.allCoins, to: list({ txnType }) },
    });
  }
  return viewChoices(reader, {
    ...shared,
    question: filters.whichKind,
    choices: choosable(seen.txnTypes, txnType).map((one) => ({
      label: kindName(reader, one),
      to: list({ coin, txnType: one }),
      chosen: one === txnType,
    })),
    all: { label: filters.allKinds, to: list({ coin }) },
  });
}
