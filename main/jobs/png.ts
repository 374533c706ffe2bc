import { crc32 } from 'node:zlib';
import { encode } from 'fast-png';
import type { RgbImage } from '../../preload/contract/engine.ts';

const signatureBytes = 8;
const utf8 = new TextEncoder();

/**
 * An RGB picture as a PNG with text chunks, one per entry of `text`: tEXt where the value is plain ASCII, iTXt (UTF-8,
 * uncompressed) otherwise. PNG specification 1.2, sections 4.2.3 and 5.
 */
export function encodePng(image: RgbImage, text: Record<string, string> = {}): Uint8Array {
  const png = encode({ width: image.width, height: image.height, data: image.data, depth: 8, channels: 3 });
  const chunks = Object.entries(text).map(([keyword, value]) => textChunk(keyword, value));
  if (chunks.length === 0) return png;
  // Text goes right behind the header, where readers that stop at the first image data still find it.
  const headerEnd = signatureBytes + 12 + new DataView(png.buffer, png.byteOffset).getUint32(signatureBytes);
  return concat([png.subarray(0, headerEnd), ...chunks, png.subarray(headerEnd)]);
}

/** An RGB picture as a `data:` address, for a window. */
export function pngDataUrl(image: RgbImage): string {
  return `data:image/png;base64,${Buffer.from(encodePng(image)).toString('base64')}`;
}

/** The tEXt and uncompressed iTXt chunks of a PNG by keyword; of a file that is not a PNG, nothing. */
export function readPngText(png: Uint8Array): Record<string, string> {
  const text: Record<string, string> = {};
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  let offset = signatureBytes;
  while (offset + 12 <= png.byteLength) {
    const length = view.getUint32(offset);
    const type = latin1(png.subarray(offset + 4, offset + 8));
    const body = png.subarray(offset + 8, offset + 8 + length);
    const end = body.indexOf(0);
    if (type === 'tEXt' && end > 0) text[latin1(body.subarray(0, end))] = latin1(body.subarray(end + 1));
    if (type === 'iTXt' && end > 0 && body[end + 1] === 0) {
      const languageEnd = body.indexOf(0, end + 3);
      const translatedEnd = body.indexOf(0, languageEnd + 1);
      if (languageEnd > 0 && translatedEnd > 0) {
        text[latin1(body.subarray(0, end))] = new TextDecoder().decode(body.subarray(translatedEnd + 1));
      }
    }
    offset += 12 + length;
  }
  return text;
}

function textChunk(keyword: string, value: string): Uint8Array {
  return /^[\n\x20-\x7e]*$/.test(value)
    ? chunk('tEXt', concat([utf8.encode(keyword), Uint8Array.of(0), utf8.encode(value)]))
    : chunk('iTXt', concat([utf8.encode(keyword), Uint8Array.of(0, 0, 0, 0, 0), utf8.encode(value)]));
}

/** Length, type, body, and the CRC of type and body. */
function chunk(type: string, body: Uint8Array): Uint8Array {
  const typed = concat([utf8.encode(type), body]);
  const bytes = new Uint8Array(typed.length + 8);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, body.length);
  bytes.set(typed, 4);
  view.setUint32(4 + typed.length, crc32(typed));
  return bytes;
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}
