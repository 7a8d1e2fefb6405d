// The tests that judge mutants: those of the rules and of the use cases, with fewer runs of each property.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/{domain,app}/**/*.test.ts'],
    env: { PROPERTY_RUNS: '30' },
  },
});
