import { AppError } from '../../../preload/contract/errors.ts';

/** What is told to a model about its answer, by the kind of fault. */
const faults: Readonly<Record<string, string>> = {
  empty: 'That answer is empty.',
  no_layout: 'That answer is only text: it holds no boxes.',
  bad_list: 'The list of boxes in that answer can not be read: its brackets or quotation marks do not fit together.',
  no_valid_boxes: 'No entry of the list in that answer is a box: a box has a name and four numbers.',
};

/** Quotes the fault of an answer that could not be read. */
export function faultOf(error: unknown): string {
  const { detail = '' } = AppError.from(error);
  return `${faults[detail] ?? 'That answer can not be read.'} Answer once more, in exactly the format that was asked for and with nothing else.`;
}
