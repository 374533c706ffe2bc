// npm run pictures: makes the pictures of README.md anew, from the real window on the bundled model. Arguments go to test/e2e/pictures.ts.
// @ts-check
import { ensureChromium } from './chromium.mjs';
import { ensureNode, ensurePackages, ensureRenderer, environmentFor, fail, run } from './prepare.mjs';

ensurePackages();
const node = ensureNode();
ensureRenderer(node);
const chromium = await ensureChromium(node);
if (chromium === null) fail('No Chromium could be found or installed.');
const env = { ...environmentFor(node), LMD_CHROMIUM: chromium ?? '' };
process.exitCode = run(node, ['test/e2e/pictures.ts', ...process.argv.slice(2)], env);
