// The Bot API's wire shapes, as far as the emulator speaks them. Plain data: no behaviour here.
// Source: https://core.telegram.org/bots/api. Times on the wire are Unix seconds.

export interface TgUser {
  readonly id: number;
  readonly is_bot: boolean;
  readonly first_name: string;
  readonly last_name?: string;
  readonly username?: string;
  readonly language_code?: string;
}

export interface TgChat {
  /** Equal to the person's id in a private chat; negative for groups. */
  readonly id: number;
  readonly type: 'private' | 'group' | 'supergroup';
  readonly title?: string;
  readonly username?: string;
  readonly first_name?: string;
  readonly last_name?: string;
}

/** Offsets and lengths are in UTF-16 units. */
export interface TgEntity {
  readonly type: string;
  readonly offset: number;
  readonly length: number;
  readonly url?: string;
  readonly language?: string;
  readonly custom_emoji_id?: string;
  readonly user?: TgUser;
  readonly unix_time?: number;
  readonly date_time_format?: string;
}

export interface TgButton {
  readonly text: string;
  readonly callback_data?: string;
  readonly url?: string;
  readonly style?: string;
  readonly [field: string]: unknown;
}

export type TgKeyboard = readonly (readonly TgButton[])[];

export interface TgFile {
  readonly file_id: string;
  readonly file_unique_id: string;
  readonly file_size: number;
}

export interface TgPhotoSize extends TgFile {
  readonly width: number;
  readonly height: number;
}

export interface TgDocument extends TgFile {
  readonly file_name?: string;
  readonly mime_type?: string;
}

export interface TgMessage {
  readonly message_id: number;
  readonly from?: TgUser;
  readonly chat: TgChat;
  readonly date: number;
  readonly edit_date?: number;
  readonly text?: string;
  readonly entities?: readonly TgEntity[];
  readonly caption?: string;
  readonly caption_entities?: readonly TgEntity[];
  readonly photo?: readonly TgPhotoSize[];
  readonly document?: TgDocument;
  readonly reply_markup?: { readonly inline_keyboard: TgKeyboard };
  readonly reply_to_message?: TgMessage;
  readonly forward_origin?: unknown;
  readonly via_bot?: TgUser;
  readonly link_preview_options?: unknown;
  readonly has_protected_content?: true;
}

/** What a tap carries when its message is too old or gone for the bot: the date is 0. */
export interface TgInaccessibleMessage {
  readonly chat: TgChat;
  readonly message_id: number;
  readonly date: 0;
}

export interface TgCallbackQuery {
  readonly id: string;
  readonly from: TgUser;
  readonly message?: TgMessage | TgInaccessibleMessage;
  readonly chat_instance: string;
  readonly data: string;
}

export interface TgChatMemberUpdated {
  readonly chat: TgChat;
  readonly from: TgUser;
  readonly date: number;
  readonly old_chat_member: { readonly user: TgUser; readonly status: string; readonly until_date?: number };
  readonly new_chat_member: { readonly user: TgUser; readonly status: string; readonly until_date?: number };
}

/** The kinds of update a person can cause; exactly one field is present. */
export interface TgUpdateBody {
  readonly message?: TgMessage;
  readonly edited_message?: TgMessage;
  readonly callback_query?: TgCallbackQuery;
  readonly my_chat_member?: TgChatMemberUpdated;
}

export interface TgUpdate extends TgUpdateBody {
  readonly update_id: number;
}

export interface TgCommand {
  readonly command: string;
  readonly description: string;
}
