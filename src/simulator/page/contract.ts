// What the demo page and its server say to each other. Types only: the browser gets this file stripped to nothing.

export type PageLanguage = 'en' | 'zh-hans' | 'zh-hant';

export interface PageEntity {
  readonly type: string;
  /** UTF-16 units. */
  readonly offset: number;
  readonly length: number;
  readonly url?: string;
}

export interface PageButton {
  readonly text: string;
  readonly data?: string;
  readonly url?: string;
  readonly style?: string;
}

export interface PageMessage {
  readonly id: number;
  /** Sent by the person, not by the bot. */
  readonly mine: boolean;
  readonly text: string;
  readonly entities: readonly PageEntity[];
  readonly keyboard: readonly (readonly PageButton[])[];
  readonly edited: boolean;
  readonly silent: boolean;
  readonly deleted: boolean;
  readonly replyToText: string | undefined;
  /** Unix ms, real clock. */
  readonly at: number;
}

export type SwitchName = 'down' | 'slow' | 'lostAnswer' | 'rateLimited' | 'keyRevoked';
export type StepName = 'start' | 'practice' | 'deposit' | 'payout' | 'redeem';

export interface CoinSum {
  readonly currency: string;
  /** Exact decimal text. */
  readonly amount: string;
}

/** The menu of commands as the bot has set it. */
export interface MenuCommand {
  readonly command: string;
  readonly description: string;
}

export interface PanelState {
  readonly language: PageLanguage;
  /** Empty while the bot has not set it yet. */
  readonly menu: readonly MenuCommand[];
  readonly bot: { readonly running: boolean; readonly kills: number; readonly restarts: number };
  readonly clock: {
    /** What the simulated clock shows at `serverNow`. */
    readonly simNow: number;
    readonly serverNow: number;
    /** Simulated ms per real ms, 0 while it stands still. */
    readonly speed: number;
    /** It stopped because nobody did anything for a while. */
    readonly resting: boolean;
  };
  readonly switches: Readonly<Record<SwitchName, boolean>>;
  readonly ledger: {
    readonly requests: number;
    /** Of the requests: refused, or never answered. */
    readonly failed: number;
    /** All of them; `moves` lists the newest. */
    readonly executed: number;
    readonly moves: readonly {
      readonly kind: string;
      readonly amount: string;
      readonly currency: string;
      /** Simulated clock. */
      readonly at: number;
    }[];
    readonly interest: readonly CoinSum[];
  };
  readonly told: {
    readonly messages: number;
    readonly interest: readonly CoinSum[];
  };
  /** Interest told against interest paid. `behind`: some is yet to be told; `differ`: what was told was not paid. */
  readonly books: 'empty' | 'agree' | 'behind' | 'differ';
  readonly steps: Readonly<Record<StepName, boolean>>;
}

/** Server-sent events of `/api/events`: `chat` carries messages that are new or changed, `panel` the whole panel. */
export type PageEvent =
  | { readonly type: 'chat'; readonly messages: readonly PageMessage[] }
  | { readonly type: 'panel'; readonly panel: PanelState }
  | { readonly type: 'typing' }
  | { readonly type: 'toast'; readonly text: string; readonly alert: boolean };

/** Body of `POST /api/act`. */
export type PageAct =
  | { readonly do: 'send'; readonly text: string }
  | { readonly do: 'tap'; readonly messageId: number; readonly data: string }
  | { readonly do: 'language'; readonly language: PageLanguage }
  | { readonly do: 'speed'; readonly speed: number }
  | { readonly do: 'switch'; readonly name: SwitchName; readonly on: boolean }
  | { readonly do: 'kill' };
