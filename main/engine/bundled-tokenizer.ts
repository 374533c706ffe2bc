import { join } from 'node:path';

/** CLIP's vocabulary, which comes with the app, for checkpoints without a tokenizer. This module lies as deep below the app's folder as its bundle. */
export const bundledTokenizer = join(import.meta.dirname, '../../resources/tokenizer/clip');
