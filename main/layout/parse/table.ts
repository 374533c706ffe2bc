import type { Report } from './warnings.ts';

const ruler = /^[|:\- ]+$/;

/**
 * Writes the rows of a Markdown table as tuples, one per line: | a cat | 1 | 2 | 3 | 4 | → ("a cat", 1, 2, 3, 4).
 * The header row and the ruler go; other lines stay.
 */
export function tablesToTuples(text: string, report: Report): string {
  if (!/(?:^|\n) *\|/.test(text)) return text;
  const lines = text.split('\n').map((line) => {
    const row = line.trim();
    if (row.length < 3 || !row.startsWith('|') || !row.endsWith('|')) return line;
    const cells = row.slice(1, -1).split('|');
    report.add('markdown');
    if (ruler.test(row) || !cells.some((cell) => /\d/.test(cell))) return '';
    return `(${cells.map((cell) => cell.trim()).join(', ')}),`;
  });
  return lines.join('\n');
}
