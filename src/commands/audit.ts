import type { Command } from 'commander';
import { audit } from '../audit/audit.ts';
import type { CheckResult } from '../audit/check.ts';
import { thousands } from '../progress/thousands.ts';
import { openStore } from '../store/open-store.ts';
import { interruptible } from './interruptible.ts';

interface AuditArguments {
  db: string;
  json?: boolean;
}

/** Memory for the audit before it spills beside the database. */
const AUDIT_MEMORY = '1GB';

const AFTER_HELP = `
Exit code 3 when anything does not tie. Nothing is changed.

Example:
  octroi audit --db month.duckdb`;

/** The database does not tie: exit 3. */
export class AuditError extends Error {
  override name = 'AuditError';
}

/** `octroi audit`: the whole chain from files to invoices, by SQL. */
export function addAuditCommand(program: Command): void {
  program
    .command('audit')
    .description('check that everything ties, from input files to invoices, and say what does not')
    .requiredOption('--db <file>', 'DuckDB file made by octroi rate')
    .option('--json', 'print the checks as JSON on stdout')
    .addHelpText('after', AFTER_HELP)
    .action(({ db, json }: AuditArguments) =>
      interruptible(async (signal) => {
        const store = await openStore(db, { readOnly: true, memoryLimit: AUDIT_MEMORY });
        signal.addEventListener('abort', () => store.interrupt());
        try {
          const checks = await audit(store);
          process.stdout.write(json ? `${JSON.stringify({ db, checks })}\n` : auditText(checks));
          const off = checks.filter((check) => check.status === 'off');
          if (off.length > 0) {
            throw new AuditError(
              `${db}: ${off.length} of ${checks.length} checks do not tie: ` +
                off.map((check) => check.name).join(', '),
            );
          }
        } finally {
          store.close();
        }
      }),
    );
}

/** The checks as lines: outcome, name, how much was compared, and what is off. */
export function auditText(checks: readonly CheckResult[]): string {
  const width = Math.max(...checks.map((check) => check.name.length));
  const lines = checks.flatMap((check) => {
    const { status, name, compares, compared, off, note, examples } = check;
    const outcome = status === 'off' ? 'OFF' : status;
    const counts =
      status === 'off'
        ? `${thousands(off)} of ${thousands(compared)} do not tie: ${compares}`
        : (note ?? `${thousands(compared)} compared: ${compares}`);
    const rest = off - examples.length;
    return [
      `${outcome.padEnd(7)}  ${name.padEnd(width)}  ${counts}`,
      ...examples.map((example) => `         ${' '.repeat(width)}  ${example}`),
      ...(rest > 0 ? [`         ${' '.repeat(width)}  and ${thousands(rest)} more`] : []),
    ];
  });
  return `${lines.join('\n')}\n`;
}
