import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

export const visionTypes = ['sam', 'owlvit'] as const;
/** transformers' name of the architecture */
export type VisionType = (typeof visionTypes)[number];

/** A checkpoint itself, or those in a folder of such. */
export function checkpointsIn(folder: string): string[] {
  const path = resolve(folder);
  if (isCheckpoint(path)) return [path];
  return entriesOf(path).filter(isCheckpoint).sort();
}

/** The folders in which a SAM or an OWL-ViT may lie: the one given, and those inside. */
export function visionIn(folder: string, type: VisionType): string[] {
  const path = resolve(folder);
  return [path, ...entriesOf(path).filter(isFolder).sort()].filter((each) => isVision(each, type));
}

/** Whether a path leads to anything that the app can use. */
export const holdsModel = (path: string): boolean =>
  checkpointsIn(path).length > 0 || visionTypes.some((type) => visionIn(path, type).length > 0);

const entriesOf = (path: string): string[] => (isFolder(path) ? readdirSync(path).map((name) => join(path, name)) : []);

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** A folder in diffusers layout, or a single file; those named as in such a folder are part of one. */
function isCheckpoint(path: string): boolean {
  if (path.endsWith('.safetensors'))
    return existsSync(path) && !isFolder(path) && !/^(model|diffusion_pytorch_model)\b/.test(basename(path));
  return existsSync(join(path, 'model_index.json')) || existsSync(join(path, 'unet', 'config.json'));
}

function isVision(path: string, type: VisionType): boolean {
  const file = join(path, 'config.json');
  if (!existsSync(file) || !existsSync(join(path, 'preprocessor_config.json'))) return false;
  return new RegExp(`"model_type"\\s*:\\s*"${type}"`).test(readFileSync(file, 'utf8'));
}
