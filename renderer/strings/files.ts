import { plural } from './plural.ts';

/** Words for layouts and answers that come and go as files. */
export const files = {
  importAction: 'Import a layout, picture or answers…',
  exportAction: 'Export the layout…',
  drop: 'Drop a layout, a picture made here, or stored answers',
  importTitle: (name: string) => `Import ${name}`,
  exportTitle: 'Export the layout',
  cancel: 'Cancel',
  use: 'Use this layout',
  format: 'Format',
  content: 'Holds',
  sentence: 'Sentence',
  asIs: 'Nothing had to be repaired or guessed.',
  formats: {
    studio: 'LMD Studio',
    lmd: 'LMD text',
    diffusers: 'diffusers GLIGEN',
    ideogram: 'Ideogram prompt',
    'gligen-gui': 'gligen-gui session',
  },
  formatHelp: {
    studio: 'JSON with everything: seeds, strengths, locks',
    lmd: 'What the reference code and ChatGPT read',
    diffusers: 'JSON arguments: phrases, boxes from 0 to 1',
    ideogram: 'Structured JSON prompt with boxes',
    'gligen-gui': 'Opens in the GLIGEN editor for ComfyUI',
  },
  written: 'The layout in this format',
  copied: 'Copied',
  save: 'Save file',
  saved: (name: string) => `Saved as ${name}.`,
  imported: (boxes: number, name: string) =>
    `${plural(boxes, 'box', 'boxes')} from ${name}. Undo brings the old ones back.`,
  reopened: (name: string) => `Layout, settings and seed of ${name} are back. Undo brings the old layout back.`,
  noRecord: (name: string) =>
    `${name} holds no layout: it was not made by LMD Studio, or the program that saved it last has dropped its notes. Nothing was changed.`,
  tooLarge: (name: string) => `${name} is larger than 12 MB. Nothing was changed: no layout or cache is that large.`,
  tooLong: (name: string) => `${name} is no file of stored answers, and too long for one layout. Nothing was changed.`,
  noLayout: (name: string) =>
    `${name} holds no layout in a format that is known: LMD Studio, LMD text, diffusers, Ideogram, gligen-gui. Your layout was not changed.`,
  noAnswers: (name: string) =>
    `${name} is no file of stored answers: it must be a JSON object with a list of answers for every sentence. Nothing was changed.`,
  noText: (name: string) =>
    `${name} holds no text. Nothing was changed: layouts and stored answers are JSON or text files.`,
  answersFound: (answers: number, sentences: number) =>
    `The file holds ${plural(answers, 'answer', 'answers')} to ${plural(sentences, 'sentence', 'sentences')}.`,
  answersHelp: 'They are used when the same sentence is asked of this model with this version of the template.',
  template: 'Template',
  model: 'Model',
  addAnswers: 'Add answers',
  answersAdded: (added: number, all: number) =>
    added === all
      ? `${plural(added, 'answer', 'answers')} added.`
      : `${plural(added, 'answer', 'answers')} added; ${plural(all - added, 'was', 'were')} there already.`,
};
