import { describe, expect, it } from 'vitest';
import { chooseFiles } from '../../../main/models/hub/choose-files.ts';

/** Path → size. */
type Sizes = Record<string, number>;

const listed = (sizes: Sizes, modelType: string | null = null) => ({
  repo: 'owner/name',
  modelType,
  files: Object.entries(sizes).map(([path, bytes]) => ({
    path,
    bytes,
    hash: { kind: 'git' as const, hex: '0'.repeat(40) },
  })),
});
const chosen = (sizes: Sizes, modelType: string | null = null): Record<string, string> =>
  Object.fromEntries(chooseFiles(listed(sizes, modelType)).map(({ path, saveAs }) => [saveAs, path]));

const configs: Sizes = {
  'model_index.json': 1,
  'scheduler/scheduler_config.json': 1,
  'tokenizer/vocab.json': 1,
  'tokenizer/merges.txt': 1,
  'tokenizer/tokenizer_config.json': 1,
  'tokenizer/special_tokens_map.json': 1,
  'text_encoder/config.json': 1,
  'unet/config.json': 1,
  'vae/config.json': 1,
};
const plain: Sizes = {
  'text_encoder/model.safetensors': 492,
  'unet/diffusion_pytorch_model.safetensors': 3440,
  'vae/diffusion_pytorch_model.safetensors': 335,
};
const half: Sizes = {
  'text_encoder/model.fp16.safetensors': 246,
  'unet/diffusion_pytorch_model.fp16.safetensors': 1720,
  'vae/diffusion_pytorch_model.fp16.safetensors': 167,
};

describe('chooseFiles', () => {
  it('takes half precision under the plain names, and leaves out what the engine does not read', () => {
    const others = {
      'README.md': 1,
      '.gitattributes': 1,
      'v1-5-pruned.ckpt': 7700,
      'v1-5-pruned-emaonly.safetensors': 4270,
      'safety_checker/model.fp16.safetensors': 608,
      'safety_checker/config.json': 1,
      'feature_extractor/preprocessor_config.json': 1,
      'unet/diffusion_pytorch_model.bin': 3440,
      'unet/diffusion_pytorch_model.non_ema.safetensors': 3440,
      'unet/flax_model.msgpack': 3440,
      'unet/model.onnx': 1,
      'vae_decoder/model.onnx': 1,
      'images/cat.png': 1,
    };
    const files = chosen({ ...configs, ...plain, ...half, ...others });
    expect(Object.keys(files).sort()).toEqual([...Object.keys(configs), ...Object.keys(plain)].sort());
    expect(files['unet/diffusion_pytorch_model.safetensors']).toBe('unet/diffusion_pytorch_model.fp16.safetensors');
    expect(files['text_encoder/model.safetensors']).toBe('text_encoder/model.fp16.safetensors');
    expect(files['unet/config.json']).toBe('unet/config.json');
  });

  it('takes what there is of each network', () => {
    const files = chosen({ ...configs, ...plain, 'vae/diffusion_pytorch_model.fp16.safetensors': 167 });
    expect(files['unet/diffusion_pytorch_model.safetensors']).toBe('unet/diffusion_pytorch_model.safetensors');
    expect(files['vae/diffusion_pytorch_model.safetensors']).toBe('vae/diffusion_pytorch_model.fp16.safetensors');
  });

  it('passes over a half precision UNet that lacks layers, as those of GLIGEN', () => {
    const unet = { 'unet/diffusion_pytorch_model.safetensors': 4270 };
    const files = chosen({ ...configs, ...plain, ...half, ...unet });
    expect(files['unet/diffusion_pytorch_model.safetensors']).toBe('unet/diffusion_pytorch_model.safetensors');
  });

  it('takes the second text encoder of SDXL, and the refiner without a first one', () => {
    const second: Sizes = {
      'text_encoder_2/config.json': 1,
      'text_encoder_2/model.fp16.safetensors': 1390,
      'tokenizer_2/vocab.json': 1,
      'tokenizer_2/merges.txt': 1,
    };
    expect(chosen({ ...configs, ...half, ...second })).toHaveProperty(['text_encoder_2/model.safetensors']);
    const refiner = Object.entries({ ...configs, ...half, ...second }).filter(
      ([path]) => !/^(text_encoder|tokenizer)\//.test(path),
    );
    const files = chosen(Object.fromEntries(refiner));
    expect(files).toHaveProperty(['tokenizer_2/vocab.json']);
    expect(files).not.toHaveProperty(['text_encoder/model.safetensors']);
  });

  it('keeps the names of shards, and their index', () => {
    const { 'unet/diffusion_pytorch_model.safetensors': _, ...rest } = plain;
    const shards: Sizes = {
      'unet/diffusion_pytorch_model.safetensors.index.json': 1,
      'unet/diffusion_pytorch_model-00001-of-00002.safetensors': 5000,
      'unet/diffusion_pytorch_model-00002-of-00002.safetensors': 4000,
    };
    const halfShards: Sizes = {
      'unet/diffusion_pytorch_model.safetensors.index.fp16.json': 1,
      'unet/diffusion_pytorch_model.fp16-00001-of-00002.safetensors': 2500,
      'unet/diffusion_pytorch_model.fp16-00002-of-00002.safetensors': 2000,
    };
    const unet = (sizes: Sizes): string[] =>
      Object.keys(chosen({ ...configs, ...rest, ...sizes })).filter((path) =>
        path.startsWith('unet/diffusion_pytorch_model'),
      );
    expect(unet({ ...shards, ...halfShards })).toEqual(Object.keys(shards));
    expect(unet(halfShards)).toEqual(Object.keys(halfShards));
    const { 'unet/diffusion_pytorch_model-00002-of-00002.safetensors': __, ...incomplete } = shards;
    expect(() => unet(incomplete)).toThrow(/it has no unet\/diffusion_pytorch_model\.safetensors/);
  });

  it('says that pickles are never read', () => {
    const { 'unet/diffusion_pytorch_model.safetensors': _, ...rest } = plain;
    const bin = { 'unet/diffusion_pytorch_model.bin': 4270, 'unet/diffusion_pytorch_model.fp16.bin': 2140 };
    expect(() => chosen({ ...configs, ...rest, ...bin })).toThrow(
      expect.objectContaining({ code: 'bad_request', message: expect.stringMatching(/pickle.*refs\/pr/) as string }),
    );
    expect(() => chosen({ 'sd-v1-4.ckpt': 4270, 'README.md': 1 })).toThrow(/pickle/);
  });

  it('names everything that is missing', () => {
    expect(() => chosen({ 'model_index.json': 1, 'vae/config.json': 1 })).toThrow(
      /no scheduler\/scheduler_config\.json, no text_encoder\/config\.json.*no tokenizer\/vocab\.json.*no unet\/config\.json/,
    );
    expect(() => chosen({ 'v1-5.safetensors': 1 })).toThrow(
      expect.objectContaining({
        code: 'bad_request',
        message: expect.stringMatching(/no model_index\.json/) as string,
      }),
    );
  });

  it('takes SAM and OWL-ViT, and no other model of a single part', () => {
    const sam = { 'config.json': 1, 'preprocessor_config.json': 1, 'model.safetensors': 375, 'pytorch_model.bin': 375 };
    expect(Object.keys(chosen(sam, 'sam')).sort()).toEqual([
      'config.json',
      'model.safetensors',
      'preprocessor_config.json',
    ]);
    expect(() => chosen(sam, 'owlvit')).toThrow(/no vocab\.json, no merges\.txt/);
    const words = { 'vocab.json': 1, 'merges.txt': 1, 'special_tokens_map.json': 1 };
    expect(Object.keys(chosen({ ...sam, ...words }, 'owlvit'))).toHaveLength(6);
    expect(() => chosen(sam, 'vit')).toThrow(/of the kind "vit"/);
  });
});
