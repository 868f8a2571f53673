import type { Reporter, TestModule } from 'vitest/node';

/** Ends the output with one plain line, for machines that read no colours. */
export class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string) => tests.filter((test) => test.result().state === state).length;
    const failedModules = modules.filter((module) => module.errors().length > 0).length;
    // After the other reporters, which print their summary in this same turn.
    process.on('exit', () => {
      console.log(`${count('passed')} passed, ${count('failed') + failedModules} failed`);
    });
  }
}
