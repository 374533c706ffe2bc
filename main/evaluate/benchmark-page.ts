import { escapeUTF8 } from 'entities';
import type { NamedBox } from '../layout/filter.ts';
import type { Outcome } from './benchmark.ts';
import type { BenchmarkReport, ScoredRate } from './benchmark-report.ts';
import { benchmarkTasks } from './prompts.ts';
import type { Task } from './task.ts';
import { taskOf } from './task.ts';

const colours = ['#d1495b', '#2e86ab', '#3a7d44', '#8f5bb3', '#c77d0a', '#12838c', '#a05a2c', '#6b7280'] as const;

const style = `
:root { color-scheme: light dark; font: 15px/1.45 system-ui, sans-serif; }
body { margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
table { border-collapse: collapse; } td, th { padding: .25rem .9rem .25rem 0; text-align: left; }
td.number { text-align: right; font-variant-numeric: tabular-nums; } tr.overall { font-weight: 600; }
main { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: 1.5rem; }
figure { margin: 0; } figcaption { margin-top: .4rem; } svg { width: 100%; border: 1px solid #8888; border-radius: 4px; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: 12px; } .quiet { opacity: .75; }
`;

/** The report as a page of its own, with every failing layout drawn. */
export function pageOf(title: string, report: BenchmarkReport, outcomes: readonly Outcome[]): string {
  const failures = outcomes.filter(({ success }) => !success);
  const row = (name: string, { success, total, rate }: ScoredRate, kind = ''): string =>
    `<tr class="${kind}"><th scope="row">${name}</th><td class="number">${success}/${total}</td><td class="number">${rate.toFixed(2)}</td></tr>`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeUTF8(title)}</title>
<style>${style}</style>
<h1>${escapeUTF8(title)}</h1>
<table>
<tr><th>task</th><th>success</th><th>rate</th></tr>
${benchmarkTasks.map((task) => row(task, report.tasks[task])).join('\n')}
${row('overall', report.overall, 'overall')}
</table>
<h2>${failures.length === 0 ? 'No layout failed' : `${failures.length} failed`}</h2>
<main>
${failures.map(figureOf).join('\n')}
</main>
</html>
`;
}

function figureOf({ index, task, prompt, boxes, raw, problem }: Outcome): string {
  const asked = taskOf(prompt);
  const answer = raw === '' ? '' : `<details><summary>The answer</summary><pre>${escapeUTF8(raw)}</pre></details>`;
  return `<figure>
${drawingOf(boxes)}
<figcaption><strong>${index}</strong> <span class="quiet">${task}</span> ${escapeUTF8(prompt)}
<p>Wanted: ${escapeUTF8(asked === null ? '' : wish(asked))}. ${escapeUTF8(problem ?? found(boxes))}</p>${answer}</figcaption>
</figure>`;
}

function drawingOf(boxes: readonly NamedBox[]): string {
  const shapes = boxes.map(({ name, box: [x = 0, y = 0, width = 0, height = 0] }, i) => {
    const colour = colours[i % colours.length];
    return `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${colour}" fill-opacity=".18" stroke="${colour}" stroke-width="3"/><text x="${x + 6}" y="${y + 24}" fill="${colour}" font-size="20">${escapeUTF8(name)}</text>`;
  });
  return `<svg viewBox="0 0 512 512" role="img" aria-label="${escapeUTF8(found(boxes))}">${shapes.join('')}</svg>`;
}

const found = (boxes: readonly NamedBox[]): string =>
  boxes.length === 0 ? 'No boxes.' : `Boxes: ${boxes.map(({ name }) => name).join(', ')}.`;

function wish(task: Task): string {
  switch (task.task) {
    case 'negation':
      return `no ${task.object}`;
    case 'numeracy':
      return `${task.count} × ${task.object}`;
    case 'numeracy_2obj':
      return `${task.count1} × ${task.object1} and ${task.count2} × ${task.object2}`;
    case 'attribution':
      return `${task.object1} and ${task.object2}`;
    case 'spatial':
      return `${task.object1} (${task.location1}) and ${task.object2} (${task.location2})`;
  }
}
