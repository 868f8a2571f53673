import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

// Loaded before a contender's own code: leaves what the whole process used, threads included.
const file = process.env.OCTROI_BENCH_USAGE;
if (isMainThread && file) {
  process.on('exit', () => {
    const usage = process.resourceUsage();
    writeFileSync(
      file,
      JSON.stringify({
        cpuSeconds: (usage.userCPUTime + usage.systemCPUTime) / 1e6,
        peakMegabytes: usage.maxRSS / 1024,
      }),
    );
  });
}
