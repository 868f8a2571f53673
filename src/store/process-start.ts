import { readFileSync } from 'node:fs';

/**
 * When a process of this machine started, as the system writes it. Null when there is no such process; empty when
 * there is one and the system does not say.
 */
export function processStart(pid: number): string | null {
  if (process.platform !== 'linux') return isRunning(pid) ? '' : null;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The process's name stands in brackets and may hold anything; state is the 1st field after it, start the 20th.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? null : fields[19];
  } catch {
    return null;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
