// Methods that change or remove what the bot sent: text, caption, keyboard, deletion.
import { ok, type Result } from '../../domain/result.ts';
import { CAPTION_TEXT, checkChat, checkMessageText, checkText, checkWritableChat } from './call-checks.ts';
import { parseMarkup } from './keyboard.ts';
import type { MethodTable } from './method.ts';
import { integerOf, type MethodCall, nestedOf } from './params.ts';
import { badRequest, type Refusal, type Reply } from './refusal.ts';
import type { StoredMessage } from './state.ts';
import type { TgMessage } from './types.ts';
import type { World } from './world.ts';

/** Documented: a bot may delete a message for 48 hours. */
export const DELETE_WITHIN_MS = 48 * 3_600_000;
/** Documented for deleteMessages. */
const DELETE_MANY_MAX = 100;

const NOT_MODIFIED =
  'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message';

function checkEditable(world: World, call: MethodCall): Result<StoredMessage, Refusal> {
  const record = checkWritableChat(world, call);
  if (!record.ok) return record;
  const id = integerOf(call, 'message_id');
  if (id === undefined || id === 0) return badRequest('message identifier is not specified');
  const stored = world.messages.find(record.value.chat.id, id);
  if (stored === undefined) return badRequest('message to edit not found');
  return stored.outgoing ? ok(stored) : badRequest("message can't be edited");
}

function content(wire: TgMessage): string {
  return JSON.stringify([
    wire.text,
    wire.entities ?? [],
    wire.caption,
    wire.caption_entities ?? [],
    wire.reply_markup?.inline_keyboard ?? [],
    wire.link_preview_options,
  ]);
}

function finishEdit(world: World, call: MethodCall, stored: StoredMessage, wire: TgMessage): Reply {
  if (content(wire) === content(stored.wire)) return badRequest(NOT_MODIFIED);
  const edited = world.messages.replace(stored, { ...wire, edit_date: Math.floor(world.now() / 1000) });
  world.messages.log({
    kind: 'edit',
    method: call.method,
    chatId: wire.chat.id,
    messageId: wire.message_id,
    text: wire.text ?? wire.caption ?? '',
    silent: true,
    buttons: (wire.reply_markup?.inline_keyboard ?? []).flat().map((button) => button.text),
  });
  world.counters.total('edits');
  return ok(edited.wire);
}

/** An edit without a keyboard takes the keyboard away. */
function withMarkup(call: MethodCall, wire: TgMessage): Result<TgMessage, Refusal> {
  const markup = parseMarkup(nestedOf(call, 'reply_markup'));
  if (!markup.ok) return markup;
  const { reply_markup: _old, ...bare } = wire;
  const { inline } = markup.value;
  return ok(inline === undefined ? bare : { ...bare, reply_markup: { inline_keyboard: inline } });
}

function editText(world: World, call: MethodCall): Reply {
  const stored = checkEditable(world, call);
  if (!stored.ok) return stored;
  const text = checkMessageText(call);
  if (!text.ok) return text;
  if (stored.value.wire.text === undefined) return badRequest('there is no text in the message to edit');
  const wire = withMarkup(call, stored.value.wire);
  if (!wire.ok) return wire;
  const { entities: _old, link_preview_options: _preview, ...bare } = wire.value;
  const preview = nestedOf(call, 'link_preview_options');
  return finishEdit(world, call, stored.value, {
    ...bare,
    text: text.value.text,
    ...(text.value.entities.length === 0 ? {} : { entities: text.value.entities }),
    ...(preview === undefined ? {} : { link_preview_options: preview }),
  });
}

function editCaption(world: World, call: MethodCall): Reply {
  const stored = checkEditable(world, call);
  if (!stored.ok) return stored;
  const caption = checkText(call, CAPTION_TEXT);
  if (!caption.ok) return caption;
  if (stored.value.wire.text !== undefined) return badRequest('there is no caption in the message to edit');
  const wire = withMarkup(call, stored.value.wire);
  if (!wire.ok) return wire;
  const { caption: _caption, caption_entities: _entities, ...bare } = wire.value;
  const { text, entities } = caption.value;
  return finishEdit(world, call, stored.value, {
    ...bare,
    ...(text === '' ? {} : { caption: text }),
    ...(entities.length === 0 ? {} : { caption_entities: entities }),
  });
}

function editMarkup(world: World, call: MethodCall): Reply {
  const stored = checkEditable(world, call);
  if (!stored.ok) return stored;
  const wire = withMarkup(call, stored.value.wire);
  return wire.ok ? finishEdit(world, call, stored.value, wire.value) : wire;
}

function remove(world: World, call: MethodCall, stored: StoredMessage): void {
  world.messages.remove(stored);
  world.messages.log({
    kind: 'delete',
    method: call.method,
    chatId: stored.wire.chat.id,
    messageId: stored.wire.message_id,
    text: '',
    silent: true,
    buttons: [],
  });
  world.counters.total('deletes');
}

function checkDeletable(world: World, stored: StoredMessage): Result<StoredMessage, Refusal> {
  if (world.now() - stored.sentAtMs > DELETE_WITHIN_MS) {
    return badRequest("message can't be deleted for everyone");
  }
  const isAllowed = stored.outgoing || stored.wire.chat.type === 'private';
  return isAllowed ? ok(stored) : badRequest("message can't be deleted");
}

function deleteOne(world: World, call: MethodCall): Reply {
  const record = checkChat(world, call);
  if (!record.ok) return record;
  const id = integerOf(call, 'message_id');
  if (id === undefined || id === 0) return badRequest('message identifier is not specified');
  const stored = world.messages.find(record.value.chat.id, id);
  if (stored === undefined) return badRequest('message to delete not found');
  const deletable = checkDeletable(world, stored);
  if (!deletable.ok) return deletable;
  remove(world, call, stored);
  return ok(true);
}

function deleteMany(world: World, call: MethodCall): Reply {
  const record = checkChat(world, call);
  if (!record.ok) return record;
  const ids = nestedOf(call, 'message_ids');
  if (!Array.isArray(ids) || ids.length === 0) return badRequest('message identifiers are not specified');
  if (ids.length > DELETE_MANY_MAX) return badRequest('too many message identifiers specified');
  for (const id of ids) {
    const stored = world.messages.find(record.value.chat.id, Number(id));
    if (stored !== undefined && checkDeletable(world, stored).ok) remove(world, call, stored);
  }
  return ok(true);
}

export function createEditMethods(world: World): MethodTable {
  return {
    editMessageText: (call) => editText(world, call),
    editMessageCaption: (call) => editCaption(world, call),
    editMessageReplyMarkup: (call) => editMarkup(world, call),
    deleteMessage: (call) => deleteOne(world, call),
    deleteMessages: (call) => deleteMany(world, call),
  };
}
