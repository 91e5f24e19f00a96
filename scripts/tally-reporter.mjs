// Counts for scripts/test.mjs what vitest ran, into the file that KAZASHI_TALLY names.
import { writeFileSync } from 'node:fs';

/** Errors outside of a test: in a file as it loads, in a hook of a suite. */
function outsideErrors(children) {
  let count = 0;
  for (const child of children) {
    if (child.type !== 'suite' && child.type !== 'module') continue;
    count += child.errors().length + outsideErrors(child.children);
  }
  return count;
}

export default class TallyReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const tally = { passed: 0, failed: unhandledErrors.length + outsideErrors(modules), skipped: [] };
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state, note } = test.result();
        if (state === 'passed') tally.passed++;
        else if (state === 'failed') tally.failed++;
        else tally.skipped.push({ name: `${module.relativeModuleId} > ${test.fullName}`, reason: note });
      }
    }
    writeFileSync(process.env.KAZASHI_TALLY, JSON.stringify(tally));
  }
}
