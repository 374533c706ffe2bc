import { AppError } from '../../../preload/contract/errors.ts';
import { chooseWeights } from './choose-weights.ts';
import type { ChosenFile, HubFile } from './hub-file.ts';

export interface Listing {
  repo: string;
  files: readonly HubFile[];
  /** transformers' name of the architecture, where the hub tells it. */
  modelType: string | null;
}

const tokenizerNames = [
  'vocab.json',
  'merges.txt',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'tokenizer.json',
] as const;
/** Without these no tokenizer can be read. */
const neededOfTokenizer: readonly string[] = ['vocab.json', 'merges.txt'];
const looking = ['sam', 'owlvit'];
const pickle = /\.(bin|ckpt|pt|pth|pkl)$/;

/**
 * The files of a repository that the engine reads: of a checkpoint in diffusers layout, or of a SAM or OWL-ViT model in that of transformers.
 * Safety checkers, pickles, and what is for other programs stay behind.
 * @throws AppError bad_request when it is neither, or when something is missing
 */
export function chooseFiles(listing: Listing): ChosenFile[] {
  const has = (path: string): boolean => listing.files.some((file) => file.path === path);
  if (has('model_index.json')) return diffusers(listing);
  if (has('config.json') && has('preprocessor_config.json')) return looks(listing);
  throw neither(listing);
}

function diffusers(listing: Listing): ChosenFile[] {
  const choice = new Choice(listing);
  const folders = new Set(listing.files.map(({ path }) => path.split('/', 1)[0] ?? ''));
  const suffixes = ['', '_2'].filter((suffix) => folders.has(`text_encoder${suffix}`));
  choice.file('model_index.json');
  choice.file('scheduler/scheduler_config.json');
  for (const suffix of suffixes.length === 0 ? [''] : suffixes) {
    choice.part(`text_encoder${suffix}`, 'model');
    for (const name of tokenizerNames) choice.file(`tokenizer${suffix}/${name}`, neededOfTokenizer.includes(name));
  }
  choice.part('unet', 'diffusion_pytorch_model');
  choice.part('vae', 'diffusion_pytorch_model');
  return choice.made();
}

/** A model of a single part, whose files lie side by side. */
function looks(listing: Listing): ChosenFile[] {
  const { modelType, repo } = listing;
  if (modelType !== null && !looking.includes(modelType)) {
    throw new AppError(
      'bad_request',
      `${repo} can not be used: it is a model of the kind "${modelType}". Nothing was downloaded. LMD Studio draws with Stable Diffusion checkpoints in diffusers layout, and looks with SAM and OWL-ViT.`,
    );
  }
  const choice = new Choice(listing);
  choice.file('preprocessor_config.json');
  choice.part('', 'model');
  for (const name of tokenizerNames) choice.file(name, modelType === 'owlvit' && neededOfTokenizer.includes(name));
  return choice.made();
}

/** Collects files, and what is missing of them, so that everything is told at once. */
class Choice {
  readonly #listing: Listing;
  readonly #chosen: ChosenFile[] = [];
  readonly #missing: string[] = [];
  readonly #pickled: string[] = [];

  constructor(listing: Listing) {
    this.#listing = listing;
  }

  file(path: string, needed = true): void {
    const file = this.#listing.files.find((each) => each.path === path);
    if (file !== undefined) this.#chosen.push({ ...file, saveAs: path });
    else if (needed) this.#missing.push(path);
  }

  /** @param folder of one network; '' for the repository itself */
  part(folder: string, stem: string): void {
    const prefix = folder === '' ? '' : `${folder}/`;
    this.file(`${prefix}config.json`);
    const beside = this.#listing.files.filter(({ path }) => path.startsWith(prefix) && !inFolder(path, prefix));
    const weights = chooseWeights(beside, prefix, stem);
    const pickles = beside.filter(({ path }) => pickle.test(path));
    if (weights !== null) this.#chosen.push(...weights);
    else if (pickles.length > 0) this.#pickled.push(...pickles.map(({ path }) => path));
    else this.#missing.push(`${prefix}${stem}.safetensors`);
  }

  /** @throws AppError bad_request */
  made(): ChosenFile[] {
    if (this.#pickled.length > 0) throw pickled(this.#listing.repo, this.#pickled);
    if (this.#missing.length === 0) return this.#chosen;
    throw new AppError(
      'bad_request',
      `${this.#listing.repo} can not be drawn or looked with: it has no ${this.#missing.join(', no ')}. Nothing was downloaded; choose another repository or revision.`,
    );
  }
}

const inFolder = (path: string, prefix: string): boolean => path.slice(prefix.length).includes('/');

const pickled = (repo: string, paths: readonly string[]): AppError =>
  new AppError(
    'bad_request',
    `The weights of ${repo} are there only as Python pickles (${paths.slice(0, 3).join(', ')}). A pickle can run any program when it is read, so LMD Studio never reads one. Nothing was downloaded. Look for the same checkpoint with .safetensors weights: often another revision of the repository has them, as refs/pr/1.`,
  );

function neither({ repo, files }: Listing): AppError {
  const paths = files.map(({ path }) => path);
  const pickles = paths.filter((path) => pickle.test(path));
  if (pickles.length > 0 && !paths.some((path) => path.endsWith('.safetensors'))) return pickled(repo, pickles);
  return new AppError(
    'bad_request',
    `${repo} can not be used: it has no model_index.json, as a checkpoint in diffusers layout has, and not config.json with preprocessor_config.json, as SAM and OWL-ViT have. Nothing was downloaded. A single .safetensors file can be downloaded with a browser and added as it is.`,
  );
}
