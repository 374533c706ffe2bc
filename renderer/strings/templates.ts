/** Words for the texts that models are asked with. */
export const templates = {
  open: 'Prompt templates…',
  title: 'Prompt templates',
  help: 'What a language model is told before your sentence. {caption} is where the sentence goes. Answers are kept apart by the wording they were asked with.',
  which: 'Template',
  own: 'yours',
  label: 'Text of the template',
  save: 'Save as yours',
  reset: 'Back to the app’s own',
  confirmReset: 'Drop your wording?',
  back: 'Back',
};
