import { checkAllAccounted, checkLoaded, checkSameAnswer } from './answer.ts';
import { type AnswerRow, type Contender, type Measure, runOnce } from './contender.ts';
import { duckdbLoad } from './contenders/duckdb-load.ts';
import { duckdbSql } from './contenders/duckdb-sql.ts';
import { nodeUsual } from './contenders/node-usual.ts';
import { octroi } from './contenders/octroi.ts';
import { type DataSet, dataSet, type Month } from './data.ts';

export const CONTENDERS: readonly Contender[] = [duckdbLoad, duckdbSql, nodeUsual, octroi];

/** The usual Node way is given so many records at most: more only take longer. */
const NODE_RECORDS = 20_000;

export interface MeasureOptions {
  contenders: readonly Contender[];
  runs: number;
  /** Folder for generated files. */
  base?: string;
  say(text: string): void;
}

/**
 * Runs the contenders over a month, in turn A B A B, and checks what each found against octroi, which is run once
 * untimed where it is no contender.
 * @throws when an answer is wrong, or changes from run to run
 */
export async function measureMonth(
  month: Month,
  { contenders, runs, base, say }: MeasureOptions,
): Promise<{ data: DataSet; measures: Record<string, Measure[]> }> {
  const data = await dataSet(month, base);
  const fewer = month.records > NODE_RECORDS ? { ...month, records: NODE_RECORDS } : month;
  const nodeData = contenders.includes(nodeUsual) ? await dataSet(fewer, base) : data;
  const dataOf = (contender: Contender) => (contender === nodeUsual ? nodeData : data);
  const measures: Record<string, Measure[]> = {};
  const answers = new Map<Contender, AnswerRow[]>();
  for (let run = 1; run <= runs; run++) {
    for (const contender of contenders) {
      const own = dataOf(contender);
      const { measure, answer } = await runOnce(contender, own);
      if (own.records !== data.records) measure.records = own.records;
      checkUnchanged(contender, answers, answer);
      measures[contender.name] ??= [];
      measures[contender.name].push(measure);
      const { wallSeconds, cpuSeconds, peakMegabytes } = measure;
      say(
        `run ${run}: ${contender.name} ${wallSeconds.toFixed(2)} s wall, ` +
          `${cpuSeconds.toFixed(2)} s CPU, ${peakMegabytes.toFixed(0)} MB`,
      );
    }
  }
  const expected = answers.get(octroi) ?? (await runOnce(octroi, data)).answer;
  checkAllAccounted(expected, data.records);
  for (const [contender, answer] of answers) {
    if (contender === duckdbLoad) checkLoaded(answer, expected, data.records);
    if (contender === duckdbSql) checkSameAnswer(contender.name, answer, expected);
    if (contender === nodeUsual) {
      const own = nodeData === data ? expected : (await runOnce(octroi, nodeData)).answer;
      checkSameAnswer(contender.name, answer, own);
    }
  }
  return { data, measures };
}

function checkUnchanged(
  contender: Contender,
  answers: Map<Contender, AnswerRow[]>,
  answer: AnswerRow[],
): void {
  const first = answers.get(contender) ?? answer;
  answers.set(contender, first);
  if (JSON.stringify(first) !== JSON.stringify(answer)) {
    throw new Error(`${contender.name} gave two answers:\n${JSON.stringify([first, answer])}`);
  }
}
