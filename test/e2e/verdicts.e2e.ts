import { describe, expect, it } from 'vitest';
import { goldenCheckpoint } from '../helpers/golden.ts';
import { keepScreenshot } from './support/browser.ts';
import { accessibilityFaults } from './support/faults.ts';
import { eventually, hostForTest, setUpStudio } from './support/set-up.ts';

const studio = setUpStudio();

describe.each(['dark', 'light'] as const)('with a detector, %s', (theme) => {
  it('each box says whether its object is in the picture, until its caption changes', async () => {
    const host = await hostForTest({ checkpoints: [goldenCheckpoint('tiny-owlvit')] });
    const window = await studio.open({ theme, host });
    await window.write('a white cat left of a red car on a beach');
    await eventually(window.captions).toEqual(['a red car', 'a white cat']);
    const verdicts = window.page.locator('.box-verdict');
    expect(await verdicts.count()).toBe(0);
    await window.setSteps(2);
    await window.generate();
    await eventually(() => window.history.count()).toBe(1);
    await window.progress.waitFor({ state: 'detached' });
    await eventually(() => verdicts.count()).toBe(2);
    expect(await verdicts.first().getAttribute('aria-label')).toMatch(/found|elsewhere|missing|not/i);
    expect(await accessibilityFaults(window)).toEqual([]);
    await keepScreenshot(window.page, `verdicts-${theme}`);

    await window.button('Select a red car').click();
    await window.field('Caption').fill('a blue car');
    await eventually(() => verdicts.count()).toBe(1);
  });
});
