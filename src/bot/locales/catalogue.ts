// All texts by language. A language is one file that has the type of the English one.
import type { Language } from '../../app/store.ts';
import { en } from './en.ts';
import { zhHans } from './zh-hans.ts';
import { zhHant } from './zh-hant.ts';

export type Catalogue = typeof en;

export const CATALOGUES: Readonly<Record<Language, Catalogue>> = {
  en,
  'zh-hans': zhHans,
  'zh-hant': zhHant,
};

export const LANGUAGES: readonly Language[] = ['en', 'zh-hans', 'zh-hant'];
