import { readFileSync, writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

// Loaded before a contender's own code: leaves what the whole process used, threads included. No contender
// starts processes of its own, so this is the tree.
const file = process.env.OCTROI_BENCH_USAGE;
if (isMainThread && file) {
  process.on('exit', () => {
    const usage = process.resourceUsage();
    writeFileSync(
      file,
      JSON.stringify({
        cpuSeconds: (usage.userCPUTime + usage.systemCPUTime) / 1e6,
        peakMegabytes: peakKilobytes(usage.maxRSS) / 1024,
      }),
    );
  });
}

/** The high-water mark of this program: maxRSS would count what the starting process had at the fork. */
function peakKilobytes(maxRss) {
  try {
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
  } catch {
    return maxRss;
  }
}
