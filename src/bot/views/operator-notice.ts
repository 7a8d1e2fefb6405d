// What the operator alone is told: that something is wrong with the house, never a person or an amount.
import type { View } from '../../app/ports.ts';
import { ENVIRONMENTS } from '../../domain/product.ts';
import { opensNew } from '../action.ts';
import { type Html, lines, shortened } from '../html.ts';
import { keyboard } from './keyboard.ts';
import { environmentName } from './names.ts';
import type { Reader } from './reader.ts';

/** Longest text that has no words of ours. */
const ABOUT_MAX = 300;

/** "clock:live" in words; a matter that has none yet is shown as it is. */
function aboutWords(reader: Reader, about: string): Html | string {
  const words = new Map(Object.entries(reader.text.notices.operatorAbout));
  const [matter = '', where] = about.split(':');
  const word = words.get(matter);
  const environment = ENVIRONMENTS.find((one) => one === where);
  if (word === undefined || environment === undefined) return shortened(about, ABOUT_MAX);
  return word(environmentName(reader, environment));
}

export function viewOperatorAlert(reader: Reader, about: string): View {
  return {
    text: lines(reader.text.notices.operator(aboutWords(reader, about))),
    keyboard: keyboard([opensNew(reader.text.status.button, { name: 'status' })]),
  };
}
