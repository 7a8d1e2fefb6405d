// The one person of the demo: their Telegram id and how Telegram names their language.
import type { PageLanguage } from '../simulator/page/contract.ts';

export const PERSON_ID = 20_001;
export const PERSON_NAME = 'Robin';

export const TELEGRAM_LANGUAGE: Readonly<Record<PageLanguage, string>> = {
  en: 'en',
  'zh-hans': 'zh-hans',
  'zh-hant': 'zh-hant',
};

export const PAGE_LANGUAGES: readonly PageLanguage[] = ['en', 'zh-hans', 'zh-hant'];
