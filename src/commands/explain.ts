import type { Command } from 'commander';
import { compileCatalogue } from '../compile-tables.ts';
import { explainEvent } from '../explain/explain-event.ts';
import { explanationText } from '../explain/explanation-text.ts';
import { openStore } from '../store/open-store.ts';

interface ExplainArguments {
  db: string;
  catalogue?: string;
  json?: boolean;
}

const AFTER_HELP = `
Called numbers are shown in full: the output is for operators, not for logs.

Example:
  octroi explain --db month.duckdb 2026-10-01-000042`;

/** `octroi explain`: how one event was priced. */
export function addExplainCommand(program: Command): void {
  program
    .command('explain')
    .description('show how one event was priced, step by step, with rule and document')
    .argument('<event-id>', 'the id the source gave the event')
    .requiredOption('--db <file>', 'DuckDB file made by octroi rate')
    .option('--catalogue <dir>', 'catalogue the usage was rated with (default: the shipped one)')
    .option('--json', 'print the explanation as JSON on stdout')
    .addHelpText('after', AFTER_HELP)
    .action(async (eventId: string, options: ExplainArguments) => {
      const compiled = compileCatalogue(options.catalogue);
      const store = await openStore(options.db, { readOnly: true });
      try {
        const explanation = await explainEvent(store, compiled, eventId);
        process.stdout.write(
          options.json ? `${JSON.stringify(explanation)}\n` : explanationText(explanation),
        );
      } finally {
        store.close();
      }
    });
}
