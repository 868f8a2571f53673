import { readFileSync, writeFileSync } from 'node:fs';
import { median, type Result, scaled, secondsOf, speedBesideLoad } from './results.ts';

/** Replaces what stands between `<!-- NAME -->` and `<!-- /NAME -->`. @throws when there is no such place */
export function fillPlace(text: string, name: string, content: string): string {
  const opening = `<!-- ${name} -->`;
  const closing = `<!-- /${name} -->`;
  const start = text.indexOf(opening);
  const end = text.indexOf(closing);
  if (start < 0 || end < start) throw new Error(`no ${opening} … ${closing} to fill`);
  return `${text.slice(0, start + opening.length)}\n${content}\n${text.slice(end)}`;
}

/** Rewrites a file's place; the file is left alone when nothing changes. */
export function refreshFile(file: string, name: string, content: string): void {
  const before = readFileSync(file, 'utf8');
  const after = fillPlace(before, name, content);
  if (after !== before) writeFileSync(file, after);
}

/** Markdown table: the first columns are text, the others numbers. */
export function markdownTable(heads: string[], textColumns: number, rows: string[][]): string {
  const rule = heads.map((_, column) => (column < textColumns ? '---' : '---:'));
  return [heads, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const WORKLOAD_NAMES: Record<string, string> = {
  mixed: 'W1 mixed',
  webex: 'W2 Webex',
  m2m: 'W3 M2M',
  skewed: 'W4 skewed',
};

/** The results as one table: a row for each contender of each month. */
export function resultTable(results: readonly Result[], load: string): string {
  const heads = ['month', 'contender', 'records/s', 'wall s min / median', 'CPU s', 'peak MB'];
  heads.push('database MB', 'work files MB', 'speed, load = 1', 'measured');
  const rows = results.flatMap((result) =>
    Object.keys(result.contenders).map((name) => rowOf(result, name, load)),
  );
  return markdownTable(heads, 2, rows);
}

function rowOf(result: Result, name: string, load: string): string[] {
  const runs = result.contenders[name];
  const isScaled = scaled(runs[0]);
  const walls = runs.map(({ wallSeconds }) => wallSeconds);
  const work = Math.max(...runs.map((run) => run.workMegabytes ?? Number.NaN));
  const workload = WORKLOAD_NAMES[result.workload] ?? result.workload;
  const variant = (result.variant ?? 'plain') === 'plain' ? '' : `, ${result.variant}`;
  const own = isScaled ? ` (on ${count(runs[0].records as number)} records)` : '';
  return [
    `${workload}${variant}, ${count(result.records)}`,
    `${name}${own}`,
    count(Math.round(result.records / secondsOf(result, name))),
    `${Math.min(...walls).toFixed(2)} / ${median(walls).toFixed(2)}`,
    median(runs.map(({ cpuSeconds }) => cpuSeconds)).toFixed(2),
    Math.max(...runs.map(({ peakMegabytes }) => peakMegabytes)).toFixed(0),
    median(runs.map(({ databaseMegabytes }) => databaseMegabytes)).toFixed(0),
    Number.isNaN(work) ? '' : work.toFixed(0),
    speedText(speedBesideLoad(result, name, load)),
    `${result.date.slice(0, 10)} ${result.commit}`,
  ];
}

function speedText(speed: number): string {
  return speed >= 0.1 ? speed.toFixed(2) : speed.toPrecision(2);
}

function count(number: number): string {
  return number.toLocaleString('en');
}
