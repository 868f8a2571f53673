import { printable } from './printable.ts';
import { counted, thousands } from './thousands.ts';

/** Tells the operator how far a run is: a live line on a terminal, JSON lines elsewhere. */
export interface Progress {
  /** A step of the run begins. */
  step(name: string): void;
  /** Size of all input. */
  setTotalBytes(bytes: number): void;
  addBytes(bytes: number): void;
  addRecords(records: number): void;
  /** Records rated and stored, out of those read. */
  addStored(records: number): void;
  /** Something the operator should know, in a sentence. */
  say(message: string): void;
  finish(): void;
}

const INTERVAL_MS = 500;
/** Share of a run's time that reading takes; the rest is rating and storing. Only the ETA depends on it. */
const READING_SHARE = 0.35;

/** Progress on stderr. */
export class ConsoleProgress implements Progress {
  private readonly isTerminal = process.stderr.isTTY === true;
  private readonly startedAt = Date.now();
  private stepName = '';
  private totalBytes = 0;
  private bytes = 0;
  private records = 0;
  private stored = 0;
  private lastShown = 0;

  step(name: string): void {
    this.stepName = name;
    this.show(true);
  }

  setTotalBytes(bytes: number): void {
    this.totalBytes = bytes;
  }

  addBytes(bytes: number): void {
    this.bytes += bytes;
    this.show(false);
  }

  addRecords(records: number): void {
    this.records += records;
  }

  addStored(records: number): void {
    this.stored += records;
    this.show(false);
  }

  say(message: string): void {
    if (this.isTerminal) process.stderr.write(`\r\x1b[K${printable(message)}\n`);
    else process.stderr.write(`${JSON.stringify({ event: 'message', message })}\n`);
  }

  finish(): void {
    if (this.isTerminal) process.stderr.write('\n');
  }

  private show(always: boolean): void {
    const now = Date.now();
    const interval = this.isTerminal ? INTERVAL_MS / 5 : INTERVAL_MS * 4;
    if (!always && now - this.lastShown < interval) return;
    this.lastShown = now;
    const elapsedSeconds = (now - this.startedAt) / 1000;
    const done = this.fractionDone();
    const recordsPerSecond = Math.round(this.records / Math.max(elapsedSeconds, 0.001));
    const etaSeconds = done > 0 ? Math.round((elapsedSeconds * (1 - done)) / done) : null;
    const bytesPercent = this.totalBytes > 0 ? (100 * this.bytes) / this.totalBytes : 0;
    if (!this.isTerminal) {
      const line = {
        event: 'progress',
        step: this.stepName,
        records: this.records,
        records_per_s: recordsPerSecond,
        bytes_percent: Number(bytesPercent.toFixed(1)),
        stored: this.stored,
        eta_s: etaSeconds,
      };
      process.stderr.write(`${JSON.stringify(line)}\n`);
      return;
    }
    const eta = etaSeconds === null ? '' : `, about ${etaSeconds} s left`;
    process.stderr.write(
      `\r\x1b[K${this.stepName}: ${counted(this.records, 'record')}, ` +
        `${thousands(recordsPerSecond)}/s, ${bytesPercent.toFixed(0)} % read, ` +
        `${thousands(this.stored)} stored${eta}`,
    );
  }

  private fractionDone(): number {
    const read = this.totalBytes > 0 ? this.bytes / this.totalBytes : 0;
    const stored = this.records > 0 ? this.stored / this.records : 0;
    return Math.min(1, READING_SHARE * read + (1 - READING_SHARE) * stored);
  }
}

/** Progress that nobody watches. */
export const silentProgress: Progress = {
  step() {},
  setTotalBytes() {},
  addBytes() {},
  addRecords() {},
  addStored() {},
  say() {},
  finish() {},
};
