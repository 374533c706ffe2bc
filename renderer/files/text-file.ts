import { AppError } from '../../preload/contract/errors.ts';
import { answersBySentenceSchema, type AnswersBySentence } from '../../preload/contract/answers.ts';
import { strings } from '../strings.ts';

/** A file that the user has picked or dropped. */
export interface TextFile {
  readonly name: string;
  readonly text: string;
}

const largest = 12e6; // bytes: less than a request to the studio may have

/** @throws AppError bad_request: too large, or no text */
export async function readTextFile(file: File): Promise<TextFile> {
  if (file.size > largest) throw new AppError('bad_request', strings.files.tooLarge(file.name));
  const text = await file.text();
  if (text.includes('\0')) throw new AppError('bad_request', strings.files.noText(file.name));
  return { name: file.name, text };
}

/** Lets the user pick a file; null if none was picked. */
export function pickFile(accept: string): Promise<File | null> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.accept = accept;
    input.onchange = () => {
      resolve(input.files?.[0] ?? null);
    };
    input.oncancel = () => {
      resolve(null);
    };
    input.click();
  });
}

/** Hands a text to the user as a file. */
export function saveFile({ name, text }: TextFile): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

/** The answers in a cache of the reference; null where the text is something else. */
export function readAnswers(text: string): AnswersBySentence | null {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return null; // another format; the studio says what it is
  }
  const parsed = answersBySentenceSchema.safeParse(value);
  return parsed.success && Object.keys(parsed.data).length > 0 ? parsed.data : null;
}
