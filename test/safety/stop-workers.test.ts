import { Worker } from 'node:worker_threads';
import { describe, expect, it, vi } from 'vitest';
import { startWorkers } from '../../src/worker-pool.ts';

/** Nothing that a worker needs before its first task. */
const NO_SETTINGS = {} as Parameters<typeof startWorkers>[1];

describe('stopping workers that have only just been started', () => {
  it('waits until each has loaded its code: Node aborts when a thread ends while it loads modules', async () => {
    const emitted = vi.spyOn(Worker.prototype, 'emit');
    const terminated = vi.spyOn(Worker.prototype, 'terminate');
    const pool = startWorkers(3, NO_SETTINGS);
    await Promise.all([pool.destroy(), pool.destroy()]);

    const stopped = new Set(terminated.mock.contexts);
    expect(stopped.size).toBe(3);
    for (const worker of stopped) {
      const ready = emitted.mock.calls.findIndex(
        ([event], k) => emitted.mock.contexts[k] === worker && event === 'message',
      );
      const stop = terminated.mock.contexts.indexOf(worker);
      expect(ready).toBeGreaterThanOrEqual(0);
      expect(emitted.mock.invocationCallOrder[ready]).toBeLessThan(
        terminated.mock.invocationCallOrder[stop],
      );
    }
  });
});
