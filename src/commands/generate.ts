import { type Command, Option } from 'commander';
import {
  GENERATED_FORMATS,
  type GenerateOptions,
  type GenerateResult,
  generate,
  ORDERS,
  WORKLOADS,
} from '../generate/generate.ts';
import { counted, thousands } from '../progress/thousands.ts';
import { monthArgument, positiveInteger, wholeNumber } from './arguments.ts';
import { GenerateProgress } from './generate-progress.ts';
import { interruptible } from './interruptible.ts';

interface GenerateArguments extends GenerateOptions {
  json?: boolean;
}

const AFTER_HELP = `
The same options give the same bytes on any machine. Writes DIR/usage and DIR/reference.

Example:
  octroi generate --records 100000 --seed 1 --out month
  octroi rate month/usage --reference month/reference --db month.duckdb`;

/** `octroi generate`: a synthetic month. */
export function addGenerateCommand(program: Command): void {
  program
    .command('generate')
    .description('write a deterministic synthetic month: usage files and their reference data')
    .requiredOption('--records <n>', 'rows in all usage files together', wholeNumber)
    .requiredOption('--seed <n>', 'another seed gives another month', wholeNumber)
    .requiredOption('--out <dir>', 'directory, made when it is not there')
    .option('--month <YYYY-MM>', 'calendar month (default: 2026-10)', monthArgument)
    .addOption(
      new Option('--workload <name>', 'what lines there are and what they do')
        .choices(WORKLOADS)
        .default('mixed'),
    )
    .option('--lines <n>', 'lines (default: a fiftieth of the records)', positiveInteger)
    .option('--sites <n>', 'sites (default: a hundredth of the lines)', positiveInteger)
    .option('--customers <n>', 'customers (default: a fortieth of the lines)', positiveInteger)
    .option('--files <n>', 'usage files (default: 1)', positiveInteger)
    .option(
      '--split-nights <n>',
      'that many files, one per night or run of nights',
      positiveInteger,
    )
    .option('--gzip', 'compress the usage files')
    .addOption(
      new Option('--order <name>', 'nearly in order of start, or none')
        .choices(ORDERS)
        .default('time'),
    )
    .addOption(
      new Option('--format <name>', 'of the usage files')
        .choices(GENERATED_FORMATS)
        .default('octroi'),
    )
    .option('--extra-columns <n>', 'columns no reader knows, for it to skip', positiveInteger)
    .option('--quoted', 'quotes around every field')
    .option('--json', 'print what was written as JSON on stdout')
    .addHelpText('after', AFTER_HELP)
    .action(({ json, ...options }: GenerateArguments) =>
      interruptible(async (signal) => {
        const progress = new GenerateProgress();
        const result = await generate(options, (rowsWritten, rowsTotal) => {
          signal.throwIfAborted();
          progress.show(rowsWritten, rowsTotal);
        });
        progress.finish();
        process.stdout.write(
          json ? `${JSON.stringify(result)}\n` : generatedText(result, options.out),
        );
      }),
    );
}

function generatedText(result: GenerateResult, out: string): string {
  const { rows, duplicates, unknownLines, malformed, usageFiles } = result;
  const files = counted(usageFiles.length, 'usage file');
  return `${out}: ${counted(rows, 'row')} in ${files}, of them ${thousands(duplicates)} repeated, \
${thousands(unknownLines)} of unknown lines, ${thousands(malformed)} unreadable
${counted(result.customers, 'customer')}, ${counted(result.sites, 'site')}, \
${counted(result.contracts, 'contract')}, ${counted(result.lines, 'line')}
`;
}
