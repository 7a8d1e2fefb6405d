// The files of the emulated Telegram: kept with the state up to a bound, found by file id or path.
import { fail, ok, type Result } from '../../domain/result.ts';
import { imageSize } from './image-size.ts';
import { KEPT } from './memory.ts';
import { type MethodCall, textOf, type Upload } from './params.ts';
import { badRequest, type Refusal } from './refusal.ts';
import type { StoredFile } from './state.ts';
import { opaqueId, type World } from './world.ts';

/** Documented upload limits of the Bot API. */
const DOCUMENT_MAX_BYTES = 50_000_000;
const PHOTO_MAX_BYTES = 10_000_000;
/** Documented: width and height together, and the longer by the shorter. */
const PHOTO_SIDES_MAX = 10_000;
const PHOTO_RATIO_MAX = 20;

export type FileKind = 'photo' | 'document';

const FOLDERS: Readonly<Record<FileKind, string>> = { photo: 'photos', document: 'documents' };

function findUpload(call: MethodCall, kind: FileKind): Upload | undefined {
  const attached = /^attach:\/\/(.+)$/.exec(textOf(call, kind) ?? '')?.[1];
  return call.uploads.get(attached ?? kind);
}

function checkPhoto(upload: Upload): Result<{ width: number; height: number }, Refusal> {
  if (upload.bytes.length > PHOTO_MAX_BYTES) {
    return badRequest(`file of size ${upload.bytes.length} bytes is too big for a photo`);
  }
  const size = imageSize(upload.bytes);
  if (size === undefined) return badRequest('IMAGE_PROCESS_FAILED');
  const { width, height } = size;
  const ratio = Math.max(width, height) / Math.min(width, height);
  const fits = width > 0 && height > 0 && width + height <= PHOTO_SIDES_MAX && ratio <= PHOTO_RATIO_MAX;
  return fits ? ok(size) : badRequest('PHOTO_INVALID_DIMENSIONS');
}

function dropOldBytes(files: Map<string, StoredFile>): void {
  let total = 0;
  for (const file of [...files.values()].toReversed()) {
    total += file.base64.length;
    if (total > KEPT.fileBytes) files.set(file.fileId, { ...file, base64: '' });
  }
}

function store(world: World, kind: FileKind, upload: Upload, size: { width: number; height: number }) {
  const fileId = opaqueId(world, kind === 'photo' ? 'AgACAgIAAx' : 'BQACAgIAAx');
  const extension = /\.[a-z0-9]{1,8}$/i.exec(upload.fileName)?.[0] ?? (kind === 'photo' ? '.jpg' : '');
  const file: StoredFile = {
    fileId,
    uniqueId: opaqueId(world, 'AQAD'),
    path: `${FOLDERS[kind]}/file_${world.memory.files.size}${extension}`,
    fileName: upload.fileName,
    mimeType: upload.mimeType || 'application/octet-stream',
    size: upload.bytes.length,
    ...size,
    base64: Buffer.from(upload.bytes).toString('base64'),
  };
  world.memory.files.set(fileId, file);
  dropOldBytes(world.memory.files);
  return file;
}

/** Stores a person's or the bot's upload. */
export function checkUpload(world: World, kind: FileKind, upload: Upload): Result<StoredFile, Refusal> {
  if (upload.bytes.length === 0) return badRequest('file must be non-empty');
  if (upload.bytes.length > DOCUMENT_MAX_BYTES) {
    return fail({ code: 413, description: 'Request Entity Too Large' });
  }
  const size = kind === 'photo' ? checkPhoto(upload) : ok({ width: 0, height: 0 });
  return size.ok ? ok(store(world, kind, upload, size.value)) : size;
}

/** The file a call sends: an upload, or the id of one that is known. */
export function checkFile(world: World, call: MethodCall, kind: FileKind): Result<StoredFile, Refusal> {
  const upload = findUpload(call, kind);
  if (upload !== undefined) return checkUpload(world, kind, upload);
  const reference = textOf(call, kind) ?? '';
  if (reference === '') return badRequest(`there is no ${kind} in the request`);
  const known = world.memory.files.get(reference);
  if (known !== undefined) return ok(known);
  return /^https?:/.test(reference)
    ? badRequest('failed to get HTTP URL content')
    : badRequest('wrong file identifier/HTTP URL specified');
}
