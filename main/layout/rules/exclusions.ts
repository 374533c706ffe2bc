import type { NounPhrase } from './noun-phrase.ts';
import type { Segment } from './segments.ts';

/** Collects what a sentence excludes: "without people or cars". */
export class Exclusions {
  private readonly phrases: string[] = [];
  /** Determiner of the last excluded phrase while the list may go on; 'any' right after "without". */
  private state: NounPhrase['determiner'] | 'any' | null = null;

  get isOpen(): boolean {
    return this.state !== null;
  }

  get text(): string {
    return this.phrases.join(', ');
  }

  start(): void {
    this.state = 'any';
  }

  end(): void {
    this.state = null;
  }

  /**
   * Takes a phrase if it is excluded. After "and" it must look like the one before, as in "without cars and people", and nothing may be said of it:
   * "without people and a dog" and "without a shade and a chair on the left" exclude neither dog nor chair.
   */
  take(phrase: NounPhrase, joined: boolean, next: Segment | undefined): boolean {
    if (this.state === null) return false;
    const isSpokenOf = next?.type === 'place' || next?.type === 'relation' || next?.type === 'verb';
    const alike = joined && this.state === phrase.determiner && !(isSpokenOf && phrase.determiner !== 'none');
    if (this.state !== 'any' && !alike) {
      this.state = null;
      return false;
    }
    this.state = phrase.determiner;
    const text = phrase.typed.replace(/^(?:an?|any|the|single) /i, '');
    if (!this.phrases.includes(text)) this.phrases.push(text);
    return true;
  }
}
