import { describe, expect, it } from 'vitest';
import { fakeOllama, inTurn, says } from '../helpers/fake-ollama.ts';
import { keepScreenshot } from './support/browser.ts';
import { accessibilityFaults } from './support/faults.ts';
import { eventually, hostForTest, setUpStudio } from './support/set-up.ts';
import type { StudioWindow } from './support/studio-window.ts';

const studio = setUpStudio();
const sentence = 'a white cat to the left of a red car on a beach';

const answerOf = (boxes: string): string =>
  `Objects: [${boxes}]\nBackground prompt: A realistic photo of a beach\nNegative prompt: `;
const wrongSide = answerOf("('a white cat', [340, 300, 130, 110]), ('a red car', [30, 260, 230, 170])");
const alone = answerOf("('a white cat', [60, 300, 130, 110])");
const good = answerOf("('a white cat', [60, 300, 130, 110]), ('a red car', [250, 260, 230, 170])");
const overlapping = answerOf("('a white cat', [150, 280, 200, 180]), ('a red car', [180, 260, 300, 200])");

const cards = ({ page }: StudioWindow) => page.getByRole('dialog', { name: 'Choose a layout' }).getByRole('article');

/** A window with a layout of its own on the canvas, and a model that writes four more. */
async function withModel(answers: readonly string[], options: { theme?: 'light' | 'dark' } = {}) {
  const ollama = await fakeOllama({ answer: inTurn(...answers.map((answer) => says(answer))) });
  const window = await studio.open({ ...options, host: await hostForTest({ ollama: ollama.host }) });
  const writer = window.page.getByRole('combobox', { name: 'Who writes the layout' });
  await writer.selectOption('Rules (no model)');
  await window.write('a green bottle');
  await eventually(window.captions).toEqual(['a green bottle']);
  await writer.selectOption('mixtral:8x7b');
  await window.prompt.fill(sentence);
  return { window, ollama };
}

describe.each(['dark', 'light'] as const)('several layouts, %s', (theme) => {
  it('are shown side by side, the best first, and one becomes one step of the history', async () => {
    const { window, ollama } = await withModel([wrongSide, alone, good, overlapping], { theme });
    await window.button('Write 4 to choose from').click();
    await eventually(() => cards(window).count()).toBe(4);
    expect(ollama.asked).toHaveLength(4);
    expect(await window.captions()).toEqual(['a green bottle']); // until one is chosen

    const [first, ...others] = await cards(window).allTextContents();
    expect(first).toMatch(/Layout 1.*100 %/);
    expect(others.join('\n')).toMatch(/a red car.*left|left.*a red car|is not left/i);
    expect(others.join('\n')).toMatch(/overlap/i);
    await cards(window).first().getByText('Answer', { exact: true }).click();
    await cards(window).first().getByText("('a white cat', [60, 300, 130, 110])").waitFor();
    expect(await accessibilityFaults(window, 'dialog')).toEqual([]);
    await cards(window).first().getByText('Answer', { exact: true }).click();
    await keepScreenshot(window.page, `candidates-${theme}`);

    await window.button('Use layout 1').click();
    await eventually(window.captions).toEqual(['a red car', 'a white cat']);
    await window.button('Choose again').click();
    await window.button('Use layout 2').click();
    await window.page.getByRole('dialog').waitFor({ state: 'detached' });
    await keepScreenshot(window.page, `candidate-chosen-${theme}`);
    await window.button('Undo').click();
    expect(await window.captions()).toEqual(['a red car', 'a white cat']);
    await window.button('Undo').click();
    expect(await window.captions()).toEqual(['a green bottle']);
  });
});

it('streams which of them is being written; stopping shows those that are there', async () => {
  const ollama = await fakeOllama();
  const window = await studio.open({ host: await hostForTest({ ollama: ollama.host }) });
  await window.button('Layout writer details: mixtral:8x7b · Ollama').waitFor();
  await window.prompt.fill(sentence);
  await window.button('Write 4 to choose from').click();
  says(good)(await ollama.question());
  const second = await ollama.question(2);
  second.say("Objects: [('a white dog', ");
  await eventually(() => window.page.locator('.stream').textContent()).toMatch(/^Layout 2 of 4: .*a white dog/s);
  await keepScreenshot(window.page, 'candidates-streaming-dark');
  await window.button('Stop').click();
  await second.abandoned;
  await eventually(() => cards(window).count()).toBe(1);
  await window.page.keyboard.press('Escape');
  await window.button('Choose again').waitFor();
  expect(await window.prompt.inputValue()).toBe(sentence);
});

it('stops without a word when there is none yet', async () => {
  const ollama = await fakeOllama();
  const window = await studio.open({ host: await hostForTest({ ollama: ollama.host }) });
  await window.button('Layout writer details: mixtral:8x7b · Ollama').waitFor();
  await window.prompt.fill(sentence);
  await window.button('Write 4 to choose from').click();
  const first = await ollama.question();
  await window.button('Stop').click();
  await first.abandoned;
  await window.button('Write layout').waitFor();
  expect(await window.alert.count()).toBe(0);
  expect(await window.page.getByRole('dialog').count()).toBe(0);
});

it('says why there are none, and keeps sentence and boxes', async () => {
  const { window, ollama } = await withModel([]);
  await window.button('Write 4 to choose from').click();
  (await ollama.question()).fail([500, 'model runner has unexpectedly stopped']);
  await window.alert.waitFor();
  expect(await window.alert.textContent()).toMatch(/sentence and the canvas are unchanged/);
  expect(await window.captions()).toEqual(['a green bottle']);
  expect(await window.prompt.inputValue()).toBe(sentence);
  await window.button('Try again').click();
  says(good)(await ollama.question(2));
  for (const n of [3, 4, 5]) says(alone)(await ollama.question(n));
  await eventually(() => cards(window).count()).toBe(2);
});

it('is one where the rules had to step in, and says why', async () => {
  const ollama = await fakeOllama({ answer: (asked) => asked.fail([500, 'model runner has unexpectedly stopped']) });
  const window = await studio.open({ host: await hostForTest({ ollama: ollama.host }) });
  await window.button('Layout writer details: mixtral:8x7b · Ollama').waitFor();
  await window.prompt.fill(sentence);
  await window.button('Write 4 to choose from').click();
  await eventually(() => cards(window).count()).toBe(1);
  await window.page
    .getByRole('dialog')
    .getByText(/The built-in rules wrote this layout/)
    .waitFor();
  await window.button('Use layout 1').click();
  await eventually(window.captions).toEqual(['a red car', 'a white cat']);
});

it('is not offered where the rules write, which would write the same again', async () => {
  const window = await studio.open();
  await window.button('Layout writer details: Rules · no model').waitFor();
  expect(await window.button('Write 4 to choose from').count()).toBe(0);
});
