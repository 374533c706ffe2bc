import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TemplateName } from '../../preload/contract/templates.ts';
import { templateNameSchema } from '../../preload/contract/templates.ts';
import { listTemplates, resetTemplate, saveTemplate, templateText } from '../../main/layout/own-templates.ts';
import { readTemplate } from '../../main/layout/template.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const shipped = readdirSync(join(import.meta.dirname, '../../resources/templates')).map((file) => file.slice(0, -4));
const folder = (): string => join(temporaryFolder(), 'templates');
const infoOf = (own: string, name: TemplateName) => listTemplates(own).find((info) => info.name === name);

describe("the user's templates", () => {
  it('are copies of those of the app, all of which are listed', () => {
    expect(shipped.toSorted()).toEqual([...templateNameSchema.options].toSorted());
    const own = folder();
    for (const info of listTemplates(own)) {
      expect(info).toMatchObject({ own: false, version: info.name, problem: null });
      expect(templateText(info.name, own)).toEqual({
        text: readTemplate(info.name).text,
        original: readTemplate(info.name).text,
      });
    }
    expect(existsSync(own)).toBe(false);
  });

  it('are used from when they are saved, each wording under a version of its own, until they are reset', () => {
    const own = folder();
    const first = saveTemplate('studio-1', 'First {caption}', own);
    expect(first).toMatchObject({ own: true, problem: null, version: expect.stringMatching(/^studio-1\+/) as string });
    expect(readFileSync(first.file, 'utf8')).toBe('First {caption}');
    const second = saveTemplate('studio-1', 'Second {caption}', own);
    expect(second.version).not.toBe(first.version);
    expect(templateText('studio-1', own).text).toBe('Second {caption}');
    expect(infoOf(own, 'studio-json-1')?.own).toBe(false);
    expect(resetTemplate('studio-1', own)).toMatchObject({ own: false, version: 'studio-1' });
    expect(readdirSync(own)).toEqual([]);
    expect(resetTemplate('studio-1', own).own).toBe(false);
  });

  it.each<[TemplateName, string, RegExp]>([
    ['studio-1', 'Boxes, please.', /no "\{caption\}" where the sentence goes/],
    ['studio-1', '', /no "\{caption\}"/],
    ['studio-revise-1', 'Change it: {caption}', /no "\{boxes\}" where the boxes go/],
    ['studio-json-1', `{caption}${'x'.repeat(20_000)}`, /20009 characters/],
  ])('are not saved where they can not work: %s %#', (name, text, reason) => {
    const own = folder();
    saveTemplate(name, '{caption} {boxes}', own);
    expect(() => saveTemplate(name, text, own)).toThrow(
      expect.objectContaining({ code: 'bad_request', message: expect.stringMatching(reason) as string }),
    );
    expect(templateText(name, own).text).toBe('{caption} {boxes}');
  });

  it('may be damaged by another program: the list says so, and a reset helps', () => {
    const own = folder();
    mkdirSync(own);
    writeFileSync(join(own, 'studio-1.txt'), 'No place for it.');
    mkdirSync(join(own, 'studio-json-1.txt'));
    expect(infoOf(own, 'studio-1')).toMatchObject({
      own: true,
      problem: expect.stringMatching(/has no "\{caption\}".*lmd templates reset studio-1/) as string,
    });
    expect(infoOf(own, 'studio-json-1')?.problem).toMatch(/can not be read/);
    expect(infoOf(own, 'studio-objects-1')?.problem).toBeNull();
    for (const name of ['studio-1', 'studio-json-1'] as const) {
      expect(() => templateText(name, own)).toThrow(expect.objectContaining({ code: 'bad_request' }));
      expect(resetTemplate(name, own)).toMatchObject({ own: false, problem: null });
    }
  });

  it('may begin with the mark that some editors write', () => {
    const own = folder();
    saveTemplate('studio-1', '\uFEFFFor {caption}', own);
    expect(templateText('studio-1', own).text).toBe('For {caption}');
  });

  it('are as before where the folder can not be made', () => {
    const file = join(temporaryFolder(), 'a file');
    writeFileSync(file, '');
    const own = join(file, 'templates');
    expect(() => saveTemplate('studio-1', '{caption}', own)).toThrow(expect.objectContaining({ code: 'disk' }));
    expect(infoOf(own, 'studio-1')).toMatchObject({ own: false, problem: null });
  });
});
