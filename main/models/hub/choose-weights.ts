import type { ChosenFile, HubFile } from './hub-file.ts';

/** Half precision takes half the bytes. A variant that is much smaller lacks layers: those of GLIGEN are missing from some. */
const leastHalf = 0.45;

/**
 * The weights of one network: in half precision where they are complete, which is half the download, else as they are. Null without .safetensors.
 * @param files those beside its config.json
 * @param prefix of their paths: the folder with a slash, or ''
 * @param stem name of the file, as in "diffusion_pytorch_model"
 */
export function chooseWeights(files: readonly HubFile[], prefix: string, stem: string): ChosenFile[] | null {
  const plain = single(files, `${prefix}${stem}.safetensors`) ?? shards(files, prefix, stem, '');
  const half = single(files, `${prefix}${stem}.fp16.safetensors`);
  if (half !== null && (plain === null || size(half) >= leastHalf * size(plain))) {
    return half.map((file) => ({ ...file, saveAs: `${prefix}${stem}.safetensors` })); // the name that the engine looks for first
  }
  // Shards of half precision come last: their index names them, so that they keep their names.
  const weights = plain ?? shards(files, prefix, stem, '.fp16');
  return weights?.map((file) => ({ ...file, saveAs: file.path })) ?? null;
}

const size = (files: readonly HubFile[]): number => files.reduce((sum, { bytes }) => sum + bytes, 0);

function single(files: readonly HubFile[], path: string): HubFile[] | null {
  const file = files.find((each) => each.path === path);
  return file === undefined ? null : [file];
}

/** Weights in several files with their index, if all are there: `stem-00001-of-00002.safetensors`, `stem.safetensors.index.json`. */
function shards(files: readonly HubFile[], prefix: string, stem: string, variant: '' | '.fp16'): HubFile[] | null {
  const index = single(files, `${prefix}${stem}.safetensors.index${variant}.json`);
  if (index === null) return null;
  const start = `${prefix}${stem}${variant}-`;
  const parts = files.filter(
    ({ path }) => path.startsWith(start) && /^\d{5}-of-\d{5}\.safetensors$/.test(path.slice(start.length)),
  );
  const announced = Number(parts[0]?.path.slice(start.length).slice(9, 14));
  return parts.length === announced ? [...index, ...parts] : null;
}
