import type { Command } from 'commander';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { CatalogueError } from '../catalogue/catalogue-error.ts';
import { type CompiledCatalogue, compileCatalogue } from '../compile-tables.ts';
import { counted, thousands } from '../progress/thousands.ts';
import { checkReference } from '../reference/load-reference.ts';
import { REQUIRED_FILES } from '../reference/read-reference.ts';
import { EXIT_WRONG_USE } from './failures.ts';

interface CheckArguments {
  catalogue?: string;
  reference?: string;
  json?: boolean;
}

/** A fault and where it stands. */
interface Issue {
  file: string;
  line: number;
  column: number;
  message: string;
}

/** What was checked: its faults, or how much there is of everything. */
interface Checked {
  errors: Issue[];
  /** Faults in all, where not every one is listed. */
  errorCount: number;
  counts: Record<string, number>;
}

interface CheckResult {
  catalogue: Checked;
  /** Absent when none was named; null when the catalogue's faults forbid a look at it. */
  reference?: Checked | null;
}

const AFTER_HELP = `
Exit code 2 when there are errors. Every error is one line: file:line:column message.

Examples:
  octroi check
  octroi check --catalogue my-catalogue --reference reference`;

/** `octroi check`: validates catalogue and reference data. */
export function addCheckCommand(program: Command): void {
  program
    .command('check')
    .description('check the catalogue, and reference data, and list every error with its place')
    .option('--catalogue <dir>', 'directory of catalogue files (default: the shipped catalogue)')
    .option('--reference <dir>', 'directory of reference data (customers.csv, lines.csv, …)')
    .option('--json', 'print the result as JSON on stdout')
    .addHelpText('after', AFTER_HELP)
    .action(async (options: CheckArguments) => {
      const result = await check(options);
      process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : checkText(result));
      if (result.reference === null) {
        process.stderr.write(
          'octroi: reference data not checked: it needs a faultless catalogue\n',
        );
      }
      const errors = result.catalogue.errorCount + (result.reference?.errorCount ?? 0);
      if (errors === 0) return;
      process.stderr.write(`octroi: ${counted(errors, 'error')}\n`);
      process.exitCode = EXIT_WRONG_USE;
    });
}

async function check(options: CheckArguments): Promise<CheckResult> {
  let compiled: CompiledCatalogue;
  try {
    compiled = compileCatalogue(options.catalogue);
  } catch (error) {
    if (!(error instanceof CatalogueError)) throw error;
    const errors = error.issues;
    const catalogue = { errors, errorCount: errors.length, counts: {} };
    return options.reference === undefined ? { catalogue } : { catalogue, reference: null };
  }
  const catalogue = { errors: [], errorCount: 0, counts: countsOf(compiled.catalogue) };
  if (options.reference === undefined) return { catalogue };
  const { tariffs, billing } = compiled;
  return { catalogue, reference: await checkReference(options.reference, tariffs, billing) };
}

/**
 * Prices are of usage, the cells of the price tables: one per zone, or per step of a tiered price. Fees are
 * all that is billed besides.
 */
function countsOf(catalogue: Catalogue): Record<string, number> {
  const tables = [...catalogue.priceLists.values()].flatMap((list) =>
    Object.values(list).flatMap((value) => (Array.isArray(value) ? value : [])),
  );
  const prices = tables.reduce((sum, table) => {
    if ('prices' in table) return sum + Object.keys(table.prices).length;
    return sum + ('tiers' in table ? table.tiers.length : 0);
  }, 0);
  return {
    documents: catalogue.documents.size,
    offers: catalogue.offers.size,
    prices,
    fees: catalogue.recurringFees.size + catalogue.oneOffFees.size + catalogue.fleetDiscounts.size,
  };
}

function checkText({ catalogue, reference }: CheckResult): string {
  const lines = sectionOf('catalogue', catalogue);
  if (reference) lines.push(...sectionOf('reference', reference));
  return `${lines.join('\n')}\n`;
}

function sectionOf(name: string, { errors, errorCount, counts }: Checked): string[] {
  if (errorCount === 0) {
    const found = Object.entries(counts).filter(
      ([file, count]) => count > 0 || REQUIRED_FILES.includes(file),
    );
    return [
      `${name}: ${found.map(([what, count]) => counted(count, singularOf(what), what)).join(', ')}`,
    ];
  }
  const lines = errors.map((at) => `${at.file}:${at.line}:${at.column} ${at.message}`);
  const rest = errorCount - errors.length;
  return rest > 0 ? [...lines, `… and ${thousands(rest)} more in the ${name}`] : lines;
}

/** Of what is counted, by the name of its file or section. */
function singularOf(what: string): string {
  return what === 'indices' ? 'index' : what.replace(/s$/, '');
}
