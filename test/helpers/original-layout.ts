import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readTensors, writeTensors, type StoredBytes } from './safetensors.ts';

type Tensors = ReadonlyMap<string, StoredBytes>;
type Names = readonly (readonly [pattern: RegExp, name: string | ((...groups: string[]) => string)])[];

const rename = (key: string, names: Names): string => {
  for (const [pattern, name] of names)
    if (pattern.test(key)) return typeof name === 'string' ? key.replace(pattern, name) : key.replace(pattern, name);
  return key;
};

const resnetNames: Names = [
  [/norm1\b/, 'in_layers.0'],
  [/conv1\b/, 'in_layers.2'],
  [/time_emb_proj\b/, 'emb_layers.1'],
  [/norm2\b/, 'out_layers.0'],
  [/conv2\b/, 'out_layers.3'],
  [/conv_shortcut\b/, 'skip_connection'],
];

/** A UNet with two residual blocks in each level, unless said otherwise, by CompVis' keys. */
export function originalUnet(tensors: Tensors, layers: number): Map<string, StoredBytes> {
  const per = layers + 1;
  const names: Names = [
    [/^conv_in/, 'input_blocks.0.0'],
    [/^time_embedding\.linear_1/, 'time_embed.0'],
    [/^time_embedding\.linear_2/, 'time_embed.2'],
    [/^add_embedding\.linear_1/, 'label_emb.0.0'],
    [/^add_embedding\.linear_2/, 'label_emb.0.2'],
    [/^conv_norm_out/, 'out.0'],
    [/^conv_out/, 'out.2'],
    [/^down_blocks\.(\d)\.resnets\.(\d)/, (_, b, l) => `input_blocks.${1 + Number(b) * per + Number(l)}.0`],
    [/^down_blocks\.(\d)\.attentions\.(\d)/, (_, b, l) => `input_blocks.${1 + Number(b) * per + Number(l)}.1`],
    [/^down_blocks\.(\d)\.downsamplers\.0\.conv/, (_, b) => `input_blocks.${(Number(b) + 1) * per}.0.op`],
    [/^mid_block\.resnets\.0/, 'middle_block.0'],
    [/^mid_block\.attentions\.0/, 'middle_block.1'],
    [/^mid_block\.resnets\.1/, 'middle_block.2'],
    [/^up_blocks\.(\d)\.resnets\.(\d)/, (_, b, l) => `output_blocks.${Number(b) * per + Number(l)}.0`],
    [/^up_blocks\.(\d)\.attentions\.(\d)/, (_, b, l) => `output_blocks.${Number(b) * per + Number(l)}.1`],
    [
      /^up_blocks\.(\d)\.upsamplers\.0/,
      (_, b) =>
        `output_blocks.${Number(b) * per + layers}.${tensors.has(`up_blocks.${b}.attentions.0.norm.weight`) ? 2 : 1}`,
    ],
  ];
  return mapped(tensors, (key) => rename(key.includes('.resnets.') ? rename(key, resnetNames) : key, names));
}

/** An autoencoder of four levels by CompVis' keys; its attention has 1×1 convolutions there. */
export function originalVae(tensors: Tensors): Map<string, StoredBytes> {
  const last = 3;
  const names: Names = [
    [/mid_block\.resnets\.0/, 'mid.block_1'],
    [/mid_block\.resnets\.1/, 'mid.block_2'],
    [/mid_block\.attentions\.0\.group_norm/, 'mid.attn_1.norm'],
    [/mid_block\.attentions\.0\.to_out\.0/, 'mid.attn_1.proj_out'],
    [/mid_block\.attentions\.0\.to_/, 'mid.attn_1.'],
    [/down_blocks\.(\d)\.resnets/, 'down.$1.block'],
    [/down_blocks\.(\d)\.downsamplers\.0/, 'down.$1.downsample'],
    [/up_blocks\.(\d)\.resnets/, (_, b) => `up.${last - Number(b)}.block`],
    [/up_blocks\.(\d)\.upsamplers\.0/, (_, b) => `up.${last - Number(b)}.upsample`],
    [/conv_norm_out/, 'norm_out'],
  ];
  const renamed = mapped(tensors, (key) => rename(key, names).replace('conv_shortcut', 'nin_shortcut'));
  return new Map(
    [...renamed].map(([key, tensor]) => [
      key,
      /attn_1\.(q|k|v|proj_out)\.weight/.test(key) ? { ...tensor, shape: [...tensor.shape, 1, 1] } : tensor,
    ]),
  );
}

/** A text encoder by open_clip's keys: query, key and value in one tensor, the projection not transposed, one more layer where it is not used. */
export function openClip(tensors: Tensors, unusedLayer: boolean): Map<string, StoredBytes> {
  const names: Names = [
    [/^embeddings\.position_embedding\.weight/, 'positional_embedding'],
    [/^embeddings\.token_embedding/, 'token_embedding'],
    [/^final_layer_norm/, 'ln_final'],
    [/layer_norm(\d)/, 'ln_$1'],
    [/self_attn\.out_proj/, 'attn.out_proj'],
    [/mlp\.fc1/, 'mlp.c_fc'],
    [/mlp\.fc2/, 'mlp.c_proj'],
  ];
  const out = new Map<string, StoredBytes>();
  for (const [key, tensor] of mapped(tensors, (k) => k.replace(/^text_model\./, ''))) {
    const place = key.replace(/^encoder\.layers\./, 'transformer.resblocks.');
    const [, layer, part, kind] = /^(.+)\.self_attn\.([qkv])_proj\.(weight|bias)$/.exec(place) ?? [];
    if (key === 'text_projection.weight') out.set('text_projection', transposed(tensor));
    else if (layer === undefined) out.set(rename(place, names), tensor);
    else if (part === 'q') {
      const original = layer.replace('transformer.resblocks.', 'encoder.layers.');
      const find = (p: string) =>
        [...tensors].find(([k]) => k.endsWith(`${original}.self_attn.${p}_proj.${kind}`))?.[1] ?? tensor;
      const data = Buffer.concat(['q', 'k', 'v'].map((p) => find(p).data));
      const [rows = 0, ...rest] = tensor.shape;
      out.set(`${layer}.attn.in_proj_${kind}`, { ...tensor, shape: [3 * rows, ...rest], data });
    }
  }
  if (!unusedLayer) return out;
  const last = Math.max(...[...out.keys()].map((key) => Number(/resblocks\.(\d+)/.exec(key)?.[1] ?? 0)));
  for (const [key, tensor] of [...out])
    if (key.includes(`resblocks.${last}.`)) out.set(key.replace(`.${last}.`, `.${last + 1}.`), tensor);
  const width = out.get('ln_final.weight')?.shape[0] ?? 0;
  out.set('text_projection', { dtype: 'F16', shape: [width, width], data: Buffer.alloc(2 * width * width) });
  return out.set('logit_scale', { dtype: 'F16', shape: [], data: Buffer.alloc(2) });
}

/** A matrix of 16-bit numbers with rows and columns exchanged. */
function transposed({ dtype, shape: [rows = 0, columns = 0], data }: StoredBytes): StoredBytes {
  const from = new Uint16Array(new Uint8Array(data).buffer);
  const to = new Uint16Array(from.length);
  from.forEach((value, k) => (to[(k % columns) * rows + Math.floor(k / columns)] = value));
  return { dtype, shape: [columns, rows], data: Buffer.from(to.buffer) };
}

const mapped = (tensors: Tensors, name: (key: string) => string): Map<string, StoredBytes> =>
  new Map([...tensors].map(([key, tensor]) => [name(key), tensor]));

export type OriginalKind = 'sd1' | 'sd2' | 'sdxl' | 'refiner';

/** Writes a checkpoint in diffusers layout as a single file in the layout of the original Stable Diffusion code. */
export function writeSingleFile(
  folder: string,
  path: string,
  kind: OriginalKind,
  metadata: Readonly<Record<string, string>> = {},
): void {
  const read = (part: string, stem: string): Tensors => readTensors(join(folder, part, `${stem}.safetensors`));
  const encoder = (part: string): Tensors => read(part, 'model');
  const clip = (part: string): Tensors =>
    mapped(encoder(part), (key) => (key.startsWith('text_model.') ? key : `text_model.${key}`));
  const unet = read('unet', 'diffusion_pytorch_model');
  const layers = unet.has('down_blocks.0.resnets.1.conv1.weight') ? 2 : 1;
  const second = existsSync(join(folder, 'text_encoder_2')) ? openClip(encoder('text_encoder_2'), false) : new Map();
  const texts: Record<OriginalKind, () => readonly (readonly [string, Tensors])[]> = {
    sd1: () => [['cond_stage_model.transformer.', clip('text_encoder')]],
    sd2: () => [['cond_stage_model.model.', openClip(encoder('text_encoder'), true)]],
    sdxl: () => [
      ['conditioner.embedders.0.transformer.', clip('text_encoder')],
      ['conditioner.embedders.1.model.', second],
    ],
    refiner: () => [['conditioner.embedders.0.model.', second]],
  };
  const parts: readonly (readonly [string, Tensors])[] = [
    ['model.diffusion_model.', originalUnet(unet, layers)],
    ['first_stage_model.', originalVae(read('vae', 'diffusion_pytorch_model'))],
    ...texts[kind](),
    // What training leaves in such files.
    ['', new Map([['betas', { dtype: 'F32', shape: [1], data: Buffer.alloc(4) }]])],
    ['model_ema.', new Map([['decay', { dtype: 'F32', shape: [], data: Buffer.alloc(4) }]])],
  ];
  const all = parts.flatMap(([prefix, tensors]) => [...mapped(tensors, (key) => prefix + key)]);
  writeTensors(path, new Map(all), metadata);
}
