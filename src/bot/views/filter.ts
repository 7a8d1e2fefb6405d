// Filters of a list: the two buttons that stand under it, and the page on which one of them is chosen. Both filters
// hold at once; choosing one leaves the other as it is.
import type { Button, View } from '../../app/ports.ts';
import { opens, type Screen } from '../action.ts';
import { type Html, lines } from '../html.ts';
import { backTo, inRows, keyboard, pageOf, pager, WORD_COLUMNS } from './keyboard.ts';
import { type NamedAccount, tagLine } from './names.ts';
import type { Reader } from './reader.ts';

/** Six rows of two; with the pager and the way back this makes eight. */
const CHOICES_A_PAGE = 12;

export interface Choice {
  readonly label: string;
  readonly to: Screen;
  /** In force now. */
  readonly chosen: boolean;
}

export interface Choices {
  readonly account: NamedAccount | undefined;
  readonly question: Html;
  readonly choices: readonly Choice[];
  readonly page: number;
  /** No filter of this kind. */
  readonly all: { readonly label: string; readonly to: Screen };
  /** The list as it is filtered now. */
  readonly back: Screen;
  readonly at: (page: number) => Screen;
}

export function viewChoices(reader: Reader, facts: Choices): View {
  const paged = pageOf(facts.choices, facts.page, CHOICES_A_PAGE);
  const buttons = paged.items.map(({ label, to, chosen }): Button => {
    return opens(chosen ? reader.text.filters.chosen(label) : label, to);
  });
  return {
    text: lines(tagLine(reader, facts.account), facts.question),
    keyboard: keyboard(
      ...inRows(buttons, WORD_COLUMNS),
      pager(reader, { page: paged.page, hasNext: paged.page < paged.pages }, facts.at),
      [opens(facts.all.label, facts.all.to), backTo(reader, facts.back)],
    ),
  };
}

/** What can be chosen, each once and in order; what is in force now is among it, wherever it was seen. */
export function choosable(seen: readonly string[], chosen: string | undefined): readonly string[] {
  return [...new Set(chosen === undefined ? seen : [...seen, chosen])].toSorted();
}
