/** CLIP's byte-pair tokenizer. */
export interface Tokenizer {
  /** Length of the text encoder's input, start and end marks included. */
  readonly maxTokens: number;
  /** Ids of the start mark, the end mark and the padding. */
  readonly bos: number;
  readonly eos: number;
  readonly padding: number;
  /** Token ids with start and end marks, neither padded nor cut. */
  encode(text: string): number[];
  /** Exactly `maxTokens` ids: cut (the end mark is kept) or padded. */
  pad(ids: readonly number[]): number[];
  /** Token strings as the vocabulary has them (`cat</w>`), without start and end marks. */
  tokens(text: string): string[];
}
