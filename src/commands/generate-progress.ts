import { counted, thousands } from '../progress/thousands.ts';

const INTERVAL_MS = { terminal: 100, log: 2000 };

/** How far the generator is, on stderr: a live line on a terminal, JSON lines elsewhere. */
export class GenerateProgress {
  private readonly isTerminal = process.stderr.isTTY === true;
  private lastShown = Date.now();

  show(rowsWritten: number, rowsTotal: number): void {
    const now = Date.now();
    const interval = this.isTerminal ? INTERVAL_MS.terminal : INTERVAL_MS.log;
    if (now - this.lastShown < interval) return;
    this.lastShown = now;
    if (this.isTerminal) {
      const done = thousands(rowsWritten);
      process.stderr.write(`\r\x1b[Kgenerating: ${done} of ${counted(rowsTotal, 'row')}`);
    } else {
      const line = { event: 'progress', step: 'generating', records: rowsWritten, of: rowsTotal };
      process.stderr.write(`${JSON.stringify(line)}\n`);
    }
  }

  finish(): void {
    if (this.isTerminal) process.stderr.write('\r\x1b[K');
  }
}
