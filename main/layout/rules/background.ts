import { withArticle } from './article.ts';
import { landscapeNouns, moodNouns, sceneNouns } from './lexicon/scene-words.ts';
import type { NounPhrase } from './noun-phrase.ts';

/** What a picture shows when nothing is said of it. */
const anyScene = 'A realistic scene';
const plainMedium =
  /^(?:an? |the )?(?:(?:realistic|real|photorealistic|good|nice|simple|beautiful|high-quality) )*(?:photo|photograph|picture|image|shot|view)$/i;

/** No longer text fits a text encoder beside the captions. */
const longest = 240;

/** Collects what fills the picture behind the things, and words it. */
export class Background {
  private medium: string | null = null;
  private scene: string | null = null;
  private fallback: string | null = null;
  private readonly details: string[] = [];

  get isEmpty(): boolean {
    return this.scene === null && this.medium === null && this.details.length === 0;
  }

  get hasScene(): boolean {
    return this.scene !== null;
  }

  /** "an oil painting": what kind of picture it is. */
  setMedium(text: string): void {
    this.medium ??= text;
  }

  /** "a beach"; a second scene becomes a detail of the first. */
  setScene(phrase: NounPhrase): void {
    const text = phrase.determiner === 'none' && !phrase.plural && !phrase.proper ? bareScene(phrase) : phrase.typed;
    if (this.scene === null) this.scene = text;
    else this.addDetail(`with ${text}`);
  }

  /** A scene to take if the sentence names no other. */
  suggestScene(text: string): void {
    this.fallback ??= text;
  }

  /** "at night", "under a starry sky"; after a comma when it begins with one. */
  addDetail(text: string): void {
    if (!this.details.includes(text)) this.details.push(text);
  }

  /** Something after a preposition: "on a beach" makes the scene, "at night" a detail. */
  addPlace(preposition: string, phrase: NounPhrase): void {
    const fills = this.scene === null && /^(?:in|on|at|inside|through|across|within|along)$/.test(preposition);
    const names = isSceneNoun(phrase);
    if (fills && names && !bareGround.test(phrase.typed)) this.setScene(phrase);
    else this.addDetail(`${preposition} ${phrase.typed}`);
  }

  get text(): string {
    const scene = this.scene ?? this.fallback;
    const plain = this.medium === null || (scene === null && plainMedium.test(this.medium));
    const start = plain ? (scene ?? anyScene) : `${this.medium}${whole(this.medium, scene)}`;
    const text = this.details.reduce((before, detail) => before + (detail.startsWith(',') ? '' : ' ') + detail, start);
    const cut = text.length > longest ? text.slice(0, text.lastIndexOf(' ', longest)) : text;
    return cut.charAt(0).toUpperCase() + cut.slice(1);
  }
}

/** "of a beach"; a portrait or close-up shows no scene. */
const whole = (medium: string | null, scene: string | null): string =>
  scene === null && /portrait|close-?up|selfie|life|icon$/i.test(medium ?? '') ? '' : ` of ${scene ?? 'a scene'}`;

/** "on grass", "in water": no scene by themselves. */
const bareGround = /^(?:the )?(?:\S+ )?(?:grass|snow|sand|mud|water|ground|floor|ice|surface|corner|leaves|lawn)$/i;

/** "forest" → "a forest", but "space" and "water" stay as they are. */
const bareScene = (phrase: NounPhrase): string =>
  /^(?:space|outer-space|water|grass|snow|sand|mud|heaven|hell|mars|earth|countryside|underwater|ice)$/.test(
    phrase.head,
  ) || moodNouns.has(phrase.head)
    ? phrase.text
    : withArticle(phrase.text);

/** Lights that are things: "a traffic light". */
const lamps = /^(?:traffic|street|christmas|fairy|string|stage|ceiling|flash|desk|bike)$/;

/** Whether a phrase names where or when a picture plays. */
export const namesScene = (phrase: NounPhrase): boolean =>
  !(phrase.head === 'light' && lamps.test(phrase.modifiers.at(-1) ?? '')) &&
  (isSceneNoun(phrase) || moodNouns.has(phrase.head));

const isSceneNoun = ({ head, noun, modifiers }: NounPhrase): boolean =>
  sceneNouns.has(head) ||
  sceneNouns.has(noun) ||
  sceneEnding.test(head) ||
  (head === 'square' && squares.test(modifiers.at(-1) ?? ''));

/** "schoolyard", "ballroom", "cornfield". */
const sceneEnding = /^(?!mushroom$).{2,}(?:yard|room|scape|field)$/;
/** Elsewhere a square is a shape. */
const squares = /^(?:village|town|city|market|public|main|central)$/;

/** Whether a phrase names a part of a landscape. */
export const namesLandscape = (phrase: NounPhrase): boolean => landscapeNouns.has(phrase.head);
